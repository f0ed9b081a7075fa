"""Repairing the form of a hand-coded table without changing its meaning."""

import csv
import io
import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from pipeline.reading.lines import Row, is_blank
from pipeline.reading.reader import Parsed, Reader

SPACES: Final = {ord(space): " " for space in "\u00a0\u2007\u202f"}
"""Non-breaking spaces, common on web pages."""
NOTHING: Final = dict.fromkeys(map(ord, "\u200b\u2060\ufeff"))
"""Zero-width characters from web pages and spreadsheets; direction marks are not included, because they may hide something."""
TEXT_GUARD: Final = re.compile(r'^="([^"=]*)"$')
"""A text as a formula, which keeps spreadsheets from changing it: `="2014"`."""
PASSES: Final = 5
"""Most repetitions of a repair."""

NextItem = Callable[[str], str]
"""Returns the next free item of a source."""
Respell = Callable[[str], str]
"""Returns the right spelling of a cell."""
Did = tuple[str, str]
"""What was done, in English and Vietnamese."""


@dataclass(frozen=True, slots=True)
class Formed:
    """A repaired table.

    Attributes:
        text: the CSV.
        did: what was done, apart from quoting.
    """

    text: str
    did: tuple[Did, ...]


def formed(parsed: Parsed, header: list[str], next_item: NextItem | None, respell: Respell = str) -> Formed:
    """Repair a parsed file as far as that is certain: at least encoding, line ends and accents.

    Args:
        parsed: a file that is text, or the sheet of a workbook.
        header: the columns of its table.
        next_item: numbers rows whose `item` is blank; None if the table has no items.
        respell: gives the registered spelling of a cell that only looks like it, else the cell.
    """
    did = list(_done_to_text(parsed))
    lines = None if parsed.records is None or parsed.places is None else _lines(parsed.records, parsed.places)
    if lines is None or parsed.records is None:
        assert parsed.decoded is not None
        text = unicodedata.normalize("NFC", unix(parsed.decoded.text))
        return Formed(text.rstrip("\n") + "\n", tuple(did))
    extra, rows = lines
    width = len(header) + len(extra)
    cleaned = [[respell(clean(cell)) if len(row) == width else unix(cell) for cell in row] for row in rows]
    cells = sum(cell != new for row, new_row in zip(rows, cleaned, strict=True) for cell, new in zip(row, new_row, strict=True))
    table = [row for row in cleaned if not is_blank(row) and row != header + extra]
    items = _number(table, header, width, next_item) if next_item else 0
    did += _done_to_rows(parsed, header, cells, items)
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\n").writerows([header + extra, *table])
    return Formed(buffer.getvalue(), tuple(did))


def settled(parsed: Parsed, header: list[str], next_item: NextItem | None, respell: Respell = str) -> Formed:
    """Repeat `formed` until nothing changes, because emptied cells may leave empty rows or columns."""
    after = formed(parsed, header, next_item, respell)
    for _ in range(PASSES):
        reader = Reader("", header)
        reader.read_bytes(after.text.encode())
        if reader.parsed.decoded is None:
            break
        more = formed(reader.parsed, header, next_item, respell)
        if more.text == after.text:
            break
        after = Formed(more.text, tuple(dict.fromkeys((*after.did, *more.did))))
    return after


def unix(text: str) -> str:
    """Convert line ends to LF."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def clean(cell: str) -> str:
    """Return a cell in NFC, with ordinary spaces, none at its edges, without invisible characters and without `="…"` around it."""
    plain = unix(cell) if cell.isascii() else unicodedata.normalize("NFC", unix(cell).translate(SPACES).translate(NOTHING))
    return TEXT_GUARD.sub(r"\1", plain.strip())


def _lines(records: Sequence[Row], places: Sequence[int]) -> tuple[list[str], list[list[str]]] | None:
    """Return the names of unknown columns with content, and all rows with the columns in order.

    Rows with too few or too many cells are left alone; if there are any, no column is moved (None).
    """
    width = len(records[0][1])
    torn = any(len(cells) != width and not is_blank(cells) for _, cells in records)
    kept = [place for place in range(width) if place not in places and _is_filled(records, place)]
    order = [*places, *kept]
    if torn and order != list(range(width)):
        return None
    rows = [cells if len(cells) != width else [cells[place] for place in order] for _, cells in records[1:]]
    return [clean(records[0][1][place]) for place in kept], rows


def _is_filled(records: Sequence[Row], place: int) -> bool:
    return any(len(cells) > place and cells[place].strip() for _, cells in records)


def _number(table: list[list[str]], header: Sequence[str], width: int, next_item: NextItem) -> int:
    """Number the whole rows whose item is blank; return how many."""
    source, item = header.index("source_id"), header.index("item")
    count = 0
    for row in table:
        if len(row) == width and row[source] and not row[item]:
            row[item] = next_item(row[source])
            count += 1
    return count


def _done_to_text(parsed: Parsed) -> Iterator[Did]:
    codes = {finding.rule.code for finding in parsed.findings}
    if parsed.decoded and "V011" in codes:
        yield f"converted from {parsed.decoded.encoding} to UTF-8", f"chuyển từ {parsed.decoded.encoding} sang UTF-8"
    if "V002" in codes:
        yield "byte order mark removed", "bỏ dấu BOM"
    if "V021" in codes and parsed.records is not None:
        yield "garbled letters restored", "khôi phục chữ bị vỡ"
    if "V003" in codes:
        yield "line ends made LF", "đổi ký tự xuống dòng thành LF"


def _done_to_rows(parsed: Parsed, header: Sequence[str], cells: int, items: int) -> Iterator[Did]:
    assert parsed.records is not None
    assert parsed.places is not None
    codes = {finding.rule.code for finding in parsed.findings}
    if "V010" in codes:
        yield "separated by commas", "ngăn cách bằng dấu phẩy"
    if [parsed.records[0][1][place] for place in parsed.places] != list(header):
        yield "names of columns written as they must be", "ghi lại tên cột cho đúng"
    if list(parsed.places) != sorted(parsed.places):
        yield "columns put in order", "xếp lại thứ tự cột"
    if "V014" in codes:
        yield "empty columns removed", "xóa cột trống"
    if blank := sum(is_blank(row) for _, row in parsed.records):
        yield f"{blank} blank line(s) removed", f"xóa {blank} dòng trống"
    if "V032" in codes:
        yield "repeated header removed", "bỏ tiêu đề bị lặp"
    if cells:
        yield (
            f"spaces, invisible characters, accents or look-alike letters of {cells} cell(s) put right",
            f"chuẩn hóa dấu cách, ký tự ẩn, dấu hoặc ký tự trông giống của {cells} ô",
        )
    if items:
        yield f"{items} item(s) numbered", f"đánh số {items} dòng (item)"


def visible(line: str) -> str:
    """Make invisible characters and combining accents visible as `<U+200B>`."""
    if line.isascii() and line.isprintable():
        return line
    return "".join(
        character if character.isprintable() and not unicodedata.combining(character) else f"<U+{ord(character):04X}>" for character in line
    )
