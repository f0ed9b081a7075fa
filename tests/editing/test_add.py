"""The command add: rows of a spreadsheet come into the files of their provinces whole and checked, or not at all."""

import csv
from pathlib import Path

import pytest

from pipeline.editing.add import Added, add
from pipeline.foundation.errors import CannotRunError
from pipeline.foundation.findings import Finding
from pipeline.gate.check import Checked, check_all
from schemas import CodedObservation
from schemas.base import header_of
from tests import small
from tests.fuzz.promises import contents, nothing_written
from tests.small import FILE, numbered, write_csv, write_raw, write_workbook

HEADER = header_of(CodedObservation)
STOCK, RATE = ({**row, "item": ""} for row in (small.STOCK, small.RATE))
ENGLISH = {**STOCK, "source_id": "lang-son-english", "as_printed": "VND 14,009.3 billion"}
DISTRICT = {**ENGLISH, "ref_area": "D183_2008", "area_name": "Chi Lăng", "as_printed": "VND 9 billion", "value": "9"}
COUNTRY = {**ENGLISH, "ref_area": "VN", "area_name": "Việt Nam"}
PLACE = f"observations/{FILE}"


def raw_with(folder: Path, *rows: dict[str, str]) -> Path:
    return write_raw(folder / "raw", numbered(*rows))


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def places(findings: list[Finding], folder: Path) -> list[tuple[str, str, int, str]]:
    return sorted((finding.rule.code, finding.path.removeprefix(f"{folder}/"), finding.line, finding.column) for finding in findings)


def test_rows_come_to_the_end_of_the_files_of_their_provinces(tmp_path: Path) -> None:
    raw = raw_with(tmp_path, STOCK)
    before = (raw / PLACE).read_bytes()
    given = write_workbook(tmp_path / "mine.xlsx", [RATE, COUNTRY, DISTRICT])
    added = add(given, raw)
    assert added.findings == []
    assert added.lines == {f"{raw}/{PLACE}": (3, 4), f"{raw}/observations/viet-nam.csv": (2, 2)}
    assert (raw / PLACE).read_bytes().startswith(before)
    assert [(row["source_id"], row["item"], row["ref_area"]) for row in rows_of(raw / PLACE)] == [
        ("lang-son-2024", "1", "P20_2008"),
        ("lang-son-2024", "2", "P20_2008"),
        ("lang-son-english", "2", "D183_2008"),
    ]
    assert [(row["item"], row["ref_area"]) for row in rows_of(raw / "observations" / "viet-nam.csv")] == [("1", "VN")]
    assert check_all(raw).findings == []


def test_a_file_is_taken_as_a_spreadsheet_saved_it(tmp_path: Path) -> None:
    raw = raw_with(tmp_path, STOCK)
    path = tmp_path / "mine.csv"
    write_csv(path, HEADER, [RATE])
    text = path.read_text(encoding="utf-8").replace("6,02%", "“").replace(",", ";").replace("“", "6,02%").replace('"', "")
    path.write_bytes((text.replace("\n", "\r\n") + ";" * 18 + "\r\n").encode("utf-8-sig"))
    assert add(path, raw).findings == []
    assert rows_of(raw / PLACE)[1]["as_printed"] == "6,02%"


@pytest.mark.parametrize(
    ("row", "code", "column"),
    [
        ({**RATE, "value": "7"}, "V203", "value"),
        ({**RATE, "ref_area": "P99_2008"}, "V106", "ref_area"),
        ({**RATE, "item": "1"}, "V301", "item"),
        (STOCK, "V302", "item"),
        ({**RATE, "note": "@lang"}, "V107", "note"),
    ],
)
def test_what_is_wrong_is_said_at_its_line_and_nothing_is_written(tmp_path: Path, row: dict[str, str], code: str, column: str) -> None:
    raw = raw_with(tmp_path, STOCK)
    given = write_workbook(tmp_path / "mine.xlsx", [DISTRICT, row])
    with nothing_written(tmp_path):
        added = add(given, raw)
    assert places(added.findings, tmp_path) == [(code, "mine.xlsx", 3, column)]
    assert added.lines == {}


def test_the_other_row_is_named_where_the_coder_has_it(tmp_path: Path) -> None:
    raw = raw_with(tmp_path, STOCK)
    twice = write_workbook(tmp_path / "twice.xlsx", [DISTRICT, DISTRICT])
    assert [finding.facts["other"] for finding in add(twice, raw).findings] == [f"{tmp_path}/twice.xlsx:2"]
    known = write_workbook(tmp_path / "known.xlsx", [STOCK])
    assert [finding.facts["other"] for finding in add(known, raw).findings] == [f"{raw}/{PLACE}:2"]


def test_cells_that_a_spreadsheet_lost_are_said(tmp_path: Path) -> None:
    raw = raw_with(tmp_path, STOCK)
    given = write_workbook(tmp_path / "mine.xlsx", [{**RATE, "as_printed": 6.02}])
    with nothing_written(tmp_path):
        assert places(add(given, raw).findings, tmp_path) == [("V025", "mine.xlsx", 2, "as_printed")]


def test_too_much_that_is_wrong_is_said_of_the_file_that_was_given(tmp_path: Path) -> None:
    raw = raw_with(tmp_path, STOCK)
    given = write_workbook(tmp_path / "mine.xlsx", [{**RATE, "locator": ""}] * 1_001)
    assert places(add(given, raw).findings, tmp_path)[0] == ("V030", "mine.xlsx", 1, "-")


def test_what_stands_wrong_in_the_table_already_is_not_blamed(tmp_path: Path) -> None:
    raw = raw_with(tmp_path, {**STOCK, "value": "1"})
    assert add(write_workbook(tmp_path / "mine.xlsx", [DISTRICT]), raw).lines == {}
    assert places(add(write_workbook(tmp_path / "mine.xlsx", [COUNTRY]), raw).findings, tmp_path) == []


def test_a_dry_run_writes_nothing(tmp_path: Path) -> None:
    raw = raw_with(tmp_path, STOCK)
    given = write_workbook(tmp_path / "mine.xlsx", [RATE])
    with nothing_written(tmp_path):
        assert add(given, raw, dry_run=True).lines == {f"{raw}/{PLACE}": (3, 3)}


def test_files_of_the_dataset_are_not_added_to_themselves(tmp_path: Path) -> None:
    raw = raw_with(tmp_path, STOCK)
    with pytest.raises(CannotRunError, match="lies in"):
        add(raw / PLACE, raw)


def test_all_files_are_written_or_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    raw = raw_with(tmp_path, STOCK)
    given = write_workbook(tmp_path / "mine.xlsx", [RATE, COUNTRY])
    before = contents(raw)
    write = Path.write_text

    def full(path: Path, text: str, **options: str) -> int:
        if path.name == ".viet-nam.csv.new":
            raise OSError(28, "No space left on device", str(path))
        return write(path, text, **options)

    monkeypatch.setattr(Path, "write_text", full)
    with pytest.raises(OSError, match="No space"):
        add(given, raw)
    assert contents(raw) == before


def test_rows_that_are_there_already_are_said_at_their_lines(tmp_path: Path) -> None:
    raw = raw_with(tmp_path, STOCK, RATE)
    given = write_workbook(tmp_path / "mine.xlsx", numbered(STOCK, RATE))
    assert places(add(given, raw).findings, tmp_path) == [("V301", "mine.xlsx", line, "item") for line in (2, 3)]


@pytest.mark.parametrize("linked", [PLACE, "observations/2008"])
def test_links_out_of_the_folder_are_not_followed(tmp_path: Path, linked: str) -> None:
    raw = raw_with(tmp_path, STOCK)
    (raw / linked).rename(tmp_path / "elsewhere")
    (raw / linked).symlink_to(tmp_path / "elsewhere")
    given = write_workbook(tmp_path / "mine.xlsx", [RATE])
    with nothing_written(tmp_path), pytest.raises(CannotRunError, match="leads elsewhere"):
        add(given, raw, dry_run=True)


def test_codes_of_provinces_lead_nowhere_else(tmp_path: Path) -> None:
    raw = write_raw(tmp_path / "raw", [], areas=small.changed("areas", "P20_2008", gso_code="../../../../20"))
    given = write_workbook(tmp_path / "mine.xlsx", [RATE])
    with nothing_written(tmp_path), pytest.raises(CannotRunError):
        add(given, raw)


def test_tables_that_cannot_be_read_are_named_where_they_are(tmp_path: Path) -> None:
    raw = raw_with(tmp_path, STOCK)
    given = write_workbook(tmp_path / "mine.xlsx", [RATE])
    (raw / "flags.csv").write_bytes((raw / "flags.csv").read_bytes().replace(b",", b";"))
    with pytest.raises(CannotRunError, match=f"{raw}/flags.csv must be corrected first: python -m pipeline check {raw}/flags.csv"):
        add(given, raw)
    path = raw / PLACE
    path.write_bytes(path.read_text(encoding="utf-8").encode("utf-16"))
    with pytest.raises(CannotRunError, match=r"20-lang-son\.csv must be corrected first"):
        add(given, raw)


def test_a_file_without_rows_is_refused(tmp_path: Path) -> None:
    raw = raw_with(tmp_path, STOCK)
    with pytest.raises(CannotRunError, match="has no rows"):
        add(write_workbook(tmp_path / "mine.xlsx", []), raw)


def test_what_was_changed_meanwhile_is_not_overwritten(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    raw = raw_with(tmp_path, STOCK)
    given = write_workbook(tmp_path / "mine.xlsx", [RATE])

    def edited(old: Path, new: Path) -> Checked:
        (raw / PLACE).write_bytes((raw / PLACE).read_bytes().replace(b"p7", b"p8"))
        return Checked()

    monkeypatch.setattr("pipeline.editing.add.check_touched", edited)
    with pytest.raises(CannotRunError, match="changed meanwhile"):
        add(given, raw)
    assert b"p8" in (raw / PLACE).read_bytes()


def test_permissions_stay(tmp_path: Path) -> None:
    raw = raw_with(tmp_path, STOCK)
    (raw / PLACE).chmod(0o640)
    add(write_workbook(tmp_path / "mine.xlsx", [RATE]), raw)
    assert (raw / PLACE).stat().st_mode & 0o777 == 0o640


def test_it_says_what_it_did(tmp_path: Path) -> None:
    raw = raw_with(tmp_path, STOCK)
    added = add(write_workbook(tmp_path / "mine.xlsx", [RATE, COUNTRY, DISTRICT]), raw)
    assert list(added.said("en", dry_run=False)) == [
        f"{raw}/{PLACE}: 2 rows added (line 3-4)",
        f"{raw}/observations/viet-nam.csv: 1 row added (line 2)",
    ]
    assert list(added.said("vi", dry_run=True))[1] == f"{raw}/observations/viet-nam.csv: sẽ thêm 1 dòng (dòng 2)"
    assert list(Added([]).said("vi", dry_run=False)) == ["chưa thêm dòng nào"]
