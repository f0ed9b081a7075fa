"""Letters that only look like Vietnamese ones are told from them, and foreign words are left alone."""

import unicodedata

import pytest

from pipeline.language.lookalikes import LETTERS, find_look_alike, in_latin
from pipeline.language.names import with_wrong_marks


@pytest.mark.parametrize(
    ("text", "mixed_only", "found"),
    [
        ("tỷ đồng", False, None),
        ("tỷ ðồng", False, ("ð", "đ")),
        ("Ðắk Nông", True, ("Ð", "Đ")),
        ("Ɖắk Nông", True, ("Ɖ", "Đ")),
        ("Lạng Sоn", True, ("о", "o")),
        ("Москва", True, None),
        ("Москва", False, ("М", "M")),
        ("Hà Νội", True, ("Ν", "N")),
    ],
)
def test_look_alikes(text: str, mixed_only: bool, found: tuple[str, str] | None) -> None:
    assert find_look_alike(text, mixed_only=mixed_only) == found


def test_letters_become_latin_and_none_is_latin_already() -> None:
    for seen, meant in LETTERS.items():
        assert in_latin(seen) == meant
        assert unicodedata.name(meant).startswith("LATIN")
        assert find_look_alike(meant) is None


@pytest.mark.parametrize(
    ("text", "slip"),
    [
        ("luợt hộ nghèo", ("luợt", "lượt")),
        ("lượt hộ", None),
        ("hộ nghéo", None),
        ("hổ nghèo", ("hổ", "hộ")),
        ("ho", ("ho", "hộ")),
        ("căn", None),
        ("cán bộ", ("cán", "căn")),
        ("%", None),
        ("", None),
    ],
)
def test_marks_that_are_misplaced(text: str, slip: tuple[str, str] | None) -> None:
    assert with_wrong_marks(text, {"ho": {"hộ"}, "luot": {"lượt"}, "can": {"căn"}}) == slip
