"""The check of the files of observations: part by part, in several processes, then what rows of several parts say together.

One part holds all files of a small dataset, and is checked as a whole. Of many rows a part holds all about its areas. Rules compare rows of
one area with each other; those that compare areas, or items of a source, say so (`Check.across`) and run once more over all parts.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd
import pyarrow
from pandas.util import hash_pandas_object

from pipeline.foundation.findings import TOO_MANY, WHOLE, Finding
from pipeline.foundation.processes import in_processes, parts_of
from pipeline.foundation.registry import COUNTRY_FILE, Registry
from pipeline.gate.placing import place_of_file, places_of, stray
from pipeline.gate.rule_order import ALL_TABLE_CHECKS, ROW_CHECKS, TABLE_CHECKS
from pipeline.gate.rules.cells import cell_findings, reference_findings
from pipeline.gate.rules.readings import add_readings, proofs_of
from pipeline.gate.rules.shifted_cells import explained
from pipeline.gate.rules.together.comparing import that_differ, with_base
from pipeline.gate.running import EVERYTHING, Across, Check, ReportedCells, cells_of, run_checks, where
from pipeline.reading.form_rules import COLUMN_ORDER, TYPED_CELL
from pipeline.reading.tables import read_table
from pipeline.reading.text_table import for_rows, to_frame
from schemas import CodedObservation
from schemas.base import header_of

SLICE: Final = 1 << 16
"""Number of rows that the rules about single rows process at a time, to bound memory."""


Store = Callable[[int, pd.DataFrame], None]
"""Keeps the rows of a part, by its number."""


@dataclass(frozen=True)
class Given:
    """What the check of each part needs besides its files.

    Attributes:
        raw: the folder data/raw.
        registry: the registries.
        proofs: the evidence, by obs_id.
        whole: whether all files are checked, so that rules about several sources make sense.
        alone: whether there is one part, so that nothing is left for `_across_parts`.
        store: called with the rows of a part in which nothing is wrong.
    """

    raw: Path
    registry: Registry
    proofs: Mapping[str, Mapping[str, str]]
    whole: bool
    alone: bool
    store: Store | None

    @property
    def checks(self) -> Sequence[Check]:
        """The rules about several rows."""
        return ALL_TABLE_CHECKS if self.whole else TABLE_CHECKS


@dataclass(frozen=True)
class Part:
    """The files of a part: their text, where each belongs in data/raw/observations, what is wrong, and the cells that this is about."""

    files: dict[Path, pyarrow.Table]
    places: list[str]
    findings: list[Finding]
    blamed: ReportedCells


def check_coded(
    paths: Sequence[Path],
    raw: Path,
    registry: Registry,
    evidence: pd.DataFrame,
    *,
    whole: bool = False,
    workers: int = 1,
    store: Store | None = None,
) -> tuple[pd.DataFrame, list[Finding]]:
    """Check files of observations.

    Args:
        paths: existing files.
        raw: the folder data/raw.
        registry: the registries.
        evidence: the proofs of their rows.
        whole: whether these are all files.
        workers: most processes that share the work; the findings are the same with any number.
        store: called with the number and the rows of each part in which nothing is wrong.

    Returns:
        The rows of all files that can be read, as categorical columns, and the findings. The column `file` holds the path that each file
        has (or would have) in data/raw/observations.

    Raises:
        OSError: a file cannot be opened.
    """
    divided = parts_of(paths) or [()]
    given = Given(raw, registry, proofs_of(evidence), whole, len(divided) == 1, store)
    parts = in_processes(_check_part, given, list(enumerate(divided)), workers)
    rows = _frame([part.files for part in parts], [place for part in parts for place in part.places])
    findings = [finding for part in parts for finding in part.findings]
    return rows, findings + ([] if given.alone else _across_parts(rows, parts, given))


def _check_part(given: Given, numbered: tuple[int, tuple[Path, ...]]) -> Part:
    number, paths = numbered
    files, places, findings = _read(paths, given)
    rows = _frame([files], places)
    blamed = ReportedCells(len(rows), header_of(CodedObservation))
    _blame_read(rows, findings, blamed)
    in_cells = cell_findings(rows, CodedObservation, blamed) + reference_findings(rows, CodedObservation, given.registry, blamed)
    findings += explained(in_cells, rows, given.registry, blamed)
    for start in range(0, len(rows), SLICE):
        read = add_readings(rows.iloc[start : start + SLICE], given.registry, given.proofs)
        findings += run_checks(read, ROW_CHECKS, given.registry, blamed)
    checks = [check for check in given.checks if given.alone or check.across is not EVERYTHING]
    findings += run_checks(with_base(rows, given.registry), checks, given.registry, blamed)
    if given.store and all(finding.rule.severity == "warning" for finding in findings):
        given.store(number, rows)
    return Part(files, places, findings, ReportedCells.joined([blamed]))


def _across_parts(rows: pd.DataFrame, parts: Sequence[Part], given: Given) -> list[Finding]:
    """Find what only rows of several parts show; a cell that was reported within its part is not reported again."""
    blamed = ReportedCells.joined([part.blamed for part in parts])
    of_part = np.repeat(range(len(parts)), [sum(table.num_rows for table in part.files.values()) for part in parts])
    rows = with_base(rows, given.registry).assign(part=of_part)
    findings = []
    for check in given.checks:
        if check.across:
            findings += run_checks(_that_meet(rows, check.across), [check], given.registry, blamed)
    return findings


def _that_meet(rows: pd.DataFrame, across: Across) -> pd.DataFrame:
    """Return the rows that agree with one of another part in what a rule compares, or where only larger areas count, with one of these."""
    if across is EVERYTHING:
        return rows
    if not across.with_larger:
        return that_differ(rows, "part", across.columns)
    agrees = hash_pandas_object(rows[list(across.columns)], index=False)
    return where(rows, agrees.isin(agrees[(rows["file"] == COUNTRY_FILE).to_numpy()]).to_numpy())


def _frame(parts: Iterable[Mapping[Path, pyarrow.Table]], places: Sequence[str]) -> pd.DataFrame:
    files = {path: table for part in parts for path, table in part.items()}
    return to_frame(files, header_of(CodedObservation)).assign(file=for_rows(places, files))


def _read(paths: Iterable[Path], given: Given) -> tuple[dict[Path, pyarrow.Table], list[str], list[Finding]]:
    """Read files; return the text of those that can be read, where each belongs in data/raw/observations, and the findings."""
    places = places_of(given.registry)
    files: dict[Path, pyarrow.Table] = {}
    placed, findings = [], []
    for path in paths:
        read, found = read_table(path, header_of(CodedObservation))
        findings += found
        if read is not None:
            areas = Counter(read["ref_area"].to_pylist())
            if place := place_of_file(path, given.raw, places, areas, given.registry):
                files[path] = read
                placed.append(place)
            else:
                findings.append(stray(path, places))
    return files, placed, findings


def _blame_read(rows: pd.DataFrame, findings: Sequence[Finding], blamed: ReportedCells) -> None:
    """Mark cells that the reader has already reported as lost, and all cells of files whose columns are out of order.

    Until the header is corrected, nobody knows whether the columns moved or only their names.
    """
    blamed.close({finding.path for finding in findings if finding.rule is TOO_MANY})
    if moved := {finding.path for finding in findings if finding.rule is COLUMN_ORDER}:
        blamed.mark_rows(rows["path"].isin(moved).to_numpy(), header_of(CodedObservation))
    lost = [finding for finding in findings if finding.rule is TYPED_CELL and finding.column != WHOLE]
    positions = {place: position for position, place in enumerate(cells_of(rows, "path", "line"))} if lost else {}
    for finding in lost:
        if (position := positions.get((finding.path, finding.line))) is not None:
            blamed.mark(position, finding.column)
