"""Item numbers: which are taken, and the next free one of each source."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from pipeline.foundation.paths import real
from pipeline.reading.lines import rows_of
from pipeline.reading.tables import parse
from schemas import REGISTRIES, CodedObservation, Evidence
from schemas.base import Table, header_of


class Items:
    """The item numbers used by each source, in all files, withdrawn rows and proofs; read on first use.

    Attributes:
        raw: the folder data/raw.
        files: files of observations beside those in that folder.
    """

    def __init__(self, raw: Path, files: Iterable[Path] = (), without: Path | None = None) -> None:
        self._raw = raw
        found = {real(path): path for path in (*sorted((raw / "observations").rglob("*.csv")), *files)}
        if without is not None:
            found.pop(real(without), None)
        self._files = list(found.values())
        self._last: dict[str, int] | None = None

    def next(self, source: str) -> str:
        """Return the next free number of a source, and take it; numbers are never used again, so it is one more than the highest."""
        if self._last is None:
            self._last = {}
            for known, number in self._taken():
                self._last[known] = max(self._last.get(known, 0), number)
        self._last[source] = self._last.get(source, 0) + 1
        return str(self._last[source])

    def _taken(self) -> Iterator[tuple[str, int]]:
        for path in self._files:
            for source, item in _first_cells(path, CodedObservation, 2):
                yield from _numbered(source, item)
        for path, model in [(self._raw / "retired.csv", REGISTRIES["retired"])] + [
            (path, Evidence) for path in sorted((self._raw / "evidence").glob("*.csv"))
        ]:
            for (identity,) in _first_cells(path, model, 1):
                source, _, item = identity.rpartition(".")
                yield from _numbered(source, item)


def _first_cells(path: Path, model: type[Table], count: int) -> Iterator[list[str]]:
    """Yield the first cells of each row that can be read."""
    parsed = parse(path, header_of(model))
    if parsed.records is not None and parsed.places is not None:
        yield from ([cell.strip() for cell in cells[:count]] for _, cells in rows_of(parsed.records, parsed.places))


def _numbered(source: str, item: str) -> Iterator[tuple[str, int]]:
    if re.fullmatch("[1-9][0-9]{0,8}", item):
        yield source, int(item)
