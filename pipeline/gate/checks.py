"""How rules are run over the rows of a table: one after the other, each cell blamed once."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from pipeline.foundation.findings import MOST_FINDINGS, TOO_MANY, WHOLE, Finding, Rule, Severity, declare

Said = tuple[str, Rule, dict[str, Any]]
"""What is said of a row that breaks a rule: which of its columns is wrong, the rule, and the facts."""
RowRule = Callable[[pd.DataFrame, Any], pd.DataFrame]


@dataclass(frozen=True, slots=True)
class Check:
    """A function that returns the rows that break a rule, with the facts of the finding as columns.

    Attributes:
        rule: the rule.
        reads: the columns that it judges by; a row with one of them already blamed is passed over. The first one is
            blamed, unless the function names another in the column `blamed`.
        find: the function, given the rows and the registry.
    """

    rule: Rule
    reads: tuple[str, ...]
    find: RowRule

    def say(self, row: dict[str, Any]) -> Said:
        """Return what is said of a row that `find` returned."""
        return row.get("blamed", self.reads[0]), self.rule, row


def check(
    checks: list[Check], code: str, *, reads: Iterable[str], en: str, vi: str, fix_en: str, fix_vi: str, severity: Severity = "error"
) -> Callable[[RowRule], RowRule]:
    """Declare a rule and append the function that finds its breaches to `checks`, in the order in which they run."""
    rule = declare(code, en, vi, fix_en, fix_vi, severity)

    def register(find: RowRule) -> RowRule:
        checks.append(Check(rule, tuple(reads), find))
        return find

    return register


class Blamed:
    """Which cells of a table were blamed already, and in which files so many are wrong that they are judged no further.

    Rows are known by their position, the index of the table's frame.
    """

    def __init__(self, rows: int, columns: Iterable[str]) -> None:
        self._rows = rows
        self._blamed: dict[str, npt.NDArray[np.bool_] | None] = dict.fromkeys(columns)
        self._last: tuple[pd.DataFrame, npt.NDArray[np.bool_], pd.DataFrame] | None = None
        self._counts = Counter[str]()
        self._closed: set[str] = set()

    def find(self, broken: pd.DataFrame, say: Callable[[dict[str, Any]], Said]) -> list[Finding]:
        """Return the findings about rows that break rules, of each file the first ones; cells blamed before are passed over.

        Args:
            broken: the rows, with the columns `path` and `line`.
            say: what is said of a row.
        """
        findings = []
        for position, row in indexed(first_of_files(broken, MOST_FINDINGS)):
            column, rule, facts = say(row)
            if self.add(position, column):
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
        """Judge these files no further."""
        self._closed.update(paths)

    def judged(self, rows: pd.DataFrame) -> pd.DataFrame:
        """Return the rows of files that are judged further: `rows` itself if all are."""
        return where(rows, ~rows["path"].isin(self._closed).to_numpy()) if self._closed else rows

    def add(self, row: int, column: str) -> bool:
        """Blame a cell; return whether it was free of blame."""
        blamed = self._blamed[column]
        if blamed is None:
            blamed = self._blamed[column] = np.zeros(self._rows, dtype=bool)
        fresh = not blamed[row]
        blamed[row] = True
        return fresh

    def add_rows(self, rows: npt.NDArray[np.bool_], columns: Iterable[str]) -> None:
        """Blame these cells of the rows for which `rows` holds."""
        for column in columns:
            blamed = self._blamed[column]
            self._blamed[column] = rows.copy() if blamed is None else blamed | rows

    def free(self, rows: pd.DataFrame, columns: Iterable[str]) -> pd.DataFrame:
        """Return the rows that are judged further and of which none of these cells is blamed.

        Returns:
            `rows` itself if all are, and the same frame if asked the same again.
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
    return [dict(zip(frame.columns, cells, strict=True)) for cells in cells_of(frame, *frame.columns)]


def indexed(frame: pd.DataFrame) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield each row of a frame with its entry in the index, which is its position in the table."""
    return zip(frame.index.to_list(), records_of(frame), strict=True)


def run_checks(rows: pd.DataFrame, checks: Iterable[Check], registry: Any, blamed: Blamed) -> list[Finding]:
    """Run checks in order; a cell that one has blamed is not blamed again by a later one.

    Args:
        rows: text of the table, with the columns `path` and `line`; the index counts from 0.
        checks: what to run.
        registry: handed to every check.
        blamed: the cells blamed before; updated.
    """
    findings = []
    for entry in checks:
        usable = blamed.free(rows, entry.reads)
        broken = entry.find(usable, registry) if len(usable) else usable
        if len(broken):
            findings += blamed.find(broken, entry.say)
    return findings


def judged(rows: pd.DataFrame, names: Iterable[str], wrong: Callable[..., bool]) -> npt.NDArray[np.bool_]:
    """Return for each row whether `wrong` holds of its cells in these columns; asked once for cells that come together again."""
    known = cache(wrong)
    return np.fromiter(map(known, *(rows[name].tolist() for name in names)), bool, len(rows))


def first_of_files(rows: pd.DataFrame, most: int) -> pd.DataFrame:
    """Return at most so many rows of each file."""
    return rows if len(rows) <= most else rows.groupby("path", sort=False, observed=True).head(most)


def where(rows: pd.DataFrame, mask: npt.NDArray[np.bool_]) -> pd.DataFrame:
    """Return the rows for which `mask` holds; cheap where it holds for none or for all, as it mostly does."""
    if mask.all():
        return rows
    return rows.iloc[np.flatnonzero(mask)] if mask.any() else rows.iloc[:0]


def breaches(
    rows: pd.DataFrame, wrong: Iterable[bool] | npt.NDArray[np.bool_], facts: Callable[[dict[str, Any]], dict[str, Any]] | None = None
) -> pd.DataFrame:
    """Return the rows for which `wrong` holds, with what `facts` says of each as further columns.

    Of a file in which too many are wrong the first ones are returned, one more than are shown.
    """
    broken = where(rows, wrong if isinstance(wrong, np.ndarray) else np.fromiter(wrong, dtype=bool, count=len(rows)))
    broken = first_of_files(broken, MOST_FINDINGS + 1)
    if facts is None or not len(broken):
        return broken
    return broken.assign(**pd.DataFrame([facts(row) for row in records_of(broken)], index=broken.index))
