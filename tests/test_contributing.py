"""CONTRIBUTING in both languages: it says the same twice, what it names exists, and its example passes the check."""

import csv
import re
import shlex
import shutil
from pathlib import Path
from typing import get_args

import pytest
from openpyxl import load_workbook

from pipeline.commands.catalogue import parse
from pipeline.editing.template import SHEET
from pipeline.foundation.paths import RAW, ROOT
from pipeline.gate.check import check_files
from pipeline.language.spoken import Language
from pipeline.reading.registries import load_registry
from schemas import REGISTRIES, CodedObservation
from schemas.base import header_of

PAGES = {name: (ROOT / name).read_text(encoding="utf-8") for name in ("CONTRIBUTING.md", "CONTRIBUTING.vi.md")}
TEMPLATE = ROOT / "docs" / "template.xlsx"
each_page = pytest.mark.parametrize("page", PAGES)


def commands(page: str) -> list[str]:
    """Return the lines of the shell example, comments aside."""
    (block,) = re.findall(r"^```sh\n(.*?)^```", PAGES[page], re.MULTILINE | re.DOTALL)
    return [line.partition(" #")[0].strip() for line in block.splitlines()]


def links(page: str) -> list[str]:
    return [link for link in re.findall(r"\]\(([^)]+)\)", PAGES[page]) if not link.startswith("CONTRIBUTING")]


def code(page: str) -> list[str]:
    """Return what stands in backticks outside the long examples."""
    return re.findall(r"`([^`\n]+)`", re.sub(r"^```.*?^```", "", PAGES[page], flags=re.MULTILINE | re.DOTALL))


def test_both_languages_say_the_same() -> None:
    english, vietnamese = PAGES
    for mark in (r"^#+ ", r"^\| ", r"^- ", r"^[0-9]\. ", r"\*\*"):
        counts = {page: len(re.findall(mark, text, re.MULTILINE)) for page, text in PAGES.items()}
        assert counts[english] == counts[vietnamese], mark
    assert sorted(links(english)) == sorted(links(vietnamese))
    assert set(code(english)) == set(code(vietnamese))
    assert commands(english) == [command.replace(" --lang vi", "") for command in commands(vietnamese)]


@each_page
def test_commands_and_their_options_exist(page: str) -> None:
    called = [shlex.split(command)[3:] for command in commands(page) if command.startswith("python -m pipeline ")]
    assert len(called) >= 6
    for arguments in called:
        parse(arguments)


@each_page
def test_targets_of_make_exist(page: str) -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    named = re.findall(r"\bmake ([\w./-]+)", "\n".join([*commands(page), *code(page)]))
    assert named
    for target in named:
        assert re.search(rf"^{re.escape(target)}:", makefile, re.MULTILINE), target


@pytest.mark.parametrize("page", [*PAGES, "README.md"])
def test_links_resolve(page: str) -> None:
    for link in re.findall(r"\]\(([^)#]+)[^)]*\)", (ROOT / page).read_text(encoding="utf-8")):
        assert "://" in link or (ROOT / link).exists(), link


def test_the_readme_and_the_form_of_pull_requests_lead_to_both_pages() -> None:
    for path in ("README.md", ".github/pull_request_template.md"):
        text = (ROOT / path).read_text(encoding="utf-8")
        assert all(page in text for page in PAGES)


@each_page
def test_the_example_passes_the_check(page: str, tmp_path: Path) -> None:
    raw = Path(shutil.copytree(RAW, tmp_path / "raw"))
    (source,) = re.findall(r"^```csv\n(.*?)^```", PAGES[page], re.MULTILINE | re.DOTALL)
    header, row = source.splitlines()
    assert header.split(",") == header_of(REGISTRIES["sources"])
    with (raw / "sources.csv").open("a", encoding="utf-8", newline="") as file:
        file.write(row + "\n")
    cells = dict(re.findall(r"^\| `(\w+)` \| `([^`]+)` \|", PAGES[page], re.MULTILINE))
    path = raw / "observations" / "2008" / "20-lang-son.csv"
    with path.open("a", encoding="utf-8", newline="") as file:
        csv.DictWriter(file, header_of(CodedObservation), restval="", lineterminator="\n").writerow(cells)
    assert check_files([raw / "sources.csv"], raw).findings == []
    assert check_files([path], raw).findings == []
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace(",4321.5,", ",432.15,"), encoding="utf-8")
    (finding,) = check_files([path], raw).findings
    told = [(f"`{finding.column}`", finding.rule.code, finding.message(language), finding.fix(language)) for language in get_args(Language)]
    assert any(" | ".join(cells) in PAGES[page] for cells in told), "the finding that step 7 shows is worded otherwise by now"


def test_the_template_to_download_has_the_header_and_no_code_that_is_gone() -> None:
    book = load_workbook(TEMPLATE, read_only=True)
    header = next(book[SHEET].iter_rows(max_row=1, values_only=True))
    assert list(header) == header_of(CodedObservation), "write it anew: python -m pipeline template docs/template.xlsx"
    registry = load_registry(RAW)[0]
    tables = {"ref_area": "areas", "standard": "poverty_standards", "flags": "flags"}
    for column, listed, *_ in book["codes"].iter_rows(min_row=2, values_only=True):
        small = f"codes:{column}" if column in {"channel", "funding", "population_group", "bound"} else f"{column}s"
        assert listed in registry.keys(tables.get(str(column), small)), "write it anew: python -m pipeline template docs/template.xlsx"
