"""Published tables as Stata files: format 118 of Stata 14 and later, as `help dta` describes it.

They are written some rows at a time, which no library does. The bytes are those that pandas writes of the whole table.
"""

import struct
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import accumulate
from pathlib import Path
from typing import Any, BinaryIO, Final

import numpy as np
import numpy.typing as npt
import pyarrow
import pyarrow.compute

from pipeline.stages.tables import Batched

LABEL: Final = 80
"""Longest label, in characters."""
FIXED: Final = 24
"""Longest text in bytes that has a fixed width. Longer ones are held once (strL), which takes half the room; identities are not, since
Stata merges by fixed texts only."""
YES_NO: Final = {0: "no", 1: "yes"}
"""Value labels of a boolean."""
TIME: Final = "01 Jan 2000 00:00"
"""Written instead of the time of the build, so that the same input gives the same bytes."""
DOUBLE, BYTE, LONG_TEXT = 65526, 65530, 32768
"""Types of columns; that of a text of fixed width is its width."""
MISSING: Final = float.fromhex("0x1.0p+1023")
"""Stands for a missing number."""
EPOCH: Final = date(1960, 1, 1)
"""Days are counted from it."""
NAME_ROOM, FORMAT_ROOM, LABEL_ROOM = 129, 57, 321
"""Bytes that a name, a format and a label take."""
SECTIONS: Final = (
    *("stata_dta", "map", "variable_types", "varnames", "sortlist", "formats", "value_label_names", "variable_labels", "characteristics"),
    *("data", "strls", "value_labels", "/stata_dta", "end of file"),
)
"""What the map of the file gives the places of."""


@dataclass(frozen=True)
class Variable:
    """A column as Stata holds it: its type, the numpy type of its cells, and how it is shown."""

    field: pyarrow.Field
    type: int
    cells: str
    format: str

    @property
    def label(self) -> bytes:
        """The description of the column."""
        text: str = self.field.metadata[b"description"].decode()
        return (text if len(text) <= LABEL else text[: LABEL - 1] + "…").encode()

    @property
    def labelled(self) -> bool:
        """Whether its values have labels."""
        return bool(pyarrow.types.is_boolean(self.field.type))


def write_stata(table: Batched, path: Path, title: str) -> None:
    """Write a table as Stata 14-19 (format 118), with the description of each column as its label."""
    variables = [_variable(field, width) for field, width in zip(table.schema, _widths(table), strict=True)]
    with path.open("wb") as file:
        places = _write_head(file, variables, table.num_rows, title)
        places["data"] = file.tell()
        file.write(b"<data>")
        long_texts: dict[str, tuple[int, int]] = {}
        first = 1
        for batch in table.to_batches():
            file.write(_rows(batch, variables, first, long_texts).tobytes())
            first += batch.num_rows
        file.write(b"</data>")
        places["strls"] = file.tell()
        file.write(b"<strls>")
        file.writelines(_held_once(text, *key) for text, key in long_texts.items())
        file.write(b"</strls>")
        places["value_labels"] = file.tell()
        file.write(_tagged("value_labels", b"".join(_value_labels(each.field.name) for each in variables if each.labelled)))
        places["/stata_dta"] = file.tell()
        file.write(b"</stata_dta>")
        places["end of file"] = file.tell()
        file.seek(places["map"])
        file.write(_map(places))


def _widths(table: Batched) -> list[int]:
    """Return the length in bytes of the longest text of each column; 0 where it holds no texts."""
    widths = [0] * len(table.schema)
    for batch in table.to_batches():
        for place, column in enumerate(batch.columns):
            if _is_text(column.type):
                longest = pyarrow.compute.max(pyarrow.compute.binary_length(_joined(column))).as_py()
                widths[place] = max(widths[place], longest or 0)
    return widths


def _is_text(kind: pyarrow.DataType) -> bool:
    return bool(pyarrow.types.is_string(kind) or pyarrow.types.is_list(kind))


def _joined(column: pyarrow.Array) -> pyarrow.Array:
    """Return a column of texts; the texts of a list are joined by semicolons."""
    return pyarrow.compute.binary_join(column, ";") if pyarrow.types.is_list(column.type) else column


def _variable(field: pyarrow.Field, width: int) -> Variable:
    if _is_text(field.type):
        if width > FIXED and not field.name.endswith("_id"):
            return Variable(field, LONG_TEXT, "<u8", "%9s")
        return Variable(field, max(width, 1), f"S{max(width, 1)}", f"%{max(width, 1)}s")
    if pyarrow.types.is_boolean(field.type):
        return Variable(field, BYTE, "<i1", "%8.0g")
    return Variable(field, DOUBLE, "<f8", "%td" if pyarrow.types.is_date(field.type) else "%10.0g")


def _write_head(file: BinaryIO, variables: list[Variable], rows: int, title: str) -> dict[str, int]:
    """Write all that stands before the rows; return where each section starts."""
    label = title[:LABEL].encode()
    about = {
        "release": b"118",
        "byteorder": b"LSF",
        "K": struct.pack("<H", len(variables)),
        "N": struct.pack("<Q", rows),
        "label": struct.pack("<H", len(label)) + label,
        "timestamp": struct.pack("<B", len(TIME)) + TIME.encode(),
    }
    names = [each.field.name.encode() for each in variables]
    sections = {
        "map": b"",
        "variable_types": struct.pack(f"<{len(variables)}H", *(each.type for each in variables)),
        "varnames": _padded(names, NAME_ROOM),
        "sortlist": bytes(2 * (len(variables) + 1)),
        "formats": _padded((each.format.encode() for each in variables), FORMAT_ROOM),
        "value_label_names": _padded((each.field.name.encode() if each.labelled else b"" for each in variables), NAME_ROOM),
        "variable_labels": _padded((each.label for each in variables), LABEL_ROOM),
        "characteristics": b"",
    }
    places = dict.fromkeys(SECTIONS, 0)
    file.write(b"<stata_dta>" + _tagged("header", b"".join(_tagged(name, content) for name, content in about.items())))
    for name, content in sections.items():
        places[name] = file.tell()
        file.write(_map(places) if name == "map" else _tagged(name, content))
    return places


def _tagged(name: str, content: bytes) -> bytes:
    return b"<%b>%b</%b>" % (name.encode(), content, name.encode())


def _padded(texts: Iterable[bytes], room: int) -> bytes:
    return b"".join(text.ljust(room, b"\0") for text in texts)


def _map(places: dict[str, int]) -> bytes:
    return _tagged("map", struct.pack(f"<{len(places)}Q", *places.values()))


def _rows(batch: pyarrow.RecordBatch, variables: list[Variable], first: int, long_texts: dict[str, tuple[int, int]]) -> npt.NDArray[Any]:
    """Return rows as Stata holds them.

    Args:
        batch: the rows.
        variables: the columns.
        first: number of the first row in the table.
        long_texts: the long texts so far, each with the column and the row that name it; those of these rows are added.
    """
    names = [each.field.name for each in variables]
    rows = np.zeros(batch.num_rows, np.dtype({"names": names, "formats": [each.cells for each in variables]}))
    for variable, column in zip(variables, batch.columns, strict=True):
        if variable.type != LONG_TEXT:
            rows[variable.field.name] = _cells(column, variable)
    long = {place: _joined(batch.column(place)).fill_null("").to_pylist() for place, each in enumerate(variables) if each.type == LONG_TEXT}
    for number, texts in enumerate(zip(*long.values(), strict=True), first):
        for place, text in zip(long, texts, strict=True):
            if text:
                column, row = long_texts.setdefault(text, (place + 1, number))
                rows[names[place]][number - first] = column + (row << 16)
    return rows


def _cells(column: pyarrow.Array, variable: Variable) -> npt.NDArray[Any]:
    if _is_text(column.type):
        encoded = _joined(column).fill_null("").dictionary_encode()
        distinct = np.array([text.encode() for text in encoded.dictionary.to_pylist()], variable.cells)
        return np.asarray(distinct[encoded.indices.to_numpy()])
    if pyarrow.types.is_date(column.type):
        column = pyarrow.compute.subtract(column.cast(pyarrow.int32()), (EPOCH - date(1970, 1, 1)).days)
    missing = column.cast(pyarrow.int8() if variable.labelled else pyarrow.float64()).fill_null(0 if variable.labelled else MISSING)
    return np.asarray(missing)


def _held_once(text: str, column: int, row: int) -> bytes:
    """Return a long text with the column and the row that name it."""
    content = text.encode() + b"\0"
    return b"GSO" + struct.pack("<IQBI", column, row, 130, len(content)) + content


def _value_labels(name: str) -> bytes:
    """Return the labels of the values of a column."""
    texts = [label.encode() + b"\0" for label in YES_NO.values()]
    starts = accumulate(map(len, texts[:-1]), initial=0)
    table = struct.pack(f"<ii{len(texts)}i{len(texts)}i", len(texts), sum(map(len, texts)), *starts, *YES_NO) + b"".join(texts)
    return _tagged("lbl", struct.pack("<i", len(table)) + _padded([name.encode()], NAME_ROOM) + bytes(3) + table)
