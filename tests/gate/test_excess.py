"""A file in which everything is wrong is answered in bounded time and memory: with its first findings, and that there are more."""

from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pytest

from pipeline.foundation.findings import Finding
from pipeline.gate import coded, running
from pipeline.gate.check import check_all
from pipeline.gate.report import render
from pipeline.gate.rules import cells
from pipeline.gate.running import ReportedCells
from pipeline.language import names
from pipeline.reading.reader import Reader
from schemas import CodedObservation, Evidence
from schemas.base import Column, header_of
from tests.gate.test_rules import CODED_WHOLE, LEFT_OUT, READ, proof
from tests.small import FILE, LIFTED, RATE, STOCK, TABLES, check_rows, numbered, write_csv, write_raw

MOST = 5
WRONG = {**STOCK, "value": "1"}
UNKNOWN = {**STOCK, "indicator": "LOAN_OUTSTANDING"}


@pytest.fixture(autouse=True)
def few_findings(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (running, cells):
        monkeypatch.setattr(module, "MOST_FINDINGS", MOST)
    monkeypatch.setattr("pipeline.reading.reader.MOST_FINDINGS", MOST)


def codes(findings: list[Finding]) -> list[tuple[str, int]]:
    return sorted((finding.rule.code, finding.line) for finding in findings)


def test_as_many_as_are_shown_are_all(tmp_path: Path) -> None:
    found = check_rows(tmp_path, *numbered(*[WRONG] * MOST)).findings
    assert codes(found) == [("V203", line) for line in range(2, MOST + 2)]


@pytest.mark.parametrize(("row", "code"), [(WRONG, "V203"), (UNKNOWN, "V106"), ({**STOCK, "locator": ""}, "V101")])
def test_more_are_cut_and_it_is_said(tmp_path: Path, row: dict[str, str], code: str) -> None:
    found = check_rows(tmp_path, *numbered(*[row] * 40)).findings
    assert codes(found) == [("V030", 1), *((code, line) for line in range(2, MOST + 2))]


def test_findings_of_several_rules_count_together(tmp_path: Path) -> None:
    rows = numbered(*[UNKNOWN] * 3, *[WRONG] * 4, *[{**RATE, "period": "2023-13"}] * 4)
    assert codes(check_rows(tmp_path, *rows).findings) == [("V030", 1), *[("V106", line) for line in (2, 3, 4)]] + [
        ("V203", line) for line in (5, 6, 7, 8)
    ]


def test_other_files_are_judged_whole(tmp_path: Path) -> None:
    raw = write_raw(tmp_path, numbered(*[WRONG] * 40))
    other = {**STOCK, "source_id": "lang-son-english", "ref_area": "VN", "area_name": "Việt Nam", "as_printed": "VND 14,009.3 billion"}
    write_csv(raw / "observations" / "viet-nam.csv", header_of(CodedObservation), numbered({**other, "value": "2"}))
    found = check_all(raw).findings
    assert [finding.rule.code for finding in found if finding.path.endswith("viet-nam.csv")] == ["V203"]
    assert [finding.rule.code for finding in found if finding.rule.code == "V030"] == ["V030"]


def test_rows_that_were_cut_break_no_later_rule(tmp_path: Path) -> None:
    """A figure that cannot be read and was not said of would be taken for one that can."""
    rows = numbered(*[{**STOCK, "as_printed": f"{number} tỷ {number} tỷ {number}"} for number in range(40)])
    assert {code for code, _ in codes(check_rows(tmp_path, *rows).findings)} == {"V030", "V204"}


def test_a_long_column_is_judged_by_pieces_to_its_first_findings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cells, "LONG", 4)
    judged = []
    judge = cells._text_problem

    def counted(cell: str, column: Column) -> object:
        judged.append(cell)
        return judge(cell, column)

    monkeypatch.setattr(cells, "_text_problem", counted)
    rows = numbered(*[{**STOCK, "locator": f"paragraph {number}"} for number in range(400)])
    found = check_rows(tmp_path, *rows).findings
    assert codes(found)[:2] == [("V030", 1), ("V102", 2)]
    assert len(found) <= 2 * MOST + 1
    assert sum(cell.startswith("paragraph") for cell in judged) < 100


def test_rows_are_judged_by_slices_as_all_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "MOST_FINDINGS", 100)
    monkeypatch.setattr(cells, "MOST_FINDINGS", 100)
    rows = numbered(STOCK, WRONG, UNKNOWN, RATE, {**RATE, "value": "7"}, STOCK, {**RATE, "period": "2023-13"}, {**STOCK, "note": "=1"})
    raw = write_raw(tmp_path, rows)
    at_once = codes(check_all(raw).findings)
    for size in (1, 3):
        monkeypatch.setattr(coded, "SLICE", size)
        monkeypatch.setattr(cells, "LONG", size)
        assert codes(check_all(raw).findings) == at_once


def test_reading_stops_to_say_the_same(tmp_path: Path) -> None:
    reader = Reader("a.csv", ["a", "b"])
    reader.read_bytes(b"a,b\n" + b"1,2,3\n" * 40)
    assert codes(reader.parsed.findings) == [("V005", line) for line in range(2, MOST + 2)] + [("V030", 1)]


def test_keys_of_registries(tmp_path: Path) -> None:
    raw = write_raw(tmp_path, flags=[TABLES["flags"][0]] * 40)
    assert [code for code, _ in codes(check_all(raw).findings)] == ["V030", *["V401"] * MOST]


def test_the_sentence_in_both_languages(tmp_path: Path) -> None:
    (finding,) = (each for each in check_rows(tmp_path, *numbered(*[WRONG] * 40)).findings if each.rule.code == "V030")
    place = f"{tmp_path}/observations/{FILE}:1:-: V030"
    assert render([finding], "text", "en").splitlines()[0] == (
        f"{place} so much is wrong in this file that of each kind only the first 1,000 findings are shown, and the rest was not judged "
        "(correct these, then check again; so many errors usually have one cause, such as a column pasted in the wrong place)"
    )
    assert render([finding], "text", "vi").splitlines()[0] == (
        f"{place} tệp này sai quá nhiều nên mỗi loại chỉ hiện 1000 lỗi đầu tiên, và tệp chưa được xét hết "
        "(sửa những lỗi đã hiện rồi kiểm tra lại; sai nhiều như vậy thường do một nguyên nhân, ví dụ dán hoặc thay thế nhầm cả cột)"
    )


def test_all_rows_can_be_blamed_at_once() -> None:
    blamed = ReportedCells(3, ["a", "b"])
    blamed.mark(0, "a")
    blamed.mark_rows(np.array([False, True, False]), ["a", "b"])
    assert [blamed.mark(row, "a") for row in range(3)] == [False, False, True]


def test_rows_that_contradict_one_are_shown_to_the_first_findings(tmp_path: Path) -> None:
    rows = numbered(*[{**STOCK, "as_printed": f"{number}0 tỷ đồng", "value": f"{number}0"} for number in range(10, 50)])
    assert codes(check_rows(tmp_path, *rows).findings) == [("V030", 1), *(("V305", line) for line in range(3, MOST + 3))]


def test_sensitive_figures_are_all_judged(tmp_path: Path) -> None:
    """Sound ones before a bad one do not use up what is shown."""
    counted = {**LIFTED, "programme": "RELEASED", "as_printed": "5 hộ", "value": "5"}
    rows = numbered(*[{**counted, "period": f"20{year:02}"} for year in range(10, 20)], {**counted, "as_printed": "2 hộ", "value": "2"})
    assert codes(check_rows(tmp_path, *rows).findings) == [("V212", 12)]


def test_a_file_of_too_many_torn_rows_is_judged_no_further(tmp_path: Path) -> None:
    path = write_raw(tmp_path, numbered(*[WRONG] * 10)) / "observations" / FILE
    path.write_bytes(path.read_bytes() + b"1,2,3\n" * 10)
    assert codes(check_all(tmp_path).findings) == [("V005", line) for line in range(12, 17)] + [("V030", 1)]


def test_warnings_alone_stay_warnings(tmp_path: Path) -> None:
    raw = write_raw(tmp_path, numbered(*[{**RATE, "period": f"2024-06-{day:02}"} for day in range(1, 11)]))
    proofs = [proof(str(item), "other print") | {"period": f"2024-06-{item:02}"} for item in range(1, 11)]
    write_csv(raw / "evidence" / "lang-son-2024.csv", header_of(Evidence), proofs)
    checked = check_all(raw)
    assert {code for code, _ in codes(checked.findings)} == {"V221", "V030"}
    assert not checked.has_errors


def test_wrong_cells_of_one_file_hide_none_of_another(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where a column hardly repeats and is judged by pieces, in which the same wrong cells come again."""
    monkeypatch.setattr(coded, "SLICE", 4)
    monkeypatch.setattr(cells, "LONG", 4)
    raw = write_raw(tmp_path, numbered(*[{**STOCK, "note": f"=sum{number % 3}"} for number in range(40)]))
    other = {**STOCK, "source_id": "lang-son-english", "ref_area": "VN", "area_name": "Việt Nam", "as_printed": "VND 14,009.3 billion"}
    write_csv(raw / "observations" / "viet-nam.csv", header_of(CodedObservation), numbered({**other, "note": "=lost"}))
    assert [finding.line for finding in check_all(raw).findings if finding.path.endswith("viet-nam.csv")] == [2]


def test_a_suggestion_is_asked_for_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []
    suggest = names.suggest

    def counted(text: str, known: Iterable[str], cutoff: float) -> str:
        asked.append(text)
        return suggest(text, known, cutoff)

    monkeypatch.setattr("pipeline.gate.rules.cells.suggest", counted)
    check_rows(tmp_path, *numbered(*[{**UNKNOWN, "area_name": f"Lạng Sơn {number}"} for number in range(4)]))
    assert asked == ["LOAN_OUTSTANDING"]


def test_scale_words_without_end_are_no_figure(tmp_path: Path) -> None:
    row = {**STOCK, "as_printed": "1" + " tỷ" * 90 + " đồng"}
    assert codes(check_rows(tmp_path, row).findings) == [("V204", 2)]


def test_figures_that_were_left_out_hide_none_that_is_missing(tmp_path: Path) -> None:
    """However many figures have no row for a good reason, the next one is asked for as well."""
    left_out = [{**READ, "as_printed": f"{number} households"} for number in range(20, 20 + 2 * MOST)]
    excluded = [{**LEFT_OUT, "note": f"The part {number} of the province."} for number in range(len(left_out))]
    missing = {**READ, "locator": "p8", "as_printed": "1,200 households"}
    raw = write_raw(tmp_path, passages=[*left_out, missing], excluded=excluded, sources=CODED_WHOLE)
    asked = [finding for finding in check_all(raw).findings if finding.rule.code == "V503"]
    assert codes(asked) == [("V503", len(left_out) + 2)]
