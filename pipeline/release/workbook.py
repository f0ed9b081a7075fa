"""The Excel workbook of a bundle: contents, and a sheet for each table."""

import re
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import xlsxwriter

from pipeline.foundation.params import Params
from pipeline.stages.tables import Batched, rows_of

FIXED_TIME: Final = datetime(2000, 1, 1)
"""Written instead of the time of the release, so that the same input gives the same bytes."""
SHEET_NAME: Final = 31
"""Longest name of a sheet."""
WIDTH: Final = 18
"""Width of a column, in characters."""
PLAIN: Final = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "default_date_format": "yyyy-mm-dd"}
"""Text is written as text, so that nothing a contributor wrote becomes a formula or a link."""
_FORBIDDEN: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
"""Characters that a workbook cannot hold."""


def write_workbook(tables: Mapping[str, Batched], path: Path, params: Params) -> None:
    """Write the workbook: typed cells, a bold header that stays in sight, filters.

    Raises:
        OSError: the file cannot be written.
    """
    workbook = xlsxwriter.Workbook(path, PLAIN)
    workbook.set_properties({"title": f"{params.title} {params.version}", "created": FIXED_TIME})
    bold = workbook.add_format({"bold": True})
    contents = workbook.add_worksheet("contents")
    contents.set_column(0, 1, 2 * WIDTH)
    contents.write_string(0, 0, f"{params.title}, version {params.version}, {params.licence}")
    _write_row(contents, 2, ("table", "column", "content"), bold)
    for place, row in enumerate(_contents(tables), start=3):
        _write_row(contents, place, row)
    for name, table in tables.items():
        _add_sheet(workbook, name, table, bold)
    try:
        workbook.close()
    except xlsxwriter.exceptions.FileCreateError as error:
        raise OSError(str(error)) from error


def _contents(tables: Mapping[str, Batched]) -> list[tuple[str | None, ...]]:
    rows: list[tuple[str | None, ...]] = []
    for name, table in tables.items():
        rows.append((name, None, table.schema.metadata[b"description"].decode()))
        rows.extend((name, field.name, field.metadata[b"description"].decode()) for field in table.schema)
    return rows


def _add_sheet(workbook: Any, name: str, table: Batched, bold: Any) -> None:
    sheet = workbook.add_worksheet(name[:SHEET_NAME])
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, table.num_rows, len(table.schema) - 1)
    sheet.set_column(0, len(table.schema) - 1, WIDTH)
    _write_row(sheet, 0, table.schema.names, bold)
    for place, row in enumerate(rows_of(table), start=1):
        _write_row(sheet, place, row.values())


def _write_row(sheet: Any, place: int, cells: Any, form: Any = None) -> None:
    """Write numbers, truth values and days as such, everything else as text, nulls not at all."""
    for column, cell in enumerate(cells):
        text = ";".join(cell) if isinstance(cell, list) else cell
        if isinstance(text, str):
            sheet.write_string(place, column, _FORBIDDEN.sub("", text), form)
        elif text is not None:
            sheet.write(place, column, text, form)
