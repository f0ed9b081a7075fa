"""The figures of all rows as columns of numbers.

A million rows have as many figures. One of the common form, a numeral and words without digits, is read here: each kind of words
once, by `read_quantity`, and its numeral as a whole number. Any other figure is read by `read_quantity` itself.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from pipeline.foundation.registry import Registry
from pipeline.gate.rules.distinct import Mask, asked, judged, numbered
from pipeline.language.quantity import DECIMAL_MARKS, MIXED, Quantity, QuantityError, read_quantity
from pipeline.reading.columns import SLICE, Numbers

DIGITS: Final = 18
"""Whole numbers of so many digits fit in 64 bits."""
NUMERALS: Final = {
    "comma": r"[1-9][0-9]{0,2}(?:\.[0-9]{3})+(?:,[0-9]+)?|[0-9]+(?:,[0-9]+)?",
    "point": r"[1-9][0-9]{0,2}(?:,[0-9]{3})+(?:\.[0-9]+)?|[0-9]+(?:\.[0-9]+)?",
}
COMMON: Final = {mark: re.compile(rf"\[?({numeral})(\D*)") for mark, numeral in NUMERALS.items()}
"""A figure of the common form, by decimal mark: its numeral, and the words after it."""
VALUE: Final = re.compile(r"(-?[0-9]+(?:\.[0-9]+)?)()")
UNBOUNDED_ABOVE: Final = frozenset({"over", "at_least", "about"})
UNBOUNDED_BELOW: Final = frozenset({"under", "at_most", "nearly", "about"})
"""Bounds that leave the greatest or the least value open."""
Floats = npt.NDArray[np.float64]
POWERS: Final = 10 ** np.arange(DIGITS + 1, dtype=np.int64)


@dataclass(frozen=True, slots=True)
class Words:
    """What is printed around a numeral, as in `Quantity`."""

    unit: str
    scaled: bool
    bound: str


@dataclass(frozen=True, slots=True)
class Numerals:
    """Texts of the common form, as arrays.

    Attributes:
        digits: the numeral without its marks; `14009,3` gives 140093.
        decimals: how many of the digits are decimals.
        words: the position of what stands after the numeral in `after`; -1 where the text is not of the common form.
        after: the distinct words.
    """

    digits: npt.NDArray[np.int64]
    decimals: npt.NDArray[np.int16]
    words: Numbers
    after: Sequence[str]

    @classmethod
    def read(cls, texts: Sequence[str], form: re.Pattern[str], mark: str) -> "Numerals":
        """Read texts whose decimal mark is `mark`."""
        other = "," if mark == "." else "."
        digits, decimals = np.zeros(len(texts), np.int64), np.zeros(len(texts), np.int16)
        words, after = np.full(len(texts), -1, np.int32), dict[str, int]()
        for position, text in enumerate(texts):
            if match := form.fullmatch(text):
                whole, _, rest = match[1].partition(mark)
                number = whole.replace(other, "") + rest
                if len(number) <= DIGITS:
                    digits[position], decimals[position] = int(number), len(rest)
                    words[position] = after.setdefault(match[2], len(after))
        return cls(digits, decimals, words, list(after))


@dataclass(frozen=True, slots=True)
class Amounts:
    """A number for each row: its digits times a power of ten; `known` says where there is one."""

    digits: npt.NDArray[np.int64]
    power: npt.NDArray[np.int64]
    known: Mask

    def at(self, rows: Numbers) -> "Amounts":
        """Return those of some rows."""
        return Amounts(self.digits[rows], self.power[rows], self.known[rows])

    def worth(self) -> Floats:
        """Return the numbers as nearly as floats hold them; NaN where there is none."""
        with np.errstate(over="ignore"):
            return np.where(self.known, self.digits * 10.0**self.power, np.nan)

    def equals(self, other: "Amounts") -> Mask:
        """Return where the two are known and the same, exactly."""
        apart = self.power - other.power
        here, fits_here = _raised(self.digits, np.maximum(apart, 0))
        there, fits_there = _raised(other.digits, np.maximum(-apart, 0))
        zero = (self.digits == 0) & (other.digits == 0)
        return np.asarray(self.known & other.known & (zero | (fits_here & fits_there & (here == there))))


def _raised(digits: npt.NDArray[np.int64], power: npt.NDArray[np.int64]) -> tuple[npt.NDArray[np.int64], Mask]:
    """Return numbers times a power of ten, and where that fits in 64 bits; what does not is not the other number, which does."""
    factor = POWERS[np.minimum(power, DIGITS)]
    return digits * factor, (power <= DIGITS) & (np.abs(digits) <= np.iinfo(np.int64).max // factor)


def read_figures(rows: pd.DataFrame, registry: Registry) -> dict[str, Any]:
    """Read the figures of all rows.

    Returns:
        Columns: `words`, the Words of as_printed, missing where it cannot be read; `low` and `high`, the least and the greatest true
        value that the print and the bound allow, as nearly as floats hold them; `typed`, what value and unit say, likewise, NaN if
        nothing; `fraction`, whether that may have one; `equal`, whether as_printed and value are known to be the same number, exactly;
        `base`, the base unit, missing if the unit is not known, and `whole`, whether it has no fractions.
    """
    figures = _Figures(len(rows))
    cells = rows[["source_id", "as_printed", "value", "unit"]]
    for start in range(0, len(rows), SLICE):
        figures.read(cells.iloc[start : start + SLICE], start, registry)
    base, whole = _units(rows, registry)
    low, high = figures.limits(rows, whole)
    words = pd.Categorical.from_codes(figures.words, pd.Index(list(figures.known), dtype=object))
    said = {"words": words, "low": low, "high": high, "base": base, "whole": whole}
    return {**said, "typed": figures.typed, "fraction": figures.fraction, "equal": figures.equal}


def _units(rows: pd.DataFrame, registry: Registry) -> tuple[pd.Categorical, Mask]:
    """Return the base unit of each row, missing where the unit is not known, and whether it has no fractions."""
    numbers, codes = numbered(rows["unit"])
    units = [registry.units.get(code) for code in codes]
    bases = list(dict.fromkeys(unit.base for unit in units if unit))
    base = np.array([bases.index(unit.base) if unit else -1 for unit in units], np.int32)
    whole = np.array([unit is not None and unit.whole for unit in units], bool)
    return pd.Categorical.from_codes(base[numbers], pd.Index(bases, dtype=object)), whole[numbers]


def _read_distinct(cells: pd.Series, form: re.Pattern[str], mark: str) -> tuple[Numbers, Numerals]:
    """Read each distinct text once: for each row its place among the numerals, and these."""
    numbers, texts = numbered(cells)
    present, places = np.unique(numbers, return_inverse=True)
    return places, Numerals.read(texts[present].tolist(), form, mark)


def _typed(cells: pd.DataFrame, registry: Registry) -> Amounts:
    """Return what value and unit say."""
    value, read = _read_distinct(cells["value"], VALUE, ".")
    unit, units = asked(cells, ["unit"], registry.units.get)
    powers = np.array([each.power if each else 0 for each in units], np.int64)
    known = np.array([each is not None for each in units], bool)
    return Amounts(read.digits[value], powers[unit] - read.decimals[value], (read.words[value] >= 0) & known[unit])


class _Figures:
    """The figures of all rows as they are read, by slices, so that what is made on the way takes little memory.

    Attributes:
        known: the Words met so far, and their numbers.
    """

    def __init__(self, size: int) -> None:
        self.known: dict[Words, int] = {}
        self.words = np.full(size, -1, np.int32)
        self.worth, self.step, self.typed = (np.full(size, np.nan) for _ in range(3))
        self.equal, self.fraction = np.zeros(size, bool), np.zeros(size, bool)

    def read(self, cells: pd.DataFrame, start: int, registry: Registry) -> None:
        """Read the figures of the rows from `start` on."""
        typed = _typed(cells, registry)
        end = start + len(cells)
        self.typed[start:end], self.fraction[start:end] = typed.worth(), typed.power < 0
        numbers, marks = asked(cells, ["source_id"], lambda source: decimal_mark_of(source, registry))
        mark_of = np.array(marks, dtype=object)[numbers]
        for mark in set(marks):
            at = np.flatnonzero(mark_of == mark)
            for style in DECIMAL_MARKS if mark == MIXED else [mark]:
                self._read_common(cells["as_printed"].iloc[at], start + at, style, typed.at(at), only_equal=mark == MIXED)
        rest = np.flatnonzero(self.words[start:end] < 0)
        self._read_singly(cells.iloc[rest].assign(mark=mark_of[rest]), start + rest, registry)

    def _read_common(self, printed: pd.Series, at: Numbers, style: str, typed: Amounts, *, only_equal: bool) -> None:
        """Read the figures of the common form in one style; of a source that prints both, those that this style makes equal."""
        places, read = _read_distinct(printed, COMMON[style], DECIMAL_MARKS[style])
        words, powers = self._meanings(read.after, style)
        kind = read.words[places]
        amounts = Amounts(read.digits[places], powers[kind] - read.decimals[places], words[kind] >= 0)
        equal = amounts.equals(typed)
        taken = np.flatnonzero(equal if only_equal else amounts.known)
        rows, amounts = at[taken], amounts.at(taken)
        self.words[rows], self.worth[rows], self.equal[rows] = words[kind[taken]], amounts.worth(), equal[taken]
        self.step[rows] = 10.0**amounts.power

    def _meanings(self, after: Sequence[str], style: str) -> tuple[Numbers, npt.NDArray[np.int64]]:
        """Return the number and the power of ten of what stands after a numeral; the last, -1 and 0, is for what is not known."""
        words, powers = [], []
        for text in after:
            try:
                quantity = read_quantity(f"1{text}", style)
            except QuantityError:
                words.append(-1)
                powers.append(0)
            else:
                words.append(self._number(quantity))
                powers.append(quantity.value.adjusted())
        return np.array([*words, -1], np.int32), np.array([*powers, 0], np.int64)

    def _read_singly(self, rows: pd.DataFrame, at: Numbers, registry: Registry) -> None:
        """Read other figures one by one, as often as they differ."""

        def read(printed: str, mark: str, value: str, unit: str) -> tuple[Quantity, Decimal | None] | None:
            return _read(printed, mark, value, unit, registry)

        numbers, readings = asked(rows, ["as_printed", "mark", "value", "unit"], read)
        if readings:
            words, worth, step, equal = zip(*map(self._cells, readings), strict=True)
            self.words[at], self.equal[at] = np.array(words)[numbers], np.array(equal)[numbers]
            self.worth[at], self.step[at] = np.array(worth)[numbers], np.array(step)[numbers]

    def _cells(self, reading: tuple[Quantity, Decimal | None] | None) -> tuple[int, float, float, bool]:
        if reading is None:
            return -1, np.nan, np.nan, False
        quantity, value = reading
        return self._number(quantity), float(quantity.value), float(quantity.resolution), quantity.value == value

    def limits(self, rows: pd.DataFrame, whole: Mask) -> tuple[Floats, Floats]:
        """Return the least and the greatest true value that each print and bound allow, see `Quantity.interval`.

        What has decimals is never given as a whole number, which `exceeds` would take to be exact.
        """
        scaled = np.array([*(words.scaled for words in self.known), False], bool)[self.words]
        half = np.where(whole & ~scaled, 0.0, self.step / 2)
        below, above = (judged(rows, ["bound"], bounds.__contains__) for bounds in (UNBOUNDED_BELOW, UNBOUNDED_ABOVE))
        low, high = self.worth - half, self.worth + half
        rounded = self.step < 1
        low = np.where(rounded & (np.floor(low) == low), np.nextafter(low, -np.inf), low)
        high = np.where(rounded & (np.floor(high) == high), np.nextafter(high, np.inf), high)
        return np.where(below, 0.0, low), np.where(above, np.inf, high)

    def _number(self, quantity: Quantity) -> int:
        return self.known.setdefault(Words(quantity.unit, quantity.scaled, quantity.bound), len(self.known))


def _read(printed: str, mark: str, value: str, unit: str, registry: Registry) -> tuple[Quantity, Decimal | None] | None:
    """Return what is printed and what is typed; None if what is printed cannot be read."""
    typed = typed_value(value, unit, registry)
    try:
        return read_quantity(printed, mark, typed if mark == MIXED else None), typed
    except QuantityError:
        return None


def typed_value(value: str, unit: str, registry: Registry) -> Decimal | None:
    """Return a value in its base unit; None if its cells do not say."""
    try:
        return Decimal(value).scaleb(registry.units[unit].power)
    except (ArithmeticError, KeyError):
        return None


def decimal_mark_of(source: str, registry: Registry) -> str:
    """Return how a source marks decimals; one that is not registered is taken to be Vietnamese."""
    return registry.sources[source]["decimal_mark"] if source in registry.sources else "comma"


def quantity_of(row: Mapping[str, Any], registry: Registry) -> Quantity:
    """Return the printed quantity of a row.

    Raises:
        QuantityError: it cannot be read.
    """
    mark = decimal_mark_of(row["source_id"], registry)
    return read_quantity(row["as_printed"], mark, typed_value(row["value"], row["unit"], registry) if mark == MIXED else None)
