"""The command `add`: puts the rows of a spreadsheet or CSV into the files of their provinces, if nothing is wrong with them there."""

import csv
import io
import shutil
from collections import defaultdict
from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from pipeline.check import CannotCheckError
from pipeline.files import written_beside
from pipeline.form import clean
from pipeline.items import Items
from pipeline.paths import RAW, real, shown
from pipeline.reader import Parsed
from pipeline.reading import parse
from pipeline.records import rows_of
from pipeline.registry import COUNTRY_FILE, Registry, load_registry
from pipeline.rules.catalogue import TOO_MANY, Finding
from pipeline.rules.files import (
    BLANK_LINE,
    BYTE_ORDER_MARK,
    COLUMN_ORDER,
    EMPTY_COLUMNS,
    GARBLED,
    HEADER,
    LINE_ENDS,
    OTHER_ENCODING,
    SEPARATOR,
)
from pipeline.touched import check_touched
from schemas import CodedObservation
from schemas.base import header_of

COLUMNS: Final = header_of(CodedObservation)
FORM: Final = (BYTE_ORDER_MARK, LINE_ENDS, BLANK_LINE, SEPARATOR, OTHER_ENCODING, EMPTY_COLUMNS, COLUMN_ORDER, GARBLED, HEADER)
"""What may be wrong with the file: by it no cell is lost, and the rows are written in their right form."""
Place = tuple[str, int]
"""A file, from data/raw, and a line."""


@dataclass(frozen=True, slots=True)
class Added:
    """What came of it.

    Attributes:
        findings: what is wrong with the rows, at their lines in the file that they came from, and what they make wrong elsewhere.
        lines: for each file in data/raw to which rows were added, the first and the last of their lines; none if a finding is an error.
    """

    findings: list[Finding]
    lines: dict[str, tuple[int, int]] = field(default_factory=dict)


def add(path: Path, raw: Path = RAW, *, dry_run: bool = False) -> Added:
    """Put the rows of a file of observations at the ends of the files of their provinces; rows without a number get the next one.

    Args:
        path: a workbook or CSV with the header of observations, outside `raw`.
        raw: the folder data/raw.
        dry_run: writes nothing.

    Raises:
        CannotCheckError: the file lies in `raw` already, or the tables there must be mended first.
        OSError: a file cannot be opened or written.
    """
    if real(path).is_relative_to(real(raw)):
        raise CannotCheckError(f"{shown(path)} lies in {shown(raw)} already: python -m pipeline check {shown(path)}")
    parsed = parse(path, COLUMNS)
    if any(finding.rule not in FORM for finding in parsed.findings) or parsed.places is None:
        return Added(parsed.findings)
    texts, origin = _placed(parsed, path, raw, load_registry(raw)[0])
    with TemporaryDirectory(prefix="vn-policy-credit-") as folder:
        copy = Path(shutil.copytree(raw, real(Path(folder)) / "raw", symlinks=True))
        for name, text in texts.items():
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            (copy / name).write_text(text, encoding="utf-8", newline="\n")
        findings = [_at_its_origin(finding, origin, path, copy, raw) for finding in check_touched(raw, copy).findings]
    if any(finding.rule.severity == "error" for finding in findings):
        return Added(findings)
    if not dry_run:
        _write({raw / name: text for name, text in texts.items()})
    lines: defaultdict[str, list[int]] = defaultdict(list)
    for name, line in origin:
        lines[name].append(line)
    return Added(findings, {shown(raw / name): (min(places), max(places)) for name, places in lines.items()})


def _placed(parsed: Parsed, path: Path, raw: Path, registry: Registry) -> tuple[dict[str, str], dict[Place, int]]:
    """Return the files as they become, by their names from `raw`, and for each new line of them the line of the file it came from."""
    assert parsed.records is not None
    assert parsed.places is not None
    rows = [(line, dict(zip(COLUMNS, map(clean, cells), strict=True))) for line, cells in rows_of(parsed.records, parsed.places)]
    files = {row["ref_area"]: registry.file_of(row["ref_area"]) for _, row in rows if row["ref_area"] in registry.areas}
    usual = next(iter(files.values()), COUNTRY_FILE)
    items, texts, ends = Items(raw, [path]), dict[str, str](), dict[str, int]()
    origin: dict[Place, int] = {}
    for line, row in rows:
        if row["source_id"] and not row["item"]:
            row["item"] = items.next(row["source_id"])
        name = f"observations/{files.get(row['ref_area'], usual)}"
        if name not in texts:
            texts[name] = _text_of(raw / name)
            ends[name] = texts[name].count("\n")
        origin[name, ends[name] + 1] = line
        written = _as_csv(row.values())
        texts[name], ends[name] = texts[name] + written, ends[name] + written.count("\n")
    return texts, origin


def _as_csv(cells: Iterable[str]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\n").writerow(cells)
    return buffer.getvalue()


def _text_of(path: Path) -> str:
    """Return the text of a province's file, with a line end at its end; of one that is not there yet, the header."""
    if not path.exists():
        return ",".join(COLUMNS) + "\n"
    with path.open(encoding="utf-8", newline="") as file:
        text = file.read()
    return text if text.endswith("\n") else text + "\n"


def _at_its_origin(finding: Finding, origin: Mapping[Place, int], path: Path, copy: Path, raw: Path) -> Finding:
    """Return a finding in the copy as one in the file that the row came from, or in data/raw; likewise the other row that it names."""

    def moved(name: str, line: int) -> tuple[str, int]:
        inside = name.removeprefix(f"{shown(copy)}/")
        if (inside, line) in origin:
            return shown(path), origin[inside, line]
        return name if inside == name else shown(raw / inside), line

    facts = dict(finding.facts)
    name, _, line = str(facts.get("other", "")).rpartition(":")
    if name and line.isdecimal():
        facts["other"] = ":".join(map(str, moved(name, int(line))))
    place, number = (shown(path), 1) if finding.rule is TOO_MANY else moved(finding.path, finding.line)
    return replace(finding, path=place, line=number, facts=facts)


def _write(texts: Mapping[Path, str]) -> None:
    """Write files beside their places, then let all of them take these."""
    with ExitStack() as written:
        for path, text in texts.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            written.enter_context(written_beside(path)).write_text(text, encoding="utf-8", newline="\n")
