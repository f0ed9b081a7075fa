"""The page of all rules: its examples are the cases of the tests, and it is what the code says today."""

import csv
from collections.abc import Iterator
from difflib import SequenceMatcher
from pathlib import Path
from unittest.mock import patch

import pytest

from pipeline.editing.verify import verify
from pipeline.foundation.findings import RULES, WHOLE, Finding
from pipeline.foundation.paths import ROOT
from pipeline.gate.rules_page import EXAMPLES, Example, page, read_examples
from pipeline.language.visible import visible
from tests.editing.test_verify import MISPLACED, write_source
from tests.gate.test_rules import CASES, CHANGE_RULES, EXCESS_RULES, Case

PAGE = ROOT / "docs" / "rules.md"
SHOWN = 200
AROUND = 30
OF_OTHER_FILES = {"V023", "V025", "V026", "V028"}
"""Rules of links and workbooks, of which no line of a CSV is an example."""


def tables(folder: Path) -> dict[str, list[str]]:
    """Return the lines of every file, by its path from the folder without the ending."""
    return {
        path.relative_to(folder).with_suffix("").as_posix(): path.read_bytes().decode("utf-8", "replace").split("\n")
        for path in sorted(folder.rglob("*.csv"))
    }


def cells(wrong: list[str], right: list[str]) -> tuple[str, str]:
    """Return the cells that two tables of the same rows do not share; empty texts for other tables."""
    header, *rows = [row for row in csv.reader(wrong) if row]
    others = [row for row in csv.reader(right) if row]
    if others[:1] != [header] or len(others) != len(rows) + 1 or {len(row) for row in rows + others} != {len(header)}:
        return "", ""
    pairs = [
        (f"{name}: {quoted(old)}", f"{name}: {quoted(new)}")
        for row, other in zip(rows, others[1:], strict=True)
        for name, old, new in zip(header, row, other, strict=True)
        if old != new
    ]
    return cut("; ".join(dict.fromkeys(old for old, _ in pairs))), cut("; ".join(dict.fromkeys(new for _, new in pairs)))


def quoted(cell: str) -> str:
    """Return a cell as the page shows it, with quotation marks where spaces would not show."""
    return (cell if cell == cell.strip() else f"“{cell}”") or "(blank)"


def lines(wrong: list[str], right: list[str]) -> tuple[str, str]:
    """Return the first lines that two tables do not share, near the place where they depart from each other."""
    codes = SequenceMatcher(None, wrong, right, autojunk=False).get_opcodes()
    old, new = next((wrong[a:b], right[c:d]) for kind, a, b, c, d in codes if kind != "equal")
    texts = "\n".join(old), "\n".join(new)
    start = next((place for place, (one, other) in enumerate(zip(*texts, strict=False)) if one != other), min(map(len, texts)))
    return around(old, start), around(new, start)


def around(block: list[str], place: int) -> str:
    """Return a piece of some lines near a place."""
    text, first = "\n".join(block), max(place - AROUND, 0)
    if not text:
        return "(blank line)" if block else "(no line)"
    return ("…" if first else "") + visible(text[first : place + AROUND]) + ("…" if place + AROUND < len(text) else "")


def cut(text: str) -> str:
    shown = visible(text)
    return shown if len(shown) <= SHOWN else shown[: SHOWN - 1] + "…"


def example(case: Case, folder: Path) -> Example | None:
    """Return what a case shows; None if both of its sides are one table."""
    (finding,) = case.breaks(folder / "breaks").findings
    with patch("tests.gate.test_rules.check_all"), patch("tests.gate.test_rules.check_files"), patch("tests.small.check_all"):
        case.keeps(folder / "keeps")  # its tables are needed, not what is said of them
    wrong, right = tables(folder / "breaks"), tables(folder / "keeps")
    for name, table in wrong.items():
        if name not in right:
            return said(finding, folder / "breaks", "observations", f"{name}.csv", f"{next(iter(set(right) - set(wrong)))}.csv")
        if table != right[name]:
            shown = cells(table, right[name]) if finding.column != WHOLE else ("", "")
            return said(finding, folder / "breaks", name.partition("/")[0], *(shown if any(shown) else lines(table, right[name])))
    return None


def said(finding: Finding, folder: Path, place: str = "", breaks: str = "", passes: str = "") -> Example:
    texts = (finding.message("en"), finding.fix("en"), finding.message("vi"), finding.fix("vi"))
    shown = [text.replace(f"{folder}/", "") for text in texts]
    return Example(finding.rule.code, place, breaks, passes, *shown)


def examples(folder: Path) -> Iterator[Example]:
    """Yield one example of each rule."""
    seen = set()
    for number, case in enumerate(CASES):
        if case.code not in seen and (found := example(case, folder / str(number))):
            seen.add(case.code)
            yield found
    raw = write_source(folder, MISPLACED)
    (folder / "none").mkdir()
    for finding in verify(raw.parent / "snapshots", raw=raw) + verify(folder / "none", raw=raw):
        if finding.rule.code not in seen:
            seen.add(finding.rule.code)
            yield said(finding, folder)


def test_the_examples_are_the_cases_of_the_tests(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    found = sorted(examples(tmp_path))
    if request.config.getoption("--write-golden"):
        with EXAMPLES.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerows([Example._fields, *found])
        PAGE.write_text(page(), encoding="utf-8")
    assert found == read_examples()


def test_every_rule_has_an_example() -> None:
    assert {example.code for example in read_examples()} == set(RULES) - CHANGE_RULES - EXCESS_RULES - OF_OTHER_FILES


def test_the_page_is_what_the_command_prints() -> None:
    assert PAGE.read_text(encoding="utf-8") == page()


def test_every_rule_stands_on_the_page_once() -> None:
    lines = PAGE.read_text(encoding="utf-8").splitlines()
    assert sorted(line.split()[1] for line in lines if line.startswith("### ")) == sorted(RULES)
