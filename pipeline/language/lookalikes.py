"""Letters that look like Vietnamese ones but are others: they come from old fonts, other keyboards and scanned text.

Source: confusables.txt of Unicode Technical Standard #39, of which only letters that pass for one of Vietnamese or English in running text
are taken. Small eth is not in it; old fonts and page makers print it for đ.
"""

import re
from typing import Final, NamedTuple

D_WITH_STROKE: Final = {"ð": "đ", "ɖ": "đ", "Ð": "Đ", "Ɖ": "Đ"}
"""Eth and African d: taken for đ in any word."""
CYRILLIC: Final = dict(zip("аеорсухіѕјһԁԛѵүАВЕКМНОРСТХУІЅЈѴҮ", "aeopcyxisjhdqvyABEKMHOPCTXYISJVY", strict=True))
GREEK: Final = dict(zip("αιορυνΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "aiopuvABEZHIKMNOPTYX", strict=True))
PHONETIC: Final = {"ɑ": "a", "ɡ": "g"}
LETTERS: Final = {**D_WITH_STROKE, **CYRILLIC, **GREEK, **PHONETIC}
"""The letter that is meant, by the one that is there."""
_ANY: Final = re.compile(f"[{''.join(LETTERS)}]")
_WORD: Final = re.compile(r"[^\W\d_]+")
_LATIN: Final = re.compile("[a-zA-Z\u00c0-\u024f\u1ea0-\u1ef9]")


class LookAlike(NamedTuple):
    """A letter that stands in the place of another: the one that is there, and the one that is meant."""

    seen: str
    meant: str


def find_look_alike(text: str, *, mixed_only: bool = False) -> LookAlike | None:
    """Return the first letter of a text that only looks like a Latin one.

    Args:
        text: any text.
        mixed_only: leave words alone that are Cyrillic or Greek throughout, as in the title of a foreign source.
    """
    if text.isascii() or not _ANY.search(text):
        return None
    for word in _WORD.findall(text):
        for letter in word:
            if letter in LETTERS and (letter in D_WITH_STROKE or not mixed_only or _LATIN.search(word)):
                return LookAlike(letter, LETTERS[letter])
    return None


def in_latin(text: str) -> str:
    """Return a text with the letters that are meant (`tỷ ðồng` gives `tỷ đồng`)."""
    return text if text.isascii() else _ANY.sub(lambda found: LETTERS[found.group()], text)
