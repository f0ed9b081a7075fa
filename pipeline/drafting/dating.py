"""When a figure is of: the phrase of time that governs it, after the table of docs/coding.md, and for spans without a start their size."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Final

from pipeline.drafting.figures import Figure, in_base_unit
from pipeline.drafting.times import DIRECTIVE_DAY, Clock, Time
from pipeline.foundation.registry import Registry
from pipeline.language.periods import OPEN, PeriodError, read_moment, read_period

NEAR: Final = 4
"""Words that may stand between a figure and the phrase of time behind it."""
BACK: Final = 8
"""Earlier paragraphs in which the time of a figure is looked for."""
FALLS_FROM: Final = re.compile(r"(?<!\w)(?:từ|from)(?: mức)?(?: hơn| gần| trên| over| nearly)? ?$")
"""Words right before the first of two rates between which a stage saw it fall."""
BALANCES: Final[Mapping[str, tuple[str, ...]]] = {
    "DISBURSEMENT": ("LOANS_OUTSTANDING",),
    "HOUSEHOLDS_RECEIVING_LOANS": ("BORROWER_HOUSEHOLDS", "ACTIVE_BORROWERS"),
}
"""Flows, and the stocks of the same thing."""
IN_A_YEAR: Final = Decimal("0.5")
"""Part of the balance that is not lent in one year: of the coded flows whose source prints both, 95 in 100 that lie below are of a calendar
year or a part of one, and 94 in 100 above are of more.
"""
SAME: Final = ("ref_area", "programme", "channel", "funding", "population_group")
"""Columns in which a flow and its balance agree."""
Row = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Kind:
    """What the period of a figure depends on: whether it is a flow, a growth or fall, and found once a year by the review of the poor."""

    flow: bool
    change: bool
    yearly: bool


STOCK: Final = Kind(flow=False, change=False, yearly=False)


@dataclass(frozen=True, slots=True)
class Dated:
    """The period of a figure, whether it is inferred, how sure it is, and the words that it rests on."""

    period: str
    inferred: bool
    confidence: str
    words: str


def date_of(figure: Figure, number: int, sentence: tuple[int, int], clock: Clock, kind: Kind) -> Dated:
    """Return the period of a figure; blank if none can be given.

    Args:
        figure: the figure.
        number: its paragraph, counted from 0.
        sentence: first and last-plus-one character of its sentence.
        clock: the times of the article.
        kind: what it measures.
    """
    governing = _governing(figure, number, sentence, clock, kind)
    if governing is None:
        time, confidence = None, "unsure"
        period, inferred = (f"{OPEN}/" if kind.flow else "") + clock.now[number], True
    else:
        time, confidence = governing
        period, inferred = _period_of(time, figure, number, sentence, clock, kind)
        elsewhere = time not in clock.times[number] or not sentence[0] <= time.start < sentence[1]
        inferred = inferred or (kind.flow and elsewhere)
    if kind.flow:
        period, inferred = _of_anniversary(period, inferred, clock)
        period, inferred = _cut_at_page(period, inferred, clock.now[number])
    if kind.change and kind.yearly:
        period = _of_one_review(period)
    words = time.words if time else ""
    return Dated(period, inferred, confidence, words) if _reads(period) else Dated("", True, "unsure", words)


def _governing(figure: Figure, number: int, sentence: tuple[int, int], clock: Clock, kind: Kind) -> tuple[Time, str] | None:
    """Return the phrase of time of a figure: right behind it, before it in its sentence, anywhere in it, or in a sentence before."""
    fitting = [time for time in clock.times[number] if (time.flow if kind.flow else time.stock) and (kind.change or not time.compares)]
    here = [time for time in fitting if sentence[0] <= time.start < sentence[1]]
    if compared := [time for time in here if time.compares]:
        return min(compared, key=lambda time: abs(time.start - figure.start)), "sure"
    behind = next((time for time in here if time.start >= figure.end), None)
    if behind and _is_beside(clock.texts[number][figure.end : behind.start]):
        return behind, "sure"
    if before := next((time for time in reversed(here) if time.end <= figure.start), None):
        return before, "sure"
    if behind:
        return behind, "likely"
    earlier = [time for time in fitting if time.end <= sentence[0]] or _of_earlier_paragraphs(number, clock, kind)
    chosen = next((time for time in reversed(earlier) if (kind.flow or not time.is_span) and time.holds_on), None)
    return (chosen, "likely") if chosen else None


def _moments_before(number: int, sentence: tuple[int, int], clock: Clock) -> list[Time]:
    """Return the moments that sentences before print, those of the paragraph or of the nearest one before that has one."""
    here = [time for time in clock.times[number] if time.end <= sentence[0] and time.stock and time.holds_on and not time.is_span]
    return [time for time in here if not time.of_page] or _of_earlier_paragraphs(number, clock, STOCK)


def _is_beside(between: str) -> bool:
    return not re.search(r"[,;:\d]", between) and len(between.split()) <= NEAR


def _of_earlier_paragraphs(number: int, clock: Clock, kind: Kind) -> list[Time]:
    """Return the times of the nearest paragraph before that has one; times of the page have no place there."""
    for place in range(number - 1, max(-1, number - 1 - BACK), -1):
        fitting = (time for time in clock.times[place] if (time.flow if kind.flow else time.stock) and time.holds_on)
        if times := [time for time in fitting if not time.of_page]:
            return times
    return []


def _period_of(time: Time, figure: Figure, number: int, sentence: tuple[int, int], clock: Clock, kind: Kind) -> tuple[str, bool]:
    """Return the period of a phrase, an end that it leaves open taken from another phrase of its sentence, or from the page."""
    if not kind.flow:
        if time.is_span and FALLS_FROM.search(clock.texts[number][max(0, figure.start - 20) : figure.start]):
            return f"{time.flow[:4]}-01-01", True
        return time.stock, time.inferred
    here = [other for other in clock.times[number] if sentence[0] <= other.start < sentence[1] and other is not time]
    if time.flow.endswith("/"):
        ends = [other for other in here if other.stock and not other.flow.endswith("/")]
        earlier = [] if ends else _moments_before(number, sentence, clock)
        end = next((other.stock for other in reversed(ends or earlier) if other.stock >= time.flow[:-1]), clock.now[number])
        return _joined(time.flow[:-1], end), time.inferred or not ends
    starts = [other.flow for other in here if other.flow.endswith("/")] if time.flow.startswith(f"{OPEN}/") else []
    return (_joined(starts[0][:-1], time.stock) if starts else time.flow), time.inferred


def _of_anniversary(period: str, inferred: bool, clock: Clock) -> tuple[str, bool]:
    """Return a flow so far with the start of the anniversary that the head of the article names, or its span, if that is printed."""
    start, _, end = period.partition("/")
    so_far = start == OPEN
    if clock.anniversary and inferred and clock.since != DIRECTIVE_DAY and (so_far or start[:4] in {"2002", "2014"}):
        return clock.anniversary, False
    if clock.since and so_far:
        return _joined(clock.since, end), True
    return period, inferred


def _cut_at_page(period: str, inferred: bool, now: str) -> tuple[str, bool]:
    """Return a span of years, cut at the time of the page where it would end in a later year."""
    start, slash, end = period.partition("/")
    if slash and now and len(end) == 4 and start[:4] < end and now[:4] < end:
        return _joined(start, now), True
    return period, inferred


def _of_one_review(period: str) -> str:
    """Return the year of a fall from one yearly review to the next, however its ends are printed."""
    start, _, end = period.partition("/")
    return end[:4] if end and start[:4] in {OPEN, end[:4]} else period if end else period[:4]


def _joined(start: str, end: str) -> str:
    """Return the span from a year or a moment to a moment."""
    if start == end:
        return start
    return from_january(end) if len(start) == 4 and end.startswith(start) else f"{start}/{end}"


def from_january(end: str) -> str:
    """Return the span from the beginning of a year to a moment of it, in whole months or as the whole year where it is that."""
    moment = read_moment(end)
    year, month = f"{moment.last:%Y}", f"{moment.last:%Y-%m}"
    if (moment.last + timedelta(days=1)).day == 1:
        return year if moment.last.month == 12 else f"{year}-01/{month}"
    return f"{year}-01/{end}"


def _reads(period: str) -> bool:
    try:
        read_period(period)
    except PeriodError:
        return False
    return True


def since_the_year_began(rows: Sequence[Row], registry: Registry) -> Iterator[tuple[int, str]]:
    """Yield the place and the period of each flow with an open start that counts from the beginning of the year.

    A flow that is small against its balance does, and with it the other flows of its area that the article counts until the same moment.

    Args:
        rows: the rows proposed for one article, in their order.
        registry: for the units.
    """
    small = {place: _is_small(row, rows, registry) for place, row in enumerate(rows) if _is_open(row)}
    verdicts: dict[tuple[str, str], set[bool]] = {}
    for place, verdict in small.items():
        if verdict is not None:
            verdicts.setdefault(_moment(rows[place]), set()).add(verdict)
    for place, verdict in small.items():
        if verdict or (verdict is None and verdicts.get(_moment(rows[place])) == {True}):
            yield place, from_january(rows[place]["period"].removeprefix(f"{OPEN}/"))


def _is_open(row: Row) -> bool:
    return row["period"].startswith(f"{OPEN}/")


def _moment(row: Row) -> tuple[str, str]:
    return row["ref_area"], row["period"]


def _is_small(row: Row, rows: Iterable[Row], registry: Registry) -> bool | None:
    """Whether a flow is small against the largest balance of the same thing; None if there is none."""
    stocks = BALANCES.get(row["indicator"], ())
    balances = [other for other in rows if other["indicator"] in stocks and all(other[name] == row[name] for name in SAME)]
    sizes = [size for other in balances if (size := in_base_unit(other, registry))]
    size = in_base_unit(row, registry)
    return size < IN_A_YEAR * max(sizes) if sizes and size else None
