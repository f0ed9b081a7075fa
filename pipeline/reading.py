"""Strict reading of hand-coded CSV: every cell as text, every line by the number that an editor shows."""

import codecs
import csv
import io
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import compress, islice
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd

from pipeline.columns import Column, Columns, Numbers
from pipeline.paths import shown
from pipeline.rules.catalogue import WHOLE, Finding, Rule, declare

NOT_UTF8 = declare(
    "V001",
    "the file is not UTF-8: byte {byte} on this line cannot be read",
    "tệp không phải UTF-8: không đọc được byte {byte} ở dòng này",
    "save it as UTF-8",
    "hãy lưu lại dưới dạng UTF-8",
)
BYTE_ORDER_MARK = declare(
    "V002",
    "the file starts with a byte order mark",
    "tệp bắt đầu bằng dấu BOM",
    "save it as UTF-8 without BOM",
    "hãy lưu dưới dạng UTF-8 không có BOM",
)
LINE_ENDS = declare(
    "V003",
    "the line ends in a carriage return",
    "dòng kết thúc bằng ký tự CR",
    "save it with Unix line ends (LF)",
    "hãy lưu với ký tự xuống dòng kiểu Unix (LF)",
)
NOT_CSV = declare(
    "V004",
    "the line is not well-formed CSV: {reason}",
    "dòng không đúng dạng CSV: {reason}",
    "look for a quotation mark that is not closed, or not doubled inside a cell",
    "hãy tìm dấu ngoặc kép chưa đóng hoặc chưa nhân đôi trong ô",
)
FIELD_COUNT = declare(
    "V005",
    "the row has {found} cells, the header has {expected}",
    "dòng có {found} ô, tiêu đề có {expected} ô",
    "put a text with a comma into quotation marks; fill up or remove cells",
    "đặt văn bản có dấu phẩy trong ngoặc kép; thêm hoặc bớt ô",
)
HEADER = declare(
    "V006",
    "column {position} of the header is “{found}”, expected “{expected}”",
    "cột {position} của tiêu đề là “{found}”, cần là “{expected}”",
    "write the header exactly so: {header}",
    "ghi tiêu đề đúng như sau: {header}",
)
BLANK_LINE = declare("V009", "the line is blank", "dòng trống", "remove it", "xóa dòng này")
SEPARATOR = declare(
    "V010",
    "the cells are separated by {found}, not by commas",
    "các ô ngăn cách bằng {found}, không phải dấu phẩy",
    "save it as CSV with commas",
    "hãy lưu dưới dạng CSV ngăn cách bằng dấu phẩy",
)
SEPARATORS = {";": "semicolons (;)", "\t": "tabs", "|": "bars (|)"}
EMPTY = declare("V007", "the file is empty", "tệp trống", "start it with the header: {header}", "bắt đầu bằng tiêu đề: {header}")


CHUNK: Final = 500
"""Rows that are read at a time: so few that their cells stay in the processor's cache, which halves the time."""
BLOCK: Final = 1 << 20
"""Bytes that are decoded at a time."""


def to_frame(files: Mapping[Path, Columns], header: list[str]) -> pd.DataFrame:
    """Return the rows of files as one frame: a column of text for each of `header`, then `path` and `line`; the index counts from 0."""
    rows = _joined(files.values(), header)
    frame = pd.DataFrame({name: column.texts() for name, column in zip(header, rows.columns, strict=True)}, columns=header, dtype=object)
    frame["path"] = for_rows([shown(path) for path in files], files).astype(object)
    frame["line"] = rows.lines.astype("int64")
    return frame


def to_categories(files: Mapping[Path, Columns], header: list[str]) -> pd.DataFrame:
    """Return the same as `to_frame`, each text once: the columns are categorical. The files are emptied, to free their memory."""
    rows = _joined(files.values(), header)
    columns: dict[str, Any] = {name: _categorical(rows.columns.pop(0)) for name in header}
    columns |= {"path": for_rows([shown(path) for path in files], files), "line": rows.lines.astype("int64")}
    return pd.DataFrame(columns, copy=False)


def _joined(files: Collection[Columns], header: list[str]) -> Columns:
    if len(files) == 1:
        return next(iter(files))
    rows = Columns(len(header))
    for file in files:
        rows.extend_by(file)
    return rows


def _categorical(column: Column) -> pd.Categorical:
    return pd.Categorical.from_codes(column.numbers(), categories=pd.Index(column.distinct(), dtype=object))


def for_rows(names: Sequence[str], files: Mapping[Path, Columns]) -> pd.Categorical:
    """Return the name of its file for each row, given one for each file."""
    distinct = list(dict.fromkeys(names))
    numbers = np.repeat(np.array([distinct.index(name) for name in names], np.int16), [len(rows) for rows in files.values()])
    return pd.Categorical.from_codes(numbers, categories=pd.Index(distinct, dtype=object))


def read_table(path: Path, header: list[str]) -> tuple[Columns | None, list[Finding]]:
    """Read one CSV file.

    Args:
        path: an existing file.
        header: the columns that it must have, in order.

    Returns:
        The rows that have as many cells as the header (None if the file or its header cannot be read), and the findings.

    Raises:
        OSError: the file cannot be opened.
    """
    name = shown(path)

    def finding(rule: Rule, line: int, column: str = WHOLE, **facts: object) -> list[Finding]:
        return [Finding(name, line, column, rule, {"header": ",".join(header), **facts})]

    data = path.read_bytes()
    if data.startswith(b"\xef\xbb\xbf"):
        return None, finding(BYTE_ORDER_MARK, 1)
    if (position := _not_utf8(data)) is not None:
        return None, finding(NOT_UTF8, data.count(b"\n", 0, position) + 1, byte=f"0x{data[position]:02X}")
    if b"\r" in data:
        return None, finding(LINE_ENDS, data.count(b"\n", 0, data.index(b"\r")) + 1)
    columns, findings = Columns(len(header)), []
    found: list[str] | None = None
    try:
        for lines, records in _records(data):
            if found is None:
                found, lines, records = records[0], lines[1:], records[1:]
            columns.extend(*_whole(lines, records, header))
            for line, cells in _torn(lines, records, header):
                torn = finding(FIELD_COUNT, line, found=len(cells), expected=len(header)) if cells else finding(BLANK_LINE, line)
                findings += torn
    except csv.Error as error:
        reason, line = error.args
        return None, finding(NOT_CSV, line, reason=reason)
    if found is None:
        return None, finding(EMPTY, 1)
    if found != header:
        for mark, name_of_mark in SEPARATORS.items():
            if len(found) == 1 and found[0].count(mark) >= len(header) // 2:
                return None, finding(SEPARATOR, 1, found=name_of_mark)
        position, expected, actual = _first_difference(found, header)
        column = expected if expected in header else actual
        return None, finding(HEADER, 1, column, position=position, found=actual, expected=expected)
    return columns, findings


def _not_utf8(data: bytes) -> int | None:
    """Return the place of the first byte that cannot be read, or None; the text is not kept, it takes twice the memory of the bytes."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for start in range(0, len(data), BLOCK):
            decoder.decode(data[start : start + BLOCK], final=start + BLOCK >= len(data))
    except UnicodeDecodeError:
        return _undecodable(data)
    return None


def _undecodable(data: bytes) -> int | None:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.start
    return None


def _records(data: bytes) -> Iterator[tuple[Numbers, list[list[str]]]]:
    """Yield records by the thousand, with the lines on which they start.

    Raises:
        csv.Error: with the reason and the line.
    """
    reader = csv.reader(io.TextIOWrapper(io.BytesIO(data), encoding="utf-8", newline=""), strict=True)
    line = 1
    while True:
        records: list[list[str]] = []
        try:
            records.extend(islice(reader, CHUNK))
        except csv.Error as error:
            raise csv.Error(str(error), line + sum(map(_height, records))) from None
        if not records:
            return
        yield _starts(line, reader.line_num, records), records
        line = reader.line_num + 1


def _starts(first: int, last: int, records: list[list[str]]) -> Numbers:
    """Return the line on which each of the records starts that fill the lines from first to last."""
    if last - first + 1 == len(records):
        return np.arange(first, last + 1)
    return first + np.cumsum([0, *map(_height, records[:-1])])


def _height(cells: list[str]) -> int:
    """Return how many lines a record takes."""
    return 1 + sum(cell.count("\n") for cell in cells)


def _whole(lines: Numbers, records: list[list[str]], header: list[str]) -> tuple[Numbers, list[list[str]]]:
    """Return the records that have as many cells as the header."""
    whole = [len(cells) == len(header) for cells in records]
    return (lines, records) if all(whole) else (lines[whole], list(compress(records, whole)))


def _torn(lines: Numbers, records: list[list[str]], header: list[str]) -> Iterator[tuple[int, list[str]]]:
    """Yield the others."""
    return ((int(line), cells) for line, cells in zip(lines, records, strict=True) if len(cells) != len(header))


def _first_difference(found: list[str], header: list[str]) -> tuple[int, str, str]:
    """Return the first place where a header departs from what it must be: position, expected and found names."""
    padded = found + [""] * (len(header) - len(found))
    for position, actual in enumerate(padded, 1):
        expected = header[position - 1] if position <= len(header) else ""
        if actual != expected:
            return position, expected or "nothing", actual
    raise AssertionError("the headers are the same")
