"""Names and codes as people type them: folding, suggestions, slugs."""

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping
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


def words_of(text: str) -> list[str]:
    """Return the words of a text in small letters, signs and digits left out."""
    return re.findall(r"[^\W\d_]+", unicodedata.normalize("NFC", text).casefold())


def with_wrong_marks(text: str, known: Mapping[str, Collection[str]]) -> tuple[str, str] | None:
    """Return the first word of a text that differs from known ones in its marks only, and the first of those.

    Args:
        text: any text; `luợt hộ nghèo` gives `luợt` and `lượt`.
        known: the known words, by their folded form (`{"luot": ["lượt"]}`).
    """
    for word in words_of(text):
        meant = known.get(fold(word))
        if meant and word not in meant:
            return word, min(meant)
    return None
