"""Doubts about figures: what the rules in `plausible` yield, and how the flag CONFIRMED answers them."""

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any, Final, NamedTuple

import pandas as pd

from pipeline.foundation.records import Record, split
from pipeline.foundation.registry import DIMENSIONS, Registry
from pipeline.gate.rules.readings import known_period
from pipeline.gate.rules.together.comparing import SUBJECT, Figure, comparable, place_of, with_facts
from pipeline.gate.running import RowRule, judged, where
from pipeline.language.periods import Period

CONFIRMED: Final = "CONFIRMED"


class Doubt(NamedTuple):
    """A figure in doubt.

    Attributes:
        figure: the one that is reported.
        other: a figure that may be the wrong one as well; None if only the first can be.
        facts: what the message says beside its cells.
    """

    figure: Figure
    other: Figure | None
    facts: dict[str, Any]


Finder = Callable[[pd.DataFrame, Registry], Iterator[Doubt]]
FINDERS: Final[list[Finder]] = []
"""The functions that yield doubts; `confirmed_in_vain` asks all of them."""


def unless_confirmed(find: Finder) -> RowRule:
    """Make a rule of a function that yields doubts about comparable rows: those in which no row is CONFIRMED are reported."""
    FINDERS.append(find)

    def broken(rows: pd.DataFrame, registry: Registry) -> pd.DataFrame:
        confirmed = _confirmed(rows)
        open_doubts = (doubt for doubt in find(comparable(rows), registry) if confirmed.isdisjoint(_positions(doubt)))
        return with_facts(rows, {doubt.figure.position: _facts(rows, doubt) for doubt in open_doubts})

    return broken


def confirmed_in_vain(rows: pd.DataFrame, registry: Registry) -> pd.DataFrame:
    """Return the rows with CONFIRMED about which there is no doubt."""
    confirmed = _confirmed(rows)
    if not confirmed:
        return rows.iloc[:0]
    sound = comparable(rows)
    asked = {position for find in FINDERS for doubt in find(sound, registry) for position in _positions(doubt)}
    return where(rows, rows.index.isin(confirmed - asked))


def _confirmed(rows: pd.DataFrame) -> set[int]:
    return set(where(rows, judged(rows, ["flags"], lambda flags: CONFIRMED in split(flags))).index)


def _positions(doubt: Doubt) -> set[int]:
    return {doubt.figure.position} | ({doubt.other.position} if doubt.other else set())


def _facts(rows: pd.DataFrame, doubt: Doubt) -> dict[str, Any]:
    other = {"otherwise": doubt.other.printed, "other": place_of(rows, doubt.other.position)} if doubt.other else {}
    return {"blamed": "value", **other, **doubt.facts}


def size(figure: Figure) -> Decimal:
    """Return about the value of a figure, whose bound may leave one end open."""
    return (
        figure.least if not figure.greatest.is_finite() else figure.greatest if figure.least <= 0 else (figure.least + figure.greatest) / 2
    )


def when(figure: Figure) -> Period:
    return known_period(figure.cell("period"))


def key(figure: Figure, *without: str) -> tuple[str, ...]:
    return tuple(figure.cell(name) for name in SUBJECT if name not in without)


def of_indicators(rows: pd.DataFrame, registry: Registry, wanted: Callable[[Record], bool]) -> pd.DataFrame:
    """Return the rows of the indicators that are wanted."""
    codes = {code for code, record in registry.indicators.items() if wanted(record)}
    return where(rows, judged(rows, ["indicator"], codes.__contains__))


def wholes_of(registry: Registry) -> set[str]:
    """Return the indicators that count all the households of an area."""
    shares = {record["share_of"] for record in registry.indicators.values()} - {""}
    return {code for code in shares if registry.indicators[code]["unit"] == "HOUSEHOLD"}


def is_total(figure: Figure) -> bool:
    return not any(figure.cell(name) for name in DIMENSIONS)
