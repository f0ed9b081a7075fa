"""The phrases of one language, ready to be found: what `data/raw/phrases.csv` says, compiled once."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from pipeline.foundation.records import Record, split
from pipeline.foundation.registry import Registry
from pipeline.language.phrases import FIGURE, GAP, comparable, pattern_of

SENTENCE_END: Final = re.compile(r"(?<!\b[Tt][Pp])(?<!\b[Tt][XxTt])(?<!\b[Nn]o)[.!?…]+[”\"')]*\s+(?=[^\W\d_]|[(“\"])|;\s")
"""Where a sentence, or a part of one that stands for itself, ends; not after TP., TX. and the like."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """One phrase.

    Attributes:
        said: the words as registered.
        entry: its row of the registry.
        before: what must stand before the number, or None; for a phrase without `{figure}` the whole phrase.
        after: what must stand after the number, or None.
        loose: whether any words may stand between `before` and the number.
        words: how many words it has.
        hint: its longest word: a text without it does not hold the phrase.
    """

    said: str
    entry: Record
    before: re.Pattern[str] | None
    after: re.Pattern[str] | None
    loose: bool
    words: int
    hint: str

    @property
    def code(self) -> str:
        """The code that it means."""
        return self.entry["code"]


@dataclass(frozen=True, slots=True)
class Found:
    """A phrase found in a text, with the first and the last-plus-one character."""

    phrase: Phrase
    start: int
    end: int
    match: re.Match[str]


@dataclass(frozen=True)
class PhraseBook:
    """All phrases of a language."""

    registry: Registry
    language: str

    @cached_property
    def _phrases(self) -> dict[str, list[Phrase]]:
        book: dict[str, list[Phrase]] = {}
        for entry in self.registry.records["phrases"]:
            if entry["language"] == self.language:
                book.setdefault(entry["settles"], []).extend(_compiled(said, entry) for said in split(entry["phrase"]))
        return book

    def about_figures(self, settles: str) -> list[Phrase]:
        """Return the phrases that say on which side of a number they stand."""
        return [phrase for phrase in self._phrases.get(settles, []) if FIGURE in phrase.said]

    def find(self, settles: str, text: str) -> list[Found]:
        """Return the phrases of a text that settle something, in their order; of those that overlap the longest.

        Args:
            settles: a column of observations, or `nothing`.
            text: as `comparable` gives it.
        """
        found = [
            Found(phrase, match.start(), match.end(), match)
            for phrase in self._phrases.get(settles, [])
            if FIGURE not in phrase.said and phrase.before and phrase.hint in text
            for match in phrase.before.finditer(text)
        ]
        return sorted(_longest(found), key=lambda one: one.start)


def _compiled(said: str, entry: Record) -> Phrase:
    before, _, after = (part.strip() for part in said.partition(FIGURE))
    words = re.findall(r"[^\W\d_]+", re.sub(r"\{\w+\}", " ", said))
    language = entry["language"]
    first = pattern_of(before.removesuffix(GAP).strip(), language) if before else None
    last = pattern_of(after.removeprefix(GAP).strip(), language) if after else None
    return Phrase(said, entry, first, last, before.endswith(GAP), len(words), comparable(max(words, key=len, default="")))


def _longest(found: Iterable[Found]) -> Iterator[Found]:
    """Yield those that lie in no longer one, each place once."""
    taken: list[Found] = []
    for one in sorted(found, key=lambda one: (one.start - one.end, one.start)):
        if all(one.end <= other.start or one.start >= other.end for other in taken):
            taken.append(one)
            yield one


def sentences_of(paragraph: str) -> list[tuple[int, int]]:
    """Return first and last-plus-one character of each sentence of a paragraph."""
    ends = [match.end() for match in SENTENCE_END.finditer(paragraph) if ";" in match.group() or not paragraph[match.end()].islower()]
    return [(start, end) for start, end in zip([0, *ends], [*ends, len(paragraph)], strict=True) if start < end]
