"""The command `template`: a spreadsheet for coders, in which every cell is text and codes are chosen from lists."""

import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from pipeline.editing.find import file_meant
from pipeline.editing.guide import RULES_OF_THUMB
from pipeline.editing.new import registry_of
from pipeline.foundation.errors import CannotRunError
from pipeline.foundation.files import written_beside
from pipeline.foundation.paths import shown
from pipeline.foundation.records import Record
from pipeline.foundation.registry import Registry
from schemas import CodedObservation
from schemas.base import Column, columns, header_of

SHEET: Final = "observations"
CODES: Final = "codes"
GUIDE: Final = "read me"
ROWS: Final = 1000
"""Rows that are prepared for coders."""
TEXT: Final = "@"
"""The number format in which a spreadsheet program changes nothing that is typed."""
LISTED: Final = ("ref_area", "indicator", "unit", "programme", "channel", "funding", "population_group", "standard", "bound", "flags")
"""Columns that offer their codes."""
WIDE: Final = frozenset({"source_id", "indicator", "as_printed", "note"})
HEAD: Final = PatternFill("solid", start_color="DDEBF7")
LEVELS: Final = frozenset({"country", "region", "province"})
"""Levels of the areas that are offered where no province is named."""
STAMP: Final = "1980-01-01T00:00:00Z"
"""Stands for the time of writing, so that the same input gives the same bytes."""
ZIP_STAMP: Final = (1980, 1, 1, 0, 0, 0)


def write_template(path: Path, area: str, raw: Path) -> None:
    """Write the spreadsheet.

    Args:
        path: a file that is not there yet; a coder's work is never overwritten.
        area: code or name of the province whose areas are offered; blank for all provinces.
        raw: the folder data/raw.

    Raises:
        CannotRunError: the file is there or is no .xlsx, its folder is not, or no province is called so.
        OSError: the file cannot be written.
    """
    refuse_out(path, (".xlsx",))
    registry = registry_of(raw)
    file = file_meant(area, registry) if area else ""
    with written_beside(path) as beside:
        beside.write_bytes(reproducible(coders_workbook(registry, file)))


def refuse_out(path: Path, endings: Sequence[str]) -> None:
    """Refuse to write a file that is there, has another ending, or lies in no folder.

    Raises:
        CannotRunError: one of these.
    """
    if path.suffix.casefold() not in endings:
        either_en, either_vi = " or ".join(endings), " hoặc ".join(endings)
        raise CannotRunError(f"{path} must end in {either_en}", f"{path} phải có đuôi {either_vi}")
    if path.exists():
        raise CannotRunError(f"{shown(path)} is there already; name another file", f"đã có {shown(path)}; hãy đặt tên khác")
    if not path.parent.is_dir():
        raise CannotRunError(f"there is no folder {shown(path.parent)}", f"không có thư mục {shown(path.parent)}")


def coders_workbook(registry: Registry, file: str) -> Workbook:
    """Return the three sheets; `file` is the file of observations of the province whose areas are offered, or blank."""
    book = Workbook()
    observations, codes, guide = book.worksheets[0], book.create_sheet(CODES), book.create_sheet(GUIDE)
    observations.title = SHEET
    _prepare(observations)
    places = _write_codes(codes, {name: _entries(name, registry, file) for name in LISTED})
    for name, place in places.items():
        _offer(observations, name, f"{CODES}!{place}", complete=name != "ref_area")
    _offer(observations, "period_basis", f'"{",".join(columns(CodedObservation)["period_basis"].options)}"', complete=True)
    _write_guide(guide)
    return book


def _prepare(sheet: Worksheet) -> None:
    """Write the header, which stays in view and explains itself, and make every cell below it text."""
    for number, column in enumerate(columns(CodedObservation).values(), 1):
        letter = get_column_letter(number)
        sheet.column_dimensions[letter].width = 30 if column.name in WIDE else 15
        sheet.column_dimensions[letter].number_format = TEXT
        for row in range(2, ROWS + 2):
            sheet.cell(row, number).number_format = TEXT
        write_head(sheet, number, column.name).comment = _comment(column)
    sheet.freeze_panes = "A2"


def write_head(sheet: Worksheet, number: int, text: str) -> Any:
    """Write a cell of a header."""
    cell = sheet.cell(1, number, text)
    cell.font, cell.fill, cell.number_format = Font(bold=True), HEAD, TEXT
    return cell


def _comment(column: Column) -> Comment:
    need = "" if column.nullable else "Bắt buộc. "
    needed = "" if column.nullable else " Always filled."
    return Comment(f"{need}{column.description_vi}\n\n{column.description}{needed}", "vn-policy-credit", height=190, width=330)


def _entries(name: str, registry: Registry, file: str) -> list[Record]:
    """Return the records whose codes a column may hold."""
    if name != "ref_area":
        return list(registry.keys(columns(CodedObservation)[name].references).values())
    if file:
        return [area for code, area in registry.areas.items() if registry.file_of(code) == file]
    return [area for area in registry.areas.values() if area["level"] in LEVELS]


def _write_codes(sheet: Worksheet, lists: dict[str, list[Record]]) -> dict[str, str]:
    """Write every list below the other: column, code, Vietnamese and English name; return where the codes of each stand."""
    for number, (text, width) in enumerate((("column", 14), ("code", 42), ("tiếng Việt", 60), ("English", 60)), 1):
        write_head(sheet, number, text)
        sheet.column_dimensions[get_column_letter(number)].width = width
    sheet.freeze_panes = "A2"
    places, line = {}, 1
    for name, entries in lists.items():
        first = line + 1
        for entry in entries:
            line += 1
            write_texts(sheet, line, (name, _code(name, entry), *_names(name, entry)))
        if entries:
            places[name] = f"$B${first}:$B${line}"
    return places


def _code(name: str, entry: Record) -> str:
    keys = (name, name.removesuffix("s"), "code")
    return next(entry[key] for key in keys if key in entry)


def _names(name: str, entry: Record) -> tuple[str, str]:
    if name != "ref_area":
        return entry["name_vi"], entry["name_en"]
    until = entry["valid_to"]
    return entry["name_vi"] + (f" (đến {until})" if until else ""), entry["name_en"] + (f" (until {until})" if until else "")


def write_texts(sheet: Worksheet, line: int, texts: Sequence[str]) -> None:
    """Write a line of cells as text, never as formulas."""
    for number, text in enumerate(texts, 1):
        cell = sheet.cell(line, number, text)
        cell.data_type, cell.number_format = "s", TEXT  # never a formula, whatever it starts with


def _offer(sheet: Worksheet, name: str, source: str, complete: bool) -> None:
    """Give a column its list; where that is complete, nothing else can be typed, save in a column that joins several codes."""
    many = columns(CodedObservation)[name].many
    offered = DataValidation(type="list", formula1=source, allow_blank=True)
    offered.showErrorMessage = not many
    offered.errorStyle = "stop" if complete else "warning"
    offered.errorTitle = name
    offered.error = f"Mã này không có trong trang {CODES}. / This code is not in the sheet {CODES}."
    if many:
        offered.showInputMessage = True
        offered.promptTitle = name
        offered.prompt = "Nhiều mã: nối bằng dấu chấm phẩy. / Several codes: join them by semicolons."
    letter = get_column_letter(header_of(CodedObservation).index(name) + 1)
    offered.add(f"{letter}2:{letter}{ROWS + 1}")
    sheet.add_data_validation(offered)


def _write_guide(sheet: Worksheet) -> None:
    for number, language in enumerate(("Tiếng Việt", "English"), 1):
        write_head(sheet, number, language)
        sheet.column_dimensions[get_column_letter(number)].width = 80
    sheet.freeze_panes = "A2"
    for line, texts in enumerate(RULES_OF_THUMB, 2):
        write_texts(sheet, line, texts)
        for number in (1, 2):
            sheet.cell(line, number).alignment = Alignment(wrap_text=True, vertical="top")


def reproducible(book: Workbook) -> bytes:
    """Return a workbook as bytes that do not tell when it was written."""
    written, again = io.BytesIO(), io.BytesIO()
    book.save(written)
    with zipfile.ZipFile(written) as parts, zipfile.ZipFile(again, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in _timeless(parts):
            part = zipfile.ZipInfo(name, ZIP_STAMP)
            part.create_system = 3  # else it tells the machine
            archive.writestr(part, content, zipfile.ZIP_DEFLATED)
    return again.getvalue()


def _timeless(parts: zipfile.ZipFile) -> Iterator[tuple[str, bytes]]:
    for name in sorted(parts.namelist()):
        content = parts.read(name)
        if name == "docProps/core.xml":
            content = re.sub(rb">[^<]*</dcterms:(created|modified)>", rb">" + STAMP.encode() + rb"</dcterms:\1>", content)
        yield name, content
