"""Lines and CSV records of a text, with line numbers as an editor counts them."""

import csv
import gc
import io
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from typing import Any, Final

MOST_BYTES: Final = 256 * 1024 * 1024
"""Largest file that is read; a million rows take about 170 MB."""
LONGEST_LINE: Final = 1024 * 1024
"""Longest line that is read, in bytes."""
MOST_LINES: Final = 2_000_000
"""Most lines that are read; more would not fit in the memory of an ordinary machine."""
_QUOTED_OR_RETURN: Final = re.compile(r'"[^"]*"|\r')

Row = tuple[int, list[str]]
"""The line on which a row starts, and its cells."""


def is_blank(cells: Sequence[str]) -> bool:
    """Whether a row contains only white space."""
    return not cells or (not cells[0].strip() and not "".join(cells).strip())


def rows_of(records: Sequence[Row], places: Sequence[int]) -> Iterator[Row]:
    """Yield the usable rows: as many cells as the header, not blank, not the header again; columns in the order of the table."""
    header = records[0][1]
    width = len(header)
    in_order = list(places) == list(range(width))
    for record in islice(records, 1, None):
        line, cells = record
        if len(cells) == width and (cells[0] or not is_blank(cells)) and cells != header:
            yield record if in_order else (line, [cells[place] for place in places])


def line_of(text: str, position: int) -> int:
    """Return the line number of a position; LF, CR LF and CR end a line, as in an editor."""
    returns = text.count("\r", 0, position) - text.count("\r\n", 0, position)
    return text.count("\n", 0, position) + returns + 1


def long_line(data: bytes) -> int:
    """Return the number of the first line that is too long, or 0."""
    start = 0
    while len(data) - start > LONGEST_LINE:
        reach = start + LONGEST_LINE + 1
        end = max(data.rfind(b"\n", start, reach), data.rfind(b"\r", start, reach))
        if end < 0:
            return data.count(b"\n", 0, start) + 1
        start = end + 1
    return 0


def carriage_return(text: str) -> int:
    """Return the position of the first carriage return outside quoted cells, else -1."""
    if "\r" not in text:
        return -1
    return next((found.start() for found in _QUOTED_OR_RETURN.finditer(text) if found.group() == "\r"), -1)


def records_of_text(text: str, mark: str) -> list[Row]:
    """Return each record with the line on which it starts.

    Raises:
        csv.Error: with the reason and the line.
    """
    with _without_collector():
        reader = _csv_reader(text, mark)
        try:
            records = list(reader)
        except csv.Error:
            return _numbered_records(text, mark)
        if reader.line_num == len(records):
            return list(enumerate(records, 1))
        return _numbered_records(text, mark)


def _numbered_records(text: str, mark: str) -> list[Row]:
    """The same for texts with records of several lines, or with a broken one."""
    reader = _csv_reader(text, mark)
    records: list[Row] = []
    line = 1
    while True:
        try:
            cells = next(reader, None)
        except csv.Error as error:
            raise csv.Error(str(error), line) from None
        if cells is None:
            return records
        records.append((line, cells))
        line = reader.line_num + 1


def _csv_reader(text: str, mark: str) -> Any:
    return csv.reader(io.StringIO(text, newline=""), delimiter=mark, strict=True)


@contextmanager
def _without_collector() -> Iterator[None]:
    """Pause the garbage collector, which would scan a million rows again and again without finding a cycle."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
