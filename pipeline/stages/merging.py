"""The rows that are made part by part, put together as one sorted table."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Final

import pyarrow
import pyarrow.compute
import pyarrow.parquet

from pipeline.stages.tables import ROW_GROUP, Stored, write_groups

ROWS_OF_A_READ: Final = 1 << 11
"""Row group of a part: of each part so many rows are in memory while all are put together."""
SAMPLED: Final = 1 << 10
"""One of so many keys of a part is looked at to divide all keys into ranges."""


def write_part(table: pyarrow.Table, path: Path) -> None:
    """Write what was made of a part."""
    groups = [table.slice(first, ROWS_OF_A_READ) for first in range(0, table.num_rows, ROWS_OF_A_READ)]
    write_groups(groups, table.schema, path, zstd_level=1)


@dataclass(frozen=True)
class Merged:
    """Sorted tables of one schema as one sorted table, of which only some rows are in memory at a time.

    Attributes:
        parts: Parquet files, each sorted by `key`.
        key: what identifies a row.
    """

    parts: tuple[Path, ...]
    key: Sequence[str]

    @property
    def schema(self) -> pyarrow.Schema:
        """The schema of the parts."""
        return Stored(self.parts).schema

    @property
    def num_rows(self) -> int:
        """How many rows all parts have."""
        return Stored(self.parts).num_rows

    def select(self, columns: Sequence[str]) -> Stored:
        """Return some columns of the parts, in the order of the parts."""
        return Stored(self.parts, tuple(columns))

    def groups(self) -> Iterator[pyarrow.Table]:
        """Yield the rows in the order of their key, about ROW_GROUP at a time: those of all parts between two keys, sorted."""
        opened = [_Reading(path, self.key[0]) for path in self.parts]
        sampled = sorted(key for part in opened for key in part.sample())
        ends = [*sampled[ROW_GROUP // SAMPLED :: ROW_GROUP // SAMPLED], None]
        for end in ends:
            rows = pyarrow.concat_tables(part.take_until(end) for part in opened)
            if rows.num_rows:
                yield rows.sort_by([(name, "ascending") for name in self.key]).combine_chunks()

    def to_batches(self) -> Iterator[pyarrow.RecordBatch]:
        """Yield the rows in the order of their key."""
        for group in self.groups():
            yield from group.to_batches()


class _Reading:
    """A part that is read from its first row to its last."""

    def __init__(self, path: Path, key: str) -> None:
        self._part, self._key = Stored((path,)), key
        self._left = self._part.schema.empty_table()
        self._coming = (pyarrow.Table.from_batches([batch]) for batch in self._part.to_batches())

    def sample(self) -> Iterator[str]:
        """Yield one of so many keys."""
        for batch in self._part.select([self._key]).to_batches():
            for place in range(0, batch.num_rows, SAMPLED):
                yield batch.column(0)[place].as_py()

    def take_until(self, end: str | None) -> pyarrow.Table:
        """Return the next rows whose key comes before `end`; all that are left if there is no end."""
        taken = []
        for rows in chain([self._left], self._coming):
            before = rows.num_rows if end is None else pyarrow.compute.sum(pyarrow.compute.less(rows[self._key], end)).as_py() or 0
            taken.append(rows.slice(0, before))
            self._left = rows.slice(before)
            if self._left.num_rows:
                break
        return pyarrow.concat_tables(taken)
