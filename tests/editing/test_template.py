"""The command template: what a coder types stays text, codes are chosen from lists, and a filled copy passes the check."""

import csv
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.utils import get_column_letter

from pipeline.__main__ import main
from pipeline.editing.template import LISTED, ROWS, write_template
from pipeline.foundation.errors import CannotRunError
from pipeline.gate.check import check_files
from schemas import CodedObservation
from schemas.base import columns, header_of
from tests.small import PRODUCTS, RATE, STOCK, THREE_STAR, numbered, write_raw

HEADER = header_of(CodedObservation)


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    return write_raw(tmp_path / "raw", rows=[])


@pytest.fixture
def book(raw: Path, tmp_path: Path) -> Workbook:
    write_template(tmp_path / "out.xlsx", "P20_2008", raw)
    return load_workbook(tmp_path / "out.xlsx")


def offered(book: Workbook) -> dict[str, Any]:
    """Return the validation of each column that has one."""
    found = {}
    for validation in book["observations"].data_validations.dataValidation:
        (area,) = validation.sqref.ranges
        assert (area.min_row, area.max_row) == (2, ROWS + 1)
        assert area.min_col == area.max_col
        found[HEADER[area.min_col - 1]] = validation
    return found


def codes(book: Workbook, column: str) -> list[str]:
    """Return the codes that the list of a column points to."""
    sheet, place = offered(book)[column].formula1.split("!")
    return [row[0].value for row in book[sheet][place.replace("$", "")]]


def test_the_sheets_are_the_rows_the_codes_and_the_rules_of_thumb(book: Workbook) -> None:
    assert book.sheetnames == ["observations", "codes", "read me"]
    assert book.active is book["observations"]


def test_the_header_is_that_of_the_table_stays_in_view_and_explains_itself(book: Workbook) -> None:
    sheet = book["observations"]
    assert [cell.value for cell in sheet[1]] == HEADER
    assert sheet.freeze_panes == "A2"
    for cell, column in zip(sheet[1], columns(CodedObservation).values(), strict=True):
        assert cell.comment is not None
        assert column.description_vi
        assert column.description_vi in cell.comment.text
        assert column.description in cell.comment.text


def test_every_cell_below_the_header_is_text(book: Workbook) -> None:
    sheet = book["observations"]
    assert {cell.number_format for row in sheet.iter_rows(2, ROWS + 1) for cell in row} == {"@"}
    assert {cell.value for row in sheet.iter_rows(2, ROWS + 1) for cell in row} == {None}
    assert {sheet.column_dimensions[get_column_letter(number)].number_format for number in range(1, len(HEADER) + 1)} == {"@"}


def test_lists_offer_the_codes_of_the_registries(book: Workbook) -> None:
    assert set(offered(book)) == {*LISTED, "period_basis"}
    assert codes(book, "unit")[:3] == ["VND", "VND_MN", "VND_BN"]
    assert codes(book, "bound") == ["over", "nearly"]
    assert codes(book, "channel") == ["ENTRUSTED", "WOMENS_UNION"]
    assert codes(book, "standard") == ["VN_2011_2015", "VN_2016_2021"]
    assert "STUDENTS" in codes(book, "programme")
    assert "POVERTY_RATE" in codes(book, "indicator")
    assert offered(book)["period_basis"].formula1 == '"inferred"'


def test_codes_are_listed_with_their_names_in_both_languages(book: Workbook) -> None:
    rows = [[cell.value for cell in row] for row in book["codes"].iter_rows(2)]
    assert ["ref_area", "D183_2008", "Chi Lăng", "Chi Lang"] in rows
    assert ["programme", "POOR", "Hộ nghèo", "Poor"] in rows


def test_a_province_offers_its_areas_alone_and_no_province_all_provinces(book: Workbook, raw: Path, tmp_path: Path) -> None:
    assert codes(book, "ref_area") == ["P20_2008", "D183_2008", "C06463_2008"]
    write_template(tmp_path / "all.xlsx", "", raw)
    everywhere = codes(load_workbook(tmp_path / "all.xlsx"), "ref_area")
    assert everywhere == ["VN", "P20_2008", "P20_2025", "P17_2008", "P17_2025"]


def test_lists_refuse_other_codes_save_where_several_are_joined_or_areas_may_be_missing(book: Workbook) -> None:
    strict = {name for name, validation in offered(book).items() if validation.showErrorMessage and validation.errorStyle != "warning"}
    assert set(offered(book)) - strict == {"flags", "ref_area"}


def test_the_rules_of_thumb_stand_in_both_languages(book: Workbook) -> None:
    rows = [[cell.value for cell in row] for row in book["read me"].iter_rows()]
    assert rows[0] == ["Tiếng Việt", "English"]
    assert all(len(row) == 2 and all(row) for row in rows)


def test_the_same_input_gives_the_same_bytes(raw: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_template(tmp_path / "one.xlsx", "P20_2008", raw)
    monkeypatch.setattr("time.time", lambda: 2_000_000_000.0)
    write_template(tmp_path / "two.xlsx", "p20_2008", raw)
    one, two = ((tmp_path / name).read_bytes() for name in ("one.xlsx", "two.xlsx"))
    assert one == two
    book = load_workbook(tmp_path / "one.xlsx")
    assert (book.properties.created.year, book.properties.modified.year) == (1980, 1980)


def test_a_filled_copy_exported_row_by_row_passes_the_check(book: Workbook, raw: Path, tmp_path: Path) -> None:
    rows = numbered(STOCK, RATE, PRODUCTS, THREE_STAR)
    for line, row in enumerate(rows, 2):
        for name, text in row.items():
            book["observations"].cell(line, HEADER.index(name) + 1).value = text
    book.save(tmp_path / "filled.xlsx")
    filled = load_workbook(tmp_path / "filled.xlsx")["observations"]
    exported = [["" if cell is None else cell for cell in row] for row in filled.iter_rows(values_only=True) if any(row)]
    assert all(isinstance(cell, str) for row in exported for cell in row)
    path = raw / "observations" / "2008" / "20-lang-son.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(exported)
    assert len(exported) == len(rows) + 1
    assert check_files([path], raw).findings == []


@pytest.mark.parametrize(
    ("name", "area", "en", "vi"),
    [
        ("out.csv", "", "must end in .xlsx", "phải có đuôi .xlsx"),
        ("no/out.xlsx", "", "there is no folder", "không có thư mục"),
        ("there.xlsx", "", "is there already", "đã có"),
        ("out.xlsx", "lang son", "P20_2008", "P20_2008"),
        ("out.xlsx", "Atlantis", "no registered area", "không có địa bàn"),
    ],
)
def test_what_cannot_be_written_is_refused_in_both_languages(raw: Path, tmp_path: Path, name: str, area: str, en: str, vi: str) -> None:
    (tmp_path / "there.xlsx").write_bytes(b"a day's work")
    with pytest.raises(CannotRunError) as refused:
        write_template(tmp_path / name, area, raw)
    assert en in refused.value.sentence("en")
    assert vi in refused.value.sentence("vi")
    assert (tmp_path / "there.xlsx").read_bytes() == b"a day's work"


def test_the_real_registries_fit(tmp_path: Path) -> None:
    assert main(["template", str(tmp_path / "out.xlsx"), "--area", "P20_2008"]) == 0
    book = load_workbook(tmp_path / "out.xlsx")
    assert codes(book, "ref_area")[0] == "P20_2008"
    assert all(len(validation.error or "") <= 225 and len(validation.prompt or "") <= 255 for validation in offered(book).values())
