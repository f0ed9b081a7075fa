"""The row and cell of a finding, read again from its file for display."""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pipeline.language.visible import ELLIPSIS, visible

_LINE_END: Final = re.compile(r"\r\n|\r|\n")
_CELL: Final = re.compile(r'("(?:[^"]|"")*+"|[^,\r\n]*)(,|\r\n|\r|\n|\Z)')


def width_of(text: str) -> int:
    """Return the width of a text on a terminal, in columns."""
    if text.isascii():
        return len(text)
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


@dataclass(frozen=True, slots=True)
class Row:
    """A row as written in its file, including quotation marks.

    Attributes:
        text: its characters, without the end of its last line.
        spans: first and last-plus-one character of each cell in `text`.
    """

    text: str
    spans: tuple[tuple[int, int], ...]

    def cell(self, position: int) -> str:
        """Return a cell without the quotation marks around it."""
        first, last = self.spans[position]
        cell = self.text[first:last]
        return cell[1:-1].replace('""', '"') if len(cell) > 1 and cell[0] == cell[-1] == '"' else cell

    def cells(self) -> list[str]:
        """Return all cells without the quotation marks around them."""
        return [self.cell(position) for position in range(len(self.spans))]


class TextFile:
    """The text of a possibly broken CSV file; bytes that are not UTF-8 become replacement characters."""

    def __init__(self, data: bytes) -> None:
        self._text = data.decode("utf-8-sig", errors="replace")
        self._starts = [0, *(match.end() for match in _LINE_END.finditer(self._text))]
        self.header = self.row(1).cells()

    def line(self, number: int) -> str:
        """Return a line without its end, counted from 1; an empty text past the last one."""
        if number > len(self._starts):
            return ""
        match = _LINE_END.search(self._text, self._starts[number - 1])
        return self._text[self._starts[number - 1] : match.start() if match else None]

    def row(self, number: int) -> Row:
        """Return the row that starts on a line."""
        start = position = self._starts[number - 1] if number <= len(self._starts) else len(self._text)
        spans: list[tuple[int, int]] = []
        while match := _CELL.match(self._text, position):
            spans.append((match.start(1) - start, match.end(1) - start))
            position = match.end()
            if match.group(2) != ",":
                break
        return Row(self._text[start : start + spans[-1][1]], tuple(spans))


class Excerpts:
    """The files of findings, each read once."""

    def __init__(self) -> None:
        self._files: dict[str, TextFile | None] = {}

    def file(self, path: str) -> TextFile | None:
        """Return a file; None if it cannot be opened or is not text."""
        if path not in self._files:
            self._files[path] = _read(Path(path))
        return self._files[path]


def _read(path: Path) -> TextFile | None:
    try:
        data = path.read_bytes()
    except (OSError, ValueError):
        return None
    return None if b"\0" in data else TextFile(data)


def cut(text: str, marked: tuple[int, int], width: int) -> tuple[str, str]:
    """Return a row for a terminal, and a line of carets under the marked part.

    Args:
        text: the row as it stands in its file.
        marked: first and last-plus-one character of what is marked; the whole text if nothing is.
        width: columns of the terminal; a longer row is cut, around what is marked.
    """
    shown = [visible(character) for character in text]
    ends = _running(width_of(character) for character in shown)
    first, last = _window(ends, marked, width)
    head, tail = ELLIPSIS if first else "", ELLIPSIS if last < len(text) else ""
    line = head + "".join(shown[first:last]) + tail
    before = len(head) + ends[max(marked[0], first)] - ends[first]
    carets = ends[min(marked[1], last)] - ends[max(marked[0], first)]
    return line, " " * before + "^" * max(carets, 1)


def _running(widths: Iterable[int]) -> list[int]:
    ends = [0]
    for width in widths:
        ends.append(ends[-1] + width)
    return ends


def _window(ends: list[int], marked: tuple[int, int], width: int) -> tuple[int, int]:
    """Return the range of characters that fits, centred on the marked part."""
    if ends[-1] <= width:
        return 0, len(ends) - 1
    room = max(width - 2 * len(ELLIPSIS), 1)
    beside = max(room - (ends[marked[1]] - ends[marked[0]]), 0)
    left = max(0, min(ends[marked[0]] - beside // 2, ends[-1] - room))
    first = bisect_right(ends, left - 1) if left else 0
    return first, max(bisect_right(ends, ends[first] + room) - 1, first + 1)
