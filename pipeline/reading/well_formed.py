"""Well-formed CSV files, as almost all are: read in one pass, with a fraction of the memory that `Reader` needs.

A byte order mark and Windows line ends are accepted, since they change no cell; any other file is left to `pipeline.reading.reader`,
which says what is wrong with it.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO, TextIOWrapper
from itertools import islice
from typing import Final, TextIO

import pyarrow
import pyarrow.compute

from pipeline.reading.encodings import GARBLED, GARBLED_STARTS
from pipeline.reading.lines import MOST_LINES, Row, is_blank, long_line
from pipeline.reading.text_table import batch_of, schema_of

BATCH: Final = 1_000
"""Rows that are held as Python lists at a time: few enough to stay in the processor's cache."""
BYTE_ORDER_MARK: Final = b"\xef\xbb\xbf"
GARBLED_BYTES: Final = tuple(start.encode() for start in GARBLED_STARTS)
"""Every garbled text contains some of them, but so do others; they are searched first because that is quick."""
SUSPECT: Final = (b"\x00", b"<<<<<<< ", b">>>>>>> ")
"""Bytes of binary files and of unresolved merges."""


@dataclass(frozen=True, slots=True)
class WellFormed:
    """A well-formed file.

    Attributes:
        table: its rows, see `pipeline.reading.text_table`.
        marked: whether it starts with a byte order mark.
        returns: whether its lines end in CR LF.
    """

    table: pyarrow.Table
    marked: bool
    returns: bool


def read_well_formed(data: bytes, header: list[str]) -> WellFormed | None:
    """Read a CSV file with exactly this header and as many cells in every row; None if it has any defect of form."""
    returns = b"\r" in data
    if returns and not data.count(b"\r") == data.count(b"\r\n") == data.count(b"\n"):
        return None
    if any(mark in data for mark in SUSPECT) or long_line(data) or data.count(b"\n") > MOST_LINES:
        return None
    with TextIOWrapper(BytesIO(data), encoding="utf-8-sig", newline="") as text:
        try:
            table = _table(text, header)
        except (csv.Error, UnicodeDecodeError, ValueError):
            return None
    is_garbled = any(start in data for start in GARBLED_BYTES) and _is_garbled(table)
    return None if is_garbled else WellFormed(table, data.startswith(BYTE_ORDER_MARK), returns)


def _table(text: TextIO, header: list[str]) -> pyarrow.Table:
    rows = _rows(text, header)
    batches = []
    while batch := list(islice(rows, BATCH)):
        batches.append(batch_of(batch, header))
    return pyarrow.Table.from_batches(batches, schema_of(header))


def _rows(text: TextIO, header: list[str]) -> Iterator[Row]:
    """Yield the rows below the header, with the line on which each starts.

    Raises:
        ValueError: the header is another one, or a row is blank, has too few or too many cells, or is the header again.
        csv.Error: the text is not CSV.
    """
    reader = csv.reader(text, strict=True)
    if next(reader, None) != header:
        raise ValueError("not the header")
    width, first, line = len(header), header[0], reader.line_num + 1
    for cells in reader:
        if len(cells) != width or cells[0] == first or is_blank(cells):
            raise ValueError("not a row")
        yield line, cells
        line = reader.line_num + 1


def _is_garbled(table: pyarrow.Table) -> bool:
    """Whether a cell contains UTF-8 that was read as a Windows code page."""
    return any(
        pyarrow.compute.any(pyarrow.compute.match_substring_regex(chunk.dictionary, GARBLED.pattern)).as_py()
        for column in table.columns[:-1]
        for chunk in column.chunks
    )
