"""A change of the hand-coded tables: which files, rows and codes it touched."""

from collections import Counter
from dataclasses import replace
from pathlib import Path

from pipeline.foundation.findings import Finding
from pipeline.foundation.paths import shown
from pipeline.gate.revisions import CodedRow, differing_files, read_state
from schemas import REGISTRIES

Place = tuple[str, int]
"""A file, relative to data/raw, and a line."""


class Folder:
    """A folder like data/raw, with its rows by file and line."""

    def __init__(self, raw: Path) -> None:
        self.raw, self.state = raw, read_state(raw)
        self.row_at = {(row.path, row.line): row for row in self.state.rows}

    def shown(self, place: Place) -> str:
        """Return a place as messages show it."""
        return f"{shown(self.raw / place[0])}:{place[1]}"

    def place_of(self, finding: Finding) -> Place:
        """Return the place of a finding."""
        return self._from_here(finding.path), finding.line

    def other_place(self, finding: Finding) -> Place | None:
        """Return the place of the other row that a finding names, if it names one."""
        path, _, line = str(finding.facts.get("other", "")).rpartition(":")
        return (self._from_here(path), int(line)) if path and line.isdecimal() else None

    def _from_here(self, path: str) -> str:
        return path.removeprefix(f"{shown(self.raw)}/")

    def identity(self, finding: Finding) -> tuple[object, ...]:
        """Identify a finding independently of the line of its row."""
        place = self.place_of(finding)
        row = self.row_at.get(place)
        return place[0], row.cells if row else (), finding.column, finding.rule.code

    def as_its_own(self, finding: Finding, copy: Path) -> Finding | None:
        """Translate a finding in a copy of this folder; None if its line exists only in the copy."""
        if copy == self.raw:
            return finding
        old, new = f"{shown(copy)}/", f"{shown(self.raw)}/"
        facts = {name: fact.replace(old, new) if isinstance(fact, str) else fact for name, fact in finding.facts.items()}
        own = replace(finding, path=finding.path.replace(old, new), facts=facts)
        text = (self.raw / self.place_of(own)[0]).read_bytes()
        return own if own.line <= text.rstrip(b"\n").count(b"\n") + 1 else None


class Change:
    """What differs between two folders like data/raw.

    Attributes:
        before: the one.
        after: the other.
        files: the files that differ, relative to the folder.
        kept: places of rows that did not change, even if they moved to another line.
    """

    def __init__(self, old: Path, new: Path) -> None:
        self.before, self.after = Folder(old), Folder(new)
        self.files = differing_files(old, new)
        known = Counter((row.path, row.cells) for row in self.before.state.rows)
        self.kept: set[Place] = set()
        for place, row in self.after.row_at.items():
            if known[row.path, row.cells] > 0:  # a row that stands there once more than before is new
                known[row.path, row.cells] -= 1
                self.kept.add(place)

    def codes_gone(self) -> dict[CodedRow, list[CodedRow]]:
        """Return the rows of registries that were removed or renamed though they are still used, and the rows that use each.

        What only such rows use in their turn is among them, used by none.
        """
        codes = {row.code for row in self.after.state.rows}
        readable = [row for row in self.before.state.rows if row.table in REGISTRIES and row.path in self.after.state.read]
        gone = {row.code: row for row in readable if row.code not in codes}
        users: dict[CodedRow, list[CodedRow]] = {}
        for row in self.after.state.rows if gone else ():
            for code in row.codes_used & gone.keys():
                users.setdefault(gone[code], []).append(row)
        waiting = list(users)
        while waiting:
            used = [gone[code] for code in waiting.pop().codes_used & gone.keys() if gone[code] not in users]
            users.update((row, []) for row in used)
            waiting += used
        return users

    def place_of(self, row: CodedRow) -> Place:
        """Return the place of a row; for a removed row, the place of the row that follows."""
        if self.after.row_at.get((row.path, row.line)) == row:
            return row.path, row.line
        before = [other.key for other in self.before.state.rows if other.path == row.path]
        lines = {other.key: other.line for other in self.after.state.rows if other.path == row.path}
        above = next((lines[key] for key in reversed(before[: before.index(row.key)]) if key in lines), 1)
        return row.path, min((line for line in lines.values() if line > above), default=above)
