"""Programs of other makers read the published files, cell by cell as the tables are: letters, dates, booleans, nulls, numbers, labels."""

import csv
import json
import subprocess
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from io import StringIO
from pathlib import Path
from typing import Any

import mlcroissant
import pyarrow
import pyarrow.parquet
import pyreadstat
import pytest

from tests.release.servers import must_be_there, program

READERS = Path(__file__).parent / "readers"
Cells = list[list[str]]


@pytest.fixture(scope="session")
def bundle(released: Path) -> Path:
    return released / "publication" / "v1.0.0"


def cells(rows: Iterable[Iterable[object]], kinds: Sequence[pyarrow.DataType]) -> Cells:
    """Return cells as texts in one form, whatever kind of number, date or null a program makes of them."""
    writers = [_writer(kind) for kind in kinds]
    return [[write(cell) for write, cell in zip(writers, row, strict=True)] for row in rows]


def _writer(kind: pyarrow.DataType) -> Callable[[Any], str]:
    if pyarrow.types.is_boolean(kind):
        return lambda cell: {"TRUE": "yes", "1": "yes", "1.0": "yes", "FALSE": "no", "0": "no", "0.0": "no"}[str(cell).upper()]
    if pyarrow.types.is_floating(kind) or pyarrow.types.is_integer(kind):
        return lambda cell: "" if _is_null(cell) else f"{float(cell):.13g}"
    return _as_text


def _as_text(cell: Any) -> str:
    if _is_null(cell):
        return ""
    if isinstance(cell, bytes):
        return cell.decode()
    if isinstance(cell, list):
        return ";".join(cell)
    return f"{cell:%Y-%m-%d}" if isinstance(cell, date | datetime) else str(cell).removesuffix("T00:00:00.000Z")


def _is_null(cell: Any) -> bool:
    return cell is None or cell == "" or cell != cell  # not a number is not even itself


def expected(path: Path) -> tuple[Cells, list[pyarrow.DataType], list[str]]:
    table = pyarrow.parquet.read_table(path)
    kinds = [field.type for field in table.schema]
    return cells((row.values() for row in table.to_pylist()), kinds), kinds, table.column_names


def output(*command: str | Path) -> str:
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8")
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_javascript_reads_every_parquet_file(bundle: Path) -> None:
    node = program("node")
    must_be_there((READERS / "node_modules").is_dir(), "hyparquet")
    for path in sorted(bundle.glob("*.parquet")):
        rows, kinds, _ = expected(path)
        assert cells(json.loads(output(node, READERS / "parquet.js", path)), kinds) == rows, path.name


@pytest.mark.parametrize("name", ["observations", "province_panel", "nearest_figures"])
def test_pyreadstat_reads_the_stata_files(bundle: Path, name: str) -> None:
    rows, kinds, names = expected(bundle / f"{name}.parquet")
    columns, metadata = pyreadstat.read_dta(str(bundle / f"{name}.dta"), output_format="dict")
    assert list(columns) == names
    assert cells(zip(*columns.values(), strict=True), kinds) == rows
    assert all(metadata.column_names_to_labels[column] for column in names)
    flags = {column for column, kind in zip(names, kinds, strict=True) if pyarrow.types.is_boolean(kind)}
    assert set(metadata.variable_value_labels) == flags
    assert all(labels == {0: "no", 1: "yes"} for labels in metadata.variable_value_labels.values())


@pytest.mark.parametrize("name", ["observations", "province_panel", "nearest_figures"])
def test_r_reads_the_stata_files_with_haven(bundle: Path, name: str) -> None:
    rows, kinds, names = expected(bundle / f"{name}.parquet")
    header, *found = csv.reader(StringIO(output(program("Rscript"), READERS / "stata.R", bundle / f"{name}.dta")))
    assert header == names
    assert cells(found, kinds) == rows


def test_libreoffice_opens_the_workbook(bundle: Path, tmp_path: Path) -> None:
    each_sheet = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1"
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    (workbook,) = bundle.glob("*.xlsx")
    output(program("soffice"), profile, "--headless", "--convert-to", each_sheet, "--outdir", tmp_path, workbook)
    for path in sorted(bundle.glob("*.parquet")):
        rows, kinds, names = expected(path)
        with (tmp_path / f"{workbook.stem}-{path.stem}.csv").open(encoding="utf-8", newline="") as file:
            header, *found = csv.reader(file)
        assert header == names
        assert cells(found, kinds) == rows, path.name


@pytest.mark.parametrize("name", ["observations", "indicators"])
def test_mlcroissant_reads_the_tables_by_their_description(bundle: Path, name: str) -> None:
    rows, kinds, names = expected(bundle / f"{name}.parquet")
    dataset = mlcroissant.Dataset(jsonld=str(bundle / "croissant.json"))
    found = [[record[f"{name}/{column}"] for column in names] for record in dataset.records(name)]
    assert cells(found, kinds) == rows
