"""The panel with one row per map, province and year, for those who want a column per indicator."""

from collections import defaultdict
from typing import Any

import pyarrow


def widen(panel: pyarrow.Table, areas: pyarrow.Table, indicators: pyarrow.Table) -> pyarrow.Table:
    """Return the panel wide: `vintage`, `ref_area`, `name_en`, `year`, then a column for each indicator and standard.

    A column is named by its indicator, and by its standard after two underscores where it has one; its unit and definition
    are in the description of its field. What a value is made of is in the long panel.
    """
    names = {row["ref_area"]: row["name_en"] for row in areas.select(["ref_area", "name_en"]).to_pylist()}
    facts = {row["indicator"]: row for row in indicators.select(["indicator", "definition", "unit"]).to_pylist()}
    rows: dict[tuple[str, str, int], dict[str, float]] = defaultdict(dict)
    shown: dict[str, tuple[str, str]] = {}
    for row in panel.to_pylist():
        name = row["indicator"] if row["standard"] == "_Z" else f"{row['indicator']}__{row['standard']}"
        shown[name] = (row["indicator"], row["standard"])
        rows[row["vintage"], row["ref_area"], row["year"]][name] = row["obs_value"]
    keys = sorted(rows)
    columns: list[list[Any]] = [
        [key[0] for key in keys],
        [key[1] for key in keys],
        [names[key[1]] for key in keys],
        [key[2] for key in keys],
        *([rows[key].get(name) for key in keys] for name in sorted(shown)),
    ]
    schema = pyarrow.schema(
        [
            _field("vintage", pyarrow.string(), "Administrative map: 2008 (63 provinces) or 2025 (34).", key=True),
            _field("ref_area", pyarrow.string(), "Province; key into areas.", key=True),
            _field("name_en", pyarrow.string(), "English name of the province."),
            _field("year", pyarrow.int16(), "Calendar year.", key=True),
            *(_value(name, *shown[name], facts) for name in sorted(shown)),
        ],
        metadata={
            "description": "The panel with one row per map, province and year; status, method and origin of a value are in province_panel."
        },
    )
    return pyarrow.Table.from_arrays(
        [pyarrow.array(cells, field.type) for cells, field in zip(columns, schema, strict=True)], schema=schema
    )


def _value(name: str, indicator: str, standard: str, facts: dict[str, dict[str, str]]) -> pyarrow.Field:
    by = "" if standard == "_Z" else f" By {standard}."
    return _field(name, pyarrow.float64(), f"{facts[indicator]['definition']}{by}", unit=facts[indicator]["unit"])


def _field(name: str, kind: pyarrow.DataType, description: str, *, key: bool = False, unit: str = "") -> pyarrow.Field:
    facts = {"description": description, "key": "yes" if key else "", "unit": unit}
    return pyarrow.field(name, kind, nullable=not key, metadata={name: fact for name, fact in facts.items() if fact})
