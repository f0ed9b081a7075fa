"""Text of a table kept by column: each distinct cell once, and for each row its number, so that a million rows fit in little memory."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import count

import numpy as np
import numpy.typing as npt

Row = tuple[int, list[str]]
"""The line on which a row starts, and its cells."""
Numbers = npt.NDArray[np.integer]


class Column:
    """One column: its cells are told apart as they come in."""

    def __init__(self) -> None:
        self._number: defaultdict[str, int] = defaultdict(count().__next__)
        self._parts: list[Numbers] = []

    def extend(self, cells: Sequence[str]) -> None:
        """Append cells."""
        if any(cells):
            numbers: Numbers = np.fromiter(map(self._number.__getitem__, cells), np.int32, len(cells))
        else:
            numbers = np.full(len(cells), self._number[""], np.int32)
        self._parts.append(numbers.astype(self._type()))

    def extend_by(self, other: "Column") -> None:
        """Append the cells of another column."""
        numbers = np.fromiter(map(self._number.__getitem__, other.distinct()), np.int32, len(other._number))
        self._parts += [numbers[part].astype(self._type()) for part in other._parts]

    def distinct(self) -> list[str]:
        """Return the distinct cells in the order in which they first came."""
        return list(self._number)

    def numbers(self) -> Numbers:
        """Return for each row the position of its cell among the distinct ones, in the narrowest type."""
        return np.concatenate([np.empty(0, self._type()), *self._parts])

    def _type(self) -> np.dtype[np.signedinteger]:
        return np.min_scalar_type(-len(self._number) - 1)

    def texts(self) -> npt.NDArray[np.object_]:
        """Return the cell of each row."""
        return np.array([*self._number, None], dtype=object)[:-1][self.numbers()]


class Columns:
    """The rows of a CSV file; `columns` has one for each name in the header."""

    def __init__(self, width: int) -> None:
        self.columns = [Column() for _ in range(width)]
        self._lines: list[Numbers] = []

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
