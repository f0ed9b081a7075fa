"""Files to take away: the figures of one area or indicator as CSV and Excel, and the published tables with their checksums."""

import csv
import shutil
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from typing import Any, Final, NamedTuple

import xlsxwriter

from pipeline.site.model import Dataset, Row
from pipeline.site.safe import guarded

OF_SOURCE: Final = {"source_title": "title", "source_publisher": "publisher", "source_published_on": "published_on", "source_url": "url"}
"""Columns that stand behind those of the observations, and the column of sources that each repeats."""
FIXED_TIME: Final = datetime(2000, 1, 1)
"""Written instead of the time of the build, so that the same input gives the same bytes."""
PLAIN: Final = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "default_date_format": "yyyy-mm-dd",
}
LONGEST_CELL: Final = 32_767
"""Most characters that a cell of a workbook holds."""


class Published(NamedTuple):
    """A published file: its name, its size in bytes and its checksum."""

    name: str
    size: int
    sha256: str


def rows_of(dataset: Dataset, rows: Iterable[Row]) -> list[Row]:
    """Return figures with what is known of their sources behind them."""
    return [
        {**row, **{name: dataset.sources[row["source_id"]][column] for name, column in OF_SOURCE.items()}}
        for row in sorted(rows, key=lambda row: row["obs_id"])
    ]


def rows_of_area(dataset: Dataset, area: str) -> list[Row]:
    """Return the figures of an area, and of the districts and communes in it."""
    codes = [area, *(row["ref_area"] for row in dataset.below.get(area, []))]
    return rows_of(dataset, (row for code in codes for rows in dataset.by_area.get(code, {}).values() for row in rows))


def write_csv(rows: Sequence[Row], header: Sequence[str], path: Path) -> None:
    """Write rows as CSV: UTF-8, LF, nulls blank, numbers in full, TRUE and FALSE; no cell is a formula."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows([as_text(row[name]) for name in header] for row in rows)


def as_text(cell: Any) -> str:
    """Return a cell of a CSV file."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return f"{Decimal(repr(cell)).normalize():f}"
    return guarded(cell) if isinstance(cell, str) else str(cell)


def write_workbook(rows: Sequence[Row], header: Sequence[str], path: Path, title: str) -> None:
    """Write rows as a sheet of typed cells under a header that stays in sight; no cell is a formula."""
    with xlsxwriter.Workbook(path, PLAIN) as workbook:
        workbook.set_properties({"title": title, "created": FIXED_TIME})
        sheet = workbook.add_worksheet("observations")
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, len(rows), len(header) - 1)
        sheet.write_row(0, 0, header, workbook.add_format({"bold": True}))
        for place, row in enumerate(rows, 1):
            for column, name in enumerate(header):
                _write(sheet, place, column, row[name])


def _write(sheet: Any, row: int, column: int, cell: Any) -> None:
    if isinstance(cell, bool):
        sheet.write_boolean(row, column, cell)
    elif isinstance(cell, (int, float)):
        sheet.write_number(row, column, cell)
    elif isinstance(cell, date):
        sheet.write_datetime(row, column, cell)
    elif cell:
        sheet.write_string(row, column, guarded(cell)[:LONGEST_CELL])


def write_downloads(dataset: Dataset, folder: Path) -> None:
    """Write the files of every area that has a page and of every indicator with figures."""
    (folder / "area").mkdir(parents=True)
    (folder / "indicator").mkdir()
    header = [*dataset.rows["observations"][0], *OF_SOURCE] if dataset.rows["observations"] else list(OF_SOURCE)
    for area in dataset.pages:
        rows = rows_of_area(dataset, area)
        write_csv(rows, header, folder / "area" / f"{area}.csv")
        title = f"{dataset.params.title} {dataset.params.version}: {dataset.areas[area]['name_vi']} ({area})"
        write_workbook(rows, header, folder / "area" / f"{area}.xlsx", title)
    for indicator in dataset.indicators:
        write_csv(rows_of(dataset, dataset.by_indicator.get(indicator, [])), header, folder / "indicator" / f"{indicator}.csv")


def copy_published(tables: Path, folder: Path) -> list[Published]:
    """Copy the published files, byte for byte, and return them with their checksums."""
    folder.mkdir(parents=True, exist_ok=True)
    files = sorted(path for path in tables.iterdir() if path.is_file() and not path.name.startswith("."))
    for path in files:
        shutil.copyfile(path, folder / path.name)
    return [Published(path.name, path.stat().st_size, sha256(path.read_bytes()).hexdigest()) for path in files]
