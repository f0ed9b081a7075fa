"""Phrases are found as print has them, and their slots say what they say."""

from datetime import date

import pytest

from pipeline.language.phrases import comparable, pattern_of, unfilled, unknown_slots, values_of

PAGE = date(2024, 7, 30)


@pytest.mark.parametrize(
    ("phrase", "text", "name", "value"),
    [
        ("đến {day}", "đến ngày 31 tháng 12 năm 2023,", "day", "2023-12-31"),
        ("đến {day}", "Đến 5-6-2024 có", "day", "2024-06-05"),
        ("hết {month}", "hết tháng 9.2021", "month_end", "2021-09-30"),
        ("đến {month}", "đến tháng 6 năm 2024", "month", "2024-06"),
        ("hết {month_of_year}", "hết tháng 9", "month_of_year", "2023-09"),
        ("hết {month_of_year}", "hết tháng 6", "month_of_year_end", "2024-06-30"),
        ("{n} tháng đầu năm", "hai tháng đầu năm", "n", "02"),
        ("quý {quarter}/{year}", "Quý III/2023", "quarter_end", "2023-09-30"),
        ("giai đoạn {year}-{year2}", "giai đoạn 2016 – 2020", "year2", "2020"),
        ("so với năm {year}", "so với năm 2021", "next", "2022"),
    ],
)
def test_slots_give_what_they_say(phrase: str, text: str, name: str, value: str) -> None:
    match = pattern_of(phrase, "vi").search(comparable(text))
    assert match is not None
    assert values_of(match, PAGE)[name] == value


@pytest.mark.parametrize(("text", "day"), [("as of October 30, 2024", "2024-10-30"), ("as of 30 October 2024", "2024-10-30")])
def test_english_days_are_read(text: str, day: str) -> None:
    match = pattern_of("as of {day}", "en").search(comparable(text))
    assert match is not None
    assert values_of(match, PAGE)["day"] == day


@pytest.mark.parametrize("text", ["1.2023 hộ", "2023.500 hộ", "số 2023/QĐ", "12023"])
def test_a_year_is_no_part_of_a_longer_number(text: str) -> None:
    assert pattern_of("{year}", "vi").search(comparable(text)) is None


def test_no_such_day_is_an_error() -> None:
    match = pattern_of("{day}", "vi").search("31/2/2024")
    assert match is not None
    with pytest.raises(ValueError, match="day"):
        values_of(match, PAGE)


def test_text_keeps_its_positions() -> None:
    text = "Uỷ thác, HOÀ Bình, tỉ lệ, ngoài"
    assert comparable(text) == "ủy thác, hòa bình, tỷ lệ, ngoài"
    assert len(comparable(text)) == len(text)


def test_what_a_phrase_cannot_give_is_named() -> None:
    assert unknown_slots("năm {years}", "vi") == ["years"]
    assert unfilled("{year}-{n}", "năm {year}") == ["n"]
    assert unfilled("{now_year}-01/{now}", "từ đầu năm") == []
