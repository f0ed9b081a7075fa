"""Running rules over a table: in order, and each cell is reported at most once."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from pipeline.foundation.findings import MOST_FINDINGS, TOO_MANY, WHOLE, Finding, Rule, Severity, declare

Breach = tuple[str, Rule, dict[str, Any]]
"""A broken rule: the column to report, the rule, and the facts of the message."""
RowRule = Callable[[pd.DataFrame, Any], pd.DataFrame]


class Across(NamedTuple):
    """Which rows of several areas a rule compares.

    Attributes:
        columns: what they must have in common.
        with_larger: whether it compares an area only with those that it lies in; a province lies in those of one file.
    """

    columns: tuple[str, ...]
    with_larger: bool = False


EVERYTHING: Final = Across(())
"""Of a rule that can only be asked when all rows are there."""


@dataclass(frozen=True, slots=True)
class Check:
    """A rule and the function that finds the rows that break it.

    Attributes:
        rule: the rule.
        reads: the columns that the rule depends on; rows in which one of them was already reported are skipped. The first one is
            reported, unless the function names another in the column `blamed`.
        find: takes the rows and the registry; returns the rows that break the rule, with the facts of the message as columns.
        across: which rows of several areas it compares; None if it compares only rows of one area, or none.
    """

    rule: Rule
    reads: tuple[str, ...]
    find: RowRule
    across: Across | None = None

    def breach(self, row: dict[str, Any]) -> Breach:
        """Return the column, the rule and the facts for a row that `find` returned."""
        return row.get("blamed", self.reads[0]), self.rule, row


def check(
    checks: list[Check],
    code: str,
    *,
    reads: Iterable[str],
    en: str,
    vi: str,
    fix_en: str,
    fix_vi: str,
    severity: Severity = "error",
    across: Across | None = None,
) -> Callable[[RowRule], RowRule]:
    """Declare a rule, and register the decorated function in the list `checks`, which runs in order."""
    rule = declare(code, en, vi, fix_en, fix_vi, severity)

    def register(find: RowRule) -> RowRule:
        checks.append(Check(rule, tuple(reads), find, across))
        return find

    return register


class ReportedCells:
    """The cells of a table that were already reported, and the files with so many errors that checking them has stopped.

    Rows are identified by their position, the index of the frame.
    """

    def __init__(self, rows: int, columns: Iterable[str]) -> None:
        self._rows = rows
        self._blamed: dict[str, npt.NDArray[np.bool_] | None] = dict.fromkeys(columns)
        self._last: tuple[pd.DataFrame, npt.NDArray[np.bool_], pd.DataFrame] | None = None
        self._counts = Counter[str]()
        self._closed: set[str] = set()

    @classmethod
    def joined(cls, parts: "Sequence[ReportedCells]") -> "ReportedCells":
        """Return those of several tables, one below the other."""
        names = parts[0]._blamed
        whole = cls(sum(part._rows for part in parts), names)
        for name in names:
            if any(part._blamed[name] is not None for part in parts):
                whole._blamed[name] = np.concatenate([part._cells(name) for part in parts])
        for part in parts:
            whole._counts += part._counts
            whole._closed |= part._closed
        return whole

    def _cells(self, column: str) -> npt.NDArray[np.bool_]:
        blamed = self._blamed[column]
        return np.zeros(self._rows, dtype=bool) if blamed is None else blamed

    def report(self, broken: pd.DataFrame, describe: Callable[[dict[str, Any]], Breach]) -> list[Finding]:
        """Turn rows that break rules into findings: the first ones of each file, without cells that were already reported.

        Args:
            broken: the rows, with the columns `path` and `line`.
            describe: returns the column, the rule and the facts for a row.
        """
        findings = []
        for position, row in indexed(first_of_files(broken, MOST_FINDINGS)):
            column, rule, facts = describe(row)
            if self.mark(position, column):
                findings.append(Finding(row["path"], int(row["line"]), column, rule, facts))
        full: set[str] = set()
        if len(broken) > MOST_FINDINGS:
            full = {str(path) for path, count in broken["path"].value_counts().items() if count > MOST_FINDINGS}
        if findings and all(finding.rule.severity == "warning" for finding in findings):
            warning = replace(TOO_MANY, severity="warning")
            return findings + [Finding(path, 1, WHOLE, warning, {}) for path in sorted(full)]
        self._counts.update(finding.path for finding in findings)
        full |= {path for path, count in self._counts.items() if count > MOST_FINDINGS}
        findings += [Finding(path, 1, WHOLE, TOO_MANY, {}) for path in sorted(full - self._closed)]
        self.close(full)
        return findings

    def close(self, paths: Iterable[str]) -> None:
        """Stop checking these files."""
        self._closed.update(paths)

    def in_open_files(self, rows: pd.DataFrame) -> pd.DataFrame:
        """Return the rows of files that are still checked (`rows` itself if that is all of them)."""
        return where(rows, ~rows["path"].isin(self._closed).to_numpy()) if self._closed else rows

    def mark(self, row: int, column: str) -> bool:
        """Mark a cell as reported; return whether it was not before."""
        blamed = self._blamed[column]
        if blamed is None:
            blamed = self._blamed[column] = np.zeros(self._rows, dtype=bool)
        fresh = not blamed[row]
        blamed[row] = True
        return fresh

    def mark_rows(self, rows: npt.NDArray[np.bool_], columns: Iterable[str]) -> None:
        """Mark these columns as reported in the rows for which `rows` holds."""
        for column in columns:
            blamed = self._blamed[column]
            self._blamed[column] = rows.copy() if blamed is None else blamed | rows

    def unreported(self, rows: pd.DataFrame, columns: Iterable[str]) -> pd.DataFrame:
        """Return the rows of files that are still checked in which none of these columns was reported.

        Returns:
            `rows` itself if that is all of them; the same frame object when called again without changes.
        """
        blamed = [cells[rows.index.to_numpy()] for name in columns if (cells := self._blamed[name]) is not None]
        if self._closed:
            blamed.append(rows["path"].isin(self._closed).to_numpy())
        if not blamed:
            return rows
        free = ~np.logical_or.reduce(blamed)
        if free.all():
            return rows
        if self._last is None or self._last[0] is not rows or not np.array_equal(self._last[1], free):
            self._last = None
            self._last = rows, free, rows.iloc[np.flatnonzero(free)]
        return self._last[2]


def cells_of(frame: pd.DataFrame, *names: str) -> Iterator[tuple[Any, ...]]:
    """Yield the cells of each row in these columns."""
    return zip(*(frame[name].tolist() for name in names), strict=True)


def records_of(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows of a frame as dictionaries by column."""
    if frame.empty:
        return []
    names = frame.columns.tolist()
    return [dict(zip(names, cells, strict=True)) for cells in cells_of(frame, *names)]


def indexed(frame: pd.DataFrame) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield each row of a frame with its position, the entry in the index."""
    return zip(frame.index.to_list(), records_of(frame), strict=True)


def run_checks(rows: pd.DataFrame, checks: Iterable[Check], registry: Any, blamed: ReportedCells) -> list[Finding]:
    """Run checks in order; a cell reported by one is not reported again by a later one.

    Args:
        rows: text of the table, with the columns `path` and `line`; the index counts from 0.
        checks: what to run.
        registry: passed to every check.
        blamed: the cells reported so far; updated.
    """
    findings = []
    for entry in checks:
        usable = blamed.unreported(rows, entry.reads)
        broken = entry.find(usable, registry) if len(usable) else usable
        if len(broken):
            findings += blamed.report(broken, entry.breach)
    return findings


def judged(rows: pd.DataFrame, names: Iterable[str], wrong: Callable[..., bool]) -> npt.NDArray[np.bool_]:
    """Apply `wrong` to the cells of each row in these columns; results are cached, because the same cells come up again and again."""
    known = cache(wrong)
    return np.fromiter(map(known, *(rows[name].tolist() for name in names)), bool, len(rows))


def first_of_files(rows: pd.DataFrame, most: int) -> pd.DataFrame:
    """Return the first rows of each file, at most `most`."""
    return rows if len(rows) <= most else rows.groupby("path", sort=False, observed=True).head(most)


def where(rows: pd.DataFrame, mask: npt.NDArray[np.bool_]) -> pd.DataFrame:
    """Select the rows for which `mask` holds; cheap in the usual case that it holds for none or for all."""
    if mask.all():
        return rows
    return rows.iloc[np.flatnonzero(mask)] if mask.any() else rows.iloc[:0]


def breaches(
    rows: pd.DataFrame, wrong: Iterable[bool] | npt.NDArray[np.bool_], facts: Callable[[dict[str, Any]], dict[str, Any]] | None = None
) -> pd.DataFrame:
    """Return the rows for which `wrong` holds, with the results of `facts` as additional columns.

    If too many rows of a file are wrong, only the first are returned: one more than are shown.
    """
    broken = where(rows, wrong if isinstance(wrong, np.ndarray) else np.fromiter(wrong, dtype=bool, count=len(rows)))
    broken = first_of_files(broken, MOST_FINDINGS + 1)
    if facts is None or not len(broken):
        return broken
    return broken.assign(**pd.DataFrame([facts(row) for row in records_of(broken)], index=broken.index))
