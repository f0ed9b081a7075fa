"""Text of others in a comment on a pull request: shown as it is, within the room that a comment has."""

import html
import re
from collections.abc import Callable, Iterable, Sequence
from typing import Final, TypeVar

Row = TypeVar("Row")

LIMIT: Final = 65_000
"""Characters of a comment; GitHub takes fewer than 65,536."""
SHOWN: Final = 500
"""Characters of a cell that a table shows at most."""

BREAK: Final = "&#8203;"
"""A space without width: what it stands in is no longer a mention, a reference or an address."""
LINKS: Final = re.compile(r"[@#]|:(?=//)|www(?=\.)|GH(?=-)", re.IGNORECASE)
"""Where GitHub would see somebody's name, the number of an issue, or an address."""
MARKS: Final = re.compile(r"[_~$]")
"""What GitHub takes for emphasis, strokes and formulas besides what `escape` knows."""


def neutral(cell: object) -> str:
    """Return text as one cell of a Markdown table, in which GitHub sees no Markdown, HTML, mention, reference, link or formula."""
    text = str(cell)
    short = text if len(text) <= SHOWN else text[: SHOWN - 1] + "…"
    visible = "".join(character if character.isprintable() or character.isspace() else "�" for character in short)
    return LINKS.sub(rf"\g<0>{BREAK}", MARKS.sub(r"\\\g<0>", escape(visible)))


def markdown_row(cells: Iterable[object]) -> str:
    """Return a row of a Markdown table, its cells neutral."""
    return "| " + " | ".join(neutral(cell) for cell in cells) + " |"


def markdown_table(header: Sequence[str], rows: Sequence[Row], cells: Callable[[Row], Iterable[object]], room: int, more: str) -> str:
    """Return a Markdown table within `room` characters, its end cut if need be; rows that are cut are not read.

    Args:
        header: names of the columns, as Markdown.
        rows: what the table shows, one a row.
        cells: says the cells of a row, text of others.
        room: characters that it may take.
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
    """Return a cell of a Markdown table in which nothing is taken for Markdown or HTML."""
    text = html.escape("" if cell is None else str(cell), quote=False)
    for mark in "\\|*`[]":
        text = text.replace(mark, "\\" + mark)
    return " ".join(text.split())
