"""Checking a change: everything is checked, but only what the change caused is reported."""

import csv
import shutil
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from pipeline.foundation.errors import CannotRunError, must_be_mended
from pipeline.foundation.findings import WHOLE, Finding, declare
from pipeline.foundation.paths import RAW, shown
from pipeline.gate.change import Change, Place
from pipeline.gate.check import Checked, check_all
from pipeline.gate.revisions import CodedRow, merge_base, raw_at
from pipeline.gate.side_effects import grouped_by_cause, named, rows_named
from schemas import RAW as RAW_TABLES
from schemas.base import key_of

REMOVED = declare(
    "V601",
    "“{cell}” was removed or renamed; rows that still use it: {count} in {files}, the first at {other}",
    "“{cell}” đã bị xóa hoặc đổi tên; số dòng vẫn dùng mã này: {count} ở {files}, dòng đầu ở {other}",
    "put the code back, or write the new one in those rows too",
    "khôi phục mã, hoặc ghi mã mới vào các dòng đó",
)

WITHDRAWN = declare(
    "V603",
    "rows of {file} were removed without a line in data/raw/retired.csv: {count} ({rows})",
    "một số dòng của {file} đã bị xóa mà không ghi vào data/raw/retired.csv: {count} dòng ({rows})",
    "put them back; or, if they are withdrawn on purpose, add a line for each to data/raw/retired.csv with the reason",
    "khôi phục các dòng đó; hoặc nếu rút có chủ ý thì thêm vào data/raw/retired.csv mỗi dòng một dòng kèm lý do",
)


def check_since(revision: str) -> Checked:
    """Check everything in data/raw, and report what the change since a revision caused.

    The change is the difference from the last common commit with that revision, committed or not.

    Raises:
        CannotRunError: there is no such revision, or a registry that the change did not touch is broken.
    """
    with raw_at(merge_base(revision)) as old:
        return check_touched(old, RAW)


def check_touched(old: Path, new: Path) -> Checked:
    """Check the folder `new`, and report what its differences from `old` caused; both are like data/raw.

    Codes that were removed but are still used are restored for the rest of the check; their absence would hide other errors.

    Returns:
        Findings in changed files. New errors in unchanged rows are reported once per cause.

    Raises:
        CannotRunError: a registry is missing, or is broken though the change did not touch it.
    """
    change = Change(old, new)
    gone = change.codes_gone()
    with _with_codes(new, list(gone)) as raw:
        checked = check_all(raw)
    findings = [found for finding in checked.findings if (found := change.after.as_its_own(finding, raw))]
    rows_gone = _rows_gone(change)
    identities = {row.obs_id for rows in rows_gone.values() for row in rows}
    findings = [finding for finding in findings if finding.facts.get("obs_id") not in identities]  # their proofs are the same mistake
    reported = _removed({row: users for row, users in gone.items() if users}, change) + _withdrawn(rows_gone, change)
    reported += _judged(findings, change)
    if not reported and "observations" not in checked.tables:
        raise must_be_mended(sorted({finding.path for finding in findings}))
    return Checked(reported, checked.tables)


def _rows_gone(change: Change) -> dict[str, list[CodedRow]]:
    """Return, by file, observations that were removed without a line in retired.csv."""
    there = {row.obs_id for row in change.after.state.rows if row.table == "observations"}
    there |= {row["obs_id"] for row in change.after.state.rows if row.table == "retired"}
    gone: defaultdict[str, list[CodedRow]] = defaultdict(list)
    for row in change.before.state.rows:
        if row.table == "observations" and row.obs_id not in there and row.path not in change.after.state.unreadable:
            gone[row.path].append(row)
    return gone


def _withdrawn(gone: Mapping[str, Sequence[CodedRow]], change: Change) -> list[Finding]:
    """Return one finding for each file with missing rows, at the place of the first one."""
    findings = []
    for path, rows in gone.items():
        place, line = change.place_of(rows[0]) if path in change.after.state.read else ("retired.csv", 1)
        facts = {"count": len(rows), "file": path, "rows": named([row.obs_id for row in rows])}
        findings.append(Finding(shown(change.after.raw / place), line, WHOLE, WITHDRAWN, facts))
    return findings


@contextmanager
def _with_codes(raw: Path, rows: Sequence[CodedRow]) -> Iterator[Path]:
    """Yield a copy of a folder like data/raw with these rows appended to its registries; the folder itself if there are none."""
    if not rows:
        yield raw
        return
    with TemporaryDirectory(prefix="vn-policy-credit-") as folder:
        copy = Path(shutil.copytree(raw, Path(folder).resolve() / "raw", symlinks=True))
        for row in rows:
            text = (copy / row.path).read_text(encoding="utf-8")
            with (copy / row.path).open("a", encoding="utf-8", newline="") as file:
                file.write("" if text.endswith("\n") else "\n")
                csv.writer(file, lineterminator="\n").writerow(row.cells)
        yield copy


def _removed(gone: Mapping[CodedRow, Sequence[CodedRow]], change: Change) -> list[Finding]:
    """Return findings about removed codes that are still used; codes that stood next to each other share one finding."""
    groups: defaultdict[Place, list[CodedRow]] = defaultdict(list)
    for row in gone:
        groups[change.place_of(row)].append(row)
    findings = []
    for (path, line), rows in groups.items():
        codes = named([row.code[1] for row in rows])
        users = rows_named([(user.path, user.line) for row in rows for user in gone[row]], change)
        column = key_of(RAW_TABLES[rows[0].table])[-1]
        findings.append(Finding(shown(change.after.raw / path), line, column, REMOVED, {"cell": codes, **users}))
    return findings


def _judged(findings: Iterable[Finding], change: Change) -> list[Finding]:
    """Return the findings in changed files, and one per cause for new findings in unchanged rows."""
    reported: list[Finding] = []
    others: list[Finding] = []
    for finding in findings:
        path, line = change.after.place_of(finding)
        (reported if path in change.files and (path, line) not in change.kept else others).append(finding)
    known = _known(change) if others else set()
    new = [finding for finding in others if change.after.identity(finding) not in known]
    old = [finding for finding in others if change.after.identity(finding) in known]
    return reported + [finding for finding in old if change.after.place_of(finding)[0] in change.files] + grouped_by_cause(new, change)


def _known(change: Change) -> set[tuple[object, ...]]:
    """Return the findings that existed before the change."""
    try:
        return {change.before.identity(finding) for finding in check_all(change.before.raw).findings}
    except CannotRunError:
        return set()
