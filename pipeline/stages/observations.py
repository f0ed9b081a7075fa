"""Stage observations: typed rows in, one published row for each printed figure out.

Values come into base units in decimal arithmetic, periods into days, flags into an SDMX status; figures of the same
thing are compared.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from hashlib import sha256
from typing import Any, Final

import pyarrow

from pipeline.foundation.files import written_beside
from pipeline.foundation.params import Params, load_params
from pipeline.foundation.registry import Record, split
from pipeline.language.periods import Period, read_period
from pipeline.stages.conflicts import LOW_RELIABILITY, contradict, preferred, read_claims
from pipeline.stages.exports import write_stata
from pipeline.stages.tables import OBSERVATIONS, STATA, read_validated, records, write_table
from schemas import Observation
from schemas.base import as_frame, to_arrow

TOTAL, UNKNOWN, NOT_APPLICABLE = "_T", "_X", "_Z"
"""Codes that SDMX lists share: total, unspecified, not applicable."""
NORMAL, BREAK, FORECAST = "A", "B", "F"
REVIEWER: Final = "labour ministry"
"""Producer of the yearly administrative review, which articles mean when they name no standard."""
COMPARED: Final = ("ref_area", "indicator", "programme", "channel", "funding", "population_group", "standard", "unit_measure")
"""What two figures must share to be compared, besides their period."""

YEAR_LETTERS: Final = 4
"""Length of a period's end that is a year."""

Row = dict[str, Any]
Lists = Mapping[str, Mapping[str, Record]]


def run() -> None:
    """Read data/interim/validated and write data/interim/observations.parquet and .dta."""
    params = load_params()
    table = _observed(params)
    write_table(table, OBSERVATIONS)
    with written_beside(STATA) as beside:
        write_stata(table, beside, params.title)


def _observed(params: Params) -> pyarrow.Table:
    """Return the table of observations; what it is made from is freed on return, before the exports take their memory."""
    keys = {"areas": ["ref_area"], "indicators": ["indicator"], "units": ["unit"], "flags": ["flag"], "sources": ["source_id"]}
    lists = {name: records(read_validated(name), key) for name, key in keys.items()}
    lists["poverty_standards"] = records(read_validated("poverty_standards"), ["standard"])
    lists["evidence"] = records(read_validated("evidence"), ["obs_id"])
    coded = [{name: "" if cell is None else cell for name, cell in row.items()} for row in read_validated("observations").to_pylist()]
    return to_arrow(as_frame(observe(coded, lists, params), Observation), Observation)


def observe(coded: list[Row], lists: Lists, params: Params) -> list[Row]:
    """Return the published rows of coded rows.

    Args:
        coded: rows of CodedObservation, blanks as empty texts.
        lists: the registries areas, indicators, units, flags, sources, poverty_standards and evidence, by key.
        params: for the precedence among publishers.
    """
    rows = [_observation(row, lists) for row in coded]
    claims = read_claims(rows, lists["sources"], lists["units"], params)
    groups: dict[tuple[Any, ...], list[Row]] = defaultdict(list)
    for row in rows:
        groups[_compared(row, lists["indicators"])].append(row)
    for members in groups.values():
        rivals = [claims[row["obs_id"]] for row in members]
        group = min(claim.obs_id for claim in rivals) if contradict(rivals) else None
        chosen = preferred(rivals).obs_id
        for row in members:
            row["conflict_group"] = group
            row["preferred"] = row["obs_id"] == chosen
    _mark_breaks(rows, lists["poverty_standards"])
    return rows


def _observation(row: Row, lists: Lists) -> Row:
    area, indicator, unit = lists["areas"][row["ref_area"]], lists["indicators"][row["indicator"]], lists["units"][row["unit"]]
    period = read_period(row["period"])
    flow = indicator["kind"] == "flow"
    standard, basis = _standard(row, indicator, period, lists)
    return {
        "obs_id": f"{row['source_id']}.{row['item']}",
        "ref_area": row["ref_area"],
        "area_level": area["level"],
        "vintage": area["vintage"] or None,
        "indicator": row["indicator"],
        "programme": row["programme"] or indicator["programme"] or TOTAL,
        "channel": row["channel"] or indicator["channel"] or TOTAL,
        "funding": row["funding"] or indicator["funding"] or TOTAL,
        "population_group": row["population_group"] or TOTAL,
        "standard": standard,
        "standard_basis": basis,
        "time_period": row["period"],
        "period_start": period.first_day,
        "period_end": period.last_day,
        "period_type": period.type(flow=flow),
        "year": period.year,
        "period_basis": row["period_basis"] or "stated",
        "obs_value": float(Decimal(row["value"]).scaleb(int(unit["power_of_ten"]))),
        "unit_measure": unit["base_unit"],
        "bound": row["bound"] or "exact",
        "as_printed": row["as_printed"],
        "obs_status": _status(row["flags"], lists["flags"]),
        "flags": row["flags"] or None,
        "evidence": "verified" if _is_verified(row, lists) else "unverified",
        "source_id": row["source_id"],
        "locator": row["locator"],
        "comment_obs": row["note"] or None,
    }


def _compared(row: Row, indicators: Mapping[str, Record]) -> tuple[Any, ...]:
    """Return what two figures must share to be compared: the thing, the period, and whether it is a plan.

    A year and its end are one for what is not a flow. Under an unknown standard only figures of one source are compared. The ends of a
    printed range, and figures that are only known to fall into some year, stand for themselves.
    """
    flags = split(row["flags"] or "")
    at_year_end = indicators[row["indicator"]]["kind"] != "flow" and is_year_end(row)
    period = (row["year"],) if at_year_end else (row["period_start"], row["period_end"])
    alone = row["obs_id"] if "RANGE" in flags or is_vague(row) else ""
    apart = (row["source_id"] if row["standard"] == UNKNOWN else "", alone, "TARGET" in flags)
    return (*(row[name] for name in COMPARED), *period, *apart)


def is_vague(row: Row) -> bool:
    """Whether the end of a period was inferred and only its year is known (`now`, on a page of which only the year is known)."""
    return row["period_basis"] == "inferred" and len(row["time_period"].rpartition("/")[2]) == YEAR_LETTERS


def is_year_end(row: Row) -> bool:
    """Whether a stock, rate or ratio is of a whole year, of its last day, or of the first day of the next."""
    return (row["period_type"] == "year" and not is_vague(row)) or (row["period_type"] == "as_of" and is_last_day(row["period_end"]))


def is_last_day(day: date | None) -> bool:
    """Whether a day closes a year: its last one, or the first one of the next."""
    return day is not None and (day.month, day.day) in {(12, 31), (1, 1)}


def _mark_breaks(rows: list[Row], standards: Mapping[str, Record]) -> None:
    """Give status B (break) to normal values of the first year in which an area has a newer standard of the same producer.

    Only values that others can be compared with are looked at: preferred, exact, of one year, neither doubtful nor planned.
    """
    series: dict[tuple[Any, ...], list[Row]] = defaultdict(list)
    for row in rows:
        comparable = row["preferred"] and row["bound"] == "exact" and row["obs_status"] not in {LOW_RELIABILITY, FORECAST}
        if comparable and row["standard"] in standards and row["year"] is not None:
            producer = standards[row["standard"]]["producer"]
            series[(producer, *(row[name] for name in COMPARED if name != "standard"))].append(row)
    for members in series.values():
        first: dict[str, int] = {}
        for row in members:
            first[row["standard"]] = min(first.get(row["standard"], row["year"]), row["year"])
        for row in members:
            begins = _first_year(row["standard"], standards)
            older = any(_first_year(other, standards) < begins and year <= row["year"] for other, year in first.items())
            if older and row["year"] == first[row["standard"]] and row["obs_status"] == NORMAL:
                row["obs_status"] = BREAK


def _first_year(standard: str, standards: Mapping[str, Record]) -> int:
    """Return the first year described by a standard; one whose years are not known counts as the oldest."""
    return int(standards[standard]["applies_from"] or 0)


def _standard(row: Row, indicator: Record, period: Period, lists: Lists) -> tuple[str, str | None]:
    """Return the poverty standard and how it is known: as stated, or the national one in force outside changeover years.

    Nothing is derived for areas that have a standard of their own, nor for an inferred period. During a year the review of the year
    before is the last one, so the two years must have one standard.
    """
    if indicator["takes_standard"] != "yes":
        return NOT_APPLICABLE, None
    if row["standard"]:
        return row["standard"], "stated"
    standards = lists["poverty_standards"]
    lineage = set(_lineage(row["ref_area"], lists["areas"]))
    own = any(lineage & set(split(standard["area"])) for standard in standards.values())
    if period.year is None or row["period_basis"] == "inferred" or own:
        return UNKNOWN, None
    reviewed = indicator["kind"] == "flow" or period.type(flow=False) == "year" or is_last_day(period.last_day)
    found = [_in_force(year, standards) for year in ((period.year,) if reviewed else (period.year, period.year - 1))]
    return (found[0][0], "derived") if len(found[0]) == 1 and found.count(found[0]) == len(found) else (UNKNOWN, None)


def _in_force(year: int, standards: Mapping[str, Record]) -> list[str]:
    """Return the national standards that a figure of a year is taken to use."""
    return [
        code
        for code, standard in standards.items()
        if standard["producer"] == REVIEWER
        and standard["derived_through"]
        and int(standard["applies_from"]) <= year <= int(standard["derived_through"])
    ]


def _lineage(area: str, areas: Mapping[str, Record]) -> Iterator[str]:
    while area:
        yield area
        area = areas[area]["parent"]


def _status(flags: str, known: Mapping[str, Record]) -> str:
    """Return the SDMX status of the flag that goes before the others, or normal."""
    statuses = sorted((int(known[flag]["priority"]), known[flag]["obs_status"]) for flag in split(flags))
    return statuses[0][1] if statuses else NORMAL


def _is_verified(row: Row, lists: Lists) -> bool:
    """Whether the evidence still fits: the same print, at the same place, in the current text of the source."""
    proof = lists["evidence"].get(f"{row['source_id']}.{row['item']}")
    return proof is not None and (proof["printed_sha256"], proof["locator"], proof["snapshot_sha256"]) == (
        sha256(row["as_printed"].encode()).hexdigest(),
        row["locator"],
        lists["sources"][row["source_id"]]["snapshot_sha256"],
    )
