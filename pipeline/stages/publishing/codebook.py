"""The codebook: every table, column and code in Markdown, read off the tables, which carry what their models declare."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from pipeline.foundation.markdown import escape
from pipeline.foundation.params import Params
from pipeline.stages.tables import Batched, rows_of

LISTS: Final[dict[str, tuple[str, Sequence[str]]]] = {
    "indicators": ("Indicators", ("indicator", "name_en", "name_vi", "definition", "unit", "kind", "aggregation", "programme")),
    "programmes": ("Lending programmes", ("programme", "name_en", "name_vi", "parent", "sensitive", "legal_basis")),
    "units": ("Units of coded values", ("unit", "name_en", "base_unit", "power_of_ten", "printed")),
    "flags": ("Flags", ("flag", "name_en", "obs_status", "definition")),
    "codes": ("Channels, funds, groups, bounds, and why a figure is not in the panel", ("list", "code", "name_en", "name_vi", "parent")),
    "poverty_standards": ("Poverty standards", ("standard", "legal_basis", "applies_from", "applies_to", "derived_through", "approach")),
}
"""Code lists shown in full: table, heading and columns."""

LIMITS: Final = """\
Articles written for an anniversary print good news, and coverage is uneven: a missing figure is not a zero. Credit did
not alone cause the results that sources credit to it. Money is nominal VND. A rate under one poverty standard is not
comparable with a rate under another. A figure with `period_basis` = `inferred` has a period that its source leaves open
and does not enter the panel; if that is a bare year, the figure may be of any time in it and is compared with no other,
unless it is one of the yearly poverty review.

The poor are counted once a year, and the result is known in December: what is printed of them earlier in a year is the review of the
year before (`year_basis` = `review`).

`province_panel` holds what can be compared: exact totals of provinces, regions and the country whose time is printed and that are not in
doubt, flows of calendar years, and values of a year's end; the preferred one where several are printed. A province of 2025 that was made
of several has a value only where each of them has one for that year, indicator and standard: amounts and counts are summed, rates are
means weighted as the columns `weight` and `weight_year` say, with status E. `nearest_figures` holds for each year the preferred figure
nearest to its end, as printed, with its day, bound and range. Nothing is interpolated, carried forward, or joined across standards or
producers. Everything else stays in `observations`, where the column `panel` says why.
"""


def codebook(published: Mapping[str, Batched], coded: Mapping[str, Batched], params: Params) -> str:
    """Return the codebook as Markdown.

    Args:
        published: the published tables, by name.
        coded: hand-coded tables to show beside them, by name.
        params: title, version and licence.
    """
    parts = [
        f"# {params.title}: codebook\n",
        f"Version {params.version}, {params.licence}. Made by the build from the models in `schemas/` and the registries in `data/raw/`.\n",
        f"## Limits\n\n{LIMITS}",
        "# Published tables\n",
        *(_table(f"data/processed/{name}.parquet", table) for name, table in published.items()),
        "# Hand-coded tables\n",
        "`areas` and what follows it above are hand-coded too, with the same columns in `data/raw/`; `population` has sums added.\n",
        *(_table(_raw_path(name), table) for name, table in coded.items()),
        "# Codes\n",
        *(_list(title, published[name], shown) for name, (title, shown) in LISTS.items()),
    ]
    return "\n".join(parts)


def _raw_path(name: str) -> str:
    folders = {"observations": "data/raw/observations/**/*.csv", "evidence": "data/raw/evidence/<source_id>.csv"}
    return folders.get(name, f"data/raw/{name}.csv")


def _table(path: str, table: Batched) -> str:
    fields = [(field, _facts(field.metadata)) for field in table.schema]
    key = ", ".join(f"`{field.name}`" for field, facts in fields if "key" in facts)
    rows = [
        (field.name, str(field.type), "yes" if field.nullable else "", facts.get("concept", ""), _content(facts)) for field, facts in fields
    ]
    head = f"## `{path}`\n\n{_facts(table.schema.metadata)['description']} Rows: {table.num_rows}. Key: {key}.\n\n"
    return head + _markdown(("column", "type", "null", "concept", "content"), rows)


def _facts(metadata: Mapping[bytes, bytes]) -> dict[str, str]:
    return {name.decode(): fact.decode() for name, fact in metadata.items()}


def _content(facts: Mapping[str, str]) -> str:
    unit = f" Unit: {facts['unit']}." if "unit" in facts else ""
    options = f" One of: {facts['options']}." if "options" in facts else ""
    return facts["description"] + unit + options


def _list(title: str, table: Batched, shown: Sequence[str]) -> str:
    rows = (row.values() for row in rows_of(table.select(list(shown))))
    return f"## {title}\n\n" + _markdown(shown, rows)


def _markdown(header: Sequence[str], rows: Iterable[Iterable[object]]) -> str:
    lines = ["| " + " | ".join(header) + " |", "|" + " --- |" * len(header)]
    lines += ["| " + " | ".join(escape(cell) for cell in row) + " |" for row in rows]
    return "\n".join(lines) + "\n"
