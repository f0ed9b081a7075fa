"""What is compared within a source: figures of one subject, with the true values that print and bound allow."""

from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest

from pipeline.foundation.registry import Registry
from pipeline.gate.rules.together.comparing import figures_of, groups_of, that_share, with_base
from pipeline.reading.registries import load_registry
from schemas import CodedObservation
from schemas.base import header_of
from tests.small import LIFTED, RATE, STOCK, numbered, write_raw

MOST = Decimal("Infinity")


@pytest.fixture
def registry(tmp_path: Path) -> Registry:
    return load_registry(write_raw(tmp_path))[0]


def frame(*rows: dict[str, str]) -> pd.DataFrame:
    names = header_of(CodedObservation)
    return pd.DataFrame([{name: row.get(name, "") for name in names} for row in numbered(*rows)], dtype=object)


@pytest.mark.parametrize(
    ("row", "least", "greatest"),
    [
        (STOCK, Decimal("14009250000000"), Decimal("14009350000000")),
        (RATE, Decimal("6.015"), Decimal("6.025")),
        (LIFTED, 4915, 4915),
        ({**LIFTED, "bound": "over"}, 4915, MOST),
        ({**LIFTED, "bound": "nearly"}, 0, 4915),
        ({**LIFTED, "bound": "about"}, 0, MOST),
    ],
)
def test_rounding_and_bounds_are_allowed_for_exactly(registry: Registry, row: dict[str, str], least: Decimal, greatest: Decimal) -> None:
    (figure,) = figures_of(with_base(frame(row), registry), registry)
    assert (figure.least, figure.greatest) == (least, greatest)


def test_figures_of_one_subject_come_together_whatever_their_unit(registry: Registry) -> None:
    in_millions = {**STOCK, "as_printed": "14.009.300 triệu đồng", "value": "14009300", "unit": "VND_MN"}
    rows = with_base(frame(STOCK, RATE, in_millions), registry)
    (group,) = groups_of(rows, registry)
    assert [figure.position for figure in group] == [0, 2]


def test_a_part_and_its_total_come_together_over_their_column_alone(registry: Registry) -> None:
    rows = with_base(frame(STOCK, {**STOCK, "programme": "POOR"}, {**STOCK, "programme": "POOR", "channel": "ENTRUSTED"}), registry)
    (group,) = groups_of(rows.iloc[:2], registry, "programme")
    assert [figure.cell("programme") for figure in group] == ["", "POOR"]
    assert [figure.position for figure in next(groups_of(rows, registry, "channel"))] == [1, 2]
    assert that_share(rows, ["programme"]).index.tolist() == [1, 2]
