"""Reading: whatever a file holds, its form is judged in findings or it is refused; nothing is raised, followed or written."""

import csv
import io
import os
import shutil
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.foundation.errors import CannotRunError
from pipeline.foundation.paths import RAW
from pipeline.gate.check import check_all, check_files
from pipeline.gate.report import render
from pipeline.reading import lines as records
from pipeline.reading import reader
from pipeline.reading.encodings import NotUtf8Error, decode, find_garbled, is_vietnamese, restored
from pipeline.reading.header import compare
from pipeline.reading.lines import line_of
from pipeline.reading.reader import Reader
from schemas import CodedObservation
from schemas.base import header_of
from tests.damage_table import garbled, tcvn3, windows_1258
from tests.small import FILE, RATE, STOCK, TABLES, check_rows, write_raw

HEADER = header_of(CodedObservation)
VIETNAMESE = "Lạng Sơn, Đắk Lắk và Bà Rịa - Vũng Tàu: hộ nghèo, cận nghèo; tỷ lệ giảm nhanh chóng, vững chắc"


def codes(data: bytes) -> list[tuple[str, int]]:
    read = Reader("a.csv", HEADER)
    read.read_bytes(data)
    return [(finding.rule.code, finding.line) for finding in read.parsed.findings]


def table(*rows: dict[str, str]) -> bytes:
    buffer = io.StringIO()
    writer = csv.DictWriter(buffer, HEADER, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return buffer.getvalue().encode()


@given(st.binary(max_size=400))
@settings(max_examples=200, deadline=None)
def test_no_bytes_make_reading_fail(data: bytes) -> None:
    for given_bytes in (data, table(STOCK) + data, data + table(STOCK)):
        codes(given_bytes)


@given(cells=st.lists(st.lists(st.text(max_size=8), min_size=1, max_size=21), max_size=6))
@settings(max_examples=60, deadline=None)
def test_no_cells_make_the_check_fail(cells: list[list[str]], tmp_path_factory: pytest.TempPathFactory) -> None:
    raw = tmp_path_factory.getbasetemp() / "raw"
    if not raw.exists():
        write_raw(raw)
    buffer = io.StringIO()
    csv.writer(buffer).writerows([HEADER, *cells])
    path = raw.parent / "20-lang-son.csv"
    path.write_bytes(buffer.getvalue().encode("utf-8", "replace"))
    text = render(check_files([path], raw).findings, "text", "vi")
    assert all(character.isprintable() for line in text.splitlines() for character in line)


@pytest.mark.parametrize("column", HEADER)
@pytest.mark.parametrize(
    "cell", ["9" * 100_000, "1 " * 50_000, "." * 100_000, '"' * 100_000, "1/" * 50_000, "E+" * 50_000, "\u0301" * 9000]
)
def test_long_cells_are_judged_in_time(column: str, cell: str, tmp_path: Path) -> None:
    findings = check_rows(tmp_path, {**STOCK, column: cell}).findings
    assert len(render(findings, "text", "en")) < 20_000


@pytest.mark.parametrize(("encode", "name"), [(windows_1258, "Windows-1258"), (tcvn3, "TCVN3 (ABC)")])
def test_code_pages_of_vietnamese_are_told_apart_by_what_they_spell(encode: Callable[[str], bytes], name: str) -> None:
    decoded = decode(encode(VIETNAMESE))
    assert (decoded.encoding, decoded.text) == (name, VIETNAMESE)


@pytest.mark.parametrize("text", ["für Elise", "Coopération décentralisée", "Ünïcödé", "naïve façade"])
def test_text_that_is_not_vietnamese_is_not_guessed(text: str) -> None:
    with pytest.raises(NotUtf8Error):
        decode(text.encode("cp1252"))


def test_every_province_file_is_vietnamese_or_holds_other_languages() -> None:
    texts = [path.read_text(encoding="utf-8") for path in sorted((RAW / "observations").rglob("*.csv"))]
    assert sum(is_vietnamese(text) for text in texts) > 0.9 * len(texts)
    assert [text for text in texts if find_garbled(text)] == []


def test_garbled_letters_are_restored_exactly() -> None:
    texts = [path.read_text(encoding="utf-8") for path in sorted((RAW / "observations").rglob("*.csv"))]
    broken = [garbled(text.encode()).decode() for text in texts]
    assert sum(restored(text) == whole for text, whole in zip(broken, texts, strict=True)) > 0.9 * len(texts)
    assert restored("“HỢP TÁC XÃ”") == "“HỢP TÁC XÃ”"


@pytest.mark.parametrize(
    ("change", "found"),
    [
        (lambda names: [*names[:3], "x", *names[3:]], [("V018", "x")]),
        (lambda names: names[:-1], [("V016", "note")]),
        (lambda names: names[1:], [("V016", "source_id")]),
        (lambda names: [*names, "value", "unit"], [("V017", "value"), ("V017", "unit")]),
        (lambda names: ["SOURCE ID", *names[1:]], [("V006", "source_id")]),
        (lambda names: [names[1], names[0], *names[2:]], [("V015", "source_id")]),
        (lambda names: ["", *names[1:]], [("V027", "source_id")]),
        (lambda names: ["sorce_id", *names[1:-1]], [("V006", "source_id"), ("V016", "note")]),
    ],
)
def test_each_slip_in_a_header_is_said_once(change: Callable[[list[str]], list[str]], found: list[tuple[str, str]]) -> None:
    problems = compare(change(HEADER), HEADER).problems
    assert [(rule.code, column) for rule, column, _ in problems] == found


def test_lines_are_counted_by_every_kind_of_line_end() -> None:
    text = "a\nb\r\nc\rd"
    assert [line_of(text, text.index(letter)) for letter in "abcd"] == [1, 2, 3, 4]


def test_damage_of_form_hides_no_damage_of_cells() -> None:
    data = table({**STOCK, "value": "1"}).replace(b"\n", b"\r\n").decode().encode("utf-16")
    read = Reader("a.csv", HEADER)
    read.read_bytes(data)
    assert read.parsed.records is not None
    assert read.parsed.records[1][1][7] == "1"


def test_form_and_cells_of_one_file_are_said_at_once(tmp_path: Path) -> None:
    path = write_raw(tmp_path, [STOCK, {**RATE, "item": "2", "value": "7"}]) / "observations" / FILE
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    assert [(finding.rule.code, finding.line) for finding in check_all(tmp_path).findings] == [("V002", 1), ("V003", 1), ("V203", 3)]


def test_large_files_lines_and_cells_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    assert codes(table(STOCK) + b"x" * (records.LONGEST_LINE + 1)) == [("V013", 3)]
    assert codes(table(STOCK) + b"x" * 200_000) == [("V004", 3)]
    assert codes(table(STOCK) + b"\n" * 2_000_000) == [("V013", 1)]
    monkeypatch.setattr(reader, "MOST_BYTES", 100)
    assert codes(table(STOCK)) == [("V013", 1)]


def test_what_is_no_file_is_not_waited_for(tmp_path: Path) -> None:
    raw = write_raw(tmp_path / "raw")
    os.mkfifo(tmp_path / "20-lang-son.csv")
    with pytest.raises(CannotRunError, match="Not a regular file"):
        check_files([tmp_path / "20-lang-son.csv"], raw)
    with pytest.raises(CannotRunError, match="Not a regular file"):
        check_files([Path("/dev/zero")], raw)


def test_links_are_not_followed(tmp_path: Path) -> None:
    raw = write_raw(tmp_path / "raw")
    secret = tmp_path / "secret"
    secret.mkdir()
    (raw / "observations" / FILE).rename(secret / "20-lang-son.csv")
    (raw / "observations" / "2008").rmdir()
    (raw / "observations" / "2008").symlink_to(secret)
    assert [finding.rule.code for finding in check_all(raw).findings] == ["V023"]


def test_links_in_a_circle_are_said(tmp_path: Path) -> None:
    raw = write_raw(tmp_path / "raw")
    link = tmp_path / "20-lang-son.csv"
    link.symlink_to(link)
    assert [finding.rule.code for finding in check_files([link], raw).findings] == ["V023"]
    with pytest.raises(CannotRunError):
        check_files([link / "20-lang-son.csv"], raw)


def test_a_source_id_does_not_lead_out_of_the_folder(tmp_path: Path) -> None:
    (tmp_path / "secret.csv").write_text("secret\n", encoding="utf-8")
    sources = [{**TABLES["sources"][0], "source_id": "../../secret"}, *TABLES["sources"]]
    findings = check_rows(tmp_path / "raw", STOCK, sources=sources).findings
    assert {Path(finding.path).name for finding in findings} == {"sources.csv"}
    assert [finding.path for finding in check_files([tmp_path / "raw" / "observations" / FILE], tmp_path / "raw").findings] == []


@pytest.mark.parametrize(
    "name", ["a\nb.csv", "a\u202eb.csv", "a\x1b[31mb.csv", "-rf.csv", "$(id).csv", b"\xff.csv".decode("utf-8", "surrogateescape")]
)
def test_a_file_name_is_shown_on_one_line_without_what_does_not_show(name: str, tmp_path: Path) -> None:
    raw = write_raw(tmp_path / "raw")
    (raw / name).touch()
    text = render(check_all(raw).findings, "text", "en")
    assert "V008" in text
    assert len(text.splitlines()) == 1
    assert text.isprintable()


def test_a_lost_zero_of_a_province_code_is_suggested(tmp_path: Path) -> None:
    raw = Path(shutil.copytree(RAW, tmp_path / "raw"))
    path = raw / "observations" / "2008" / "1-ha-noi.csv"
    path.with_name("01-ha-noi.csv").rename(path)
    (finding,) = check_files([path], raw).findings
    assert finding.rule.code == "V008"
    assert "did you mean 2008/01-ha-noi.csv?" in finding.fix("en")


def test_text_in_separate_accents_is_one_finding_a_cell(tmp_path: Path) -> None:
    findings = check_rows(tmp_path, {**STOCK, "area_name": unicodedata.normalize("NFD", "Lạng Sơn")}).findings
    assert [finding.rule.code for finding in findings] == ["V103"]
