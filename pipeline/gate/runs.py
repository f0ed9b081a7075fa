"""Equal findings in neighbouring rows are shown as one: a wrongly pasted column is one mistake, even if it breaks a rule ninety times."""

from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from pipeline.foundation.findings import Finding

LEAST: Final = 3
"""Fewest findings that are joined."""
NEIGHBOURS: Final = 2
"""Most lines between two findings of a run; blank lines between rows do not end it."""


class Run(NamedTuple):
    """Findings of one rule in one column of neighbouring rows, with the same fix.

    Attributes:
        first: the finding that is shown for all.
        last_line: the line of the last one.
        size: the number of findings.
    """

    first: Finding
    last_line: int
    size: int

    @property
    def lines(self) -> str:
        """The line, or the first and the last."""
        return str(self.first.line) if self.size == 1 else f"{self.first.line}-{self.last_line}"


def runs_of(findings: Iterable[Finding]) -> list[Run]:
    """Join neighbouring findings that differ only in the cells they quote; sorted by file and line."""
    runs: list[list[Finding]] = []
    open_runs: dict[tuple[str, ...], list[Finding]] = {}
    for finding in sorted(findings, key=lambda finding: (finding.path, finding.line, finding.rule.code, finding.column)):
        key = (finding.path, finding.column, finding.rule.code, finding.rule.severity, finding.fix("en"), finding.fix("vi"))
        run = open_runs.get(key)
        if run is None or finding.line > run[-1].line + NEIGHBOURS:
            run = open_runs[key] = []
            runs.append(run)
        run.append(finding)
    joined = [shown for run in runs for shown in _shown(run)]
    return sorted(joined, key=lambda run: (run.first.path, run.first.line, run.first.rule.code, run.first.column))


def _shown(run: Sequence[Finding]) -> list[Run]:
    if len(run) < LEAST:
        return [Run(finding, finding.line, 1) for finding in run]
    return [Run(run[0], run[-1].line, len(run))]
