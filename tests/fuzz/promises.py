"""What the gate promises whatever it is given, as assertions."""

import csv
import json
import re
import signal
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path
from typing import Final, get_args

from pipeline.foundation.findings import WHOLE, Finding
from pipeline.foundation.paths import shown
from pipeline.gate.report import Format, render
from pipeline.gate.runs import runs_of
from pipeline.language.spoken import Language
from pipeline.reading.reader import SEPARATORS
from schemas import RAW as TABLES
from schemas.base import header_of

SECONDS: Final = 20
"""Processor time that one input may take at most; most take a twentieth of a second."""
LONGEST_LINE: Final = 8_000
"""Characters of one finding at most; paths may be long."""


class TooSlowError(AssertionError):
    """An input took more processor time than it may."""


@contextmanager
def bounded(seconds: float = SECONDS) -> Iterator[None]:
    """Stop what runs inside after so much processor time; where the system has no such alarm it runs on.

    Raises:
        TooSlowError: the time was up.
    """
    if not hasattr(signal, "setitimer"):
        yield
        return

    def stop(*_: object) -> None:
        raise TooSlowError(f"not done after {seconds} s of processor time")

    previous = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, previous)


@contextmanager
def nothing_written(folder: Path) -> Iterator[None]:
    """Assert that what runs inside leaves every file of a folder as it is."""
    before = contents(folder)
    yield
    changed = sorted(before.items() ^ contents(folder).items())
    assert not changed, f"written: {changed}"


def contents(folder: Path) -> dict[str, str]:
    """Return the sha256 of every file below a folder, by its path from there."""
    return {
        str(path.relative_to(folder)): sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file() and not path.is_symlink()
    }


def findings_hold(findings: Iterable[Finding], paths: Iterable[Path]) -> None:
    """Assert that findings point into the given files and can be shown in every form and language."""
    found = list(findings)
    known = {shown(path): path for path in paths}
    by_path: dict[str, list[Finding]] = defaultdict(list)
    for finding in found:
        by_path[finding.path].append(finding)
    for name, listed in by_path.items():
        assert name in known, f"{name!r} is none of the files"
        _point_into(listed, known[name])
    for language in get_args(Language):
        _is_shown(found, language)


def _point_into(findings: Iterable[Finding], path: Path) -> None:
    data = path.read_bytes() if path.is_file() else b""
    lines = 1 + len(re.findall(rb"\r\n|\r|\n", data))
    tables = [name for name in (path.stem, path.parent.name, "observations") if name in TABLES]
    columns = {WHOLE, *(column for name in tables for column in header_of(TABLES[name]))}
    for finding in findings:
        assert 1 <= finding.line <= lines, f"line {finding.line} of {lines}: {finding.rule.code}"
        own = _first_record(data) if finding.line == 1 else []
        assert finding.column in columns.union(own), f"column {finding.column!r}: {finding.rule.code}"


def _first_record(data: bytes) -> list[str]:
    """Return the names in the header of a file, whatever separates them; a finding about a column too many bears its name."""
    lines = data.decode(errors="replace").split("\n")
    names: list[str] = []
    for mark in (",", *SEPARATORS):
        with suppress(csv.Error):
            names += next(csv.reader(lines, delimiter=mark), [])
    return [name.strip() for name in names]


def _is_shown(findings: list[Finding], language: Language) -> None:
    shown_as = {form: render(findings, form, language) for form in get_args(Format)}
    for text in shown_as.values():
        text.encode()
    runs = runs_of(findings)
    assert sum(run.size for run in runs) == len(findings)
    for form in ("text", "github"):
        lines = shown_as[form].split("\n") if findings else []
        assert len(lines) == len(runs), f"{len(runs)} runs of findings in {len(lines)} lines of {form}"
        for line in lines:
            assert line.isprintable(), f"not printable: {line[:200]!r}"
            assert len(line) <= LONGEST_LINE, f"{len(line)} characters in a line"
            assert form == "text" or re.match(r"::(error|warning) file=[^:,]*,line=[0-9]+(,[a-zA-Z]+=[^:,]*)*::", line), line[:200]
    listed = json.loads(shown_as["json"])["findings"]
    assert len(listed) == len(findings)
    assert all(map(_is_told, listed))


def _is_told(entry: Mapping[str, object]) -> bool:
    return all(entry[name] for name in ("path", "line", "column", "code", "severity", "message"))
