"""The comment on a pull request: findings and changed values, in Vietnamese and English."""

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Final

from pipeline.foundation.errors import CannotRunError
from pipeline.foundation.findings import Finding, Severity
from pipeline.foundation.markdown import LIMIT, markdown_table, neutral
from pipeline.foundation.paths import RAW
from pipeline.gate.check import Checked
from pipeline.gate.diff import Difference, compare, summary
from pipeline.gate.revisions import merge_base, raw_at, read_state
from pipeline.gate.runs import Run, runs_of
from pipeline.gate.since import check_touched
from pipeline.language.spoken import Language

MARKER: Final = "<!-- vn-policy-credit review -->"
"""First line of the comment, by which a later run finds and replaces it."""

TEXTS: Final[dict[Language, dict[str, str]]] = {
    "en": {
        "name": "English",
        "verdict": "Errors: {errors}. Warnings: {warnings}.",
        "good": "Nothing stands in the way of a merge.",
        "bad": "Correct the errors and push again; this comment will be updated.",
        "stopped": "The tables cannot be checked: {reason}",
        "error": "Errors",
        "warning": "Warnings",
        "columns": "line|column|rule|what is wrong|how to correct it",
        "more": "… and {count} more of this file, not shown here; `python -m pipeline check` shows all.",
        "files": "… and {count} more in other files, not shown here; `python -m pipeline check` shows all.",
    },
    "vi": {
        "name": "Tiếng Việt",
        "verdict": "Số lỗi: {errors}. Số cảnh báo: {warnings}.",
        "good": "Không có gì cản trở việc gộp.",
        "bad": "Hãy sửa các lỗi rồi đẩy lên lại; bình luận này sẽ được cập nhật.",
        "stopped": "Không kiểm tra được các bảng: {reason}",
        "error": "Lỗi",
        "warning": "Cảnh báo",
        "columns": "dòng|cột|quy tắc|điều sai|cách sửa",
        "more": "… và {count} mục nữa của tệp này, không hiện ở đây; `python -m pipeline check --lang vi` cho thấy tất cả.",
        "files": "… và {count} mục nữa ở các tệp khác, không hiện ở đây; `python -m pipeline check --lang vi` cho thấy tất cả.",
    },
}
SEVERITIES: Final[tuple[Severity, ...]] = ("error", "warning")
LEAST: Final = 600
"""Smallest remaining room, in characters, for another file's table."""


def review(revision: str, language: Language) -> tuple[str, int]:
    """Return the comment on what changed since a revision, and the exit status of its check.

    Args:
        revision: the branch that the pull request is to be merged into.
        language: the one shown open; the other is folded below it.

    Raises:
        CannotRunError: there is no such revision.
    """
    with raw_at(merge_base(revision)) as old:
        difference = compare(read_state(old), read_state(RAW))
        stopped = None
        try:
            checked = check_touched(old, RAW)
        except CannotRunError as error:
            checked, stopped = Checked(), error
    status = 2 if stopped else int(checked.has_errors)
    return comment(checked.findings, difference, stopped, language), status


def comment(findings: Sequence[Finding], difference: Difference, stopped: CannotRunError | None, language: Language) -> str:
    """Return the comment, at most LIMIT characters long.

    Args:
        findings: what the check reports.
        difference: what changed.
        stopped: why the check could not run, if it could not.
        language: the one shown open.
    """
    other: Language = "vi" if language == "en" else "en"
    folded = "<details>\n<summary>{name}</summary>\n\n{body}\n</details>\n"
    room = (LIMIT - len(MARKER) - len(folded) - 20) // 2
    first, second = (_body(findings, difference, stopped, spoken, room) for spoken in (language, other))
    return f"{MARKER}\n{first}\n" + folded.format(name=TEXTS[other]["name"], body=second)


def _body(findings: Sequence[Finding], difference: Difference, stopped: CannotRunError | None, language: Language, room: int) -> str:
    """Return the comment in one language; findings take up to half of its room, changes the rest."""
    head = _verdict(findings, stopped, language)
    found = _findings(findings, language, room // 2)
    return head + found + summary(difference, language, room - len(head) - len(found))


def _verdict(findings: Sequence[Finding], stopped: CannotRunError | None, language: Language) -> str:
    texts = TEXTS[language]
    if stopped:
        return f"**{texts['stopped'].format(reason=neutral(stopped.sentence(language)))}**\n\n"
    errors = sum(finding.rule.severity == "error" for finding in findings)
    counted = texts["verdict"].format(errors=errors, warnings=len(findings) - errors)
    return f"**{counted}** {texts['bad' if errors else 'good']}\n\n"


def _findings(findings: Iterable[Finding], language: Language, room: int) -> str:
    """Return the findings as a table for each file, errors first, within `room` characters."""
    ordered = sorted(runs_of(findings), key=lambda run: SEVERITIES.index(run.first.rule.severity))
    groups = [(place, list(group)) for place, group in groupby(ordered, key=lambda run: (run.first.rule.severity, run.first.path))]
    texts = TEXTS[language]
    parts: list[str] = []
    left = room - len(texts["files"]) - 10
    for position, ((severity, path), group) in enumerate(groups):
        if left < LEAST:
            parts.append(texts["files"].format(count=sum(len(rest) for _, rest in groups[position:])) + "\n\n")
            break
        heading = f"### {texts[severity]}: {neutral(path)}\n\n"
        part = (
            heading
            + markdown_table(texts["columns"].split("|"), group, lambda run: _cells(run, language), left - len(heading) - 1, texts["more"])
            + "\n"
        )
        parts.append(part)
        left -= len(part)
    return "".join(parts)


def _cells(run: Run, language: Language) -> list[object]:
    finding = run.first
    return [run.lines, finding.column, finding.rule.code, finding.message(language), finding.fix(language)]
