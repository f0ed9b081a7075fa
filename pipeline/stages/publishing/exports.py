"""Published tables for those who do not read Parquet: plain CSV and Stata."""

import csv
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pyarrow

if TYPE_CHECKING:
    import pandas as pd

STATA_LABEL: Final = 80
STATA_TEXT: Final = 24
"""Longest label in characters that a Stata file holds, and longest text in bytes that has a fixed width. Longer texts are held once (strL),
which takes half the room; identities are not, since Stata merges by fixed texts only."""
YES_NO: Final = {0: "no", 1: "yes"}
"""Value labels of a boolean."""
FIXED_TIME: Final = datetime(2000, 1, 1)
"""Written into the Stata file instead of the time of the build, so that the same input gives the same bytes."""


def write_csv(table: pyarrow.Table, path: Path) -> None:
    """Write a table as CSV: UTF-8, LF, nulls blank, numbers in full without exponent, TRUE and FALSE, lists joined by semicolons."""
    columns = [_as_texts(column) for column in table.itercolumns()]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(table.column_names)
        writer.writerows(zip(*columns, strict=True))


def _as_texts(column: pyarrow.ChunkedArray) -> list[str]:
    """Return the cells of a column as texts."""
    write: Callable[[Any], str] = str
    if pyarrow.types.is_boolean(column.type):
        write = {True: "TRUE", False: "FALSE"}.__getitem__
    elif pyarrow.types.is_floating(column.type):
        write = _in_full
    elif pyarrow.types.is_list(column.type):
        write = ";".join
    elif pyarrow.types.is_date(column.type):
        write = date.isoformat
    return ["" if cell is None else write(cell) for cell in column.to_pylist()]


def _in_full(number: float) -> str:
    """Return a number with the fewest digits that give it again, without exponent."""
    shown = repr(number)
    return f"{Decimal(shown).normalize():f}" if "e" in shown or shown.endswith(".0") else shown


def write_stata(table: pyarrow.Table, path: Path, title: str) -> None:
    """Write a table as Stata 14-19 (format 118), with the description of each column as its label."""
    frame = table.to_pandas(date_as_object=False)
    for field in table.schema:
        frame[field.name] = _for_stata(frame[field.name], field.type)
    texts = [name for name in frame.select_dtypes("object") if not name.endswith("_id")]
    long = [name for name in texts if frame[name].str.encode("utf-8").str.len().max() > STATA_TEXT]
    frame.to_stata(
        path,
        write_index=False,
        version=118,
        time_stamp=FIXED_TIME,
        data_label=title[:STATA_LABEL],
        value_labels={field.name: YES_NO for field in table.schema if pyarrow.types.is_boolean(field.type)},
        variable_labels={field.name: _label(field) for field in table.schema},
        convert_dates={field.name: "td" for field in table.schema if pyarrow.types.is_date(field.type)},
        convert_strl=long,
    )


def _for_stata(column: "pd.Series", arrow_type: pyarrow.DataType) -> "pd.Series":
    if pyarrow.types.is_string(arrow_type):
        return column.astype(object).where(column.notna(), "")
    if pyarrow.types.is_list(arrow_type):
        return column.map(lambda cell: "" if cell is None else ";".join(cell)).astype(object)
    if pyarrow.types.is_boolean(arrow_type):
        return column.astype("int8")
    return column.astype("datetime64[ns]") if pyarrow.types.is_date(arrow_type) else column.astype("float64")


def _label(field: pyarrow.Field) -> str:
    text: str = field.metadata[b"description"].decode()
    return text if len(text) <= STATA_LABEL else text[: STATA_LABEL - 1] + "…"
