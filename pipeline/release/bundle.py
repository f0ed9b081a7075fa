"""The bundle of a version: every published table in the formats that people read, with what they need to cite and check it."""

import json
import shutil
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

import pyarrow

from pipeline.foundation.files import write_text
from pipeline.foundation.params import Params
from pipeline.foundation.paths import PROCESSED, ROOT
from pipeline.release.citation import bibtex, citation_cff, json_ld, zenodo
from pipeline.release.croissant import croissant
from pipeline.release.gaps import known_gaps
from pipeline.release.package import CODED, data_package
from pipeline.release.page import html_page
from pipeline.release.workbook import write_workbook
from pipeline.site.build import build as build_site
from pipeline.stages.merging import Merged
from pipeline.stages.publishing.exports import write_csv
from pipeline.stages.publishing.stata import write_stata
from pipeline.stages.tables import CODED as CODED_FIGURES
from pipeline.stages.tables import VALIDATED, Batched, Stored, read_validated, rows_of, write_groups
from schemas import CodedObservation
from schemas.base import key_of

SUMS: Final = "SHA256SUMS"
COPIED: Final = (PROCESSED / "observations.dta", PROCESSED / "codebook.md", PROCESSED / "tables.json", ROOT / "LICENSE-DATA")
"""Files that stand in the bundle as the build made them."""
IN_STATA: Final = ("province_panel", "nearest_figures")
"""Tables that have a Stata file beside the observations; names of the wide view are too long for Stata, which reshapes the panel itself."""
HAND_CODED: Final = "hand-coded"
"""Folder of the tables as coders wrote them, but for the lists that are published as they were coded."""
INDEXED: Final = (("ref_area", "indicator", "year"),)
"""Columns of the observations that the SQLite file has an index for; other tables are sorted by what they are looked up by."""
SQL_TYPES: Final = (
    (pyarrow.types.is_boolean, "INTEGER"),
    (pyarrow.types.is_integer, "INTEGER"),
    (pyarrow.types.is_floating, "REAL"),
)
"""SQLite types of Arrow types; everything else is text, days as ISO 8601."""

Tables = Mapping[str, Batched]


def write_bundle(folder: Path, tables: Tables, params: Params, changelog: str, *, site: bool) -> None:
    """Write the bundle of the version in params.yaml into a new folder; the same input gives the same bytes.

    Args:
        folder: made by this call.
        tables: the published tables, by name.
        params: name, title, version, licence and address.
        changelog: what changed since the version before, as Markdown.
        site: whether the explorer is made too, in the folder `site`.

    Raises:
        StageError: the dataset is not built.
        CannotRunError: the site is wanted, and a program that it needs is not installed.
        OSError: a file cannot be written.
    """
    folder.mkdir(parents=True)
    for name, table in tables.items():
        groups = (pyarrow.Table.from_batches([batch]) for batch in table.to_batches())
        write_groups(groups, _labelled(table.schema, params), folder / f"{name}.parquet", params.zstd_level)
        write_csv(table, folder / f"{name}.csv")
    for name in IN_STATA:
        write_stata(tables[name], folder / f"{name}.dta", params.title)
    (folder / HAND_CODED).mkdir()
    for name in CODED:
        write_csv(_as_coded(name), folder / HAND_CODED / f"{name}.csv")
    for path in COPIED:
        shutil.copyfile(path, folder / path.name)
    write_sqlite(tables, folder / f"{params.name}.sqlite")
    write_workbook(tables, folder / f"{params.name}.xlsx", params)
    sources, files = list(rows_of(tables["sources"])), sorted(path.name for path in folder.iterdir() if path.is_file())
    texts = {
        "CHANGELOG.md": changelog,
        "codebook.html": html_page((folder / "codebook.md").read_text(encoding="utf-8"), f"{params.title}: codebook"),
        "KNOWN_GAPS.md": known_gaps(tables, read_validated("retired").to_pylist()),
        "CITATION.cff": citation_cff(params),
        ".zenodo.json": json.dumps(zenodo(params), ensure_ascii=False, indent=1) + "\n",
        "dataset.jsonld": json.dumps(json_ld(params, files), ensure_ascii=False, indent=1) + "\n",
        "sources.bib": bibtex(params, sources),
        "croissant.json": json.dumps(croissant(tables, folder, params), ensure_ascii=False, indent=1) + "\n",
        "datapackage.json": json.dumps(data_package(tables, folder, HAND_CODED, params), ensure_ascii=False, indent=1) + "\n",
    }
    for name, text in texts.items():
        write_text(folder / name, text)
    if site:
        build_site(PROCESSED, folder / "site", params=params)
    write_text(folder / SUMS, checksums(folder))


def _as_coded(name: str) -> Batched:
    """Return a hand-coded table, sorted by its key."""
    figures = Merged(Stored.folder(CODED_FIGURES).paths, key_of(CodedObservation))
    return figures if name == CODED_FIGURES.name else Stored((VALIDATED / f"{name}.parquet",))


def checksums(folder: Path) -> str:
    """Return a line for each file in a folder, as `sha256sum` prints it."""
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != SUMS)
    return "".join(f"{sha256(path.read_bytes()).hexdigest()}  {path.relative_to(folder).as_posix()}\n" for path in files)


def _labelled(schema: pyarrow.Schema, params: Params) -> pyarrow.Schema:
    """Return a schema that says in its metadata of which dataset and version it is."""
    facts = {"dataset": params.name, "version": params.version, "licence": params.licence, "address": params.address}
    return schema.with_metadata({**schema.metadata, **{name: fact for name, fact in facts.items() if fact}})


def write_sqlite(tables: Tables, path: Path) -> None:
    """Write the tables as one SQLite file: keys, indexes, and a view of the preferred totals."""
    with closing(sqlite3.connect(path)) as database, database:
        for name, table in tables.items():
            _create(database, name, table)
        for columns in INDEXED:
            database.execute(f"CREATE INDEX observations_by_{'_'.join(columns)} ON observations ({', '.join(columns)})")
        database.execute("CREATE VIEW preferred_totals AS SELECT * FROM observations WHERE preferred = 1 AND is_total = 1")
    with closing(sqlite3.connect(path)) as database:
        database.execute("VACUUM")


def _create(database: sqlite3.Connection, name: str, table: Batched) -> None:
    """Create one table with its rows and indexes."""
    columns = [f'"{field.name}" {_sql_type(field.type)}{"" if field.nullable else " NOT NULL"}' for field in table.schema]
    key = ", ".join(f'"{field.name}"' for field in table.schema if (field.metadata or {}).get(b"key") == b"yes")
    constraint = [f"PRIMARY KEY ({key})"] if key else []
    database.execute(f'CREATE TABLE "{name}" ({", ".join([*columns, *constraint])}) WITHOUT ROWID')
    marks = ", ".join("?" * len(table.schema))
    rows = ([_sql(cell) for cell in row.values()] for row in rows_of(table))
    database.executemany(f'INSERT INTO "{name}" VALUES ({marks})', rows)


def _sql_type(kind: pyarrow.DataType) -> str:
    return next((sql for is_kind, sql in SQL_TYPES if is_kind(kind)), "TEXT")


def _sql(cell: Any) -> Any:
    if isinstance(cell, list):
        return ";".join(cell)
    return cell if cell is None or isinstance(cell, str | bool | int | float) else cell.isoformat()
