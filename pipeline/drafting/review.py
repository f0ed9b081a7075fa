"""The review of a draft in the terminal: one figure after the other is accepted, changed or dropped."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Final

from pipeline.drafting.proposals import COLUMNS, Proposal
from pipeline.language.names import suggest
from pipeline.language.spoken import Language, Text
from pipeline.language.visible import printable

KEYS: Final[Text] = {
    "en": "Enter accepts, d drops, column=value changes a cell, b goes back, q ends",
    "vi": "Enter: nhận, d: bỏ, cột=giá trị: sửa một ô, b: quay lại, q: kết thúc",
}
SHOWN: Final = tuple(name for name in COLUMNS if name not in {"source_id", "item", "as_printed", "area_name"})
Ask = Callable[[str], str]
Say = Callable[[str], None]


def review(proposals: Iterable[Proposal], ask: Ask, say: Say, language: Language) -> list[Proposal]:
    """Walk through proposals with a person.

    Args:
        proposals: what may be coded.
        ask: shows a prompt and returns what is typed; EOFError ends the review.
        say: shows a line.
        language: of what is said.

    Returns:
        What was accepted, as changed; on an early end only what was accepted until then.
    """
    waiting = list(proposals)
    kept: dict[int, Proposal] = {}
    place = 0
    say(KEYS[language])
    while place < len(waiting):
        for line in shown(waiting[place], place + 1, len(waiting)):
            say(line)
        try:
            typed = ask("> ").strip()
        except EOFError:
            break
        if typed == "q":
            break
        if typed == "b":
            place = max(0, place - 1)
        elif typed in {"", "d"}:
            kept.pop(place, None)
            if not typed:
                kept[place] = waiting[place]
            place += 1
        else:
            waiting[place] = _changed(waiting[place], typed, say, language)
    return [kept[number] for number in sorted(kept)]


def shown(proposal: Proposal, number: int, count: int) -> list[str]:
    """Return the lines that show a proposal: its sentence with the figure marked, the cells, and what the dataset has."""
    sentence = printable(proposal.sentence)
    printed = proposal.row["as_printed"].partition(" [")[0]
    marked = sentence.replace(printed, f"»{printed}«", 1)
    cells = [f"  {name}: {proposal.row[name]}{_sure(proposal, name)}" for name in SHOWN if proposal.row[name]]
    return [
        "",
        f"{number}/{count}  {proposal.row['as_printed']}",
        f"  {marked}",
        *cells,
        *(f"  ! {printable(text)}" for text in proposal.known),
    ]


def _sure(proposal: Proposal, name: str) -> str:
    confidence = proposal.confidence.get(name, "sure")
    words = proposal.words.get(name, "")
    return "" if confidence == "sure" else f"   ({confidence}{f': {words}' if words else ''})"


def _changed(proposal: Proposal, typed: str, say: Say, language: Language) -> Proposal:
    name, equals, cell = (part.strip() for part in typed.partition("="))
    if not equals or name not in COLUMNS:
        near = suggest(name, COLUMNS)
        say(
            {
                "en": f"no column {name!r}" + (f"; did you mean {near}?" if near else ""),
                "vi": f"không có cột {name!r}" + (f"; có phải là {near}?" if near else ""),
            }[language]
        )
        return proposal
    return replace(proposal, row=proposal.row | {name: cell}, confidence=proposal.confidence | {name: "sure"})
