"""Rules about figures of several sources that cannot all be right: spans, totals, people and loans, one number for two things."""

from bisect import bisect_right
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import Any, Final

import pandas as pd

from pipeline.foundation.registry import Registry
from pipeline.gate.rules.readings import known_period
from pipeline.gate.rules.together.comparing import Figure, comparable, groups_of, place_of, subject_without, that_differ, with_facts
from pipeline.gate.rules.together.sums import SUMMED_OVER, grows, summed_indicators, totals_of
from pipeline.gate.rules.together.tables import READS
from pipeline.gate.running import Across, Check, check, judged, where

ACROSS_CHECKS: Final[list[Check]] = []
ANSWER_EN: Final = (
    "read both sources again and correct the wrong row; if that is what they print, type MISPRINT, SCOPE_DOUBT or DEFINITION_DIFFERS "
    "in `flags` of the doubtful row, and name the other one in `note`"
)
ANSWER_VI: Final = (
    "đọc lại cả hai nguồn và sửa dòng sai; nếu cả hai in như vậy thì ghi MISPRINT, SCOPE_DOUBT hoặc DEFINITION_DIFFERS ở `flags` "
    "của dòng bất thường và nêu dòng kia ở `note`"
)
ONE_START: Final = {2002: date(2003, 1, 1), 2003: date(2003, 1, 1), 2014: date(2014, 11, 22)}
"""What a span of several years that starts in one of these counts from: Decree 78 (October 2002) or the bank's first year; Directive 40."""
BORROWERS: Final = frozenset({"HOUSEHOLD", "HOUSEHOLD_INSTANCE", "CUSTOMER", "PERSON", "PERSON_INSTANCE", "LOAN"})
"""Units in which borrowers are counted."""
NO_COINCIDENCE: Final = Decimal(1000)
"""From here on two counts are hardly the same by chance."""
INSTANCES: Final = {"HOUSEHOLD": "HOUSEHOLD_INSTANCE", "PERSON": "PERSON_INSTANCE"}
"""Units, and those that count the same households or people each time."""


@check(
    ACROSS_CHECKS,
    "V310",
    severity="warning",
    reads=[*READS, "item"],
    en="“{as_printed}” in {period} is less than “{otherwise}” in {shorter} at {other}, a span within it",
    vi="“{as_printed}” trong {period} nhỏ hơn “{otherwise}” trong {shorter} ở {other}, một khoảng nằm trong đó",
    fix_en=ANSWER_EN,
    fix_vi=ANSWER_VI,
)
def longer_spans_count_more(rows: pd.DataFrame, registry: Registry) -> pd.DataFrame:
    """Of one source with the same start see V307. Net changes may fall, and their indicators have no minimum."""
    sound = comparable(rows)
    sound = where(
        sound,
        judged(sound, ["indicator"], lambda code: grows(registry.indicators[code]))
        & judged(sound, ["period"], lambda period: known_period(period).end is not None),
    )
    broken = {}
    for figures in groups_of(sound, registry, "source_id", "period"):
        for longer, shorter in _falls(figures):
            said = {"shorter": shorter.cell("period"), "otherwise": shorter.printed, "other": place_of(rows, shorter.position)}
            broken[longer.position] = {"blamed": "value", **said}
    return with_facts(rows, broken)


def _falls(figures: list[Figure]) -> Iterator[tuple[Figure, Figure]]:
    """Yield each figure that is less than the greatest one of the spans within its own.

    Spans are taken from the latest start to the earliest, and of one start from the shortest to the longest. So all spans within one have
    been taken before it, and are those that end no later. `ends` and `most` hold them by their end, each greater than all that end before.
    """
    ends: list[date] = []
    most: dict[date, Figure] = {}
    for (_, end), members in groupby(sorted(figures, key=_from_within), key=_span):
        same = list(members)
        place = bisect_right(ends, end)
        within = most[ends[place - 1]] if place else None
        if within:
            yield from ((figure, within) for figure in same if _is_less(figure, within) and not _is_of_one_source(figure, within))
        greatest = max(same, key=lambda figure: figure.least)
        if within is None or greatest.least > within.least:
            hidden = {later for later in ends[place:] if most[later].least <= greatest.least}
            ends = sorted({end, *ends} - hidden)
            most[end] = greatest


def _is_less(longer: Figure, shorter: Figure) -> bool:
    """Whether a longer span counts less, even if its last digits were cut off and not rounded."""
    cut = (longer.greatest - longer.least) / 2 if longer.greatest.is_finite() else Decimal(0)
    return shorter.least > longer.greatest + cut


def _span(figure: Figure) -> tuple[date, date]:
    return _start(figure), _end(figure)


def _from_within(figure: Figure) -> tuple[int, date, int]:
    return -_start(figure).toordinal(), _end(figure), figure.position


def _is_of_one_source(longer: Figure, shorter: Figure) -> bool:
    """Whether a rule about one source compares the two: one start, as it is printed."""
    starts = {figure.cell("period").partition("/")[0] for figure in (longer, shorter)}
    return longer.cell("source_id") == shorter.cell("source_id") and len(starts) == 1


def _smallest_by(column: str, figures: list[Figure]) -> dict[str, Figure]:
    """Return, by the cell in a column, the figure that allows the least."""
    return {figure.cell(column): figure for figure in sorted(figures, key=lambda figure: -figure.greatest)}


def _start(figure: Figure) -> date:
    """Return the day from which a figure counts; the earliest of all if it is not known."""
    first = known_period(figure.cell("period")).first_day or date.min
    return ONE_START.get(first.year, first) if _end(figure).year > first.year else first


def _end(figure: Figure) -> date:
    last = known_period(figure.cell("period")).last_day
    assert last is not None
    return last


@check(
    ACROSS_CHECKS,
    "V311",
    severity="warning",
    reads=[*READS, "item"],
    across=Across(subject_without("source_id", "ref_area"), with_larger=True),
    en="“{as_printed}” is more than “{otherwise}” at {other}, of which it is a part",
    vi="“{as_printed}” lớn hơn “{otherwise}” ở {other}, trong khi chỉ là một phần của số đó",
    fix_en=ANSWER_EN,
    fix_vi=ANSWER_VI,
)
def parts_within_totals_of_other_sources(rows: pd.DataFrame, registry: Registry) -> pd.DataFrame:
    """Of one source see V303."""
    sound, broken = comparable(rows), dict[int, dict[str, Any]]()
    for column in SUMMED_OVER:
        near = where(sound, judged(sound, ["indicator"], summed_indicators(column, registry).__contains__))
        if near[column].nunique() < 2:
            continue
        near = that_differ(near, column, subject_without("source_id", column))
        for figures in groups_of(near, registry, "source_id", column):
            smallest = _smallest_by(column, figures)
            for part in figures:
                total = next((smallest[code] for code in totals_of(part, column, registry) if code in smallest), None)
                if total and part.least > total.greatest and part.cell("source_id") != total.cell("source_id"):
                    broken[part.position] = {"blamed": "value", "otherwise": total.printed, "other": place_of(rows, total.position)}
    return with_facts(rows, broken)


@check(
    ACROSS_CHECKS,
    "V312",
    severity="warning",
    reads=[*READS, "item"],
    en="“{as_printed}” counts each once and is more than “{otherwise}” at {other}, which counts them each time",
    vi="“{as_printed}” chỉ tính mỗi đối tượng một lần mà lớn hơn “{otherwise}” ở {other}, vốn tính theo lượt",
    fix_en=ANSWER_EN,
    fix_vi=ANSWER_VI,
)
def people_are_no_more_than_their_instances(rows: pd.DataFrame, registry: Registry) -> pd.DataFrame:
    sound = comparable(rows)
    sound = where(sound, judged(sound, ["base"], {*INSTANCES, *INSTANCES.values()}.__contains__))
    broken = {}
    for figures in groups_of(sound, registry, "source_id", "base"):
        smallest = _smallest_by("base", figures)
        for figure in figures:
            times = smallest.get(INSTANCES.get(figure.cell("base"), ""))
            if times and figure.least > times.greatest:
                broken[figure.position] = {"blamed": "value", "otherwise": times.printed, "other": place_of(rows, times.position)}
    return with_facts(rows, broken)


@check(
    ACROSS_CHECKS,
    "V313",
    severity="warning",
    reads=[*READS, "item"],
    en="“{as_printed}” is the same number as “{otherwise}” at {other}, but there it is coded as {thing}: one of the two "
    "counts something else",
    vi="“{as_printed}” trùng với “{otherwise}” ở {other}, nhưng ở đó được ghi là {thing}: một trong hai tính đối tượng khác",
    fix_en="if both sources mean the same figure, correct the wrong `indicator` or `unit`; if they print it so, type DEFINITION_DIFFERS in "
    "`flags` of the one that counts otherwise, and name the other one in `note`",
    fix_vi="nếu hai nguồn nói cùng một số liệu thì sửa `indicator` hoặc `unit` sai; nếu nguồn in như vậy thì ghi DEFINITION_DIFFERS "
    "ở `flags` của dòng tính khác và nêu dòng kia ở `note`",
)
def one_number_is_one_thing(rows: pd.DataFrame, registry: Registry) -> pd.DataFrame:
    """A large count that two sources print for one time, of borrowers in different units, comes from one report."""
    sound = comparable(rows)
    sound = where(sound, judged(sound, ["base"], BORROWERS.__contains__))
    broken = {}
    for figures in groups_of(sound, registry, "source_id", "indicator", "base"):
        first: dict[tuple[Decimal, Decimal], Figure] = {}
        for figure in (figure for figure in figures if figure.least >= NO_COINCIDENCE):
            other = first.setdefault((figure.least, figure.greatest), figure)
            things = [(each.cell("indicator"), each.cell("base")) for each in (other, figure)]
            if things[0] != things[1] and other.cell("source_id") != figure.cell("source_id"):
                said = {"otherwise": other.printed, "other": place_of(rows, other.position), "thing": f"{things[0][0]} ({things[0][1]})"}
                broken[figure.position] = {"blamed": "indicator", **said}
    return with_facts(rows, broken)
