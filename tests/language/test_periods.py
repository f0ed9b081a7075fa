"""Periods: what a coder writes becomes the days, the kind and the year that it means."""

from datetime import date

import pytest

from pipeline.language.periods import PeriodError, read_period

OPEN = None


@pytest.mark.parametrize(
    ("text", "flow", "first", "last", "kind", "year"),
    [
        ("2023", False, date(2023, 1, 1), date(2023, 12, 31), "year", 2023),
        ("2023", True, date(2023, 1, 1), date(2023, 12, 31), "year", 2023),
        ("2023-01/2023-12", True, date(2023, 1, 1), date(2023, 12, 31), "year", 2023),
        ("2024-06", False, date(2024, 6, 1), date(2024, 6, 30), "as_of", 2024),
        ("2024-06", True, date(2024, 6, 1), date(2024, 6, 30), "part_year", 2024),
        ("2024-02", True, date(2024, 2, 1), date(2024, 2, 29), "part_year", 2024),
        ("2025-03-25", False, date(2025, 3, 25), date(2025, 3, 25), "as_of", 2025),
        ("2015-01-01", False, date(2015, 1, 1), date(2015, 1, 1), "as_of", 2014),
        ("2023-12-31", False, date(2023, 12, 31), date(2023, 12, 31), "as_of", 2023),
        ("2024-01/2024-06", True, date(2024, 1, 1), date(2024, 6, 30), "part_year", 2024),
        ("2024-01/2025-02", True, date(2024, 1, 1), date(2025, 2, 28), "multi_year", None),
        ("2014-11-22/2024-05-31", True, date(2014, 11, 22), date(2024, 5, 31), "multi_year", None),
        ("../2024-05-31", True, OPEN, date(2024, 5, 31), "open", None),
        ("2014-11-22/..", True, date(2014, 11, 22), OPEN, "open", None),
    ],
)
def test_a_period_is_resolved(text: str, flow: bool, first: date | None, last: date | None, kind: str, year: int | None) -> None:
    period = read_period(text)
    assert (period.first_day, period.last_day, period.type(flow=flow), period.year) == (first, last, kind, year)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "23",
        "2023-13",
        "2023-02-29",
        "31/12/2023",
        "2023-1",
        "2024/2023",
        "2024/2024",
        "../..",
        "2023-06-31",
        "0000",
        "2023/",
        "2023 ",
        "2024-06-30/2024-06",
    ],
)
def test_what_is_not_a_period_is_refused_in_both_languages(text: str) -> None:
    with pytest.raises(PeriodError) as caught:
        read_period(text)
    assert caught.value.en != caught.value.vi
