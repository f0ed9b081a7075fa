"""Rules that the figure of one row keeps: its print, its value, its unit, its range."""

from decimal import Decimal
from typing import Any, Final

import numpy as np
import pandas as pd

from pipeline.quantity import QuantityError
from pipeline.registry import Record, Registry, Unit
from pipeline.rules.catalogue import Check, breaches, check, did_you_mean, records_of, where
from pipeline.rules.distinct import INEXACT, Mask, asked, judged
from pipeline.rules.prints import Words, quantity_of, typed_value
from pipeline.rules.readings import reasons

FIGURE_CHECKS: Final[list[Check]] = []


@check(
    FIGURE_CHECKS,
    "V204",
    reads=["as_printed"],
    en="“{as_printed}” cannot be read as a quantity: {reason_en}",
    vi="không đọc được “{as_printed}” như một số lượng: {reason_vi}",
    fix_en="copy the number and its unit exactly as the source prints them",
    fix_vi="chép số và đơn vị đúng như nguồn in",
)
def printed_reads(rows: pd.DataFrame, registry: Registry) -> pd.DataFrame:
    return breaches(rows, rows["words"].isna().to_numpy(), lambda row: reasons(_error(row, registry)))


def _error(row: dict[str, Any], registry: Registry) -> QuantityError:
    """Return why a figure cannot be read."""
    try:
        raise AssertionError(f"{quantity_of(row, registry)} can be read")
    except QuantityError as error:
        return error


@check(
    FIGURE_CHECKS,
    "V205",
    reads=["unit", "as_printed"],
    en="“{as_printed}” does not print the unit {unit}",
    vi="“{as_printed}” không in đơn vị {unit}",
    fix_en="correct the unit: {meant_en}; a new printed form goes into data/raw/units.csv",
    fix_vi="sửa đơn vị: {meant_vi}; cách in mới thì thêm vào data/raw/units.csv",
)
def unit_is_the_printed_one(rows: pd.DataFrame, registry: Registry) -> pd.DataFrame:
    wrong = judged(rows, ["words", "unit"], lambda words, unit: not _prints(words, unit, registry))
    return breaches(rows, wrong, lambda row: did_you_mean(_printed_unit(row, registry)))


def _prints(words: Words, unit: str, registry: Registry) -> bool:
    return registry.prints(words.unit, unit) or (registry.units[unit].base == "VND" and words.scaled and not words.unit)


def _printed_unit(row: dict[str, Any], registry: Registry) -> str:
    """Return the unit that as_printed names: if there are several, one that the indicator takes and that gives the value."""
    quantity = quantity_of(row, registry)
    record = registry.indicators.get(row["indicator"])
    fitting = registry.indicator_units(row["indicator"]) if record else set()

    def merit(unit: Unit) -> tuple[bool, bool]:
        return unit.base in fitting, row["value"] == f"{quantity.value.scaleb(-unit.power):f}"

    named = [unit for code, unit in registry.units.items() if _prints(row["words"], code, registry)]
    return max(named, key=merit).code if named else ""


@check(
    FIGURE_CHECKS,
    "V206",
    reads=["indicator", "unit", "as_printed"],
    en="{indicator} is not measured in {unit}",
    vi="{indicator} không đo bằng {unit}",
    fix_en="correct `{blamed}`; {indicator} takes {takes}",
    fix_vi="sửa `{blamed}`; {indicator} dùng {takes}",
)
def unit_fits_indicator(rows: pd.DataFrame, registry: Registry) -> pd.DataFrame:
    """The unit is blamed where another one, printed in the same words, fits; else the indicator."""
    takes = registry.indicator_units
    wrong = judged(rows, ["unit", "indicator"], lambda unit, indicator: registry.units[unit].base not in takes(indicator))

    def facts(row: dict[str, Any]) -> dict[str, str]:
        allowed = takes(row["indicator"])
        worded = any(unit.base in allowed and _prints(row["words"], code, registry) for code, unit in registry.units.items())
        return {"blamed": "unit" if worded else "indicator", "takes": ", ".join(sorted(allowed))}

    return breaches(rows, wrong, facts)


@check(
    FIGURE_CHECKS,
    "V203",
    reads=["value", "as_printed", "unit"],
    en="“{as_printed}” is {printed_value} {base}, `value` and `unit` say {typed_value}",
    vi="“{as_printed}” là {printed_value} {base}, còn `value` và `unit` ghi {typed_value}",
    fix_en="read the source again and correct `{blamed}`{should}",
    fix_vi="đọc lại nguồn và sửa `{blamed}`{should}",
)
def printed_equals_value(rows: pd.DataFrame, registry: Registry) -> pd.DataFrame:
    """Blamed are: the unit, if another power of ten makes it right; as_printed, if it is not what was proven; else the value."""
    doubtful = where(rows, ~rows["equal"].to_numpy())
    wrong = (quantity_of(row, registry).value != typed_value(row["value"], row["unit"], registry) for row in records_of(doubtful))
    return breaches(doubtful, wrong, lambda row: _inequality(row, registry))


def _inequality(row: dict[str, Any], registry: Registry) -> dict[str, str]:
    unit, printed, typed = registry.units[row["unit"]], quantity_of(row, registry).value, Decimal(row["value"])
    blamed, should = "value", f": {printed.scaleb(-unit.power).normalize():f}"
    fitting = [other.code for other in registry.units.values() if other.base == unit.base and typed.scaleb(other.power) == printed]
    if fitting:
        blamed, should = "unit", f": {fitting[0]}"
    elif row["proven"] is False:
        blamed, should = "as_printed", ""
    return {
        "blamed": blamed,
        "should": should,
        "base": unit.base,
        "printed_value": f"{printed:,f}",
        "typed_value": f"{typed.scaleb(unit.power):,f}",
    }


@check(
    FIGURE_CHECKS,
    "V211",
    reads=["value", "unit", "indicator"],
    en="{value} {unit} cannot be a value of {indicator}: {reason_en}",
    vi="{value} {unit} không thể là giá trị của {indicator}: {reason_vi}",
    fix_en="read the source again; if it prints so, code the row elsewhere or not at all",
    fix_vi="đọc lại nguồn; nếu nguồn in đúng như vậy thì không ghi vào chỉ tiêu này",
)
def value_in_range(rows: pd.DataFrame, registry: Registry) -> pd.DataFrame:
    near = where(rows, _near_limit(rows, registry))

    def wrong(value: str, unit: str, indicator: str) -> bool:
        return _out_of_range(value, unit, indicator, registry) is not None

    return breaches(near, judged(near, ["value", "unit", "indicator"], wrong), lambda row: _range_facts(row, registry))


def _near_limit(rows: pd.DataFrame, registry: Registry) -> Mask:
    """Return the rows whose value may be beyond a limit, as nearly as a float says, or have a fraction where there can be none."""
    kinds, limits = asked(rows, ["indicator"], lambda indicator: _limits(registry.indicators[indicator]))
    least, most = np.array(limits).T
    typed = rows["typed"].to_numpy()
    whole = judged(rows, ["unit"], lambda unit: registry.units[unit].whole)
    return np.asarray(~((typed > least[kinds]) & (typed < most[kinds])) | (whole & rows["fraction"].to_numpy()))


def _limits(indicator: Record) -> tuple[float, float]:
    """Return the least and the greatest value, drawn in a little."""
    least, most = float(indicator["minimum"] or "-inf"), float(indicator["maximum"] or "inf")
    return least + abs(least) * INEXACT if indicator["minimum"] else least, most - abs(most) * INEXACT if indicator["maximum"] else most


def _range_facts(row: dict[str, Any], registry: Registry) -> dict[str, str]:
    en, vi = _out_of_range(row["value"], row["unit"], row["indicator"], registry) or ("", "")
    return {"reason_en": en, "reason_vi": vi}


def _out_of_range(text: str, unit_code: str, indicator: str, registry: Registry) -> tuple[str, str] | None:
    unit, record = registry.units[unit_code], registry.indicators[indicator]
    value = Decimal(text).scaleb(unit.power)
    if record["minimum"] and value < Decimal(record["minimum"]):
        return f"the least is {record['minimum']}", f"nhỏ nhất là {record['minimum']}"
    if record["maximum"] and value > Decimal(record["maximum"]):
        return f"the most is {record['maximum']}", f"lớn nhất là {record['maximum']}"
    if unit.whole and value != value.to_integral_value():
        return "it must be a whole number", "phải là số nguyên"
    return None


@check(
    FIGURE_CHECKS,
    "V216",
    reads=["bound", "as_printed"],
    en="“{as_printed}” prints the bound {printed_bound}, `bound` says “{bound}”",
    vi="“{as_printed}” in mức {printed_bound}, còn `bound` ghi “{bound}”",
    fix_en="write {printed_bound} in `bound`",
    fix_vi="ghi {printed_bound} vào `bound`",
)
def bound_is_the_printed_one(rows: pd.DataFrame, registry: Registry) -> pd.DataFrame:
    wrong = judged(rows, ["words", "bound"], lambda words, bound: words.bound not in {"", bound})
    return breaches(rows, wrong, lambda row: {"printed_bound": row["words"].bound})
