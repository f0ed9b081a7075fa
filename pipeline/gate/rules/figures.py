"""Rules about the figure of one row: as printed, as typed, its unit, its range."""

from decimal import Decimal
from functools import cache
from typing import Any, Final

import pandas as pd

from pipeline.foundation.records import Record, split
from pipeline.foundation.registry import Registry, Unit
from pipeline.gate.rules.cells import look_alike_facts
from pipeline.gate.rules.readings import quantity_of, reasons, typed_value
from pipeline.gate.running import Check, breaches, cells_of, check, judged
from pipeline.language.lookalikes import find_look_alike, in_latin
from pipeline.language.names import with_wrong_marks
from pipeline.language.quantity import MIXED, QuantityError, Words, read_quantity

FIGURE_CHECKS: Final[list[Check]] = []
OTHER_STYLE: Final = {
    "blamed": "source_id",
    "wanted_en": "compare `as_printed` with the source, sign by sign; correct `source_id` if another source prints the figure; "
    "if this one prints both 1.234,5 and 1,234.5, "
    "type mixed in its `decimal_mark` in data/raw/sources.csv",
    "wanted_vi": "đối chiếu `as_printed` với nguồn từng ký tự; sửa `source_id` nếu số liệu lấy từ nguồn khác; "
    "nếu nguồn này in cả 1.234,5 lẫn 1,234.5 thì ghi mixed ở `decimal_mark` của nguồn trong data/raw/sources.csv",
}
"""Facts for a figure that reads correctly with the other decimal mark."""


@check(
    FIGURE_CHECKS,
    "V224",
    reads=["as_printed"],
    en="“{as_printed}” has {seen} (U+{seen_point}) instead of {meant} (U+{meant_point}), which looks the same",
    vi="“{as_printed}” có ký tự {seen} (U+{seen_point}) thay cho {meant} (U+{meant_point}): hai ký tự trông giống nhau nhưng khác mã",
    fix_en="type {whole} in `as_printed`; `python -m pipeline fix` does it where the word is registered",
    fix_vi="ghi {whole} ở `as_printed`; `python -m pipeline fix` sẽ tự sửa nếu từ đó có trong danh mục",
)
def printed_letters_are_the_right_ones(rows: pd.DataFrame, registry: Registry) -> pd.DataFrame:
    """A figure that was found in its source is printed so there, whatever its letters."""
    wrong = (proven is not True and find_look_alike(printed) is not None for printed, proven in cells_of(rows, "as_printed", "proven"))
    return breaches(rows, wrong, lambda row: _look_alike_facts(row["as_printed"]))


def _look_alike_facts(printed: str) -> dict[str, str]:
    letter = find_look_alike(printed)
    assert letter is not None
    return {**look_alike_facts(letter), "whole": in_latin(printed)}


@check(
    FIGURE_CHECKS,
    "V204",
    reads=["as_printed", "source_id"],
    en="“{as_printed}” cannot be read as a number with a unit: {reason_en}",
    vi="không đọc được “{as_printed}” thành một con số có đơn vị: {reason_vi}",
    fix_en="{wanted_en}",
    fix_vi="{wanted_vi}",
)
def printed_reads(rows: pd.DataFrame, registry: Registry) -> pd.DataFrame:
    """Reports `source_id` if the numeral reads correctly with the other decimal mark."""
    unreadable = (quantity is None for quantity in rows["quantity"])
    return breaches(rows, unreadable, lambda row: {**reasons(_error(row, registry)), **_reading_facts(row, registry)})


def _error(row: dict[str, Any], registry: Registry) -> QuantityError:
    """Return why a figure cannot be read."""
    try:
        raise AssertionError(f"{quantity_of(row, registry)} can be read")
    except QuantityError as error:
        return error


def _reading_facts(row: dict[str, Any], registry: Registry) -> dict[str, str]:
    en = "copy the number and its unit again, exactly as the source prints them"
    vi = "chép lại số và đơn vị, đúng như nguồn in"
    if not _is_of_other_style(row, registry):
        return {"blamed": "as_printed", "wanted_en": en, "wanted_vi": vi}
    return OTHER_STYLE


def _is_of_other_style(row: dict[str, Any], registry: Registry) -> bool:
    """Whether the other decimal mark makes the printed figure equal to the typed one.

    If `as_printed` differs from its proof, it was damaged later: a spreadsheet turned the comma into a point.
    """
    if row["proven"] is False:
        return False
    typed = typed_value(row["value"], row["unit"], registry)
    try:
        return read_quantity(row["as_printed"], MIXED, typed).value == typed
    except QuantityError:
        return False


@check(
    FIGURE_CHECKS,
    "V225",
    reads=["as_printed", "source_id", "flags"],
    en="“{seen}” in “{as_printed}” looks like “{meant}” with wrong marks",
    vi="“{seen}” trong “{as_printed}” có lẽ là “{meant}” gõ sai dấu",
    fix_en="compare `as_printed` with the source and type {meant} if it stands there; if the source misprints it, add MISPRINT to `flags`; "
    "if {seen} is a word of its own, add it to `printed` of its unit in data/raw/units.csv",
    fix_vi="đối chiếu `as_printed` với nguồn và ghi {meant} nếu nguồn in như vậy; nếu nguồn in sai thì thêm MISPRINT vào `flags`; "
    "nếu {seen} là một từ khác thì thêm vào cột `printed` của đơn vị ở data/raw/units.csv",
)
def printed_words_have_their_marks(rows: pd.DataFrame, registry: Registry) -> pd.DataFrame:
    """Looks at Vietnamese sources only; a figure that was found in its source is printed so there."""
    slip = cache(lambda words: with_wrong_marks(words, registry.print_words))

    def is_wrong(words: Words | None, source: str, flags: str, proven: bool | None) -> bool:
        return bool(words and slip(words.unit)) and not proven and registry.is_vietnamese(source) and "MISPRINT" not in split(flags)

    wrong = (is_wrong(*cells) for cells in cells_of(rows, "words", "source_id", "flags", "proven"))
    return breaches(rows, wrong, lambda row: dict(zip(("seen", "meant"), slip(row["words"].unit) or (), strict=True)))


@check(
    FIGURE_CHECKS,
    "V205",
    reads=["unit", "as_printed", "source_id"],
    en="`unit` says {unit}, but “{as_printed}” has no word for that unit",
    vi="`unit` ghi {unit}, nhưng trong “{as_printed}” không có từ nào của đơn vị đó",
    fix_en="{meant_en}",
    fix_vi="{meant_vi}",
)
def unit_is_the_printed_one(rows: pd.DataFrame, registry: Registry) -> pd.DataFrame:
    wrong = judged(rows, ["words", "unit"], lambda words, unit: not _prints(words, unit, registry))
    return breaches(rows, wrong, lambda row: _unit_facts(row, _printed_unit(row, registry), registry))


def _unit_facts(row: dict[str, Any], meant: str, registry: Registry) -> dict[str, str]:
    if not (row["words"].unit or row["words"].scaled):
        return {
            "meant_en": "copy the unit too, as 4.321,5 tỷ đồng; if it stands in a heading, in square brackets: 4.321,5 [tỷ đồng]",
            "meant_vi": "chép cả đơn vị, ví dụ 4.321,5 tỷ đồng; nếu đơn vị nằm ở đầu bảng thì đặt trong ngoặc vuông: 4.321,5 [tỷ đồng]",
        }
    en = "add the printed word to `printed` in data/raw/units.csv, or put the unit in brackets after the number, as 4,00 [%]"
    vi = "thêm từ được in vào cột `printed` ở data/raw/units.csv, hoặc ghi đơn vị trong ngoặc vuông sau con số, ví dụ 4,00 [%]"
    if meant:
        return {
            "meant_en": f"type {meant} in `unit`; if {meant} is wrong, {en}",
            "meant_vi": f"ghi {meant} ở `unit`; nếu {meant} sai thì {vi}",
        }
    return {"meant_en": en, "meant_vi": vi}


def _prints(words: Words, unit: str, registry: Registry) -> bool:
    return registry.prints(words.unit, unit) or (registry.units[unit].base == "VND" and words.scaled and not words.unit)


def _printed_unit(row: dict[str, Any], registry: Registry) -> str:
    """Return the unit named in `as_printed`; of several, one that fits the indicator and the value."""
    quantity = row["quantity"]
    record = registry.indicators.get(row["indicator"])
    fitting = registry.indicator_units(row["indicator"]) if record else set()

    def merit(unit: Unit) -> tuple[bool, bool]:
        return unit.base in fitting, row["value"] == f"{quantity.value.scaleb(-unit.power):f}"

    named = [unit for code, unit in registry.units.items() if _prints(row["words"], code, registry)]
    return max(named, key=merit).code if named else ""


@check(
    FIGURE_CHECKS,
    "V206",
    reads=["indicator", "unit", "as_printed", "source_id"],
    en="{indicator} is not measured in {unit}",
    vi="chỉ tiêu {indicator} không đo bằng đơn vị {unit}",
    fix_en="{wanted_en}",
    fix_vi="{wanted_vi}",
)
def unit_fits_indicator(rows: pd.DataFrame, registry: Registry) -> pd.DataFrame:
    """Reports the unit if another one with the same printed word fits, otherwise the indicator."""
    takes = registry.indicator_units
    wrong = judged(rows, ["unit", "indicator"], lambda unit, indicator: registry.units[unit].base not in takes(indicator))

    def facts(row: dict[str, Any]) -> dict[str, str]:
        allowed = takes(row["indicator"])
        worded = any(unit.base in allowed and _prints(row["words"], code, registry) for code, unit in registry.units.items())
        return _measure_facts(row, _printed_unit(row, registry) if worded else "", ", ".join(sorted(allowed)))

    return breaches(rows, wrong, facts)


def _measure_facts(row: dict[str, Any], meant: str, takes: str) -> dict[str, str]:
    if meant:
        return {"blamed": "unit", "wanted_en": f"type {meant} in `unit`", "wanted_vi": f"ghi {meant} ở `unit`"}
    indicator, unit = row["indicator"], row["unit"]
    return {
        "blamed": "indicator",
        "wanted_en": f"choose the indicator in data/raw/indicators.csv that is measured in {unit}; {indicator} takes {takes}",
        "wanted_vi": f"chọn ở data/raw/indicators.csv chỉ tiêu đo bằng {unit}; {indicator} chỉ dùng {takes}",
    }


@check(
    FIGURE_CHECKS,
    "V203",
    reads=["value", "as_printed", "unit", "source_id"],
    en="“{as_printed}” is {printed_value} in {unit}, but `value` says {value}",
    vi="“{as_printed}” tính theo {unit} là {printed_value}, nhưng `value` ghi {value}",
    fix_en="{wanted_en}",
    fix_vi="{wanted_vi}",
)
def printed_equals_value(rows: pd.DataFrame, registry: Registry) -> pd.DataFrame:
    """ReportedCells are: the source, if others group by the mark that is its decimal mark; the unit, if another power of ten makes it
    `as_printed` if it differs from its proof; otherwise `value`.
    """
    wrong = (quantity.value != typed for quantity, typed in cells_of(rows, "quantity", "typed"))
    return breaches(rows, wrong, lambda row: _inequality(row, registry))


def _inequality(row: dict[str, Any], registry: Registry) -> dict[str, str]:
    unit, printed, typed = registry.units[row["unit"]], row["quantity"].value, Decimal(row["value"])
    printed_value = f"{printed.scaleb(-unit.power).normalize():f}"
    if typed.scaleb(unit.power) > printed and _is_of_other_style(row, registry):
        return {"printed_value": printed_value, **OTHER_STYLE}
    blamed, should = "value", printed_value
    fitting = [other.code for other in registry.units.values() if other.base == unit.base and typed.scaleb(other.power) == printed]
    if fitting and typed == row["quantity"].number:
        blamed, should = "unit", fitting[0]
    elif row["proven"] is False:
        blamed, should = "as_printed", ""
    if not should:
        en, vi = (
            "copy `as_printed` from the source again: it is not what was proven",
            "chép lại `as_printed` từ nguồn: nó không còn như khi đã kiểm chứng",
        )
    else:
        en = f"type {should} in `{blamed}`; if `as_printed` is copied wrongly, correct that instead"
        vi = f"ghi {should} ở `{blamed}`; nếu `as_printed` chép sai thì sửa ô đó"
    return {"blamed": blamed, "printed_value": printed_value, "wanted_en": en, "wanted_vi": vi}


@check(
    FIGURE_CHECKS,
    "V211",
    reads=["value", "unit", "indicator"],
    en="{value} {unit} cannot be a value of {indicator}: {reason_en}",
    vi="{value} {unit} không thể là giá trị của chỉ tiêu {indicator}: {reason_vi}",
    fix_en="read the source again and correct `value` and `as_printed`; if that is what it prints, choose another "
    "`indicator` or leave the row out",
    fix_vi="đọc lại nguồn và sửa `value` và `as_printed`; nếu nguồn in như vậy thì chọn `indicator` khác, hoặc bỏ dòng này",
)
def value_in_range(rows: pd.DataFrame, registry: Registry) -> pd.DataFrame:
    limits = cache(lambda indicator: _limits(registry.indicators[indicator]))
    wrong = (
        _out_of_range(typed, registry.units[unit], limits(indicator)) is not None
        for typed, unit, indicator in cells_of(rows, "typed", "unit", "indicator")
    )
    return breaches(rows, wrong, lambda row: _range_facts(row, registry))


def _limits(indicator: Record) -> tuple[Decimal, Decimal]:
    """Return the least and the greatest value that an indicator can have."""
    return Decimal(indicator["minimum"] or "-Infinity"), Decimal(indicator["maximum"] or "Infinity")


def _range_facts(row: dict[str, Any], registry: Registry) -> dict[str, str]:
    limits = _limits(registry.indicators[row["indicator"]])
    en, vi = _out_of_range(row["typed"], registry.units[row["unit"]], limits) or ("", "")
    return {"reason_en": en, "reason_vi": vi}


def _out_of_range(value: Decimal, unit: Unit, limits: tuple[Decimal, Decimal]) -> tuple[str, str] | None:
    """Return why an indicator cannot have a value, in both languages; None if it can."""
    least, greatest = limits
    if value < least:
        return f"it is never below {least}", f"giá trị này không bao giờ nhỏ hơn {least}"
    if value > greatest:
        return f"it is never above {greatest}", f"giá trị này không bao giờ lớn hơn {greatest}"
    if unit.whole and value != value.to_integral_value():
        return "what is counted has no fractions", "đơn vị này chỉ có số nguyên"
    return None


@check(
    FIGURE_CHECKS,
    "V216",
    reads=["bound", "as_printed", "source_id"],
    en="“{as_printed}” starts with the word for {printed_bound}, but `bound` says “{bound}”",
    vi="“{as_printed}” bắt đầu bằng từ ứng với mã {printed_bound}, nhưng `bound` ghi “{bound}”",
    fix_en="type {printed_bound} in `bound`",
    fix_vi="ghi {printed_bound} ở `bound`",
)
def bound_is_the_printed_one(rows: pd.DataFrame, registry: Registry) -> pd.DataFrame:
    wrong = judged(rows, ["words", "bound"], lambda words, bound: words.bound not in {"", bound})
    return breaches(rows, wrong, lambda row: {"printed_bound": row["words"].bound})
