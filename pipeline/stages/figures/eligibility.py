"""What enters the panel, and the one reason why a figure does not."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from pipeline.foundation.records import Record
from pipeline.stages.figures.standards import UNKNOWN
from pipeline.stages.figures.statuses import DEFINITION_DIFFERS, FORECAST, LOW_RELIABILITY
from pipeline.stages.figures.timing import REVIEW, STATED, is_year_end

TOTAL: Final = "_T"
"""Code that SDMX lists share: total."""
OLD, NEW = "2008", "2025"
"""The maps of the panel."""
ENTERED: Final = "ENTERED"
LEVELS: Final = frozenset({"country", "region", "province"})
"""Levels of areas that have rows in the panel."""

Row = dict[str, Any]


def is_total(row: Row, indicator: Record) -> bool:
    """Whether nothing restricts a figure beyond what its indicator implies."""
    implied = {"population_group": TOTAL, **{name: indicator[name] for name in ("programme", "channel", "funding")}}
    return all(row[name] in {TOTAL, code} for name, code in implied.items())


def panel_status(row: Row, indicator: Record, *, early: bool) -> str:
    """Return ENTERED, or the first of REASONS that keeps a published row out of the panel.

    Args:
        row: a published observation.
        indicator: its indicator.
        early: whether its year may not have been over when it was printed (`timing.is_early`).
    """
    known = {**row, "early": early}
    return next((code for code, keeps_out in REASONS.items() if keeps_out(known, indicator)), ENTERED)


def is_inferred(row: Row) -> bool:
    """Whether the period was inferred, or the year as that of the last yearly review."""
    return bool(row["period_basis"] != STATED or row["year_basis"] == REVIEW)


REASONS: Final[Mapping[str, Callable[[Row, Record], bool]]] = {
    "SMALL_AREA": lambda row, indicator: row["area_level"] not in LEVELS,
    "OTHER_MAP": lambda row, indicator: row["vintage"] not in {OLD, NEW, None},
    "FORECAST": lambda row, indicator: row["obs_status"] == FORECAST,
    "PART_OF_TOTAL": lambda row, indicator: not row["is_total"],
    "CUMULATIVE": lambda row, indicator: indicator["kind"] == "flow" and row["period_type"] in {"open", "multi_year"},
    "PART_OF_YEAR": lambda row, indicator: indicator["kind"] == "flow" and row["period_type"] != "year",
    "INFERRED_TIME": lambda row, indicator: is_inferred(row),
    "NOT_YEAR_END": lambda row, indicator: indicator["kind"] != "flow" and not is_year_end(row),
    "YEAR_NOT_OVER": lambda row, indicator: row["early"],
    "OTHER_UNIT": lambda row, indicator: row["unit_measure"] != indicator["unit"],
    "UNKNOWN_STANDARD": lambda row, indicator: row["standard"] == UNKNOWN,
    "DOUBTFUL": lambda row, indicator: row["obs_status"] == LOW_RELIABILITY,
    "DEFINITION_DIFFERS": lambda row, indicator: row["obs_status"] == DEFINITION_DIFFERS,
    "BOUNDED": lambda row, indicator: row["bound"] != "exact" or "RANGE" in (row["flags"] or ""),
    "NOT_PREFERRED": lambda row, indicator: not row["preferred"],
}
"""Why a figure stays out of the panel: what it is about first, then its time, its quality, and last that another one is preferred."""
