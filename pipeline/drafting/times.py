"""The phrases of time of an article, and what they mean on the day that it was published."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from pipeline.drafting.phrasebook import Found, PhraseBook
from pipeline.language.periods import OPEN, read_moment
from pipeline.language.phrases import values_of

ANNIVERSARY: Final = (
    (re.compile(r"chỉ thị (?:số )?40|directive (?:no\.? ?)?40"), "2014"),
    (re.compile(r"nghị định (?:số )?78|decree (?:no\.? ?)?78"), "2002"),
)
"""What an article may be about, and the year from which its anniversary counts."""
YEARS: Final = re.compile(r"(?<!\w)\d+ (?:năm|years)(?!\w)")
"""What an anniversary is told by."""
DIRECTIVE_DAY: Final = "2014-11-22"
DIRECTIVE_PRINTED: Final = re.compile(r"22[/.-]11[/.-]2014|november 22,? 2014|22 november,? 2014")
"""The day of Directive 40, and how it is printed; only where it is printed a span starts on it."""
HEAD: Final = 4
"""Paragraphs in which an article says which anniversary it is written for."""
LONG: Final = 5
"""Years of a span in the head that is taken for that of the anniversary, at least."""
OF_ACT: Final = re.compile(r"[ ,(]*(?:(?:được )?(?:ký )?ban hành|ký|dated|issued|signed)?[ ,(]*(?:vào|on)?[ ,(]*")
"""What stands between an act and its day."""
POINTS: Final = frozenset({"{day}", "{month}", "{month_end}", "{date}", "{month_of_year}", "{month_of_year_end}"})
"""Periods of phrases that print a day or a month."""
NOW: Final = "{now"
"""Starts a slot that the time of the page fills."""
SPEECH: Final = re.compile(r"(?<!\w)(?:said|told [^,.;]+|announced|reported)(?: on)? $")
"""Words right before a day on which somebody spoke, not that of what was said."""


@dataclass(frozen=True, slots=True)
class Time:
    """A phrase of time in a paragraph.

    Attributes:
        start: where it starts.
        end: where it ends.
        words: as printed.
        stock: the period that it gives a stock; blank if none.
        flow: the period that it gives a flow.
        inferred: whether the text leaves something of it open.
        of_page: whether it is told by the time of the page ("đến nay").
    """

    start: int
    end: int
    words: str
    stock: str
    flow: str
    inferred: bool
    of_page: bool

    @property
    def is_span(self) -> bool:
        """Whether it names both ends of a span."""
        start, slash, end = self.flow.partition("/")
        return bool(slash and start and end) and start != OPEN

    @property
    def compares(self) -> bool:
        """Whether it only says since when something grew or fell ("so với năm 2021")."""
        return not self.stock

    @property
    def holds_on(self) -> bool:
        """Whether what follows may be of that time too: not of the beginning of a year, from which only the sentence itself counts."""
        return not self.compares and not self.stock.endswith("-01-01")


class Clock:
    """The times of one article.

    Attributes:
        texts: its paragraphs as `comparable` gives them.
        now: what "now" is in each paragraph; blank where nothing tells.
        times: the phrases of time of each paragraph, in their order.
        since: the start of the anniversary that its head names, or blank.
        anniversary: the whole span of that anniversary, where the head prints it, or blank.
    """

    def __init__(self, texts: Sequence[str], published: str, book: PhraseBook, *, whole: bool) -> None:
        """Find the phrases of time.

        Args:
            texts: the paragraphs as `comparable` gives them.
            published: when the article was published: a day, a month or a year; blank if that is not known.
            book: the phrases of its language.
            whole: whether the article is read whole; else "now" may be printed in any paragraph.
        """
        self.texts, self.published = texts, published
        self._day = read_moment(published).last if published else date.today()
        self._directive = DIRECTIVE_DAY if any(DIRECTIVE_PRINTED.search(text) for text in texts) else DIRECTIVE_DAY[:4]
        self._about = self._act(texts)
        self.since = self._act([text for text in texts[:HEAD] if YEARS.search(text)])
        self._found = [list(_of_figures(text, book)) for text in texts]
        printed = [self._points(found) for found in self._found]
        everywhere = [] if whole else [point for points in printed for point in points]
        self.now = [max(points or everywhere, key=lambda point: read_moment(point).last, default=published) for points in printed]
        self.times = [self._resolved(number) for number in range(len(texts))]
        self.anniversary = self._span_of_head()

    def _act(self, texts: Sequence[str]) -> str:
        """Return from when what the texts are about counts its years: that of the first act which they name, or blank."""
        year = next((year for act, year in ANNIVERSARY if any(act.search(text) for text in texts)), "")
        return self._directive if year == DIRECTIVE_DAY[:4] else year

    def _points(self, found: Iterable[Found]) -> list[str]:
        """Return the days and months that phrases print, of the year of publication or the one before, and not after that day."""
        points = (self._filled(one.phrase.entry["stock"], one) for one in found if one.phrase.entry["stock"] in POINTS)
        return [point for point in points if point and point <= self._day.isoformat() and int(point[:4]) >= self._day.year - 1]

    def _resolved(self, number: int) -> list[Time]:
        times = []
        for one in self._found[number]:
            entry = one.phrase.entry
            stock, flow = (self._filled(entry[kind], one, self.now[number]) for kind in ("stock", "flow"))
            if stock or flow:
                of_page = NOW in entry["stock"] + entry["flow"]
                times.append(Time(one.start, one.end, one.match.group(), stock, flow, entry["period_basis"] == "inferred", of_page))
        return times

    def _filled(self, pattern: str, one: Found, now: str = "") -> str:
        """Fill the slots of a period; blank if there is no such day, or nothing to fill them with."""
        try:
            values = values_of(one.match, self._day) | {"now": now, "now_year": now[:4], "directive": self._directive}
            if self._about:
                values["years_ago"] = self._about
            return pattern.format_map(values)
        except (ValueError, KeyError):
            return ""

    def _span_of_head(self) -> str:
        """Return the long span of years to the year of the page that the head prints, if there is one."""
        spans = [time.flow.partition("/") for times in self.times[:HEAD] for time in times if time.is_span and not time.inferred]
        long = (f"{start}/{end}" for start, _, end in spans if len(start) == len(end) == 4 and int(end) - int(start) >= LONG)
        return next((span for span in long if abs(int(span[-4:]) - self._day.year) <= 1), "")


def _of_figures(text: str, book: PhraseBook) -> Iterator[Found]:
    """Yield the phrases of time of a paragraph, save the years of a poverty standard, the day of an act and that of a speech."""
    standards = book.find("standard", text)
    acts = [one for one in book.find("nothing", text) if one.phrase.code == "ACT"]
    for one in book.find("period", text):
        of_standard = any(other.start <= one.start and one.end <= other.end for other in standards)
        of_act = any(act.end <= one.start and OF_ACT.fullmatch(text, act.end, one.start) for act in acts)
        of_speech = SPEECH.search(text[: one.start]) is not None
        if not of_standard and not of_act and not of_speech:
            yield one
