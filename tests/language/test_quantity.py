"""The reader of printed quantities: every number printed in Vietnamese style reads back exactly; what is ambiguous is refused."""

import unicodedata
from collections.abc import Callable
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.foundation.paths import RAW
from pipeline.foundation.records import split
from pipeline.language.quantity import DECIMAL_MARKS, Quantity, QuantityError, numeral_of, read_parts, read_quantity
from pipeline.language.words import BOUND_WORDS, SCALES
from pipeline.reading.registries import load_registry


def print_vietnamese(number: Decimal) -> str:
    """Print a number that is not negative in the Vietnamese style: `14009.3` gives `14.009,3`."""
    return f"{number:,f}".translate(str.maketrans(",.", ".,"))


@pytest.mark.parametrize(
    ("printed", "value", "unit"),
    [
        ("14.009,3 tỷ đồng", "14009300000000", "đồng"),
        ("535, 2 tỷ đồng", "535200000000", "đồng"),
        ("535 ,2 tỷ đồng", "535200000000", "đồng"),
        ("14. 009,3 tỷ", "14009300000000", ""),
        ("04 sản phẩm", "4", "sản phẩm"),
        ("2 nghìn tỷ", "2000000000000", ""),
        ("2 ngàn tỉ đồng", "2000000000000", "đồng"),
        ("285 tỷ 400 triệu", "285400000000", ""),
        ("1 tỷ 200 nghìn đồng", "1000200000", "đồng"),
        ("41 nghìn 500 hộ", "41500", "hộ"),
        ("1,60%", "1.60", "%"),
        ("4,00 [%]", "4.00", "%"),
        ("[761.322 hộ]", "761322", "hộ"),
        ("hơn 41 nghìn hộ", "41000", "hộ"),
        ("7.814 triệu đồng", "7814000000", "đồng"),
        ("13,2 triệu công trình", "13200000", "công trình"),
        ("12 345 hộ", "12345", "hộ"),
        ("12345 hộ", "12345", "hộ"),
        ("14.009,3\u00a0tỷ\u202fđồng", "14009300000000", "đồng"),
        ("VNĐ 3 tỷ", "3000000000", "VNĐ"),
        ("23.995 lượt học sinh, sinh viên", "23995", "lượt học sinh, sinh viên"),
        ("1 nghìn 700 tỷ đồng", "1700000000000", "đồng"),
        ("13 nghìn 400 tỷ", "13400000000000", ""),
        ("4.830 milliards de dôngs", "4830000000000", "de dôngs"),
        ("21,86 billions de dongs", "21860000000000", "de dongs"),
        ("398.100 mil millones de VND", "398100000000000", "de VND"),
        ("400 mille foyers", "400000", "foyers"),
        ("10万4千人", "104000", "人"),
        ("140 mil familias", "140000", "familias"),
    ],
)
def test_vietnamese_print_reads(printed: str, value: str, unit: str) -> None:
    for form in ("NFC", "NFD"):
        quantity = read_quantity(unicodedata.normalize(form, printed))
        assert quantity.value == Decimal(value)
        assert quantity.words.unit == unit


@pytest.mark.parametrize(
    ("printed", "value", "unit"),
    [
        ("VND 12,360 billion", "12360000000000", "VND"),
        ("2.12%", "2.12", "%"),
        ("1,234.5 thousand", "1234500", ""),
        ("over 3.1 million households", "3100000", "households"),
        ("4,377 Milliarden VND", "4377000000000", "VND"),
        ("35万1,293人", "351293", "人"),
        ("6万7139人", "67139", "人"),
        ("14兆2,480億ドン", "14248000000000", "ドン"),
    ],
)
def test_english_print_reads_by_the_decimal_mark_of_its_source(printed: str, value: str, unit: str) -> None:
    quantity = read_quantity(printed, "point")
    assert (quantity.value, quantity.words.unit) == (Decimal(value), unit)


@pytest.mark.parametrize(
    ("printed", "reason"),
    [
        ("1.23.4", "three digits after each"),
        ("12,34,5", "more than one “,”"),
        ("1.000.00", "three digits after each"),
        ("1.60%", "three digits after each"),
        ("1234.567 hộ", "three digits after each"),
        ("0.500 tỷ", "starts with zero"),
        ("1.000 500 hộ", "with spaces"),
        ("1,5.000", "has “.” after “,”"),
        ("10-12 tỷ", "not one whole number"),
        ("1,40093E+13", "not one whole number"),
        ("5,", "not one whole number"),
        ("9 người/9 hộ", "another number"),
        ("1 5 hộ", "another number"),
        ("1 tỷ 5", "no nghìn, triệu or tỷ"),
        ("5 nghìn 5", "no nghìn, triệu or tỷ"),
        ("2 tỷ 5 tỷ", "smaller from left to right"),
        ("2 nghìn 1500 tỷ", "smaller from left to right"),
        ("2 tỷ 1500 triệu", "smaller from left to right"),
        ("mười hộ", "must start with a digit"),
        ("１２ hộ", "must start with a digit"),
        ("-5 hộ", "must start with a digit"),
        ("", "must start with a digit"),
    ],
)
def test_malformed_and_ambiguous_numerals_are_refused_with_the_reason(printed: str, reason: str) -> None:
    with pytest.raises(QuantityError, match=reason) as caught:
        read_quantity(printed)
    assert caught.value.vi != caught.value.en


NUMBERS = st.decimals(min_value=0, max_value=10**13, allow_nan=False, allow_infinity=False, places=None).map(
    lambda number: number.quantize(Decimal(1).scaleb(-(abs(hash(number)) % 5)))
)


@given(NUMBERS, st.sampled_from(["", " nghìn", " triệu", " tỷ", " nghìn tỷ"]), st.sampled_from([" ", "\u00a0", "\u2009"]), st.booleans())
def test_every_number_printed_in_vietnamese_reads_back_exactly(number: Decimal, scale: str, space: str, decomposed: bool) -> None:
    printed = f"{print_vietnamese(number)}{scale} hộ".replace(" ", space)
    quantity = read_quantity(unicodedata.normalize("NFD" if decomposed else "NFC", printed))
    power = sum(SCALES[word] for word in scale.split())
    assert quantity.number == number
    assert quantity.value == number.scaleb(power)
    assert quantity.resolution == Decimal(1).scaleb(int(number.as_tuple().exponent) + power)


@given(st.text(alphabet="0123456789., -–/%hộtỷđồngnghìnE+[]\u00a0", max_size=24))
def test_any_text_reads_or_is_refused(text: str) -> None:
    try:
        quantity = read_quantity(text)
    except QuantityError:
        return
    assert quantity.value >= 0
    assert quantity.resolution > 0


@given(NUMBERS)
def test_the_numeral_is_found_in_the_middle_of_its_sentence(number: Decimal) -> None:
    numeral = print_vietnamese(number)
    assert numeral_of(f"đạt {numeral} tỷ đồng, ") == numeral


@pytest.mark.parametrize(
    ("printed", "bound", "least", "greatest"),
    [
        ("14.009,3", "", "14009.25", "14009.35"),
        ("30.000", "over", "29999.5", "40000.5"),
        ("41 nghìn", "over", "40500", "42500"),
        ("41 nghìn", "nearly", "39500", "41500"),
        ("500", "about", "399.5", "600.5"),
    ],
)
def test_the_interval_allows_for_rounding_and_bound(printed: str, bound: str, least: str, greatest: str) -> None:
    assert read_quantity(printed).interval(bound) == (Decimal(least), Decimal(greatest))


def test_the_reader_knows_the_bound_words_of_the_registry() -> None:
    registry, _, _ = load_registry(RAW)
    listed = {word: code for code, record in registry.keys("codes:bound").items() for word in split(record["printed"])}
    assert listed == BOUND_WORDS


@pytest.mark.parametrize(
    ("printed", "expected", "value"), [("3.89%", "3.89", "3.89"), ("8.654 tỷ", "8654e9", "8654e9"), ("8.654 tỷ", "8.654e9", "8.654e9")]
)
def test_a_source_that_prints_both_styles_is_read_as_the_value_typed_beside_it(printed: str, expected: str, value: str) -> None:
    assert read_quantity(printed, "mixed", Decimal(expected)).value == Decimal(value)


def test_a_source_that_prints_both_styles_reads_in_vietnamese_style_where_no_reading_gives_the_value() -> None:
    assert read_quantity("8.654 tỷ", "mixed", Decimal(1)).value == Decimal("8654e9")
    with pytest.raises(QuantityError):
        read_quantity("8.654,1.2 tỷ", "mixed", Decimal(1))


PIECES = ["1", "12", "345", "0", ".", ",", " ", "\u00a0", "tỷ", "triệu", "đồng", "%", "[", "]", "hộ", "hơn ", "-", "e5", "VND", "đ"]


@given(st.lists(st.sampled_from(PIECES), max_size=8).map("".join), st.sampled_from(sorted(DECIMAL_MARKS)))
def test_the_short_way_to_common_forms_reads_what_the_long_one_reads(printed: str, mark: str) -> None:
    def read(way: Callable[[str, str], Quantity]) -> Quantity | str:
        try:
            return way(printed, mark)
        except QuantityError as error:
            return error.en + error.vi

    assert read(read_quantity) == read(read_parts)
