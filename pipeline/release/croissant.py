"""The description of a bundle for machine-learning tools: Croissant 1.0 (https://docs.mlcommons.org/croissant/docs/croissant-spec.html)."""

from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

import pyarrow

from pipeline.foundation.params import AUTHORS, Params
from pipeline.release.citation import DESCRIPTION, LICENCE_ADDRESS
from pipeline.stages.tables import Batched

CONTEXT: Final[Mapping[str, Any]] = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "citeAs": "cr:citeAs",
    "column": "cr:column",
    "conformsTo": "dct:conformsTo",
    "cr": "http://mlcommons.org/croissant/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "dct": "http://purl.org/dc/terms/",
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "extract": "cr:extract",
    "field": "cr:field",
    "fileObject": "cr:fileObject",
    "fileProperty": "cr:fileProperty",
    "fileSet": "cr:fileSet",
    "format": "cr:format",
    "includes": "cr:includes",
    "isLiveDataset": "cr:isLiveDataset",
    "jsonPath": "cr:jsonPath",
    "key": "cr:key",
    "md5": "cr:md5",
    "parentField": "cr:parentField",
    "path": "cr:path",
    "recordSet": "cr:recordSet",
    "references": "cr:references",
    "regex": "cr:regex",
    "repeated": "cr:repeated",
    "replace": "cr:replace",
    "sc": "https://schema.org/",
    "separator": "cr:separator",
    "source": "cr:source",
    "subField": "cr:subField",
    "transform": "cr:transform",
}
"""The context that the specification asks for."""
TYPES: Final = (
    (pyarrow.types.is_boolean, "sc:Boolean"),
    (pyarrow.types.is_integer, "sc:Integer"),
    (pyarrow.types.is_floating, "sc:Float"),
    (pyarrow.types.is_date, "sc:Date"),
)
"""Croissant types of Arrow types; everything else is text."""


def croissant(tables: Mapping[str, Batched], folder: Path, params: Params) -> dict[str, Any]:
    """Return the description of a bundle whose Parquet files lie in a folder: each file with its sha256, each table with its columns."""
    place = f"{params.address}/v{params.version}/" if params.address else ""
    return {
        "@context": CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": "http://mlcommons.org/croissant/1.0",
        "name": params.name,
        "description": DESCRIPTION,
        "version": params.version,
        "license": LICENCE_ADDRESS,
        "citeAs": f"{AUTHORS}: {params.title}, version {params.version}",
        "creator": {"@type": "Organization", "name": AUTHORS},
        **({"url": params.address} if params.address else {}),
        "distribution": [
            {
                "@type": "cr:FileObject",
                "@id": f"{name}.parquet",
                "name": f"{name}.parquet",
                "contentUrl": f"{place}{name}.parquet",
                "encodingFormat": "application/x-parquet",
                "sha256": sha256((folder / f"{name}.parquet").read_bytes()).hexdigest(),
            }
            for name in tables
        ],
        "recordSet": [
            {
                "@type": "cr:RecordSet",
                "@id": name,
                "name": name,
                "description": table.schema.metadata[b"description"].decode(),
                "field": [_field(name, field) for field in table.schema],
            }
            for name, table in tables.items()
        ],
    }


def _field(table: str, field: pyarrow.Field) -> dict[str, Any]:
    is_list = pyarrow.types.is_list(field.type)
    return {
        "@type": "cr:Field",
        "@id": f"{table}/{field.name}",
        "name": field.name,
        "description": field.metadata[b"description"].decode(),
        "dataType": next((name for is_kind, name in TYPES if is_kind(field.type)), "sc:Text"),
        **({"repeated": True} if is_list else {}),
        "source": {"fileObject": {"@id": f"{table}.parquet"}, "extract": {"column": field.name}},
    }
