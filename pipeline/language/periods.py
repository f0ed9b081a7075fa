"""Periods as a coder writes them (ISO 8601 with the open ends of EDTF), and the days that they span."""

import calendar
import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Final, Literal

PeriodType = Literal["as_of", "year", "part_year", "multi_year", "open"]

OPEN: Final = ".."
_MOMENT = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")


class PeriodError(ValueError):
    """A period that cannot be read, with the reason in English (`en`) and in Vietnamese (`vi`)."""

    def __init__(self, en: str, vi: str) -> None:
        super().__init__(en)
        self.en, self.vi = en, vi


@dataclass(frozen=True, slots=True)
class Moment:
    """A day, a month or a year: `precision` is 3, 2 or 1, the number of parts that are printed."""

    first: date
    last: date
    precision: int


@dataclass(frozen=True, slots=True)
class Period:
    """A period; an end that the source leaves open is None.

    Attributes:
        start: the moment at which it starts; the same as `end` where one moment is written.
        end: the moment at which it ends.
        interval: whether it is written with a slash.
    """

    start: Moment | None
    end: Moment | None
    interval: bool

    @property
    def first_day(self) -> date | None:
        """First day, or None if the start is open."""
        return self.start.first if self.start else None

    @property
    def last_day(self) -> date | None:
        """Last day, or None if the end is open."""
        return self.end.last if self.end else None

    @property
    def latest(self) -> Moment:
        """The moment at which it ends, or starts where the end is open."""
        moment = self.end or self.start
        assert moment is not None
        return moment

    def type(self, *, flow: bool) -> PeriodType:
        """How the period lies in the calendar, as the published column `period_type` names it.

        A month is a point in time for a stock or a rate, and a span (`part_year`) for a flow.
        """
        first, last = self.first_day, self.last_day
        if first is None or last is None:
            return "open"
        if first == date(last.year, 1, 1) and last == date(last.year, 12, 31):
            return "year"
        if not self.interval and (first == last or not flow):
            return "as_of"
        return "part_year" if first.year == last.year else "multi_year"

    @property
    def year(self) -> int | None:
        """The calendar year described; None where an end is open or the period lies in more than one year.

        A value as of 1 January describes the year before: the reviews that it comes from close a year.
        """
        first, last = self.first_day, self.last_day
        if first is None or last is None or first.year != last.year:
            return None
        return last.year - 1 if first == last == date(last.year, 1, 1) else last.year


@lru_cache(maxsize=1 << 14)
def read_period(text: str) -> Period:
    """Read `2023`, `2024-06`, `2025-03-25`, `2014-11-22/2024-05-31`, `../2024-05-31` or `2014-11-22/..`.

    Raises:
        PeriodError: not of one of these forms, not in the calendar, both ends open, or the end before the start.
    """
    start_text, slash, end_text = text.partition("/")
    if not slash:
        moment = read_moment(start_text)
        return Period(moment, moment, interval=False)
    start = None if start_text == OPEN else read_moment(start_text)
    end = None if end_text == OPEN else read_moment(end_text)
    if start is None and end is None:
        raise PeriodError(f"“{text}” has neither a start nor an end", f"“{text}” không có cả thời điểm đầu lẫn thời điểm cuối")
    if start and end and (end == start or end.first < start.first or end.last < start.last):
        raise PeriodError(f"“{text}” does not end after it starts", f"“{text}” có thời điểm cuối không sau thời điểm đầu")
    return Period(start, end, interval=True)


@lru_cache(maxsize=1 << 14)
def read_moment(text: str) -> Moment:
    """Read a day, a month or a year.

    Raises:
        PeriodError: not of the form, or not in the calendar.
    """
    match = _MOMENT.fullmatch(text)
    if match is None:
        raise PeriodError(
            f"“{text}” is not a year (2023), a month (2024-06) or a day (2025-03-25)",
            f"“{text}” không phải là năm (2023), tháng (2024-06) hay ngày (2025-03-25)",
        )
    year, month, day = (int(part) if part else None for part in match.groups())
    try:
        return _moment(year or 0, month, day)
    except ValueError:
        raise PeriodError(f"there is no such month or day: “{text}”", f"không có tháng hoặc ngày như vậy: “{text}”") from None


def _moment(year: int, month: int | None, day: int | None) -> Moment:
    if month is None:
        return Moment(date(year, 1, 1), date(year, 12, 31), 1)
    if day is None:
        first = date(year, month, 1)
        return Moment(first, date(year, month, calendar.monthrange(year, month)[1]), 2)
    return Moment(date(year, month, day), date(year, month, day), 3)
