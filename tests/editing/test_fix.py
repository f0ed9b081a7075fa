"""The command fix: mends form and nothing else, once and for all, in the given files and nowhere else."""

import csv
import io
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.editing.fix import fix
from pipeline.foundation.errors import CannotRunError
from pipeline.foundation.paths import RAW, ROOT
from pipeline.gate.check import check_all
from pipeline.reading.encodings import Decoded
from pipeline.reading.mending import clean, formed, settled
from pipeline.reading.reader import Reader
from schemas import CodedObservation
from schemas.base import header_of
from tests.small import FILE, RATE, STOCK, write_csv, write_raw, write_workbook

HEADER = header_of(CodedObservation)
ITEM_2 = {**RATE, "item": "2"}
EDGES = st.sampled_from(
    ["", "", "", "a", "Sơn", "So\u031bn", " ", "\u00a0", "\u200b", "\ufeff", "\r", "\n", ";", ",", '"', "\t", "\x1c", "e\u0323\u0302"]
)
CELLS = st.lists(EDGES, max_size=3).map("".join)
ROWS = st.lists(st.lists(CELLS, min_size=1, max_size=21) | st.lists(CELLS, min_size=19, max_size=19), max_size=5)


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    return write_raw(tmp_path / "raw", [STOCK, ITEM_2])


def silent(difference: str) -> None:
    """Take what is said and say nothing."""


def repair(data: bytes) -> bytes:
    """Repair the bytes of a file."""
    reader = Reader("a.csv", HEADER)
    reader.read_bytes(data)
    return data if reader.parsed.decoded is None else settled(reader.parsed, HEADER, lambda source: "7").text.encode()


def mended(path: Path, raw: Path) -> bytes:
    fix([path], silent, raw)
    return path.read_bytes()


@given(
    rows=ROWS,
    mark=st.sampled_from([",", ";", "\t"]),
    end=st.sampled_from(["\n", "\r\n"]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
    names=st.permutations(HEADER),
)
@settings(max_examples=150, deadline=None)
def test_what_is_fixed_twice_is_as_if_fixed_once(rows: list[list[str]], mark: str, end: str, encoding: str, names: list[str]) -> None:
    buffer = io.StringIO()
    csv.writer(buffer, delimiter=mark, lineterminator=end).writerows([names, *rows])
    once = repair(buffer.getvalue().encode(encoding))
    assert repair(once) == once


@given(
    st.lists(st.lists(CELLS, min_size=19, max_size=19).filter(lambda row: row[0].strip("\u200b\ufeff \u00a0\t\n\r\x1c") != ""), max_size=5)
)
@settings(max_examples=100, deadline=None)
def test_cells_keep_what_they_say(rows: list[list[str]]) -> None:
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\n", quoting=csv.QUOTE_ALL).writerows([HEADER, *rows])
    text = repair(buffer.getvalue().encode()).decode()
    read = list(csv.reader(io.StringIO(text, newline="")))[1:]
    assert [[cell for place, cell in enumerate(row) if place != 1] for row in read] == [
        [clean(cell) for place, cell in enumerate(row) if place != 1] for row in rows
    ]


@pytest.mark.parametrize(
    "cell", ["31/12/2023", "45291", "14.009,3", "1,4E+13", "“x”", "a  b", "'1", "=1+1", "６", "TRUE", "a\nb", "a\u202eb", "#N/A"]
)
def test_no_meaning_is_touched(cell: str) -> None:
    assert clean(cell) == cell


def test_the_data_is_in_form_and_stays_as_it_is(tmp_path: Path) -> None:
    raw = Path(shutil.copytree(RAW, tmp_path / "raw"))
    said: list[str] = []
    fix([], said.append, raw)
    assert said == []
    assert {path.read_bytes() for path in raw.rglob("*.csv")} == {path.read_bytes() for path in RAW.rglob("*.csv")}


def test_all_files_are_mended_where_none_is_named(raw: Path) -> None:
    paths = [raw / "observations" / FILE, raw / "units.csv"]
    before = [path.read_bytes() for path in paths]
    for path in paths:
        path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    assert fix([], silent, raw).findings == []
    assert [path.read_bytes() for path in paths] == before


def test_blank_items_get_the_next_free_number_of_their_source(raw: Path) -> None:
    other = raw / "observations" / "2008" / "17-hoa-binh.csv"
    area = {"ref_area": "P17_2008", "area_name": "Hòa Bình"}
    write_csv(other, HEADER, [{**STOCK, **area, "item": "41"}, {**RATE, **area, "item": ""}])
    path = raw / "observations" / FILE
    write_csv(path, HEADER, [STOCK, {**RATE, "item": ""}, {**ITEM_2, "source_id": "lang-son-english", "as_printed": "6.02%", "item": " "}])
    fix([path, other], silent, raw)
    assert [row["item"] for row in csv.DictReader(path.read_text(encoding="utf-8").splitlines())] == ["1", "42", "1"]
    assert [row["item"] for row in csv.DictReader(other.read_text(encoding="utf-8").splitlines())] == ["41", "43"]


def test_numbers_of_withdrawn_rows_are_not_used_again(raw: Path) -> None:
    header = (raw / "retired.csv").read_text(encoding="utf-8").strip().split(",")
    write_csv(raw / "retired.csv", header, [{"obs_id": "lang-son-2024.9", "reason": "split"}])
    path = raw / "observations" / FILE
    write_csv(path, HEADER, [{**STOCK, "item": ""}])
    assert b"lang-son-2024,10," in mended(path, raw)


def test_a_dry_run_writes_nothing_and_says_the_same(raw: Path) -> None:
    path = raw / "observations" / FILE
    data = path.read_bytes().replace(b",", b";").replace(b"14.009;3", b"14.009,3").replace(b"6;02", b"6,02") + b"\n\n"
    path.write_bytes(data)
    for named in ([path], []):
        said: list[str] = []
        assert fix(named, said.append, raw, dry_run=True).findings == []
        assert path.read_bytes() == data
        assert "separated by commas" in said[0]
    for_real: list[str] = []
    fix([path], for_real.append, raw)
    assert for_real == said


def test_what_remains_is_named_by_the_file_itself_in_a_dry_run(raw: Path) -> None:
    path = raw / "observations" / FILE
    path.write_bytes(path.read_bytes().replace(b"14009.3", b"14009.4") + b"\n")
    for named in ([path], []):
        (finding,) = fix(named, silent, raw, dry_run=True).findings
        assert (finding.rule.code, finding.path) == ("V203", str(path))


def test_the_difference_shows_what_does_not_show(raw: Path) -> None:
    path = raw / "observations" / FILE
    path.write_bytes(path.read_bytes().replace("Lạng Sơn".encode(), "Lạng\u00a0So\u031bn\u200b\x1b[31m".encode(), 1))
    said: list[str] = []
    fix([path], said.append, raw, language="vi")
    (text,) = said
    assert "<U+00A0>" in text
    assert "<U+031B>" in text
    assert "<U+200B>" in text
    assert all(line.isprintable() for line in text.splitlines())
    assert "chuẩn hóa" in text


@pytest.mark.parametrize(
    "harm",
    [
        lambda data: data.replace(b",value,", b",number,", 1),
        lambda data: data.replace("Lạng".encode(), b"L\xe1ng", 1),
        lambda data: b"\xd0\xcf\x11\xe0" + data,
        lambda data: data.replace(b'"14.009,3', b"14.009,3", 1).replace('đồng"'.encode(), "đồng".encode(), 1),
        lambda data: b"",
    ],
    ids=["misspelled name", "unknown encoding", "old spreadsheet", "comma without quotation marks", "empty"],
)
def test_what_only_a_person_can_mend_is_left_as_it_is(harm: Callable[[bytes], bytes], raw: Path) -> None:
    path = raw / "observations" / FILE
    path.write_bytes(data := harm(path.read_bytes()))
    checked = fix([path], silent, raw)
    assert checked.has_errors
    assert path.read_bytes() == data


def test_a_torn_row_stays_while_the_rest_is_mended(raw: Path) -> None:
    path = raw / "observations" / FILE
    torn = "lang-son-2024, 3,one  ,\u00a0".encode()
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes() + torn + b"\r\n\r\n")
    assert mended(path, raw).splitlines()[-1] == torn


def test_a_file_keeps_its_permissions_and_nothing_is_left_beside_it(raw: Path) -> None:
    path = raw / "observations" / FILE
    path.chmod(0o640)
    path.write_bytes(path.read_bytes() + b"\n")
    (path.parent / f".{path.name}.new").symlink_to(raw / "units.csv")
    units = (raw / "units.csv").read_bytes()
    mended(path, raw)
    assert path.stat().st_mode & 0o777 == 0o640
    assert [entry.name for entry in path.parent.iterdir()] == [path.name]
    assert (raw / "units.csv").read_bytes() == units


def test_a_link_is_neither_followed_nor_replaced(raw: Path, tmp_path: Path) -> None:
    target, link = tmp_path / "elsewhere.csv", tmp_path / "20-lang-son.csv"
    target.write_bytes(b"\xef\xbb\xbf" + (raw / "observations" / FILE).read_bytes())
    data = target.read_bytes()
    link.symlink_to(target)
    assert [finding.rule.code for finding in fix([link], silent, raw).findings] == ["V023"]
    assert link.is_symlink()
    assert target.read_bytes() == data


def test_what_is_no_table_is_refused(raw: Path, tmp_path: Path) -> None:
    note = tmp_path / "note.txt"
    note.write_text("a \r\n", encoding="utf-8", newline="")
    with pytest.raises(CannotRunError, match="neither"):
        fix([note], silent, raw)
    other = tmp_path / "20-lang-son.csv"
    other.write_text("a;b \r\n", encoding="utf-8", newline="")
    fix([other], silent, raw)
    assert other.read_bytes() == b"a;b \r\n"


def test_a_workbook_becomes_the_csv_of_its_province(raw: Path, tmp_path: Path) -> None:
    path = write_workbook(tmp_path / "new rows.xlsx", [{**STOCK, "item": None}, {**RATE, "item": None, "area_name": "Lạng Sơn "}])
    said: list[str] = []
    assert fix([path], said.append, raw).findings == []
    text = (tmp_path / "20-lang-son.csv").read_text(encoding="utf-8")
    assert [line.split(",")[:4] for line in text.splitlines()[1:]] == [["lang-son-2024", item, "P20_2008", "Lạng Sơn"] for item in "34"]
    assert "+lang-son-2024,3," in said[0]
    again: list[str] = []
    fix([path], again.append, raw)
    assert again == []


def test_a_workbook_beside_its_csv_takes_its_place_only_if_it_has_all_its_rows(raw: Path) -> None:
    path = raw / "observations" / FILE
    before = path.read_bytes()
    workbook = write_workbook(path.with_suffix(".xlsx"), [STOCK])
    with pytest.raises(CannotRunError, match=r"has 1 row\(s\) that .* lacks, the first lang-son-2024\.2"):
        fix([workbook], silent, raw)
    assert path.read_bytes() == before
    write_workbook(workbook, [STOCK, ITEM_2, {**RATE, "period": "2022", "item": None}])
    fix([workbook], silent, raw)
    workbook.unlink()
    assert check_all(raw).findings == []
    assert path.read_bytes().startswith(before)


@pytest.mark.parametrize(
    "rows",
    [
        [{**STOCK, "as_printed": 14009.3}],
        [STOCK, {**ITEM_2, "ref_area": "P17_2008", "area_name": "Hòa Bình"}],
        [{**STOCK, "ref_area": "nowhere"}],
        [],
    ],
    ids=["text lost", "two provinces", "no province", "no row"],
)
def test_a_workbook_that_needs_a_person_is_not_written(rows: list[dict[str, object]], raw: Path, tmp_path: Path) -> None:
    path = write_workbook(tmp_path / "new.xlsx", rows)
    before = sorted(entry.name for entry in tmp_path.iterdir())
    assert fix([path], silent, raw).has_errors
    assert sorted(entry.name for entry in tmp_path.iterdir()) == before


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", "pipeline", "fix", *arguments], cwd=ROOT, capture_output=True, text=True, encoding="utf-8")


def test_the_command_exits_0_when_mended_1_when_something_remains_2_when_it_cannot_run(tmp_path: Path) -> None:
    path = tmp_path / "20-lang-son.csv"
    data = (RAW / "observations" / "2008" / path.name).read_bytes()
    path.write_bytes(b"\xef\xbb\xbf" + data)
    done = run(str(path))
    assert (done.returncode, done.stderr) == (0, "")
    assert path.read_bytes() == data
    path.write_bytes(data.replace(b",6.02,", b",6.03,"))
    done = run(str(path), "--lang", "vi")
    assert done.returncode == 1
    assert ":3:value: V203 " in done.stdout
    done = run(str(tmp_path / "missing.csv"))
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("cannot run: ")
    os.mkfifo(tmp_path / "pipe.csv")
    assert run(str(tmp_path / "pipe.csv")).returncode == 2


def test_text_in_utf8_is_what_it_is_after_a_repair() -> None:
    reader = Reader("a.csv", HEADER)
    reader.parsed.decoded = Decoded("So\u031bn\r\n\r\n", "UTF-8", marked=False, line=1)
    assert formed(reader.parsed, HEADER, None).text == "Sơn\n"


@pytest.mark.parametrize(
    ("column", "typed", "mended"),
    [
        ("area_name", "Lạng \u0405ơn", "Lạng Sơn"),
        ("ref_area", "\u042020_2008", "P20_2008"),
        ("as_printed", "14.009,3 tỷ \u00f0ồng", "14.009,3 tỷ đồng"),
        ("note", "Bảng \u00f0ầu.", "Bảng \u00f0ầu."),
        ("period", '="2024-06-30"', "2024-06-30"),
        ("value", '="14009.3"', "14009.3"),
        ("note", '="a"&"b"', '="a"&"b"'),
    ],
)
def test_look_alikes_of_registered_spellings_and_wrapped_texts_are_mended(tmp_path: Path, column: str, typed: str, mended: str) -> None:
    """Nothing else is: what no registry knows may be meant."""
    raw = write_raw(tmp_path, [{**STOCK, column: typed}])
    fix([], lambda text: None, raw)
    with (raw / "observations" / FILE).open(encoding="utf-8", newline="") as file:
        (row,) = csv.DictReader(file)
    assert row[column] == mended
