"""Published tables for those who do not read Parquet: plain CSV and Stata."""

import csv
import json
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from typing import Any

import pyarrow

from pipeline.stages.tables import Batched


def write_csv(table: Batched, path: Path) -> None:
    """Write a table as CSV: UTF-8, LF, nulls blank, numbers in full without exponent, TRUE and FALSE, lists joined by semicolons."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(table.schema.names)
        for batch in table.to_batches():
            writer.writerows(zip(*(texts_of(column, _writer(column.type), "") for column in batch.columns), strict=True))


def texts_of(column: pyarrow.Array, write: Callable[[Any], str], null: str) -> list[str]:
    """Return the cells of a column as texts; where many are equal, each distinct one is written once."""
    if pyarrow.types.is_floating(column.type) or pyarrow.types.is_nested(column.type):
        return [null if cell is None else write(cell) for cell in column.to_pylist()]
    encoded = column.dictionary_encode()
    texts = [*map(write, encoded.dictionary.to_pylist())]
    return [null if code is None else texts[code] for code in encoded.indices.to_pylist()]


def _writer(kind: pyarrow.DataType) -> Callable[[Any], str]:
    if pyarrow.types.is_boolean(kind):
        return {True: "TRUE", False: "FALSE"}.__getitem__
    if pyarrow.types.is_floating(kind):
        return _in_full
    if pyarrow.types.is_list(kind):
        return ";".join
    return date.isoformat if pyarrow.types.is_date(kind) else str


def _in_full(number: float) -> str:
    """Return a number with the fewest digits that give it again, without exponent."""
    shown = repr(number)
    return f"{Decimal(shown).normalize():f}" if "e" in shown or shown.endswith(".0") else shown


def logical_sha256(table: Batched) -> str:
    """Return the sha256 of the content of a table, whatever wrote the file: its rows as JSON, sorted.

    Args:
        table: sorted by its key, which are its first columns; so are the rows as JSON, but for those of one batch.
    """
    digest = sha256(",".join(table.schema.names).encode())
    for batch in table.to_batches():
        digest.update("".join(f"\n{line}" for line in sorted(_as_json(batch))).encode())
    return digest.hexdigest()


def _as_json(batch: pyarrow.RecordBatch) -> Iterator[str]:
    """Yield each row as `json.dumps` writes it."""
    encode = json.JSONEncoder(ensure_ascii=False, default=str).encode
    columns = [texts_of(column, repr if pyarrow.types.is_floating(column.type) else encode, "null") for column in batch.columns]
    line = "{" + ", ".join(f'"{name}": %s' for name in batch.schema.names) + "}"
    return (line % cells for cells in zip(*columns, strict=True))
