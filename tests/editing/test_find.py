"""The command `find`: a code is found by its name, however it is typed."""

import unicodedata

import pytest

from pipeline.editing.find import find, listed
from pipeline.foundation.paths import RAW
from pipeline.reading.registries import load_registry

REGISTRY = load_registry(RAW)[0]


def codes(text: str) -> list[str]:
    """Return what is found, best first."""
    return [entry.code for entry in find(text, REGISTRY)]


@pytest.mark.parametrize(
    "text", ["Lạng Sơn", "lang son", "LẠNG SƠN", unicodedata.normalize("NFD", "Lạng Sơn"), "tỉnh Lạng Sơn", "lagn son"]
)
def test_a_province_is_found_with_and_without_accents_and_with_a_slip(text: str) -> None:
    assert codes(text)[:2] == ["P20_2008", "P20_2025"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("dư nợ", "LOANS_OUTSTANDING"),
        ("hộ cận nghèo", "NEAR_POOR_HOUSEHOLDS"),
        ("women", "WOMENS_UNION"),
        ("tỷ đồng", "VND_BN"),
        ("overdue", "OVERDUE_LOANS"),
        ("POVERTY_RATE", "POVERTY_RATE"),
        ("khoảng", "about"),
    ],
)
def test_codes_of_every_list_are_found_by_name_word_or_code(text: str, code: str) -> None:
    assert code in codes(text)


def test_what_is_spelled_alike_is_offered_only_where_no_name_has_the_words() -> None:
    assert "D157_2008" not in codes("lang son")


def test_nothing_is_found_for_nonsense_or_nothing() -> None:
    assert codes("xyzzyx qwrt") == codes("") == codes("!?") == []
    assert listed([]) == ""


def test_lines_name_the_column_that_takes_the_code() -> None:
    assert listed(find("Lạng Sơn", REGISTRY)).startswith("ref_area ")
