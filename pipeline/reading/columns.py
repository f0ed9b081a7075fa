"""Text of a table kept by column: each distinct cell once, and for each row its number, so that a million rows fit in little memory."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import count
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow

from pipeline.foundation.paths import shown
from pipeline.reading.lines import Row

Numbers = npt.NDArray[np.integer]
SAMPLE: Final = 10_000
"""After so many rows a column of which more than half the cells differ is taken to hardly repeat; a table of them would outweigh them."""
SLICE: Final = 1 << 16
"""Rows of such a column that are worked on at a time."""
TEXT: Final = pd.StringDtype("pyarrow", na_value=np.nan)


class Column:
    """One column: its cells are told apart as they come in; of one that hardly repeats they are packed one after the other, as Arrow."""

    def __init__(self) -> None:
        self._number: defaultdict[str, int] = defaultdict(count().__next__)
        self._parts: list[Numbers] = []
        self._rows = 0
        self._packed: list[pyarrow.Array] = []
        self._unpacked: list[str] = []

    def extend(self, cells: Sequence[str]) -> None:
        """Append cells."""
        if self._packed:
            self._unpacked.extend(cells)
            if len(self._unpacked) > SLICE:
                self._pack()
            return
        if any(cells) or not cells:
            self._append(np.fromiter(map(self._number.__getitem__, cells), np.int32, len(cells)))
        else:
            self._append(np.full(len(cells), self._number[""], np.int32))

    def _pack(self) -> None:
        if self._unpacked:
            self._packed.append(pyarrow.array(self._unpacked, pyarrow.large_string()))
            self._unpacked = []

    def _append(self, numbers: Numbers) -> None:
        self._rows += len(numbers)
        self._parts.append(numbers.astype(np.min_scalar_type(-len(self._number) - 1)))
        if self._rows > SAMPLE and 2 * len(self._number) > self._rows:
            self._unpacked = self.texts().tolist()
            self._pack()
            self._number, self._parts = defaultdict(count().__next__), []

    def extend_by(self, other: "Column") -> None:
        """Append the cells of another column."""
        if self._packed or other._packed:
            self.extend(other.texts().tolist())
        else:
            numbers = np.fromiter(map(self._number.__getitem__, other._number), np.int32, len(other._number))
            self._append(numbers[other._numbers()])

    def _numbers(self) -> Numbers:
        return np.concatenate([np.empty(0, np.int8), *self._parts])

    def series(self) -> pd.Series:
        """Return the cell of each row: categories where cells repeat, else text."""
        if self._packed:
            self._pack()
            return pd.Series(pyarrow.chunked_array(self._packed).combine_chunks(), dtype=TEXT)
        return pd.Series(pd.Categorical.from_codes(self._numbers(), categories=pd.Index(list(self._number), dtype=object)), copy=False)

    def texts(self) -> npt.NDArray[np.object_]:
        """Return the cell of each row."""
        if self._packed:
            return self.series().to_numpy(dtype=object)
        return np.array([*self._number, None], dtype=object)[:-1][self._numbers()]

    def counts(self) -> Mapping[str, int]:
        """Return the distinct cells, and how many rows have each."""
        if self._packed:
            return Counter(self.texts().tolist())
        return dict(zip(self._number, np.bincount(self._numbers(), minlength=len(self._number)).tolist(), strict=True))


class Columns:
    """The rows of a CSV file; `columns` has one for each name in the header."""

    def __init__(self, width: int) -> None:
        self.columns = [Column() for _ in range(width)]
        self._lines: list[Numbers] = []

    @classmethod
    def of(cls, rows: Iterable[Row], width: int) -> "Columns":
        """Return rows of so many cells."""
        columns, listed = cls(width), list(rows)
        columns.extend(np.array([line for line, _ in listed], np.int32), [cells for _, cells in listed])
        return columns

    def extend(self, lines: Numbers, rows: Sequence[Sequence[str]]) -> None:
        """Append rows, and the lines on which they start."""
        if not rows:
            return
        self._lines.append(lines.astype(np.int32))
        for column, cells in zip(self.columns, zip(*rows, strict=True), strict=True):
            column.extend(cells)

    def extend_by(self, other: "Columns") -> None:
        """Append the rows of another file."""
        self._lines += other._lines
        for column, more in zip(self.columns, other.columns, strict=True):
            column.extend_by(more)

    @property
    def lines(self) -> Numbers:
        """The line of the file on which each row starts."""
        return np.concatenate(self._lines) if self._lines else np.empty(0, np.int32)

    def __len__(self) -> int:
        return sum(map(len, self._lines))

    def __iter__(self) -> Iterator[Row]:
        """Yield each row."""
        for line, *cells in zip(self.lines.tolist(), *(column.texts() for column in self.columns), strict=True):
            yield line, cells


def to_frame(files: Mapping[Path, Columns], header: list[str]) -> pd.DataFrame:
    """Return the rows of files as one frame: a column of text for each of `header`, then `path` and `line`; the index counts from 0."""
    rows = _joined(files.values(), header)
    frame = pd.DataFrame({name: column.texts() for name, column in zip(header, rows.columns, strict=True)}, columns=header, dtype=object)
    frame["path"] = for_rows([shown(path) for path in files], files).astype(object)
    frame["line"] = rows.lines.astype("int64")
    return frame


def to_categories(files: Mapping[Path, Columns], header: list[str]) -> pd.DataFrame:
    """Return the same as `to_frame` in little memory: columns whose cells repeat are categorical. The files may be emptied on the way."""
    rows = _joined(files.values(), header)
    columns: dict[str, Any] = {name: rows.columns.pop(0).series() for name in header}
    columns |= {"path": for_rows([shown(path) for path in files], files), "line": rows.lines.astype("int64")}
    return pd.DataFrame(columns, copy=False)


def _joined(files: Collection[Columns], header: list[str]) -> Columns:
    if len(files) == 1:
        return next(iter(files))
    rows = Columns(len(header))
    for file in files:
        rows.extend_by(file)
    return rows


def for_rows(names: Sequence[str], files: Mapping[Path, Columns]) -> pd.Categorical:
    """Return the name of its file for each row, given one for each file."""
    distinct = list(dict.fromkeys(names))
    numbers = np.repeat(np.array([distinct.index(name) for name in names], np.int16), [len(rows) for rows in files.values()])
    return pd.Categorical.from_codes(numbers, categories=pd.Index(distinct, dtype=object))
