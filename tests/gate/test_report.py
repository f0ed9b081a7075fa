"""How findings are said: lines for people, rows on a terminal, annotations, JSON; and the page that lists every rule."""

import io
import json
import re
from pathlib import Path

import jsonschema
import pytest

from pipeline.foundation.findings import WHOLE, Finding, Rule
from pipeline.foundation.paths import ROOT
from pipeline.gate.report import Colour, Format, Screen, render, screen_of
from pipeline.reading.excerpt import cut, width_of
from tests.gate.test_rules import CASES, NAMES, Case
from tests.small import RATE, STOCK, check_rows

SCHEMA = json.loads((ROOT / "docs" / "findings.schema.json").read_text(encoding="utf-8"))
RULE = Rule("V999", "error", "wrong", "sai", "mend it", "sửa")
PLAIN = Screen(80, colour=False)
SGR = re.compile(r"\033\[[0-9]*m")


class Terminal(io.StringIO):
    """A stream that is a terminal."""

    def isatty(self) -> bool:
        return True


def shown(folder: Path, text: str, column: str, line: int = 2, width: int = 80) -> list[str]:
    """Return the lines under a finding in a file of the columns a, b, c."""
    path = folder / "file.csv"
    path.write_text(f"a,b,c\n{text}\n", encoding="utf-8", newline="")
    return render([Finding(str(path), line, column, RULE, {})], "text", "en", Screen(width, colour=False)).split("\n")[1:]


def test_without_a_terminal_a_finding_is_one_line(tmp_path: Path) -> None:
    findings = check_rows(tmp_path, {**STOCK, "value": "1"}).findings
    assert len(render(findings, "text", "en", screen_of(io.StringIO(), "auto")).splitlines()) == 1


@pytest.mark.parametrize(
    ("environment", "colour", "expected"),
    [
        ({}, "auto", True),
        ({"NO_COLOR": "1"}, "auto", False),
        ({"NO_COLOR": ""}, "auto", True),
        ({"TERM": "dumb"}, "auto", False),
        ({"NO_COLOR": "1"}, "always", True),
        ({}, "never", False),
    ],
)
def test_no_color_is_respected_unless_colour_is_asked_for(
    environment: dict[str, str], colour: Colour, expected: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("NO_COLOR", raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    screen = screen_of(Terminal(), colour)
    assert screen is not None
    assert screen.colour is expected


def test_colours_change_no_character_of_what_is_said(tmp_path: Path) -> None:
    findings = check_rows(tmp_path, {**STOCK, "value": "1"}, {**RATE, "item": "2", "ref_area": "P21_2008"}).findings
    coloured = render(findings, "text", "vi", Screen(80, colour=True))
    assert coloured.count("\033[31m") == 2 * len(findings)
    assert SGR.sub("", coloured) == render(findings, "text", "vi", PLAIN)
    assert render(findings, "text", "vi", PLAIN).splitlines()[::3] == render(findings, "text", "vi").splitlines()


@pytest.mark.parametrize(
    ("text", "column", "expected"),
    [
        ("one,two,three", "b", ["     2 | one,two,three", "             ^^^"]),
        ('one,"2,5 tỷ",three', "b", ['     2 | one,"2,5 tỷ",three', "             ^^^^^^^^"]),
        ("one,,three", "b", ["     2 | one,,three", "             ^"]),
        ("một,万人,three", "c", ["     2 | một,万人,three", "                  ^^^^^"]),
        ('"say ""hi""",two,three', "b", ['     2 | "say ""hi""",two,three', "                      ^^^"]),
        ("one,two,three", WHOLE, ["     2 | one,two,three"]),
        ("one,two", "c", ["     2 | one,two"]),
    ],
)
def test_the_cell_is_marked_in_its_row(text: str, column: str, expected: list[str], tmp_path: Path) -> None:
    assert shown(tmp_path, text, column) == expected


def test_a_wide_row_is_cut_around_the_cell(tmp_path: Path) -> None:
    for text in ("x" * 500 + ",cell," + "y" * 500, "cell" * 300 + ",cell," + "y", "x,cell," + "y" * 500, "x," + "cell" * 500 + ",y"):
        row, carets = shown(tmp_path, text, "b", width=60)
        assert width_of(row) <= 60
        assert "…" in row
        assert set(row[len(carets) - carets.count("^") : len(carets)]) <= set("cell…")


def test_every_cut_keeps_the_marked_part_in_sight_and_within_the_width() -> None:
    text = "một,hai,万人,bốn\x1b[31m,năm,sáu"
    for width in range(3, 60):
        for first in range(len(text)):
            row, carets = cut(text, (first, first + 1), width)
            assert width_of(row) <= max(width, 10)
            assert len(carets) <= width_of(row)


@pytest.mark.parametrize("hostile", ["\033[2J", "\033]0;title\007", "a\rb", "\u202eabc", "\x9b31m", "a\u0301", "\b\b", "\u200b"])
def test_what_would_move_the_cursor_is_made_visible_in_every_form(hostile: str, tmp_path: Path) -> None:
    path = tmp_path / f"{hostile.replace('/', '')}.csv"
    path.write_text(f"a,b\n{hostile},x\n", encoding="utf-8", newline="")
    rule = Rule("V999", "error", "“{cell}”", "“{cell}”", "“{cell}”", "“{cell}”")
    findings = [Finding(str(path), 2, hostile, rule, {"cell": hostile}), Finding(str(path), 2, "a", rule, {"cell": hostile})]
    forms: tuple[Format, ...] = ("text", "json")
    for form in forms:
        text = render(findings, form, "en", PLAIN)
        assert [character for character in text if not character.isprintable() and character != "\n"] == []
    assert f"<U+{ord(next(c for c in hostile if c not in 'ab')):04X}>" in render(findings, "text", "en", PLAIN)


@pytest.mark.parametrize("data", [b"", b"\xff\xfe", b"PK\0\0", b'a,b\n"', b"a,b\n\r\n\n"])
def test_a_file_that_is_no_table_still_shows_its_finding(data: bytes, tmp_path: Path) -> None:
    path = tmp_path / "file.csv"
    path.write_bytes(data)
    for line, column in ((1, WHOLE), (2, "b"), (9, "b")):
        findings = [Finding(str(path), line, column, RULE, {})]
        assert render(findings, "text", "en", PLAIN).startswith(f"{path}:{line}:{column}: V999 wrong (mend it)")
        jsonschema.validate(json.loads(render(findings, "json", "en")), SCHEMA)


@pytest.mark.parametrize("case", CASES, ids=NAMES)
def test_real_output_is_valid_by_the_schema_and_shows_the_row_of_every_rule(case: Case, tmp_path: Path) -> None:
    findings = case.breaks(tmp_path).findings
    said = json.loads(render(findings, "json", "en"))
    jsonschema.validate(said, SCHEMA)
    (entry,) = said["findings"]
    place = f"{entry['path']}:{entry['line']}:{entry['column']}"
    line = f"{place}: {entry['code']} {entry['message']['vi']} ({entry['fix']['vi']})"
    assert line == render(findings, "text", "vi").replace("warning: ", "")
    in_text = entry["column"] != WHOLE and not entry["path"].endswith(".xlsx")  # of a workbook the cell is named, not shown
    assert (entry["cell"] is not None) == in_text
    if in_text:
        assert render(findings, "text", "en", PLAIN).splitlines()[2].strip(" ^") == ""


def test_no_findings_are_an_empty_list() -> None:
    assert json.loads(render([], "json", "en")) == {"version": 1, "findings": []}


def test_the_schema_refuses_another_version() -> None:
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({"version": 2, "findings": []}, SCHEMA)


def test_json_gives_the_cell_as_the_file_holds_it(tmp_path: Path) -> None:
    findings = check_rows(tmp_path, {**STOCK, "as_printed": '14.009.3 "tỷ" đồng, tròn'}).findings
    (entry,) = json.loads(render(findings, "json", "en"))["findings"]
    assert (entry["column"], entry["cell"]) == ("as_printed", '14.009.3 "tỷ" đồng, tròn')


def test_a_github_annotation_is_escaped_by_its_rules() -> None:
    rule = Rule("V999", "warning", "100%\r\n::error::x", "", "a,b:c", "")
    findings = [Finding("a%b,c:d\r\ne.csv", 3, "b\n::error::", rule, {})]
    assert render(findings, "github", "en") == (
        "::warning file=a%25b%2Cc%3Ad%0D%0Ae.csv,line=3::V999 b<U+000A>::error::: 100%25%0D%0A::error::x (a,b:c)"
    )


def test_a_cell_cannot_break_out_of_its_annotation(tmp_path: Path) -> None:
    findings = check_rows(tmp_path, {**STOCK, "area_name": "100%,::x"}).findings
    said = render(findings, "github", "en")
    assert said.startswith("::error file=")
    assert "100%25,::x" in said
    assert "\n" not in said
