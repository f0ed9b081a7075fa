"""What restricts a figure to a part (programme, channel, fund, group), and by which standard of the poor it counts."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from pipeline.drafting.figures import Figure
from pipeline.drafting.phrasebook import Found, PhraseBook
from pipeline.foundation.registry import Registry

OF_LOANS: Final = frozenset(
    {
        "PERSONS_WANTING_LOANS",
        "PERSONS_ELIGIBLE_FOR_LOANS",
        "HOUSEHOLDS_RECEIVING_LOANS",
        "PERSONS_RECEIVING_LOANS",
        "BORROWER_HOUSEHOLDS",
        "ACTIVE_BORROWERS",
        "ACTIVE_LOANS",
        "LOANS_DISBURSED",
        "OVERDUE_LOAN_RATIO",
        "HOUSES_BUILT",
    }
)
"""Indicators of lending that are not counted in money."""
OF_HOUSES: Final = frozenset({"HOUSING_POOR", "HOUSING_POOR_167", "HOUSING_POOR_33", "SOCIAL_HOUSING", "HOUSING_FLOOD_48"})
WITHIN_SENTENCE: Final = frozenset({"channel"})
"""Restrictions that hold from where they are named to the end of the sentence; others for the figure beside them."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """A figure's paragraph as `comparable` gives it, its sentence, and the figures before and behind it there."""

    text: str
    sentence: tuple[int, int]
    before: Figure | None
    behind: Figure | None

    def own_words(self, figure: Figure) -> tuple[int, int]:
        """Return what lies between the neighbours of a figure in its sentence, behind it up to a comma that ends a part."""
        first, last = self.sentence
        if self.before:
            first = max(first, self.before.end)
        if self.behind and self.behind.start < last:
            last = self.text.rfind(",", figure.end, self.behind.start) if "," in self.text[figure.end : self.behind.start] else figure.end
        return first, last


def restrictions_of(figure: Figure, indicator: str, around: Surroundings, book: PhraseBook) -> dict[str, str]:
    """Return programme, channel, funding and population group as a row codes them: blank where the indicator implies them."""
    record = book.registry.indicators[indicator]
    lending = record["unit"] == "VND" or indicator in OF_LOANS
    wanted = {"programme": lending, "channel": lending, "funding": lending, "population_group": True}
    found = {
        column: _restriction(column, figure, around, book) if applies and not record.get(column, "") else ""
        for column, applies in wanted.items()
    }
    if indicator == "HOUSES_BUILT" and found["programme"] not in OF_HOUSES:
        found["programme"] = ""
    if wanted["programme"] and not record["programme"] and not found["programme"]:
        found["programme"] = _sensitive(around.text, book)
    return found


def _sensitive(text: str, book: PhraseBook) -> str:
    """Return the sensitive programme that a paragraph speaks of, or blank: what it prints is withheld rather than shown by mistake."""
    named = (one.phrase.code for one in book.find("programme", text))
    return next((code for code in named if code and book.registry.programmes[code]["sensitive"] == "yes"), "")


def _restriction(column: str, figure: Figure, around: Surroundings, book: PhraseBook) -> str:
    first, last = around.sentence if column in WITHIN_SENTENCE else around.own_words(figure)
    found = [one for one in book.find(column, around.text) if first <= one.start and one.end <= max(last, figure.end)]
    behind = [one for one in found if one.start >= figure.number_end]
    before = [one for one in found if one.end <= figure.start]
    if column in WITHIN_SENTENCE:
        return before[-1].phrase.code if before else ""
    chosen = behind[:1] or before[-1:]
    return chosen[0].phrase.code if chosen else ""


def flag_of(figure: Figure, around: Surroundings, book: PhraseBook) -> tuple[str, str]:
    """Return the flag that words before a figure ask for, and the words."""
    first, _ = around.own_words(figure)
    found = [one for one in book.find("flags", around.text) if first <= one.start and one.end <= figure.start]
    return (found[-1].phrase.code, found[-1].match.group()) if found else ("", "")


def standard_of(figure: Figure, indicator: str, number: int, texts: Sequence[str], book: PhraseBook, registry: Registry) -> str:
    """Return the standard that was named last before a figure, in its paragraph or an earlier one."""
    if not registry.depends_on_standard(indicator):
        return ""
    for place in range(number, -1, -1):
        found: list[Found] = [one for one in book.find("standard", texts[place]) if place < number or one.start < figure.start]
        if found:
            return found[-1].phrase.code
    return ""
