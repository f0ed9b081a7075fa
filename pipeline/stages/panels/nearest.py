"""For each year the figure nearest to its end: more figures than the panel has, each as printed and with its own date."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any, Final

from pipeline.foundation.params import Params
from pipeline.foundation.records import Record
from pipeline.stages.figures.eligibility import LEVELS, NEW, OLD
from pipeline.stages.figures.standards import UNKNOWN
from pipeline.stages.figures.statuses import FORECAST, LOW_RELIABILITY, PROVISIONAL
from pipeline.stages.figures.timing import REVIEW, STATED, Printing, is_early, is_vague
from pipeline.stages.panels.territories import maps_of, names_of

SHOWN: Final = (
    "ref_area",
    "indicator",
    "standard",
    "obs_value",
    "unit_measure",
    "value_low",
    "value_high",
    "bound",
    "obs_status",
    "time_period",
    "period_basis",
    "year_basis",
    "obs_id",
    "source_id",
)
"""Columns of an observation that stand beside the nearest figure."""

Row = dict[str, Any]
Key = tuple[str, str, int, str, str]
"""Map, area, year, indicator, standard."""


def nearest_figures(
    observations: Iterable[Row],
    printed: Mapping[str, Printing],
    lists: Mapping[str, Mapping[str, Record]],
    parts: Mapping[str, list[str]],
    params: Params,
) -> list[Row]:
    """Return, per map, area, year, indicator and standard, the preferred figure nearest to the end of the year.

    Stocks, rates and ratios count for the year whose end is nearest to their day, if it is within the limit; a figure of the yearly
    poverty review counts for the year that was reviewed, whatever its day. Flows count for their calendar year. Of two figures equally
    near the stated one comes first, then the final one, then the exact one, then the one after the year's end. Nothing is adjusted.

    Args:
        observations: published observations.
        printed: by source, when it was printed.
        lists: the registries areas and indicators, by key.
        parts: the provinces of 2008 that each province of 2025 is made of; one that goes on unchanged keeps its figures.
        params: for the days that a figure may lie from the year's end, and the month of the review.
    """
    unchanged = {members[0]: area for area, members in parts.items() if len(members) == 1}
    best: dict[Key, Row] = {}
    for row in observations:
        indicator = lists["indicators"][row["indicator"]]
        if not _is_candidate(row, indicator):
            continue
        if row["year_basis"] != REVIEW and is_early(row, indicator, printed[row["source_id"]], params.review_month):
            continue
        placed = _placed(row)
        if placed is None or (placed["year_basis"] != REVIEW and abs(placed["days_from_year_end"]) > params.nearest_days):
            continue
        for vintage, area in _places(row, unchanged):
            key = (vintage, area, placed["year"], row["indicator"], row["standard"])
            candidate = {**placed, "vintage": vintage, "ref_area": area}
            if key not in best or _rank(candidate) < _rank(best[key]):
                best[key] = candidate
    return [{**row, **names_of(lists["areas"][row["ref_area"]])} for row in best.values()]


def _is_candidate(row: Row, indicator: Record) -> bool:
    """Whether a figure is a preferred total by a known standard, of a known time, neither a plan nor in doubt."""
    whole_year = indicator["kind"] != "flow" or row["period_type"] == "year"
    return (
        row["preferred"]
        and row["is_total"]
        and row["area_level"] in LEVELS
        and row["vintage"] in {OLD, NEW, None}
        and row["unit_measure"] == indicator["unit"]
        and row["standard"] != UNKNOWN
        and row["obs_status"] not in {FORECAST, LOW_RELIABILITY}
        and "RANGE" not in (row["flags"] or "")
        and whole_year
        and (row["year_basis"] == REVIEW or not is_vague(row))
    )


def _placed(row: Row) -> Row | None:
    """Return a figure with the year that it stands for, its day, and how many days that is after the year's end; None without a day."""
    day: date | None = row["period_end"]
    if day is None:
        return None
    year = row["year"] if row["year_basis"] == REVIEW or row["period_type"] == "year" else _nearest_year(day)
    days = (day - date(year, 12, 31)).days
    return {**{name: row[name] for name in SHOWN}, "year": year, "as_of": day, "days_from_year_end": days}


def _nearest_year(day: date) -> int:
    """Return the year whose end is nearest to a day."""
    before = (day - date(day.year - 1, 12, 31)).days
    return day.year - 1 if before < (date(day.year, 12, 31) - day).days else day.year


def _places(row: Row, unchanged: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield the maps and areas for which an observation stands: the country on both maps, a province that goes on unchanged on both."""
    for vintage in maps_of(row):
        yield vintage, row["ref_area"]
    if row["vintage"] == OLD and row["ref_area"] in unchanged:
        yield NEW, unchanged[row["ref_area"]]


def _rank(row: Row) -> tuple[Any, ...]:
    """Return what orders candidates of one key, the best first."""
    inferred = row["period_basis"] != STATED
    days = row["days_from_year_end"]
    preliminary = row["obs_status"] == PROVISIONAL
    return (row["year_basis"] == REVIEW, abs(days), inferred, preliminary, row["bound"] != "exact", days < 0, row["obs_id"])
