"""What rows speak of, as numbers: the same for rows that speak of the same thing; a total is a step away from its parts.

Rules on many rows suspect by floats and judge by decimals: the columns `low` and `high` say what a print allows as nearly as floats
hold it, `least` and `most` exactly.
"""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any, Final

import numpy as np
import pandas as pd

from pipeline.foundation.registry import DIMENSIONS, Registry, split
from pipeline.gate.checks import cells_of, indexed, where
from pipeline.gate.rules.distinct import INEXACT, LIMIT, Mask, combined, dense, judged, numbered, shared
from pipeline.gate.rules.prints import UNBOUNDED_ABOVE, UNBOUNDED_BELOW, Floats, quantity_of
from pipeline.reading.columns import Numbers

Member = tuple[int, dict[str, Any]]
"""A row with its entry in the index, its position in the table."""
STEPS: Final = ("ref_area", "indicator", *DIMENSIONS, "base")
"""Columns in which a part differs from its total, or a share from its whole."""
REST: Final = ("source_id", "standard", "period")
"""The other columns that two rows must share to speak of the same thing."""
COMPARED: Final = ("ref_area", "indicator", *DIMENSIONS, "standard", "base", "period")
"""What two rows must share to speak of the same thing; `base` is the base unit."""
WHOLES: Final = ("ref_area", *DIMENSIONS, "period")
"""What two rates must share for the wholes that they are shares of to be compared; a whole has no poverty standard."""
DOUBTS: Final = frozenset({"MISPRINT", "SCOPE_DOUBT", "DEFINITION_DIFFERS"})
"""Flags that answer a contradiction."""
APART: Final = frozenset({"TARGET", "RANGE"})
"""Flags of what is only planned, and of one end of a range: such a figure contradicts no other."""
WHOLE_FLOATS: Final = 2.0**53
"""Whole numbers below it are floats."""


def comparable(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the rows that may contradict each other: those that no flag answers for."""
    return where(rows, judged(rows, ["flags"], lambda flags: (DOUBTS | APART).isdisjoint(split(flags))))


def exceeds(least: Floats, most: Floats) -> Mask:
    """Return where a value may be above another, so nearly that only decimals can tell; floats tell whole numbers apart themselves."""
    with np.errstate(invalid="ignore"):
        nearly = ~(least < most - INEXACT * np.abs(least))
        certain = (least % 1 == 0) & (most % 1 == 0) & (np.abs(least) < WHOLE_FLOATS) & (np.abs(most) < WHOLE_FLOATS)
    return np.where(certain, least > most, nearly)


def members_at(rows: pd.DataFrame, positions: Iterable[int], registry: Registry) -> dict[int, Member]:
    """Return rows by their positions, each with its entry in the index, and with its `quantity`; costly, for few rows."""
    wanted = sorted(set(positions))
    if not wanted:
        return {}
    return dict(zip(wanted, indexed(with_quantities(rows.iloc[wanted], registry)), strict=True))


def with_quantities(rows: pd.DataFrame, registry: Registry) -> pd.DataFrame:
    """Add the column `quantity`, which `least` and `most` read; costly, for few rows."""
    names = ("source_id", "as_printed", "value", "unit")
    read = [quantity_of(dict(zip(names, cells, strict=True)), registry) for cells in cells_of(rows, *names)]
    return rows.assign(quantity=pd.Series(read, index=rows.index, dtype=object))


def least(row: dict[str, Any]) -> Decimal:
    """Return the least true value that the print and the bound of a row allow."""
    return Decimal(0) if row["bound"] in UNBOUNDED_BELOW else row["quantity"].interval(whole=row["whole"])[0]


def most(row: dict[str, Any]) -> Decimal:
    """Return the greatest true value that the print and the bound of a row allow."""
    return Decimal("Infinity") if row["bound"] in UNBOUNDED_ABOVE else row["quantity"].interval(whole=row["whole"])[1]


class Things:
    """What rows speak of, one number a row, that can be changed in one column.

    Attributes:
        number: the same for rows that speak of the same thing; whole numbers of 64 bits, or of Python where they would not fit.
    """

    def __init__(self, rows: pd.DataFrame) -> None:
        self.number, size = dense(combined(rows, REST))
        self._places: dict[str, Numbers] = {}
        self._numbers: dict[str, dict[Any, int]] = {}
        self._step: dict[str, int] = {}
        for name in STEPS:
            numbers, cells = numbered(rows[name])
            present, places = np.unique(numbers, return_inverse=True)
            self._places[name] = places
            self._numbers[name] = {cells[number]: place for place, number in enumerate(present) if number >= 0}
            self._step = {other: step * len(present) for other, step in self._step.items()} | {name: 1}
            size *= len(present)
            if size >= LIMIT:
                self.number = self.number.astype(object)
            self.number = self.number * len(present) + places

    def step(self, at: Numbers, name: str, numbers: Numbers, others: Sequence[str | None]) -> tuple[Numbers, Mask]:
        """Return how far away from rows is what differs from them in one column only.

        Args:
            at: positions of the rows.
            name: the column.
            numbers: for each of these rows the place in `others` of the cell that is meant.
            others: cells of that column, or None for none.

        Returns:
            What to add to `number`, and whether any row has such a cell at all.
        """
        there = np.array([-1 if cell is None else self._numbers[name].get(cell, -1) for cell in others], np.int64)[numbers]
        apart = there - self._places[name][at]
        return apart.astype(self.number.dtype) * self._step[name], there >= 0


def clashing(numbers: Numbers, low: Floats, high: Floats) -> Mask:
    """Return the rows among those of one number of which some may be above others."""
    together = np.flatnonzero(shared(numbers))
    groups = pd.Series(numbers[together])
    lowest, highest = (pd.Series(values[together]).groupby(groups) for values in (high, low))
    found = np.zeros(len(numbers), bool)
    found[together] = exceeds(highest.transform("max").to_numpy(), lowest.transform("min").to_numpy())
    return found
