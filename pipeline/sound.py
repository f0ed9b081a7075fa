"""Files whose form is faultless, read by column as they come in: almost all files are, and a million rows must not stand in memory twice.

Of any other file nothing is said here: the strict reading says what is wrong with it.
"""

import csv
from itertools import islice
from pathlib import Path
from typing import Final, TextIO

import numpy as np

from pipeline.columns import Columns, Numbers
from pipeline.encodings import GARBLED, GARBLED_STARTS
from pipeline.records import LONGEST_LINE, MOST_BYTES, MOST_LINES

CHUNK: Final = 500
"""Rows that are read at a time: so few that their cells stay in the processor's cache, which halves the time."""
BLOCK: Final = LONGEST_LINE
"""Bytes that are looked through at a time."""
ODD: Final = (b"\r", b"\x00", b"<<<<<<< ", b">>>>>>> ")
"""Bytes that the strict reading may have something to say of."""
STARTS: Final = tuple(start.encode() for start in GARBLED_STARTS)
OVERLAP: Final = max(map(len, ODD)) - 1
"""Bytes of the block before that are looked through again, since what is looked for may begin in it."""


def read_sound(path: Path, header: list[str]) -> Columns | None:
    """Read a CSV file of UTF-8 with LF, with exactly this header, and rows of as many cells that are not blank; None if it is not so.

    Raises:
        OSError: the file cannot be opened.
    """
    if path.stat().st_size > MOST_BYTES or not _looks_sound(path):
        return None
    try:
        with path.open(encoding="utf-8", newline="") as file:
            return _read(file, header)
    except (csv.Error, UnicodeDecodeError):
        return None


def _looks_sound(path: Path) -> bool:
    """Whether the strict reading has nothing to say of the bytes of a file: no odd ones, no garbled letters, no excess."""
    lines, since, end = 0, 0, b""
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            seen = end + block
            if any(odd in seen for odd in ODD) or (any(start in seen for start in STARTS) and GARBLED.search(seen.decode(errors="ignore"))):
                return False
            first, last = block.find(b"\n"), block.rfind(b"\n")
            if since + (first if first >= 0 else len(block)) > LONGEST_LINE:
                return False
            since = len(block) - 1 - last if last >= 0 else since + len(block)
            lines += block.count(b"\n")
            end = seen[-OVERLAP:]
    return lines <= MOST_LINES


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
