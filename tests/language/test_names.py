"""Names as people type them are found again."""

import unicodedata

import pytest

from pipeline.language.names import fold, slug, suggest


@pytest.mark.parametrize("typed", ["Lạng Sơn", "lang son", "LẠNG SƠN", unicodedata.normalize("NFD", "Lạng sơn"), "Lạng  Sơn", "Lạng Sơm"])
def test_a_slip_in_a_name_finds_what_was_meant(typed: str) -> None:
    assert suggest(typed, ["Cao Bằng", "Lạng Sơn", "Sơn La"]) == "Lạng Sơn"


def test_what_is_near_nothing_has_no_suggestion() -> None:
    assert suggest("xyz", ["Cao Bằng", "Lạng Sơn"]) == ""


def test_folding_and_slugs() -> None:
    assert fold("Thừa Thiên - Huế") == "thua thien hue"
    assert slug("Bà Rịa - Vũng Tàu") == "ba-ria-vung-tau"
    assert slug("Đắk Lắk") == "dak-lak"
