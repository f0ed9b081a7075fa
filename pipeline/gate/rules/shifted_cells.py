"""Rules about cells in the wrong column: one slip that makes many cells wrong."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import pandas as pd

from pipeline.foundation.findings import Finding, Rule, declare
from pipeline.foundation.registry import Registry
from pipeline.gate.rules.cells import keeps_form
from pipeline.gate.rules.expected import hint_for
from pipeline.gate.running import ReportedCells, cells_of, where
from pipeline.language.names import fold
from pipeline.language.periods import PeriodError, read_period
from schemas import CodedObservation
from schemas.base import Column, columns

MISSING_CELL = declare(
    "V121",
    "the cell `{column}` is missing: “{cell}” and everything after it are one column too far left",
    "thiếu ô `{column}`: “{cell}” và mọi ô sau đó bị lệch sang trái một cột",
    "insert a cell at `{column}`, so that the others move right, and type {wanted_en}",
    "chèn một ô ở `{column}` để các ô sau dịch sang phải, rồi ghi {wanted_vi}",
)
EXTRA_CELL = declare(
    "V122",
    "there is an extra empty cell at `{column}`: everything after it is one column too far right",
    "thừa một ô trống ở `{column}`: mọi ô sau nó bị lệch sang phải một cột",
    "delete that empty cell, so that the others move left",
    "xóa ô trống đó để các ô sau dịch sang trái",
)
SWAPPED = declare(
    "V123",
    "the cells `{column}` and `{other}` are swapped",
    "hai ô `{column}` và `{other}` bị đổi chỗ cho nhau",
    "type “{other_cell}” in `{column}` and “{cell}” in `{other}`",
    "ghi “{other_cell}” ở `{column}` và “{cell}” ở `{other}`",
)
Slip = tuple[Rule, int, int]
"""A rule, and the positions of the cells that it is about."""


@dataclass
class Fitting:
    """Which cells are valid in which columns of observations; results are cached, because cells repeat."""

    registry: Registry
    columns: Sequence[Column] = field(default_factory=lambda: list(columns(CodedObservation).values()))
    _known: dict[tuple[int, str], bool] = field(default_factory=dict)

    def fits(self, position: int, cell: str) -> bool:
        """Whether a cell is valid in a column."""
        key = position, cell
        if key not in self._known:
            self._known[key] = keeps_form(cell, self.columns[position], self.registry) and self._means(self.columns[position].name, cell)
        return self._known[key]

    def _means(self, name: str, cell: str) -> bool:
        """Whether free text is what the column asks for: an area's name, a period, a number with its unit."""
        if name == "area_name":
            return any(cell in self.registry.spellings[area] for area in self.registry.areas_named.get(fold(cell), []))
        if name == "period":
            return _is_period(cell)
        return name != "as_printed" or (any(character.isdigit() for character in cell) and not cell.replace(".", "").isdigit())

    def misfits(self, cells: Sequence[str]) -> list[int]:
        """Return the positions of cells that are not valid in their columns."""
        return [position for position, cell in enumerate(cells) if not self.fits(position, cell)]


def _is_period(cell: str) -> bool:
    try:
        read_period(cell)
    except PeriodError:
        return False
    return True


def explained(findings: Sequence[Finding], frame: pd.DataFrame, registry: Registry, blamed: ReportedCells) -> list[Finding]:
    """Replace the cell findings of a row by one if a single slip explains them all; `blamed` is updated."""
    if not findings:
        return []
    fitting = Fitting(registry)
    named = [column.name for column in fitting.columns]
    suspects = {(finding.path, finding.line) for finding in findings}
    slips: dict[tuple[str, int], Finding] = {}
    near = where(frame, frame["line"].isin([line for _, line in suspects]).to_numpy())
    for position, (path, line, *cells) in zip(near.index.to_list(), cells_of(near, "path", "line", *named), strict=True):
        if (path, line) in suspects and (slip := next(_slips(cells, fitting), None)):
            slips[path, line] = _finding((path, line), slip, cells, fitting)
            for name in named:
                blamed.mark(position, name)
    return [finding for finding in findings if (finding.path, finding.line) not in slips] + list(slips.values())


def _slips(cells: list[str], fitting: Fitting) -> Iterator[Slip]:
    """Yield the slips that explain all misfits of a row: two cells swapped, a missing cell, or an extra empty cell."""
    misfits = fitting.misfits(cells)
    if len(misfits) < TELLING:
        return
    first, last = misfits[0], misfits[-1]
    if len(misfits) == TELLING and fitting.fits(first, cells[last]) and fitting.fits(last, cells[first]):
        yield SWAPPED, first, last
    for position in range(first, -1, -1):
        moved = [*cells[:position], "", *cells[position:-1]]
        if not cells[-1] and fitting.misfits(moved) in ([], [position]):
            yield MISSING_CELL, position, position
        if not cells[position] and not fitting.misfits([*cells[:position], *cells[position + 1 :], ""]):
            yield EXTRA_CELL, position, position


TELLING: Final = 2
"""Fewest wrong cells that suggest a shifted row; a single wrong cell is just wrong."""


def _finding(place: tuple[str, int], slip: Slip, cells: Sequence[str], fitting: Fitting) -> Finding:
    rule, position, other = slip
    column = fitting.columns[position]
    en, vi = hint_for(column)
    facts: dict[str, Any] = {"column": column.name, "cell": cells[position], "wanted_en": en, "wanted_vi": vi}
    facts |= {"other": fitting.columns[other].name, "other_cell": cells[other]}
    return Finding(place[0], int(place[1]), column.name, rule, facts)
