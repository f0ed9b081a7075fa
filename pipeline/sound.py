"""Files whose form is faultless, read by column as they come in: almost all files are, and a million rows must not stand in memory twice.

Of any other file nothing is said here: the strict reading says what is wrong with it.
"""

import csv
from itertools import islice
from pathlib import Path
from typing import Final, TextIO

import numpy as np

from pipeline.columns import Columns, Numbers

CHUNK: Final = 500
"""Rows that are read at a time: so few that their cells stay in the processor's cache, which halves the time."""
BLOCK: Final = 1 << 20
"""Bytes that are looked through at a time."""
ODD: Final = (b"\r",)
"""Bytes that the strict reading has something to say of."""


def read_sound(path: Path, header: list[str]) -> Columns | None:
    """Read a CSV file of UTF-8 with LF, with exactly this header, and rows of as many cells that are not blank; None if it is not so.

    Raises:
        OSError: the file cannot be opened.
    """
    if _has_odd_bytes(path):
        return None
    try:
        with path.open(encoding="utf-8", newline="") as file:
            return _read(file, header)
    except (csv.Error, UnicodeDecodeError):
        return None


def _has_odd_bytes(path: Path) -> bool:
    overlap = max(map(len, ODD)) - 1
    with path.open("rb") as file:
        end = b""
        while block := end + file.read(BLOCK):
            if any(odd in block for odd in ODD):
                return True
            if len(block) == len(end):
                break
            end = block[len(block) - overlap :]
    return False


def _read(file: TextIO, header: list[str]) -> Columns | None:
    reader = csv.reader(file, strict=True)
    if next(reader, None) != header:
        return None
    columns, first = Columns(len(header)), reader.line_num + 1
    while records := list(islice(reader, CHUNK)):
        if not all(len(cells) == len(header) and (cells[0].strip() or "".join(cells).strip()) for cells in records):
            return None
        columns.extend(_lines(first, reader.line_num, records), records)
        first = reader.line_num + 1
    return columns


def _lines(first: int, last: int, records: list[list[str]]) -> Numbers:
    """Return the line on which each of the records starts that fill the lines from first to last."""
    if last - first + 1 == len(records):
        return np.arange(first, last + 1)
    heights = [1 + sum(cell.count("\n") for cell in cells) for cells in records]
    return first + np.cumsum([0, *heights[:-1]])
