"""Side effects of a change: rows elsewhere that it made wrong, reported once, at the changed row that explains most of them."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import PurePosixPath
from typing import Final

from pipeline.foundation.findings import WHOLE, Finding, declare
from pipeline.foundation.paths import shown
from pipeline.gate.change import Change, Place
from pipeline.gate.revisions import CodedRow
from schemas import REGISTRIES

BREAKS_OTHERS = declare(
    "V602",
    "this change makes other rows wrong: {count} in {files}, the first at {other}: {code} {message_en}",
    "thay đổi này làm dòng khác sai: {count} dòng ở {files}, dòng đầu ở {other}: {code} {message_vi}",
    "undo the change, or correct the other rows: {fix_en}",
    "hoàn lại thay đổi, hoặc sửa các dòng kia: {fix_vi}",
)
MUTUAL: Final = frozenset({"V301", "V302", "V305"})
"""Rules that compare two rows and name the other one: the message holds for either of them."""
NAMED: Final = 3
"""Number of files or codes that a message names."""


def grouped_by_cause(findings: Sequence[Finding], change: Change) -> list[Finding]:
    """Group findings by the changed row that caused them, one finding per cause.

    Args:
        findings: new findings in rows that did not change.
        change: the change.
    """
    mutual = [finding for finding in findings if _is_mutual(finding, change)]
    causes = _causes(change) if findings else {}
    explained = [(finding, _explained(finding, causes, change)) for finding in findings if not _is_mutual(finding, change)]
    weights = Counter(place for _, places in explained for place in places)
    groups: defaultdict[Place, list[Finding]] = defaultdict(list)
    for finding, places in explained:
        groups[max(places, key=lambda place: weights[place])].append(finding)
    return [_turned(finding, change) for finding in mutual] + [_blamed(place, group, change) for place, group in groups.items()]


def rows_named(places: Iterable[Place], change: Change) -> dict[str, object]:
    """Return the facts of a message about many rows: their number, their files, and the first one."""
    ordered = sorted(set(places))
    files = named(list(dict.fromkeys(PurePosixPath(path).name for path, _ in ordered)))
    return {"count": len(ordered), "files": files, "other": change.after.shown(ordered[0])}


def named(names: Sequence[str]) -> str:
    """Join the first few names; "…" stands for the rest."""
    return ", ".join(names[:NAMED]) + (", …" if len(names) > NAMED else "")


def _is_changed(place: Place | None, change: Change) -> bool:
    """Whether the row at this place was added or changed."""
    return place is not None and place in change.after.row_at and place not in change.kept


def _is_mutual(finding: Finding, change: Change) -> bool:
    """Whether a finding holds for either of two rows, and the other one is the changed row."""
    return finding.rule.code in MUTUAL and _is_changed(change.after.other_place(finding), change)


def _turned(finding: Finding, change: Change) -> Finding:
    """Report a finding about two rows at the other row."""
    place = change.after.other_place(finding)
    assert place is not None
    facts = {**finding.facts, "other": f"{finding.path}:{finding.line}"}
    return replace(finding, path=shown(change.after.raw / place[0]), line=place[1], facts=facts)


def _causes(change: Change) -> dict[str, CodedRow]:
    """Return the rows that were added, changed or removed, by every name under which other rows refer to them."""
    now = {(row.path, row.cells) for row in change.after.state.rows}
    written = [row for place, row in change.after.row_at.items() if place not in change.kept]
    removed = [row for row in change.before.state.rows if (row.path, row.cells) not in now]
    causes: dict[str, CodedRow] = {}
    for row in [*written, *removed]:
        for name in _names(row):
            causes.setdefault(name, row)
    return causes


def _names(row: CodedRow) -> set[str]:
    """Return the names under which other rows refer to a row; figures of one source are compared with each other."""
    if row.table == "observations":
        return {row.obs_id, row["source_id"]}
    return set(row.key)


def _explained(finding: Finding, causes: dict[str, CodedRow], change: Change) -> list[Place]:
    """Return the changed rows that may have caused a finding, or else a changed file."""
    other = change.after.other_place(finding)
    if other is not None and _is_changed(other, change):
        return [other]
    place = change.after.place_of(finding)
    row = change.after.row_at.get(place)
    names = {PurePosixPath(place[0]).stem} if row is None else {code for _, code in row.codes_used} | _names(row)
    if row is not None and row.table == "evidence":
        names.add(row["obs_id"].rpartition(".")[0])
    found = [change.place_of(causes[name]) for name in sorted(names & causes.keys())]
    return found or _fallback(place, causes, change)


def _fallback(place: Place, causes: dict[str, CodedRow], change: Change) -> list[Place]:
    """Return the first changed row of a registry, else the first line of a file that differs, else the place itself."""
    rows = [row for row in causes.values() if row.table in REGISTRIES]
    return [change.place_of(rows[0])] if rows else [(name, 1) for name in sorted(change.files)[:1]] or [place]


def _blamed(place: Place, findings: Sequence[Finding], change: Change) -> Finding:
    """Return the finding about a changed row that made others wrong; a warning if it only caused warnings."""
    errors = [finding for finding in findings if finding.rule.severity == "error"]
    first = min(errors or findings, key=change.after.place_of)
    facts = {
        **rows_named([change.after.place_of(finding) for finding in findings], change),
        "other": f"{first.path}:{first.line}",
        "code": first.rule.code,
        **{f"message_{language}": first.message(language) for language in ("en", "vi")},
        **{f"fix_{language}": first.fix(language) for language in ("en", "vi")},
    }
    rule = replace(BREAKS_OTHERS, severity=first.rule.severity)
    return Finding(shown(change.after.raw / place[0]), place[1], WHOLE, rule, facts)
