"""The check of a change: blamed is what it touched, once for each cause."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.foundation.errors import CannotRunError
from pipeline.foundation.findings import Finding
from pipeline.gate.report import render
from pipeline.gate.since import check_touched
from schemas import REGISTRIES, CodedObservation, Evidence
from schemas.base import header_of
from tests.gate.test_rules import proof
from tests.small import FILE, RATE, STOCK, TABLES, Rows, changed, numbered, write_csv, write_raw

OTHER = "2008/17-hoa-binh.csv"
HOA_BINH = {
    **STOCK,
    "source_id": "lang-son-english",
    "ref_area": "P17_2008",
    "area_name": "Hòa Bình",
    "as_printed": "VND 9 billion",
    "value": "9",
}
WRONG = {**HOA_BINH, "item": "2", "period": "2023", "value": "1"}


def write_rows(raw: Path, file: str, rows: Rows) -> None:
    write_csv(raw / "observations" / file, header_of(CodedObservation), rows)


def write_table(raw: Path, name: str, rows: Rows) -> None:
    write_csv(raw / f"{name}.csv", header_of(REGISTRIES[name]), rows)


def found(folder: Path, change: Callable[[Path], object], other: Rows | None = None) -> list[Finding]:
    """Return the findings of a change to the small tables, to which belongs a file that the change leaves alone."""
    old = write_raw(folder / "old")
    write_rows(old, OTHER, [HOA_BINH] if other is None else other)
    new = Path(shutil.copytree(old, folder / "new"))
    change(new)
    return check_touched(old, new).findings


def places(findings: list[Finding]) -> list[tuple[str, int, str, str]]:
    return [(Path(finding.path).name, finding.line, finding.column, finding.rule.code) for finding in findings]


def test_what_was_wrong_before_in_a_file_that_was_not_touched_is_not_reported(tmp_path: Path) -> None:
    assert found(tmp_path, lambda raw: write_rows(raw, FILE, numbered(STOCK, RATE)), [HOA_BINH, WRONG]) == []


def test_what_was_wrong_before_in_a_file_that_was_touched_is_reported(tmp_path: Path) -> None:
    findings = found(tmp_path, lambda raw: write_rows(raw, OTHER, [RATE, WRONG]), [WRONG])
    assert ("17-hoa-binh.csv", 3, "value", "V203") in places(findings)


def test_a_bad_row_is_reported_at_its_place(tmp_path: Path) -> None:
    findings = found(tmp_path, lambda raw: write_rows(raw, FILE, numbered(STOCK, {**RATE, "value": "6.03"})), [WRONG])
    assert places(findings) == [("20-lang-son.csv", 3, "value", "V203")]


@pytest.mark.parametrize(
    ("name", "key", "column", "line"),
    [("units", "VND_BN", "unit", 4), ("programmes", "POOR", "programme", 3), ("codes", "over", "code", 6)],
)
def test_a_renamed_code_is_one_finding_where_it_stood_however_many_rows_use_it(
    name: str, key: str, column: str, line: int, tmp_path: Path
) -> None:
    rows = [{**row, column: "RENAMED"} if row[column] == key else row for row in TABLES[name]]
    using = numbered(*[{**HOA_BINH, "programme": "POOR", "bound": "over", "period": year} for year in ("2021", "2022", "2023")])
    findings = found(tmp_path, lambda raw: write_table(raw, name, rows), using)
    assert places(findings) == [(f"{name}.csv", line, column, "V601")]
    assert findings[0].facts["cell"] == key
    assert findings[0].facts["count"] == 3 + (name == "units")
    assert "17-hoa-binh.csv" in render(findings, "text", "vi")


def test_removed_codes_that_stood_together_are_one_finding(tmp_path: Path) -> None:
    findings = found(tmp_path, lambda raw: write_table(raw, "areas", TABLES["areas"][:1]))
    assert places(findings) == [("areas.csv", 2, "ref_area", "V601")]


def test_a_renamed_code_hides_nothing_else_that_is_wrong(tmp_path: Path) -> None:
    def change(raw: Path) -> None:
        write_table(raw, "units", changed("units", "VND_BN", unit="RENAMED"))
        write_rows(raw, FILE, numbered(STOCK, {**RATE, "value": "6.03"}))

    assert sorted(places(found(tmp_path, change))) == [("20-lang-son.csv", 3, "value", "V203"), ("units.csv", 4, "unit", "V601")]


def test_rows_that_a_changed_registry_makes_wrong_are_one_finding_at_its_changed_row(tmp_path: Path) -> None:
    indicators = changed("indicators", "LOANS_OUTSTANDING", kind="flow")
    (finding,) = found(
        tmp_path, lambda raw: write_table(raw, "indicators", indicators), numbered(HOA_BINH, {**HOA_BINH, "period": "2024-05"})
    )
    assert places([finding]) == [("indicators.csv", 3, "-", "V602")]
    assert (finding.facts["count"], finding.facts["code"]) == (2, "V208")
    assert {language: "V208" in finding.message(language) for language in ("en", "vi")} == {"en": True, "vi": True}


def test_a_changed_row_that_makes_an_unchanged_one_wrong_is_blamed(tmp_path: Path) -> None:
    """The check blames the later of two rows with one item; here the earlier one is the new one."""
    findings = found(tmp_path, lambda raw: write_rows(raw, OTHER, [{**STOCK, "source_id": "lang-son-2024"}, HOA_BINH]))
    assert ("17-hoa-binh.csv", 2, "item", "V301") in places(findings)
    assert all(Path(finding.path).name == "17-hoa-binh.csv" for finding in findings)


def test_a_new_row_above_an_old_one_of_its_file_is_the_one_that_is_blamed(tmp_path: Path) -> None:
    (finding,) = found(tmp_path, lambda raw: write_rows(raw, FILE, [RATE, STOCK]))
    assert places([finding]) == [("20-lang-son.csv", 2, "item", "V301")]
    assert str(finding.facts["other"]).endswith("20-lang-son.csv:3")


def test_a_part_that_outgrows_its_total_in_another_file_is_blamed(tmp_path: Path) -> None:
    country = {**HOA_BINH, "ref_area": "VN", "area_name": "Việt Nam", "item": "9", "as_printed": "VND 5 billion", "value": "5"}
    old = write_raw(tmp_path / "old")
    write_rows(old, "viet-nam.csv", [country])
    new = Path(shutil.copytree(old, tmp_path / "new"))
    write_rows(new, OTHER, [HOA_BINH])
    (finding,) = check_touched(old, new).findings
    assert places([finding]) == [("17-hoa-binh.csv", 2, "-", "V602")]
    assert finding.facts["code"] == "V303"


def test_a_removed_row_whose_proof_stays_is_blamed_at_its_file(tmp_path: Path) -> None:
    old = write_raw(tmp_path / "old", numbered(STOCK, RATE))
    write_csv(old / "evidence" / "lang-son-2024.csv", header_of(Evidence), [proof()])
    new = Path(shutil.copytree(old, tmp_path / "new"))
    write_rows(new, FILE, [{**RATE, "item": "2"}])
    write_table(new, "retired", [{"obs_id": "lang-son-2024.1", "reason": "Printed of another year.", "replaced_by": ""}])
    (finding,) = check_touched(old, new).findings
    assert places([finding]) == [("20-lang-son.csv", 2, "-", "V602")]
    assert finding.facts["code"] == "V501"


def test_a_row_that_is_gone_needs_a_line_in_retired(tmp_path: Path) -> None:
    old = write_raw(tmp_path / "old", numbered(STOCK, RATE))
    write_csv(old / "evidence" / "lang-son-2024.csv", header_of(Evidence), [proof()])
    new = Path(shutil.copytree(old, tmp_path / "new"))
    write_rows(new, FILE, [{**RATE, "item": "2"}])
    (finding,) = check_touched(old, new).findings
    assert places([finding]) == [("20-lang-son.csv", 2, "-", "V603")]
    assert "observations/2008/20-lang-son.csv" in finding.message()
    assert "1 (lang-son-2024.1)" in finding.message("vi") or "1 dòng (lang-son-2024.1)" in finding.message("vi")


def test_a_file_that_is_gone_is_not_passed_over(tmp_path: Path) -> None:
    old = write_raw(tmp_path / "old", numbered(STOCK, RATE))
    new = Path(shutil.copytree(old, tmp_path / "new"))
    (new / "observations" / FILE).unlink()
    assert places(check_touched(old, new).findings) == [("retired.csv", 1, "-", "V603")]


def test_a_row_that_stands_once_more_than_before_is_new(tmp_path: Path) -> None:
    def again(new: Path) -> None:
        path = new / "observations" / FILE
        path.write_bytes(path.read_bytes() + path.read_bytes().partition(b"\n")[2])

    assert places(found(tmp_path, again)) == [("20-lang-son.csv", 3, "item", "V301")]


def test_what_only_warnings_come_of_is_a_warning(tmp_path: Path) -> None:
    old = write_raw(tmp_path / "old")
    write_csv(old / "evidence" / "lang-son-2024.csv", header_of(Evidence), [proof()])
    new = Path(shutil.copytree(old, tmp_path / "new"))
    write_csv(new / "evidence" / "lang-son-2024.csv", header_of(Evidence), [{**proof(), "locator": "p8"}])
    checked = check_touched(old, new)
    assert places(checked.findings) == [("lang-son-2024.csv", 2, "-", "V602")]
    assert checked.findings[0].facts["code"] == "V221"
    assert not checked.has_errors


def test_a_registry_that_cannot_be_read_is_reported_where_it_was_touched(tmp_path: Path) -> None:
    def change(raw: Path) -> None:
        (raw / "units.csv").write_text((raw / "units.csv").read_text(encoding="utf-8").replace("unit,", "Unit,", 1), encoding="utf-8")

    assert places(found(tmp_path, change)) == [("units.csv", 1, "unit", "V006")]


def test_a_registry_that_was_broken_before_stops_the_check_and_is_named(tmp_path: Path) -> None:
    old = write_raw(tmp_path / "old", units=changed("units", "VND_BN", power_of_ten="nine"))
    new = Path(shutil.copytree(old, tmp_path / "new"))
    write_rows(new, FILE, numbered(STOCK, RATE))
    with pytest.raises(CannotRunError, match=r"units\.csv must be corrected first"):
        check_touched(old, new)


@pytest.mark.parametrize("name", list(REGISTRIES))
def test_a_missing_registry_is_said(name: str, tmp_path: Path) -> None:
    with pytest.raises(CannotRunError, match=rf"cannot open .*{name}\.csv"):
        found(tmp_path, lambda raw: (raw / f"{name}.csv").unlink())


def test_findings_name_no_temporary_file(tmp_path: Path) -> None:
    def change(raw: Path) -> None:
        write_table(raw, "units", changed("units", "VND_BN", unit="RENAMED"))
        write_rows(raw, FILE, [STOCK, STOCK])

    text = render(found(tmp_path, change), "text", "en")
    assert "vn-policy-credit-" not in text
    assert f", at {tmp_path}/new/observations/{FILE}:2" in text
