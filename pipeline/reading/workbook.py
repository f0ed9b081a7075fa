"""Workbooks (.xlsx) as rows of text: each cell as in a CSV, with a finding if what was typed is lost.

Workbooks come from strangers: their size is checked before unpacking; formulas are not run, macros and links are ignored.
"""

import re
import warnings
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from itertools import islice
from pathlib import Path
from typing import Any, Final

from pipeline.reading.form_rules import TYPED_CELL, WORKBOOK
from pipeline.reading.header import recognised
from pipeline.reading.lines import Row
from pipeline.reading.reader import PRINTED, Reader

SHEET: Final = "observations"
"""The sheet that is read; the first one where none is named so."""
MOST_BYTES: Final = 64 * 1024 * 1024
"""Bytes of all parts of a workbook, unpacked."""
MOST_TIMES: Final = 200
"""Largest ratio of unpacked to packed size; text packs to a tenth or twentieth."""
SMALL: Final = 1024 * 1024
"""Workbooks smaller than this are harmless, whatever the ratio."""
MOST_PARTS: Final = 1000
MOST_SHEETS: Final = 100
MOST_ROWS: Final = 200_000
MOST_COLUMNS: Final = 200
LAST_ROW: Final = 1_048_576
"""The last row that a sheet can have."""
ROWS_SEARCHED: Final = 1_000
"""Rows of the other sheets that are searched for content."""
EXACT_DIGITS: Final = 15
"""Digits that a spreadsheet keeps of a number."""
ASIDE: Final = re.compile(r"\s*\[[^\[\]]*\]\s*")
"""The name of a column that only helps people, as the sentences of a draft; it is passed over."""
SIGNATURE: Final = b"PK\x03\x04"

Cell = Any
"""A cell of openpyxl: `value`, `data_type`, `number_format` and `coordinate`."""


class WorkbookError(Exception):
    """A workbook that cannot be read, with the reason in English and Vietnamese."""

    def __init__(self, en: str, vi: str) -> None:
        super().__init__(en)
        self.en, self.vi = en, vi


def read_workbook(path: Path, reader: Reader) -> None:
    """Read the sheet of a workbook into a reader.

    Raises:
        OSError: the file cannot be opened.
        ModuleNotFoundError: openpyxl or defusedxml is not installed.
    """
    try:
        if _is_refused(path, reader):
            return
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            records = list(_records(path, reader))
    except WorkbookError as error:
        reader.say(WORKBOOK, 1, reason_en=error.en, reason_vi=error.vi)
        return
    except Exception as error:  # whatever a broken workbook makes zipfile, the XML parser and openpyxl raise
        if isinstance(error, ModuleNotFoundError) or (isinstance(error, OSError) and error.errno):
            raise
        reason = type(error).__name__
        reader.say(WORKBOOK, 1, reason_en=f"it is damaged ({reason})", reason_vi=f"tệp hỏng ({reason})")
        return
    reader.read_records(records)


def _is_refused(path: Path, reader: Reader) -> bool:
    """Check a workbook by its table of contents before unpacking; zipfile never unpacks more than that announces."""
    with path.open("rb") as file:
        if file.read(len(SIGNATURE)) != SIGNATURE:
            raise WorkbookError("it is no .xlsx, or has a password", "không phải .xlsx, hoặc có mật khẩu")
    with zipfile.ZipFile(path) as archive:
        parts = archive.infolist()
    unpacked, packed = sum(part.file_size for part in parts), path.stat().st_size
    if len(parts) > MOST_PARTS:
        reader.refuse(1, MOST_PARTS, "the workbook has too many parts", "bảng tính có quá nhiều thành phần")
    elif unpacked > MOST_BYTES:
        reader.refuse(1, MOST_BYTES, "the workbook unpacks to too many bytes", "bảng tính giải nén ra quá nhiều byte")
    elif unpacked > max(SMALL, MOST_TIMES * packed):
        reader.refuse(1, MOST_TIMES, "the workbook unpacks to too many times its size", "bảng tính giải nén lớn hơn quá nhiều lần")
    else:
        return False
    return True


def _records(path: Path, reader: Reader) -> Iterator[Row]:
    """Yield the rows of the sheet that are not blank, at least as wide as the first one."""
    from openpyxl import DEFUSEDXML, load_workbook

    if not DEFUSEDXML:
        raise ModuleNotFoundError("no defusedxml", name="defusedxml")
    workbook = load_workbook(path, read_only=True, data_only=True, keep_links=False)
    try:
        if not 0 < len(workbook.worksheets) <= MOST_SHEETS:
            raise WorkbookError("it has no sheet, or too many", "không có trang tính nào, hoặc quá nhiều")
        sheet = next((sheet for sheet in workbook.worksheets if sheet.title.strip().lower() == SHEET), workbook.worksheets[0])
        for other in workbook.worksheets:
            if other is not sheet and _holds_rows(other, reader):
                en, vi = f"rows stand on the sheet “{other.title}” too", f"trang “{other.title}” cũng có dòng số liệu"
                raise WorkbookError(f"{en}; only “{sheet.title}” is read", f"{vi}; chỉ trang “{sheet.title}” được đọc")
        sheet.reset_dimensions()
        yield from _texts(islice(sheet.iter_rows(), LAST_ROW), reader)
    finally:
        workbook.close()


def read_sheet(path: Path, name: str) -> list[list[str]]:
    """Return the rows of a small sheet beside the one with observations, cells as text; empty if there is none, or the workbook is broken.

    Raises:
        OSError: the file cannot be opened.
    """
    reader = Reader(path.name, [])
    try:
        if _is_refused(path, reader):
            return []
        from openpyxl import load_workbook

        workbook = load_workbook(path, read_only=True, data_only=True, keep_links=False)
    except (WorkbookError, zipfile.BadZipFile, ValueError, KeyError):
        return []
    try:
        sheet = next((sheet for sheet in workbook.worksheets if sheet.title == name), None)
        if sheet is None:
            return []
        sheet.reset_dimensions()
        rows = islice(sheet.iter_rows(max_col=MOST_COLUMNS, values_only=True), ROWS_SEARCHED)
        return [[plain(cell) if cell is not None else "" for cell in row] for row in rows if any(cell is not None for cell in row)]
    finally:
        workbook.close()


def _holds_rows(sheet: Any, reader: Reader) -> bool:
    """Whether a sheet has the header of the table, and something below it."""
    sheet.reset_dimensions()
    rows = islice(sheet.iter_rows(max_col=MOST_COLUMNS, values_only=True), ROWS_SEARCHED)
    header = [str(cell or "") for cell in next(rows, ())]
    return recognised(header, reader.header) > len(reader.header) / 2 and any(cell is not None for row in rows for cell in row)


def _texts(rows: Iterable[Sequence[Cell]], reader: Reader) -> Iterator[Row]:
    columns: list[str] = []
    aside: set[int] = set()
    for line, every in enumerate(rows, 1):
        if all(cell.value is None for cell in every):
            continue
        if not columns:
            aside = {place for place, cell in enumerate(every) if ASIDE.fullmatch(str(cell.value or ""))}
        row = [cell for place, cell in enumerate(every) if place not in aside]
        if all(cell.value is None for cell in row):
            continue
        width = max(place for place, cell in enumerate(row, 1) if cell.value is not None)
        if width > MOST_COLUMNS or line > MOST_ROWS:
            en, vi = f"row {line} has cells to column {width}", f"dòng {line} có ô đến cột {width}"
            raise WorkbookError(
                f"{en}, at most {MOST_ROWS:,} rows and {MOST_COLUMNS} columns are read",
                f"{vi}, chỉ đọc tối đa {MOST_ROWS:,} dòng và {MOST_COLUMNS} cột",
            )
        if not columns:
            columns = [str(cell.value or "").strip() for cell in row[:width]]
            yield line, columns
        else:
            names = columns + [""] * (width - len(columns))
            texts = [_text(cell, name, line, reader) for cell, name in zip(row[:width], names, strict=False)]
            yield line, texts + [""] * (len(columns) - width)


def _text(cell: Cell, name: str, line: int, reader: Reader) -> str:
    """Return the text of a cell; report it if a number, date or truth value replaced what was typed."""
    value = cell.value
    if value is None or isinstance(value, str):
        return value or ""
    text = plain(value)
    if isinstance(value, (int, float)) and not isinstance(value, bool) and _is_certain(text, cell.number_format, name):
        return text
    en, vi, meant = _kind(value, cell.number_format)
    should = {"should_en": f" ({meant}?)", "should_vi": f" ({meant}?)"} if meant and name != PRINTED else {"should_en": "", "should_vi": ""}
    column = name if name in reader.header else "-"
    reader.say(TYPED_CELL, line, column, cell=cell.coordinate, column=name, kind_en=en, kind_vi=vi, seen=text, **should)
    return text


def _is_certain(text: str, number_format: str, name: str) -> bool:
    """Whether a number preserves what was typed; never in `as_printed`, where points, commas and the unit matter."""
    digits = text.strip("-").replace(".", "")
    return name != PRINTED and digits.isdigit() and len(digits) <= EXACT_DIGITS and "%" not in number_format


def plain(value: object) -> str:
    """Return a value of a cell as plain text: 14009.3, 2023-12-31, TRUE."""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 10**EXACT_DIGITS else repr(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ")
    return str(value)


def _kind(value: object, number_format: str) -> tuple[str, str, str]:
    """Return what a cell is kept as in English and Vietnamese, and what may have been typed."""
    if isinstance(value, bool):
        return "a truth value", "giá trị đúng/sai", "yes" if value else "no"
    if isinstance(value, (date, datetime, time, timedelta)):
        return "a date or time", "ngày hoặc giờ", plain(value) if isinstance(value, date) else ""
    if "%" in number_format:
        return "a percentage", "phần trăm", ""
    return "a number", "số", ""
