"""The command `table-schema`: hand-coded tables as Table Schemas, which validators and spreadsheet tools of other makers read.

Specification: https://datapackage.org/standard/table-schema/ (2.0). A Table Schema says less than `check`: no codes joined by
semicolons, no calendar of months, nothing that needs two tables beside foreign keys.
"""

import json
from pathlib import Path
from typing import Any, Final

from pipeline.foundation.files import write_text
from pipeline.foundation.paths import ROOT
from schemas import RAW, REGISTRIES
from schemas.base import Column, Table, columns, header_of, key_of

TABLE_SCHEMA: Final = ROOT / "docs" / "table-schema"
PROFILE: Final = "https://datapackage.org/profiles/2.0/tableschema.json"
TYPES: Final = {"integer": "integer", "ordinal": "integer", "power": "integer", "decimal": "number", "date": "date", "year": "year"}
"""Types of columns by their form; others are strings."""
LIMITS: Final = {"integer": (0, 999_999_999), "ordinal": (1, 999_999_999), "power": (0, 15)}
"""Least and greatest whole number of a form: what its pattern allows."""


def write_table_schemas(folder: Path) -> None:
    """Write `<table>.json` for each hand-coded table into a folder, which is made if it is not there."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, model in RAW.items():
        write_text(folder / f"{name}.json", json.dumps(table_schema(name, model), ensure_ascii=False, indent=2) + "\n")


def table_schema(name: str, model: type[Table]) -> dict[str, Any]:
    """Return the Table Schema of a hand-coded table."""
    declared = columns(model)
    key = key_of(model)
    identity = {"uniqueKeys": [key]} if any(declared[column].nullable for column in key) else {"primaryKey": key}
    foreign = [_foreign_key(name, column) for column in declared.values() if column.references and not column.many]
    return {
        "$schema": PROFILE,
        "description": " ".join((model.__doc__ or "").split()),
        "fields": [_field(column) for column in declared.values()],
        "missingValues": [""],
        **identity,
        **({"foreignKeys": foreign} if foreign else {}),
    }


def _field(column: Column) -> dict[str, Any]:
    unit = f" Unit: {column.unit}." if column.unit else ""
    described = {"name": column.name, "type": TYPES.get(column.form, "string"), "description": column.description + unit}
    constraints = _constraints(column)
    return {**described, "constraints": constraints} if constraints else described


def _constraints(column: Column) -> dict[str, Any]:
    found: dict[str, Any] = {} if column.nullable else {"required": True}
    if column.options:
        found["enum"] = list(column.options)
    elif column.form in LIMITS:
        found["minimum"], found["maximum"] = LIMITS[column.form]
    elif column.form not in TYPES and column.form != "text":
        found["pattern"] = _xml_pattern(column.pattern)
    return found


def _xml_pattern(pattern: str) -> str:
    """Return a pattern in the syntax of XML Schema, as the specification asks, with one group around alternatives."""
    plain = pattern.replace("(?:", "(").replace('\\"', '"')
    return f"({plain})" if "|" in plain else plain


def _foreign_key(table: str, column: Column) -> dict[str, Any]:
    """Return a reference; one to the table itself names no resource. Of the small lists, any code is accepted."""
    target, _, part = column.references.partition(":")
    key = "code" if part else header_of(REGISTRIES[target])[0]
    resource = {} if target == table else {"resource": target}
    return {"fields": [column.name], "reference": {**resource, "fields": [key]}}
