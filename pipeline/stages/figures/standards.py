"""The poverty standard of a figure: as its source states it, or the national one of the year."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from pipeline.foundation.records import Record, split
from pipeline.language.periods import Period
from pipeline.stages.figures.timing import is_last_day

UNKNOWN, NOT_APPLICABLE = "_X", "_Z"
"""Codes that SDMX lists share: unspecified, not applicable."""
REVIEWER: Final = "labour ministry"
"""Producer of the yearly administrative review, which articles mean when they name no standard."""

Row = dict[str, Any]
Lists = Mapping[str, Mapping[str, Record]]


def standard_of(row: Row, period: Period, year: int | None, lists: Lists) -> tuple[str, str | None]:
    """Return the poverty standard of a coded row and how it is known: as stated, or the national one outside changeover years.

    Nothing is derived for areas that have a standard of their own. A figure of some day in a year is of the review before or after that
    day, so the year that it describes and the year of the day must have one standard.

    Args:
        row: a row of CodedObservation.
        period: its period.
        year: the year that it describes.
        lists: the registries areas, indicators and poverty_standards, by key.
    """
    indicator = lists["indicators"][row["indicator"]]
    if indicator["takes_standard"] != "yes":
        return NOT_APPLICABLE, None
    if row["standard"]:
        return row["standard"], "stated"
    if year is None or period.year is None or has_own_standard(row["ref_area"], lists):
        return UNKNOWN, None
    closed = indicator["kind"] == "flow" or is_last_day(period.last_day) or (period.type(flow=False) == "year" and not row["period_basis"])
    years = {year} if closed else {year, period.year, period.year - 1}
    found = [in_force(each, lists["poverty_standards"]) for each in years]
    one = len(found[0]) == 1 and all(codes == found[0] for codes in found)
    return (found[0][0], "derived") if one else (UNKNOWN, None)


def in_force(year: int, standards: Mapping[str, Record]) -> list[str]:
    """Return the national standards that a figure of a year is taken to use."""
    return [
        code
        for code, standard in standards.items()
        if standard["producer"] == REVIEWER
        and standard["derived_through"]
        and int(standard["applies_from"]) <= year <= int(standard["derived_through"])
    ]


def first_year(standard: str, standards: Mapping[str, Record]) -> int:
    """Return the first year described by a standard; one whose years are not known counts as the oldest."""
    return int(standards[standard]["applies_from"] or 0)


def has_own_standard(area: str, lists: Lists) -> bool:
    """Whether an area, or one that it lies in, counts its poor by a standard of its own."""
    lineage = set(_lineage(area, lists["areas"]))
    return any(lineage & set(split(standard["area"])) for standard in lists["poverty_standards"].values())


def _lineage(area: str, areas: Mapping[str, Record]) -> Iterator[str]:
    while area:
        yield area
        area = areas[area]["parent"]
