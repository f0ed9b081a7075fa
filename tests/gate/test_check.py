"""The command check: real files are clean, and one slip in a cell gives one finding at its line and column."""

import csv
import io
import random
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.foundation.errors import CannotRunError
from pipeline.foundation.paths import RAW, ROOT
from pipeline.gate.check import check_all, check_files
from pipeline.gate.report import render
from schemas import CodedObservation
from schemas.base import header_of
from tests.small import FILE, STOCK, check_rows, write_raw

HEADER = header_of(CodedObservation)
PROVEN = {path.stem for path in (RAW / "evidence").glob("*.csv")}
"""Sources whose rows are proven: the articles that were coded whole."""
DIGITS = "0123456789"
ROWS = 4
"""How many rows of a file are damaged, drawn by seed."""


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    """A copy of the real data/raw."""
    return Path(shutil.copytree(RAW, tmp_path / "raw"))


def cells_of(path: Path) -> list[list[str]]:
    return list(csv.reader(path.read_text(encoding="utf-8").splitlines()))


def lines_of(path: Path) -> list[int]:
    """Return the positions of the rows of proven sources."""
    return [line for line, row in enumerate(cells_of(path)) if row[0] in PROVEN]


FILES = [path for path in sorted((RAW / "observations").rglob("*.csv")) if lines_of(path)]


def write_cells(path: Path, rows: list[list[str]]) -> None:
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\n").writerows(rows)
    path.write_text(buffer.getvalue(), encoding="utf-8")


def other_digit(cell: str, chance: random.Random) -> str:
    position = chance.choice([place for place, character in enumerate(cell) if character in DIGITS])
    digit = chance.choice([digit for digit in DIGITS if digit != cell[position]])
    return cell[:position] + digit + cell[position + 1 :]


def other_letter(cell: str, chance: random.Random) -> str:
    position = chance.choice([place for place, character in enumerate(cell) if character.isalpha()])
    return cell[:position] + "x" + cell[position + 1 :]


def other_unit(cell: str, chance: random.Random) -> str:
    units = [row[0] for row in cells_of(RAW / "units.csv")[1:]]
    return chance.choice([unit for unit in units if unit != cell])


SLIPS: dict[str, Callable[[str, random.Random], str]] = {
    "value": other_digit,
    "as_printed": other_digit,
    "area_name": other_letter,
    "period": other_digit,
    "unit": other_unit,
}


@pytest.mark.parametrize("column", SLIPS)
@pytest.mark.parametrize("file", FILES, ids=lambda path: path.stem)
def test_one_slip_in_a_row_gives_one_finding_at_its_line_and_column(file: Path, column: str, raw: Path) -> None:
    path = raw / file.relative_to(RAW)
    rows = cells_of(path)
    position = HEADER.index(column)
    chance = random.Random(f"{file.stem} {column}")
    lines = lines_of(file)
    for line in chance.sample(lines, min(len(lines), ROWS)):
        slipped = [list(row) for row in rows]
        slipped[line][position] = SLIPS[column](rows[line][position], chance)
        if column == "value" and float(slipped[line][position]) == float(rows[line][position]):
            continue
        write_cells(path, slipped)
        found = [(finding.line, finding.column) for finding in check_files([path], raw).findings]
        assert found == [(line + 1, column)], slipped[line]


def _replaced(row: list[str], column: str, cell: str) -> list[str]:
    return [cell if name == column else old for name, old in zip(HEADER, row, strict=True)]


def _swapped(row: list[str], column: str, other: str) -> list[str]:
    cells = dict(zip(HEADER, row, strict=True))
    return list((cells | {column: cells[other], other: cells[column]}).values())


def _without(row: list[str], column: str) -> list[str]:
    place = HEADER.index(column)
    return [*row[:place], *row[place + 1 :]]


Mistake = Callable[[list[list[str]], int], list[list[str]]]


def in_row(change: Callable[[list[str]], list[str]]) -> Mistake:
    return lambda rows, line: [*rows[:line], change(rows[line]), *rows[line + 1 :]]


MISTAKES: dict[str, tuple[Mistake, str]] = {
    "an area of another province": (in_row(lambda row: _replaced(row, "ref_area", "P01_2004")), "ref_area"),
    "an area that is not registered": (in_row(lambda row: _replaced(row, "ref_area", "P99_2008")), "ref_area"),
    "a source that is not registered": (in_row(lambda row: _replaced(row, "source_id", f"{row[0]}-x")), "source_id"),
    "a row that lacks a cell": (in_row(lambda row: _without(row, "period")), "-"),
    **{
        f"a row that moved left at {column}": (in_row(lambda row, column=column: [*_without(row, column), ""]), column)  # type: ignore[misc]
        for column in HEADER[:10]
    },
    "an empty cell inserted": (in_row(lambda row: [*row[:4], "", *row[4:-1]]), "indicator"),
    "value and as_printed swapped": (in_row(lambda row: _swapped(row, "value", "as_printed")), "as_printed"),
    "value and unit swapped": (in_row(lambda row: _swapped(row, "value", "unit")), "value"),
    "indicator and period swapped": (in_row(lambda row: _swapped(row, "indicator", "period")), "indicator"),
    "the name of the area in the place of its code": (in_row(lambda row: _replaced(row, "ref_area", row[3])), "ref_area"),
    "a unit that is not printed": (in_row(lambda row: _replaced(row, "unit", "LOAN")), "unit"),
    "a row copied": (lambda rows, line: [*rows[:line], rows[line], *rows[line:]], "item"),
    "a row copied under another item": (lambda rows, line: [*rows[:line], rows[line], _replaced(rows[line], "item", "9999")], "item"),
    "an empty line": (lambda rows, line: [*rows[: line + 1], [], *rows[line + 1 :]], "-"),
}
"""What a hand does to a file of observations, and the column at which it must be said."""


@pytest.mark.parametrize("name", MISTAKES)
def test_one_mistake_in_a_real_file_gives_one_finding(name: str, raw: Path) -> None:
    change, column = MISTAKES[name]
    for file in sorted((RAW / "observations").rglob("*.csv"))[5::30]:
        rows = cells_of(file)
        line = random.Random(f"{file.stem} {name}").choice([line for line, row in enumerate(rows) if line and not row[-1]] or [1])
        path = raw / file.relative_to(RAW)
        write_cells(path, change(rows, line))
        found = [(finding.column, abs(finding.line - line - 1)) for finding in check_files([path], raw).findings]
        assert [place for place, _ in found] == [column], (file.name, line + 1)
        assert found[0][1] <= 1
        shutil.copy(file, path)


@pytest.mark.parametrize("column", HEADER)
def test_one_slip_in_the_header_gives_one_finding(column: str, raw: Path) -> None:
    path = raw / FILES[0].relative_to(RAW)
    for other in (raw / "observations").rglob("*.csv"):
        if other != path:
            other.unlink()
    rows = cells_of(path)
    rows[0][HEADER.index(column)] = other_letter(column, random.Random(column))
    write_cells(path, rows)
    assert [(finding.line, finding.column, finding.rule.code) for finding in check_all(raw).findings] == [(1, column, "V006")]


@pytest.mark.parametrize(("file", "column"), zip(FILES, SLIPS, strict=False), ids=lambda one: getattr(one, "stem", one))
def test_a_slip_gives_one_finding_in_the_check_of_the_whole_dataset_too(file: Path, column: str, raw: Path) -> None:
    path = raw / file.relative_to(RAW)
    rows, line = cells_of(path), lines_of(path)[-1]
    rows[line][HEADER.index(column)] = SLIPS[column](rows[line][HEADER.index(column)], random.Random(column))
    write_cells(path, rows)
    assert [(finding.line, finding.column) for finding in check_all(raw).findings] == [(line + 1, column)]


def run(*arguments: str, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", "pipeline", *arguments], cwd=cwd, capture_output=True, text=True, encoding="utf-8")


def test_the_command_is_silent_and_exits_0_on_clean_data() -> None:
    done = run("check")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_the_command_prints_one_finding_a_line_and_exits_1(tmp_path: Path) -> None:
    path = tmp_path / "20-lang-son.csv"
    text = FILES[1].read_text(encoding="utf-8")
    assert FILES[1].name == path.name
    path.write_text(text.replace(",6.02,", ",6.03,"), encoding="utf-8")
    for language, word in (("en", "correct"), ("vi", "sửa")):
        done = run("check", str(path), "--lang", language)
        assert done.returncode == 1
        assert re.fullmatch(rf"{re.escape(str(path))}:3:value: V203 .*{word}.*\n", done.stdout)
        assert done.stderr == ""


@pytest.mark.parametrize("arguments", [["missing.csv"], ["."]])
def test_what_cannot_be_opened_exits_2_without_a_traceback(arguments: list[str], tmp_path: Path) -> None:
    done = run("check", *(str(tmp_path / argument) for argument in arguments))
    assert done.returncode == 2
    assert done.stderr.startswith("cannot run: cannot open ")


def test_a_broken_registry_is_named_before_a_file_is_judged_by_it(tmp_path: Path) -> None:
    raw = write_raw(tmp_path / "raw")
    registry = raw / "units.csv"
    text = registry.read_text(encoding="utf-8")
    registry.write_text(text.replace("VND_BN,VND_BN,VND_BN,VND,9", "VND_BN,VND_BN,VND_BN,VND,nine"), encoding="utf-8")
    with pytest.raises(CannotRunError, match=r"units\.csv must be corrected first"):
        check_files([raw / "observations" / FILE], raw)
    assert [(finding.path.rpartition("/")[2], finding.line, finding.column) for finding in check_all(raw).findings] == [
        ("units.csv", 4, "power_of_ten")
    ]


def test_the_same_file_named_twice_is_checked_once(tmp_path: Path) -> None:
    raw = write_raw(tmp_path / "raw")
    path = raw / "observations" / FILE
    assert check_files([path, path], raw).findings == []


def test_two_header_cells_swapped_are_one_finding(raw: Path) -> None:
    path = raw / FILES[0].relative_to(RAW)
    rows = cells_of(path)
    write_cells(path, [_swapped(rows[0], "period", "unit"), *rows[1:]])
    assert [(finding.line, finding.column) for finding in check_files([path], raw).findings] == [(1, "period")]


def test_one_slip_in_a_registry_gives_one_finding_whatever_uses_it(raw: Path) -> None:
    for name, old, new in (
        ("areas.csv", "P20_2008,province,20,2008,", "P20_2008,province,20,2009,"),
        ("indicators.csv", "POVERTY_RATE,Poverty rate,", "POVERTY_RATE,Poverty rate ,"),
        ("flags.csv", "flag,name_en", "flag,name"),
    ):
        text = (raw / name).read_text(encoding="utf-8")
        (raw / name).write_text(text.replace(old, new), encoding="utf-8")
        assert len(check_all(raw).findings) == 1, name
        with pytest.raises(CannotRunError, match=rf"{name} must be corrected first"):
            _with_findings(raw)
        (raw / name).write_text(text, encoding="utf-8")


def _with_findings(raw: Path) -> None:
    """Check a file that has a finding, so that the registries are asked for the cause."""
    path = raw / "observations" / FILE
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("P20_2008", "P21_2008", 1), encoding="utf-8")
    try:
        check_files([path], raw)
    finally:
        path.write_text(text, encoding="utf-8")


def test_files_that_no_table_is_read_from_are_said(tmp_path: Path) -> None:
    raw = write_raw(tmp_path / "raw")
    for name in ("notes.csv", "evidence/nobody.csv", "observations/2008/20-lang-son.CSV"):
        path = raw / name
        path.parent.mkdir(exist_ok=True)
        path.touch()
        found = [(finding.rule.code, finding.path.removeprefix(f"{raw}/")) for finding in check_all(raw).findings]
        path.unlink()
        assert found == [("V008", name)]


def test_a_long_or_broken_cell_makes_one_line_of_bounded_length(tmp_path: Path) -> None:
    findings = check_rows(tmp_path, {**STOCK, "area_name": "a\nb" + "c" * 100_000}).findings
    text = render(findings, "text", "en")
    assert len(text.splitlines()) == 1
    assert len(text) < 2000


@pytest.mark.parametrize("name", ["observations/2008/20-lang-son.csv", "evidence/lang-son-2024.csv", "units.csv"])
def test_a_folder_in_the_place_of_a_file_exits_2(name: str, tmp_path: Path) -> None:
    repository = Path(shutil.copytree(ROOT, tmp_path / "repository", ignore=shutil.ignore_patterns(".*", "processed", "interim", "raw")))
    path = write_raw(repository / "data" / "raw") / name
    path.unlink(missing_ok=True)
    path.mkdir(parents=True)
    done = run("check", cwd=repository)
    assert (done.returncode, done.stdout) == (2, "")
    assert re.match(r"cannot run: .*(Is a directory)", done.stderr)


@pytest.mark.parametrize("text", ["", "[", "dataset: {}\n"])
def test_broken_parameters_exit_2(text: str, tmp_path: Path) -> None:
    repository = Path(shutil.copytree(ROOT, tmp_path / "repository", ignore=shutil.ignore_patterns(".*", "processed", "interim")))
    (repository / "params.yaml").write_text(text, encoding="utf-8")
    done = run("check", cwd=repository)
    assert done.returncode == 2
    assert re.match(r"cannot run: .*params\.yaml: (is not YAML|lacks an entry)", done.stderr)


def test_a_missing_registry_is_said(tmp_path: Path) -> None:
    raw = write_raw(tmp_path / "raw")
    (raw / "flags.csv").unlink()
    with pytest.raises(CannotRunError, match=r"cannot open .*flags\.csv"):
        check_all(raw)


def test_lines_are_counted_as_an_editor_counts_them(tmp_path: Path) -> None:
    raw = write_raw(tmp_path, [{**STOCK, "note": "one\ntwo"}, {**STOCK, "item": "2", "value": "1"}])
    findings = check_all(raw).findings
    assert [(finding.rule.code, finding.line) for finding in findings] == [("V105", 2), ("V203", 4)]
    assert ((raw / "observations" / FILE).read_text(encoding="utf-8").splitlines())[3].startswith("lang-son-2024,2,")
