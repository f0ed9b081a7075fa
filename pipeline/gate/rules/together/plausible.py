"""Rules that a statistician would ask: figures that print allows and sense does not, beside others of their area.

Each of them is a doubt about one row, or about two of which either may be wrong. A row that was read again and stands as printed has the
flag CONFIRMED; one that is wrong in its source has MISPRINT, SCOPE_DOUBT or DEFINITION_DIFFERS.
"""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from itertools import combinations, product
from typing import Final

import pandas as pd

from pipeline.foundation.records import Record
from pipeline.foundation.registry import DIMENSIONS, Registry
from pipeline.gate.rules.together.comparing import Figure, figures_of, groups_of, of_one_number, subject_without
from pipeline.gate.rules.together.doubts import (
    Doubt,
    confirmed_in_vain,
    is_total,
    key,
    of_indicators,
    size,
    unless_confirmed,
    when,
    wholes_of,
)
from pipeline.gate.rules.together.tables import READS
from pipeline.gate.running import EVERYTHING, Across, Check, check

PLAUSIBLE_CHECKS: Final[list[Check]] = []
ALL: Final = (*READS, "item")
"""The cells that these rules read: none of them may have been reported."""
LEAP: Final = Decimal(8)
"""So many times its neighbours, a figure has probably slipped by a power of ten."""
NEIGHBOUR_YEARS: Final = 4
"""How far apart two figures of a series may be to be neighbours."""
PERSONS_PER_HOUSEHOLD: Final = (Decimal("2.2"), Decimal(7))
"""Within these lies the average of every province in the censuses of 2009 and 2019, with room on both sides."""
AVERAGE_LOAN: Final = (Decimal(5_000_000), Decimal(150_000_000))
"""Average balance of a borrower in dong since 2010."""
AVERAGE_LOAN_SINCE: Final = date(2010, 1, 1)
DIGITS: Final = 4
"""From so many digits on, without zeros at the end, two equal counts are hardly equal by chance."""
BORROWERS: Final = frozenset({"BORROWER_HOUSEHOLDS", "ACTIVE_BORROWERS"})
ANSWER_EN: Final = (
    "read the source again and correct the row; if it prints so, type CONFIRMED in `flags` where the figure is right all the same, else "
    "MISPRINT, SCOPE_DOUBT or DEFINITION_DIFFERS, and the reason in `note`"
)
ANSWER_VI: Final = (
    "đọc lại nguồn và sửa dòng; nếu nguồn in như vậy thì ghi CONFIRMED ở `flags` khi số liệu vẫn đúng, nếu không thì ghi MISPRINT, "
    "SCOPE_DOUBT hoặc DEFINITION_DIFFERS, và nêu lý do ở `note`"
)


@check(
    PLAUSIBLE_CHECKS,
    "V314",
    severity="warning",
    reads=ALL,
    en="“{as_printed}” is {times} times as much as “{otherwise}” at {other}, its neighbour in time: a unit may have slipped",
    vi="“{as_printed}” gấp {times} lần “{otherwise}” ở {other}, số liệu gần nhất về thời gian: có thể nhầm đơn vị",
    fix_en=ANSWER_EN,
    fix_vi=ANSWER_VI,
)
@unless_confirmed
def leaps(rows: pd.DataFrame, registry: Registry) -> Iterator[Doubt]:
    """A figure that leaps from the ones before and after it, or from two on the side on which it has any."""
    for series in groups_of(of_indicators(rows, registry, _adds_up), registry, "source_id", "period"):
        yearly = [figure for figure in series if is_total(figure) and _spans_a_year(figure)]
        sizes = [size(figure) for figure in yearly if size(figure) > 0]
        if not sizes or max(sizes) < LEAP * min(sizes):
            continue
        ordered = sorted(yearly, key=lambda figure: when(figure).latest.last)
        for place, figure in enumerate(ordered):
            near = [
                other
                for other in ordered[max(place - 2, 0) : place + 3]
                if other is not figure and size(other) > 0 and _years_apart(figure, other) <= NEIGHBOUR_YEARS
            ]
            ratios = [size(figure) / size(other) for other in near]
            if len(ratios) > 1 and size(figure) > 0 and (min(ratios) >= LEAP or max(ratios) <= 1 / LEAP):
                closest = min(near, key=lambda other: _years_apart(figure, other))
                times = size(figure) / size(closest)
                yield Doubt(figure, closest, {"times": f"{times:.3g}"})


def _adds_up(indicator: Record) -> bool:
    return indicator["aggregation"] == "sum"


def _spans_a_year(figure: Figure) -> bool:
    """Whether a figure is of a moment or of a whole year; other spans are not comparable from one to the next."""
    first, last = when(figure).first_day, when(figure).last_day
    return first is not None and last is not None and (not when(figure).interval or 360 < (last - first).days < 366)


def _years_apart(figure: Figure, other: Figure) -> float:
    return abs((when(figure).latest.last - when(other).latest.last).days) / 365.25


@check(
    PLAUSIBLE_CHECKS,
    "V315",
    severity="warning",
    reads=ALL,
    en="“{as_printed}” and “{otherwise}” at {other} imply {implied} households in {ref_area}, which had about {population} people",
    vi="“{as_printed}” và “{otherwise}” ở {other} cho thấy {ref_area} có {implied} hộ, trong khi dân số khoảng {population} người",
    fix_en=ANSWER_EN,
    fix_vi=ANSWER_VI,
)
@unless_confirmed
def rates_fit_their_counts(rows: pd.DataFrame, registry: Registry) -> Iterator[Doubt]:
    """A rate and its count give a number of households that the population of the area does not allow."""
    population: defaultdict[str, list[int]] = defaultdict(list)
    for record in registry.records["population"]:
        population[record["ref_area"]].append(int(record["population"]))
    fewest, most = PERSONS_PER_HOUSEHOLD
    wholes = wholes_of(registry)
    pairs = {code: record["numerator"] for code, record in registry.indicators.items() if record["share_of"] in wholes}
    figures = list(figures_of(of_indicators(rows, registry, lambda record: record["indicator"] in {*pairs, *pairs.values()}), registry))
    counts = {key(figure, "base"): figure for figure in figures if figure.cell("indicator") in pairs.values()}
    for rate in figures:
        count = counts.get(_key_of_count(rate, pairs.get(rate.cell("indicator"), "")))
        people = population.get(rate.cell("ref_area"))
        if count is None or not people or not is_total(rate) or rate.least <= 0:
            continue
        least, greatest = count.least * 100 / rate.greatest, count.greatest * 100 / rate.least
        if least * fewest > max(people) or greatest * most < min(people):
            yield Doubt(rate, count, {"implied": f"{size(count) * 100 / size(rate):,.0f}", "population": f"{people[-1]:,}"})


def _key_of_count(rate: Figure, count: str) -> tuple[str, ...]:
    return tuple(count if name == "indicator" else rate.cell(name) for name in subject_without("base"))


@check(
    PLAUSIBLE_CHECKS,
    "V316",
    severity="warning",
    reads=ALL,
    en="“{as_printed}” is more than all the households of the area, “{otherwise}” at {other}",
    vi="“{as_printed}” lớn hơn tổng số hộ của địa bàn, “{otherwise}” ở {other}",
    fix_en=ANSWER_EN,
    fix_vi=ANSWER_VI,
)
@unless_confirmed
def poor_are_part_of_all(rows: pd.DataFrame, registry: Registry) -> Iterator[Doubt]:
    wholes = wholes_of(registry)
    near = of_indicators(rows, registry, lambda record: record["unit"] == "HOUSEHOLD" and record["kind"] == "stock")
    for group in groups_of(near, registry, "source_id", "indicator", "standard", "period", *DIMENSIONS):
        everyone = [figure for figure in group if figure.cell("indicator") in wholes and is_total(figure)]
        fewest = min((whole.greatest for whole in everyone), default=Decimal("Infinity"))
        parts = [figure for figure in group if figure.least > fewest and figure.cell("indicator") not in wholes]
        for whole, part in product(everyone, parts):
            if part.least > whole.greatest and _years_apart(part, whole) <= 1:
                yield Doubt(part, whole, {})


@check(
    PLAUSIBLE_CHECKS,
    "V317",
    severity="warning",
    reads=ALL,
    across=Across(subject_without("source_id", "ref_area", "period"), with_larger=True),
    en="“{as_printed}” of {ref_area} is more than “{otherwise}” at {other}, of a larger area within a year of it",
    vi="“{as_printed}” của {ref_area} lớn hơn “{otherwise}” ở {other}, là của địa bàn rộng hơn, cách không quá một năm",
    fix_en=ANSWER_EN,
    fix_vi=ANSWER_VI,
)
@unless_confirmed
def areas_are_part_of_larger_ones(rows: pd.DataFrame, registry: Registry) -> Iterator[Doubt]:
    """What V303 and V311 ask of one period, for stocks of dates up to a year apart."""
    near = of_indicators(rows, registry, lambda record: record["kind"] == "stock" and record["aggregation"] == "sum")
    for group in groups_of(near, registry, "source_id", "ref_area", "period"):
        of_area: defaultdict[str, list[Figure]] = defaultdict(list)
        for figure in group:
            of_area[figure.cell("ref_area")].append(figure)
        fewest = {area: min(figure.greatest for figure in figures) for area, figures in of_area.items()}
        for part in group:
            larger_areas = [area for area in list(registry.lineage(part.cell("ref_area")))[1:] if part.least > fewest.get(area, part.least)]
            wholes = (whole for area in larger_areas for whole in of_area[area])
            larger = next((whole for whole in wholes if part.least > whole.greatest and _years_apart(part, whole) <= 1), None)
            if larger:
                yield Doubt(part, larger, {})


@check(
    PLAUSIBLE_CHECKS,
    "V318",
    severity="warning",
    reads=ALL,
    across=Across(subject_without("source_id", "ref_area")),
    en="“{as_printed}” of {ref_area} is the same number as “{otherwise}” of {elsewhere} at {other}, of the same time",
    vi="“{as_printed}” của {ref_area} trùng với “{otherwise}” của {elsewhere} ở {other}, cùng thời điểm",
    fix_en=ANSWER_EN,
    fix_vi=ANSWER_VI,
)
@unless_confirmed
def values_are_of_one_area(rows: pd.DataFrame, registry: Registry) -> Iterator[Doubt]:
    """One area may lie in the other, or have become it: then the two may be equal."""
    became = {(record["from_area"], record["to_area"]) for record in registry.records["area_changes"]}
    near = of_one_number(of_indicators(rows, registry, _adds_up), registry, "ref_area", "source_id", "ref_area")
    for group in groups_of(near, registry, "source_id", "ref_area"):
        by_size: defaultdict[Decimal, list[Figure]] = defaultdict(list)
        for figure in filter(_is_telling, group):
            by_size[figure.least].append(figure)
        for same in by_size.values():
            for first, second in combinations(same, 2):
                if _are_apart(first.cell("ref_area"), second.cell("ref_area"), became, registry):
                    yield Doubt(second, first, {"elsewhere": first.cell("ref_area")})


def _are_apart(one: str, other: str, became: set[tuple[str, str]], registry: Registry) -> bool:
    return other not in registry.lineage(one) and one not in registry.lineage(other) and became.isdisjoint({(one, other), (other, one)})


def _is_telling(figure: Figure) -> bool:
    """Whether a number has so many digits that another is hardly equal to it by chance."""
    return len(size(figure).normalize().as_tuple().digits) >= DIGITS and figure.greatest.is_finite() and figure.least > 0


@check(
    PLAUSIBLE_CHECKS,
    "V319",
    severity="warning",
    reads=ALL,
    en="“{as_printed}” over “{otherwise}” at {other} is {average} million VND for each borrower, which is outside {usual}",
    vi="“{as_printed}” chia cho “{otherwise}” ở {other} là {average} triệu đồng mỗi người vay, nằm ngoài khoảng {usual}",
    fix_en=ANSWER_EN,
    fix_vi=ANSWER_VI,
)
@unless_confirmed
def average_loans_are_usual(rows: pd.DataFrame, registry: Registry) -> Iterator[Doubt]:
    smallest, largest = AVERAGE_LOAN
    near = of_indicators(rows, registry, lambda record: record["indicator"] in BORROWERS | {"LOANS_OUTSTANDING"})
    for group in groups_of(near, registry, "indicator", "base"):
        for money in (figure for figure in group if figure.cell("base") == "VND" and when(figure).latest.last >= AVERAGE_LOAN_SINCE):
            for count in (figure for figure in group if figure.cell("indicator") in BORROWERS and figure.least > 0):
                if money.greatest < smallest * count.least or money.least > largest * count.greatest:
                    average = f"{size(money) / size(count) / 1_000_000:.3g}"
                    usual = f"{smallest / 1_000_000:.0f}-{largest / 1_000_000:.0f}"
                    yield Doubt(money, count, {"average": average, "usual": usual})


@check(
    PLAUSIBLE_CHECKS,
    "V320",
    severity="warning",
    reads=ALL,
    en="“{as_printed}” is coded as a part, but is the same number as the total “{otherwise}” at {other}",
    vi="“{as_printed}” được ghi là một phần, nhưng bằng đúng tổng “{otherwise}” ở {other}",
    fix_en=ANSWER_EN,
    fix_vi=ANSWER_VI,
)
@unless_confirmed
def parts_are_less_than_their_total(rows: pd.DataFrame, registry: Registry) -> Iterator[Doubt]:
    for group in groups_of(of_indicators(rows, registry, _adds_up), registry, *DIMENSIONS):
        exact = [figure for figure in group if figure.greatest.is_finite()]
        for total in filter(is_total, exact):
            yield from (Doubt(part, total, {}) for part in exact if not is_total(part) and part.least == total.least > 0)


@check(
    PLAUSIBLE_CHECKS,
    "V321",
    severity="warning",
    reads=ALL,
    en="“{as_printed}” of {period} is the same number as “{otherwise}” of {before} at {other} in the same source",
    vi="“{as_printed}” của {period} trùng với “{otherwise}” của {before} ở {other} trong cùng một nguồn",
    fix_en=ANSWER_EN,
    fix_vi=ANSWER_VI,
)
@unless_confirmed
def years_differ(rows: pd.DataFrame, registry: Registry) -> Iterator[Doubt]:
    near = of_one_number(of_indicators(rows, registry, _adds_up), registry, "period", "period")
    for group in groups_of(near, registry, "period"):
        by_size: defaultdict[Decimal, list[Figure]] = defaultdict(list)
        for figure in sorted(filter(_is_telling, group), key=lambda figure: when(figure).latest.last):
            by_size[figure.least].append(figure)
        for first, *later in by_size.values():
            yield from (Doubt(figure, first, {"before": first.cell("period")}) for figure in later)


@check(
    PLAUSIBLE_CHECKS,
    "V322",
    reads=("flags", *ALL),
    across=EVERYTHING,
    en="`flags` holds CONFIRMED, but nothing is odd about the figure beside others (V314-V321)",
    vi="`flags` ghi CONFIRMED, nhưng số liệu không có gì bất thường so với các số liệu khác (V314-V321)",
    fix_en="remove CONFIRMED from `flags`",
    fix_vi="bỏ CONFIRMED khỏi `flags`",
)
def confirmed_answers_a_doubt(rows: pd.DataFrame, registry: Registry) -> pd.DataFrame:
    return confirmed_in_vain(rows, registry)
