"""Lines and records of a text: how an editor counts them, and which cells they hold."""

import csv
import gc
import io
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from typing import Any, Final

MOST_BYTES: Final = 256 * 1024 * 1024
"""A larger file is not read; a million rows are some 170 MB."""
LONGEST_LINE: Final = 1024 * 1024
"""Bytes of a line; a longer one is no row."""
MOST_LINES: Final = 2_000_000
"""Lines of a file; more would take more memory than a machine of the usual size has."""
_QUOTED_OR_RETURN: Final = re.compile(r'"[^"]*"|\r')

Row = tuple[int, list[str]]
"""The line on which a row starts, and its cells."""


def is_blank(cells: Sequence[str]) -> bool:
    """Whether a row holds nothing but white space."""
    return not cells or (not cells[0].strip() and not "".join(cells).strip())


def rows_of(records: Sequence[Row], places: Sequence[int]) -> Iterator[Row]:
    """Yield the rows below the header that have as many cells as it, are not blank and not the header again, in the order of the table."""
    header = records[0][1]
    width = len(header)
    in_order = list(places) == list(range(width))
    for record in islice(records, 1, None):
        line, cells = record
        if len(cells) == width and (cells[0] or not is_blank(cells)) and cells != header:
            yield record if in_order else (line, [cells[place] for place in places])


def line_of(text: str, position: int) -> int:
    """Return the line of a position, as an editor counts: LF, CR LF and CR end a line."""
    returns = text.count("\r", 0, position) - text.count("\r\n", 0, position)
    return text.count("\n", 0, position) + returns + 1


def long_line(data: bytes) -> int:
    """Return the first line that is too long, else 0; steps from one line end to the last within reach."""
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
    """Do the same for a text of which some records take several lines, or one is broken."""
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
    """Pause the garbage collector: it would walk through a million rows again and again, and none of them is in a cycle."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
