"""The stage panel: comparable values only, merged provinces only when whole, and every value traceable."""

from fractions import Fraction
from typing import Any

import pandas as pd
import pyarrow.parquet
import pytest

from pipeline.stages.panel import build
from pipeline.stages.panels.territories import parts_of
from pipeline.stages.panels.weights import nearest_weights, weights_by_area, with_merged
from pipeline.stages.panels.wide import widen
from pipeline.stages.tables import StageError
from schemas import PanelRow
from schemas.base import as_frame, to_arrow
from tests.small import LIFTED, RATE, STOCK, TABLES
from tests.stages.test_observations import observed, small_lists

LISTS = small_lists(TABLES)
LISTS["areas"]["P08_2025"] = {**LISTS["areas"]["P20_2025"], "name_vi": "Tuyên Quang", "name_en": "Tuyen Quang"}
PARTS = {"P08_2025": ["P17_2008", "P20_2008"], "P20_2025": ["P20_2008"]}
YEARLY = {**STOCK, "period": "2023"}
HOA_BINH = {"ref_area": "P17_2008", "area_name": "Hòa Bình"}


def weights(**by_area: dict[int, int]) -> list[dict[str, Any]]:
    """Return population rows: `P20=2008` style names, year to persons."""
    return [
        {"ref_area": f"{area}_2008", "year": year, "population": persons, "households": None}
        for area, years in by_area.items()
        for year, persons in years.items()
    ]


WEIGHTS = weights(P17={2023: 3000}, P20={2023: 1000})


def panel(
    *rows: dict[str, str], population: list[dict[str, Any]] = WEIGHTS, limit: int = 3
) -> dict[tuple[str, int, str, str], dict[str, Any]]:
    """Return the panel of coded rows by province, year, indicator and standard."""
    built_rows = build(observed(*rows), LISTS, PARTS, weights_by_area(population), limit)
    to_arrow(as_frame(built_rows, PanelRow), PanelRow)
    return {(row["ref_area"], row["year"], row["indicator"], row["standard"]): row for row in built_rows}


def test_amounts_of_merged_provinces_add_up() -> None:
    rows = panel(YEARLY, {**YEARLY, **HOA_BINH, "as_printed": "1.000 tỷ đồng", "value": "1000"})
    merged = rows["P08_2025", 2023, "LOANS_OUTSTANDING", "_Z"]
    assert merged["obs_value"] == 14009300000000 + 1000000000000
    assert (merged["method"], merged["obs_status"], merged["n_obs"]) == ("sum", "A", 2)
    assert merged["obs_ids"] == ["lang-son-2024.1", "lang-son-2024.2"]


def test_rates_are_means_by_the_weight_of_their_parts_and_estimates() -> None:
    rows = panel({**RATE, "period": "2020"}, {**RATE, **HOA_BINH, "period": "2020", "as_printed": "10%", "value": "10"}, population=WEIGHTS)
    merged = rows["P08_2025", 2020, "POVERTY_RATE", "VN_2016_2021"]
    assert merged["obs_value"] == pytest.approx(float((Fraction("6.02") * 1000 + Fraction(10) * 3000) / 4000))
    assert (merged["method"], merged["obs_status"], merged["weight"], merged["weight_year"]) == ("weighted_mean", "E", "population", 2023)


def test_a_merged_province_with_a_missing_part_has_no_row() -> None:
    assert set(panel(YEARLY)) == {("P20_2008", 2023, "LOANS_OUTSTANDING", "_Z"), ("P20_2025", 2023, "LOANS_OUTSTANDING", "_Z")}


def test_parts_under_two_standards_are_not_joined() -> None:
    old = {**RATE, "period": "2015", "standard": "VN_2011_2015"}
    new = {**RATE, **HOA_BINH, "period": "2015", "standard": "VN_2016_2021"}
    assert not [key for key in panel(old, new) if key[0] == "P08_2025"]


def test_figures_under_unknown_standards_do_not_enter() -> None:
    assert panel({**RATE, "period": "2015"}, {**RATE, **HOA_BINH, "period": "2015"}) == {}


def test_a_rate_whose_weight_is_not_known_for_areas_is_not_averaged() -> None:
    indicators = {**LISTS["indicators"], "POVERTY_RATE": {**LISTS["indicators"]["POVERTY_RATE"], "weight": "outstanding loans"}}
    rows = observed({**RATE, "period": "2020"}, {**RATE, **HOA_BINH, "period": "2020"})
    assert "P08_2025" not in {
        row["ref_area"] for row in build(rows, {**LISTS, "indicators": indicators}, PARTS, weights_by_area(WEIGHTS), 3)
    }


def test_a_province_that_goes_on_unchanged_keeps_its_reported_value() -> None:
    row = panel(YEARLY)["P20_2025", 2023, "LOANS_OUTSTANDING", "_Z"]
    assert (row["method"], row["obs_value"], row["vintage"]) == ("reported", 14009300000000, "2025")


@pytest.mark.parametrize(
    "row",
    [
        STOCK,
        LIFTED,
        {**YEARLY, "programme": "POOR"},
        {**YEARLY, "channel": "ENTRUSTED"},
        {**YEARLY, "population_group": "RURAL"},
        {**YEARLY, "flags": "TARGET", "note": "A plan."},
        {**YEARLY, "flags": "SCOPE_DOUBT", "note": "City or province."},
        {**YEARLY, "bound": "over"},
        {**YEARLY, "period_basis": "inferred", "note": "Undated page."},
        {**LIFTED, "period": "2023", "period_basis": "inferred", "note": "Undated page."},
        {**YEARLY, "ref_area": "D183_2008", "area_name": "Chi Lăng"},
        {**LIFTED, "period": "2023", "unit": "HOUSEHOLD_INSTANCE", "as_printed": "4.915 lượt hộ"},
    ],
)
def test_what_is_no_exact_total_of_a_province_and_year_stays_in_observations(row: dict[str, str]) -> None:
    assert panel(row) == {}


@pytest.mark.parametrize(("period", "year"), [("2023", 2023), ("2023-12-31", 2023), ("2024-01-01", 2023)])
def test_year_end_values_count_for_their_year(period: str, year: int) -> None:
    assert ("P20_2008", year, "LOANS_OUTSTANDING", "_Z") in panel({**STOCK, "period": period})


def test_of_contradicting_values_the_preferred_one_enters_alone() -> None:
    other = {**YEARLY, "source_id": "lang-son-english", "as_printed": "VND 15,000 billion", "value": "15000", "period": "2023-12-31"}
    row = panel(YEARLY, other)["P20_2008", 2023, "LOANS_OUTSTANDING", "_Z"]
    assert row["obs_ids"] == ["lang-son-english.2"]


def test_two_figures_for_one_place_stop_the_build_and_both_are_named() -> None:
    first, second = observed(YEARLY, {**YEARLY, **HOA_BINH})
    with pytest.raises(StageError, match="claim one place") as refused:
        build([first, {**second, "ref_area": "P20_2008"}], LISTS, {}, {}, 0)
    assert refused.value.places == ["2008 P20_2008 2023 LOANS_OUTSTANDING _Z: lang-son-2024.1, lang-son-2024.2"]


def test_the_country_stands_on_both_maps() -> None:
    rows = build(observed({**YEARLY, "ref_area": "VN", "area_name": "Việt Nam"}), LISTS, PARTS, {}, 0)
    assert [(row["vintage"], row["area_name_en"]) for row in rows] == [("2008", "Viet Nam"), ("2025", "Viet Nam")]


def test_merged_provinces_have_the_sum_of_their_parts_where_all_are_known() -> None:
    parts = {"P08_2025": ["P17_2008", "P20_2008"]}
    known = [{**row, "source_id": "a", "note": None} for row in weights(P17={2022: 1, 2023: 2}, P20={2023: 5})]
    (merged,) = (row for row in with_merged(known, parts) if row["method"] == "sum")
    assert (merged["ref_area"], merged["year"], merged["population"], merged["households"]) == ("P08_2025", 2023, 7, None)
    assert merged["source_id"] == "a"


def test_households_that_a_source_prints_weigh_where_the_registry_has_none() -> None:
    printed = {"indicator": "TOTAL_HOUSEHOLDS", "panel": "ENTERED", "ref_area": "P17_2008", "year": 2023, "obs_value": 900.0}
    known = weights_by_area(WEIGHTS, [printed, {**printed, "panel": "BOUNDED", "ref_area": "P20_2008"}])
    assert known["P17_2008"][2023]["households"] == 900
    assert known["P17_2008"][2023]["population"] == 3000
    assert known["P20_2008"][2023]["households"] is None


def test_weights_come_from_the_nearest_year_that_all_parts_have_the_earlier_of_two() -> None:
    known = {row["ref_area"]: {other["year"]: other for other in WEIGHTED if other["ref_area"] == row["ref_area"]} for row in WEIGHTED}
    assert nearest_weights(["P17_2008", "P20_2008"], 2020, known, 3).year == 2019
    assert nearest_weights(["P20_2008"], 2020, known, 3).year == 2020


WEIGHTED = weights(P17={2019: 1, 2021: 1}, P20={2019: 1, 2020: 1, 2021: 1})


def test_households_weigh_before_population_where_all_parts_have_them() -> None:
    known: dict[str, dict[int, dict[str, Any]]]
    known = {area: {2020: {"population": 4, "households": count}} for area, count in (("a", 2), ("b", 3))}
    assert nearest_weights(["a", "b"], 2020, known, 0).measure == "households"
    assert nearest_weights(["a", "b"], 2020, known, 0, "population").measure == "population"
    known["b"][2020]["households"] = None
    assert nearest_weights(["a", "b"], 2020, known, 0).measure == "population"


def test_a_mean_without_weights_stops_the_build_and_is_named() -> None:
    with pytest.raises(StageError, match=r"no weights within 3 years.*population\.csv") as refused:
        panel({**RATE, "period": "2013"}, {**RATE, **HOA_BINH, "period": "2013"})
    assert refused.value.places == ["P08_2025 2013 POVERTY_RATE (P17_2008, P20_2008)"]


def test_only_provinces_of_the_two_maps_are_parts() -> None:
    areas = {code: {"vintage": code[-4:], "level": "province"} for code in ("P28_2004", "P01_2008", "P46_2008", "P01_2025", "P46_2025")}
    changes = [
        {"from_area": "P28_2004", "to_area": "P01_2008"},
        {"from_area": "P46_2008", "to_area": "P46_2008"},
        {"from_area": "P01_2008", "to_area": "P01_2025"},
    ]
    assert parts_of(changes, areas) == {"P01_2025": ["P01_2008"]}


def test_the_first_value_of_a_new_standard_is_a_break() -> None:
    rows = observed(*({**RATE, "period": year} for year in ("2013", "2014", "2016", "2017")))
    assert [row["obs_status"] for row in rows] == ["A", "A", "B", "A"]


def read(folder: Any, name: str) -> pd.DataFrame:
    return pd.read_parquet(folder / "data" / "processed" / f"{name}.parquet")


@pytest.mark.parametrize(
    ("area", "year", "standard", "by_hand"),
    [
        # Hà Giang and Tuyên Quang: rates 30.13 and 22.63, persons 763,500 and 738,530
        ("P08_2025", 2012, "VN_2011_2015", (30.13 * 763_500 + 22.63 * 738_530) / (763_500 + 738_530)),
        # Hòa Bình, Phú Thọ and Vĩnh Phúc: 24.5, 14.1 and 7.3; 808,430, 1,340,810 and 1,047,390
        ("P25_2025", 2012, "GSO_2011_2015", (24.5 * 808_430 + 14.1 * 1_340_810 + 7.3 * 1_047_390) / (808_430 + 1_340_810 + 1_047_390)),
        # Bình Dương, Bà Rịa - Vũng Tàu and Hồ Chí Minh: 0.13, 0.60 and 0; 2,823,427, 1,187,501 and 9,456,661
        ("P79_2025", 2023, "GSO_MD_2022_2025", (0.13 * 2_823_427 + 0.6 * 1_187_501) / (2_823_427 + 1_187_501 + 9_456_661)),
    ],
)
def test_merged_provinces_recompute_by_hand(built: Any, area: str, year: int, standard: str, by_hand: float) -> None:
    rows = read(built, "province_panel").set_index(["ref_area", "year", "indicator", "standard"])
    assert rows.loc[(area, year, "POVERTY_RATE", standard), "obs_value"] == pytest.approx(by_hand)


def test_no_row_of_the_panel_is_incomplete_and_all_its_observations_resolve(built: Any) -> None:
    rows, observations = read(built, "province_panel"), read(built, "observations").set_index("obs_id")
    changes = read(built, "area_changes")
    successors = changes[changes["from_area"].str.endswith("_2008") & changes["to_area"].str.endswith("_2025")]
    parts = successors.groupby("to_area")["from_area"].agg(set)
    for row in rows.to_dict("records"):
        used = observations.loc[list(row["obs_ids"])]
        assert set(used["year"]) == {row["year"]}
        assert set(used["standard"]) == {row["standard"]}
        if row["vintage"] == "2025" and set(used["vintage"]) == {"2008"}:
            assert set(used["ref_area"]) == parts[row["ref_area"]]
        else:
            assert set(used["ref_area"]) == {row["ref_area"]}
        assert row["n_obs"] == len(row["obs_ids"])
        assert row["n_sources"] == used["source_id"].nunique()


def test_a_rate_that_contradicts_the_official_series_is_a_conflict_with_its_reason(built: Any) -> None:
    rows = {row["obs_id"]: row for row in read(built, "observations").to_dict("records")}
    article, yearbook = "quang-ngai-city-2024-directive-40.1", "quang-ngai-yearbook-2016.5"
    assert rows[article]["conflict_group"] == rows[yearbook]["conflict_group"] is not None
    assert (rows[article]["preferred"], rows[yearbook]["preferred"]) == (False, True)
    page = (built / "docs" / "conflicts.md").read_text(encoding="utf-8")
    (preferred,) = [line for line in page.splitlines() if line.startswith(f"| {yearbook} | 11,73 \\[%\\] | 11.73 PERCENT |  |")]
    assert "nothing is doubtful about it" in preferred
    assert f"| {article} | 6,67% | 6.67 PERCENT | -5.06 |  |" in page


def test_two_standards_in_one_year_are_not_a_conflict(built: Any) -> None:
    rows = read(built, "observations")
    yearbook = rows[(rows["source_id"] == "quang-ngai-yearbook-2016") & (rows["year"] == 2015) & (rows["population_group"] == "_T")]
    assert yearbook["standard"].tolist() == ["VN_2011_2015", "VN_2016_2021"]
    assert yearbook["conflict_group"].isna().all()


def test_each_area_of_the_wide_view_has_a_label_of_its_own_and_the_status_of_its_values(built: Any) -> None:
    wide, long = read(built, "province_panel_wide"), read(built, "province_panel")
    areas = wide[["vintage", "ref_area", "area_label"]].drop_duplicates()
    assert areas["area_label"].is_unique
    assert wide["not_normal"].dropna().str.split("; ").map(len).sum() == (long["obs_status"] != "A").sum()


def test_the_wide_view_holds_every_value_of_the_long_one(built: Any) -> None:
    folder = built / "data" / "processed"
    tables = {name: pyarrow.parquet.read_table(folder / f"{name}.parquet") for name in ("province_panel", "indicators")}
    wide = widen(tables["province_panel"], tables["indicators"])
    assert wide.equals(pyarrow.parquet.read_table(folder / "province_panel_wide.parquet"))
    values = [value for name in wide.column_names[8:] for value in wide[name].drop_null().to_pylist()]
    assert sorted(values) == sorted(tables["province_panel"]["obs_value"].to_pylist())
    assert wide.num_rows == len({(row["vintage"], row["ref_area"], row["year"]) for row in tables["province_panel"].to_pylist()})
