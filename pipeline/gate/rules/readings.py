"""What a row says, read once for all rules: its figure, its period, and its proof."""

from functools import cache
from hashlib import sha256

import numpy as np
import pandas as pd

from pipeline.foundation.registry import Registry
from pipeline.gate.checks import indexed, records_of, where
from pipeline.gate.rules.distinct import judged
from pipeline.gate.rules.prints import read_figures
from pipeline.language.periods import Period, PeriodError, read_period
from pipeline.language.quantity import QuantityError


def add_readings(rows: pd.DataFrame, registry: Registry, evidence: pd.DataFrame) -> pd.DataFrame:
    """Add what the rules judge by: the figures as `read_figures` gives them, `proof` and `proven`.

    `proof` is the evidence of the row or None; `proven` says whether as_printed is what it proves, None without it.
    """
    known = {proof["obs_id"]: proof for proof in records_of(evidence)}
    sources = {obs_id.rpartition(".")[0] for obs_id in known}
    proofs, proven = (np.full(len(rows), None, dtype=object) for _ in range(2))
    near = where(rows[["source_id", "item", "as_printed"]], judged(rows, ["source_id"], sources.__contains__))
    for position, row in indexed(near):
        if proof := known.get(f"{row['source_id']}.{row['item']}"):
            proofs[position], proven[position] = proof, proof["printed_sha256"] == digest_of(row["as_printed"])
    return rows.assign(**read_figures(rows, registry), proof=proofs, proven=proven)


def digest_of(text: str) -> str:
    """Return the sha256 of a text in UTF-8."""
    return sha256(text.encode()).hexdigest()


@cache
def period_of(text: str) -> Period | PeriodError:
    """Return the period that a cell says, or why it cannot be read; each text is read once."""
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
