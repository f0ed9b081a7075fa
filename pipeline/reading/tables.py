"""Strict reading of hand-coded tables: every cell as text, every line by the number that an editor shows.

What is only form (a byte order mark, line ends, semicolons, the order of columns) is a finding, and reading goes on, so that a file
shows at once all that is wrong with it. Where the rest cannot be told for certain (a column is missing), reading ends.
"""

import stat
from errno import EINVAL, EISDIR
from os import strerror
from pathlib import Path
from typing import Final

from pipeline.foundation.findings import Finding
from pipeline.foundation.paths import shown
from pipeline.reading.columns import Columns
from pipeline.reading.form_rules import BYTE_ORDER_MARK, LINE_ENDS, LINK
from pipeline.reading.lines import MOST_BYTES, rows_of
from pipeline.reading.reader import Parsed, Reader
from pipeline.reading.sound import read_sound

WORKBOOKS: Final = frozenset({".xlsx", ".xlsm"})
"""Endings of spreadsheets that are read."""


def read_table(path: Path, header: list[str]) -> tuple[Columns | None, list[Finding]]:
    """Read one CSV file or workbook.

    Args:
        path: an existing file.
        header: the columns that it must have.

    Returns:
        The rows that have as many cells as the header, in its order (None if the file or its header cannot be read), and the findings.

    Raises:
        OSError: the file cannot be opened.
    """
    may_be_sound = path.suffix.lower() not in WORKBOOKS and path.is_file() and not path.is_symlink()
    if may_be_sound and (sound := read_sound(path, header)):
        reader = Reader(shown(path), header)
        if sound.marked:
            reader.say(BYTE_ORDER_MARK, 1)
        if sound.returns:
            reader.say(LINE_ENDS, 1)
        return sound.columns, reader.parsed.findings
    parsed = parse(path, header)
    if parsed.records is None or parsed.places is None:
        return None, parsed.findings
    return Columns.of(rows_of(parsed.records, parsed.places), len(header)), parsed.findings


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
    """Return the bytes of a file; of one that is too large one byte more than the most.

    Raises:
        OSError: it cannot be opened, or is a folder, a pipe or a device.
    """
    require_file(path)
    with path.open("rb") as file:
        return file.read(MOST_BYTES + 1)


def require_file(path: Path) -> None:
    """Let pass only what can be read to its end.

    Raises:
        OSError: there is nothing, or a folder, a pipe or a device.
    """
    mode = path.stat().st_mode
    if stat.S_ISDIR(mode):
        raise IsADirectoryError(EISDIR, strerror(EISDIR), str(path))
    if not stat.S_ISREG(mode):
        raise OSError(EINVAL, "Not a regular file", str(path))
