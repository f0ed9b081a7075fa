"""How to cite the dataset and its sources: CITATION.cff, .zenodo.json and BibTeX."""

import re
from collections.abc import Iterable
from typing import Any, Final

from pipeline.foundation.params import Params

AUTHORS: Final = "Contributors to the Vietnam Social Policy Credit Dataset"
_ESCAPED: Final = re.compile(r"[\\{}$&%#_~^]")

Row = dict[str, Any]


def citation_cff(params: Params) -> str:
    """Return CITATION.cff (version 1.2.0) for the dataset."""
    lines = [
        "cff-version: 1.2.0",
        "message: Cite the dataset by its version, and the sources of the figures that you use.",
        "type: dataset",
        f"title: {params.title}",
        f"version: {params.version}",
        "authors:",
        f"  - name: {AUTHORS}",
        f"license: {params.licence}",
        *([f"url: {params.address}"] if params.address else []),
    ]
    return "\n".join(lines) + "\n"


def zenodo(params: Params) -> dict[str, Any]:
    """Return what Zenodo asks of a deposit."""
    return {
        "title": params.title,
        "version": params.version,
        "upload_type": "dataset",
        "creators": [{"name": AUTHORS}],
        "license": params.licence.lower(),
        "access_right": "open",
        "description": "Figures on policy credit and poverty in the provinces of Viet Nam, hand-coded from print, one row "
        "per printed figure.",
        "keywords": ["Viet Nam", "policy credit", "poverty", "microfinance"],
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
        "url": row["url"] or "",
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
