"""The data package (version 2) of a bundle: what each file and column holds, for programs."""

from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

import pyarrow

from pipeline.foundation.params import Params
from pipeline.release.citation import LICENCE_ADDRESS

TYPES: Final = (
    (pyarrow.types.is_boolean, "boolean"),
    (pyarrow.types.is_integer, "integer"),
    (pyarrow.types.is_floating, "number"),
    (pyarrow.types.is_date, "date"),
)
"""Types of Table Schema; everything else is a string."""


def data_package(tables: Mapping[str, pyarrow.Table], folder: Path, params: Params) -> dict[str, Any]:
    """Return the descriptor of a bundle whose CSV files lie in a folder."""
    return {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": params.name,
        "title": params.title,
        "version": params.version,
        "licenses": [{"name": params.licence, "path": LICENCE_ADDRESS}],
        "resources": [_resource(name, table, folder) for name, table in tables.items()],
    }


def _resource(name: str, table: pyarrow.Table, folder: Path) -> dict[str, Any]:
    content = (folder / f"{name}.csv").read_bytes()
    return {
        "name": name.replace("_", "-"),
        "title": name,
        "description": table.schema.metadata[b"description"].decode(),
        "path": f"{name}.csv",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(content),
        "hash": f"sha256:{sha256(content).hexdigest()}",
        "schema": {
            "fields": [_field(field) for field in table.schema],
            "primaryKey": [field.name for field in table.schema if b"key" in (field.metadata or {})],
            "missingValues": [""],
        },
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
