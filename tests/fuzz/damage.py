"""What goes wrong with a hand-coded table on its way through people, programs and attackers: strategies that damage one."""

import csv
import io
import unicodedata
from collections.abc import Callable, Sequence
from typing import Final, TypeVar

from hypothesis import strategies as st

from tests.fuzz.specimens import DATES, ENCODINGS, LINE_ENDS, NUMBERS, PIECES, SEPARATORS, TEXTS

Thing = TypeVar("Thing")
Cells = list[list[str]]
"""A table as rows of cells, the header first."""
ByteDamage = Callable[[bytes], bytes]
TableDamage = Callable[[Cells], Cells]

PLACES: Final = st.integers(0, 2**20).map(lambda number: number * 2_654_435_761 % 2**32)
"""A place in something of unknown length, anywhere in it; taken modulo that length."""

MOST_ROWS: Final = 2_000
"""Of a table whose rows are doubled again and again."""

CELLS: Final = st.one_of(
    st.just(""),
    st.sampled_from(NUMBERS),
    st.sampled_from(DATES),
    st.sampled_from(TEXTS),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=12),
    st.text("0123456789.,-/%[] tỷđồngrệuhộnìEe+", max_size=16),
    st.builds(
        lambda text, times: text * times,
        st.sampled_from(("x", "[", " ]", "9", "1 tỷ ", "=", "ệ", "a;", "\u0301")),
        st.sampled_from((99, 9_000)),
    ),
)
"""What may stand in a cell, right in some columns and wrong in most."""


def at(place: int, things: Sequence[object]) -> int:
    """Return a place as an index into things; 0 where there are none."""
    return place % len(things) if things else 0


def byte_damage() -> st.SearchStrategy[ByteDamage]:
    """Return damages of the bytes of a file: flips, cuts, insertions, other encodings, line ends and separators."""
    return st.one_of(
        st.builds(_flip, PLACES, st.integers(1, 255)),
        st.builds(_cut, PLACES, st.integers(1, 400)),
        st.builds(_insert, PLACES, st.sampled_from(PIECES)),
        st.builds(_insert, PLACES, st.binary(min_size=1, max_size=8)),
        st.builds(_insert, st.just(0), st.sampled_from(PIECES)),
        st.builds(_encode, st.sampled_from(ENCODINGS)),
        st.builds(_replace, st.just("\n"), st.sampled_from(LINE_ENDS)),
        st.builds(_replace, st.just(","), st.sampled_from(SEPARATORS)),
        st.builds(_normalize, st.sampled_from(("NFD", "NFKC", "NFKD"))),
        st.builds(_repeat, st.integers(0, 3)),
        st.builds(lambda place: lambda data: data[: at(place, data)], PLACES),
    )


def _flip(place: int, mask: int) -> ByteDamage:
    def damage(data: bytes) -> bytes:
        index = at(place, data)
        return data[:index] + bytes(byte ^ mask for byte in data[index : index + 1]) + data[index + 1 :]

    return damage


def _cut(place: int, length: int) -> ByteDamage:
    return lambda data: data[: at(place, data)] + data[at(place, data) + length :]


def _insert(place: int, piece: bytes) -> ByteDamage:
    return lambda data: data[: at(place, data)] + piece + data[at(place, data) :]


def _encode(encoding: str) -> ByteDamage:
    return lambda data: data.decode(errors="replace").encode(encoding, errors="replace")


def _replace(old: str, new: str) -> ByteDamage:
    return lambda data: data.replace(old.encode(), new.encode())


def _normalize(form: str) -> ByteDamage:
    return lambda data: unicodedata.normalize(form, data.decode(errors="replace")).encode()  # type: ignore[arg-type]


def _repeat(times: int) -> ByteDamage:
    return lambda data: data * times


def table_damage() -> st.SearchStrategy[TableDamage]:
    """Return damages of the cells and of the structure of a table."""
    return st.one_of(
        st.builds(_set_cell, PLACES, PLACES, CELLS),
        st.builds(_set_cell, PLACES, PLACES, CELLS),
        st.builds(_copy_cell, PLACES, PLACES, PLACES),
        st.builds(_shift_row, PLACES, PLACES, CELLS),
        st.builds(_fill_column, PLACES, CELLS),
        st.builds(_drop_row, PLACES),
        st.builds(_move_row, PLACES, PLACES, st.booleans()),
        st.builds(_drop_column, PLACES),
        st.builds(_move_column, PLACES, PLACES, st.booleans()),
        st.builds(lambda place, cells: lambda rows: _with(rows, at(place, rows), cells), PLACES, st.lists(CELLS, max_size=25)),
        st.builds(lambda times: lambda rows: (rows + rows[1:] * times)[:MOST_ROWS], st.integers(1, 20)),
    )


def _set_cell(row: int, column: int, cell: str) -> TableDamage:
    def damage(rows: Cells) -> Cells:
        if rows and (cells := rows[at(row, rows)]):
            cells[at(column, cells)] = cell
        return rows

    return damage


def _copy_cell(row: int, other: int, column: int) -> TableDamage:
    """Give a row the cell of another, as one that pulls down a corner does."""

    def damage(rows: Cells) -> Cells:
        here, there = (rows[at(place, rows)] if rows else [] for place in (row, other))
        if here and there:
            here[at(column, here)] = there[at(column, there)]
        return rows

    return damage


def _shift_row(row: int, column: int, cell: str) -> TableDamage:
    """Insert a cell, so that all that follow in the row stand one column too far."""

    def damage(rows: Cells) -> Cells:
        if rows:
            cells = rows[at(row, rows)]
            cells.insert(at(column, cells), cell)
        return rows

    return damage


def _fill_column(column: int, cell: str) -> TableDamage:
    return lambda rows: rows[:1] + [[*cells[: at(column, cells)], cell, *cells[at(column, cells) + 1 :]] for cells in rows[1:]]


def _drop_row(row: int) -> TableDamage:
    return lambda rows: rows[: at(row, rows)] + rows[at(row, rows) + 1 :]


def _move_row(row: int, other: int, keep: bool) -> TableDamage:
    """Move a row, or double it."""

    def damage(rows: Cells) -> Cells:
        if not rows:
            return rows
        cells = list(rows[at(row, rows)]) if keep else rows.pop(at(row, rows))
        return _with(rows, at(other, rows), cells)

    return damage


def _with(rows: Cells, place: int, cells: list[str]) -> Cells:
    return [*rows[:place], cells, *rows[place:]]


def _drop_column(column: int) -> TableDamage:
    return lambda rows: [cells[: at(column, cells)] + cells[at(column, cells) + 1 :] for cells in rows]


def _move_column(column: int, other: int, keep: bool) -> TableDamage:
    """Move a column, or double it."""

    def damage(rows: Cells) -> Cells:
        moved = []
        for cells in rows:
            cell = cells[at(column, cells)] if cells else ""
            rest = cells if keep else cells[: at(column, cells)] + cells[at(column, cells) + 1 :]
            moved.append([*rest[: at(other, rest)], cell, *rest[at(other, rest) :]])
        return moved

    return damage


def damaged_bytes(data: bytes) -> st.SearchStrategy[bytes]:
    """Return strategies of a file with one to four damages of its bytes."""
    return st.lists(byte_damage(), min_size=1, max_size=4).map(lambda damages: _in_turn(data, damages))


def damaged_table(data: bytes) -> st.SearchStrategy[bytes]:
    """Return strategies of a CSV file with one to four damages of its cells and structure."""
    return st.lists(table_damage(), min_size=1, max_size=4).map(lambda damages: to_bytes(_in_turn(to_cells(data), damages)))


def _in_turn(thing: Thing, damages: Sequence[Callable[[Thing], Thing]]) -> Thing:
    for damage in damages:
        thing = damage(thing)
    return thing


def to_cells(data: bytes) -> Cells:
    """Read a CSV file that is whole."""
    return list(csv.reader(io.StringIO(data.decode(), newline="")))


def to_bytes(rows: Cells) -> bytes:
    """Write a CSV file as the dataset has them."""
    buffer = io.StringIO(newline="")
    csv.writer(buffer, lineterminator="\n").writerows(rows)
    return buffer.getvalue().encode()
