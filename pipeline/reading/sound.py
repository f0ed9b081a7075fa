"""Files of sound form, read by column as they come in: almost all files are, and a million rows must not stand in memory twice.

Sound is what is as it must be, but for a byte order mark and line ends of Windows, which change no cell. Of any other file nothing is
said here: `pipeline.reading.reader` says what is wrong with it.
"""

import csv
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Final, TextIO

import numpy as np

from pipeline.reading.columns import Columns, Numbers
from pipeline.reading.encodings import GARBLED, GARBLED_STARTS
from pipeline.reading.lines import LONGEST_LINE, MOST_BYTES, MOST_LINES

CHUNK: Final = 500
"""Rows that are read at a time: so few that their cells stay in the processor's cache, which halves the time."""
BLOCK: Final = LONGEST_LINE
"""Bytes that are looked through at a time."""
ODD: Final = (b"\x00", b"<<<<<<< ", b">>>>>>> ")
"""Bytes that are perhaps to be said of."""
STARTS: Final = tuple(start.encode() for start in GARBLED_STARTS)
OVERLAP: Final = max(map(len, ODD)) - 1
"""Bytes of the block before that are looked through again, since what is looked for may begin in it."""
MARK: Final = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Sound:
    """A file of sound form.

    Attributes:
        columns: its rows.
        marked: whether it starts with a byte order mark.
        returns: whether its lines end in CR LF; mixed ends count by the first line.
    """

    columns: Columns
    marked: bool
    returns: bool


def read_sound(path: Path, header: list[str]) -> Sound | None:
    """Read a CSV file of UTF-8 with exactly this header, and rows of as many cells that are not blank; None if it is not so.

    Raises:
        OSError: the file cannot be opened.
    """
    if path.stat().st_size > MOST_BYTES:
        return None
    with path.open("rb") as file:
        start = file.read(BLOCK)
    marked, returns = start.startswith(MARK), start.partition(b"\n")[0].endswith(b"\r")
    if not _looks_sound(path, returns=returns):
        return None
    try:
        with path.open(encoding="utf-8-sig" if marked else "utf-8", newline="") as file:
            columns = _read(file, header)
    except (csv.Error, UnicodeDecodeError):
        return None
    return None if columns is None else Sound(columns, marked, returns)


def _looks_sound(path: Path, *, returns: bool) -> bool:
    """Whether the bytes of a file hold nothing odd, no garbled letters, nothing in excess, and CR only before LF, if at all."""
    lines, since, end = 0, 0, b""
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            seen = end + block
            if any(odd in seen for odd in ODD) or (any(start in seen for start in STARTS) and GARBLED.search(seen.decode(errors="ignore"))):
                return False
            if b"\r" in seen and not (returns and seen.count(b"\r") == seen.count(b"\r\n") + seen.endswith(b"\r")):
                return False
            first, last = block.find(b"\n"), block.rfind(b"\n")
            if since + (first if first >= 0 else len(block)) > LONGEST_LINE:
                return False
            since = len(block) - 1 - last if last >= 0 else since + len(block)
            lines += block.count(b"\n")
            end = seen[-OVERLAP:]
    return lines <= MOST_LINES and not end.endswith(b"\r")


def _read(file: TextIO, header: list[str]) -> Columns | None:
    reader = csv.reader(file, strict=True)
    if next(reader, None) != header:
        return None
    width, first_name = len(header), header[0]
    columns, first = Columns(width), reader.line_num + 1
    while records := list(islice(reader, CHUNK)):
        if not all(len(cells) == width and cells[0] != first_name and (cells[0].strip() or "".join(cells).strip()) for cells in records):
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
