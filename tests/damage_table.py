"""What happens to a province's file on its way through a spreadsheet, and what the gate says: `python -m tests.damage_table` prints it.

The file is the one of Lạng Sơn as it was in one version.
Line 3 is a poverty rate of 6,02% in 2023, line 4 a disbursement of 14.009,3 tỷ đồng with a note.
"""

import csv
import io
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from pipeline.editing.fix import fix
from pipeline.foundation.paths import ROOT
from pipeline.gate.check import check_files
from pipeline.reading.encodings import TCVN3
from schemas import CodedObservation
from schemas.base import header_of

FILE: Final = ROOT / "tests" / "golden" / "20-lang-son.csv"
HEADER: Final = header_of(CodedObservation)
RATE, LOANS, OFFICE, BALANCE = 3, 4, 12, 62
"""Lines of the rows that are damaged; the last two have no proof that a change would break, and no flag."""
LAST: Final = FILE.read_bytes().count(b"\n")
"""The last line."""

Harm = Callable[[bytes], bytes]
Table = list[list[str]]
Place = tuple[str, int, str]
"""A rule, a line and a column."""


@dataclass(frozen=True)
class Damage:
    """One kind of damage.

    Attributes:
        kind: what happened.
        harm: does it to the bytes of the file.
        found: every finding that there must be, in the order of lines.
        repaired: whether `fix` restores the file, byte by byte.
    """

    kind: str
    harm: Harm
    found: tuple[Place, ...]
    repaired: bool


def table(change: Callable[[Table], object], **dialect: object) -> Harm:
    """Damage done to the cells."""

    def harm(data: bytes) -> bytes:
        rows = list(csv.reader(io.StringIO(data.decode(), newline="")))
        changed = change(rows)
        buffer = io.StringIO()
        csv.writer(buffer, **{"lineterminator": "\n", **dialect}).writerows(changed if isinstance(changed, list) else rows)  # type: ignore[arg-type]
        return buffer.getvalue().encode()

    return harm


def text(change: Callable[[str], str], encoding: str = "utf-8") -> Harm:
    """Damage done to the text, or by saving it in another encoding."""
    return lambda data: change(data.decode()).encode(encoding)


def cell(line: int, column: str, content: str) -> Harm:
    """Damage done to one cell."""
    return table(lambda rows: rows[line - 1].__setitem__(HEADER.index(column), content))


def one(kind: str, line: int, column: str, content: str, code: str, blamed: str = "", *, repaired: bool = False) -> Damage:
    """Damage of one cell that gives one finding."""
    return Damage(kind, cell(line, column, content), ((code, line, blamed or column),), repaired)


def whole(kind: str, harm: Harm, *codes: str, repaired: bool = True, line: int = 1, column: str = "-") -> Damage:
    """Damage of a whole file."""
    return Damage(kind, harm, tuple((code, line, column) for code in codes), repaired)


def windows_1258(letters: str) -> bytes:
    """Encode as Windows does: a letter that the code page lacks becomes a letter and the tone after it."""
    encoded = b""
    for letter in letters:
        parts = unicodedata.normalize("NFD", letter)
        pairs = [(letter, ""), *((unicodedata.normalize("NFC", parts.replace(tone, "", 1)), tone) for tone in parts[1:])]
        for base, tone in pairs:
            try:
                encoded += (base + tone).encode("cp1258")
                break
            except UnicodeEncodeError:
                continue
    return encoded


def tcvn3(letters: str) -> bytes:
    """Encode in TCVN3."""
    bytes_of = {letter: byte for byte, letter in TCVN3.items()}
    return "".join(bytes_of.get(letter, letter) for letter in letters).encode("latin-1")


def garbled(data: bytes) -> bytes:
    """Read UTF-8 as Windows-1252 and save that as UTF-8."""
    return "".join(bytes([byte]).decode("cp1252", "ignore") or chr(byte) for byte in data).encode()


def moved(rows: Table, column: str, to: int) -> None:
    """Move a column."""
    place = HEADER.index(column)
    for row in rows:
        row.insert(to, row.pop(place))


def without(rows: Table, column: str) -> None:
    """Delete a column."""
    for row in rows:
        del row[HEADER.index(column)]


def swapped(rows: Table, first: str, second: str) -> None:
    """Let two columns change places."""
    a, b = HEADER.index(first), HEADER.index(second)
    for row in rows:
        row[a], row[b] = row[b], row[a]


def insert(line: int, *rows: list[str]) -> Callable[[Table], None]:
    """Insert rows before a line."""

    def change(table: Table) -> None:
        table[line - 1 : line - 1] = [list(row) for row in rows]

    return change


def headed(change: Callable[[list[str]], list[str]]) -> Harm:
    """Damage of the header."""
    return table(lambda rows: rows.__setitem__(0, change(rows[0])))


def renamed(column: str, name: str) -> Harm:
    """Another name for a column."""
    return headed(lambda names: [name if known == column else known for known in names])


def wider(rows: Table, *names: str, filled: str = "") -> None:
    """Append columns."""
    for number, row in enumerate(rows):
        row += list(names) if number == 0 else [filled if number == 1 else ""] * len(names)


BLANK: Final = [""] * len(HEADER)
ENCODINGS = [
    whole("byte order mark (Excel: CSV UTF-8)", text(lambda content: "\ufeff" + content), "V002"),
    whole("two byte order marks", text(lambda content: "\ufeff\ufeff" + content), "V002"),
    whole("byte order mark read as Windows-1252", text(lambda content: "ï»¿" + content), "V002"),
    whole("UTF-16 little-endian (Excel: Unicode text)", text(lambda content: "\ufeff" + content, "utf-16-le"), "V011"),
    whole("UTF-16 big-endian", text(lambda content: "\ufeff" + content, "utf-16-be"), "V011"),
    whole("UTF-16 without a mark", text(str, "utf-16-le"), "V011"),
    whole("UTF-16 big-endian without a mark", text(str, "utf-16-be"), "V011"),
    whole("UTF-32", text(lambda content: "\ufeff" + content, "utf-32-le"), "V011"),
    whole("Windows-1258 (Excel: CSV, on Vietnamese Windows)", lambda data: windows_1258(data.decode()), "V011", line=2),
    whole("TCVN3 (ABC fonts)", lambda data: tcvn3(data.decode()), "V011", line=2),
    whole("some bytes of another encoding", lambda data: data.replace("Lạng".encode(), b"L\xe1ng", 1), "V001", line=2, repaired=False),
    whole("UTF-8 opened by double click and saved (garbled letters)", garbled, "V021", line=2),
    whole("garbled letters in one row", lambda data: data.replace("Lạng".encode(), garbled("Lạng".encode()), 1), "V021", line=2),
    whole("cut in the middle of a letter", lambda data: data[: data.rindex("ộ".encode()) + 2], "V001", line=61, repaired=False),
    one("letters lost to question marks", LOANS, "area_name", "L?ng S?n", "V116"),
    one("letters lost in the printed figure", LOANS, "as_printed", "14.009,3 t? d?ng", "V116"),
    one("replacement characters", LOANS, "area_name", "L\ufffdng Sơn", "V116"),
]
SHAPES = [
    whole("CR LF line ends", text(lambda content: content.replace("\n", "\r\n")), "V003"),
    whole("CR line ends (old Macintosh)", text(lambda content: content.replace("\n", "\r")), "V003"),
    whole("line separators of a web page (U+2028)", text(lambda content: content.replace("\n", "\u2028")), "V031", repaired=False),
    whole("header pasted again with the rows", text(lambda content: content + content[: content.index("\n") + 1]), "V032", line=LAST + 1),
    whole("line ends lost", text(lambda content: content.replace("\n", "")), "V031", repaired=False),
    whole("one CR LF among LF", text(lambda content: content.replace("p3,,,,,,,,,\n", "p3,,,,,,,,,\r\n", 1)), "V003", line=2),
    whole("no line end at the end", text(lambda content: content.rstrip("\n"))),
    whole("semicolons", table(lambda rows: None, delimiter=";"), "V010"),
    whole("tabs", table(lambda rows: None, delimiter="\t"), "V010"),
    whole("bars", table(lambda rows: None, delimiter="|"), "V010"),
    whole("every cell in quotation marks", table(lambda rows: None, quoting=csv.QUOTE_ALL)),
    Damage(
        "Vietnamese Excel: mark, semicolons and CR LF at once",
        lambda data: b"\xef\xbb\xbf" + table(lambda rows: None, delimiter=";", lineterminator="\r\n")(data),
        (("V002", 1, "-"), ("V003", 1, "-"), ("V010", 1, "-")),
        True,
    ),
    Damage(
        "Excel: Unicode text (UTF-16, tabs, CR LF)",
        lambda data: b"\xff\xfe" + table(lambda rows: None, delimiter="\t", lineterminator="\r\n")(data).decode().encode("utf-16-le"),
        (("V003", 1, "-"), ("V010", 1, "-"), ("V011", 1, "-")),
        True,
    ),
    whole("three empty columns at the end", table(lambda rows: wider(rows, "", "", "")), "V014"),
    whole("an empty column in between", table(lambda rows: [[*row[:5], "", *row[5:]] for row in rows]), "V014"),
    whole("empty cells beyond one row", table(lambda rows: rows[3].extend(["", ""])), "V005", line=4, repaired=False),
    whole("an empty row", table(insert(5, BLANK)), "V009", line=5),
    whole("a blank line", table(insert(5, [])), "V009", line=5),
    whole("a thousand empty rows at the end", table(lambda rows: rows.extend([BLANK] * 1000)), "V009", line=LAST + 1),
    Damage("two gaps", table(lambda rows: [*rows[:3], BLANK, BLANK, *rows[3:], BLANK]), (("V009", 4, "-"), ("V009", LAST + 3, "-")), True),
    whole("a row cut short", table(lambda rows: rows[3].__delitem__(slice(12, None))), "V005", line=4, repaired=False),
    whole(
        "a comma without quotation marks",
        text(lambda content: content.replace('"6,02%"', "6,02%")),
        "V029",
        line=3,
        column="as_printed",
        repaired=False,
    ),
    whole(
        "a comma without quotation marks in a text",
        text(lambda content: content.replace('"23.995 lượt học sinh, sinh viên"', "23.995 lượt học sinh, sinh viên")),
        "V029",
        line=7,
        column="as_printed",
        repaired=False,
    ),
    whole("typographic quotation marks", text(lambda content: content.replace('"6,02%"', "“6,02%”")), "V024", line=3, repaired=False),
    whole(
        "a quotation mark that is not closed", text(lambda content: content.replace('"6,02%"', '"6,02%')), "V004", line=3, repaired=False
    ),
    whole("a quotation mark opened in the last row", text(lambda content: content + 'a,"b'), "V004", line=LAST + 1, repaired=False),
    whole("marks of a merge", text(lambda content: content.replace("\n", "\n<<<<<<< HEAD\n", 1)), "V022", line=2, repaired=False),
    whole("an empty file", lambda data: b"", "V007", repaired=False),
    whole("nothing but empty lines", lambda data: b"\n\n", "V007", repaired=False),
]
HEADERS = [
    whole("header in capitals", headed(lambda names: [name.upper() for name in names]), "V006", column="source_id"),
    whole("header with spaces for _", headed(lambda names: [name.replace("_", " ") for name in names]), "V006", column="source_id"),
    whole("a space after a name", renamed("value", "value "), "V006", column="value"),
    whole("a misspelled name", renamed("value", "valeu"), "V006", column="value", repaired=False),
    whole("two columns swapped", table(lambda rows: swapped(rows, "value", "unit")), "V015", column="value"),
    whole("a column moved to the end", table(lambda rows: moved(rows, "note", 0)), "V015", column="source_id"),
    whole(
        "columns sorted by name",
        table(lambda rows: [list(row) for row in zip(*sorted(zip(*rows, strict=True)), strict=True)]),
        "V015",
        column="source_id",
    ),
    whole("a column deleted", table(lambda rows: without(rows, "funding")), "V016", column="funding", repaired=False),
    whole("a column doubled", table(lambda rows: [[*row, row[0]] for row in rows]), "V017", column="source_id", repaired=False),
    whole("an unknown column", table(lambda rows: wider(rows, "remark", filled="x")), "V018", column="remark", repaired=False),
    whole("cells without a header", table(lambda rows: wider(rows, "", filled="x")), "V018", repaired=False),
    whole("merged header cells", renamed("unit", ""), "V027", column="unit", repaired=False),
    whole("a title above the header", table(insert(1, ["Lạng Sơn 2024", *BLANK[1:]])), "V019", repaired=False),
    whole("no header", table(lambda rows: rows[1:]), "V020", repaired=False),
    whole("another table", lambda data: b"a,b,c\n1,2,3\n", "V006", column="source_id", repaired=False),
]
FORMATS = [
    whole("an .xlsx named .csv", lambda data: b"PK\x03\x04" + data, "V012", repaired=False),
    whole("an .xls named .csv", lambda data: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + data, "V012", repaired=False),
    whole("a web page", lambda data: b"<html><table>", "V012", repaired=False),
    whole("a PDF", lambda data: b"%PDF-1.7\n" + data, "V012", repaired=False),
    whole("bytes that are no text", lambda data: bytes(range(256)) * 20, "V012", repaired=False),
    whole("a line of two million bytes", lambda data: data + b"x" * 2_000_000, "V013", line=LAST + 1, repaired=False),
    whole("a cell of 200,000 letters", text(lambda content: content + "x" * 200_000), "V004", line=LAST + 1, repaired=False),
]
DAYS = [
    one(f"day as {shown}", LOANS, "period", shown, "V111")
    for shown in (
        "31/12/2023",
        "12/31/2023",
        "31-12-2023",
        "31.12.2023",
        "31/12/23",
        "45291",
        "31-Dec-23",
        "2023-12-31 00:00:00",
        "2023-6-1",
    )
] + [
    one("month as Dec-23", RATE, "period", "Dec-23", "V111"),
    one("month as Thg12-23 (Vietnamese)", RATE, "period", "Thg12-23", "V111"),
    one("year in a date cell (15/07/1905)", RATE, "period", "15/07/1905", "V111"),
    one("value turned into a day (6-Feb)", RATE, "value", "6-Feb", "V111"),
    one("value turned into a day (06/02/2024)", RATE, "value", "06/02/2024", "V111"),
    one("printed figure turned into a day", RATE, "as_printed", "02/06/2024", "V111"),
]
NUMBERS = [
    one("decimal comma in value", LOANS, "value", "14009,3", "V114"),
    one("grouping in value", LOANS, "value", "14.009,3", "V114"),
    one("per cent in value", RATE, "value", "6.02%", "V114"),
    one("value multiplied by grouping (14009.3 to 140093)", LOANS, "value", "140093", "V203"),
    one("decimal comma turned into a point in print", RATE, "as_printed", "6.02%", "V204"),
    one("grouping lost in print (14009,3)", LOANS, "as_printed", "14009,3 tỷ đồng", "V221"),
    one("grouping doubled in print", LOANS, "as_printed", "14.009.3 tỷ đồng", "V204"),
    one("unit lost in print (a number cell)", OFFICE, "as_printed", "6.07", "V205", "unit"),
    one("exponent in value (1,40093E+13)", LOANS, "value", "1,40093E+13", "V112"),
    one("exponent in print (1.40093E+13)", LOANS, "as_printed", "1.40093E+13", "V112"),
    one("whole number with decimals (3.0)", LOANS, "item", "3.0", "V114"),
    one("leading zero in item", LOANS, "item", "03", "V102"),
    one("full-width digits", LOANS, "value", "１４００９.3", "V115"),
]
CELLS = [
    *(one(f"{shown}", LOANS, "value", shown, "V109") for shown in ("#REF!", "#N/A", "#VALUE!", "#DIV/0!", "#NAME?", "nan")),
    one("########", LOANS, "period", "########", "V110"),
    one("TRUE in a code", LOANS, "channel", "TRUE", "V113"),
    one("formula =A1", LOANS, "note", "=A1", "V107"),
    one("formula +1", LOANS, "note", "+1 more", "V107"),
    one("formula -1", LOANS, "note", "-1 more", "V107"),
    one("formula @SUM", LOANS, "note", "@SUM(A1)", "V107"),
    one("apostrophe before a text", LOANS, "period", "'2023", "V117"),
    one("line break in a cell (Alt+Enter)", LOANS, "note", "one\ntwo", "V105"),
    one("right-to-left mark", LOANS, "area_name", "Lạng\u202e Sơn", "V105"),
    one("NUL in a cell", LOANS, "note", "a\u0001b", "V105"),
    one("name of a place typed in capitals", LOANS, "area_name", "LẠNG SƠN", "V201"),
    one("cell filled down by a series (P21_2008)", LOANS, "ref_area", "P21_2008", "V106"),
    one("cell cleared", LOANS, "unit", "", "V101"),
    one("mark misplaced in a scale (tỳ)", BALANCE, "as_printed", "2.630 tỳ đồng", "V225", "as_printed"),
    one("mark misplaced in a unit (đòng)", BALANCE, "as_printed", "2.630 tỷ đòng", "V225", "as_printed"),
    one("eth in a text that no registry knows", LOANS, "note", "Bảng \u00f0ầu.", "V118"),
    one("typographic quotation marks around a value", LOANS, "value", "“14009.3”", "V102"),
]
MENDED_CELLS = [
    one("separate accents (NFD)", RATE, "area_name", unicodedata.normalize("NFD", "Lạng Sơn"), "V103", repaired=True),
    one("space at the end", RATE, "area_name", "Lạng Sơn ", "V104", repaired=True),
    one("space at the start", RATE, "as_printed", " 6,02%", "V104", repaired=True),
    one("non-breaking space inside", RATE, "area_name", "Lạng\u00a0Sơn", "V105", repaired=True),
    one("narrow non-breaking space at the end", RATE, "as_printed", "6,02%\u202f", "V105", repaired=True),
    one("zero-width space", RATE, "value", "6.02\u200b", "V105", repaired=True),
    one("byte order mark in a cell", RATE, "source_id", "\ufefflang-son-2024-directive-40", "V105", repaired=True),
    one("tab at the end", RATE, "unit", "PERCENT\t", "V105", repaired=True),
    one("eth for đ in print (ð, U+00F0)", LOANS, "as_printed", "14.009,3 tỷ \u00f0ồng", "V224", repaired=True),
    one("Cyrillic letter in a name (Ѕ, U+0405)", LOANS, "area_name", "Lạng \u0405ơn", "V118", repaired=True),
    one("Cyrillic letter in a code (Р, U+0420)", LOANS, "ref_area", "\u042020_2008", "V118", repaired=True),
    one('text guarded by a formula (="VND_BN")', LOANS, "unit", '="VND_BN"', "V119", repaired=True),
]
DAMAGES: Final = [*ENCODINGS, *SHAPES, *HEADERS, *FORMATS, *DAYS, *NUMBERS, *CELLS, *MENDED_CELLS]


def harmed(damage: Damage, folder: Path) -> Path:
    """Write the damaged file into a folder of the name of its map."""
    path = folder / "2008" / FILE.name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(damage.harm(FILE.read_bytes()))
    return path


def findings(path: Path) -> list[Place]:
    """Return what the gate says of a file."""
    return sorted(
        ((found.rule.code, found.line, found.column) for found in check_files([path]).findings), key=lambda place: (place[1], place)
    )


def main() -> None:
    """Print the table as Markdown."""
    print("| damage | the gate says | line and column | fix |\n| --- | --- | --- | --- |")
    for damage in DAMAGES:
        with TemporaryDirectory() as folder:
            path = harmed(damage, Path(folder))
            found = findings(path)
            fix([path], lambda difference: None)
            mended = path.read_bytes() == FILE.read_bytes()
        said = "; ".join(f"{code} at {line}:{column}" for code, line, column in found) or "nothing: accepted"
        right = "right" if found == list(damage.found) else "wrong"
        print(f"| {damage.kind} | {said} | {right} | {'repaired' if mended else 'a person'} |")


if __name__ == "__main__":
    main()
