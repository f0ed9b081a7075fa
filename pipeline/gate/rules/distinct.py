"""Rows judged by their distinct cells: what a column says a thousand times is asked once."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from pipeline.reading.columns import SLICE, Numbers

Mask = npt.NDArray[np.bool_]
INEXACT: Final = 1e-9
"""By how much, as a share, floats must differ for it to be beyond doubt; what is nearer is judged in decimal arithmetic."""
LIMIT: Final = 2**62
"""Numbers of combinations stay below it, to fit in 64 bits."""


def numbered(column: pd.Series) -> tuple[Numbers, npt.NDArray[np.object_]]:
    """Return for each row the number of its cell, -1 for none, and the cells by their numbers (some of which may not occur)."""
    if isinstance(column.array, pd.Categorical):
        return column.array.codes, column.array.categories.to_numpy()
    numbers, cells = pd.factorize(column.to_numpy(dtype=object))
    return numbers, cells


def distinct_cells(column: pd.Series) -> Iterator[str]:
    """Yield the distinct cells of a column; where they hardly repeat some may come again."""
    if isinstance(column.array, pd.Categorical):
        yield from column.cat.remove_unused_categories().cat.categories
    else:
        for start in range(0, len(column), SLICE):
            yield from pd.unique(column.iloc[start : start + SLICE].to_numpy(dtype=object))


def combined(rows: pd.DataFrame, names: Sequence[str]) -> Numbers:
    """Return a number for each row: rows that agree in all of these columns have the same one."""
    numbers, size = np.zeros(len(rows), np.int64), 1
    for name in names:
        more, cells = numbered(rows[name])
        choices = len(cells) + 1
        if size * choices >= LIMIT:
            numbers, size = dense(numbers)
        numbers, size = numbers * choices + more + 1, size * choices
    return numbers


def dense(numbers: Numbers) -> tuple[npt.NDArray[np.int64], int]:
    """Return numbers counted from 0 in the order in which they first come, and how many there are."""
    counted, distinct = pd.factorize(numbers)
    return counted.astype(np.int64, copy=False), len(distinct)


def first_rows(numbers: Numbers, size: int) -> Numbers:
    """Return the position of the first row of each number from 0 to `size` less one."""
    first = np.empty(size, np.int64)
    first[numbers[::-1]] = np.arange(len(numbers))[::-1]
    return first


def asked(rows: pd.DataFrame, names: Sequence[str], ask: Callable[..., Any]) -> tuple[Numbers, list[Any]]:
    """Ask once of each distinct combination of cells in these columns.

    Args:
        rows: the rows.
        names: the columns.
        ask: given one cell of each.

    Returns:
        For each row the number of its answer, and the answers.
    """
    numbers, size = dense(combined(rows, names))
    return numbers, [ask(*cells) for cells in _cells(rows, names, first_rows(numbers, size))]


def judged(rows: pd.DataFrame, names: Sequence[str], wrong: Callable[..., bool]) -> Mask:
    """Return for each row whether `wrong` holds of its cells in these columns."""
    numbers, answers = asked(rows, names, wrong)
    return np.array(answers, dtype=bool)[numbers]


def counted(rows: pd.DataFrame, names: Sequence[str], count: Callable[..., int]) -> npt.NDArray[np.int64]:
    """Return for each row the whole number that `count` gives for its cells in these columns."""
    numbers, answers = asked(rows, names, count)
    return np.array(answers, dtype=np.int64)[numbers]


def _cells(rows: pd.DataFrame, names: Sequence[str], positions: Numbers) -> Iterator[tuple[Any, ...]]:
    columns = []
    for name in names:
        numbers, cells = numbered(rows[name])
        columns.append(cells[numbers[positions]])
    return zip(*columns, strict=True)


def repeats(numbers: Numbers) -> Mask:
    """Return for each row whether an earlier one has its number."""
    return np.asarray(pd.Series(numbers).duplicated())


def shared(numbers: Numbers) -> Mask:
    """Return for each row whether another one has its number."""
    return np.asarray(pd.Series(numbers).duplicated(keep=False))
