"""Rules about several rows of one source: parts within their total, totals that grow, shares that fit their parts."""

from collections import defaultdict
from decimal import Decimal
from itertools import pairwise
from typing import Any, Final, NamedTuple

import pandas as pd

from pipeline.foundation.records import Record
from pipeline.foundation.registry import DIMENSIONS, Registry
from pipeline.gate.rules.readings import known_period
from pipeline.gate.rules.together.comparing import (
    SUBJECT,
    Figure,
    Subject,
    comparable,
    figures_of,
    groups_of,
    place_of,
    subject_without,
    that_share,
    with_facts,
)
from pipeline.gate.rules.together.tables import ANSWER_EN, ANSWER_VI, READS
from pipeline.gate.running import Across, Check, check, judged, where

SUM_CHECKS: Final[list[Check]] = []
SUMMED_OVER: Final = ("indicator", *DIMENSIONS, "ref_area")
"""Columns in which a part differs from its total."""
ADDITIVE_OVER_LOANS: Final = frozenset({"VND", "LOAN", "HOUSEHOLD_INSTANCE", "PERSON_INSTANCE"})
"""Units that add up over programmes, channels and funds; a household or person may be counted under several of them."""
PERCENT: Final = Decimal(100)
WHOLE: Final = ("ref_area", *DIMENSIONS, "period")
"""What two wholes of one source must have in common to be compared; a whole has no poverty standard."""


@check(
    SUM_CHECKS,
    "V303",
    reads=[*READS, "item"],
    across=Across(subject_without("ref_area"), with_larger=True),
    en="“{as_printed}” is less than its parts, which add up to at least {parts} {unit} (parts: {count}, the first at {other})",
    vi="“{as_printed}” nhỏ hơn các phần của nó cộng lại, ít nhất là {parts} {unit} (số phần: {count}, phần đầu ở {other})",
    fix_en="read the source again and correct the wrong row; " + ANSWER_EN,
    fix_vi="đọc lại nguồn và sửa dòng sai; " + ANSWER_VI,
)
def parts_within_total(rows: pd.DataFrame, registry: Registry) -> pd.DataFrame:
    """Allows for the rounding of printed numbers and for bounds."""
    sound, broken = comparable(rows), dict[int, dict[str, Any]]()
    for total, parts in _totals_and_parts(sound, registry):
        sum_of_parts = sum((part.least for part in parts), Decimal(0))
        if sum_of_parts > total.greatest:
            unit = registry.units[str(rows.at[total.position, "unit"])]
            shown = f"{sum_of_parts.scaleb(-unit.power).normalize():f}"
            broken[total.position] = {"parts": shown, "count": len(parts), "other": place_of(rows, parts[0].position)}
    return with_facts(rows, broken)


def _totals_and_parts(rows: pd.DataFrame, registry: Registry) -> list[tuple[Figure, list[Figure]]]:
    """Return each total with its parts over one column, ordered by the first part; of a total printed twice, the greater one."""
    found = []
    for column in SUMMED_OVER:
        indicators = summed_indicators(column, registry)
        near = where(rows, judged(rows, ["indicator"], indicators.__contains__))
        for group in groups_of(near, registry, column):
            found += _by_total(group, column, registry)
    return sorted(found, key=lambda pair: pair[1][0].position)


def summed_indicators(column: str, registry: Registry) -> set[str]:
    """Return the indicators of totals and parts over a column.

    What does not add up, as a rate, is a part of another indicator only; a net change may be negative, and its total less than a part.
    """
    if column == "indicator":
        return {code for record in registry.indicators.values() if record["part_of"] for code in (record["indicator"], record["part_of"])}
    return {code for code, record in registry.indicators.items() if record["aggregation"] == "sum" and record["minimum"] != ""}


def _by_total(group: list[Figure], column: str, registry: Registry) -> list[tuple[Figure, list[Figure]]]:
    """Divide figures that differ in one column into totals and the parts directly below them."""
    printed: defaultdict[str, list[Figure]] = defaultdict(list)
    for figure in group:
        printed[figure.cell(column)].append(figure)
    parts: defaultdict[tuple[str, str], list[Figure]] = defaultdict(list)
    for figure in group:
        total = next((code for code in totals_of(figure, column, registry) if code in printed), None)
        if total is not None:
            alone = "" if _adds_up(figure, column, registry) else figure.cell(column)
            parts[total, alone].append(figure)
    return [(max(printed[total], key=lambda figure: figure.greatest), members) for (total, _), members in parts.items()]


def totals_of(figure: Figure, column: str, registry: Registry) -> list[str]:
    """Return the codes of the totals that a figure may be a part of, the nearest first."""
    code = figure.cell(column)
    if column == "indicator":
        return [total] if (total := registry.indicators[code]["part_of"]) else []
    if column == "ref_area":
        return list(registry.lineage(code))[1:]
    return [*registry.ancestors(column, code), ""] if code else []


def _adds_up(figure: Figure, column: str, registry: Registry) -> bool:
    """Whether parts are summed over a column; otherwise each is compared with the total by itself."""
    if column in {"indicator", "ref_area"}:
        return registry.indicators[figure.cell("indicator")]["aggregation"] == "sum"
    return column != "population_group" and figure.cell("base") in ADDITIVE_OVER_LOANS


@check(
    SUM_CHECKS,
    "V307",
    reads=[*READS, "item"],
    en="“{as_printed}” in {period} is less than “{otherwise}” in {earlier} at {other}, a shorter span from the same start",
    vi="“{as_printed}” trong {period} nhỏ hơn “{otherwise}” trong {earlier} ở {other}, một khoảng ngắn hơn có cùng thời điểm đầu",
    fix_en="read the source again and correct the wrong row; " + ANSWER_EN,
    fix_vi="đọc lại nguồn và sửa dòng sai; " + ANSWER_VI,
)
def cumulative_figures_grow(rows: pd.DataFrame, registry: Registry) -> pd.DataFrame:
    """What is counted from one start cannot decrease; net changes can, and their indicators have no minimum."""
    sound = comparable(rows)
    growing = judged(sound, ["indicator"], lambda code: grows(registry.indicators[code]))
    sound = where(sound, growing & judged(sound, ["period"], _has_end))
    sound = sound.assign(start=[_start(period) for period in sound["period"]])
    series: defaultdict[Subject, list[Figure]] = defaultdict(list)
    for figure in figures_of(that_share(sound, [*(name for name in SUBJECT if name != "period"), "start"]), registry):
        series[figure.with_cell("period", _start(figure.cell("period")))].append(figure)
    broken = {}
    for figures in series.values():
        for before, after in pairwise(sorted(figures, key=lambda figure: known_period(figure.cell("period")).latest.last)):
            later = known_period(after.cell("period")).latest.first > known_period(before.cell("period")).latest.last
            if later and after.greatest < before.least:
                said = {"earlier": before.cell("period"), "other": place_of(rows, before.position), "otherwise": before.printed}
                broken[after.position] = {"blamed": "value", **said}
    return with_facts(rows, broken)


def grows(indicator: Record) -> bool:
    return indicator["kind"] == "flow" and indicator["minimum"] != ""


def _has_end(period: str) -> bool:
    when = known_period(period)
    return when.interval and when.end is not None


def _start(period: str) -> str:
    return period.partition("/")[0]


@check(
    SUM_CHECKS,
    "V308",
    reads=[*READS, "item"],
    en="this rate and its count ({count}) imply that {share_of} is {implied}, but {otherwise} at {other} gives {expected}",
    vi="theo tỷ lệ này và số lượng của nó ({count}) thì {share_of} là {implied}, nhưng theo {otherwise} ở {other} lại là {expected}",
    fix_en="read the source again and correct the wrong rate or count; " + ANSWER_EN,
    fix_vi="đọc lại nguồn và sửa tỷ lệ hoặc số lượng sai; " + ANSWER_VI,
)
def shares_agree_with_their_parts(rows: pd.DataFrame, registry: Registry) -> pd.DataFrame:
    """A count divided by its rate gives the same whole as another count and rate, or as the printed whole."""
    broken = {}
    for first, *others in _wholes(comparable(rows), registry):
        for whole in others:
            if whole.is_implied and max(whole.least, first.least) > min(whole.greatest, first.greatest):
                broken[whole.position] = {
                    "blamed": "value",
                    "implied": whole.shown(),
                    "expected": first.shown(),
                    "otherwise": first.printed,
                    "count": whole.printed,
                    "share_of": whole.indicator,
                    "other": place_of(rows, first.position),
                }
    return with_facts(rows, broken)


class Whole(NamedTuple):
    """The whole that shares refer to, as printed in a row or as implied by a rate and its count.

    Attributes:
        position: of the row that prints it, or of the rate.
        indicator: the whole's.
        printed: the whole, or the count and the rate.
        least, greatest: its true values that print and bound allow.
        is_implied: by a rate and its count.
    """

    position: int
    indicator: str
    printed: str
    least: Decimal
    greatest: Decimal
    is_implied: bool

    def shown(self) -> str:
        """Return its range in whole numbers."""
        least, greatest = (f"{end:.0f}" if end.is_finite() else "∞" for end in (self.least, self.greatest))
        return least if least == greatest else f"{least}-{greatest}"


def _wholes(rows: pd.DataFrame, registry: Registry) -> list[list[Whole]]:
    """Return, for each whole, every value that rows give or imply; the printed whole comes first."""
    rates = [indicator for indicator in registry.indicators.values() if indicator["numerator"] and indicator["share_of"]]
    codes = {indicator[name] for indicator in rates for name in ("indicator", "numerator", "share_of")}
    near = that_share(where(rows, judged(rows, ["indicator"], codes.__contains__)), ["source_id", *WHOLE])
    figures = list(figures_of(near, registry))
    counts = {figure.subject: figure for figure in figures}
    wholes: defaultdict[Subject, list[Whole]] = defaultdict(list)
    for figure in figures:
        if whole := _implied_whole(figure, counts, registry):
            wholes[_whole_key(figure, whole.indicator)].append(whole)
    for figure in figures:
        if (key := _whole_key(figure, figure.cell("indicator"))) in wholes:
            whole = Whole(figure.position, figure.cell("indicator"), figure.printed, figure.least, figure.greatest, is_implied=False)
            wholes[key].insert(0, whole)
    return list(wholes.values())


def _implied_whole(rate: Figure, counts: dict[Subject, Figure], registry: Registry) -> Whole | None:
    """Return the whole that a rate and the count of its part imply; None where there is no such count."""
    indicator = registry.indicators[rate.cell("indicator")]
    if not (indicator["numerator"] and indicator["share_of"]) or rate.greatest <= 0:
        return None
    subject = list(rate.with_cell("indicator", indicator["numerator"]))
    subject[SUBJECT.index("base")] = registry.indicators[indicator["numerator"]]["unit"]
    count = counts.get(tuple(subject))
    if count is None:
        return None
    greatest = count.greatest * PERCENT / rate.least if rate.least > 0 else Decimal("Infinity")
    printed = f"{count.printed}, {rate.printed}"
    return Whole(rate.position, indicator["share_of"], printed, count.least * PERCENT / rate.greatest, greatest, is_implied=True)


def _whole_key(figure: Figure, whole: str) -> Subject:
    return (figure.cell("source_id"), whole, *(figure.cell(name) for name in WHOLE))
