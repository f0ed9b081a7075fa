"""Phrases as the registry `phrases` writes them: words, and slots for what changes (`đến {month}`, `{n} tháng đầu năm {year}`).

A phrase is found in text that `comparable` prepared: small letters, NFC, one way of placing tone marks, one letter for each letter of the
text, so that positions stay the same.
"""

import calendar
import re
import unicodedata
from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Final

FIGURE: Final = "{figure}"
"""Stands in a phrase for the number of which it tells something."""
GAP: Final = "…"
"""Stands in a phrase for any words of the same sentence."""

_TONES: Final = (
    (re.compile(r"uỷ(?!\w)"), "ủy"),
    (re.compile(r"oà(?!\w)"), "òa"),
    (re.compile(r"oá(?!\w)"), "óa"),
    (re.compile(r"(?<!\w)tỉ(?!\w)"), "tỷ"),
)
"""Two ways of writing one syllable."""
_MONTHS: Final = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december")
_NUMBERS: Final = {
    "vi": ("một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín", "mười", "mười một", "mười hai"),
    "en": ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
}
_QUARTERS: Final = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "first": 1, "second": 2, "third": 3, "fourth": 4}

_YEAR: Final = r"(?P<{y}>(?:19|20)\d\d)"
_MONTH_NAME: Final = rf"(?P<{{m}}>{'|'.join(_MONTHS)})"
_SLOTS: Final[dict[str, dict[str, str]]] = {
    "vi": {
        "day": rf"(?:ngày )?(?P<{{d}}>\d\d?)(?: tháng | ?[/.-] ?)(?P<{{m}}>\d\d?)(?: năm | ?[/.-] ?){_YEAR}",
        "date": r"(?:ngày )?(?P<{d}>\d\d?)(?: tháng | ?[/-] ?)(?P<{m}>\d\d?)",
        "month": rf"(?:tháng )?(?P<{{m}}>\d\d?)(?: ?[/.-] ?| năm ){_YEAR}",
        "month_of_year": r"tháng (?P<{m}>\d\d?)",
        "year": rf"(?:năm )?{_YEAR}",
        "quarter": r"(?P<{q}>iv|i{{1,3}}|[1-4])",
        "n": rf"(?P<{{n}}>\d\d?|{'|'.join(reversed(_NUMBERS['vi']))})",
    },
    "en": {
        "day": rf"(?:{_MONTH_NAME} (?P<{{d}}>\d\d?)(?:st|nd|rd|th)?,? ?/?{_YEAR}|(?P<{{d2}}>\d\d?) "
        rf"{_MONTH_NAME.replace('{m}', '{m2}')},? {_YEAR.replace('{y}', '{y2}')})",
        "date": rf"(?:{_MONTH_NAME} (?P<{{d}}>\d\d?)|(?P<{{d2}}>\d\d?) {_MONTH_NAME.replace('{m}', '{m2}')})",
        "month": rf"{_MONTH_NAME},?(?: of)? {_YEAR}",
        "month_of_year": _MONTH_NAME,
        "year": _YEAR,
        "quarter": r"(?P<{q}>first|second|third|fourth)",
        "n": rf"(?P<{{n}}>\d\d?|{'|'.join(reversed(_NUMBERS['en']))})",
    },
}
_ANY_LANGUAGE: Final = {
    "number": r"\d[\d.,]*",
    "act": r"\d+(?:/\d{2,4})?[-/][a-zđ]{1,8}\d?(?:[-/][a-zđ]{1,8}\d?)*",
    "clock": r"\d\d?[:h]\d\d",
}
_START: Final = r"(?<!\w)(?<!\d[.,/-])"
_END: Final = r"(?!\w)(?![.,/-]\d)(?!/[a-zđ])"


def comparable(text: str) -> str:
    """Return a text as phrases are looked for in it, with as many characters (of a text in NFC)."""
    small = "".join(letter if len(letter.lower()) > 1 else letter.lower() for letter in text)
    for written, other in _TONES:
        small = written.sub(other, small)
    return re.sub(r"[\s\u00a0]", " ", small)


@cache
def pattern_of(phrase: str, language: str) -> re.Pattern[str]:
    """Return the regular expression of a phrase without `{figure}`; its slots are named groups (`year2_y`).

    Raises:
        ValueError: the phrase has a slot that is not known.
    """
    parts = []
    for piece in re.findall(r"\{\w+\}| ?… ?|[ -]|[^{… -]+", comparable(unicodedata.normalize("NFC", phrase))):
        if piece.startswith("{"):
            parts.append(_slot(piece[1:-1], language))
        elif GAP in piece:
            parts.append(r"(?!\w)[^.;]{0,200}?(?<!\w)")
        else:
            parts.append({" ": r" +", "-": r" ?[-–—] ?"}.get(piece, re.escape(piece)))
    return re.compile(_START + "".join(parts) + _END)


def _slot(name: str, language: str) -> str:
    if name in _ANY_LANGUAGE:
        return _ANY_LANGUAGE[name]
    plain = name.removesuffix("2")
    if plain not in _SLOTS.get(language, {}):
        raise ValueError(f"{{{name}}}")
    return re.sub(r"\{([a-z]2?)\}", lambda part: f"{name}_{part[1]}", _SLOTS[language][plain]).replace("{{1,3}}", "{1,3}")


def values_of(match: re.Match[str], published: date) -> dict[str, str]:
    """Return what the slots of a phrase say, and what follows from them and the day of publication, by the names that periods use.

    Raises:
        ValueError: no such day or month.
    """
    found: dict[str, dict[str, str]] = {}
    for name, text in match.groupdict().items():
        if text is not None:
            slot, _, part = name.rpartition("_")
            found.setdefault(slot, {})[part[0]] = text
    values = {"this": str(published.year), "last": str(published.year - 1)}
    for slot, parts in found.items():
        values |= _values(slot, parts, published)
    if "year" in values:
        values["next"] = str(int(values["year"]) + 1)
    if "year" in values and "quarter_last" in values:
        month = int(values["quarter_last"])
        values["quarter_end"] = f"{values['year']}-{month:02}-{calendar.monthrange(2001, month)[1]}"
    return values


def _values(slot: str, parts: Mapping[str, str], published: date) -> dict[str, str]:
    plain = slot.removesuffix("2")
    if plain == "quarter":
        last = 3 * _QUARTERS.get(parts["q"], 0) or 3 * int(parts["q"])
        return {"quarter_first": f"{last - 2:02}", "quarter_last": f"{last:02}"}
    if plain == "n":
        number = _number(parts["n"])
        return {"n": f"{number:02}", "years_ago": str(published.year - number)}
    month = _month(parts["m"]) if "m" in parts else 0
    year = int(parts["y"]) if "y" in parts else published.year - (month > published.month)
    if plain == "year":
        return {slot: str(year)}
    if "d" in parts:
        return {slot: date(year, month, int(parts["d"])).isoformat()}
    last_day = date(year, month, calendar.monthrange(year, month)[1])
    return {slot: f"{last_day:%Y-%m}", f"{slot}_end": last_day.isoformat()}


def _month(text: str) -> int:
    month = int(text) if text.isdecimal() else _MONTHS.index(text) + 1
    if not 1 <= month <= 12:
        raise ValueError(text)
    return month


def _number(text: str) -> int:
    return int(text) if text.isdecimal() else next(words.index(text) + 1 for words in _NUMBERS.values() if text in words)


GIVEN: Final = {
    "day": ("day",),
    "date": ("date",),
    "month": ("month", "month_end"),
    "month_of_year": ("month_of_year", "month_of_year_end"),
    "year": ("year", "next"),
    "year2": ("year2",),
    "n": ("n", "years_ago"),
    "quarter": ("quarter_first", "quarter_last", "quarter_end"),
}
"""What each slot gives to a period, by the names that periods use."""
ALWAYS: Final = frozenset({"this", "last", "now", "now_year", "directive"})
"""What the page gives to a period, whatever the phrase."""


def unknown_slots(phrase: str, language: str) -> list[str]:
    """Return the slots of a phrase that no text can fill."""
    known = {*_SLOTS.get(language, {}), "year2", *_ANY_LANGUAGE, "figure"}
    return [slot for slot in re.findall(r"\{(\w*)\}", phrase) if slot not in known]


def unfilled(period: str, phrase: str) -> list[str]:
    """Return the slots of a period that a phrase does not fill."""
    given = {name for slot in re.findall(r"\{(\w+)\}", phrase) for name in GIVEN.get(slot, ())}
    return [name for name in re.findall(r"\{(\w*)\}", period) if name not in given | ALWAYS]
