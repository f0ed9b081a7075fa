"""Rules about the period of one row."""

from datetime import date
from functools import cache
from typing import Any, Final

import pandas as pd

from pipeline.foundation.params import load_params
from pipeline.foundation.records import split
from pipeline.foundation.registry import Registry
from pipeline.gate.rules.readings import known_period, period_of, reasons
from pipeline.gate.running import Check, breaches, cells_of, check, judged, where
from pipeline.language.periods import Period, PeriodError

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
"""Flags of figures about a unit that no longer existed, or did not exist yet."""
REVIEW: Final = {"over_en": "the review of that year", "over_vi": "có kết quả rà soát năm đó"}
YEAR_END: Final = {"over_en": "its end", "over_vi": "năm kết thúc"}
"""What must be over before a figure of a year can be final."""
TIME_EXPLAINED: Final = frozenset({"TARGET", "PRELIMINARY", "MISPRINT"})
"""Flags of figures that are printed before their time, or with a wrong one."""


@check(
    TIME_CHECKS,
    "V207",
    reads=["period"],
    en="{reason_en}",
    vi="{reason_vi}",
    fix_en="type a time such as 2023, 2024-06 or 2025-03-25, or a span such as 2014/2024; write .. for a start that is not "
    "printed, as in ../2024-05",
    fix_vi="ghi thời điểm như 2023, 2024-06, 2025-03-25, hoặc khoảng thời gian như 2014/2024; chưa rõ thời điểm đầu thì ghi ../2024-05",
)
def period_reads(rows: pd.DataFrame, registry: Registry) -> pd.DataFrame:
    wrong = judged(rows, ["period"], lambda period: isinstance(period_of(period), PeriodError))
    return breaches(rows, wrong, lambda row: reasons(period_of(row["period"])))


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
    def wrong(period: str, indicator: str) -> bool:
        when = known_period(period)
        return _is_day(when) if registry.indicators[indicator]["kind"] == "flow" else when.interval

    def facts(row: dict[str, Any]) -> dict[str, str]:
        return SPAN_OF_STOCK if known_period(row["period"]).interval else DAY_OF_FLOW

    return breaches(rows, judged(rows, ["period", "indicator"], wrong), facts)


def _is_day(when: Period) -> bool:
    return not when.interval and when.first_day == when.last_day


@check(
    TIME_CHECKS,
    "V209",
    reads=["period", "source_id"],
    en="“{period}” is after the source was published ({published})",
    vi="“{period}” sau ngày nguồn được công bố ({published})",
    fix_en="correct `period`, or `source_id` if that is wrong; if the figure is a plan, type TARGET in `flags` and say so in `note`",
    fix_vi="sửa `period`, hoặc `source_id` nếu nhầm nguồn; nếu là số kế hoạch thì ghi TARGET ở `flags` và nêu rõ ở `note`",
)
def period_before_publication(rows: pd.DataFrame, registry: Registry) -> pd.DataFrame:
    published = cache(registry.published)

    def wrong(period: str, source: str, flags: str) -> bool:
        day = published(source)
        return day is not None and known_period(period).latest.first > day.last and "TARGET" not in split(flags)

    return breaches(rows, judged(rows, ["period", "source_id", "flags"], wrong), lambda row: _published_facts(row, registry))


def _published_facts(row: dict[str, Any], registry: Registry) -> dict[str, str]:
    return {"published": registry.sources[row["source_id"]]["published_on"]}


@check(
    TIME_CHECKS,
    "V210",
    reads=["period", "ref_area", "flags"],
    en="{ref_area} existed {days_en}, but “{period}” ends outside that time",
    vi="đơn vị {ref_area} tồn tại {days_vi}, nhưng “{period}” kết thúc ngoài khoảng đó",
    fix_en="correct `period`, or type the unit of that time in `ref_area`; if the source does mean this unit, type {answer} in `flags`",
    fix_vi="sửa `period`, hoặc ghi đơn vị của thời gian đó ở `ref_area`; nếu nguồn nói đúng đơn vị này thì ghi {answer} ở `flags`",
)
def area_valid_in_period(rows: pd.DataFrame, registry: Registry) -> pd.DataFrame:
    validity = cache(registry.validity)

    def wrong(period: str, area: str, flags: str) -> bool:
        moment, (first, last) = known_period(period).latest, validity(area)
        is_outside = moment.last < first or moment.first > last
        return is_outside and _flag_outside(period, area, registry) not in split(flags)

    def facts(row: dict[str, Any]) -> dict[str, str]:
        first, last = registry.validity(row["ref_area"])
        answer = _flag_outside(row["period"], row["ref_area"], registry)
        return {**_days(first, last), "answer": answer}

    return breaches(rows, judged(rows, ["period", "ref_area", "flags"], wrong), facts)


def _days(first: date, last: date) -> dict[str, str]:
    """Return in both languages from when to when an area existed."""
    if last == date.max:
        return {"days_en": f"from {first} on", "days_vi": f"từ {first} đến nay"}
    return {"days_en": f"from {first} to {last}", "days_vi": f"từ {first} đến {last}"}


def _flag_outside(period: str, area: str, registry: Registry) -> str:
    """Return the flag that a row needs whose period ends (or starts, where the end is open) outside the days of its area."""
    return LATER_UNIT if known_period(period).latest.last < registry.validity(area)[0] else FORMER_UNIT


@check(
    TIME_CHECKS,
    "V223",
    reads=["flags", "period", "ref_area"],
    en="`flags` has {flag}, but {ref_area} existed {days_en}, and “{period}” is within that time",
    vi="`flags` ghi {flag}, nhưng đơn vị {ref_area} tồn tại {days_vi} và “{period}” nằm trong khoảng đó",
    fix_en="remove {flag} from `flags`; or, if `period` or `ref_area` is wrong, correct that",
    fix_vi="bỏ {flag} khỏi `flags`; hoặc nếu `period` hay `ref_area` sai thì sửa ô đó",
)
def unit_flag_is_needed(rows: pd.DataFrame, registry: Registry) -> pd.DataFrame:
    def wrong(period: str, area: str, flags: str) -> bool:
        return _needless_flag(period, area, flags, registry) != ""

    def facts(row: dict[str, Any]) -> dict[str, str]:
        first, last = registry.validity(row["ref_area"])
        flag = _needless_flag(row["period"], row["ref_area"], row["flags"], registry)
        return {"flag": flag, **_days(first, last)}

    flagged = where(rows, judged(rows, ["flags"], lambda flags: not {FORMER_UNIT, LATER_UNIT}.isdisjoint(split(flags))))
    return breaches(flagged, judged(flagged, ["period", "ref_area", "flags"], wrong), facts)


def _needless_flag(period: str, area: str, flags: str, registry: Registry) -> str:
    """Return the flag of a former or later unit that a row has though its whole period, at its end, is within the days of its area."""
    moment, (first, last) = known_period(period).latest, registry.validity(area)
    answers = {FORMER_UNIT: moment.last > last, LATER_UNIT: moment.first < first}
    return next((flag for flag, is_needed in answers.items() if flag in split(flags) and not is_needed), "")


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

    def wrong(period: str) -> bool:
        when = known_period(period)
        start = when.first_day or when.last_day
        return start is not None and start.year < earliest

    return breaches(rows, judged(rows, ["period"], wrong), lambda row: {"earliest": earliest})


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
    inferred = where(rows, judged(rows, ["period_basis", "period"], lambda basis, period: basis == "inferred" and not _opens_year(period)))

    def wrong(period: str, source: str) -> bool:
        end, published = known_period(period).last_day, registry.published(source)
        return end is not None and published is not None and (published.first - end).days > DAYS_OF_YEAR

    return breaches(inferred, judged(inferred, ["period", "source_id"], wrong), lambda row: _published_facts(row, registry))


def _opens_year(period: str) -> bool:
    """Whether a period is the first day of a year, as which the start of a stage is coded."""
    when = known_period(period)
    return when.first_day == when.last_day and when.latest.first.strftime("%m-%d") == "01-01"


@check(
    TIME_CHECKS,
    "V222",
    reads=["period", "source_id", "item"],
    en="`period` says “{period}”, but it was {proven_period} when the figure was found in its source",
    vi="`period` ghi “{period}”, nhưng khi đối chiếu với nguồn thời kỳ là {proven_period}",
    fix_en="type {proven_period}; if the source does print “{period}”, correct `period` in data/raw/evidence/{source_id}.csv too",
    fix_vi="ghi {proven_period}; nếu theo nguồn “{period}” mới đúng thì sửa cả `period` ở data/raw/evidence/{source_id}.csv",
)
def period_is_the_proven_one(rows: pd.DataFrame, registry: Registry) -> pd.DataFrame:
    known = where(rows, rows["proof"].notna().to_numpy())
    wrong = (proof["period"] != period for proof, period in cells_of(known, "proof", "period"))
    return breaches(known, wrong, lambda row: {"proven_period": row["proof"]["period"]})


@check(
    TIME_CHECKS,
    "V226",
    reads=["period", "source_id", "indicator", "flags", "period_basis"],
    en="the figure is of {period}, but its source was published ({published}) before {over_en}",
    vi="số liệu của năm {period}, nhưng nguồn được công bố ({published}) trước khi {over_vi}",
    fix_en="if it is an estimate for the year, type PRELIMINARY in `flags` and say so in `note`; if it is of the time of the page, "
    "type that day or month in `period`, or 2023-01/2023-09 for what was counted so far",
    fix_vi="nếu là số ước cả năm thì ghi PRELIMINARY ở `flags` và nêu rõ ở `note`; nếu là số đến thời điểm đăng bài thì ghi ngày hoặc "
    "tháng đó ở `period`, hoặc 2023-01/2023-09 nếu là số lũy kế",
)
def year_was_over_when_printed(rows: pd.DataFrame, registry: Registry) -> pd.DataFrame:
    """The result of a yearly poverty review is known from the month of the review on."""
    review_month, published = load_params().review_month, cache(registry.published)

    def wrong(period: str, source: str, indicator: str, flags: str, basis: str) -> bool:
        when, printed = known_period(period), published(source)
        if when.interval or when.latest.precision > 1 or printed is None or basis or not TIME_EXPLAINED.isdisjoint(split(flags)):
            return False
        year = when.latest.first.year
        return printed.last < (date(year, review_month, 1) if registry.depends_on_standard(indicator) else date(year, 12, 31))

    def facts(row: dict[str, Any]) -> dict[str, str]:
        over = REVIEW if registry.depends_on_standard(row["indicator"]) else YEAR_END
        return {**_published_facts(row, registry), **over}

    columns = ["period", "source_id", "indicator", "flags", "period_basis"]
    return breaches(rows, judged(rows, columns, wrong), facts)


@check(
    TIME_CHECKS,
    "V228",
    reads=["standard", "period", "indicator"],
    en="{standard} counted the poor of {years}, but the figure is of {year}",
    vi="{standard} dùng cho các năm {years}, nhưng số liệu là của năm {year}",
    fix_en="correct `standard` or `period`; if the source names neither, leave `standard` blank",
    fix_vi="sửa `standard` hoặc `period`; nếu nguồn không nêu chuẩn thì để trống `standard`",
)
def standard_is_used_in_its_years(rows: pd.DataFrame, registry: Registry) -> pd.DataFrame:
    standards = registry.keys("poverty_standards")

    def wrong(standard: str, indicator: str, period: str, flags: str) -> bool:
        year = known_period(period).year
        if (
            standard not in standards
            or year is None
            or not registry.depends_on_standard(indicator)
            or not TIME_EXPLAINED.isdisjoint(split(flags))
        ):
            return False
        first, last = standards[standard]["first_reviewed"], standards[standard]["applies_to"]
        return bool(first and year < int(first)) or bool(last and year > int(last))

    def facts(row: dict[str, Any]) -> dict[str, str]:
        record = standards[row["standard"]]
        return {"years": f"{record['first_reviewed']}-{record['applies_to']}", "year": str(known_period(row["period"]).year)}

    return breaches(rows, judged(rows, ["standard", "indicator", "period", "flags"], wrong), facts)
