"""The command `add`: puts the rows of a spreadsheet or CSV into the files of their provinces, if nothing is wrong with them there."""

import csv
import io
import shutil
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from pipeline.editing.items import Items
from pipeline.editing.new import HEADER as SOURCE_HEADER
from pipeline.editing.new import with_source
from pipeline.foundation.errors import CannotRunError, must_be_mended
from pipeline.foundation.files import write_texts
from pipeline.foundation.findings import TOO_MANY, Finding
from pipeline.foundation.paths import RAW, real, shown
from pipeline.foundation.registry import COUNTRY_FILE, Registry
from pipeline.gate.since import check_touched
from pipeline.language.spoken import Language
from pipeline.reading.form_rules import (
    BLANK_LINE,
    BYTE_ORDER_MARK,
    COLUMN_ORDER,
    EMPTY_COLUMNS,
    GARBLED,
    HEADER,
    LINE_ENDS,
    OTHER_ENCODING,
    REPEATED_HEADER,
    SEPARATOR,
)
from pipeline.reading.lines import Row, rows_of
from pipeline.reading.mending import clean
from pipeline.reading.reader import Parsed
from pipeline.reading.registries import load_registry
from pipeline.reading.tables import WORKBOOKS, parse, read_table
from pipeline.reading.text_table import rows_in
from schemas import CodedObservation
from schemas.base import header_of

COLUMNS: Final = header_of(CodedObservation)
FORM: Final = (
    BYTE_ORDER_MARK,
    LINE_ENDS,
    BLANK_LINE,
    SEPARATOR,
    OTHER_ENCODING,
    EMPTY_COLUMNS,
    COLUMN_ORDER,
    GARBLED,
    HEADER,
    REPEATED_HEADER,
)
"""Defects of form that lose no cell; the rows are written in the right form."""
SOURCES: Final = "sources.csv"
SOURCE_SHEET: Final = "source"
"""The sheet of a workbook on which a draft has prepared its source."""
Place = tuple[str, int]
"""A file, relative to data/raw, and a line."""


@dataclass(frozen=True, slots=True)
class Added:
    """The result of `add`.

    Attributes:
        findings: what is wrong with the rows, at their lines in the file that they came from, and what they make wrong elsewhere.
        lines: for each file in data/raw to which rows were added, the first and the last of their lines; none if a finding is an error.
    """

    findings: list[Finding]
    lines: dict[str, tuple[int, int]] = field(default_factory=dict)

    def said(self, language: Language, *, dry_run: bool) -> Iterator[str]:
        """Yield a report of what was done, or would be."""
        if not self.lines:
            yield {"en": "no row was added", "vi": "chưa thêm dòng nào"}[language]
        for name, (first, last) in self.lines.items():
            count, to = last - first + 1, f"-{last}" if last > first else ""
            en = f"{count} row{'s' if count > 1 else ''} {'would be ' if dry_run else ''}added (line {first}{to})"
            vi = f"{'sẽ' if dry_run else 'đã'} thêm {count} dòng (dòng {first}{to})"
            yield f"{name}: {en if language == 'en' else vi}"


def add(path: Path, raw: Path = RAW, *, dry_run: bool = False) -> Added:
    """Put the rows of a file of observations at the ends of the files of their provinces; rows without a number get the next one.

    Args:
        path: a workbook or CSV with the header of observations, outside `raw`.
        raw: the folder data/raw.
        dry_run: writes nothing.

    Raises:
        CannotRunError: the file lies in `raw` already, or the tables there must be corrected first.
        OSError: a file cannot be opened or written.
    """
    if real(path).is_relative_to(real(raw)):
        command = f"python -m pipeline check {shown(path)}"
        raise CannotRunError(
            f"{shown(path)} lies in {shown(raw)} already: {command}", f"{shown(path)} đã nằm trong {shown(raw)}: {command} --lang vi"
        )
    parsed = parse(path, COLUMNS)
    if any(finding.rule not in FORM for finding in parsed.findings) or parsed.places is None:
        return Added(parsed.findings)
    registry = load_registry(raw)[0]
    files, origin = _placed(parsed, path, raw, registry)
    if not files:
        raise CannotRunError(f"{shown(path)} has no rows to add", f"{shown(path)} không có dòng nào để thêm")
    before = {name: _text_of(raw, name) for name in files}
    texts = {name: before[name] + "".join(written) for name, written in files.items()}
    if source := _source_of(path, registry):
        before[SOURCES] = (raw / SOURCES).read_text(encoding="utf-8")
        texts[SOURCES] = with_source(before[SOURCES], _rows_of_sources(raw), source)
    with TemporaryDirectory(prefix="vn-policy-credit-") as folder:
        copy = Path(shutil.copytree(raw, real(Path(folder)) / "raw", symlinks=True))
        write_texts({copy / name: text for name, text in texts.items()})
        findings = _findings(origin, path, copy, raw)
    if any(finding.rule.severity == "error" for finding in findings):
        return Added(findings)
    if any(_now(raw, name) != text for name, text in before.items()):
        raise CannotRunError(
            f"{shown(raw)} was changed meanwhile; run the command again", f"{shown(raw)} vừa bị thay đổi; hãy chạy lại lệnh"
        )
    if not dry_run:
        write_texts({raw / name: text for name, text in texts.items()})
    lines: defaultdict[str, list[int]] = defaultdict(list)
    for name, line in origin:
        lines[name].append(line)
    return Added(findings, {shown(raw / name): (min(places), max(places)) for name, places in lines.items()})


def _placed(parsed: Parsed, path: Path, raw: Path, registry: Registry) -> tuple[dict[str, list[str]], dict[Place, int]]:
    """Return the lines to add to each file, by its name from `raw`, and for each of their places the line of the file they came from."""
    assert parsed.records is not None
    assert parsed.places is not None
    rows = [(line, dict(zip(COLUMNS, map(clean, cells), strict=True))) for line, cells in rows_of(parsed.records, parsed.places)]
    places = {row["ref_area"]: registry.file_of(row["ref_area"]) for _, row in rows if row["ref_area"] in registry.areas}
    usual = next(iter(places.values()), COUNTRY_FILE)
    items, files, ends = Items(raw, [path]), defaultdict[str, list[str]](list), dict[str, int]()
    origin: dict[Place, int] = {}
    for line, row in rows:
        if row["source_id"] and not row["item"]:
            row["item"] = items.next(row["source_id"])
        name = f"observations/{places.get(row['ref_area'], usual)}"
        if name not in ends:
            ends[name] = _text_of(raw, name).count("\n")
        written = _as_csv(row.values())
        origin[name, ends[name] + 1] = line
        ends[name] += written.count("\n")
        files[name].append(written)
    return files, origin


def _source_of(path: Path, registry: Registry) -> dict[str, str]:
    """Return the source that a draft prepared on its sheet, unless it is registered; empty where there is none."""
    if path.suffix.lower() not in WORKBOOKS:
        return {}
    from pipeline.reading.workbook import read_sheet

    header, *rows = read_sheet(path, SOURCE_SHEET) or [[]]
    if [name for name in header if name] != SOURCE_HEADER or len(rows) != 1:
        return {}
    row = dict(zip(SOURCE_HEADER, map(clean, rows[0]), strict=False))
    return row if row["source_id"] and row["source_id"] not in registry.sources else {}


def _rows_of_sources(raw: Path) -> list[Row]:
    table, findings = read_table(raw / SOURCES, SOURCE_HEADER)
    if table is None or findings:
        raise must_be_mended([shown(raw / SOURCES)])
    return list(rows_in(table))


def _now(raw: Path, name: str) -> str:
    return (raw / name).read_text(encoding="utf-8") if name == SOURCES else _text_of(raw, name)


def _as_csv(cells: Iterable[str]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\n").writerow(cells)
    return buffer.getvalue()


def _text_of(raw: Path, name: str) -> str:
    """Return the text of a province's file, with a line end at its end; of one that is not there yet, the header.

    Raises:
        CannotRunError: the form of the file must be corrected first, or a link leads elsewhere.
    """
    path = raw / name
    if real(path) != real(raw) / name:
        raise CannotRunError(
            f"{shown(path)} is not a file of {shown(raw)}, but leads elsewhere",
            f"{shown(path)} không phải tệp của {shown(raw)} mà là liên kết dẫn ra ngoài",
        )
    if not path.exists():
        return ",".join(COLUMNS) + "\n"
    if parse(path, COLUMNS).findings:
        raise must_be_mended([shown(path)])
    with path.open(encoding="utf-8", newline="") as file:
        text = file.read()
    return text if text.endswith("\n") else text + "\n"


def _findings(origin: Mapping[Place, int], path: Path, copy: Path, raw: Path) -> list[Finding]:
    """Return what the rows make wrong in the copy: in the file that they came from, or in data/raw.

    Raises:
        CannotRunError: something in data/raw must be corrected first.
    """

    def at_home(text: str) -> str:
        return text.replace(f"{shown(copy)}/", f"{shown(raw)}/")

    def moved(name: str, line: int) -> Place:
        inside = name.removeprefix(f"{shown(copy)}/")
        return (shown(path), origin[inside, line]) if (inside, line) in origin else (at_home(name), line)

    try:
        found = check_touched(raw, copy).findings
    except CannotRunError as error:
        raise CannotRunError(at_home(error.en), at_home(error.vi)) from None
    findings = []
    for finding in found:
        facts = {name: at_home(fact) if isinstance(fact, str) else fact for name, fact in finding.facts.items()}
        name, _, line = str(finding.facts.get("other", "")).rpartition(":")
        if name and line.isdecimal():
            facts["other"] = ":".join(map(str, moved(name, int(line))))
        place, number = moved(finding.path, finding.line)
        findings.append(replace(finding, path=place, line=number, facts=facts))
    if any(finding.path == shown(path) for finding in findings):
        findings = [replace(finding, path=shown(path)) if finding.rule is TOO_MANY else finding for finding in findings]
    return findings
