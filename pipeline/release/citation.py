"""How to cite the dataset and its sources: CITATION.cff, .zenodo.json, JSON-LD and BibTeX."""

import re
from collections.abc import Iterable
from typing import Any, Final

import yaml

from pipeline.foundation.params import AUTHORS, Params

DESCRIPTION: Final = "Figures on policy credit and poverty in the provinces of Viet Nam, hand-coded from print, one row per printed figure."
FORMATS: Final = {
    "csv": "text/csv",
    "dta": "application/x-stata-dta",
    "parquet": "application/vnd.apache.parquet",
    "sqlite": "application/vnd.sqlite3",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
"""Media types of the files that hold tables."""
LICENCE_ADDRESS: Final = "https://creativecommons.org/licenses/by/4.0/"
_ESCAPED: Final = re.compile(r"[\\{}$&%#_~^]")

Row = dict[str, Any]


def citation_cff(params: Params) -> str:
    """Return CITATION.cff (version 1.2.0) for the dataset."""
    facts = {
        "cff-version": "1.2.0",
        "message": "Cite the dataset by its version, and the sources of the figures that you use.",
        "type": "dataset",
        "title": params.title,
        "version": params.version,
        "authors": [{"name": AUTHORS}],
        "license": params.licence,
        **({"url": params.address} if params.address else {}),
    }
    return yaml.safe_dump(facts, allow_unicode=True, sort_keys=False)


def zenodo(params: Params) -> dict[str, Any]:
    """Return what Zenodo asks of a deposit."""
    return {
        "title": params.title,
        "version": params.version,
        "upload_type": "dataset",
        "creators": [{"name": AUTHORS}],
        "license": params.licence.lower(),
        "access_right": "open",
        "description": DESCRIPTION,
        "keywords": ["Viet Nam", "policy credit", "poverty", "microfinance"],
    }


def json_ld(params: Params, files: Iterable[str]) -> dict[str, Any]:
    """Return the dataset as schema.org describes one, for search engines.

    Args:
        params: name, title, version, licence and address.
        files: names of the files of the bundle.
    """
    place = f"{params.address}/v{params.version}/" if params.address else ""
    return {
        "@context": "https://schema.org/",
        "@type": "Dataset",
        "name": params.title,
        "alternateName": params.name,
        "version": params.version,
        "description": DESCRIPTION,
        "license": LICENCE_ADDRESS,
        "creator": {"@type": "Organization", "name": AUTHORS},
        "spatialCoverage": {"@type": "Country", "name": "Viet Nam"},
        "isAccessibleForFree": True,
        **({"url": params.address} if params.address else {}),
        "distribution": [
            {"@type": "DataDownload", "name": name, "encodingFormat": FORMATS[suffix], "contentUrl": f"{place}{name}"}
            for name in files
            if (suffix := name.rpartition(".")[2]) in FORMATS
        ],
    }


def bibtex(params: Params, sources: Iterable[Row]) -> str:
    """Return BibTeX for the dataset, then for each source."""
    dataset = {"title": params.title, "author": f"{{{AUTHORS}}}", "version": params.version, "url": params.address}
    return "\n".join([_entry(params.name, dataset), *(_source(row) for row in sources)])


def _source(row: Row) -> str:
    title = re.sub(r"^\[(.*)\]$", r"\1", row["title"])
    facts = {
        "title": _tex(title),
        "publisher": _tex(row["publisher"] or ""),
        "year": (row["published_on"] or "")[:4],
        "date": row["published_on"] or "",
        "url": (row["url"] or "").replace("{", "%7B").replace("}", "%7D"),
        "note": _tex(f"Read in a copy: {row['loaded_from']}" if row["loaded_from"] else ""),
    }
    return _entry(row["source_id"], facts)


def _entry(key: str, facts: dict[str, str]) -> str:
    fields = "".join(f"  {name} = {{{fact}}},\n" for name, fact in facts.items() if fact)
    return f"@misc{{{key},\n{fields}}}\n"


def _tex(text: str) -> str:
    """Return a text without TeX commands: contributors wrote it."""
    return _ESCAPED.sub(
        lambda found: {"\\": r"\textbackslash{}", "~": r"\~{}", "^": r"\^{}"}.get(found.group(), "\\" + found.group()), text
    )
