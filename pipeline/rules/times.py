"""Rules that the period of one row keeps."""

from datetime import date
from typing import Any, Final

import pandas as pd

from pipeline.params import load_params
from pipeline.periods import Moment, Period, PeriodError
from pipeline.registry import Registry, split
from pipeline.rules.catalogue import Check, breaches, check
from pipeline.rules.readings import reasons

TIME_CHECKS: Final[list[Check]] = []
DAYS_OF_YEAR: Final = 366
SPAN_OF_STOCK: Final = {
    "kind_en": "counted at a point in time",
    "kind_vi": "chỉ tiêu tính tại một thời điểm",
    "found_en": "a span",
    "found_vi": "một khoảng thời gian",
    "wanted_en": "type the day, month or year at its end alone, as 2024-06-30",
    "wanted_vi": "chỉ ghi ngày, tháng hoặc năm ở cuối khoảng đó, ví dụ 2024-06-30",
}
DAY_OF_FLOW: Final = {
    "kind_en": "counted over a span of time",
    "kind_vi": "chỉ tiêu tính cho cả một khoảng thời gian",
    "found_en": "one day",
    "found_vi": "một ngày",
    "wanted_en": "type the year, the month, or start/end as 2023-01/2023-09; ../ and the day where the start is not printed",
    "wanted_vi": "ghi năm, tháng, hoặc đầu/cuối như 2023-01/2023-09; nếu nguồn không in thời điểm đầu thì ghi ../ rồi đến ngày đó",
}
"""What a period must be by the kind of its indicator."""
FORMER_UNIT, LATER_UNIT = "FORMER_UNIT", "LATER_UNIT"
"""Flags of a figure that speaks of a unit when it was no more, or before it was formed."""


@check(
    TIME_CHECKS,
    "V207",
    reads=["period"],
    en="{reason_en}",
    vi="{reason_vi}",
    fix_en="type a time as 2023, 2024-06 or 2025-03-25, or a span as 2014/2024; .. stands for a start that is not printed, as ../2024-05",
    fix_vi="ghi thời điểm như 2023, 2024-06, 2025-03-25, hoặc khoảng thời gian như 2014/2024; chưa rõ thời điểm đầu thì ghi ../2024-05",
)
def period_reads(rows: pd.DataFrame, registry: Registry) -> pd.DataFrame:
    return breaches(rows, (isinstance(when, PeriodError) for when in rows["when"]), lambda row: reasons(row["when"]))


@check(
    TIME_CHECKS,
    "V208",
    reads=["period", "indicator"],
    en="{indicator} is {kind_en}, but “{period}” is {found_en}",
    vi="{indicator} là {kind_vi}, nhưng “{period}” là {found_vi}",
    fix_en="{wanted_en}; if the period is right, correct `indicator`",
    fix_vi="{wanted_vi}; nếu thời kỳ đúng thì sửa `indicator`",
)
def period_fits_kind(rows: pd.DataFrame, registry: Registry) -> pd.DataFrame:
    kinds = {indicator: registry.indicators[indicator]["kind"] for indicator in rows["indicator"].unique()}
    wrong = (
        _is_day(when) if kinds[indicator] == "flow" else when.interval
        for when, indicator in zip(rows["when"], rows["indicator"], strict=True)
    )

    def facts(row: dict[str, Any]) -> dict[str, str]:
        return SPAN_OF_STOCK if row["when"].interval else DAY_OF_FLOW

    return breaches(rows, wrong, facts)


def _is_day(when: Period) -> bool:
    return not when.interval and when.first_day == when.last_day


@check(
    TIME_CHECKS,
    "V209",
    reads=["period", "source_id"],
    en="“{period}” lies after the source was published ({published})",
    vi="“{period}” sau ngày nguồn được công bố ({published})",
    fix_en="correct `period`, or `source_id` if that is wrong; if the figure is a plan, type TARGET in `flags` and say so in `note`",
    fix_vi="sửa `period`, hoặc `source_id` nếu nhầm nguồn; nếu là số kế hoạch thì ghi TARGET ở `flags` và nêu rõ ở `note`",
)
def period_before_publication(rows: pd.DataFrame, registry: Registry) -> pd.DataFrame:
    moments = {source: registry.published(source) for source in rows["source_id"].unique()}
    wrong = (
        _is_after(when, moments[source]) and "TARGET" not in split(flags)
        for when, source, flags in zip(rows["when"], rows["source_id"], rows["flags"], strict=True)
    )
    return breaches(rows, wrong, lambda row: {"published": registry.sources[row["source_id"]]["published_on"]})


def _is_after(when: Period, published: Moment | None) -> bool:
    latest = when.end or when.start
    return published is not None and latest is not None and latest.first > published.last


@check(
    TIME_CHECKS,
    "V210",
    reads=["period", "ref_area", "flags"],
    en="{ref_area} was a unit from {first} to {last}, but “{period}” ends outside that time",
    vi="đơn vị {ref_area} tồn tại từ {first} đến {last}, nhưng “{period}” kết thúc ngoài khoảng đó",
    fix_en="correct `period`, or type the unit of that time in `ref_area`; if the source means this very unit, type {answer} in `flags`",
    fix_vi="sửa `period`, hoặc ghi đơn vị của thời gian đó ở `ref_area`; nếu nguồn nói đúng đơn vị này thì ghi {answer} ở `flags`",
)
def area_valid_in_period(rows: pd.DataFrame, registry: Registry) -> pd.DataFrame:
    validity = {area: registry.validity(area) for area in rows["ref_area"].unique()}
    answers = [_flag_outside(when, *validity[area]) for when, area in zip(rows["when"], rows["ref_area"], strict=True)]
    wrong = (answer != "" and answer not in split(flags) for answer, flags in zip(answers, rows["flags"], strict=True))

    def facts(row: dict[str, Any]) -> dict[str, str]:
        first, last = validity[row["ref_area"]]
        return {"first": first.isoformat(), "last": last.isoformat(), "answer": _flag_outside(row["when"], first, last)}

    return breaches(rows, wrong, facts)


def _flag_outside(when: Period, first: date, last: date) -> str:
    """Return the flag that a row needs whose period ends (or starts, where the end is open) outside the days from first to last."""
    moment = when.end or when.start
    assert moment is not None
    if moment.last < first:
        return LATER_UNIT
    return FORMER_UNIT if moment.first > last else ""


@check(
    TIME_CHECKS,
    "V218",
    reads=["period"],
    en="“{period}” starts before {earliest}, earlier than any figure on policy credit",
    vi="“{period}” bắt đầu trước năm {earliest}, sớm hơn mọi số liệu về tín dụng chính sách",
    fix_en="correct the first year; if the source does not print the start, type ../ and the end",
    fix_vi="sửa năm đầu; nếu nguồn không in thời điểm đầu thì ghi ../ rồi đến thời điểm cuối",
)
def period_starts_late_enough(rows: pd.DataFrame, registry: Registry) -> pd.DataFrame:
    earliest = load_params().earliest_year
    starts = (when.first_day or when.last_day for when in rows["when"])
    return breaches(rows, (start.year < earliest for start in starts), lambda row: {"earliest": earliest})


@check(
    TIME_CHECKS,
    "V219",
    reads=["period", "period_basis", "source_id"],
    en="the period is inferred, but “{period}” ends more than a year before the source was published ({published})",
    vi="thời kỳ là suy ra, nhưng “{period}” kết thúc hơn một năm trước khi nguồn được công bố ({published})",
    fix_en="correct `period`; if it is printed, clear `period_basis`; if it cannot be known, list the figure in data/raw/excluded.csv",
    fix_vi="sửa `period`; nếu nguồn có in thì để trống `period_basis`; nếu không thể biết thì chỉ nêu ở data/raw/excluded.csv",
)
def inferred_period_is_near_publication(rows: pd.DataFrame, registry: Registry) -> pd.DataFrame:
    moments = {source: registry.published(source) for source in rows["source_id"].unique()}
    wrong = (
        basis == "inferred" and _is_long_before(when, moments[source])
        for when, basis, source in zip(rows["when"], rows["period_basis"], rows["source_id"], strict=True)
    )
    return breaches(rows, wrong, lambda row: {"published": registry.sources[row["source_id"]]["published_on"]})


def _is_long_before(when: Period, published: Moment | None) -> bool:
    return published is not None and when.last_day is not None and (published.first - when.last_day).days > DAYS_OF_YEAR


@check(
    TIME_CHECKS,
    "V222",
    reads=["period", "source_id", "item"],
    en="`period` says “{period}”, but it was {proven_period} when the figure was found in its source",
    vi="`period` ghi “{period}”, nhưng khi đối chiếu với nguồn thời kỳ là {proven_period}",
    fix_en="type {proven_period}; if “{period}” is right by the source, correct `period` in data/raw/evidence/{source_id}.csv too",
    fix_vi="ghi {proven_period}; nếu theo nguồn “{period}” mới đúng thì sửa cả `period` ở data/raw/evidence/{source_id}.csv",
)
def period_is_the_proven_one(rows: pd.DataFrame, registry: Registry) -> pd.DataFrame:
    wrong = (proof is not None and proof["period"] != period for proof, period in zip(rows["proof"], rows["period"], strict=True))
    return breaches(rows, wrong, lambda row: {"proven_period": row["proof"]["period"]})
