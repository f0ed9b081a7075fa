"""What a row says, read once for all rules: its quantity, its period, and its proof."""

from decimal import Decimal
from hashlib import sha256

import pandas as pd

from pipeline.periods import Period, PeriodError, read_period
from pipeline.quantity import MIXED, Quantity, QuantityError, read_quantity
from pipeline.registry import Registry
from pipeline.rules.catalogue import records_of


def add_readings(rows: pd.DataFrame, registry: Registry, evidence: pd.DataFrame) -> pd.DataFrame:
    """Add what the rules judge by: `quantity` and `when` (or the errors that reading them gives), `proof` and `proven`.

    `proof` is the evidence of the row or None; `proven` says whether as_printed is what it proves, None without it.
    """
    marks = {source: record["decimal_mark"] for source, record in registry.sources.items()}
    typed = (_typed(*cells, registry) for cells in zip(rows["value"], rows["unit"], strict=True))
    printed = [
        (text, mark, value if mark == MIXED else None)
        for text, source, value in zip(rows["as_printed"], rows["source_id"], typed, strict=True)
        for mark in [marks.get(source, "comma")]
    ]
    quantities = {key: _read_quantity(*key) for key in set(printed)}
    periods = {text: _read_period(text) for text in set(rows["period"])}
    known = {proof["obs_id"]: proof for proof in records_of(evidence)}
    proofs = [known.get(f"{source}.{item}") for source, item in zip(rows["source_id"], rows["item"], strict=True)]
    proven = [
        None if proof is None else proof["printed_sha256"] == digest_of(text)
        for proof, text in zip(proofs, rows["as_printed"], strict=True)
    ]
    readings = {
        "quantity": [quantities[key] for key in printed],
        "when": [periods[text] for text in rows["period"]],
        "proof": proofs,
        "proven": proven,
    }
    return rows.assign(**{name: pd.Series(values, index=rows.index, dtype=object) for name, values in readings.items()})


def digest_of(text: str) -> str:
    """Return the sha256 of a text in UTF-8."""
    return sha256(text.encode()).hexdigest()


def _typed(value: str, unit: str, registry: Registry) -> Decimal | None:
    """Return the value of a row in its base unit; None if its cells do not say."""
    try:
        return Decimal(value).scaleb(registry.units[unit].power)
    except (ArithmeticError, KeyError):
        return None


def _read_quantity(printed: str, decimal_mark: str, expected: Decimal | None) -> Quantity | QuantityError:
    try:
        return read_quantity(printed, decimal_mark, expected)
    except QuantityError as error:
        return error


def _read_period(text: str) -> Period | PeriodError:
    try:
        return read_period(text)
    except PeriodError as error:
        return error


def reasons(error: QuantityError | PeriodError) -> dict[str, str]:
    """Return the facts `reason_en` and `reason_vi` of an error of reading."""
    return {"reason_en": error.en, "reason_vi": error.vi}
