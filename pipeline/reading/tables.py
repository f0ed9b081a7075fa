"""Reading hand-coded tables: every cell as text, with the line number that an editor shows.

Defects of form (a byte order mark, line ends, semicolons, the order of columns) are findings, and reading goes on, so that a file
shows everything that is wrong with it at once. If the rest becomes uncertain (a column is missing), reading ends.
"""

import stat
from errno import EINVAL, EISDIR
from os import strerror
from pathlib import Path
from typing import Final

import pyarrow

from pipeline.foundation.findings import Finding
from pipeline.foundation.paths import shown
from pipeline.reading.form_rules import BYTE_ORDER_MARK, LINE_ENDS, LINK
from pipeline.reading.lines import MOST_BYTES, rows_of
from pipeline.reading.reader import Parsed, Reader
from pipeline.reading.text_table import table_of
from pipeline.reading.well_formed import read_well_formed

WORKBOOKS: Final = frozenset({".xlsx", ".xlsm"})
"""File endings of workbooks that can be read."""


def read_table(path: Path, header: list[str]) -> tuple[pyarrow.Table | None, list[Finding]]:
    """Read one CSV file or workbook.

    Args:
        path: an existing file.
        header: the columns that it must have.

    Returns:
        The rows that have as many cells as the header, in its order, as `text_table` describes them (None if the file or its header
        cannot be read), and the findings.

    Raises:
        OSError: the file cannot be opened.
    """
    reader = Reader(shown(path), header)
    if path.suffix.lower() in WORKBOOKS or path.is_symlink():
        parsed = parse(path, header)
    else:
        data = bytes_of(path)
        if len(data) <= MOST_BYTES and (found := read_well_formed(data, header)):
            if found.marked:
                reader.say(BYTE_ORDER_MARK, 1)
            if found.returns:
                reader.say(LINE_ENDS, 1)
            return found.table, reader.parsed.findings
        reader.read_bytes(data)
        parsed = reader.parsed
    if parsed.records is None or parsed.places is None:
        return None, parsed.findings
    return table_of(rows_of(parsed.records, parsed.places), header), parsed.findings


def parse(path: Path, header: list[str]) -> Parsed:
    """Read one file as far as it can be read.

    Raises:
        OSError: the file cannot be opened.
    """
    reader = Reader(shown(path), header)
    if path.is_symlink():
        reader.say(LINK, 1)
    elif path.suffix.lower() in WORKBOOKS:
        from pipeline.reading.workbook import read_workbook

        require_file(path)
        read_workbook(path, reader)
    else:
        reader.read_bytes(bytes_of(path))
    return reader.parsed


def bytes_of(path: Path) -> bytes:
    """Return the bytes of a file, at most one more than the limit.

    Raises:
        OSError: it cannot be opened, or is a folder, a pipe or a device.
    """
    require_file(path)
    with path.open("rb") as file:
        return file.read(MOST_BYTES + 1)


def require_file(path: Path) -> None:
    """Reject anything that is not a regular file.

    Raises:
        OSError: it does not exist, or is a folder, a pipe or a device.
    """
    mode = path.stat().st_mode
    if stat.S_ISDIR(mode):
        raise IsADirectoryError(EISDIR, strerror(EISDIR), str(path))
    if not stat.S_ISREG(mode):
        raise OSError(EINVAL, "Not a regular file", str(path))
