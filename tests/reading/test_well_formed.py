"""Files whose form is right are read in one pass and in little memory, and give exactly what the strict reader gives."""

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.foundation.findings import Finding
from pipeline.reading import lines, well_formed
from pipeline.reading.lines import rows_of
from pipeline.reading.reader import Reader
from pipeline.reading.tables import parse, read_table
from pipeline.reading.text_table import rows_in, table_of, to_frame
from pipeline.reading.well_formed import read_well_formed

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
    path = tmp_path_factory.mktemp("read") / "a.csv"
    path.write_bytes(_bytes(rows, line_end, marked=marked) + after)
    read, findings = read_table(path, HEADER)
    assert (None if read is None else list(rows_in(read)), findings) == _strictly(path)


@pytest.mark.parametrize(
    ("data", "is_right"),
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
def test_whose_form_is_right(data: bytes, is_right: bool) -> None:
    assert (read_well_formed(data, HEADER) is not None) is is_right


@pytest.mark.parametrize(("name", "most"), [("MOST_LINES", 9), ("LONGEST_LINE", 4)])
def test_excess_is_left_to_the_strict_reader(monkeypatch: pytest.MonkeyPatch, name: str, most: int) -> None:
    data = b"a,b,c\n" + b"1,2,3\n" * 9
    for limit, is_read in ((most + 1, True), (most, False)):
        for module in (well_formed, lines):
            monkeypatch.setattr(module, name, limit, raising=False)
        assert (read_well_formed(data, HEADER) is not None) is is_read


@given(rows=st.lists(st.tuples(st.sampled_from("xyz"), st.text(alphabet=st.characters(exclude_categories=["Cs"])), CELLS), max_size=40))
def test_tables_give_back_what_they_were_given(rows: list[tuple[str, str, str]]) -> None:
    numbered = [(line, list(cells)) for line, cells in enumerate(rows, 2)]
    files = {Path("a.csv"): table_of(numbered[:9], HEADER), Path("b.csv"): table_of(numbered[9:], HEADER)}
    assert [row for table in files.values() for row in rows_in(table)] == numbered
    frame = to_frame(files, HEADER)
    assert frame[HEADER].to_numpy().tolist() == [cells for _, cells in numbered]
    assert frame["line"].tolist() == [line for line, _ in numbered]
    assert frame["path"].tolist() == ["a.csv"] * len(numbered[:9]) + ["b.csv"] * len(numbered[9:])


def test_batches_keep_their_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(well_formed, "BATCH", 2)
    found = read_well_formed(b'a,b,c\n1,"two\nlines",3\n4,5,6\n7,8,9\n', HEADER)
    assert found is not None
    assert list(rows_in(found.table)) == [(2, ["1", "two\nlines", "3"]), (4, ["4", "5", "6"]), (5, ["7", "8", "9"])]


def test_reader_says_the_same_of_a_file_of_windows(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(_bytes([["1", "2", "3"]], "\r\n", marked=True))
    reader = Reader("a.csv", HEADER)
    reader.read_bytes(path.read_bytes())
    assert [(finding.rule.code, finding.line) for finding in read_table(path, HEADER)[1]] == [("V002", 1), ("V003", 1)]
    assert [(finding.rule.code, finding.line) for finding in reader.parsed.findings] == [("V002", 1), ("V003", 1)]
