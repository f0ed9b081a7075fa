"""What a figure measures: the phrases around it are weighed by their length and their distance, among those whose unit fits."""

import re
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from pipeline.drafting.figures import Figure
from pipeline.drafting.phrasebook import Phrase, PhraseBook
from pipeline.foundation.registry import Registry
from pipeline.language.words import BOUND_WORDS

PER_WORD: Final = 2.0
"""What each word of a phrase speaks for it."""
MOST_WORDS: Final = 6
PER_STEP: Final = 0.5
"""What each word between a phrase and the number speaks against it."""
PER_COMMA: Final = {"before": 0.6, "after": 3.0}
PER_FIGURE: Final = {"before": 1.5, "after": 6.0}
"""What a comma and another figure in between speak against it."""
OTHER_SENTENCE: Final = 8.0
INHERITED: Final = 1.5
"""Weight of the indicator of the figure before, as in a list of parts."""
COMPANION: Final = 3.5
"""Weight of the rate that goes with the count right before it, as in "3.969 hộ (14,51%)", and of the count that goes with a rate."""
COMPANION_WORDS: Final = 7
OF_THE_POOR: Final = frozenset({"POOR_HOUSEHOLDS", "NEAR_POOR_HOUSEHOLDS", "POOR_AND_NEAR_POOR_HOUSEHOLDS", "HOUSEHOLDS_LEAVING_POVERTY"})
OF_BORROWERS: Final = frozenset({"HOUSEHOLDS_RECEIVING_LOANS", "BORROWER_HOUSEHOLDS"})
"""Counts of the poor, and of those that borrow: parts of the latter are told in words of the former."""
PART: Final = re.compile(r"(?<!\w)(?:trong đó|gồm|bao gồm|including|of whom|of which|among them)(?!\w)")
LIST: Final = re.compile(rf"(?:\W|(?<!\w)(?:và|and|mới|thoát|cận|nghèo|poor|{'|'.join(BOUND_WORDS)})(?!\w))*")
"""What stands between the counts of a list: the rest of what is counted, and a bound."""
SLASH: Final = re.compile(r" ?/ ?")
OF_SLASH: Final[dict[str, tuple[str, ...]]] = {
    "POOR_HOUSEHOLDS": ("TOTAL_HOUSEHOLDS",),
    "NEAR_POOR_HOUSEHOLDS": ("TOTAL_HOUSEHOLDS",),
    "POOR_AND_NEAR_POOR_HOUSEHOLDS": ("TOTAL_HOUSEHOLDS",),
    "LOANS_OUTSTANDING": ("BORROWER_HOUSEHOLDS", "ACTIVE_BORROWERS", "ACTIVE_LOANS"),
}
"""What is printed behind a stroke: of how many households so many are poor, and how many owe the balance."""
NO_INDICATOR: Final = "NO_INDICATOR"
"""Why a growth in per cent, a share or the like is not coded."""
NOUN: Final = 3.0
"""Most weight of words that only name what is counted ("5.000 hộ nghèo"): what is done to it says more."""
PER_NOUN_WORD: Final = 0.2
REASON_OF: Final = {
    NO_INDICATOR: frozenset({"PERCENT"}),
    "INTEREST": frozenset({"PERCENT"}),
    "CEILING": frozenset({"VND"}),
    "PERSONAL": frozenset({"VND"}),
}
"""Base units of the numbers that a reason can keep out; other reasons keep out any."""
BOUND_OR_NOTHING: Final = re.compile(rf" ?(?:(?:{'|'.join(BOUND_WORDS)}|thêm|được|vnd|vnđ) ?)*")
SURE: Final = 4.0
LIKELY: Final = 1.0
NOTHING: Final = float("-inf")
"""Weights from which an indicator is called sure, and likely."""


class Choice(NamedTuple):
    """What was chosen for a figure: a code, how sure that is (`sure`, `likely`, `unsure`), the words that it rests on, and whether it goes
    with the figure before.
    """

    code: str
    confidence: str
    words: str
    companion: bool = False


class Cues:
    """The phrases about figures in one text (a sentence), each found once."""

    def __init__(self, text: str, book: PhraseBook) -> None:
        self.text = text
        self.cues = [
            (phrase, spans)
            for settles in ("indicator", "nothing", "change")
            for phrase in book.about_figures(settles)
            if phrase.hint in text and (spans := _spans(phrase, text)) is not None
        ]

    def weighed(self, figure: Figure, figures: Sequence[Figure], offset: int, *, beside: bool = False) -> Iterator[tuple[float, Phrase]]:
        """Yield the phrases that stand on their side of a figure, with their weight.

        Args:
            figure: a figure of this text.
            figures: all of its figures.
            offset: where this text starts in the paragraph.
            beside: whether nothing but a bound may stand between.
        """
        start, end, noun_end = figure.start - offset, figure.number_end - offset, figure.end - offset
        others = [(other.start - offset, other.number_end - offset) for other in figures if other is not figure]
        nouns = [(other.number_end - offset, other.end - offset) for other in figures if other.end <= figure.start]
        for phrase, (before, after) in self.cues:
            weight = PER_WORD * min(phrase.words, MOST_WORDS)
            if before is not None:
                place = max((last for first, last in before if last <= start and not _of_noun(first, nouns)), default=None)
                if place is None or (beside and not BOUND_OR_NOTHING.fullmatch(self.text[place:start])):
                    continue
                weight -= self._against(place, start, "before", others, loose=phrase.loose)
            if after is not None:
                place = min((first for first in after if first >= end), default=None)
                if place is None or (beside and self.text[noun_end:place].strip()):
                    continue
                if place >= noun_end:
                    weight -= self._against(noun_end, place, "after", others, loose=False)
                else:
                    weight -= self._against(end, place, "after", others, loose=False)
                    if before is None:
                        weight = min(weight, NOUN + PER_NOUN_WORD * phrase.words)
            yield weight, phrase

    def _against(self, first: int, last: int, side: str, others: Sequence[tuple[int, int]], *, loose: bool) -> float:
        between = self.text[first:last]
        crossed = sum(first <= start and end <= last + 1 for start, end in others)
        steps = len(re.findall(r"[^\W\d_]+", between))
        return (
            (PER_STEP * steps / (3 if loose else 1))
            + PER_COMMA[side] * len(re.findall(r"[,(](?!\d)", between))
            + PER_FIGURE[side] * crossed
        )

    def change(self, figure: Figure, figures: Sequence[Figure], offset: int) -> str:
        """Return INCREASE or REDUCTION where a word for it stands right before a figure, else blank."""
        found = [phrase for _, phrase in self.weighed(figure, figures, offset, beside=True) if phrase.entry["settles"] == "change"]
        return max(found, key=lambda phrase: phrase.words).code if found else ""

    def is_part(self, whole: Figure, figure: Figure, offset: int) -> bool:
        """Whether words between two figures of this text say that the second is a part of the first, or of one before it."""
        return PART.search(self.text[: max(0, figure.start - offset)]) is not None and whole.end >= offset

    def is_right_before(self, first: Figure, second: Figure, offset: int) -> bool:
        """Whether two figures of this text stand beside each other, with a few words between them and no stop."""
        if first.start < offset:
            return False
        between = self.text[first.end - offset : second.start - offset]
        return len(re.findall(r"[^\W\d_]+", between)) <= COMPANION_WORDS and not re.search(r"[.;](?!\d)", between)


Spans = tuple[list[tuple[int, int]] | None, list[int] | None]


def _of_noun(position: int, nouns: Sequence[tuple[int, int]]) -> bool:
    """Whether a phrase that starts there is what another figure counts, and so speaks of that one."""
    return any(start <= position <= end + 1 for start, end in nouns)


def _spans(phrase: Phrase, text: str) -> Spans | None:
    """Return where what stands before a number is, and the starts of what stands after it; None where a needed one is missing."""
    before = [match.span() for match in phrase.before.finditer(text)] if phrase.before else None
    after = [match.start() for match in phrase.after.finditer(text)] if phrase.after else None
    return None if before == [] or after == [] else (before, after)


def choose(
    figure: Figure,
    figures: Sequence[Figure],
    sentences: Sequence[tuple[Cues, int]],
    book: PhraseBook,
    earlier: Sequence[tuple[Figure, str]],
) -> Choice:
    """Return the indicator of a figure, or why it is not coded.

    Args:
        figure: the figure.
        figures: all figures of its paragraph.
        sentences: the phrases of its sentence and of those before it, nearest first, each with where it starts in the paragraph.
        book: the phrases of the language.
        earlier: figures before it in the paragraph, with their indicators.

    Returns:
        A choice whose code is an indicator, or a reason for leaving it out, or blank if nothing speaks for any.
    """
    change = sentences[0][0].change(figure, figures, sentences[0][1])
    choice = _chosen(figure, figures, sentences, book, earlier, change)
    if behind_slash := _behind_slash(figure, sentences, earlier, book.registry):
        return Choice(behind_slash, "likely", "/")
    if not change or choice.code not in book.registry.indicators:
        return choice
    return choice._replace(code=_changed(choice.code, change, figure, book.registry) or NO_INDICATOR)


def _changed(code: str, change: str, figure: Figure, registry: Registry) -> str:
    """Return the indicator that counts the growth or fall of another, where the unit of the figure fits; else blank."""
    changed = code if f"_{change}" in code else f"{code}_{change}"
    return changed if changed in registry.indicators and figure.units & registry.indicator_units(changed) else ""


def _chosen(
    figure: Figure,
    figures: Sequence[Figure],
    sentences: Sequence[tuple[Cues, int]],
    book: PhraseBook,
    earlier: Sequence[tuple[Figure, str]],
    change: str,
) -> Choice:
    """Return what the phrases around a figure, or the figures before it, speak for; of a change, what it is the change of."""
    weighed = [
        (weight - OTHER_SENTENCE * far, phrase)
        for far, (cues, offset) in enumerate(sentences)
        for weight, phrase in cues.weighed(figure, figures, offset)
        if _fits(phrase, figure, book, change) and not (far and phrase.entry["settles"] == "nothing")
    ]
    best, phrase = max(weighed, key=lambda one: one[0], default=(NOTHING, None))
    companion = "" if change else _companion(figure, earlier, sentences[0], book.registry)
    if companion and best < COMPANION:
        return Choice(companion, "likely", "", companion=True)
    whole = next((code for _, code in reversed(earlier) if code in OF_BORROWERS), "")
    if whole and not change and phrase and phrase.code in OF_THE_POOR:
        listed = earlier[-1][1] == whole and LIST.fullmatch(_between(earlier[-1][0], figure, sentences))
        if listed or sentences[0][0].is_part(earlier[-1][0], figure, sentences[0][1]):
            return Choice(whole, "likely", "")
    inherited = next(iter(_inherited(figure, earlier, book.registry, change)), "")
    if inherited and best < INHERITED:
        return Choice(inherited, "likely", "")
    if phrase is None:
        return Choice("", "unsure", "")
    return Choice(phrase.code, "sure" if best >= SURE else "likely" if best >= LIKELY else "unsure", phrase.said)


def _behind_slash(figure: Figure, sentences: Sequence[tuple[Cues, int]], earlier: Sequence[tuple[Figure, str]], registry: Registry) -> str:
    """Return what a figure behind a stroke counts, or blank: 16.003/80.276 hộ, 203 tỷ đồng/13.260 hộ."""
    if not earlier or not SLASH.fullmatch(_between(earlier[-1][0], figure, sentences)):
        return ""
    return next((code for code in OF_SLASH.get(earlier[-1][1], ()) if figure.units & registry.indicator_units(code)), "")


def _between(first: Figure, second: Figure, sentences: Sequence[tuple[Cues, int]]) -> str:
    """Return the text between two figures of the same sentence, or of neighbours; of others only what the second one's sentence has."""
    here, offset = sentences[0]
    if first.end >= offset:
        return here.text[first.end - offset : second.start - offset]
    before = "".join(cues.text[max(0, first.end - start) :] for cues, start in sentences[1:])
    return before + here.text[: second.start - offset]


def _inherited(figure: Figure, earlier: Sequence[tuple[Figure, str]], registry: Registry, change: str) -> Iterator[str]:
    """Yield what the figures before one measure, if it may measure the same; of a change, also what goes with that."""
    pairs = companions(registry)
    for other, code in reversed(earlier):
        if change:
            yield from (one for one in (code, *pairs.get(code, ())) if _changed(one, change, figure, registry))
        elif other.units & figure.units:
            yield code


def _companion(figure: Figure, earlier: Sequence[tuple[Figure, str]], sentence: tuple[Cues, int], registry: Registry) -> str:
    """Return the rate or count that goes with that of the figure right before (a count of all households is passed over), or blank."""
    if len(earlier) > 1 and earlier[-1][1] == "TOTAL_HOUSEHOLDS":
        earlier = [*earlier[:-2], (earlier[-1][0], earlier[-2][1])]
    if not earlier or not sentence[0].is_right_before(earlier[-1][0], figure, sentence[1]):
        return ""
    pairs = companions(registry)
    return next((code for code in pairs.get(earlier[-1][1], ()) if figure.units & registry.indicator_units(code)), "")


def companions(registry: Registry) -> dict[str, list[str]]:
    """Return, for counts and rates of the poor, the other one, and likewise for their falls."""
    pairs: dict[str, list[str]] = {}
    for rate, record in registry.indicators.items():
        if count := record["numerator"]:
            both = [(count, rate), (f"{count}_REDUCTION", f"{rate}_REDUCTION")]
            for one, other in (pair for pair in both if set(pair) <= set(registry.indicators)):
                pairs.setdefault(one, []).append(other)
                pairs.setdefault(other, []).append(one)
    return pairs


def _fits(phrase: Phrase, figure: Figure, book: PhraseBook, change: str) -> bool:
    if phrase.entry["settles"] == "change":
        return False
    if phrase.entry["settles"] == "nothing":
        return not change and bool(figure.units & REASON_OF.get(phrase.code, figure.units))
    if change:
        return bool(_changed(phrase.code, change, figure, book.registry))
    return bool(figure.units & book.registry.indicator_units(phrase.code))
