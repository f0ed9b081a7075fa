"""The pages in docs/: the example answers from the data that the build makes, the coders' page explains every indicator."""

import re
import runpy
from pathlib import Path

import pandas as pd
import pytest

from pipeline.foundation.paths import RAW, ROOT
from pipeline.foundation.records import split
from pipeline.language.words import BOUND_WORDS
from pipeline.reading.registries import load_registry
from pipeline.stages.figures.eligibility import REASONS

DOCS = ROOT / "docs"


@pytest.fixture(scope="module")
def example() -> dict[str, object]:
    """The names of docs/fastest_cuts.py."""
    return runpy.run_path(str(DOCS / "fastest_cuts.py"))


def test_the_table_of_the_example_is_what_the_panel_says(built: Path, example: dict[str, object]) -> None:
    falls = example["fastest_cuts"](built / "data" / "processed").round(1)  # type: ignore[operator]
    page = (DOCS / "example.md").read_text(encoding="utf-8")
    shown = re.findall(r"^\| ([A-Z][\w ]+) \| ([\d.]+) \| ([\d.]+) \| ([\d.]+) \|$", page, re.MULTILINE)
    assert shown == [(name, *(f"{value:.1f}" for value in row)) for name, *row in falls.head(5).itertuples()]


def test_the_chart_of_the_example_is_drawn_from_the_panel(built: Path, example: dict[str, object], tmp_path: Path) -> None:
    falls = example["fastest_cuts"](built / "data" / "processed")  # type: ignore[operator]
    example["draw"](falls).save(tmp_path / "chart.svg")  # type: ignore[operator]
    assert (tmp_path / "chart.svg").read_text(encoding="utf-8") == (DOCS / "fastest-cuts.svg").read_text(encoding="utf-8")


def test_the_picture_of_coverage_counts_the_provinces_of_the_tables(built: Path, tmp_path: Path) -> None:
    picture = runpy.run_path(str(DOCS / "coverage_picture.py"))
    tables = built / "data" / "processed"
    counted = picture["provinces_with_figures"](tables)
    rows = pd.read_parquet(tables / "observations.parquet")
    loans = rows[(rows["indicator"] == "LOANS_OUTSTANDING") & rows["is_total"] & (rows["year"] == 2023) & (rows["obs_status"] != "F")]
    provinces = {area for area in loans["ref_area"] if area.startswith("P") and area.endswith("_2008")}
    assert counted.query("indicator == 'LOANS_OUTSTANDING' and year == 2023")["provinces"].tolist() == [len(provinces)]
    picture["draw"](counted, picture["names_of"](tables)).save(tmp_path / "coverage.svg")
    assert f">{len(provinces)}</text>" in (tmp_path / "coverage.svg").read_text(encoding="utf-8")


def test_the_picture_and_the_table_of_growth_show_what_was_measured(tmp_path: Path) -> None:
    growth = runpy.run_path(str(DOCS / "growth_picture.py"))
    steps = growth["measured"]()
    assert growth["table"](steps) in (DOCS / "scale.md").read_text(encoding="utf-8")
    growth["draw"](steps).save(tmp_path / "growth.svg")
    assert (tmp_path / "growth.svg").read_text(encoding="utf-8") == (DOCS / "growth.svg").read_text(encoding="utf-8")


def test_the_questions_of_the_panel_page_have_the_answers_that_it_says(built: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = (DOCS / "panel.md").read_text(encoding="utf-8")
    monkeypatch.chdir(built)
    found = []
    for code in re.findall(r"```python\n(.*?)```", page, re.DOTALL):
        assert len([line for line in code.splitlines() if line and not line.startswith("import")]) <= 5
        names: dict[str, object] = {"pd": pd}
        exec(code, names)
        found.append(len(names["answer"]))  # type: ignore[arg-type]
    assert found == [int(count) for count in re.findall(r"^Provinces with an answer: (\d+)\.$", page, re.MULTILINE)]


def test_the_panel_page_explains_every_reason() -> None:
    page = (DOCS / "panel.md").read_text(encoding="utf-8")
    explained = {code for line in re.findall(r"^\| (`[A-Z_`, ]+) \|", page, re.MULTILINE) for code in re.findall(r"[A-Z_]+", line)}
    assert explained == set(REASONS)


def test_every_indicator_and_no_other_has_its_line_for_coders() -> None:
    page = (DOCS / "indicators.md").read_text(encoding="utf-8")
    explained = re.findall(r"^\| `([A-Z0-9_]+)` \|", page, re.MULTILINE)
    assert sorted(explained) == sorted(load_registry(RAW)[0].indicators)


def test_every_file_that_the_architecture_page_names_is_there() -> None:
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    names = set(re.findall(r"`([\w./-]+\.(?:py|md|csv|yaml))`", text)) - {"data/processed/observations.parquet"}
    near = [ROOT, *(ROOT / "pipeline").iterdir(), ROOT / "pipeline", ROOT / "pipeline" / "gate" / "rules"]
    assert {name for name in names if not any((folder / name).exists() for folder in near)} == set()
    assert len(names) > 20


def test_the_tables_that_are_made_are_up_to_date() -> None:
    made = runpy.run_path(str(DOCS / "tables.py"))
    for name, table in made["PAGES"].items():
        assert table() in (DOCS / name).read_text(encoding="utf-8"), f"run python -m docs.tables: docs/{name}"


def test_words_for_bounds_are_those_of_the_code_list() -> None:
    codes = load_registry(RAW)[0].keys("codes:bound")
    listed = {word: code for code, record in codes.items() for word in split(record["printed"])}
    assert listed == BOUND_WORDS
