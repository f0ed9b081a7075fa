"""Comparing the figures of one source: what they must have in common, and which true values print and bound allow."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cache, lru_cache
from itertools import chain
from operator import itemgetter
from typing import Any, Final, NamedTuple

import pandas as pd
from pandas.util import hash_pandas_object

from pipeline.foundation.findings import MOST_FINDINGS
from pipeline.foundation.records import split
from pipeline.foundation.registry import DIMENSIONS, Registry
from pipeline.gate.rules.readings import decimal_mark_of, typed_value
from pipeline.gate.running import cells_of, first_of_files, judged, where
from pipeline.language.quantity import MIXED, read_quantity

SUBJECT: Final = ("source_id", "ref_area", "indicator", *DIMENSIONS, "standard", "base", "period")
"""What two figures of a source must have in common to be about the same thing; `base` is the base unit."""
DOUBTS: Final = frozenset({"MISPRINT", "SCOPE_DOUBT", "DEFINITION_DIFFERS"})
"""Flags that answer a contradiction."""
APART: Final = frozenset({"TARGET", "RANGE"})
"""Flags of plans and of one end of a range: such figures contradict no other."""
SLICE: Final = 1 << 16
"""About so many figures are made at a time."""
NO_LEAST: Final = frozenset({"under", "at_most", "nearly", "about"})
NO_GREATEST: Final = frozenset({"over", "at_least", "about"})
"""Bounds that leave the least or the greatest value open."""

Subject = tuple[str, ...]


def subject_without(*names: str) -> tuple[str, ...]:
    """Return the columns SUBJECT without some of them."""
    return tuple(name for name in SUBJECT if name not in names)


class Figure(NamedTuple):
    """One figure of a source.

    Attributes:
        position: its row's entry in the index of the frame.
        subject: its cells in the columns SUBJECT.
        printed: as printed.
        least, greatest: the true values that print and bound allow, in the base unit.
    """

    position: int
    subject: Subject
    printed: str
    least: Decimal
    greatest: Decimal

    def cell(self, column: str) -> str:
        """Return its cell in one of the columns SUBJECT."""
        return self.subject[SUBJECT.index(column)]

    def with_cell(self, column: str, cell: str) -> Subject:
        """Return its subject with another cell in one column."""
        place = SUBJECT.index(column)
        return (*self.subject[:place], cell, *self.subject[place + 1 :])


def with_base(rows: pd.DataFrame, registry: Registry) -> pd.DataFrame:
    """Add the column `base`, the base unit; missing where the unit is not known."""
    return rows.assign(base=rows["unit"].astype(object).map({code: unit.base for code, unit in registry.units.items()}))


def comparable(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the rows that may contradict others; rows with a flag that explains it are left out."""
    return where(rows, judged(rows, ["flags"], lambda flags: (DOUBTS | APART).isdisjoint(split(flags))))


def that_share(rows: pd.DataFrame, columns: Iterable[str]) -> pd.DataFrame:
    """Return the rows that have all of these cells in common with another row."""
    return where(rows, rows.duplicated(list(columns), keep=False).to_numpy())


def that_differ(rows: pd.DataFrame, column: str, shared: Iterable[str]) -> pd.DataFrame:
    """Return the rows that have all of these cells in common with a row that has another cell in one column.

    Cells are compared by their hashes: a row too many is let through once in a great while, and the rules look at its cells.
    """
    agrees = hash_pandas_object(rows[list(shared)], index=False)
    kinds = pd.DataFrame({"agrees": agrees, column: rows[column].array}, copy=False).drop_duplicates()["agrees"]
    return where(rows, agrees.isin(kinds[kinds.duplicated()]).to_numpy())


def of_one_number(rows: pd.DataFrame, registry: Registry, column: str, *apart_in: str) -> pd.DataFrame:
    """Return the rows that have a number and their subject, but for some columns, in common with a row that has another cell in one."""

    @cache
    def number_of(value: str, unit: str) -> str:
        typed = typed_value(value, unit, registry)
        return "" if typed is None else str(typed.normalize())

    numbers = [number_of(value, unit) for value, unit in cells_of(rows, "value", "unit")]
    return that_differ(
        rows.assign(number=pd.Series(numbers, index=rows.index, dtype=object)), column, ["number", *subject_without(*apart_in)]
    )


def figures_of(rows: pd.DataFrame, registry: Registry) -> Iterator[Figure]:
    """Yield the figure of each row; the cells must have passed the rules about single rows."""
    names = ("as_printed", "value", "unit", "bound", *SUBJECT)
    for position, (printed, value, unit, bound, *subject) in zip(rows.index.tolist(), cells_of(rows, *names), strict=True):
        mark = decimal_mark_of(subject[0], registry)
        typed = typed_value(value, unit, registry) if mark == MIXED else None
        yield Figure(position, tuple(subject), printed, *_possible(printed, mark, typed, bound, registry.units[unit].whole))


@lru_cache(maxsize=1 << 16)
def _possible(printed: str, mark: str, typed: Decimal | None, bound: str, whole: bool) -> tuple[Decimal, Decimal]:
    """Return the least and the greatest value that a print and a bound allow; many rules ask for those of the same figures."""
    least, greatest = read_quantity(printed, mark, typed).interval(whole=whole)
    return Decimal(0) if bound in NO_LEAST else least, Decimal("Infinity") if bound in NO_GREATEST else greatest


def groups_of(rows: pd.DataFrame, registry: Registry, *apart_in: str) -> Iterator[list[Figure]]:
    """Yield the figures of the same thing, or of things that differ in some columns, in groups of at least two, each in the order of rows.

    The figures of a great many rows are made some groups at a time, to bound memory.
    """
    shared = subject_without(*apart_in)
    near = that_share(rows, shared)
    slices = -(-len(near) // SLICE)
    if slices < 2:
        return _grouped(near, shared, registry)
    slice_of = hash_pandas_object(near[list(shared)], index=False).to_numpy() % slices
    return chain.from_iterable(_grouped(where(near, slice_of == number), shared, registry) for number in range(slices))


def _grouped(rows: pd.DataFrame, shared: Sequence[str], registry: Registry) -> Iterator[list[Figure]]:
    cells = itemgetter(*map(SUBJECT.index, shared))
    groups: defaultdict[Subject, list[Figure]] = defaultdict(list)
    for figure in figures_of(rows, registry):
        groups[cells(figure.subject)].append(figure)
    return iter(groups.values())


def place_of(rows: pd.DataFrame, position: int) -> str:
    """Return file and line of a row, as messages name them."""
    return f"{rows.at[position, 'path']!s}:{rows.at[position, 'line']!s}"


def with_facts(rows: pd.DataFrame, broken: Mapping[int, Mapping[str, Any]]) -> pd.DataFrame:
    """Return the rows at these positions, with the facts of each as additional columns; see `breaches` for files with too many."""
    if not broken:
        return rows.iloc[:0]
    found = first_of_files(rows.loc[list(broken)], MOST_FINDINGS + 1)
    return found.assign(**pd.DataFrame([broken[position] for position in found.index], index=found.index))
