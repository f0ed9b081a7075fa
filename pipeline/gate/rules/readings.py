"""What the cells of a row mean, read once for all rules: the figure as printed and as typed, the period, the proof."""

from collections.abc import Mapping
from decimal import Decimal
from functools import cache, lru_cache
from hashlib import sha256
from typing import Any

import pandas as pd

from pipeline.foundation.registry import Registry
from pipeline.gate.running import cells_of, records_of
from pipeline.language.periods import Period, PeriodError, read_period
from pipeline.language.quantity import MIXED, Quantity, QuantityError, read_quantity

_read = lru_cache(maxsize=1 << 14)(read_quantity)
"""Many rules about several rows ask for the same figures again."""


def add_readings(rows: pd.DataFrame, registry: Registry, proofs: Mapping[str, Mapping[str, str]]) -> pd.DataFrame:
    """Add what the rules about single rows need.

    Returns:
        The rows with the columns `quantity` (the Quantity of `as_printed`, None if it cannot be read), `words` (its Words or None),
        `typed` (`value` in the base unit as a Decimal, None if its cells do not say), `proof` (the evidence of the row, or None) and
        `proven` (whether `as_printed` is what that proves, None without it).
    """
    quantities: list[Quantity | None] = []
    typed: list[Decimal | None] = []
    proven: list[bool | None] = []
    for source, printed, value, unit in cells_of(rows, "source_id", "as_printed", "value", "unit"):
        typed.append(typed_value(value, unit, registry))
        try:
            quantities.append(read_printed(source, printed, typed[-1], registry))
        except QuantityError:
            quantities.append(None)
    words = [quantity and quantity.words for quantity in quantities]
    found = [proofs.get(f"{source}.{item}") if proofs else None for source, item in cells_of(rows, "source_id", "item")]
    for proof, printed in zip(found, rows["as_printed"], strict=True):
        proven.append(None if proof is None else proof["printed_sha256"] == digest_of(printed))
    added = {"quantity": quantities, "words": words, "typed": typed, "proof": found, "proven": proven}
    return rows.assign(**{name: pd.Series(cells, index=rows.index, dtype=object) for name, cells in added.items()})


def proofs_of(evidence: pd.DataFrame) -> dict[str, dict[str, str]]:
    """Return the rows of the evidence by `obs_id`."""
    return {proof["obs_id"]: proof for proof in records_of(evidence)}


def read_printed(source: str, printed: str, typed: Decimal | None, registry: Registry) -> Quantity:
    """Return the printed quantity of a row, read by the decimal mark of its source.

    Raises:
        QuantityError: it cannot be read.
    """
    mark = decimal_mark_of(source, registry)
    return _read(printed, mark, typed if mark == MIXED else None)


def quantity_of(row: Mapping[str, Any], registry: Registry) -> Quantity:
    """Return the printed quantity of a row; raises as `read_printed`."""
    return read_printed(row["source_id"], row["as_printed"], typed_value(row["value"], row["unit"], registry), registry)


def typed_value(value: str, unit: str, registry: Registry) -> Decimal | None:
    """Return a value in its base unit; None if its cells do not say."""
    try:
        return Decimal(value).scaleb(registry.units[unit].power)
    except (ArithmeticError, KeyError):
        return None


def decimal_mark_of(source: str, registry: Registry) -> str:
    """Return how a source marks decimals; one that is not registered is taken to be Vietnamese."""
    return registry.sources[source]["decimal_mark"] if source in registry.sources else "comma"


def digest_of(text: str) -> str:
    """Return the sha256 of a text in UTF-8."""
    return sha256(text.encode()).hexdigest()


@cache
def period_of(text: str) -> Period | PeriodError:
    """Return the period in a cell, or why it cannot be read; cached."""
    try:
        return read_period(text)
    except PeriodError as error:
        return error


def known_period(text: str) -> Period:
    """Return the period of a cell that can be read."""
    when = period_of(text)
    assert isinstance(when, Period)
    return when


def reasons(error: QuantityError | PeriodError | Period) -> dict[str, str]:
    """Return the facts `reason_en` and `reason_vi` of an error of reading."""
    assert not isinstance(error, Period)
    return {"reason_en": error.en, "reason_vi": error.vi}
