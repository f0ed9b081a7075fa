"""Numbers, days and periods as people write them in English and in Vietnamese."""

import re
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Final

from pipeline.language.spoken import Language, Text
from pipeline.site.code_words import UNIT_NAMES

SCALES: Final[tuple[tuple[int, Text], ...]] = (
    (9, {"en": "billion dong", "vi": "tỷ đồng"}),
    (6, {"en": "million dong", "vi": "triệu đồng"}),
    (0, {"en": "dong", "vi": "đồng"}),
)
"""Powers of ten by which money is shown, the largest first."""
UNITS: Final[dict[str, Text]] = {**UNIT_NAMES, "COUNT": {"en": "", "vi": ""}}
"""What stands behind a number; per cent and money are written otherwise."""
MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "June", "July", "Aug", "Sept", "Oct", "Nov", "Dec")
NARROW: Final = "\N{NO-BREAK SPACE}"


def digits(number: Decimal, language: Language) -> str:
    """Return a number in full, thousands grouped: 14,009.3 in English, 14.009,3 in Vietnamese."""
    shown = f"{number.normalize():,f}"
    shown = shown.replace("-", "−")
    return shown if language == "en" else shown.translate(str.maketrans(",.", ".,"))


def scale_of(value: float, unit: str) -> int:
    """Return the power of ten by which a value is shown: billions or millions of dong, else units."""
    return next((power for power, _ in SCALES if abs(value) >= 10**power), 0) if unit == "VND" else 0


def number(value: float, unit: str, language: Language, scale: int | None = None) -> str:
    """Return a value without its unit, every digit kept; money divided by its scale."""
    power = scale_of(value, unit) if scale is None else scale
    return digits(Decimal(repr(value)).scaleb(-power), language)


@cache
def quantity(value: float, unit: str, language: Language) -> str:
    """Return a value with its unit: 6.02%, 14,009.3 billion dong, 4.915 hộ."""
    shown = number(value, unit, language)
    if unit == "PERCENT":
        return f"{shown}%"
    words = dict(SCALES)[scale_of(value, unit)][language] if unit == "VND" else UNITS.get(unit, {language: unit})[language]
    return f"{shown}{NARROW}{words}" if words else shown


@cache
def span(low: float, high: float, unit: str, language: Language) -> str:
    """Return a range in one scale; blank if it is a single value."""
    if low == high:
        return ""
    scale = scale_of(high, unit)
    sign = "%" if unit == "PERCENT" else NARROW + dict(SCALES)[scale][language] if unit == "VND" else ""
    return f"{number(low, unit, language, scale)}–{number(high, unit, language, scale)}{sign}"


def day(when: date, language: Language) -> str:
    """Return a day: 31 Dec 2014, 31/12/2014."""
    return f"{when.day} {MONTHS[when.month - 1]} {when.year}" if language == "en" else f"{when.day}/{when.month}/{when.year}"


@cache
def moment(text: str, language: Language) -> str:
    """Return a year, month or day of ISO 8601 as people write it; what is none stays as it is."""
    if not re.fullmatch(r"\d{4}(-\d\d(-\d\d)?)?", text):
        return text
    year, *rest = (int(part) for part in text.split("-"))
    try:
        first = date(year, *[*rest, 1, 1][:2])
    except ValueError:
        return text
    if len(rest) == 2:
        return day(first, language)
    if rest:
        return f"{MONTHS[first.month - 1]} {year}" if language == "en" else f"{first.month}/{year}"
    return str(year)


@cache
def period(text: str, language: Language) -> str:
    """Return a period as people write it: `../2024-05-31` gives `to 31 May 2024`."""
    start, slash, end = text.partition("/")
    if not slash:
        return moment(text, language)
    if start == "..":
        return f"{'to' if language == 'en' else 'đến'} {moment(end, language)}"
    if end == "..":
        return f"{'from' if language == 'en' else 'từ'} {moment(start, language)}"
    return f"{moment(start, language)} – {moment(end, language)}"
