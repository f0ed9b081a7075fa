"""The maps of the published tables: on which an area stands, what it is made of, how it is called."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from pipeline.foundation.records import Record
from pipeline.stages.figures.eligibility import NEW, OLD

Row = dict[str, Any]


def parts_of(changes: Iterable[Row], areas: Mapping[str, Record]) -> dict[str, list[str]]:
    """Return the provinces of the map of 2008 that each province of 2025 is made of."""
    parts: dict[str, list[str]] = defaultdict(list)
    for change in changes:
        maps = areas[change["from_area"]]["vintage"], areas[change["to_area"]]["vintage"]
        if maps == (OLD, NEW) and areas[change["from_area"]]["level"] == "province":
            parts[change["to_area"]].append(change["from_area"])
    return {area: sorted(members) for area, members in parts.items()}


def maps_of(row: Row) -> tuple[str, ...]:
    """Return the maps on which an observation stands: that of its area, or both for the country."""
    return (row["vintage"],) if row["vintage"] else (OLD, NEW)


def names_of(area: Record) -> Row:
    """Return what a published table says of an area besides its code."""
    return {"area_level": area["level"], "area_name": area["name_vi"], "area_name_en": area["name_en"]}
