"""The data package (version 2) of a bundle: what each file and column holds, for programs."""

from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

import pyarrow

from pipeline.editing.table_schema import table_schema
from pipeline.foundation.params import Params
from pipeline.release.citation import LICENCE_ADDRESS
from pipeline.stages.tables import Batched
from schemas import RAW

TYPES: Final = (
    (pyarrow.types.is_boolean, "boolean"),
    (pyarrow.types.is_integer, "integer"),
    (pyarrow.types.is_floating, "number"),
    (pyarrow.types.is_date, "date"),
)
"""Types of Table Schema; everything else is a string."""
CODED: Final = ("observations", "population", "passages", "excluded", "retired", "evidence")
"""Hand-coded tables that are not published as they were coded."""
REFERENCES: Final = {"ref_area": "areas", "indicator": "indicators", "source_id": "sources"}
"""Columns of the published tables that hold the key of another one, always."""


def data_package(tables: Mapping[str, Batched], folder: Path, coded: str, params: Params) -> dict[str, Any]:
    """Return the descriptor of a bundle.

    Args:
        tables: the published tables, by name.
        folder: where their CSV files lie.
        coded: the folder in it with the hand-coded tables as CSV.
        params: name, title, version and licence.
    """
    return {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": params.name,
        "title": params.title,
        "version": params.version,
        "licenses": [{"name": params.licence, "path": LICENCE_ADDRESS}],
        "resources": [
            *(_published(name, table, folder) for name, table in tables.items()),
            *(_coded(name, folder, coded) for name in CODED),
        ],
    }


def _published(name: str, table: Batched, folder: Path) -> dict[str, Any]:
    key = [field.name for field in table.schema if b"key" in (field.metadata or {})]
    foreign = [
        {"fields": [column], "reference": {"resource": target, "fields": [column]}}
        for column, target in REFERENCES.items()
        if column in table.schema.names and name != target
    ]
    return {
        "name": name.replace("_", "-"),
        "title": name,
        "description": table.schema.metadata[b"description"].decode(),
        **_file(folder, f"{name}.csv"),
        "schema": {
            "fields": [_field(field) for field in table.schema],
            "primaryKey": key,
            "missingValues": [""],
            **({"foreignKeys": foreign} if foreign else {}),
        },
    }


def _coded(name: str, folder: Path, coded: str) -> dict[str, Any]:
    """Return a table as its coders wrote it; references lead to other hand-coded tables or to published lists."""
    schema = table_schema(name, RAW[name])
    for key in schema.get("foreignKeys", []):
        if resource := key["reference"].get("resource"):
            key["reference"]["resource"] = _coded_name(resource) if resource in CODED else resource.replace("_", "-")
    description = f"As coded by hand: {schema['description']}"
    return {"name": _coded_name(name), "title": name, "description": description, **_file(folder, f"{coded}/{name}.csv"), "schema": schema}


def _coded_name(name: str) -> str:
    return f"coded-{name.replace('_', '-')}"


def _file(folder: Path, path: str) -> dict[str, Any]:
    content = (folder / path).read_bytes()
    return {
        "path": path,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(content),
        "hash": f"sha256:{sha256(content).hexdigest()}",
    }


def _field(field: pyarrow.Field) -> dict[str, Any]:
    facts = {key.decode(): text.decode() for key, text in (field.metadata or {}).items()}
    kind = next((name for is_kind, name in TYPES if is_kind(field.type)), "string")
    booleans = {"trueValues": ["TRUE"], "falseValues": ["FALSE"]} if kind == "boolean" else {}
    return {
        "name": field.name,
        "type": kind,
        "description": facts["description"],
        "constraints": {"required": not field.nullable},
        **booleans,
    }
