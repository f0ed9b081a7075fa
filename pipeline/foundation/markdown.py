"""Markdown for untrusted text in a comment on a pull request, within the length that a comment may have."""

import html
import re
from collections.abc import Callable, Iterable, Sequence
from typing import Final, TypeVar

Row = TypeVar("Row")

LIMIT: Final = 65_000
"""Longest comment, in characters; GitHub's limit is 65,536."""
SHOWN: Final = 500
"""Longest cell of a table, in characters."""

BREAK: Final = "&#8203;"
"""A zero-width space, which breaks mentions, references and addresses."""
LINKS: Final = re.compile(r"[@#]|:(?=//)|www(?=\.)|GH(?=-)", re.IGNORECASE)
"""Where GitHub would recognise a mention, an issue or an address."""
MARKS: Final = re.compile(r"[_~$]")
"""Characters of emphasis, strikethrough and formulas that `escape` does not cover."""


def neutral(cell: object) -> str:
    """Escape text for a cell of a Markdown table, so that GitHub renders no Markdown, HTML, mention, reference, link or formula."""
    text = str(cell)
    short = text if len(text) <= SHOWN else text[: SHOWN - 1] + "…"
    visible = "".join(character if character.isprintable() or character.isspace() else "�" for character in short)
    return LINKS.sub(rf"\g<0>{BREAK}", MARKS.sub(r"\\\g<0>", escape(visible)))


def markdown_row(cells: Iterable[object]) -> str:
    """Return a row of a Markdown table with escaped cells."""
    return "| " + " | ".join(neutral(cell) for cell in cells) + " |"


def markdown_table(header: Sequence[str], rows: Sequence[Row], cells: Callable[[Row], Iterable[object]], room: int, more: str) -> str:
    """Return a Markdown table of at most `room` characters; rows that do not fit are not rendered.

    Args:
        header: names of the columns, as Markdown.
        rows: what the table shows, one a row.
        cells: returns the cells of a row, untrusted text.
        room: most characters.
        more: sentence that says how many rows are not shown, as `… and {count} more`.
    """
    head = ["| " + " | ".join(header) + " |", "|" + " --- |" * len(header)]
    left = room - sum(len(line) + 1 for line in head) - len(more.format(count=len(rows))) - 2
    lines: list[str] = []
    for row in rows:
        line = markdown_row(cells(row))
        left -= len(line) + 1
        if left < 0:
            break
        lines.append(line)
    if len(lines) == len(rows):
        return "\n".join([*head, *lines]) + "\n"
    return "\n".join([*([*head, *lines, ""] if lines else []), more.format(count=len(rows) - len(lines))]) + "\n"


def escape(cell: object) -> str:
    """Escape Markdown and HTML in a cell of a table."""
    text = html.escape("" if cell is None else str(cell), quote=False)
    for mark in "\\|*`[]":
        text = text.replace(mark, "\\" + mark)
    return " ".join(text.split())
