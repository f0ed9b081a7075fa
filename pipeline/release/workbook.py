"""The tables as one Excel workbook: contents first, then a sheet for each table with typed columns, a frozen header and filters."""

import re
import zipfile
from collections.abc import Mapping
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any, Final

import pyarrow
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from pipeline.foundation.params import Params

FIXED_TIME: Final = datetime(2000, 1, 1)
"""Written instead of the time of the release, so that the same input gives the same bytes."""
FIXED_DATE: Final = (2000, 1, 1, 0, 0, 0)
SHEET_NAME: Final = 31
"""Longest name of a sheet."""
WIDTH: Final = 18
BOLD: Final = Font(bold=True)
_FORBIDDEN: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
"""Characters that a workbook cannot hold."""


def write_workbook(tables: Mapping[str, pyarrow.Table], path: Path, params: Params) -> None:
    """Write the workbook; text is written as text, so that nothing a contributor wrote becomes a formula."""
    workbook = Workbook(write_only=True)
    workbook.properties.created = workbook.properties.modified = FIXED_TIME
    workbook.properties.title, workbook.properties.version = params.title, params.version
    contents = workbook.create_sheet("contents")
    contents.column_dimensions["A"].width = contents.column_dimensions["B"].width = 2 * WIDTH
    contents.append([_text(contents, f"{params.title}, version {params.version}, {params.licence}")])
    contents.append([])
    contents.append([_text(contents, name, BOLD) for name in ("table", "column", "content")])
    for name, table in tables.items():
        contents.append([_text(contents, name), None, _text(contents, table.schema.metadata[b"description"].decode())])
        for field in table.schema:
            contents.append([_text(contents, name), _text(contents, field.name), _text(contents, field.metadata[b"description"].decode())])
    for name, table in tables.items():
        _add_sheet(workbook, name, table)
    buffer = BytesIO()
    workbook.save(buffer)
    _write_with_fixed_times(buffer, path)


def _add_sheet(workbook: Workbook, name: str, table: pyarrow.Table) -> None:
    sheet = workbook.create_sheet(name[:SHEET_NAME])
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(table.num_columns)}{table.num_rows + 1}"
    for place in range(1, table.num_columns + 1):
        sheet.column_dimensions[get_column_letter(place)].width = WIDTH
    sheet.append([_text(sheet, column, BOLD) for column in table.column_names])
    for row in table.to_pylist():
        sheet.append([_cell(sheet, cell) for cell in row.values()])


def _cell(sheet: Any, cell: Any) -> Any:
    """Return numbers, truth values and days as such, everything else as text."""
    if isinstance(cell, list):
        cell = ";".join(cell)
    return _text(sheet, cell) if isinstance(cell, str) else cell


def _text(sheet: Any, text: str, font: Font | None = None) -> Any:
    cell = WriteOnlyCell(sheet, _FORBIDDEN.sub("", text))
    cell.data_type = "s"
    if font:
        cell.font = font
    return cell


def _write_with_fixed_times(workbook: BytesIO, path: Path) -> None:
    """Write the parts of a workbook in their order, each with the same time."""
    with zipfile.ZipFile(workbook) as parts, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
        for name in parts.namelist():
            content = parts.read(name)
            if name == "docProps/core.xml":
                content = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>2000-01-01T00:00:00Z", content)
            out.writestr(zipfile.ZipInfo(name, FIXED_DATE), content, zipfile.ZIP_DEFLATED)
