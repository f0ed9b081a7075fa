"""What changed between two versions of the published tables, and the step of the version number that it calls for."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

import pyarrow

from pipeline.foundation.markdown import escape, markdown_table

OBSERVATIONS: Final = "observations"
MEANINGS: Final[Mapping[str, tuple[str, ...]]] = {
    "areas": ("ref_area",),
    "indicators": ("indicator",),
    "programmes": ("programme",),
    "poverty_standards": ("standard",),
    "units": ("unit",),
    "flags": ("flag",),
    "codes": ("list", "code"),
}
"""Tables of codes and their keys."""
MEANING: Final = frozenset({"definition", "unit", "kind", "base_unit", "power_of_ten", "level", "vintage", "gso_code", "obs_status"})
"""Columns of those tables that say what a code means."""
CODING: Final = (
    "ref_area",
    "indicator",
    "programme",
    "channel",
    "funding",
    "population_group",
    "standard",
    "time_period",
    "period_basis",
    "unit_measure",
    "bound",
    "preferred",
)
"""Columns of an observation in which a difference is another coding, not a corrected transcription."""
CORRECTED: Final = ("obs_value", "as_printed", "flags", "comment_obs", "locator", "evidence", "source_id")
"""Columns in which a difference is a correction."""
PANELS: Final = ("province_panel", "nearest_figures")
"""Tables whose values change with the observations, or by another rule."""
MOST_LINES: Final = 60_000
"""Longest table of changed values, in characters."""

Row = dict[str, Any]
Tables = Mapping[str, pyarrow.Table]


class Version(NamedTuple):
    """A version number, MAJOR.MINOR.PATCH."""

    major: int
    minor: int
    patch: int

    @classmethod
    def read(cls, text: str) -> "Version":
        """Read `1.0.0`.

        Raises:
            ValueError: not three whole numbers joined by points.
        """
        major, minor, patch = (int(part) for part in text.split("."))
        return cls(major, minor, patch)

    def __str__(self) -> str:
        return f"{self.major}.{self.minor}.{self.patch}"

    def after(self, step: str) -> "Version":
        """Return the next version after a step MAJOR, MINOR or PATCH; itself if there is none."""
        return {
            "MAJOR": Version(self.major + 1, 0, 0),
            "MINOR": Version(self.major, self.minor + 1, 0),
            "PATCH": Version(self.major, self.minor, self.patch + 1),
        }.get(step, self)


@dataclass(frozen=True, slots=True)
class Changes:
    """What differs between an older and a newer version of the published tables.

    Attributes:
        broken: columns and codes that went or mean something else, each as a sentence.
        extended: tables, columns and codes that are new, each as a sentence.
        added, retired: obs_id of rows.
        recoded: rows, before and after, that say something else about the same print.
        corrected: rows, before and after, with a corrected transcription, flag or note.
        others: names of other tables with differences.
    """

    broken: Sequence[str]
    extended: Sequence[str]
    added: Sequence[str]
    retired: Sequence[str]
    recoded: Sequence[tuple[Row, Row]]
    corrected: Sequence[tuple[Row, Row]]
    others: Sequence[str]

    @property
    def step(self) -> str:
        """The step of the version number that the changes call for: MAJOR, MINOR, PATCH, or blank if nothing changed."""
        if self.broken:
            return "MAJOR"
        by_another_rule = not self.corrected and any(name in PANELS for name in self.others)
        if self.extended or self.added or self.retired or self.recoded or by_another_rule:
            return "MINOR"
        return "PATCH" if self.corrected or self.others else ""


def compare(old: Tables, new: Tables) -> Changes:
    """Return what differs between two versions of the published tables."""
    before, after = ({row["obs_id"]: row for row in tables[OBSERVATIONS].to_pylist()} for tables in (old, new))
    shared = [name for name in old[OBSERVATIONS].column_names if name in new[OBSERVATIONS].column_names]
    recoded, corrected = [], []
    for obs_id in before.keys() & after.keys():
        pair = before[obs_id], after[obs_id]
        differing = {name for name in shared if pair[0][name] != pair[1][name]}
        if differing & {*CODING}:
            recoded.append(pair)
        elif differing & {*CORRECTED}:
            corrected.append(pair)
    return Changes(
        broken=[*_gone(old, new), *_codes_broken(old, new)],
        extended=[*_new(old, new), *_codes_added(old, new)],
        added=sorted(after.keys() - before.keys()),
        retired=sorted(before.keys() - after.keys()),
        recoded=sorted(recoded, key=_identity),
        corrected=sorted(corrected, key=_identity),
        others=[name for name in old if name in new and name != OBSERVATIONS and not old[name].equals(new[name])],
    )


def _identity(pair: tuple[Row, Row]) -> str:
    return str(pair[0]["obs_id"])


def _gone(old: Tables, new: Tables) -> Iterator[str]:
    """Yield the tables and columns that went or changed their type; columns of the wide view come and go with the data."""
    for name, table in old.items():
        if name not in new:
            yield f"table {name} is gone"
            continue
        for field in table.schema:
            place = new[name].schema.get_field_index(field.name)
            if place < 0 and not name.endswith("_wide"):
                yield f"column {name}.{field.name} is gone"
            elif place >= 0 and new[name].schema.field(place).type != field.type:
                yield f"column {name}.{field.name} is {new[name].schema.field(place).type}, was {field.type}"


def _new(old: Tables, new: Tables) -> Iterator[str]:
    for name, table in new.items():
        if name not in old:
            yield f"table {name} is new"
        elif not name.endswith("_wide"):
            yield from (f"column {name}.{column} is new" for column in table.column_names if column not in old[name].column_names)


def _codes(tables: Tables, name: str) -> dict[tuple[Any, ...], Row]:
    return {tuple(row[key] for key in MEANINGS[name]): row for row in tables[name].to_pylist()} if name in tables else {}


def _codes_broken(old: Tables, new: Tables) -> Iterator[str]:
    """Yield the codes that went or mean something else."""
    for name in MEANINGS:
        after = _codes(new, name)
        for key, row in _codes(old, name).items():
            shown = f"{name} {'.'.join(map(str, key))}"
            if key not in after:
                yield f"{shown} is gone"
            elif changed := [column for column in MEANING & row.keys() & after[key].keys() if row[column] != after[key][column]]:
                yield f"{shown} means something else: {', '.join(sorted(changed))}"


def _codes_added(old: Tables, new: Tables) -> Iterator[str]:
    for name in MEANINGS:
        yield from (f"{name} {'.'.join(map(str, key))} is new" for key in _codes(new, name).keys() - _codes(old, name).keys())


def describe(changes: Changes) -> str:
    """Return the changes as Markdown: counts, then columns and codes, then every changed value."""
    counts = {
        "rows added": len(changes.added),
        "rows retired": len(changes.retired),
        "rows coded otherwise": len(changes.recoded),
        "rows corrected": len(changes.corrected),
        "columns and codes that went or changed": len(changes.broken),
        "tables, columns and codes that are new": len(changes.extended),
    }
    lines = [f"Calls for: {changes.step or 'no new version'}.\n", "| what | count |", "| --- | ---: |"]
    lines += [f"| {what} | {count} |" for what, count in counts.items()]
    for title, said in (("Went or changed", changes.broken), ("New", sorted(changes.extended))):
        lines += [f"\n### {title}\n", *(f"- {escape(sentence)}" for sentence in said)] if said else []
    lines += [f"\n### Retired\n\n{', '.join(changes.retired)}"] if changes.retired else []
    values = [_value(before, after) for before, after in (*changes.recoded, *changes.corrected)]
    if values:
        header = ["figure", "old value", "new value", "what else changed"]
        lines += ["\n### Changed\n", markdown_table(header, values, iter, MOST_LINES, "… and {count} more, not shown here.")]
    return "\n".join(lines) + "\n"


def _value(before: Row, after: Row) -> tuple[str, ...]:
    """Return the cells of a changed row."""
    others = sorted(name for name in before.keys() & after.keys() if before[name] != after[name] and name != "obs_value")
    return (str(before["obs_id"]), f"{before['obs_value']:.15g}", f"{after['obs_value']:.15g}", ", ".join(others))
