"""What the dataset has already of what a draft proposes: the same figure, or another one of the same thing."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Final

from pipeline.drafting.figures import in_base_unit
from pipeline.drafting.proposals import Proposal
from pipeline.foundation.registry import DIMENSIONS, Registry
from pipeline.language.periods import PeriodError, read_period
from pipeline.language.quantity import QuantityError, read_quantity
from pipeline.reading.tables import read_table
from pipeline.reading.text_table import rows_in
from schemas import CodedObservation
from schemas.base import header_of

COLUMNS: Final = header_of(CodedObservation)
CODED: Final = "CODED"
"""Why a figure is not proposed again: its source has a row for it."""
MOST_SHOWN: Final = 3
Row = Mapping[str, str]
Thing = tuple[str, ...]


def compare_with_dataset(proposals: Sequence[Proposal], raw: Path, registry: Registry) -> list[Proposal]:
    """Return the proposals with what is known of each; those that are coded already have that as their reason.

    Args:
        proposals: of one article.
        raw: the folder data/raw.
        registry: its registries.
    """
    rows: dict[Thing, list[Row]] = {}
    for row in coded_rows(raw):
        rows.setdefault(_thing(row), []).append(row)
    return [_compared(proposal, rows.get(_thing(proposal.row), []), registry) for proposal in proposals]


def coded_rows(raw: Path) -> Iterable[dict[str, str]]:
    """Yield the rows of observations that can be read."""
    for path in sorted((raw / "observations").rglob("*.csv")):
        table, _ = read_table(path, COLUMNS)
        if table is not None:
            for _, cells in rows_in(table):
                yield dict(zip(COLUMNS, cells, strict=True))


def _thing(row: Row) -> Thing:
    return (row["ref_area"], row["indicator"], *(row[dimension] for dimension in DIMENSIONS))


def _compared(proposal: Proposal, rivals: Sequence[Row], registry: Registry) -> Proposal:
    if proposal.reason or not proposal.row["value"] or not proposal.row["period"]:
        return proposal
    said, reason = [], ""
    for rival in rivals:
        if rival["standard"] != proposal.row["standard"] and registry.depends_on_standard(rival["indicator"]):
            continue
        same_value = in_base_unit(rival, registry) == in_base_unit(proposal.row, registry)
        if rival["source_id"] == proposal.row["source_id"] and same_value:
            reason = CODED
        if same_value or _same_time(rival, proposal.row):
            agrees = "the same" if same_value else "agrees with" if _agree(rival, proposal.row, registry) else "CONTRADICTS"
            said.append(f"{agrees}: {rival['source_id']}.{rival['item']} prints {rival['as_printed']} for {rival['period']}")
    order = sorted(said, key=lambda text: (not text.startswith("CONTRADICTS"), text))
    return proposal.with_known(order[:MOST_SHOWN], reason)


def _same_time(one: Row, other: Row) -> bool:
    """Whether two periods end on the same day, and start on the same or an unknown one."""
    try:
        first, second = read_period(one["period"]), read_period(other["period"])
    except PeriodError:
        return False
    return first.last_day == second.last_day and first.first_day == second.first_day


def _agree(one: Row, other: Row, registry: Registry) -> bool:
    """Whether two figures can be the same number, given their rounding and bounds."""
    ranges = []
    for row in (one, other):
        marks = [registry.sources[row["source_id"]]["decimal_mark"]] if row["source_id"] in registry.sources else ["comma", "point"]
        for mark in marks:
            try:
                quantity = read_quantity(row["as_printed"], mark, in_base_unit(row, registry))
            except QuantityError:
                continue
            ranges.append(quantity.interval(row["bound"], whole=registry.units[row["unit"]].whole))
            break
    return len(ranges) == 2 and ranges[0][0] <= ranges[1][1] and ranges[1][0] <= ranges[0][1]
