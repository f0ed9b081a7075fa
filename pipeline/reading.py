"""Strict reading of hand-coded CSV: every cell as text, every line by the number that an editor shows."""

import csv
import io
from collections.abc import Mapping, Sequence
from pathlib import Path

import pandas as pd

from pipeline.paths import shown
from pipeline.rules.catalogue import WHOLE, Finding, Rule, declare

NOT_UTF8 = declare(
    "V001",
    "the file is not in UTF-8: byte {byte} on this line is no part of a letter",
    "tệp không ở bảng mã UTF-8: byte {byte} ở dòng này không phải là chữ",
    "open the table in the spreadsheet again and save it as CSV with the character set UTF-8; then look whether every accent is right",
    "mở lại bảng trong bảng tính và lưu dưới dạng CSV với bảng mã UTF-8; sau đó xem lại dấu tiếng Việt",
)
BYTE_ORDER_MARK = declare(
    "V002",
    "the file starts with a byte order mark, which does not show and becomes part of the first column's name",
    "tệp bắt đầu bằng dấu thứ tự byte (BOM), mắt không thấy nhưng dính vào tên cột đầu tiên",
    "open the file in a text editor (Notepad: Save As, encoding UTF-8, not “UTF-8 with BOM”) and save it",
    "mở tệp bằng trình soạn thảo (Notepad: Lưu thành, mã hóa UTF-8, không phải “UTF-8 with BOM”) rồi lưu lại",
)
LINE_ENDS = declare(
    "V003",
    "the lines end as Windows or old Macs end them (with a carriage return), not with LF alone",
    "các dòng kết thúc theo kiểu Windows hoặc Mac cũ (có ký tự CR), không chỉ bằng LF",
    "open the file in a text editor, choose the line end LF (Unix), and save it",
    "mở tệp bằng trình soạn thảo, chọn kiểu xuống dòng LF (Unix), rồi lưu lại",
)
NOT_CSV = declare(
    "V004",
    "from this line on the file is no CSV: {reason_en}",
    "từ dòng này tệp không còn đúng dạng CSV: {reason_vi}",
    "{mend_en}",
    "{mend_vi}",
)
FIELD_COUNT = declare(
    "V005",
    "the row has {found} cells, the header has {expected}",
    "dòng có {found} ô, còn tiêu đề có {expected} cột",
    'put every cell under its header again; in a text editor, write a cell that holds a comma in double quotation marks, as "9,12%"',
    'xếp lại để ô nào cũng nằm dưới đúng tên cột; nếu dùng trình soạn thảo, đặt ô có dấu phẩy trong ngoặc kép, ví dụ "9,12%"',
)
HEADER = declare(
    "V006",
    "column {position} of the header is “{found}”, but {expected_en} must stand there",
    "cột {position} của tiêu đề là “{found}”, trong khi ở đó phải là {expected_vi}",
    "write the first line exactly so: {header}",
    "ghi dòng đầu tiên đúng như sau: {header}",
)
BLANK_LINE = declare("V009", "the line is blank", "dòng này trống", "delete the line", "xóa dòng này")
SEPARATOR = declare(
    "V010",
    "the cells are separated by {found}, not by commas",
    "các ô được ngăn cách bằng {found}, không phải bằng dấu phẩy",
    "save the table again as CSV and choose the comma (,) as separator",
    "lưu lại bảng dưới dạng CSV và chọn dấu phẩy (,) làm dấu ngăn cách",
)
SEPARATORS = {";": "“;”", "\t": "Tab", "|": "“|”"}
EMPTY = declare("V007", "the file is empty", "tệp trống", "write this as its first line: {header}", "ghi dòng đầu tiên là: {header}")
NOTHING = {"expected_en": "nothing", "expected_vi": "ô trống"}
QUOTES = {
    "reason_en": 'a quotation mark (") is not closed, or stands inside a cell and is not doubled',
    "reason_vi": 'có dấu ngoặc kép (") chưa đóng, hoặc nằm trong ô mà chưa viết thành hai dấu',
    "mend_en": 'put the cell in quotation marks and double each one inside it, as "the ""poor"" list"; a spreadsheet does so when it saves',
    "mend_vi": 'đặt cả ô trong ngoặc kép và viết đôi mỗi dấu ở trong, ví dụ "hộ ""nghèo"""; bảng tính tự làm việc này khi lưu',
}
TOO_LONG = {
    "reason_en": f"a cell holds more than {csv.field_size_limit()} characters",
    "reason_vi": f"có ô dài hơn {csv.field_size_limit()} ký tự",
    "mend_en": "shorten the cell; if it is not that long, a quotation mark before it is not closed: close it",
    "mend_vi": "rút ngắn ô đó; nếu ô không dài đến thế thì có dấu ngoặc kép ở trước chưa đóng: hãy đóng lại",
}
"""Why a line is no CSV, and how to mend it."""


Row = tuple[int, list[str]]
"""The line on which a row starts, and its cells."""


def to_frame(files: Mapping[Path, Sequence[Row]], header: list[str]) -> pd.DataFrame:
    """Return the rows of files as one frame: a str column for each of `header`, then `path` and `line`; the index counts from 0."""
    frame = pd.DataFrame([cells for rows in files.values() for _, cells in rows], columns=header, dtype=object)
    frame["path"] = [name for path, rows in files.items() for name in [shown(path)] * len(rows)]
    frame["line"] = pd.Series([line for rows in files.values() for line, _ in rows], dtype="int64")
    return frame


def read_table(path: Path, header: list[str]) -> tuple[list[Row] | None, list[Finding]]:
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
        return None, finding(NOT_CSV, line, **(TOO_LONG if "field limit" in reason else QUOTES))
    if not records:
        return None, finding(EMPTY, 1)
    if (found := records[0][1]) != header:
        for mark, name_of_mark in SEPARATORS.items():
            if len(found) == 1 and found[0].count(mark) >= len(header) // 2:
                return None, finding(SEPARATOR, 1, found=name_of_mark)
        position, expected, actual = _first_difference(found, header)
        wanted = {"expected_en": f"`{expected}`", "expected_vi": f"`{expected}`"} if expected else NOTHING
        return None, finding(HEADER, 1, expected or actual or WHOLE, position=position, found=actual, **wanted)
    whole = [(line, cells) for line, cells in records[1:] if len(cells) == len(header)]
    findings = []
    for line, cells in records[1:]:
        if not cells:
            findings += finding(BLANK_LINE, line)
        elif len(cells) != len(header):
            findings += finding(FIELD_COUNT, line, found=len(cells), expected=len(header))
    return whole, findings


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
        if actual != expected or position > len(header):
            return position, expected, actual
    raise AssertionError("the headers are the same")
