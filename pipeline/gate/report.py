"""How findings are shown: as text for people, as GitHub annotations, and as JSON for programs."""

import json
import os
import re
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final, Literal, TextIO

from pipeline.foundation.findings import WHOLE, Finding, Severity
from pipeline.gate.runs import Run, runs_of
from pipeline.language.spoken import Language
from pipeline.language.visible import visible
from pipeline.reading.excerpt import Excerpts, TextFile, cut

Format = Literal["text", "github", "json"]
Colour = Literal["auto", "always", "never"]

JSON_VERSION: Final = 1
"""Version of the JSON format; increases when a field changes or is removed (docs/findings.schema.json)."""
COLUMN_SHOWN: Final = 60
"""Longest column name shown, in characters: a wrong header may contain anything."""
COLOURS: Final[dict[Severity, str]] = {"error": "31", "warning": "33"}
"""Codes of red and yellow (ECMA-48, Select Graphic Rendition)."""
BOLD: Final = "1"
_SUSPECT: Final = re.compile("[^\n -~\u00c0-\u02ff\u1e00-\u1eff“”]")
"""Any character but the most common ones; covers all invisible characters."""


@dataclass(frozen=True, slots=True)
class Screen:
    """A terminal, where each finding is followed by its row.

    Attributes:
        width: columns.
        colour: whether it shows colours.
    """

    width: int
    colour: bool

    def paint(self, text: str, code: str) -> str:
        """Return `text` in a colour."""
        return f"\033[{code}m{text}\033[0m" if self.colour and text else text


def screen_of(stream: TextIO, colour: Colour) -> Screen | None:
    """Return the terminal behind a stream; None for a file or a pipe, unless colour is requested.

    Colours are off if requested, if NO_COLOR is set and not empty (no-color.org), or if TERM is dumb.
    """
    if colour != "always" and not stream.isatty():
        return None
    wanted = colour == "always" or (colour == "auto" and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb")
    return Screen(shutil.get_terminal_size().columns, wanted)


def render(findings: Iterable[Finding], form: Format, language: Language, screen: Screen | None = None) -> str:
    """Render findings, sorted by file and line.

    Args:
        findings: what was found.
        form: `text`, one line each: `path:line:column: CODE message (fix)`, where column is the name in the header or `-` for a whole
            row or file; `github`, annotations; both show equal findings in neighbouring rows once. `json`: every finding, as
            docs/findings.schema.json describes it.
        language: of `text` and `github`; JSON carries every language.
        screen: with `text`, shows the row under each line, its cell marked.
    """
    excerpts = Excerpts()
    if form == "json":
        ordered = sorted(findings, key=lambda finding: (finding.path, finding.line, finding.rule.code, finding.column))
        return _as_json(ordered, excerpts)
    runs = runs_of(findings)
    if form == "github":
        return "\n".join(_as_annotation(run, language) for run in runs)
    if screen:
        return "\n".join(_on_screen(run, language, screen, excerpts) for run in runs)
    return "\n".join(f"{_place(run.first)} {_said(run, language)}" for run in runs)


def _place(finding: Finding) -> str:
    return f"{visible(finding.path)}:{finding.line}:{_column(finding)}:"


def _column(finding: Finding) -> str:
    return visible(finding.column[:COLUMN_SHOWN])


def _said(run: Run, language: Language) -> str:
    finding = run.first
    warning = "warning: " if finding.rule.severity == "warning" else ""
    return f"{finding.rule.code} {warning}{finding.message(language)} ({finding.fix(language)}){_others(run, language)}"


def _others(run: Run, language: Language) -> str:
    """Return the range of rows that a line stands for, if there are several."""
    if run.size == 1:
        return ""
    en, vi = f" [rows {run.lines}: {run.size} findings]", f" [dòng {run.lines}: {run.size} lần]"
    return en if language == "en" else vi


def _on_screen(run: Run, language: Language, screen: Screen, excerpts: Excerpts) -> str:
    finding = run.first
    colour = COLOURS[finding.rule.severity]
    lines = [f"{screen.paint(_place(finding), BOLD)} {screen.paint(_said(run, language), colour)}"]
    if file := excerpts.file(finding.path):
        gutter = f"{finding.line:>6} | "
        row, marked = _row_and_mark(finding, file)
        shown, carets = cut(row, marked or (0, len(row)), screen.width - len(gutter))
        lines.append(screen.paint(gutter, BOLD) + shown)
        lines += [" " * len(gutter) + carets.replace("^", "") + screen.paint(carets.lstrip(), colour)] if marked else []
    return "\n".join(lines)


def _row_and_mark(finding: Finding, file: TextFile) -> tuple[str, tuple[int, int] | None]:
    """Return the row of a finding as it stands in the file, and where its cell starts and ends in it; None for a whole row."""
    position = _position(finding, file)
    if position is None:
        return file.line(finding.line), None
    row = file.row(finding.line)
    return row.text, row.spans[position]


def _position(finding: Finding, file: TextFile) -> int | None:
    """Return the position of the reported cell in its row; in the header line, the finding itself may give the position."""
    if finding.column == WHOLE:
        return None
    if finding.line == 1:
        position = int(finding.facts.get("position", 0)) - 1
    else:
        position = file.header.index(finding.column) if finding.column in file.header else -1
    return position if 0 <= position < len(file.row(finding.line).spans) else None


def _as_annotation(run: Run, language: Language) -> str:
    """Return a workflow command; its property and its text are escaped by GitHub's rules."""
    finding = run.first
    text = f"{finding.rule.code} {_column(finding)}: {finding.message(language)} ({finding.fix(language)}){_others(run, language)}"
    path = _escaped(finding.path).replace(":", "%3A").replace(",", "%2C")
    end = f",endLine={run.last_line}" if run.size > 1 else ""
    return f"::{finding.rule.severity} file={path},line={finding.line}{end}::{_escaped(text)}"


def _escaped(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _as_json(findings: Iterable[Finding], excerpts: Excerpts) -> str:
    """Return one JSON object; invisible characters are escaped, so that it is safe to print on a terminal."""
    listed = [_entry(finding, excerpts) for finding in findings]
    text = json.dumps({"version": JSON_VERSION, "findings": listed}, ensure_ascii=False, indent=1)
    return _SUSPECT.sub(lambda match: match[0] if match[0].isprintable() else json.dumps(match[0])[1:-1], text)


def _entry(finding: Finding, excerpts: Excerpts) -> dict[str, Any]:
    return {
        "path": finding.path,
        "line": finding.line,
        "column": finding.column,
        "code": finding.rule.code,
        "severity": finding.rule.severity,
        "message": {"en": finding.message("en"), "vi": finding.message("vi")},
        "fix": {"en": finding.fix("en"), "vi": finding.fix("vi")},
        "cell": _cell(finding, excerpts),
    }


def _cell(finding: Finding, excerpts: Excerpts) -> str | None:
    file = excerpts.file(finding.path)
    position = None if file is None else _position(finding, file)
    return None if file is None or position is None else file.row(finding.line).cell(position)
