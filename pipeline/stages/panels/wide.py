"""The panel with one row per map, area and year, for those who want a column per indicator."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

import pyarrow

from pipeline.stages.figures.statuses import NORMAL


def widen(panel: pyarrow.Table, indicators: pyarrow.Table) -> pyarrow.Table:
    """Return the panel wide: map, area, its names and year, then a column for each indicator and standard.

    A column is named by its indicator, and by its standard after two underscores where it has one; its unit and definition
    are in the description of its field. Values that are not plain (status other than A) are named in `not_normal`; what a value is
    made of is in the long panel.
    """
    facts = {row["indicator"]: row for row in indicators.select(["indicator", "definition", "unit"]).to_pylist()}
    rows: dict[tuple[str, str, int], dict[str, Any]] = defaultdict(dict)
    shown: dict[str, tuple[str, str]] = {}
    for row in panel.to_pylist():
        name = row["indicator"] if row["standard"] == "_Z" else f"{row['indicator']}__{row['standard']}"
        shown[name] = (row["indicator"], row["standard"])
        cells = rows[row["vintage"], row["ref_area"], row["year"]]
        cells |= {name: row["obs_value"], **{key: row[key] for key in ("area_level", "area_name", "area_name_en")}}
        cells["area_label"] = _label(row)
        if row["obs_status"] != NORMAL:
            cells.setdefault("not_normal", {})[name] = row["obs_status"]
    for cells in rows.values():
        cells["not_normal"] = "; ".join(f"{name}={status}" for name, status in sorted(cells.get("not_normal", {}).items())) or None
    schema = pyarrow.schema(
        [
            _field("vintage", pyarrow.string(), "Administrative map: 2008 (63 provinces) or 2025 (34).", key=True),
            _field("ref_area", pyarrow.string(), "Province, region or the country; key into areas.", key=True),
            _field("year", pyarrow.int16(), "Calendar year.", key=True),
            _field("area_level", pyarrow.string(), "Level of the area: country, region or province."),
            _field("area_name", pyarrow.string(), "Vietnamese name of the area; two maps share most names."),
            _field("area_name_en", pyarrow.string(), "English name of the area."),
            _field("area_label", pyarrow.string(), "English name with its map: no two areas share one."),
            _field("not_normal", pyarrow.string(), "Columns of this row whose status is not A, each with its status (SDMX CL_OBS_STATUS)."),
            *(_value(name, *shown[name], facts) for name in sorted(shown)),
        ],
        metadata={"description": "The panel with one row per map, area and year; method and origin of a value are in province_panel."},
    )
    keys = sorted(rows)
    columns = [*zip(*keys, strict=True)] if keys else [(), (), ()]
    cells_by_column = [*columns, *([rows[key].get(field.name) for key in keys] for field in list(schema)[len(columns) :])]
    return pyarrow.Table.from_arrays(
        [pyarrow.array(cells, field.type) for cells, field in zip(cells_by_column, schema, strict=True)], schema=schema
    )


def _label(row: Mapping[str, Any]) -> str:
    """Return a name that no area of the other map has: `Tuyen Quang (map of 2025)`."""
    return f"{row['area_name_en']} (map of {row['vintage']})"


def _value(name: str, indicator: str, standard: str, facts: dict[str, dict[str, str]]) -> pyarrow.Field:
    by = "" if standard == "_Z" else f" By {standard}."
    return _field(name, pyarrow.float64(), f"{facts[indicator]['definition']}{by}", unit=facts[indicator]["unit"])


def _field(name: str, kind: pyarrow.DataType, description: str, *, key: bool = False, unit: str = "") -> pyarrow.Field:
    facts = {"description": description, "key": "yes" if key else "", "unit": unit}
    return pyarrow.field(name, kind, nullable=not key, metadata={name: fact for name, fact in facts.items() if fact})
