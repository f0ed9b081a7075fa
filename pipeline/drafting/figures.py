"""The numbers of a paragraph: which are figures, with their unit and bound, and which are none, and why."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from pipeline.drafting.phrasebook import Found, PhraseBook
from pipeline.foundation.registry import Registry
from pipeline.language.phrases import comparable
from pipeline.language.quantity import Quantity, QuantityError, read_quantity
from pipeline.language.words import BOUND_WORDS, LONG_SCALE, SCALES

NUMERAL: Final = r"\d+(?:[.,] ?\d+)*(?: \d{3}(?!\d))*(?:,\d+)?"
_SCALES: Final = "|".join(re.escape(word) for word in sorted({*SCALES, *LONG_SCALE} - {"trăm"}, key=len, reverse=True) if word < "\u3000")
_BEFORE: Final = (
    r"(?:(?<=vnd)|(?<=vnđ)|(?<=vnd )|(?<=số)"  # a currency, or a word that the page has run together with the number
    r"|(?<![\w.,])(?<!\d[/:])(?<![a-z]-)"
    r"|(?<=\d/)(?=\d{1,3}[.,]\d{3}))"  # the second number of a fraction, but not of a date
)
_NUMBER: Final = re.compile(
    rf"{_BEFORE}(?P<first>{NUMERAL})(?P<scales>(?: ?(?:{_SCALES})(?!\w))*)(?P<more>(?: {NUMERAL}(?: (?:{_SCALES})(?!\w))+)*)"
)
_BETWEEN: Final = {"vi": re.compile(r" ?"), "en": re.compile(r"(?:[ -]?(?!and\b|of\b|to\b|in\b|who\b)[a-z-]+(?:,| and)?){0,5}?[ -]?")}
"""What may stand between a number and its unit: English print puts adjectives there."""
_CURRENCY: Final = re.compile(r"(?:vnd|vnđ) ?$")
_BOUND: Final = re.compile(rf"(?<!\w)(?:{'|'.join(sorted(BOUND_WORDS, key=len, reverse=True))}) (?:vnd ?|vnđ ?)?$")
_ACROSS: Final = re.compile(r"(?:đồng|hộ|%) trên $")
"""Words before a number that is divided by, not exceeded: 535 tỷ đồng trên 9.177 hộ."""
_YEAR: Final = re.compile(r"(?:19|20)\d\d")
_RANGE: Final = re.compile(rf" ?[-–] ?(?={NUMERAL})")
_FRACTION: Final = re.compile(r"/(?=\d)")
NO_UNIT: Final = "NO_UNIT"
"""Why a number without a unit that is registered is not proposed."""
Unit = tuple[str, str]
"""A base unit and its words."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with a unit.

    Attributes:
        start: first character of the number in its paragraph.
        number_end: behind the number and its scale words; what describes it follows.
        end: behind its unit.
        as_printed: number and unit as a row prints them; a unit that stands elsewhere in brackets.
        quantity: what it says; None if it cannot be read by the decimal mark.
        units: the base units that its words may mean.
        bound: code of the word before it, or blank.
        flags: RANGE for an end of a printed range, else blank.
    """

    start: int
    number_end: int
    end: int
    as_printed: str
    quantity: Quantity | None
    units: frozenset[str]
    bound: str
    flags: str = ""


@dataclass(frozen=True, slots=True)
class Skipped:
    """A number that is no figure: where it stands, and why."""

    start: int
    end: int
    numeral: str
    reason: str


def figures_of(paragraph: str, book: PhraseBook, decimal_mark: str) -> tuple[list[Figure], list[Skipped]]:
    """Return the figures of a paragraph and the numbers that are none, each in their order."""
    text = comparable(paragraph)
    none = book.find("nothing", text)
    units = _Units(book.registry, book.language)
    figures: list[Figure] = []
    skipped: list[Skipped] = []
    for match in _NUMBER.finditer(text):
        if reason := _reason(match, none, text, units):
            skipped.append(Skipped(match.start(), match.end(), paragraph[match.start() : match.end()], reason))
        else:
            figures.append(_figure(match, paragraph, text, units, decimal_mark))
    return figures, skipped


def _reason(match: re.Match[str], none: Iterable[Found], text: str, units: "_Units") -> str:
    """Return why a number is no figure, or blank."""
    unit = units.after(text, match.end()) or units.of_partner(text, match.end())
    for found in none:
        if found.start <= match.start() and match.start("first") < found.end:
            like_a_year = _YEAR.fullmatch(match["first"]) is not None and found.end == match.end() == found.start + 4
            if not (like_a_year and unit):
                return found.phrase.code
    is_money = (bool(match["scales"]) and units.language == "vi") or _CURRENCY.search(text[: match.start()]) is not None
    return "" if unit or is_money else NO_UNIT


def _figure(match: re.Match[str], paragraph: str, text: str, units: "_Units", decimal_mark: str) -> Figure:
    start, number_end = match.start(), match.end()
    currency = _CURRENCY.search(text[:start])
    found = units.after(text, number_end)
    end = found[1] if found else number_end
    words = text[number_end:end] if found else ""
    as_printed = paragraph[currency.start() if currency else start : number_end if currency else end].strip()
    flags = ""
    if not found and (partner := units.of_partner(text, number_end)):
        words, flags = partner[0], "RANGE" if _RANGE.match(text, number_end) else ""
        as_printed += f" [{words.strip()}]"
    elif not found and not currency:
        as_printed, words = as_printed + " [đồng]", "đồng"
    elif _follows_range(text, start):
        flags = "RANGE"
    bases = frozenset({"VND"}) if currency or not words else units.named(words)
    bound = None if _ACROSS.search(text[:start]) else _BOUND.search(text[:start])
    code = BOUND_WORDS[bound.group().removesuffix("vnđ ").removesuffix("vnd ").removesuffix("vnd").strip()] if bound else ""
    return Figure(start, number_end, end, as_printed, _read(as_printed, decimal_mark), bases, code, flags)


def _follows_range(text: str, start: int) -> bool:
    return re.search(r"(?<![\w.,/-])\d+(?:[.,]\d+)* ?[-–] ?$", text[max(0, start - 20) : start]) is not None


def _read(as_printed: str, decimal_mark: str) -> Quantity | None:
    for mark in (decimal_mark, {"comma": "point", "point": "comma"}.get(decimal_mark, "comma")):
        try:
            return read_quantity(as_printed, mark)
        except QuantityError:
            continue
    return None


class _Units:
    """The words of units of one language's print."""

    def __init__(self, registry: Registry, language: str) -> None:
        self._registry, self.language = registry, language
        words = sorted((word for word in registry.unit_words if word < "\u3000"), key=len, reverse=True)
        whole = "|".join(re.escape(word) + (r"(?!\w)" if word[-1].isalnum() else "") for word in words)
        self._unit = re.compile(rf"{_BETWEEN[language].pattern}(?P<unit>{whole})")
        self._more = re.compile(rf",? (?P<unit>{whole})")

    def after(self, text: str, position: int) -> tuple[str, int] | None:
        """Return the words of the unit that follows a number, and where they end; a noun of two parts is one (`học sinh, sinh viên`).

        Between a number and its currency no word may stand: in "2023 it was up by VND 519 billion" it is that of the next number.
        """
        match = self._unit.match(text, position)
        if match is None or (re.search(r"\w", text[position : match.start("unit")]) and "VND" in self.named(match["unit"])):
            return None
        start, end, family = match.start("unit"), match.end(), self._family(match["unit"])
        while (more := self._more.match(text, end)) and family & self._family(more["unit"]):
            end = more.end()
        return text[start:end], end

    def _family(self, words: str) -> frozenset[str]:
        """Return what words count, whether each time or once; money is no noun."""
        return frozenset(base.removesuffix("_INSTANCE") for base in self.named(words)) - {"VND"}

    def of_partner(self, text: str, position: int) -> tuple[str, int] | None:
        """Return the unit of the second number of a range or a fraction, which the first shares."""
        joint = _RANGE.match(text, position) or _FRACTION.match(text, position)
        second = _NUMBER.match(text, joint.end()) or re.compile(NUMERAL).match(text, joint.end()) if joint else None
        return self.after(text, second.end()) if second else None

    def named(self, words: str) -> frozenset[str]:
        """Return the base units that words mean."""
        return frozenset(unit.base for code, unit in self._registry.units.items() if self._registry.prints(words, code))


def unit_code(figure: Figure, indicator: str, registry: Registry) -> str:
    """Return the unit of a row: the base unit of the indicator that the words mean, for money by the scale that is printed."""
    fitting = sorted(figure.units & registry.indicator_units(indicator))
    if not fitting or figure.quantity is None:
        return ""
    if fitting[0] != "VND":
        return fitting[0]
    scale = figure.quantity.value / figure.quantity.number if figure.quantity.number else Decimal(1)
    powers = sorted((unit.power, code) for code, unit in registry.units.items() if unit.base == "VND")
    return max((power, code) for power, code in powers if power == 0 or Decimal(10) ** power <= scale)[1]


def plain_value(figure: Figure, unit: str, registry: Registry) -> str:
    """Return the value of a figure in a unit as rows type it."""
    assert figure.quantity is not None
    value = figure.quantity.value.scaleb(-registry.units[unit].power)
    return format(value.normalize(), "f") if value else "0"


def in_base_unit(row: Mapping[str, str], registry: Registry) -> Decimal | None:
    """Return the value of a row in the base unit of its unit; None if either is not given."""
    unit = registry.units.get(row["unit"])
    return Decimal(row["value"]).scaleb(unit.power) if unit and row["value"] else None


def numerals_of(paragraph: str) -> Iterator[str]:
    """Yield every numeral of a paragraph, figures or not: what the evaluation counts against."""
    for match in _NUMBER.finditer(comparable(paragraph)):
        yield paragraph[match.start("first") : match.end("first")]
