"""The rows that an article may give: every number with what was read of it, how sure that is, and the words that it rests on."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Final, NamedTuple

from pipeline.drafting.article import Article
from pipeline.drafting.dating import Dated, Kind, date_of, since_the_year_began
from pipeline.drafting.figures import Figure, Skipped, figures_of, plain_value, unit_code
from pipeline.drafting.indicators import Choice, Cues, choose
from pipeline.drafting.phrasebook import PhraseBook, sentences_of
from pipeline.drafting.places import Atlas
from pipeline.drafting.restrictions import Surroundings, flag_of, restrictions_of, standard_of
from pipeline.drafting.times import Clock
from pipeline.editing.verify import NotProvenError, prove
from pipeline.foundation.registry import Registry
from pipeline.language.phrases import comparable
from schemas import CodedObservation
from schemas.base import header_of

COLUMNS: Final = header_of(CodedObservation)
STOPS: Final = (".", "!", "?", "…", ":", ";", ".”", '."')
PARTS: Final = ("trong đó", "of which", "of these", "in which", "among them")
"""Words with which a sentence goes on to list the parts of what the one before tells."""
CONFIDENCES: Final = ("unsure", "likely", "sure")
CHANGES: Final = ("_INCREASE", "_REDUCTION", "_PER_YEAR")
"""Ends of the codes of indicators that count a growth or a fall."""
REPEATED: Final = "REPEATED"
SINCE_JANUARY: Final = "Taken to count from the beginning of the year: small against the balance."
SENTENCES_BACK: Final = 2
"""Sentences in which the words for an indicator are looked for: that of the figure and the one before."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A row that may be coded, or a number that may not.

    Attributes:
        row: the cells by column of observations; those that were not found are blank.
        confidence: how sure each of `indicator`, `ref_area`, `period` and `value` is: sure, likely or unsure.
        words: what each rests on, as printed.
        sentence: the sentence of the number.
        reason: why the number is not proposed as a row; blank if it is.
        known: what the dataset has already of the same thing.
    """

    row: dict[str, str]
    confidence: dict[str, str]
    words: dict[str, str]
    sentence: str
    reason: str
    known: list[str] = field(default_factory=list)

    def with_known(self, known: list[str], reason: str) -> "Proposal":
        """Return the proposal with what is known of it, and why it is not proposed, if it is not."""
        return replace(self, known=known, reason=reason)

    @property
    def least(self) -> str:
        """The confidence of the least sure cell."""
        return min(self.confidence.values(), key=CONFIDENCES.index, default="unsure")


@dataclass(frozen=True, slots=True)
class Setting:
    """What is known of an article before it is read.

    Attributes:
        source_id: its identity, or blank.
        area: the area that it is about, or blank.
        published: day, month or year of publication, or blank.
        decimal_mark: `comma`, `point` or `mixed`.
        whole: whether the text is all of it.
        smallest_count: under a sensitive programme a count below this is withheld.
    """

    source_id: str = ""
    area: str = ""
    published: str = ""
    decimal_mark: str = "comma"
    whole: bool = True
    smallest_count: int = 5


def propose(article: Article, registry: Registry, setting: Setting) -> list[Proposal]:
    """Return what an article's numbers may be, in their order."""
    proposals = _dated_by_repeats(list(_Reading(article, registry, setting).proposals()))
    _open_spans(proposals, registry)
    return proposals


def _open_spans(proposals: Sequence[Proposal], registry: Registry) -> None:
    """Let flows that are small against their balance start with the year, where the text says only until when."""
    coded = [proposal for proposal in proposals if not proposal.reason]
    for place, period in since_the_year_began([proposal.row for proposal in coded], registry):
        row, confidence = coded[place].row, coded[place].confidence
        row.update({"period": period, "period_basis": "inferred", "note": f"{SINCE_JANUARY} {row['note']}".strip()})
        confidence["period"] = min(confidence["period"], "likely", key=CONFIDENCES.index)


def _dated_by_repeats(proposals: list[Proposal]) -> list[Proposal]:
    """Give figures without a time, as those of a title, the time with which the article prints them again."""
    for place, first in enumerate(proposals):
        if first.confidence.get("period") == "unsure":
            again = [other for other in proposals[place + 1 :] if other.reason == REPEATED and _thing(other.row) == _thing(first.row)]
            for other in again[:1]:
                first.row.update({name: other.row[name] for name in ("period", "period_basis", "note")})
                first.confidence["period"], first.words["period"] = "likely", other.words.get("period", "")
    return proposals


def _thing(row: dict[str, str]) -> tuple[str, ...]:
    return tuple(row[name] for name in ("indicator", "ref_area", "value", "unit"))


class Block(NamedTuple):
    """Paragraphs that are read as one text: lines of a sentence that the page breaks anywhere.

    Attributes:
        text: the paragraphs, joined by spaces.
        first: the number of the first one, from 1.
        starts: where each starts in `text`.
    """

    text: str
    first: int
    starts: tuple[int, ...]

    def paragraph_of(self, position: int) -> tuple[int, int]:
        """Return the number of the paragraph that holds a character, and where it starts in the block."""
        place = bisect_right(self.starts, position) - 1
        return self.first + place, self.starts[place]


def blocks_of(paragraphs: Sequence[str]) -> list[Block]:
    """Join paragraphs to those before them that end without a stop, if they start with a small letter or a digit."""
    blocks: list[Block] = []
    for number, paragraph in enumerate(paragraphs, 1):
        goes_on = blocks and not blocks[-1].text.endswith(STOPS) and (paragraph[0].islower() or paragraph[0].isdigit())
        if goes_on:
            text, first, starts = blocks.pop()
            blocks.append(Block(f"{text} {paragraph}", first, (*starts, len(text) + 1)))
        else:
            blocks.append(Block(paragraph, number, (0,)))
    return blocks


class _Reading:
    """One article while it is read."""

    def __init__(self, article: Article, registry: Registry, setting: Setting) -> None:
        self._article, self._registry, self._setting = article, registry, setting
        self._book = PhraseBook(registry, article.language)
        self._blocks = blocks_of(article.paragraphs)
        self._texts = [comparable(block.text) for block in self._blocks]
        self._clock = Clock(self._texts, setting.published or article.published, self._book, whole=setting.whole)
        self._atlas = Atlas([block.text for block in self._blocks], setting.area, self._clock.published, registry)
        self._seen: set[tuple[str, ...]] = set()
        self._withheld_last = False

    def proposals(self) -> Iterator[Proposal]:
        """Yield the proposals."""
        for number, block in enumerate(self._blocks):
            if any(letter.isdigit() for letter in block.text):
                yield from self._of_block(number)

    def _of_block(self, number: int) -> Iterator[Proposal]:
        paragraph = self._blocks[number].text
        figures, skipped = figures_of(paragraph, self._book, self._setting.decimal_mark)
        sentences = sentences_of(paragraph)
        cues = {sentence: Cues(self._texts[number][slice(*sentence)], self._book) for sentence in sentences} if figures else {}
        earlier: list[tuple[Figure, str]] = []
        numbers: list[Figure | Skipped] = [*figures, *skipped]
        for one in sorted(numbers, key=lambda one: one.start):
            place = next(index for index, (first, last) in enumerate(sentences) if first <= one.start < last)
            if isinstance(one, Skipped):
                yield self._left_out(one, number, sentences[place])
                continue
            near = [(cues[sentence], sentence[0]) for sentence in reversed(sentences[max(0, place - SENTENCES_BACK + 1) : place + 1])]
            choice = choose(one, figures, near, self._book, earlier)
            if choice.code in self._registry.indicators:
                earlier.append((one, choice.code))
            yield self._proposal(one, choice, number, _thought(sentences, place, self._texts[number]), figures)

    def _left_out(self, skipped: Skipped, number: int, sentence: tuple[int, int]) -> Proposal:
        row = dict.fromkeys(COLUMNS, "") | {
            "as_printed": skipped.numeral,
            "locator": f"p{self._blocks[number].paragraph_of(skipped.start)[0]}",
        }
        return Proposal(row, {}, {}, self._blocks[number].text[slice(*sentence)].strip(), skipped.reason)

    def _proposal(self, figure: Figure, choice: Choice, number: int, sentence: tuple[int, int], figures: Sequence[Figure]) -> Proposal:
        row = dict.fromkeys(COLUMNS, "") | {
            "source_id": self._setting.source_id,
            "as_printed": figure.as_printed,
            "locator": self._locator(figure, number),
            "bound": figure.bound,
        }
        said = self._blocks[number].text[slice(*sentence)].strip()
        if choice.code not in self._registry.indicators:
            return Proposal(row, {}, {"reason": choice.words}, said, choice.code or "NO_INDICATOR")
        kind = Kind(
            flow=self._registry.indicators[choice.code]["kind"] == "flow",
            change=choice.code.endswith(CHANGES),
            yearly=self._registry.depends_on_standard(choice.code),
        )
        dated = date_of(figure, number, sentence, self._clock, kind)
        placed = self._atlas.place(figure, number, sentence, dated.period)
        around = _around(figure, self._texts[number], sentence, figures)
        unit = unit_code(figure, choice.code, self._registry)
        row |= {"indicator": choice.code, "ref_area": placed.area, "area_name": self._registry.areas[placed.area]["name_vi"]}
        row |= {"period": dated.period, "period_basis": "inferred" if dated.inferred else "", "unit": unit}
        row |= restrictions_of(figure, choice.code, around, self._book)
        row["standard"] = standard_of(figure, choice.code, number, self._texts, self._book, self._registry)
        row["value"] = plain_value(figure, unit, self._registry) if unit else ""
        flag, why = flag_of(figure, around, self._book)
        row["flags"] = ";".join(filter(None, (flag, figure.flags)))
        row["note"] = _note(dated, flag, why, self._article.language)
        confidence = {
            "indicator": choice.confidence,
            "ref_area": placed.confidence,
            "period": dated.confidence,
            "value": "sure" if unit else "unsure",
        }
        words = {"indicator": choice.words, "ref_area": placed.words, "period": dated.words}
        return Proposal(row, confidence, words, said, self._withheld(row) or self._repeated(row))

    def _locator(self, figure: Figure, number: int) -> str:
        """Return the paragraph, and which of equal figures it is where there are several."""
        paragraph, offset = self._blocks[number].paragraph_of(figure.start)
        place = f"p{paragraph}"
        try:
            prove(figure.as_printed, place, self._article.paragraphs)
        except NotProvenError as error:
            for ordinal in range(1, int(str(error.facts.get("count", 0))) + 2):
                try:
                    proof = prove(figure.as_printed, f"{place}#{ordinal}", self._article.paragraphs)
                except NotProvenError:
                    continue
                if proof.start <= figure.start - offset < proof.end:
                    return f"{place}#{ordinal}"
        return place

    def _withheld(self, row: dict[str, str]) -> str:
        """Return DISCLOSURE for what could single people out, as rule V212 has it; else blank."""
        if not self._registry.is_sensitive(row["indicator"], row["programme"]):
            return ""
        below = self._registry.areas[row["ref_area"]]["level"] in {"commune", "ward"}
        beside_withheld = bool(self._withheld_last) and row["unit"].startswith("VND")
        few = row["unit"] in self._registry.units and self._registry.units[row["unit"]].whole and row["value"].isdecimal()
        withheld = below or beside_withheld or (few and int(row["value"]) < self._setting.smallest_count)
        self._withheld_last = withheld
        return "DISCLOSURE" if withheld else ""

    def _repeated(self, row: dict[str, str]) -> str:
        """Return REPEATED for a figure that the article has printed before; else blank."""
        again = _thing(row) in self._seen and bool(row["value"])
        self._seen.add(_thing(row))
        return REPEATED if again else ""


def _thought(sentences: Sequence[tuple[int, int]], place: int, text: str) -> tuple[int, int]:
    """Return a sentence, together with the one before if it lists the parts of that ("Trong đó: ...")."""
    first, last = sentences[place]
    return (sentences[place - 1][0], last) if place and text[first:last].lstrip().startswith(PARTS) else (first, last)


def _around(figure: Figure, text: str, sentence: tuple[int, int], figures: Sequence[Figure]) -> Surroundings:
    before = [other for other in figures if other.end <= figure.start]
    behind = [other for other in figures if other.start >= figure.end]
    return Surroundings(text, sentence, before[-1] if before else None, behind[0] if behind else None)


def _note(dated: Dated, flag: str, why: str, language: str) -> str:
    """Return the note that an inferred time or a flag needs, for the person to correct."""
    notes = []
    if dated.inferred:
        notes.append(f"time taken from “{dated.words}”" if dated.words else "no time in the sentence, that of the page")
    if flag:
        notes.append(f"printed with “{why}”")
    return "; ".join(notes)[:1].upper() + "; ".join(notes)[1:] + ("." if notes else "")
