"""The command `fix`: repairs the form of hand-coded files, shows the difference, and lists what only a person can correct."""

import csv
import io
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import unified_diff
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from pipeline.editing.items import Items
from pipeline.editing.spellings import Spellings
from pipeline.foundation.errors import CannotRunError, must_be_mended
from pipeline.foundation.files import write_text
from pipeline.foundation.paths import RAW, real, shown
from pipeline.gate.check import Checked, check_all, check_files
from pipeline.language.spoken import Language
from pipeline.reading.encodings import decode
from pipeline.reading.header import recognised
from pipeline.reading.lines import LONGEST_LINE, rows_of
from pipeline.reading.mending import Did, Formed, settled, unix, visible
from pipeline.reading.reader import LINES_SEARCHED
from pipeline.reading.registries import load_registry
from pipeline.reading.tables import WORKBOOKS, bytes_of, parse
from schemas import RAW as RAW_TABLES
from schemas import REGISTRIES, CodedObservation, Evidence
from schemas.base import header_of

HEADER: Final = header_of(CodedObservation)
FORM_OF_SHEETS: Final = frozenset({"V006", "V014", "V015"})
"""Defects with which a workbook is still converted to CSV."""
DIFF_COMPARED: Final = 20_000
"""Most lines for which a line-by-line difference is shown."""
DIFF_SHOWN: Final = 500
"""Lines of a difference that are shown."""


@dataclass(frozen=True, slots=True)
class Repair:
    """The repair of one file.

    Attributes:
        given: the file that was named.
        target: the file to write: itself, or the CSV beside a workbook.
        before: the text of the target as it stands, in LF; empty if it is not there.
        after: the text to write, and what was done; None if the target stays as it is.
    """

    given: Path
    target: Path
    before: str
    after: Formed | None


def fix(paths: Sequence[Path], say: Callable[[str], None], raw: Path = RAW, *, dry_run: bool = False, language: Language = "en") -> Checked:
    """Repair the form of files, or of all under data/raw if none is named.

    Args:
        paths: CSV files or workbooks.
        say: called with each difference before the file is written.
        raw: the folder data/raw.
        dry_run: writes nothing.
        language: of what is said.

    Returns:
        What is wrong in the files afterwards.

    Raises:
        CannotRunError: a file is not a table; or the files are repaired, but what remains cannot be checked.
        OSError: a file cannot be opened or written.
    """
    files = list({real(path): path for path in paths}.values()) or sorted(raw.rglob("*.csv"))
    spellings = Spellings(raw)
    items = Items(raw, [path for path in files if path.suffix.lower() == ".csv" and _header_for(path) == HEADER])
    repairs = [_repair(path, raw, items, spellings) for path in files]
    for repair in repairs:
        if repair.after is not None:
            say("\n".join(_difference(repair, repair.after, language)))
            if not dry_run:
                write_text(repair.target, repair.after.text)
    if not dry_run or all(repair.after is None for repair in repairs):
        return check_files([repair.target for repair in repairs], raw) if paths else check_all(raw)
    return _check_copies(repairs, raw) if paths else _check_copy(repairs, raw)


def _repair(path: Path, raw: Path, items: Items, spellings: Spellings) -> Repair:
    if path.suffix.lower() in WORKBOOKS:
        return _repair_workbook(path, raw, spellings)
    if path.suffix.lower() != ".csv":
        raise CannotRunError(f"{shown(path)} is neither a .csv nor an .xlsx", f"{shown(path)} không phải tệp .csv hay .xlsx")
    header = _header_for(path)
    parsed = parse(path, header)
    if parsed.decoded is None or not _is_table(parsed.decoded.text, parsed.mark, header):
        return Repair(path, path, "", None)
    data = bytes_of(path)
    after = settled(parsed, header, items.next if header == HEADER else None, spellings.respell)
    return Repair(path, path, unix(decode(data).text), None if after.text.encode() == data else after)


def _repair_workbook(path: Path, raw: Path, spellings: Spellings) -> Repair:
    """Turn a workbook into the CSV of its province, provided no typed content is lost and no row of an existing CSV is missing."""
    header = _header_for(path)
    parsed = parse(path, header)
    if parsed.places is None or parsed.records is None or any(finding.rule.code not in FORM_OF_SHEETS for finding in parsed.findings):
        return Repair(path, path, "", None)
    target = path.with_suffix(".csv")
    if header == HEADER:
        registry = load_registry(raw)[0]
        areas = {cells[header.index("ref_area")].strip() for _, cells in rows_of(parsed.records, parsed.places)}
        files = {Path(registry.file_of(area)).name for area in areas if area in registry.areas}
        if len(files) != 1:
            return Repair(path, path, "", None)
        target = path.with_name(files.pop())
    next_item = Items(raw, [path], without=target).next if header == HEADER else None
    after = settled(parsed, header, next_item, spellings.respell)
    return _onto(path, target, after, header)


def _onto(path: Path, target: Path, after: Formed, header: list[str]) -> Repair:
    """Return the repair by which the CSV of a workbook takes the place of the one that lies beside it.

    Raises:
        CannotRunError: the one beside it cannot be read, or has rows that the workbook lacks.
    """
    if not (target.exists() or target.is_symlink()):
        return Repair(path, target, "", after)
    parsed = parse(target, header)
    if parsed.decoded is None or parsed.records is None or parsed.places is None:
        raise must_be_mended([shown(target)])
    lost = {tuple(cells[:2]) for _, cells in rows_of(parsed.records, parsed.places)} - set(_keys(after.text))
    if lost:
        first = ".".join(min(lost))
        raise CannotRunError(
            f"{shown(target)} has {len(lost)} row(s) that {shown(path)} lacks, the first {first}",
            f"{shown(target)} có {len(lost)} dòng mà {shown(path)} không có, dòng đầu là {first}",
        )
    before = parsed.decoded.text
    return Repair(path, target, before, None if after.text.encode() == bytes_of(target) else after)


def _keys(text: str) -> Iterator[tuple[str, ...]]:
    yield from (tuple(cells[:2]) for cells in csv.reader(io.StringIO(text, newline="")))


def _header_for(path: Path) -> list[str]:
    if path.parent.name == "evidence":
        return header_of(Evidence)
    return header_of(RAW_TABLES[path.stem]) if path.stem in REGISTRIES else HEADER


def _is_table(text: str, mark: str, header: list[str]) -> bool:
    """Whether one of the first lines is the header of the table; any other file is left alone."""
    lines = islice(text[:LONGEST_LINE].splitlines(), LINES_SEARCHED)
    return any(recognised(line.replace('"', "").split(mark), header) >= len(header) / 2 for line in lines)


def _difference(repair: Repair, after: Formed, language: Language) -> Iterator[str]:
    """Yield what is done to a file, and the lines that change."""
    nothing: Did = ("quotation marks, accents or the end of the file put in form", "chuẩn hóa dấu ngoặc kép, dấu chữ hoặc cuối tệp")
    yield f"{shown(repair.target)}: " + "; ".join(did[language == "vi"] for did in after.did or (nothing,))
    old, new = repair.before.splitlines(), after.text.splitlines()
    if len(old) + len(new) <= DIFF_COMPARED:
        name = shown(repair.target)
        lines = unified_diff([visible(line) for line in old], [visible(line) for line in new], name, name, n=0, lineterm="")
        yield from islice(lines, DIFF_SHOWN)
        if next(lines, None) is not None:
            yield "..."


def _check_copies(repairs: Sequence[Repair], raw: Path) -> Checked:
    """Check what named files would become, in copies of the same names elsewhere."""
    with TemporaryDirectory() as folder:
        copies = {}
        for number, repair in enumerate(repairs):
            target = real(repair.target)
            copy = real(Path(folder)) / str(number) / target.parent.name / target.name
            copy.parent.mkdir(parents=True)
            if repair.after is None:
                copy = repair.target
            else:
                write_text(copy, repair.after.text)
            copies[shown(copy)] = shown(repair.target)
        checked = check_files([Path(copy) for copy in copies], raw)
    return _under_their_names(checked, copies)


def _check_copy(repairs: Sequence[Repair], raw: Path) -> Checked:
    """Check what the folder data/raw would become, in a copy of it."""
    with TemporaryDirectory() as folder:
        copy = real(Path(folder)) / raw.name
        shutil.copytree(raw, copy, symlinks=True)
        for repair in repairs:
            if repair.after is not None:
                write_text(copy / repair.target.relative_to(raw), repair.after.text)
        checked = check_all(copy)
        paths = {shown(path): shown(raw / path.relative_to(copy)) for path in copy.rglob("*")}
    return _under_their_names(checked, paths)


def _under_their_names(checked: Checked, names: dict[str, str]) -> Checked:
    """Translate findings about copies to the original files."""
    return replace(checked, findings=[replace(finding, path=names.get(finding.path, finding.path)) for finding in checked.findings])
