"""Rules that the period of one row keeps."""

from datetime import date
from typing import Any, Final

import pandas as pd

from pipeline.params import load_params
from pipeline.periods import Moment, Period, PeriodError
from pipeline.registry import Registry, split
from pipeline.rules.catalogue import Check, breaches, cells_of, check, where
from pipeline.rules.distinct import counted, judged
from pipeline.rules.readings import known_period, period_of, reasons

TIME_CHECKS: Final[list[Check]] = []
DAYS_OF_YEAR: Final = 366
UNDATED_LAST, UNDATED_FIRST = Moment(date.max, date.max, 3), Moment(date.min, date.min, 3)
"""Stand for the publication of a source that is not dated: nothing is after the one, nothing long before the other."""
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
    wrong = judged(rows, ["period"], lambda period: isinstance(period_of(period), PeriodError))
    return breaches(rows, wrong, lambda row: reasons(period_of(row["period"])))


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
    def wrong(period: str, indicator: str) -> bool:
        when = known_period(period)
        return _is_day(when) if registry.indicators[indicator]["kind"] == "flow" else when.interval

    def facts(row: dict[str, Any]) -> dict[str, str]:
        en, vi = ("a span", "một khoảng thời gian") if known_period(row["period"]).interval else ("one day", "một ngày")
        return {"kind": registry.indicators[row["indicator"]]["kind"], "found_en": en, "found_vi": vi}

    return breaches(rows, judged(rows, ["period", "indicator"], wrong), facts)


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
    starts = counted(rows, ["period"], lambda period: known_period(period).latest.first.toordinal())
    published = counted(rows, ["source_id"], lambda source: (registry.published(source) or UNDATED_LAST).last.toordinal())
    late = where(rows, starts > published)
    wrong = judged(late, ["flags"], lambda flags: "TARGET" not in split(flags))
    return breaches(late, wrong, lambda row: {"published": registry.sources[row["source_id"]]["published_on"]})


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
    starts = counted(rows, ["period"], lambda period: known_period(period).latest.first.toordinal())
    ends = counted(rows, ["period"], lambda period: known_period(period).latest.last.toordinal())
    first, last = (counted(rows, ["ref_area"], lambda area, end=end: registry.validity(area)[end].toordinal()) for end in (0, 1))
    outside = where(rows, (ends < first) | (starts > last))

    def wrong(period: str, area: str, flags: str) -> bool:
        return _flag_outside(period, area, registry) not in split(flags)

    def facts(row: dict[str, Any]) -> dict[str, str]:
        first, last = registry.validity(row["ref_area"])
        answer = _flag_outside(row["period"], row["ref_area"], registry)
        return {"first": first.isoformat(), "last": last.isoformat(), "answer": answer}

    return breaches(outside, judged(outside, ["period", "ref_area", "flags"], wrong), facts)


def _flag_outside(period: str, area: str, registry: Registry) -> str:
    """Return the flag that a row needs whose period ends (or starts, where the end is open) outside the days of its area."""
    return LATER_UNIT if known_period(period).latest.last < registry.validity(area)[0] else FORMER_UNIT


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

    def wrong(period: str) -> bool:
        when = known_period(period)
        start = when.first_day or when.last_day
        return start is not None and start.year < earliest

    return breaches(rows, judged(rows, ["period"], wrong), lambda row: {"earliest": earliest})


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
    inferred = where(rows, judged(rows, ["period_basis"], lambda basis: basis == "inferred"))
    ends = counted(inferred, ["period"], lambda period: (known_period(period).last_day or date.max).toordinal())
    published = counted(inferred, ["source_id"], lambda source: (registry.published(source) or UNDATED_FIRST).first.toordinal())
    return breaches(
        inferred, published - ends > DAYS_OF_YEAR, lambda row: {"published": registry.sources[row["source_id"]]["published_on"]}
    )


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
    known = where(rows, rows["proof"].notna().to_numpy())
    wrong = (proof["period"] != period for proof, period in cells_of(known, "proof", "period"))
    return breaches(known, wrong, lambda row: {"proven_period": row["proof"]["period"]})
