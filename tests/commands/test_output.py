"""What commands print for people follows --lang."""

import pytest

from pipeline.__main__ import main
from pipeline.foundation.errors import CannotRunError
from pipeline.foundation.paths import RAW
from pipeline.stages import tables, validate
from pipeline.stages.publishing import coverage
from pipeline.stages.publishing.coverage import HEADINGS, LEGEND, Cell
from pipeline.stages.tables import StageError

CELLS = {("P20_2008", "LOANS_OUTSTANDING", 2023): Cell(figures=2, comparable=True)}
AREAS = {"P20_2008": {"vintage": "2008", "level": "province", "name_vi": "Lạng Sơn"}}


def test_find_speaks_one_language(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["find", "xyzzyx qwrt"]) == main(["find", "xyzzyx qwrt", "--lang", "vi"]) == 1
    assert capsys.readouterr().out.splitlines() == ["nothing found; try fewer words", "không tìm thấy; hãy thử ít từ hơn"]
    assert main(["find", "P20_2008"]) == main(["find", "P20_2008", "--lang", "vi"]) == 0
    english, vietnamese = capsys.readouterr().out.splitlines()
    assert english.endswith("(province, until 2025-06-30)")
    assert vietnamese.endswith("(tỉnh, đến 2025-06-30)")


def test_coverage_has_headings_and_a_legend_in_the_language_asked_for() -> None:
    assert coverage._overview(CELLS, AREAS, "vi").split("\n")[0].split("  ")[0].strip() == HEADINGS["vi"][0]
    assert coverage._by_year({("P20_2008", 2023): CELLS["P20_2008", "LOANS_OUTSTANDING", 2023]}, "vi").endswith(LEGEND["vi"] + "\n")


def test_a_stage_that_cannot_go_on_ends_with_1_and_names_the_places(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop() -> None:
        raise StageError("these lack weights:", "thiếu quyền số:", ["P20_2008 2013", "P17_2008 2014"])

    monkeypatch.setattr("pipeline.stages.panel.run", stop)
    assert main(["panel", "--lang", "vi"]) == 1
    assert capsys.readouterr().err.splitlines() == ["thiếu quyền số:", "  P20_2008 2013", "  P17_2008 2014"]


def test_a_stage_whose_files_cannot_be_opened_ends_with_2(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(**_: object) -> None:
        raise CannotRunError("cannot open a.csv", "không mở được a.csv")

    monkeypatch.setattr(validate, "check_all", stop)
    assert main(["validate", "--lang", "vi"]) == 2
    assert capsys.readouterr().err == "không chạy được: không mở được a.csv\n"


def test_a_dataset_that_is_not_built_is_said_in_vietnamese(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "VALIDATED", RAW / "none")
    for command, module in (
        ("coverage", "publishing.coverage"),
        ("coverage --funnel", "publishing.funnel"),
        ("conflicts", "figures.conflicts"),
    ):
        monkeypatch.setattr(f"pipeline.stages.{module}.OBSERVATIONS", RAW / "none.parquet")
        assert main([*command.split(), "--lang", "vi"]) == 2
        assert capsys.readouterr().err.startswith("không chạy được: chưa có ")
