"""What stages share: their error, and the tables they pass on."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import pyarrow
import pyarrow.parquet

from pipeline.foundation.errors import CannotRunError
from pipeline.foundation.files import written_beside
from pipeline.foundation.paths import INTERIM

if TYPE_CHECKING:
    from pipeline.foundation.records import Record


class StageError(CannotRunError):
    """A stage that cannot go on.

    Attributes:
        places: what it lacks or cannot use, each shown on a line of its own.
    """

    def __init__(self, en: str, vi: str, places: Sequence[str] = ()) -> None:
        super().__init__(en, vi)
        self.places = places

    def __reduce__(self) -> tuple[Any, ...]:
        """Let it come whole from another process."""
        return type(self), (self.en, self.vi, self.places)


VALIDATED = INTERIM / "validated"
"""Where the stage validate puts the typed tables."""
CODED = VALIDATED / "observations"
"""Where it puts the coded figures: a table for each part of the files, and no part divides a file."""
OBSERVATIONS = INTERIM / "observations.parquet"
"""Where the stage observations puts its table."""
STATA = INTERIM / "observations.dta"
"""Its Stata file, made there because pandas is loaded there: start-up is most of a build."""
PRINTINGS = INTERIM / "printings.parquet"
"""Where it puts when each source was printed, which is known from all its figures."""
PANEL = INTERIM / "province_panel.parquet"
"""Where the stage panel puts its table."""
NEAREST = INTERIM / "nearest_figures.parquet"
"""Where it puts the figure nearest to the end of each year."""
POPULATION = INTERIM / "population.parquet"
"""Where it puts the population, that of merged provinces added up."""
WIDE = INTERIM / "province_panel_wide.parquet"
"""Where it puts the same with a column for each indicator."""


ROW_GROUP = 1 << 15
"""Rows that are read, written and held in memory together where a table may be large."""


class Batched(Protocol):
    """A table that is read some rows at a time: a pyarrow.Table, or a Stored one."""

    @property
    def schema(self) -> pyarrow.Schema:
        """Names, types and descriptions of the columns."""

    @property
    def num_rows(self) -> int:
        """How many rows it has."""

    def select(self, columns: list[str]) -> "Batched":
        """Return the table with some of its columns."""

    def to_batches(self) -> Iterable[pyarrow.RecordBatch]:
        """Return the rows, in order."""


@dataclass(frozen=True)
class Stored:
    """A table that lies in Parquet files and is read one row group at a time.

    Attributes:
        paths: its files, all with the same columns.
        columns: those that are read; all if none are named.
    """

    paths: tuple[Path, ...]
    columns: tuple[str, ...] = ()

    @classmethod
    def folder(cls, folder: Path) -> "Stored":
        """Return the table that the files of a folder make, in the order of their names.

        Raises:
            StageError: there are none.
        """
        if paths := tuple(sorted(folder.glob("*.parquet"))):
            return cls(paths)
        raise _missing(folder)

    def select(self, columns: Sequence[str]) -> "Stored":
        """Return the table with some of its columns, as pyarrow.Table does."""
        return replace(self, columns=tuple(columns))

    @property
    def schema(self) -> pyarrow.Schema:
        """The schema of the first file."""
        with _opened(self.paths[0]) as file:
            return file.schema_arrow

    @property
    def num_rows(self) -> int:
        """How many rows all files have."""
        return sum(pyarrow.parquet.read_metadata(path).num_rows for path in self.paths)

    def to_batches(self) -> Iterator[pyarrow.RecordBatch]:
        """Yield the rows.

        Raises:
            StageError: a file is not there or not whole.
        """
        for path in self.paths:
            with _opened(path) as file:
                for group in range(file.num_row_groups):
                    yield from file.read_row_group(group, columns=self.columns or None, use_threads=False).to_batches()


def rows_of(table: Batched, keep: Callable[[pyarrow.RecordBatch], pyarrow.Array] | None = None) -> Iterator[dict[str, Any]]:
    """Yield the rows of a table as dictionaries, all or those for which `keep` holds."""
    for batch in table.to_batches():
        yield from (batch.filter(keep(batch)) if keep else batch).to_pylist()


def counts_of(table: Batched, column: str) -> Counter[Any]:
    """Return how many rows have each value of a column."""
    counted: Counter[Any] = Counter()
    for batch in table.select([column]).to_batches():
        counted.update({count["values"]: count["counts"] for count in batch[column].value_counts().to_pylist()})
    return counted


def write_table(table: pyarrow.Table, path: Path, zstd_level: int = 1) -> None:
    """Write a table as Parquet: zstd, no pandas metadata, the same bytes every time."""
    write_groups([table], table.schema, path, zstd_level)


def write_groups(groups: Iterable[pyarrow.Table], schema: pyarrow.Schema, path: Path, zstd_level: int) -> None:
    """Write tables as the row groups of one Parquet file, likewise."""
    with (
        written_beside(path) as beside,
        pyarrow.parquet.ParquetWriter(beside, schema, compression="zstd", compression_level=zstd_level) as file,
    ):
        for group in groups:
            file.write_table(group)


def read_validated(name: str) -> pyarrow.Table:
    """Read a table that the stage validate wrote; raises as `read_interim`."""
    return read_interim(VALIDATED / f"{name}.parquet")


def read_interim(path: Path) -> pyarrow.Table:
    """Read a table that an earlier stage wrote.

    Raises:
        StageError: it is not there or not whole.
    """
    with _opened(path) as file:
        return file.read(use_threads=False)


@contextmanager
def _opened(path: Path) -> "Iterator[pyarrow.parquet.ParquetFile]":
    if not path.exists():
        raise _missing(path)
    try:
        # Not parquet.read_table: it imports pandas, and start-up is most of a build.
        with pyarrow.parquet.ParquetFile(path) as file:
            yield file
    except pyarrow.ArrowInvalid:
        raise StageError(
            f"{path} is not whole; remove it and run the stages again: dvc repro --force",
            f"{path} không trọn vẹn; hãy xóa nó rồi chạy lại các bước: dvc repro --force",
        ) from None


def _missing(path: Path) -> StageError:
    return StageError(f"{path} is not there; run the stages in order: dvc repro", f"chưa có {path}; hãy chạy lần lượt các bước: dvc repro")


def records(table: pyarrow.Table, key: Iterable[str]) -> "dict[str, Record]":
    """Return the rows of a table by key, nulls as blank text, as the registry holds them."""
    names = list(key)
    rows = ({name: "" if cell is None else cell for name, cell in row.items()} for row in table.to_pylist())
    return {".".join(str(row[name]) for name in names): row for row in rows}
