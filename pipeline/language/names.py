"""Names and codes as people type them: folding, suggestions, slugs."""

import re
import unicodedata
from collections.abc import Collection, Iterable
from difflib import get_close_matches


def fold(text: str) -> str:
    """Fold `text` for comparison: no accents, no case, no punctuation, single spaces (`Lạng sơn` gives `lang son`)."""
    plain = unicodedata.normalize("NFD", text.replace("Đ", "D").replace("đ", "d"))
    letters = "".join(character for character in plain if not unicodedata.combining(character))
    return " ".join(re.findall(r"[a-z0-9%]+", letters.casefold()))


def slug(name: str) -> str:
    """Return the form of a name that file names use: `Bà Rịa - Vũng Tàu` gives `ba-ria-vung-tau`."""
    return fold(name).replace(" ", "-")


def suggest(text: str, known: Iterable[str], cutoff: float = 0.6) -> str:
    """Return the one of `known` that `text` most likely means, or an empty text where none is near.

    What differs in accents, case or punctuation alone is found first; then the nearest spelling.
    """
    folded: dict[str, str] = {}
    for candidate in known:
        folded.setdefault(fold(candidate), candidate)
    near = get_close_matches(fold(text), folded, n=1, cutoff=cutoff)
    return folded[near[0]] if near else ""


def with_wrong_marks(text: str, known: Collection[str]) -> tuple[str, str] | None:
    """Return the words at the start of a text that differ from known ones in their marks only, and the known ones.

    `luợt hộ nghèo` gives `luợt hộ` and `lượt hộ` if `lượt hộ` is known; None where the words are known as they are, or not at all.
    """
    words = re.findall(r"\w+|%", text.casefold())
    by_fold = {fold(word): word for word in sorted(known)}
    for length in range(len(words), 0, -1):
        seen = " ".join(words[:length])
        if meant := by_fold.get(fold(seen)):
            return None if seen in known else (seen, meant)
    return None
