"""The stage observations: what a coder wrote becomes base units, days, a status, a standard and a preference."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from typing import Any

import pyarrow.parquet
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.foundation.params import load_params
from pipeline.foundation.registry import figure_read
from pipeline.stages.figures.conflicts import Claim, contradict, preferred
from pipeline.stages.figures.timing import latest_days, printings
from pipeline.stages.observations import observe, telling
from schemas import REGISTRIES, CodedObservation, Observation
from schemas.base import as_frame, header_of, to_arrow
from tests.small import LIFTED, RATE, STOCK, TABLES, Rows, numbered

KEYS = {
    "areas": "ref_area",
    "indicators": "indicator",
    "units": "unit",
    "flags": "flag",
    "sources": "source_id",
    "poverty_standards": "standard",
}


def small_lists(tables: Mapping[str, Rows]) -> dict[str, dict[str, dict[str, str]]]:
    """Return registries by name and key."""
    return {name: {row[key]: dict.fromkeys(header_of(REGISTRIES[name]), "") | row for row in tables[name]} for name, key in KEYS.items()}


def observed(
    *rows: dict[str, str], evidence: Rows | None = None, sources: Rows | None = None, passages: Rows | None = None
) -> list[dict[str, Any]]:
    """Return the published rows of rows coded with the small registries."""
    tables = {**TABLES, **({"sources": sources} if sources else {})}
    lists = small_lists(tables)
    lists["evidence"] = {row["obs_id"]: row for row in evidence or []}
    lists["passages"] = {".".join((row["source_id"], *figure_read(row))): row for row in passages or []}
    coded = [dict.fromkeys(header_of(CodedObservation), "") | row for row in numbered(*rows)]
    printed = printings([latest_days(telling(coded, lists["flags"]))], lists["sources"])
    published = observe(coded, lists, printed, load_params())
    to_arrow(as_frame(published, Observation), Observation)
    return published


def test_a_value_comes_into_its_base_unit_exactly() -> None:
    (row,) = observed(STOCK)
    assert (row["obs_value"], row["unit_measure"]) == (14009300000000.0, "VND")


@given(st.decimals(min_value=0, max_value=10**6, places=4))
def test_scaling_is_decimal_not_binary(value: Decimal) -> None:
    (row,) = observed({**STOCK, "value": f"{value:f}"})
    assert Decimal(repr(row["obs_value"])) == value * 10**9


def test_blank_dimensions_are_totals_and_implied_ones_are_filled() -> None:
    stock, students = observed(STOCK, {**LIFTED, "indicator": "STUDENTS", "as_printed": "633 học sinh", "value": "633", "unit": "PERSON"})
    assert [stock[name] for name in ("programme", "channel", "funding", "population_group")] == ["_T"] * 4
    assert students["programme"] == "STUDENTS"


def test_identity_area_and_period_are_resolved() -> None:
    (row,) = observed(LIFTED)
    assert row["obs_id"] == "lang-son-2024.1"
    assert (row["area_level"], row["vintage"]) == ("province", "2008")
    assert (row["period_start"], row["period_end"], row["period_type"], row["year"]) == (
        date(2014, 11, 22),
        date(2024, 6, 30),
        "multi_year",
        None,
    )


@pytest.mark.parametrize(
    ("cells", "standard", "basis"),
    [
        ({"period": "2013"}, "VN_2011_2015", "derived"),
        ({"period": "2014"}, "VN_2011_2015", "derived"),
        ({"period": "2015-01-01"}, "VN_2011_2015", "derived"),
        ({"period": "2015"}, "_X", None),
        ({"period": "2015", "standard": "VN_2016_2021"}, "VN_2016_2021", "stated"),
        ({"period": "2016"}, "VN_2016_2021", "derived"),
        ({"period": "2021"}, "_X", None),
        ({"period": "2009"}, "_X", None),
        ({"period": "2013", "period_basis": "inferred"}, "VN_2011_2015", "derived"),
        ({"period": "2012-06-30", "period_basis": "inferred"}, "VN_2011_2015", "derived"),
        ({"period": "2011-06-30"}, "_X", None),
        ({"period": "2013-06"}, "VN_2011_2015", "derived"),
        ({"period": "2016-12-31"}, "VN_2016_2021", "derived"),
        ({"period": "2016-06-30"}, "_X", None),
    ],
)
def test_the_standard_is_derived_outside_changeover_years_only(cells: dict[str, str], standard: str, basis: str | None) -> None:
    (row,) = observed({**RATE, **cells})
    assert (row["standard"], row["standard_basis"]) == (standard, basis)


PAPER = [row for row in TABLES["sources"] if row["source_id"] == "lang-son-2024"]


@pytest.mark.parametrize(
    ("cells", "year", "basis"),
    [
        ({"period": "2019"}, 2019, "stated"),
        ({"period": "2020-01-01"}, 2019, "stated"),
        ({"period": "2019-12-31"}, 2019, "stated"),
        ({"period": "2019-06-30"}, 2018, "review"),
        ({"period": "2019-08"}, 2018, "review"),
        ({"period": "2019-10"}, 2019, "stated"),
        ({"period": "2024-10"}, 2023, "review"),
        ({"period": "2019-12-18"}, 2019, "stated"),
        ({"period": "2024", "period_basis": "inferred"}, 2023, "review"),
        ({"period": "2024", "period_basis": "inferred", "flags": "TARGET"}, 2024, "inferred"),
        ({"period": "2019-08", "flags": "TARGET"}, 2019, "stated"),
        ({"period": "2019", "period_basis": "inferred"}, 2019, "inferred"),
        ({"period": "2019-06-30", "indicator": "HOUSEHOLDS"}, 2019, "stated"),
        ({"period": "2019-06/2020-06", "indicator": "DISBURSEMENT"}, None, None),
    ],
)
def test_the_year_of_a_yearly_review_is_that_of_the_last_one(cells: dict[str, str], year: int | None, basis: str | None) -> None:
    (row,) = observed({**RATE, **cells}, sources=[{**PAPER[0], "published_on": "2024"}])
    assert (row["year"], row["year_basis"]) == (year, basis)


def test_figures_of_one_review_are_compared_and_the_one_with_a_stated_year_is_preferred() -> None:
    stated, now = observed({**RATE, "period": "2018"}, {**RATE, "period": "2019-06-30", "as_printed": "8,5%", "value": "8.5"})
    assert stated["conflict_group"] == now["conflict_group"] == "lang-son-2024.1"
    assert (stated["preferred"], now["preferred"]) == (True, False)


@pytest.mark.parametrize(
    ("cells", "least", "greatest"),
    [
        ({}, 14009250000000, 14009350000000),
        ({"as_printed": "hơn 14.000 tỷ đồng", "value": "14000", "bound": "over"}, 13999500000000, 15000500000000),
        ({"indicator": "POVERTY_RATE", "as_printed": "0,0%", "value": "0", "unit": "PERCENT"}, 0, 0.05),
        ({"indicator": "HOUSEHOLDS", "as_printed": "4.915 hộ", "value": "4915", "unit": "HOUSEHOLD"}, 4915, 4915),
        ({"indicator": "HOUSEHOLDS", "as_printed": "4 nghìn 915 hộ", "value": "4915", "unit": "HOUSEHOLD"}, 4915, 4915),
        ({"indicator": "HOUSEHOLDS", "as_printed": "4,9 nghìn hộ", "value": "4900", "unit": "HOUSEHOLD"}, 4850, 4950),
    ],
)
def test_the_range_is_what_print_bound_and_indicator_allow(cells: dict[str, str], least: float, greatest: float) -> None:
    (row,) = observed({**STOCK, **cells})
    assert (row["value_low"], row["value_high"]) == (least, greatest)


def test_a_limit_of_zero_is_a_limit_as_the_registry_is_typed(built: Path) -> None:
    table = pyarrow.parquet.read_table(built / "data" / "processed" / "observations.parquet").to_pylist()
    indicators = pyarrow.parquet.read_table(built / "data" / "processed" / "indicators.parquet").to_pylist()
    limited = {row["indicator"] for row in indicators if row["minimum"] == 0}
    assert min(row["value_low"] for row in table if row["indicator"] in limited) == 0


OVER = {**STOCK, "period": "2023"}


@pytest.mark.parametrize(
    ("cells", "status"),
    [
        ({}, "ENTERED"),
        ({"period": "2023-12-31"}, "ENTERED"),
        ({"ref_area": "VN", "area_name": "Việt Nam"}, "ENTERED"),
        ({"ref_area": "D183_2008", "area_name": "Chi Lăng"}, "SMALL_AREA"),
        ({"flags": "TARGET"}, "FORECAST"),
        ({"programme": "POOR"}, "PART_OF_TOTAL"),
        ({"population_group": "RURAL"}, "PART_OF_TOTAL"),
        ({"indicator": "DISBURSEMENT", "period": "2014/2023"}, "CUMULATIVE"),
        ({"indicator": "DISBURSEMENT", "period": "../2023"}, "CUMULATIVE"),
        ({"indicator": "DISBURSEMENT", "period": "2023-01/2023-09"}, "PART_OF_YEAR"),
        ({"period": "2023-06-30"}, "NOT_YEAR_END"),
        ({"period": "2023-12-31", "period_basis": "inferred"}, "INFERRED_TIME"),
        ({"period": "2024"}, "YEAR_NOT_OVER"),
        ({"indicator": "HOUSEHOLDS_LIFTED", "as_printed": "9 lượt hộ", "value": "9", "unit": "HOUSEHOLD_INSTANCE"}, "OTHER_UNIT"),
        ({"indicator": "POVERTY_RATE", "period": "2015", "as_printed": "9%", "value": "9", "unit": "PERCENT"}, "UNKNOWN_STANDARD"),
        ({"flags": "SCOPE_DOUBT"}, "DOUBTFUL"),
        ({"flags": "DEFINITION_DIFFERS"}, "DEFINITION_DIFFERS"),
        ({"bound": "over"}, "BOUNDED"),
        ({"flags": "RANGE"}, "BOUNDED"),
    ],
)
def test_each_figure_enters_the_panel_or_says_the_one_reason_why_not(cells: dict[str, str], status: str) -> None:
    assert observed({**OVER, **cells})[0]["panel"] == status


def test_a_figure_stays_out_if_another_one_is_preferred() -> None:
    end = {**OVER, "period": "2023-12-31"}
    other = {**end, "source_id": "lang-son-english", "as_printed": "VND 15,000 billion", "value": "15000"}
    assert [row["panel"] for row in observed(end, other)] == ["NOT_PREFERRED", "ENTERED"]


@pytest.mark.parametrize(
    ("published", "row", "status"),
    [
        ("2020-08-30", {**RATE, "period": "2020"}, "YEAR_NOT_OVER"),
        ("2020-12-18", {**RATE, "period": "2020"}, "ENTERED"),
        ("2020-12-18", {**RATE, "period": "2020", "flags": "PRELIMINARY"}, "YEAR_NOT_OVER"),
        ("", {**RATE, "period": "2020"}, "ENTERED"),
        ("", OVER, "YEAR_NOT_OVER"),
        ("2023", OVER, "YEAR_NOT_OVER"),
        ("2023-12-31", OVER, "YEAR_NOT_OVER"),
        ("2024", OVER, "ENTERED"),
    ],
)
def test_a_bare_year_counts_if_it_was_over_when_it_was_printed(published: str, row: dict[str, str], status: str) -> None:
    assert observed(row, sources=[{**PAPER[0], "published_on": published}])[0]["panel"] == status


def test_doubt_about_an_estimate_does_not_make_its_year_over() -> None:
    (row,) = observed({**RATE, "period": "2019", "flags": "PRELIMINARY;SCOPE_DOUBT"}, sources=[{**PAPER[0], "published_on": "2019-12-18"}])
    assert (row["obs_status"], row["panel"]) == ("U", "YEAR_NOT_OVER")


def test_an_undated_page_is_not_older_than_its_own_figures() -> None:
    rows = observed(OVER, {**OVER, "period": "2024-03", "indicator": "DISBURSEMENT"}, sources=[{**PAPER[0], "published_on": ""}])
    assert rows[0]["panel"] == "ENTERED"


def test_a_statistics_office_publishes_whole_years() -> None:
    office = {**PAPER[0], "published_on": "2023", "publisher_type": "statistics_office"}
    assert observed(OVER, sources=[office])[0]["panel"] == "ENTERED"


def test_what_is_not_a_poverty_figure_has_no_standard() -> None:
    assert observed(STOCK)[0]["standard"] == "_Z"


@pytest.mark.parametrize(
    ("flags", "status"), [("", "A"), ("PRELIMINARY", "P"), ("PRELIMINARY;SCOPE_DOUBT", "U"), ("SCOPE_DOUBT;TARGET", "F")]
)
def test_the_status_is_that_of_the_first_flag_by_priority(flags: str, status: str) -> None:
    assert observed({**STOCK, "flags": flags})[0]["obs_status"] == status


def proof(**cells: str) -> dict[str, str]:
    digest = sha256(STOCK["as_printed"].encode()).hexdigest()
    return {"obs_id": "lang-son-2024.1", "locator": "p7", "snapshot_sha256": "a" * 64, "printed_sha256": digest, **cells}


@pytest.mark.parametrize(
    ("evidence", "expected"),
    [
        ([], "unverified"),
        ([proof()], "verified"),
        ([proof(locator="p8")], "unverified"),
        ([proof(printed_sha256="b" * 64)], "unverified"),
        ([proof(snapshot_sha256="b" * 64)], "unverified"),
    ],
)
def test_a_proof_holds_only_for_the_same_print_place_and_text(evidence: Rows, expected: str) -> None:
    assert observed(STOCK, evidence=evidence)[0]["evidence"] == expected


READ = {
    "source_id": "lang-son-2024",
    "locator": "p7",
    "as_printed": STOCK["as_printed"],
    "ref_area": "",
    "period": "",
    "bound": "",
    "readings": "2",
}
CELL = {**READ, "locator": "t1", "ref_area": STOCK["ref_area"], "period": STOCK["period"]}


@pytest.mark.parametrize(
    ("passage", "expected"),
    [
        (READ, "read_twice"),
        ({**READ, "readings": "1"}, "read_once"),
        ({**READ, "locator": "p8"}, "unverified"),
        ({**READ, "as_printed": "14.009,4 tỷ đồng"}, "unverified"),
    ],
)
def test_a_figure_of_a_passage_is_as_sure_as_its_readings(passage: dict[str, str], expected: str) -> None:
    assert observed(STOCK, passages=[passage])[0]["evidence"] == expected


@pytest.mark.parametrize(("cell", "expected"), [(CELL, "read_twice"), ({**CELL, "period": "2023"}, "unverified"), (READ, "unverified")])
def test_a_figure_of_a_table_is_found_in_its_cell(cell: dict[str, str], expected: str) -> None:
    assert observed({**STOCK, "locator": "t1"}, passages=[cell])[0]["evidence"] == expected


def test_a_kept_text_proves_more_than_a_passage() -> None:
    assert observed(STOCK, evidence=[proof()], passages=[READ])[0]["evidence"] == "verified"


def test_other_coding_keeps_the_proof() -> None:
    (row,) = observed({**STOCK, "programme": "POOR", "period": "2024-05"}, evidence=[proof()])
    assert row["evidence"] == "verified"


def test_contradicting_figures_form_a_group_and_one_is_preferred() -> None:
    english = {**STOCK, "source_id": "lang-son-english", "as_printed": "VND 15,000 billion", "value": "15000"}
    newspaper, ministry = observed(STOCK, english)
    assert newspaper["conflict_group"] == ministry["conflict_group"] == "lang-son-2024.1"
    assert (newspaper["preferred"], ministry["preferred"]) == (False, True)


def test_figures_within_rounding_do_not_contradict_and_one_is_preferred() -> None:
    rounded = {**STOCK, "source_id": "lang-son-english", "as_printed": "VND 14,009 billion", "value": "14009"}
    rows = observed(STOCK, rounded)
    assert [row["conflict_group"] for row in rows] == [None, None]
    assert [row["preferred"] for row in rows].count(True) == 1


def test_two_standards_in_one_year_are_two_series() -> None:
    old, new = observed(
        {**RATE, "period": "2015", "standard": "VN_2011_2015"},
        {**RATE, "period": "2015", "standard": "VN_2016_2021", "as_printed": "16,02%", "value": "16.02"},
    )
    assert old["conflict_group"] is new["conflict_group"] is None
    assert old["preferred"]
    assert new["preferred"]


REACHED = {**RATE, "period": "2020"}
OFFICIAL = {**REACHED, "source_id": "lang-son-english", "as_printed": "5.0%", "value": "5.0"}
DOUBT = {"flags": "SCOPE_DOUBT", "note": "City or province."}


def test_a_plan_is_not_compared_with_what_was_reached() -> None:
    plan = {**OFFICIAL, "flags": "TARGET", "note": "A plan."}
    assert [(row["conflict_group"], row["preferred"]) for row in observed(REACHED, plan)] == [(None, True)] * 2


def test_the_ends_of_a_range_contradict_neither_each_other_nor_others() -> None:
    low, high = ({**OFFICIAL, "as_printed": f"{value}%", "value": value, "flags": "RANGE", "note": "One end."} for value in ("5.0", "7.0"))
    assert [row["conflict_group"] for row in observed(REACHED, low, high)] == [None] * 3


def test_an_exact_figure_is_preferred_to_a_bound() -> None:
    exact, bounded = observed(REACHED, {**OFFICIAL, "as_printed": "over 6%", "value": "6", "bound": "over"})
    assert (exact["preferred"], bounded["preferred"], exact["conflict_group"]) == (True, False, None)


def test_under_unknown_standards_figures_of_two_sources_are_not_compared() -> None:
    first, second = observed({**RATE, "period": "2015"}, {**OFFICIAL, "period": "2015", "as_printed": "15%", "value": "15"})
    assert (first["standard"], first["conflict_group"], second["conflict_group"]) == ("_X", None, None)


@pytest.mark.parametrize(
    ("rows", "statuses"),
    [
        ([{"period": "2014"}, {"period": "2016", **DOUBT}, {"period": "2017"}], "AUB"),
        ([{"period": "2014"}, {"period": "2016", "bound": "over"}, {"period": "2017"}], "AAB"),
        ([{"period": "2015", "standard": "VN_2011_2015"}, {"period": "2015", "standard": "VN_2016_2021"}, {"period": "2016"}], "ABA"),
        ([{"period": "2016"}, {"period": "2015", "standard": "VN_2011_2015"}], "BA"),
        ([{"period": "2016"}, {"period": "2017"}], "AA"),
    ],
)
def test_the_first_comparable_value_of_a_newer_standard_is_a_break(rows: list[dict[str, str]], statuses: str) -> None:
    assert "".join(row["obs_status"] for row in observed(*({**RATE, **cells} for cells in rows))) == statuses


CLAIM = Claim(
    "a.1",
    Decimal(1),
    Decimal(2),
    status="A",
    inferred=False,
    early=False,
    exact=True,
    evidence_rank=3,
    publisher_rank=5,
    reprint=False,
    published_on="2024",
)


def claim(obs_id: str, **cells: Any) -> Claim:
    return CLAIM._replace(obs_id=obs_id, **cells)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (claim("b.1", status="D"), claim("a.1", status="U", evidence_rank=0, publisher_rank=0)),
        (claim("b.1", status="P"), claim("a.1", status="D", evidence_rank=0, publisher_rank=0)),
        (claim("b.1", exact=False), claim("a.1", status="P", evidence_rank=0, publisher_rank=0)),
        (claim("b.1"), claim("a.1", exact=False, evidence_rank=0, publisher_rank=0)),
        (claim("b.1", evidence_rank=0), claim("a.1", publisher_rank=0)),
        (claim("b.1", publisher_rank=0), claim("a.1", published_on="2025")),
        (claim("b.1"), claim("a.1", reprint=True, published_on="2025")),
        (claim("b.1", published_on="2025"), claim("a.1")),
        (claim("a.1"), claim("b.1")),
    ],
)
def test_precedence(first: Claim, second: Claim) -> None:
    assert preferred([first, second]) == preferred([second, first]) == first


def test_three_claims_contradict_if_no_value_satisfies_all() -> None:
    assert not contradict([CLAIM, claim("b.1", least=Decimal(2), greatest=Decimal(3))])
    assert contradict([CLAIM, claim("b.1", least=Decimal(2), greatest=Decimal(3)), claim("c.1", least=Decimal(3), greatest=Decimal(4))])


def test_an_inferred_year_of_the_review_is_compared_with_a_printed_one() -> None:
    stated, inferred = observed({**RATE, "period": "2019"}, {**RATE, "period": "2019", "period_basis": "inferred"})
    assert (stated["preferred"], inferred["preferred"]) == (True, False)


def test_a_figure_that_may_be_of_any_time_in_a_year_is_compared_with_no_other() -> None:
    stated, vague, day = observed(
        {**STOCK, "period": "2023"},
        {**STOCK, "period": "2023", "period_basis": "inferred", "note": "Undated page.", "as_printed": "13.000 tỷ đồng", "value": "13000"},
        {
            **STOCK,
            "period": "2023-12-31",
            "period_basis": "inferred",
            "note": "As above.",
            "as_printed": "12.000 tỷ đồng",
            "value": "12000",
        },
    )
    assert (vague["conflict_group"], vague["preferred"]) == (None, True)
    assert stated["conflict_group"] == day["conflict_group"] == "lang-son-2024.1"
