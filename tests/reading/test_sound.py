"""Files of sound form are read twice as fast and in little memory, and give exactly what the strict reading gives."""

import csv
import io
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.foundation.findings import Finding
from pipeline.gate.rules.distinct import combined, distinct_cells, judged
from pipeline.reading import columns, sound
from pipeline.reading.columns import Column, Columns, to_categories, to_frame
from pipeline.reading.lines import rows_of
from pipeline.reading.reader import Reader
from pipeline.reading.sound import read_sound
from pipeline.reading.tables import parse, read_table

HEADER = ["a", "b", "c"]
CELLS = st.sampled_from(
    [
        "",
        "1",
        " ",
        "x y",
        "1,5",
        'say "so"',
        "two\nlines",
        "two\r\nlines",
        "Lạng Sơn",
        "ổ",
        "Ăn",
        "Láº¡ng",
        "Ã",
        "\x00",
        "<<<<<<< a",
        "\ufeff",
    ]
)
ROWS = st.lists(st.lists(CELLS, min_size=2, max_size=4), max_size=9)


def _bytes(rows: list[list[str]], line_end: str, *, marked: bool) -> bytes:
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator=line_end).writerows([HEADER, *rows])
    return buffer.getvalue().encode("utf-8-sig" if marked else "utf-8")


def _strictly(path: Path) -> tuple[list[tuple[int, list[str]]] | None, list[Finding]]:
    parsed = parse(path, HEADER)
    if parsed.records is None or parsed.places is None:
        return None, parsed.findings
    return list(rows_of(parsed.records, parsed.places)), parsed.findings


@given(
    rows=ROWS,
    line_end=st.sampled_from(["\n", "\r\n", "\r"]),
    marked=st.booleans(),
    after=st.sampled_from([b"", b"\r", b"\n", b"1,2,3", b"\xff"]),
)
def test_both_readings_agree(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]], line_end: str, marked: bool, after: bytes
) -> None:
    path = tmp_path_factory.mktemp("sound") / "a.csv"
    path.write_bytes(_bytes(rows, line_end, marked=marked) + after)
    read, findings = read_table(path, HEADER)
    assert (None if read is None else list(read), findings) == _strictly(path)


@pytest.mark.parametrize(
    ("data", "is_sound"),
    [
        (b"a,b,c\n1,2,3\n", True),
        (b"a,b,c\r\n1,2,3\r\n", True),
        (b"\xef\xbb\xbfa,b,c\n1,2,3", True),
        ("a,b,c\nẤn,Đắk Lắk,“ổn”\n".encode(), True),
        (b'a,b,c\r\n1,"2\r\n2",3\r\n', True),
        (b"a,b,c\n1,2,3\r\n", False),
        (b"a,b,c\r\n1,2,3\r", False),
        (b"a,b,c\n1,2,3\n\n", False),
        (b"a,b,c\n1,2\n", False),
        (b"a,b,c\n,,\n", False),
        (b"a;b;c\n1;2;3\n", False),
        (b"a,c,b\n1,2,3\n", False),
        (b"a,b,c\n1,\x00,3\n", False),
        (b"a,b,c\n1,\xff,3\n", False),
        ("a,b,c\n1,Láº¡ng,3\n".encode(), False),
        (b"a,b,c\n<<<<<<< a,2,3\n", False),
        (b'a,b,c\n1,"2,3\n', False),
        (b"", False),
    ],
)
def test_what_is_sound(tmp_path: Path, data: bytes, is_sound: bool) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(data)
    assert (read_sound(path, HEADER) is not None) is is_sound


@pytest.mark.parametrize("block", [7, 8, 9, 16])
def test_what_lies_across_two_blocks_is_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, block: int) -> None:
    monkeypatch.setattr(sound, "BLOCK", block)
    path = tmp_path / "a.csv"
    for start in range(20):
        for odd in (b"<<<<<<< ", b"\r", "Láº¡ng".encode()):
            path.write_bytes(b"a,b,c\n" + b"x" * start + odd + b"y,2,3\n")
            assert read_sound(path, HEADER) is None
        path.write_bytes(b"a,b,c\r\n" + b"x" * start + b',"2\r",3\n4,5,6\n')
        assert read_sound(path, HEADER) is None
        path.write_bytes(b"a,b,c\r\n" + b"x" * start + b",2,3\r\n4,5,6\r\n")
        assert read_sound(path, HEADER) is not None


def test_excess_is_left_to_the_strict_reading(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"a,b,c\n" + b"1,2,3\n" * 9)
    for name, most in (("MOST_BYTES", 59), ("MOST_LINES", 9), ("LONGEST_LINE", 4)):
        with monkeypatch.context() as patch:
            patch.setattr(sound, name, most + 1)
            assert read_sound(path, HEADER) is not None
            patch.setattr(sound, name, most)
            assert read_sound(path, HEADER) is None


@given(rows=st.lists(st.tuples(st.sampled_from("xyz"), st.text(max_size=3), CELLS), max_size=40))
def test_columns_give_back_what_they_were_given(rows: list[tuple[str, str, str]]) -> None:
    """Also where a column is packed because its cells hardly repeat."""
    numbered = [(line, list(cells)) for line, cells in enumerate(rows, 2)]
    with pytest.MonkeyPatch.context() as patch:
        for sample, size in ((10_000, 1 << 16), (4, 3)):
            patch.setattr(columns, "SAMPLE", sample)
            patch.setattr(columns, "SLICE", size)
            once, pieces = Columns.of(numbered, 3), Columns(3)
            for start in range(0, len(numbered), 7):
                pieces.extend_by(Columns.of(numbered[start : start + 7], 3))
            assert list(once) == numbered
            assert list(pieces) == numbered
            files = {Path("a.csv"): Columns.of(numbered[:9], 3), Path("b.csv"): Columns.of(numbered[9:], 3)}
            plain = to_frame(files, HEADER)
            assert plain[HEADER].to_numpy().tolist() == [cells for _, cells in numbered]
            assert list(plain["path"]) == ["a.csv"] * len(numbered[:9]) + ["b.csv"] * len(numbered[9:])
            pd.testing.assert_frame_equal(to_categories(files, HEADER).astype(object), plain.astype(object))


@given(cells=st.lists(st.sampled_from(["", "a", "b", "Lạng"]), max_size=30))
def test_counts_of_cells(cells: list[str]) -> None:
    column = Column()
    column.extend(cells)
    assert dict(column.counts()) == {cell: cells.count(cell) for cell in set(cells)}


@given(rows=st.lists(st.tuples(st.sampled_from("ab"), st.sampled_from("xyz"), st.integers(0, 2).map(str)), min_size=1, max_size=30))
def test_rows_are_judged_as_each_by_itself(rows: list[tuple[str, str, str]]) -> None:
    plain = pd.DataFrame(rows, columns=HEADER, dtype=object)
    for frame in (plain, plain.astype("category"), plain.astype(columns.TEXT)):
        assert judged(frame, ["a", "c"], lambda a, c: a == "a" and c == "1").tolist() == [a == "a" and c == "1" for a, _, c in rows]
        numbers = combined(frame, ["a", "b"])
        assert [numbers[0] == number for number in numbers] == [rows[0][:2] == row[:2] for row in rows]
        assert set(distinct_cells(frame["b"])) == {b for _, b, _ in rows}


def test_numbers_of_combinations_stay_in_64_bits() -> None:
    rows = 2_000
    frame = pd.DataFrame({name: np.arange(rows).astype(str).astype(object) for name in map(str, range(8))})
    assert len(set(combined(frame, frame.columns.tolist()).tolist())) == rows


def test_reader_says_the_same_of_a_file_of_windows(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(_bytes([["1", "2", "3"]], "\r\n", marked=True))
    reader = Reader("a.csv", HEADER)
    reader.read_bytes(path.read_bytes())
    assert [(finding.rule.code, finding.line) for finding in read_table(path, HEADER)[1]] == [("V002", 1), ("V003", 1)]
    assert [(finding.rule.code, finding.line) for finding in reader.parsed.findings] == [("V002", 1), ("V003", 1)]
