"""Read a quantity as a source prints it: a numeral, its scale words and its unit.

Vietnamese print groups thousands with a point and marks decimals with a comma (``14.009,3 tỷ đồng``);
English print does the reverse. The same numeral therefore reads differently by the language of its source,
and a numeral that is not well formed for that language is refused rather than guessed.
"""

import re
import unicodedata
from decimal import Decimal
from functools import lru_cache
from typing import Final, NamedTuple

from pipeline.language.lookalikes import in_latin
from pipeline.language.words import BOUND_WORDS, CURRENCY_BEFORE, LONG_SCALE, MYRIAD, SCALES

MOST_POWER: Final = 24
"""Power of ten that scale words together reach at most: a billion billions is 18."""
DECIMAL_MARKS: Final[dict[str, str]] = {"comma": ",", "point": "."}
"""The column `decimal_mark` of sources.csv, and the mark that it names; the other mark groups thousands."""
GROUP_MARKS: Final[dict[str, str]] = {"comma": ".", "point": ","}
MIXED: Final = "mixed"
"""`decimal_mark` of a source that prints numerals of both styles."""

_NUMERAL = re.compile(r"[0-9](?:[0-9]|[.,](?= ?[0-9])|(?<=[.,]) (?=[0-9])| (?=[.,] ?[0-9])| (?=[0-9]{3}(?![0-9])))*")
_COMMON = {
    "comma": re.compile(r"\[?([1-9][0-9]{0,2}(?:\.[0-9]{3})+|[0-9]+)(?:,([0-9]+))?(\D*)"),
    "point": re.compile(r"\[?([1-9][0-9]{0,2}(?:,[0-9]{3})+|[0-9]+)(?:\.([0-9]+))?(\D*)"),
}
"""The commonest form by decimal mark: one numeral (its whole part, its decimals), then words without digits."""
_SCALES_BY_MARK: Final = {"comma": SCALES | LONG_SCALE, "point": SCALES}
_SCALE = re.compile(
    r" ?("
    + "|".join(word if word > "\u3000" else word + r"(?!\w)" for word in sorted({*SCALES, *LONG_SCALE}, key=len, reverse=True))
    + ")",
    re.IGNORECASE,
)


class QuantityError(ValueError):
    """A printed quantity that cannot be read, with the reason in English (`en`) and in Vietnamese (`vi`)."""

    def __init__(self, en: str, vi: str) -> None:
        super().__init__(en)
        self.en, self.vi = en, vi


class Words(NamedTuple):
    """What is printed around a numeral.

    Attributes:
        unit: the words after the numeral and its scale, white space folded (`đồng`, `lượt hộ`, `%`).
        scaled: whether a scale word (nghìn, triệu, tỷ, ...) was printed.
        bound: the code of the word before the numeral (`over`), or an empty text.
    """

    unit: str
    scaled: bool
    bound: str


class Quantity(NamedTuple):
    """What a printed quantity says.

    Attributes:
        number: the numeral as printed, without its scale words (`14009.3`); the first one of a compound.
        value: the whole quantity, scale words applied (`14009300000000`).
        resolution: the value of one step in the last printed digit (`100000000`), to compare within rounding.
        words: what is printed around it.
    """

    number: Decimal
    value: Decimal
    resolution: Decimal
    words: Words

    def interval(self, bound: str = "", *, whole: bool = False) -> tuple[Decimal, Decimal]:
        """Return the least and the greatest true value that the print allows, given rounding and a bound.

        Args:
            bound: code in the list `bound`, or blank. `about` allows as much again as the last printed digit that is not
                zero, `nearly` and `under` one such step below, `over` one such step above.
            whole: what is counted has no fractions; a count that is printed in full is then not rounded.
        """
        in_full = not self.words.scaled or self.resolution <= 1
        half = Decimal(0) if whole and in_full else self.resolution / 2
        step = Decimal(1).scaleb(int(self.value.normalize().as_tuple().exponent)) if bound else Decimal(0)
        below = step if bound in {"about", "nearly", "under", "at_most"} else Decimal(0)
        above = step if bound in {"about", "over", "at_least"} else Decimal(0)
        return self.value - half - below, self.value + half + above


def fold_spaces(text: str) -> str:
    """Return `text` in NFC, look-alike letters as they are meant, every run of Unicode white space (non-breaking ones too) as one space."""
    return " ".join(in_latin(unicodedata.normalize("NFC", text)).split())


def numeral_of(printed: str) -> str:
    """Return the first numeral of a printed quantity, its characters as they stand.

    Raises:
        QuantityError: `printed` has no digit.
    """
    match = _NUMERAL.search(printed)
    if match is None:
        raise QuantityError("there is no number in it", "không có con số nào")
    return match.group()


def read_quantity(printed: str, decimal_mark: str = "comma", expected: Decimal | None = None) -> Quantity:
    """Read one printed quantity.

    Args:
        printed: the number and its unit as printed; words in square brackets are a unit that stands elsewhere
            (`4,00 [%]`). NFC or NFD, ordinary or non-breaking spaces.
        decimal_mark: `comma` (Vietnamese print), `point` (English print) or `mixed` (a source that prints both).
        expected: with `mixed`, the value that another typing of the figure gives; of two readings the one that gives it is meant.

    Raises:
        QuantityError: the numeral is malformed or ambiguous for that decimal mark, or there is none.
    """
    if decimal_mark == MIXED:
        return _read_either(printed, expected)
    common = _COMMON[decimal_mark].fullmatch(printed)
    if common and (after := _words_after(common[3], decimal_mark)):
        whole, decimals, power = common[1].replace(GROUP_MARKS[decimal_mark], ""), common[2] or "", after.value.adjusted()
        number = Decimal(f"{whole}.{decimals}")
        return Quantity(number, number.scaleb(power), Decimal(1).scaleb(power - len(decimals)), after.words)
    return read_parts(printed, decimal_mark)


@lru_cache(maxsize=4096)
def _words_after(words: str, decimal_mark: str) -> Quantity | None:
    """Return what words make of the number one before them; None if that cannot be read. The same few words stand in most rows."""
    try:
        return read_parts(f"1{words}", decimal_mark)
    except QuantityError:
        return None


def read_parts(printed: str, decimal_mark: str) -> Quantity:
    """Read any form: a bound and a currency before, one or several numerals with their scales, a unit after."""
    text = fold_spaces(printed.replace("[", " ").replace("]", " "))
    bound, text = _take_bound(text)
    currency, text = _take_currency(text)
    number, power, resolution, text = _take_part(text, decimal_mark)
    value, smallest, scaled = number.scaleb(power), power, power != 0
    while power and _starts_numeral(text):
        part, power, resolution, text = _take_part(text, decimal_mark)
        if smallest == SCALES["nghìn"] < power and part.to_integral_value() == part < 10**smallest and part >= 100:
            value, smallest = (value + part).scaleb(power), power
            continue
        if power == 0 and not _ends_in_units(part, smallest):
            raise QuantityError(
                "its last number has no nghìn, triệu or tỷ after it, so that it may be decimals, as in 1 tỷ 5",
                "sau con số cuối không có nghìn, triệu hay tỷ, nên có thể là phần thập phân như 1 tỷ 5",
            )
        if power >= smallest or part.scaleb(power) >= Decimal(1).scaleb(smallest):
            raise QuantityError(
                "its parts must become smaller from left to right, as in 285 tỷ 400 triệu",
                "các phần của nó phải nhỏ dần từ trái sang phải, như 285 tỷ 400 triệu",
            )
        value, smallest = value + part.scaleb(power), power
    if re.search(r"\d", text):
        raise QuantityError(
            f"“{text}” after it holds another number, and one row holds one figure",
            f"sau đó “{text}” còn có một con số khác, mà mỗi dòng chỉ ghi một số liệu",
        )
    return Quantity(number, value, resolution, Words(text or currency, scaled, bound))


def _read_either(printed: str, expected: Decimal | None) -> Quantity:
    """Read a figure of a source that prints both styles: as `expected`, else in the first style that reads it."""
    readings, errors = [], []
    for decimal_mark in DECIMAL_MARKS:
        try:
            readings.append(read_quantity(printed, decimal_mark))
        except QuantityError as error:
            errors.append(error)
    if not readings:
        raise errors[0]
    return next((reading for reading in readings if reading.value == expected), readings[0])


def _ends_in_units(part: Decimal, smallest: int) -> bool:
    """Whether the last part of a compound may stand without a scale word: `41 nghìn 500`, `35万1,293`."""
    whole = part == part.to_integral_value()
    return whole and (smallest == MYRIAD or (smallest == SCALES["nghìn"] and part >= 100))


def _take_bound(text: str) -> tuple[str, str]:
    for word, code in BOUND_WORDS.items():
        if text[: len(word) + 1].casefold() == word + " ":
            return code, text[len(word) + 1 :]
    return "", text


def _take_currency(text: str) -> tuple[str, str]:
    for word in CURRENCY_BEFORE:
        if text[: len(word)].casefold() == word:
            return text[: len(word)].upper(), text[len(word) :].lstrip()
    return "", text


def _starts_numeral(text: str) -> bool:
    return text[:1] in "0123456789" and text != ""


def _take_part(text: str, decimal_mark: str) -> tuple[Decimal, int, Decimal, str]:
    """Take one numeral and its scale words off the front: number, power of ten, resolution, the rest."""
    if not _starts_numeral(text):
        raise QuantityError(
            f"it must start with a digit 0-9 (or a word as hơn, khoảng), but starts with “{text[:20]}”",
            f"phải bắt đầu bằng chữ số 0-9 (hoặc từ như hơn, khoảng), nhưng lại bắt đầu bằng “{text[:20]}”",
        )
    match = _NUMERAL.match(text)
    assert match is not None
    rest = text[match.end() :]
    if rest[:1] in {".", ",", "-", "–", "/"} or re.match(r"[eE][+-]?\d", rest):
        piece = match.group() + rest[:1]
        raise QuantityError(
            f"“{piece}” is not one whole number; a figure from … to … is two rows with RANGE in `flags`",
            f"“{piece}” không phải là một con số trọn vẹn; số liệu dạng từ … đến … ghi thành hai dòng, có RANGE ở `flags`",
        )
    number = read_numeral(match.group(), decimal_mark)
    power, scales = 0, _SCALES_BY_MARK[decimal_mark]
    while (scale := _SCALE.match(rest)) and (word := scale.group(1).casefold()) in scales:
        power += scales[word]
        rest = rest[scale.end() :]
    if power > MOST_POWER:
        raise QuantityError("its scale words make it greater than any figure can be", "các từ chỉ bậc làm nó lớn hơn mọi số liệu có thể có")
    digits_after = -int(number.as_tuple().exponent)
    return number, power, Decimal(1).scaleb(power - digits_after), rest.strip()


def read_numeral(numeral: str, decimal_mark: str = "comma") -> Decimal:
    """Read one numeral; digits after the decimal mark are kept (`4,00` gives `Decimal("4.00")`).

    A space beside a mark is a slip of the printer and is passed over (`535, 2`). A space between digits is read as a
    grouping mark, and then every group must have three digits.

    Raises:
        QuantityError: groups that are not of three digits, more than one decimal mark, mixed grouping marks.
    """
    mark, group_mark = DECIMAL_MARKS[decimal_mark], GROUP_MARKS[decimal_mark]
    text = re.sub(r" ?([.,]) ?", r"\1", numeral)
    whole, *decimals = text.split(mark)
    if len(decimals) > 1:
        raise QuantityError(
            f"“{numeral}” has more than one “{mark}”, which stands before decimals in this source",
            f"“{numeral}” có hơn một dấu “{mark}”, mà nguồn này dùng “{mark}” trước phần thập phân",
        )
    if decimals and not decimals[0].isdecimal():
        raise QuantityError(
            f"“{numeral}” has “{group_mark}” after “{mark}”, which stands before decimals in this source",
            f"“{numeral}” có “{group_mark}” sau “{mark}”, mà nguồn này dùng “{mark}” trước phần thập phân",
        )
    if group_mark in whole and " " in whole:
        raise QuantityError(
            f"“{numeral}” groups digits with “{group_mark}” and with spaces",
            f"“{numeral}” phân cách hàng nghìn bằng cả “{group_mark}” lẫn dấu cách",
        )
    head, *groups = whole.split(" " if " " in whole else group_mark)
    if any(len(group) != 3 for group in groups) or (len(head) > 3 and groups):
        raise QuantityError(
            f"“{numeral}” does not have three digits after each “{group_mark}”; in this source “{mark}” stands before decimals",
            f"“{numeral}” không có đủ ba chữ số sau mỗi “{group_mark}”; nguồn này dùng “{mark}” trước phần thập phân",
        )
    if groups and head.startswith("0"):
        raise QuantityError(
            f"“{numeral}” starts with zero, but “{group_mark}” groups thousands in this source; is it a decimal mark here?",
            f"“{numeral}” bắt đầu bằng số 0, mà nguồn này dùng “{group_mark}” để phân cách hàng nghìn; ở đây có phải dấu thập phân?",
        )
    return Decimal(".".join(["".join([head, *groups]), *decimals]))
