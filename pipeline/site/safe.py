"""Texts that contributors wrote, made harmless for pages, addresses and spreadsheets."""

import re
from typing import Any, Final

LONGEST: Final = 160
"""Longest title inside a table or a link, in characters; the page of sources shows it whole."""
TURNS: Final = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""Characters that turn the reading direction of what follows."""
CONTROLS: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
"""Characters that move the cursor or end a line."""
ADDRESS: Final = re.compile(r"https?://[^\s<>\"]+", re.IGNORECASE)
FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet takes for the start of a formula."""
NUMBER: Final = re.compile(r"[+-]?\d+(\.\d+)?")


def clean(text: str) -> str:
    """Return a text on one line and in its own reading direction."""
    return text if text.isprintable() and text.isascii() else CONTROLS.sub(" ", TURNS.sub("", text)).strip()


def clean_row(row: dict[str, Any]) -> dict[str, Any]:
    """Return a row of a table with clean texts."""
    return {name: clean(cell) if isinstance(cell, str) else cell for name, cell in row.items()}


def shortened(text: str, most: int = LONGEST) -> str:
    """Return the beginning of a text, with a mark where it was cut."""
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def web_address(text: str | None) -> str | None:
    """Return an address that a page may link to: http or https and nothing else."""
    return text if text and ADDRESS.fullmatch(text) else None


def guarded(text: str) -> str:
    """Return a cell that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(FORMULA) and not NUMBER.fullmatch(text) else text
