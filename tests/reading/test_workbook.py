"""Workbooks: text is read as it stands, what was lost is said at its cell, and what is dangerous is refused before it is unpacked."""

import zipfile
from datetime import date, datetime
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from pipeline.gate.check import check_files
from pipeline.reading import workbook as sheets
from tests.small import RATE, STOCK, write_raw, write_workbook

ITEM_2 = {**RATE, "item": "2"}


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    return write_raw(tmp_path / "raw")


def found(path: Path, raw: Path) -> list[tuple[str, int, str]]:
    return [(finding.rule.code, finding.line, finding.column) for finding in check_files([path], raw).findings]


def test_cells_that_are_text_are_read_as_they_stand(tmp_path: Path, raw: Path) -> None:
    assert found(write_workbook(tmp_path / "20-lang-son.xlsx", [STOCK, ITEM_2]), raw) == []


def test_empty_cells_at_the_end_of_a_row_that_are_kept_for_their_format_are_no_cells(tmp_path: Path, raw: Path) -> None:
    path = write_workbook(tmp_path / "20-lang-son.xlsx", [STOCK, ITEM_2])
    book = load_workbook(path)
    for column in range(1, 25):
        for row in (2, 4, 5):
            book["observations"].cell(row, column).number_format = "@"
    book.save(path)
    assert found(path, raw) == []


def test_rows_on_another_sheet_are_not_passed_over(tmp_path: Path, raw: Path) -> None:
    path = write_workbook(tmp_path / "20-lang-son.xlsx", [STOCK])
    book = load_workbook(path)
    book.copy_worksheet(book["observations"]).title = "Lạng Sơn"
    book.save(path)
    (finding,) = check_files([path], raw).findings
    assert finding.rule.code == "V026"
    assert "“Lạng Sơn”" in finding.message("vi")


def test_a_workbook_of_any_name_belongs_to_the_province_of_its_areas(tmp_path: Path, raw: Path) -> None:
    assert found(write_workbook(tmp_path / "my figures.xlsx", [STOCK, ITEM_2]), raw) == []


def test_numbers_that_say_all_that_was_typed_are_accepted(tmp_path: Path, raw: Path) -> None:
    rows = [{**STOCK, "item": 1, "value": 14009.3}, {**RATE, "item": 2, "period": 2023, "value": 6.02}]
    assert found(write_workbook(tmp_path / "20-lang-son.xlsx", rows), raw) == []


@pytest.mark.parametrize(
    ("column", "value", "code"),
    [
        ("as_printed", 14009.3, "V025"),
        ("as_printed", 0.0602, "V025"),
        ("period", datetime(2024, 6, 30), "V025"),
        ("period", date(2024, 6, 30), "V025"),
        ("period", 45473, "V111"),
        ("value", 1234567890123456789, "V025"),
        ("value", True, "V025"),
        ("value", datetime(2024, 6, 2), "V025"),
        ("value", "=1+1", "V101"),
        ("value", "#REF!", "V109"),
        ("note", "one\ntwo", "V105"),
    ],
)
def test_a_cell_that_lost_its_text_is_said_once_at_its_row_and_column(
    column: str, value: object, code: str, tmp_path: Path, raw: Path
) -> None:
    path = write_workbook(tmp_path / "20-lang-son.xlsx", [ITEM_2, {**STOCK, column: value}])
    assert found(path, raw) == [(code, 3, column)]


def test_a_percentage_is_not_the_number_that_was_typed(tmp_path: Path, raw: Path) -> None:
    path = write_workbook(tmp_path / "20-lang-son.xlsx", [{**RATE, "value": 0.0602}])
    workbook = load_workbook(path)
    workbook.worksheets[0]["H2"].number_format = "0.00%"
    workbook.save(path)
    (finding,) = check_files([path], raw).findings
    assert (finding.rule.code, finding.column) == ("V025", "value")
    assert "percentage" in finding.message("en")


def test_rows_are_counted_as_the_spreadsheet_counts_them(tmp_path: Path, raw: Path) -> None:
    path = write_workbook(tmp_path / "20-lang-son.xlsx", [STOCK, {}, {}, {**ITEM_2, "value": "7"}])
    assert found(path, raw) == [("V203", 5, "value")]


def test_the_sheet_of_observations_is_read_wherever_it_stands(tmp_path: Path, raw: Path) -> None:
    path = write_workbook(tmp_path / "20-lang-son.xlsx", [STOCK])
    workbook = load_workbook(path)
    workbook.create_sheet("codes", 0).append(["anything"])
    workbook.save(path)
    assert found(path, raw) == []


def test_the_first_sheet_is_read_where_none_has_the_name(tmp_path: Path, raw: Path) -> None:
    assert found(write_workbook(tmp_path / "20-lang-son.xlsx", [STOCK], sheet="Sheet1"), raw) == []


def test_headers_of_workbooks_are_judged_as_those_of_files(tmp_path: Path, raw: Path) -> None:
    path = write_workbook(tmp_path / "20-lang-son.xlsx", [STOCK])
    workbook = load_workbook(path)
    workbook.worksheets[0]["H1"] = None
    workbook.save(path)
    assert found(path, raw) == [("V027", 1, "value")]


def test_an_empty_workbook_is_said(tmp_path: Path, raw: Path) -> None:
    Workbook().save(tmp_path / "20-lang-son.xlsx")
    assert [code for code, _, _ in found(tmp_path / "20-lang-son.xlsx", raw)] == ["V007"]


def replaced(path: Path, part: str, content: bytes) -> None:
    """Put other content into a part of a workbook."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, old in {**parts, part: content}.items():
            archive.writestr(name, content if name == part else old)


BOMB = (
    b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    b"<worksheet><sheetData><row><c><v>&b;</v></c></row></sheetData></worksheet>"
)
SHEET = "xl/worksheets/sheet1.xml"


@pytest.mark.parametrize("part", [SHEET, "xl/workbook.xml", "xl/styles.xml", "[Content_Types].xml", "xl/_rels/workbook.xml.rels"])
@pytest.mark.parametrize("content", [b"", b"<", b"\x00" * 100, BOMB, b"<worksheet/>"], ids=["empty", "cut", "zeros", "entities", "other"])
def test_a_broken_part_is_refused_in_one_finding(part: str, content: bytes, tmp_path: Path, raw: Path) -> None:
    path = write_workbook(tmp_path / "20-lang-son.xlsx", [STOCK])
    replaced(path, part, content)
    assert {code for code, _, _ in found(path, raw)} <= {"V007", "V026"}


def test_a_zip_bomb_is_refused_before_it_is_unpacked(tmp_path: Path, raw: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write_workbook(tmp_path / "20-lang-son.xlsx", [STOCK])
    replaced(path, "xl/media/bomb.bin", b"\x00" * 20_000_000)
    monkeypatch.setattr(zipfile.ZipFile, "open", None)
    (finding,) = check_files([path], raw).findings
    assert finding.rule.code == "V013"
    assert "times its size" in finding.message("en")


def test_too_many_bytes_parts_rows_and_columns_are_refused(tmp_path: Path, raw: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write_workbook(tmp_path / "20-lang-son.xlsx", [STOCK, *({**RATE, "item": str(item)} for item in range(2, 8))])
    for limit, code in (("MOST_BYTES", "V013"), ("MOST_PARTS", "V013"), ("MOST_ROWS", "V026"), ("MOST_COLUMNS", "V026")):
        with monkeypatch.context() as patched:
            patched.setattr(sheets, limit, 5)
            assert [found[0] for found in found(path, raw)] == [code], limit


def test_a_cell_in_the_last_row_of_a_sheet_takes_neither_time_nor_memory(tmp_path: Path, raw: Path) -> None:
    path = write_workbook(tmp_path / "20-lang-son.xlsx", [STOCK])
    workbook = load_workbook(path)
    workbook.worksheets[0]["A1048576"] = "x"
    workbook.save(path)
    assert [code for code, _, _ in found(path, raw)] == ["V026"]


@pytest.mark.parametrize(
    ("name", "start", "said"),
    [
        ("20-lang-son.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old spreadsheet"),
        ("20-lang-son.ods", b"PK\x03\x04", "spreadsheet"),
        ("20-lang-son.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "password"),
    ],
)
def test_other_spreadsheets_are_refused_with_the_way_out(name: str, start: bytes, said: str, tmp_path: Path, raw: Path) -> None:
    (tmp_path / name).write_bytes(start + b"\x00" * 1000)
    (finding,) = check_files([tmp_path / name], raw).findings
    assert finding.rule.code in {"V012", "V026"}
    assert said in finding.message("en")
    assert "CSV UTF-8" in finding.fix("en")
    assert "CSV UTF-8" in finding.fix("vi")


def test_a_workbook_among_the_tables_is_said(raw: Path) -> None:
    write_workbook(raw / "observations" / "2008" / "20-lang-son.xlsx", [STOCK])
    from pipeline.gate.check import check_all

    assert [(finding.rule.code, finding.path.rpartition(".")[2]) for finding in check_all(raw).findings] == [("V028", "xlsx")]
