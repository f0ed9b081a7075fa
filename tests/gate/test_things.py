"""What rows speak of, as numbers: a thing has one, whatever its size, and floats suspect whatever decimals may find."""

from decimal import Decimal

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.gate.rules import things
from pipeline.gate.rules.prints import read_figures
from pipeline.gate.rules.things import REST, STEPS, Things, exceeds
from tests.small import STOCK

NAMES = (*STEPS, *REST)


def _rows(cells: list[list[str]]) -> pd.DataFrame:
    return pd.DataFrame(cells, columns=list(NAMES), dtype=object).astype("category")


@given(st.lists(st.lists(st.sampled_from("xyz"), min_size=len(NAMES), max_size=len(NAMES)), min_size=1, max_size=20))
def test_rows_share_a_number_that_agree_in_all(cells: list[list[str]]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        for limit in (2**62, 1):
            patch.setattr(things, "LIMIT", limit)
            number = Things(_rows(cells)).number
            assert [each == number[0] for each in number] == [row == cells[0] for row in cells]


@pytest.mark.parametrize("limit", [2**62, 1])
def test_a_step_leads_to_what_differs_in_one_column(limit: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(things, "LIMIT", limit)
    found = Things(_rows([["a"] * len(NAMES), ["b"] + ["a"] * (len(NAMES) - 1)]))
    step, there = found.step(np.array([0, 0]), STEPS[0], np.array([0, 1]), ["b", "c"])
    assert there.tolist() == [True, False]
    assert found.number[0] + step[0] == found.number[1]


def test_codes_that_no_row_has_do_not_count() -> None:
    codes = pd.Index([str(number) for number in range(100_000)])
    row = pd.DataFrame({name: pd.Categorical.from_codes([7], codes) for name in NAMES})
    assert Things(row).number.dtype == np.int64


FIGURES = st.tuples(st.integers(0, 10**17), st.integers(0, 12))


@given(FIGURES, FIGURES)
def test_floats_suspect_what_decimals_find(first: tuple[int, int], second: tuple[int, int]) -> None:
    """Of two printed figures the one is least, the other most: what exceeds in decimals exceeds in floats."""
    low, high = (Decimal(digits).scaleb(-decimals) for digits, decimals in (first, second))
    printed = [f"{number:f}".replace(".", ",") + " tấn" for number in (low, high)]
    rows = pd.DataFrame([{**STOCK, "as_printed": text, "value": "1", "bound": ""} for text in printed])

    class NoRegistry:
        units: dict[str, object] = {}  # noqa: RUF012
        sources: dict[str, object] = {}  # noqa: RUF012

    figures = read_figures(rows, NoRegistry())  # type: ignore[arg-type]
    if np.isnan(figures["low"]).any():
        return
    steps = [Decimal(1).scaleb(-decimals) / 2 for _, decimals in (first, second)]
    if low - steps[0] > high + steps[1]:
        assert exceeds(figures["low"][:1], figures["high"][1:]).all()
