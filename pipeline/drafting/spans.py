"""Since when a flow counts, where the text says only until when: its size against the balance tells what was lent within the year."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Final

from pipeline.drafting.dating import from_january
from pipeline.foundation.registry import Registry
from pipeline.language.periods import OPEN

BALANCES: Final[Mapping[str, tuple[str, ...]]] = {
    "DISBURSEMENT": ("LOANS_OUTSTANDING",),
    "HOUSEHOLDS_RECEIVING_LOANS": ("BORROWER_HOUSEHOLDS", "ACTIVE_BORROWERS"),
}
"""Flows, and the stocks of the same thing."""
IN_A_YEAR: Final = Decimal("0.5")
"""Part of the balance that is not lent in one year: of the coded flows whose source prints both, 95 in 100 that lie below are of a calendar
year or a part of one, and 94 in 100 above are of more.
"""
SAME: Final = ("ref_area", "programme", "channel", "funding", "population_group")
"""Columns in which a flow and its balance agree."""
Row = Mapping[str, str]


def since_the_year_began(rows: Sequence[Row], registry: Registry) -> Iterator[tuple[int, str]]:
    """Yield the place and the period of each flow with an open start that counts from the beginning of the year.

    A flow that is small against its balance does, and with it the other flows of its area that the article counts until the same moment.

    Args:
        rows: the rows proposed for one article, in their order.
        registry: for the units.
    """
    small = {place: _is_small(row, rows, registry) for place, row in enumerate(rows) if _is_open(row)}
    verdicts: dict[tuple[str, str], set[bool]] = {}
    for place, verdict in small.items():
        if verdict is not None:
            verdicts.setdefault(_moment(rows[place]), set()).add(verdict)
    for place, verdict in small.items():
        if verdict or (verdict is None and verdicts.get(_moment(rows[place])) == {True}):
            yield place, from_january(rows[place]["period"].removeprefix(f"{OPEN}/"))


def _is_open(row: Row) -> bool:
    return row["period"].startswith(f"{OPEN}/")


def _moment(row: Row) -> tuple[str, str]:
    return row["ref_area"], row["period"]


def _is_small(row: Row, rows: Iterable[Row], registry: Registry) -> bool | None:
    """Whether a flow is small against the largest balance of the same thing; None if there is none."""
    stocks = BALANCES.get(row["indicator"], ())
    balances = [other for other in rows if other["indicator"] in stocks and all(other[name] == row[name] for name in SAME)]
    sizes = [size for other in balances if (size := _size(other, registry))]
    size = _size(row, registry)
    return size < IN_A_YEAR * max(sizes) if sizes and size else None


def _size(row: Row, registry: Registry) -> Decimal | None:
    """Return the value in the base unit."""
    unit = registry.units.get(row["unit"])
    return Decimal(row["value"]).scaleb(unit.power) if unit and row["value"] else None
