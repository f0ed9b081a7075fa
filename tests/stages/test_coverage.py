"""The command `coverage` and data/coverage.csv: every dated figure is counted once, where a reader looks for it."""

import csv
import io
from typing import Any

import pytest

from pipeline.stages.publishing import coverage
from pipeline.stages.publishing.coverage import as_csv, cover
from pipeline.stages.tables import StageError, read_interim
from tests.small import LIFTED, RATE, STOCK, TABLES
from tests.stages.test_observations import observed

AREAS = {row["ref_area"]: {"vintage": "", "parent": "", "aliases": "", **row} for row in TABLES["areas"]}
DISTRICT = {**STOCK, "ref_area": "D183_2008", "area_name": "Chi Lăng"}


def cells(*rows: dict[str, str], panel: Any = ()) -> dict[tuple[str, str, int], tuple[int, int, int, bool]]:
    """Return coverage of coded rows: figures of the area, of districts and communes in it, sources, whether comparable."""
    found = cover(observed(*rows), panel, AREAS)
    return {key: (cell.figures, cell.below, len(cell.sources), cell.comparable) for key, cell in found.items()}


def test_a_figure_counts_for_the_year_that_it_describes() -> None:
    assert cells({**RATE, "period": "2015-01-01"}) == {("P20_2008", "POVERTY_RATE", 2014): (1, 0, 1, False)}


def test_a_figure_of_several_years_counts_for_the_one_in_which_it_ends() -> None:
    assert set(cells(LIFTED, {**LIFTED, "period": "../2023"})) == {("P20_2008", "HOUSEHOLDS_LIFTED", year) for year in (2023, 2024)}


def test_a_figure_without_an_end_counts_nowhere() -> None:
    assert cells({**LIFTED, "period": "2014/.."}) == {}


def test_districts_and_communes_count_for_their_province() -> None:
    commune = {**DISTRICT, "ref_area": "C06463_2008", "area_name": "Đồng Mỏ"}
    assert cells(STOCK, DISTRICT, commune) == {("P20_2008", "LOANS_OUTSTANDING", 2024): (1, 2, 1, False)}


def test_what_the_panel_has_is_comparable() -> None:
    (row,) = observed({**STOCK, "period": "2023"})
    assert cells({**STOCK, "period": "2023"}, panel=[row])["P20_2008", "LOANS_OUTSTANDING", 2023] == (1, 0, 1, True)


def test_csv_has_a_line_for_each_cell() -> None:
    lines = list(csv.DictReader(io.StringIO(as_csv(cover(observed(STOCK, DISTRICT), [], AREAS), AREAS))))
    assert lines == [
        {
            "vintage": "2008",
            "ref_area": "P20_2008",
            "area_name": "Lạng Sơn",
            "indicator": "LOANS_OUTSTANDING",
            "year": "2024",
            "figures": "1",
            "figures_below": "1",
            "sources": "1",
            "comparable": "0",
        }
    ]


@pytest.fixture
def real(built: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Read the tables of a build of the real data."""
    monkeypatch.setattr(coverage, "OBSERVATIONS", built / "data/interim/observations.parquet")
    monkeypatch.setattr(coverage, "PANEL", built / "data/interim/province_panel.parquet")
    monkeypatch.setattr(coverage, "read_validated", lambda name: read_interim(built / f"data/interim/validated/{name}.parquet"))
    return built


def test_all_63_provinces_have_figures_and_nearly_all_of_credit(real: Any) -> None:
    lines = list(csv.DictReader((real / "data/coverage.csv").read_text(encoding="utf-8").splitlines()))
    assert len({line["ref_area"] for line in lines if line["ref_area"].startswith("P") and line["vintage"] == "2008"}) == 63
    credit = {line["ref_area"] for line in lines if line["indicator"] in {"LOANS_OUTSTANDING", "DISBURSEMENT"}}
    assert len({area for area in credit if area.startswith("P") and area.endswith("_2008")}) >= 60


def test_the_overview_lists_every_indicator_with_figures(real: Any) -> None:
    assert any(line.startswith("LOANS_OUTSTANDING ") for line in coverage.run().splitlines())


@pytest.mark.parametrize("name", ["LOANS_OUTSTANDING", "loans outstanding", "Tổng dư nợ", "tong du no"])
def test_an_indicator_is_found_by_code_or_name(real: Any, name: str) -> None:
    assert "P20_2008 Lạng Sơn" in coverage.run(indicator=name)


def test_an_area_whose_name_two_maps_share_must_be_named_by_code(real: Any) -> None:
    assert "LOANS_OUTSTANDING" in coverage.run(area="P01_2008")
    with pytest.raises(StageError, match="may be P01_2004 or P01_2008 or P01_2025; write the code"):
        coverage.run(area="ha noi")
    with pytest.raises(StageError, match="did you mean Lạng Sơn"):
        coverage.run(area="lagn son")
