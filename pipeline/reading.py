"""Strict reading of hand-coded CSV: every cell as text, every line by the number that an editor shows."""

import csv
import io
from pathlib import Path

from pipeline.columns import Columns, Row
from pipeline.paths import shown
from pipeline.rules.catalogue import WHOLE, Finding, Rule, declare
from pipeline.sound import read_sound

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
    if (columns := read_sound(path, header)) is not None:
        return columns, []
    name = shown(path)

    def finding(rule: Rule, line: int, column: str = WHOLE, **facts: object) -> list[Finding]:
        return [Finding(name, line, column, rule, {"header": ",".join(header), **facts})]

    data = path.read_bytes()
    if data.startswith(b"\xef\xbb\xbf"):
        return None, finding(BYTE_ORDER_MARK, 1)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        return None, finding(NOT_UTF8, data.count(b"\n", 0, error.start) + 1, byte=f"0x{data[error.start]:02X}")
    if "\r" in text:
        return None, finding(LINE_ENDS, text.count("\n", 0, text.index("\r")) + 1)
    try:
        records = _records(text)
    except csv.Error as error:
        reason, line = error.args
        return None, finding(NOT_CSV, line, reason=reason)
    if not records:
        return None, finding(EMPTY, 1)
    if (found := records[0][1]) != header:
        for mark, name_of_mark in SEPARATORS.items():
            if len(found) == 1 and found[0].count(mark) >= len(header) // 2:
                return None, finding(SEPARATOR, 1, found=name_of_mark)
        position, expected, actual = _first_difference(found, header)
        column = expected if expected in header else actual
        return None, finding(HEADER, 1, column, position=position, found=actual, expected=expected)
    whole = [(line, cells) for line, cells in records[1:] if len(cells) == len(header)]
    findings = []
    for line, cells in records[1:]:
        if not cells:
            findings += finding(BLANK_LINE, line)
        elif len(cells) != len(header):
            findings += finding(FIELD_COUNT, line, found=len(cells), expected=len(header))
    return Columns.of(whole, len(header)), findings


def _records(text: str) -> list[Row]:
    """Return each record with the line on which it starts.

    Raises:
        csv.Error: with the reason and the line.
    """
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
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


def _first_difference(found: list[str], header: list[str]) -> tuple[int, str, str]:
    """Return the first place where a header departs from what it must be: position, expected and found names."""
    padded = found + [""] * (len(header) - len(found))
    for position, actual in enumerate(padded, 1):
        expected = header[position - 1] if position <= len(header) else ""
        if actual != expected:
            return position, expected or "nothing", actual
    raise AssertionError("the headers are the same")
