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
FORMER_UNIT, LATER_UNIT = "FORMER_UNIT", "LATER_UNIT"
"""Flags of a figure that speaks of a unit when it was no more, or before it was formed."""


@check(
    TIME_CHECKS,
    "V207",
    reads=["period"],
    en="{reason_en}",
    vi="{reason_vi}",
    fix_en="write 2023, 2024-06, 2025-03-25, or start/end with .. for an open end",
    fix_vi="ghi 2023, 2024-06, 2025-03-25, hoặc đầu/cuối với .. cho đầu để trống",
)
def period_reads(rows: pd.DataFrame, registry: Registry) -> pd.DataFrame:
    return breaches(rows, (isinstance(when, PeriodError) for when in rows["when"]), lambda row: reasons(row["when"]))


@check(
    TIME_CHECKS,
    "V208",
    reads=["period", "indicator"],
    en="{indicator} is a {kind}; “{period}” is {found_en}",
    vi="{indicator} thuộc loại {kind}; “{period}” là {found_vi}",
    fix_en="give a stock, rate or ratio a day, month or year, and a flow a year, month or start/end",
    fix_vi="với stock, rate, ratio ghi ngày, tháng hoặc năm; với flow ghi năm, tháng hoặc đầu/cuối",
)
def period_fits_kind(rows: pd.DataFrame, registry: Registry) -> pd.DataFrame:
    kinds = {indicator: registry.indicators[indicator]["kind"] for indicator in rows["indicator"].unique()}
    wrong = (
        _is_day(when) if kinds[indicator] == "flow" else when.interval
        for when, indicator in zip(rows["when"], rows["indicator"], strict=True)
    )

    def facts(row: dict[str, Any]) -> dict[str, str]:
        en, vi = ("a span", "một khoảng thời gian") if row["when"].interval else ("one day", "một ngày")
        return {"kind": kinds[row["indicator"]], "found_en": en, "found_vi": vi}

    return breaches(rows, wrong, facts)


def _is_day(when: Period) -> bool:
    return not when.interval and when.first_day == when.last_day


@check(
    TIME_CHECKS,
    "V209",
    reads=["period", "source_id"],
    en="“{period}” lies after the source was published ({published})",
    vi="“{period}” sau ngày nguồn được công bố ({published})",
    fix_en="correct the period, or flag the row TARGET if the figure is a plan",
    fix_vi="sửa thời kỳ, hoặc gắn cờ TARGET nếu đó là chỉ tiêu",
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
    en="{ref_area} exists from {first} to {last}; “{period}” ends outside",
    vi="{ref_area} tồn tại từ {first} đến {last}; “{period}” kết thúc ngoài khoảng đó",
    fix_en="correct the period, use the area of the other map, or flag {answer} if the source speaks of this unit then",
    fix_vi="sửa thời kỳ, dùng đơn vị của bản đồ kia, hoặc gắn cờ {answer} nếu nguồn nói về đơn vị này vào thời điểm đó",
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
    en="“{period}” starts before {earliest}, when no figure of this dataset begins",
    vi="“{period}” bắt đầu trước {earliest}, sớm hơn mọi số liệu của bộ dữ liệu",
    fix_en="correct the start, or write .. if it is not printed",
    fix_vi="sửa đầu thời kỳ, hoặc ghi .. nếu nguồn không in",
)
def period_starts_late_enough(rows: pd.DataFrame, registry: Registry) -> pd.DataFrame:
    earliest = load_params().earliest_year
    starts = (when.first_day or when.last_day for when in rows["when"])
    return breaches(rows, (start.year < earliest for start in starts), lambda row: {"earliest": earliest})


@check(
    TIME_CHECKS,
    "V219",
    reads=["period", "period_basis", "source_id"],
    en="the period is inferred, and “{period}” ends more than a year before the source was published ({published})",
    vi="thời kỳ là suy ra, nhưng “{period}” kết thúc hơn một năm trước khi nguồn được công bố ({published})",
    fix_en="correct the period; what cannot be dated within a year is not coded but goes to data/raw/excluded.csv",
    fix_vi="sửa thời kỳ; số liệu không xác định được trong vòng một năm thì ghi vào data/raw/excluded.csv",
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
    en="“{period}” is not the period that was coded when the figure was proven ({proven_period})",
    vi="“{period}” không phải thời kỳ đã ghi khi số liệu được kiểm chứng ({proven_period})",
    fix_en="read the source again and correct the period; if it is right, correct it in data/raw/evidence/{source_id}.csv too",
    fix_vi="đọc lại nguồn và sửa thời kỳ; nếu đúng thì sửa cả ở data/raw/evidence/{source_id}.csv",
)
def period_is_the_proven_one(rows: pd.DataFrame, registry: Registry) -> pd.DataFrame:
    wrong = (proof is not None and proof["period"] != period for proof, period in zip(rows["proof"], rows["period"], strict=True))
    return breaches(rows, wrong, lambda row: {"proven_period": row["proof"]["period"]})
