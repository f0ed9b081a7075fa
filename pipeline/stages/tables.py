"""What stages share: their error, and the tables they pass on."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

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


VALIDATED = INTERIM / "validated"
"""Where the stage validate puts the typed tables."""
OBSERVATIONS = INTERIM / "observations.parquet"
"""Where the stage observations puts its table."""
STATA = INTERIM / "observations.dta"
"""Its Stata file, made there because pandas is loaded there: start-up is most of a build."""
PANEL = INTERIM / "province_panel.parquet"
"""Where the stage panel puts its table."""
NEAREST = INTERIM / "nearest_figures.parquet"
"""Where it puts the figure nearest to the end of each year."""
POPULATION = INTERIM / "population.parquet"
"""Where it puts the population, that of merged provinces added up."""
WIDE = INTERIM / "province_panel_wide.parquet"
"""Where it puts the same with a column for each indicator."""


def write_table(table: pyarrow.Table, path: Path, zstd_level: int = 1) -> None:
    """Write a table as Parquet: zstd, no pandas metadata, the same bytes every time."""
    with written_beside(path) as beside:
        pyarrow.parquet.write_table(table, beside, compression="zstd", compression_level=zstd_level)


def read_validated(name: str) -> pyarrow.Table:
    """Read a table that the stage validate wrote; raises as `read_interim`."""
    return read_interim(VALIDATED / f"{name}.parquet")


def read_interim(path: Path) -> pyarrow.Table:
    """Read a table that an earlier stage wrote.

    Raises:
        StageError: it is not there.
    """
    if not path.exists():
        raise StageError(
            f"{path} is not there; run the stages in order: dvc repro", f"chưa có {path}; hãy chạy lần lượt các bước: dvc repro"
        )
    try:
        # Not parquet.read_table: it imports pandas, and start-up is most of a build.
        with pyarrow.parquet.ParquetFile(path) as file:
            return file.read(use_threads=False)
    except pyarrow.ArrowInvalid:
        raise StageError(
            f"{path} is not whole; remove it and run the stages again: dvc repro --force",
            f"{path} không trọn vẹn; hãy xóa nó rồi chạy lại các bước: dvc repro --force",
        ) from None


def records(table: pyarrow.Table, key: Iterable[str]) -> "dict[str, Record]":
    """Return the rows of a table by key, nulls as blank text, as the registry holds them."""
    names = list(key)
    rows = ({name: "" if cell is None else cell for name, cell in row.items()} for row in table.to_pylist())
    return {".".join(str(row[name]) for name in names): row for row in rows}
