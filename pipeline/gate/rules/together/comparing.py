"""Comparing the figures of one source: what they must have in common, and which true values print and bound allow."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any, Final, NamedTuple

import pandas as pd

from pipeline.foundation.findings import MOST_FINDINGS
from pipeline.foundation.records import split
from pipeline.foundation.registry import DIMENSIONS, Registry
from pipeline.gate.rules.readings import read_printed, typed_value
from pipeline.gate.running import cells_of, first_of_files, judged, where

SUBJECT: Final = ("source_id", "ref_area", "indicator", *DIMENSIONS, "standard", "base", "period")
"""What two figures of a source must have in common to be about the same thing; `base` is the base unit."""
DOUBTS: Final = frozenset({"MISPRINT", "SCOPE_DOUBT", "DEFINITION_DIFFERS"})
"""Flags that answer a contradiction."""
APART: Final = frozenset({"TARGET", "RANGE"})
"""Flags of plans and of one end of a range: such figures contradict no other."""
NO_LEAST: Final = frozenset({"under", "at_most", "nearly", "about"})
NO_GREATEST: Final = frozenset({"over", "at_least", "about"})
"""Bounds that leave the least or the greatest value open."""

Subject = tuple[str, ...]


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


def figures_of(rows: pd.DataFrame, registry: Registry) -> Iterator[Figure]:
    """Yield the figure of each row; the cells must have passed the rules about single rows."""
    names = ("as_printed", "value", "unit", "bound", *SUBJECT)
    for position, (printed, value, unit, bound, *subject) in zip(rows.index.tolist(), cells_of(rows, *names), strict=True):
        quantity = read_printed(subject[0], printed, typed_value(value, unit, registry), registry)
        least, greatest = quantity.interval(whole=registry.units[unit].whole)
        yield Figure(
            position,
            tuple(subject),
            printed,
            Decimal(0) if bound in NO_LEAST else least,
            Decimal("Infinity") if bound in NO_GREATEST else greatest,
        )


def groups_of(rows: pd.DataFrame, registry: Registry, *apart_in: str) -> list[list[Figure]]:
    """Return the figures of the same thing, or of things that differ in some columns, in groups of at least two, in the order of rows."""
    shared = [name for name in SUBJECT if name not in apart_in]
    groups: defaultdict[Subject, list[Figure]] = defaultdict(list)
    for figure in figures_of(that_share(rows, shared), registry):
        groups[tuple(figure.cell(name) for name in shared)].append(figure)
    return list(groups.values())


def place_of(rows: pd.DataFrame, position: int) -> str:
    """Return file and line of a row, as messages name them."""
    return f"{rows.at[position, 'path']!s}:{rows.at[position, 'line']!s}"


def with_facts(rows: pd.DataFrame, broken: Mapping[int, Mapping[str, Any]]) -> pd.DataFrame:
    """Return the rows at these positions, with the facts of each as additional columns; see `breaches` for files with too many."""
    if not broken:
        return rows.iloc[:0]
    found = first_of_files(rows.loc[list(broken)], MOST_FINDINGS + 1)
    return found.assign(**pd.DataFrame([broken[position] for position in found.index], index=found.index))
