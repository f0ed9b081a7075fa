"""Equal findings in neighbouring rows are one line for people and every one of them for programs."""

import json
import unicodedata
from pathlib import Path

import pytest

from pipeline.gate.diff import Difference
from pipeline.gate.report import render
from pipeline.gate.review import comment
from pipeline.gate.runs import LEAST, runs_of
from tests.small import RATE, check_rows, numbered

APART = {**RATE, "area_name": unicodedata.normalize("NFD", "Lạng Sơn")}


def lines(tmp_path: Path, *rows: dict[str, str], language: str = "en") -> list[str]:
    found = check_rows(tmp_path, *numbered(*({**row, "period": f"20{n + 10}-06"} for n, row in enumerate(rows, 1)))).findings
    return [line.removeprefix(f"{tmp_path}/observations/2008/") for line in render(found, "text", language).splitlines()]  # type: ignore[arg-type]


@pytest.mark.parametrize(("language", "ending"), [("en", "[rows 2-5: 4 findings]"), ("vi", "[dòng 2-5: 4 lần]")])
def test_a_column_of_one_mistake_is_one_line(tmp_path: Path, language: str, ending: str) -> None:
    (line,) = lines(tmp_path, *[APART] * 4, language=language)
    assert line.startswith("20-lang-son.csv:2:area_name: V103")
    assert line.endswith(ending)


def test_few_findings_are_shown_each(tmp_path: Path) -> None:
    assert len(lines(tmp_path, *[APART] * (LEAST - 1))) == LEAST - 1


def test_rows_between_end_a_run_and_one_does_not(tmp_path: Path) -> None:
    shown = lines(tmp_path, APART, RATE, APART, APART, RATE, RATE, APART, APART, APART)
    assert [line.rpartition("[")[2] for line in shown] == ["rows 2-5: 3 findings]", "rows 8-10: 3 findings]"]


def test_what_is_mended_in_another_way_is_shown_by_itself(tmp_path: Path) -> None:
    wrong = [{**RATE, "as_printed": f"{number}%", "value": "1"} for number in range(2, 7)]
    assert len(lines(tmp_path, *wrong)) == len(wrong)


def test_programs_get_every_finding_and_reviewers_the_lines(tmp_path: Path) -> None:
    found = check_rows(tmp_path, *numbered(*[{**APART, "period": f"2024-0{n}"} for n in range(1, 6)])).findings
    assert len(json.loads(render(found, "json", "en"))["findings"]) == 5
    assert ",line=2,endLine=6::V103" in render(found, "github", "en")
    assert "| 2-6 | area\\_name | V103 |" in comment(found, Difference([], []), None, "en")
    assert [(run.lines, run.size) for run in runs_of(reversed(found))] == [("2-6", 5)]
