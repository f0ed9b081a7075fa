"""The strict reader: reads a file as far as possible and reports what is wrong with its form, causes first."""

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from pipeline.foundation.findings import MOST_FINDINGS, TOO_MANY, WHOLE, Finding, Rule
from pipeline.reading.encodings import Decoded, NotUtf8Error, decode, find_garbled, kind_of, restored
from pipeline.reading.form_rules import (
    BLANK_LINE,
    BYTE_ORDER_MARK,
    EMPTY,
    EMPTY_COLUMNS,
    FIELD_COUNT,
    GARBLED,
    HEADER,
    HEADER_LOWER,
    LINE_ENDS,
    MERGE_MARKS,
    NO_HEADER,
    NO_LINES,
    NOT_CSV,
    NOT_TEXT,
    NOT_UTF8,
    OTHER_ENCODING,
    REPEATED_HEADER,
    SEPARATOR,
    TOO_LARGE,
    TYPOGRAPHIC_QUOTES,
    UNKNOWN_COLUMN,
    UNQUOTED_COMMA,
)
from pipeline.reading.header import Comparison, compare, recognised
from pipeline.reading.lines import LONGEST_LINE, MOST_BYTES, MOST_LINES, Row, carriage_return, is_blank, line_of, long_line, records_of_text

SEPARATORS: Final = {
    ";": ("semicolons (;)", "dấu chấm phẩy (;)"),
    "\t": ("tabs", "dấu tab"),
    "|": ("bars (|)", "dấu gạch đứng (|)"),
}
"""Separators other than commas, with their names in English and Vietnamese."""
REASONS: Final = {
    "unexpected end": ("a quotation mark is opened and never closed", "dấu ngoặc kép mở mà không đóng"),
    "expected after": (
        "a quotation mark is not closed, or stands inside a cell and is not doubled",
        "dấu ngoặc kép chưa đóng, hoặc nằm trong ô mà không nhân đôi",
    ),
    "field larger": (
        f"a cell is longer than {csv.field_size_limit():,} characters, as if a quotation mark were not closed",
        f"một ô dài quá {csv.field_size_limit():,} ký tự, như thể dấu ngoặc kép chưa đóng",
    ),
}
"""Errors of the csv module, and the sentences for them."""
PRINTED: Final = "as_printed"
LINES_SEARCHED: Final = 20
"""Number of lines searched for a header."""
NO_LINE_END: Final = re.compile("[\v\f\x1c-\x1e\x85\u2028\u2029]")
"""Characters that some programs treat as line breaks, but editors do not count as such."""
MERGE_MARK: Final = re.compile(r"^(?:<{7}|>{7}) ", re.MULTILINE)


@dataclass
class Parsed:
    """A file, as far as it could be read.

    Attributes:
        findings: what is wrong with its form.
        decoded: its text with garbled letters restored; None if it is not a text.
        mark: the separator of its cells.
        records: all its lines as cells, the header first; None if it is not CSV.
        header: its header compared with the expected one; None if there is no header.
    """

    findings: list[Finding] = field(default_factory=list)
    decoded: Decoded | None = None
    mark: str = ","
    records: list[Row] | None = None
    header: Comparison | None = None

    @property
    def places(self) -> tuple[int, ...] | None:
        """The position of each column of the table in the file; None if it is uncertain."""
        return self.header.places if self.header else None


class Reader:
    """Reads one file and reports what is wrong with its form.

    Attributes:
        header: the columns that the file must have.
        parsed: what has been read and reported so far.
    """

    def __init__(self, name: str, header: list[str]) -> None:
        self.header = header
        self.parsed = Parsed()
        self._name = name
        self._facts = {"header": ",".join(header)}

    def say(self, rule: Rule, line: int, blamed: str = WHOLE, **facts: Any) -> None:
        """Report a finding about a line, or about its cell in the column `blamed`; after too many, only report that."""
        if len(self.parsed.findings) == MOST_FINDINGS:
            rule, line, blamed, facts = TOO_MANY, 1, WHOLE, {}
        if len(self.parsed.findings) <= MOST_FINDINGS:
            self.parsed.findings.append(Finding(self._name, line, blamed, rule, {**self._facts, **facts}))

    def refuse(self, line: int, most: int, en: str, vi: str) -> None:
        """Report that the file exceeds a limit and is not read."""
        self.say(TOO_LARGE, line, what_en=en, what_vi=vi, most=f"{most:,}")

    def read_bytes(self, data: bytes) -> None:
        """Read the bytes of a CSV file."""
        if len(data) > MOST_BYTES:
            self.refuse(1, MOST_BYTES, "it has too many bytes", "tệp có quá nhiều byte")
        elif kind := kind_of(data):
            self.say(NOT_TEXT, 1, kind_en=kind[0], kind_vi=kind[1])
        elif line := long_line(data):
            self.refuse(line, LONGEST_LINE, "the line has too many bytes", "dòng này có quá nhiều byte")
        elif max(data.count(b"\n"), data.count(b"\r")) > MOST_LINES:
            self.refuse(1, MOST_LINES, "it has too many lines", "tệp có quá nhiều dòng")
        else:
            try:
                self._read_decoded(decode(data))
            except NotUtf8Error as error:
                self.say(NOT_UTF8, error.line, byte=error.byte)

    def _read_decoded(self, decoded: Decoded) -> None:
        if decoded.encoding != "UTF-8":
            self.say(OTHER_ENCODING, decoded.line, encoding=decoded.encoding)
        elif decoded.marked:
            self.say(BYTE_ORDER_MARK, 1)
        self.parsed.decoded = decoded
        if garbled := find_garbled(decoded.text):
            self.say(GARBLED, line_of(decoded.text, garbled.position), seen=garbled.seen, meant=garbled.meant)
            whole = restored(decoded.text)
            if whole is None:
                return
            self.parsed.decoded = replace(decoded, text=whole)
        text = self.parsed.decoded.text
        if ("<<<<<<< " in text or ">>>>>>> " in text) and (found := MERGE_MARK.search(text)):
            self.say(MERGE_MARKS, line_of(text, found.start()))
        else:
            self._read_text(text)

    def _read_text(self, text: str) -> None:
        self.parsed.mark = _separator(text, self.header)
        if said := self._lost_lines(text.strip("\r\n")):
            self.say(NO_LINES, 1, what_en=said[0], what_vi=said[1])
            return
        try:
            records = records_of_text(text, self.parsed.mark)
        except csv.Error as error:
            reason, line = error.args
            en, vi = next((sentences for part, sentences in REASONS.items() if part in reason), (reason, reason))
            self.say(NOT_CSV, line, reason_en=en, reason_vi=vi)
            return
        if (position := carriage_return(text)) >= 0:
            self.say(LINE_ENDS, line_of(text, position))
        if self.parsed.mark != ",":
            en, vi = SEPARATORS[self.parsed.mark]
            self.say(SEPARATOR, 1, found_en=en, found_vi=vi)
        self.read_records(records)

    def _lost_lines(self, text: str) -> tuple[str, str] | None:
        """Return, in both languages, why header and rows are on one line, if they are."""
        first = text.partition("\n")[0].partition("\r")[0]
        if (mark := NO_LINE_END.search(first)) and self._names_most_columns(first[: mark.start()].split(self.parsed.mark)):
            character = f"U+{ord(mark.group()):04X}"
            return f"{character} stands between them, which ends no line", f"giữa chúng là {character}, không phải ký tự xuống dòng"
        width, cells = len(self.header), first.split(self.parsed.mark)
        if len(first) == len(text) and len(cells) >= 2 * width - 1 and self._names_most_columns(cells[:width]) and any(cells[width:]):
            return "the whole file is one line", "cả tệp chỉ là một dòng"
        return None

    def _names_most_columns(self, cells: list[str]) -> bool:
        return recognised(cells, self.header) > len(self.header) / 2

    def read_records(self, records: list[Row]) -> None:
        """Read the lines of a file or sheet, the header first."""
        if all(is_blank(cells) for _, cells in records):
            self.say(EMPTY, 1)
            return
        self.parsed.records = records
        if records[0][1] == self.header:
            self.parsed.header = Comparison(tuple(range(len(self.header))), (), ())
        elif recognised(records[0][1], self.header) < len(self.header) / 2:
            self._say_no_header(records)
            return
        else:
            self._read_header(records)
        if self.parsed.places is not None:
            self._read_blank_rows(records)
            self._read_widths(records)
            for line, cells in records[1:]:
                if cells == records[0][1]:
                    self.say(REPEATED_HEADER, line)

    def _say_no_header(self, records: list[Row]) -> None:
        """Report that the header is further down, missing, or where it differs."""
        for line, cells in records[1:LINES_SEARCHED]:
            if recognised(cells, self.header) > len(self.header) / 2:
                self.say(HEADER_LOWER, records[0][0], below=line)
                return
        found = records[0][1]
        if len(found) >= len(self.header) and not recognised(found, self.header):
            self.say(NO_HEADER, 1)
            return
        padded = found + [""] * (len(self.header) - len(found))
        position = next(place for place, name in enumerate(self.header) if padded[place] != name)
        self.say(HEADER, 1, self.header[position], position=position + 1, found=padded[position], expected=self.header[position])

    def _read_header(self, records: list[Row]) -> None:
        line, found = records[0]
        compared = compare(found, self.header)
        for rule, column, facts in compared.problems:
            self.say(rule, line, column, **facts)
        filled = [place for place in compared.unnamed if any(len(cells) > place and cells[place].strip() for _, cells in records)]
        for place in filled:
            self.say(UNKNOWN_COLUMN, line, found="", position=place + 1)
        if empty := [place for place in compared.unnamed if place not in filled]:
            after = next((name for name in reversed(found[: empty[0]]) if name.strip()), WHOLE)
            self.say(EMPTY_COLUMNS, line, count=len(empty), after=after)
        self.parsed.header = compared

    def _read_blank_rows(self, records: list[Row]) -> None:
        """Report each run of blank rows at its first line."""
        first, last = 0, 0
        for line in [line for line, cells in records if not (cells and cells[0]) and is_blank(cells)]:
            if line != last + 1:
                self._say_blank(first, last)
                first = line
            last = line
        self._say_blank(first, last)

    def _say_blank(self, first: int, last: int) -> None:
        if first:
            more = {"to_en": f", and so are all to line {last}", "to_vi": f", và các dòng tiếp đến dòng {last} cũng vậy"}
            self.say(BLANK_LINE, first, **(more if last > first else dict.fromkeys(more, "")))

    def _read_widths(self, records: list[Row]) -> None:
        """Report each row with too few or too many cells."""
        names = records[0][1]
        for line, cells in records:
            if len(cells) != len(names) and not is_blank(cells):
                self._say_width(line, cells, names)

    def _say_width(self, line: int, cells: list[str], names: Sequence[str]) -> None:
        facts: dict[str, Any] = {"found": len(cells), "expected": len(names)}
        if any(cell.startswith("“") or cell.endswith("”") for cell in cells):
            self.say(TYPOGRAPHIC_QUOTES, line, **facts)
        elif len(cells) == len(names) + 1 and (place := _torn(cells, names)) is not None:
            self.say(UNQUOTED_COMMA, line, names[place], whole=f"{cells[place]},{cells[place + 1]}", **facts)
        else:
            self.say(FIELD_COUNT, line, **facts)


def _torn(cells: Sequence[str], names: Sequence[str]) -> int | None:
    """Return the only cell that an unquoted comma can have split: a printed figure, or a text with a space after the comma."""
    if PRINTED in names:
        place = names.index(PRINTED)
        if cells[place][-1:].isdigit() and cells[place + 1][:1].isdigit() and not cells[place + 1].isdigit():
            return place
    places = [place for place in range(len(names)) if cells[place] and re.match(r" \w", cells[place + 1])]
    return places[0] if len(places) == 1 else None


def _separator(text: str, header: Sequence[str]) -> str:
    """Detect the separator: the one with which one of the first lines shows most columns of the header."""
    if text.startswith(",".join(header)):
        return ","
    lines = text[:LONGEST_LINE].splitlines()[:LINES_SEARCHED]
    marks = (",", *SEPARATORS)
    return max(marks, key=lambda mark: max((recognised(line.replace('"', "").split(mark), header) for line in lines), default=0))
