"""Words that stand beside a printed numeral: scales, bounds and currencies, in every language that sources use."""

from typing import Final

SCALES: Final[dict[str, int]] = {
    "trăm": 2,
    "nghìn": 3,
    "ngàn": 3,
    "thousand": 3,
    "mil": 3,
    "mille": 3,
    "milles": 3,
    "千": 3,
    "万": 4,
    "triệu": 6,
    "million": 6,
    "millions": 6,
    "millones": 6,
    "億": 8,
    "tỷ": 9,
    "tỉ": 9,
    "billion": 9,
    "milliard": 9,
    "milliards": 9,
    "milliarden": 9,
    "trillion": 12,
    "billones": 12,
    "兆": 12,
}
"""Scale words and their power of ten, in Vietnamese, English, French, German, Spanish and Japanese print; `nghìn tỷ` multiplies."""

LONG_SCALE: Final[dict[str, int]] = {"billions": 12}
"""Scale words that mean this in French print, with its decimal comma; in English print `billions` is a thousand millions."""
MYRIAD: Final = 4
"""The power of the first Japanese scale, after which the units may follow without a scale of their own (`35万1,293人`)."""

BOUND_WORDS: Final[dict[str, str]] = {
    "ít nhất": "at_least",
    "tối thiểu": "at_least",
    "at least": "at_least",
    "nhiều nhất": "at_most",
    "tối đa": "at_most",
    "không quá": "at_most",
    "at most": "at_most",
    "hơn": "over",
    "trên": "over",
    "more than": "over",
    "over": "over",
    "above": "over",
    "gần": "nearly",
    "nearly": "nearly",
    "almost": "nearly",
    "dưới": "under",
    "less than": "under",
    "fewer than": "under",
    "under": "under",
    "close to": "nearly",
    "khoảng": "about",
    "xấp xỉ": "about",
    "about": "about",
    "around": "about",
    "approximately": "about",
}
"""Words that may stand before a numeral, and the code in the list `bound` that they mean."""

CURRENCY_BEFORE: Final = ("vnđ", "vnd")
