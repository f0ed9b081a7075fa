"""Text that is safe to show on one line: whatever does not show, moves the cursor or turns the reading direction is made visible."""

import unicodedata
from typing import Final

ELLIPSIS: Final = "…"


def visible(text: str) -> str:
    """Return `text` with what does not show, moves the cursor or turns the reading direction as `<U+001B>`; accents typed apart too."""
    if text.isprintable() and unicodedata.is_normalized("NFC", text):
        return text
    return "".join(map(_visible, text))


def _visible(character: str) -> str:
    hidden = not character.isprintable() or unicodedata.category(character).startswith("M")
    return f"<U+{ord(character):04X}>" if hidden else character


def printable(text: str) -> str:
    """Return `text` as one line can show it: what moves the cursor, does not show or is no character at all becomes �."""
    return text if text.isprintable() else "".join(character if character.isprintable() else "�" for character in text)
