"""Comparing a file's header with the expected one: where each column is, and what is wrong."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from pipeline.foundation.findings import WHOLE, Rule
from pipeline.reading.form_rules import BLANK_HEADER, COLUMN_ORDER, DOUBLED_COLUMN, HEADER, MISSING_COLUMN, UNKNOWN_COLUMN

INVISIBLE: Final = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
Problem = tuple[Rule, str, dict[str, Any]]
"""A rule that the header breaks, the column to report, and the facts."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """The result of comparing a header.

    Attributes:
        places: the position of each column of the table in the file, from 0; None if it is uncertain.
        unnamed: positions of columns without a name.
        problems: what is wrong, in the order of the columns.
    """

    places: tuple[int, ...] | None
    unnamed: tuple[int, ...]
    problems: tuple[Problem, ...]


def recognised(found: Sequence[str], header: Sequence[str]) -> int:
    """Count the columns of a table that a line names, ignoring case, order and spaces."""
    return len(set(map(_plain, found)) & set(header))


def compare(found: Sequence[str], header: Sequence[str]) -> Comparison:
    """Compare the first line of a file with the header of its table."""
    names = [_plain(name) for name in found]
    unnamed = [position for position, name in enumerate(names) if not name]
    missing = [name for name in header if name not in names]
    unknown = [position for position, name in enumerate(names) if name and name not in header]
    doubled = [position for position, name in enumerate(names) if name in header and names.index(name) < position]
    problems = _misspelled(found, header, missing, unknown, unnamed)
    problems += [(DOUBLED_COLUMN, names[position], _doubled_facts(names, position)) for position in doubled]
    problems += [_unknown(found, position) for position in unknown]
    if missing or doubled:
        return Comparison(None, tuple(unnamed), tuple(problems))
    places = tuple(names.index(name) for name in header)
    return Comparison(places, tuple(unnamed), (*_order(places, header, names), *_spelling(found, header, places), *problems))


def _plain(name: str) -> str:
    """Normalise a column name: lower case, underscores, no invisible characters (`Source ID` becomes `source_id`)."""
    return re.sub(r"[\s-]+", "_", INVISIBLE.sub("", name).strip().lower())


def _misspelled(
    found: Sequence[str], header: Sequence[str], missing: Sequence[str], unknown: list[int], unnamed: list[int]
) -> list[Problem]:
    """Report what is in the place of each missing column; that place is then no longer listed as unknown."""
    problems: list[Problem] = []
    for name in missing:
        place = header.index(name)
        facts = {"position": place + 1, "expected": name, "found": found[place] if place < len(found) else ""}
        if place in unknown:
            unknown.remove(place)
            problems.append((HEADER, name, facts))
        elif place in unnamed:
            unnamed.remove(place)
            problems.append((BLANK_HEADER, name, facts))
        else:
            problems.append((MISSING_COLUMN, name, facts))
    return problems


def _doubled_facts(names: Sequence[str], position: int) -> dict[str, Any]:
    return {"found": names[position], "first": names.index(names[position]) + 1, "position": position + 1}


def _unknown(found: Sequence[str], position: int) -> Problem:
    """Report an unknown column under the name it has in the file."""
    return UNKNOWN_COLUMN, found[position].strip() or WHOLE, {"found": found[position], "position": position + 1}


def _order(places: Sequence[int], header: Sequence[str], names: Sequence[str]) -> list[Problem]:
    """Report the first column that is out of order; extra columns in between do not count."""
    order = sorted(range(len(header)), key=lambda column: places[column])
    for position, column in enumerate(order):
        if column != position:
            facts = {"position": places[column] + 1, "found": header[column], "expected": header[position]}
            return [(COLUMN_ORDER, header[position], facts)]
    return []


def _spelling(found: Sequence[str], header: Sequence[str], places: Sequence[int]) -> list[Problem]:
    """Report the first name that is not spelt exactly."""
    for name, place in zip(header, places, strict=True):
        if found[place] != name:
            return [(HEADER, name, {"position": place + 1, "expected": name, "found": found[place]})]
    return []
