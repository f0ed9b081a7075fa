"""The nearest figures: for each year the preferred figure nearest to its end, as printed, with its own day."""

from dataclasses import replace
from typing import Any

import pytest

from pipeline.foundation.params import load_params
from pipeline.stages.figures.timing import latest_days, printings
from pipeline.stages.panels.nearest import nearest_figures
from schemas import NearestFigure
from schemas.base import as_frame, to_arrow
from tests.small import LIFTED, RATE, STOCK, TABLES
from tests.stages.test_observations import observed, small_lists

LISTS = small_lists(TABLES)
PARTS = {"P20_2025": ["P20_2008"]}


def nearest(*rows: dict[str, str], days: int = 100) -> dict[tuple[str, int], dict[str, Any]]:
    """Return the nearest figures by map and year."""
    figures = observed(*rows)
    printed = printings([latest_days(figures)], LISTS["sources"])
    found = nearest_figures(figures, printed, LISTS, PARTS, replace(load_params(), nearest_days=days))
    to_arrow(as_frame(found, NearestFigure), NearestFigure)
    return {(row["vintage"], row["year"]): row for row in found}


def dated(period: str, value: str = "14.009,3", **cells: str) -> dict[str, str]:
    return {**STOCK, "period": period, "as_printed": f"{value} tỷ đồng", "value": value.replace(".", "").replace(",", "."), **cells}


def test_the_figure_nearest_to_a_years_end_stands_for_it_on_both_maps() -> None:
    rows = nearest(dated("2022-11-30", "11"), dated("2023-02-15", "12"), dated("2022-06-30", "13"))
    assert {key: row["obs_id"] for key, row in rows.items()} == {("2008", 2022): "lang-son-2024.1", ("2025", 2022): "lang-son-2024.1"}
    row = rows["2008", 2022]
    assert (str(row["as_of"]), row["days_from_year_end"], row["obs_value"]) == ("2022-11-30", -31, 11e9)
    assert row["value_low"] < row["obs_value"] < row["value_high"]


def test_a_figure_farther_than_the_limit_stands_for_no_year() -> None:
    assert nearest(dated("2023-06-30")) == {}
    assert {year for _, year in nearest(dated("2023-06-30"), days=183)} == {2022}


def test_a_bound_and_an_inferred_day_are_kept_and_said() -> None:
    row = nearest(dated("2023-12", bound="over", period_basis="inferred", note="Day of the meeting."))["2008", 2023]
    assert (row["bound"], row["period_basis"]) == ("over", "inferred")


def test_of_two_equally_near_the_stated_then_the_exact_one_stands() -> None:
    inferred = dated("2023-12-31", "11", programme="", period_basis="inferred", note="Taken from the page.")
    assert nearest(inferred, dated("2023-12", "12", bound="over"))["2008", 2023]["obs_value"] == 12e9


def test_of_two_equally_near_the_final_one_stands() -> None:
    preliminary = dated("2023-06", "11", flags="PRELIMINARY", note="So far.")
    assert nearest(preliminary, dated("2023-06-30", "12"), days=200)["2008", 2022]["obs_value"] == 12e9


def test_a_figure_of_the_yearly_review_stands_for_the_year_reviewed() -> None:
    row = nearest({**RATE, "period": "2019-06-30"})["2008", 2018]
    assert (row["year_basis"], row["days_from_year_end"]) == ("review", 181)


def test_a_flow_stands_for_its_calendar_year() -> None:
    rows = nearest({**LIFTED, "period": "2023"}, {**LIFTED, "period": "2022-01/2022-11"})
    assert {year for _, year in rows} == {2023}


@pytest.mark.parametrize(
    "cells",
    [
        {"flags": "TARGET", "note": "A plan."},
        {"flags": "SCOPE_DOUBT", "note": "City or province."},
        {"programme": "POOR"},
        {"period": "2023", "period_basis": "inferred", "note": "Undated page."},
        {"period": "2024"},
        {"ref_area": "D183_2008", "area_name": "Chi Lăng"},
    ],
)
def test_plans_doubts_parts_and_unknown_days_stand_for_no_year(cells: dict[str, str]) -> None:
    assert nearest({**STOCK, "period": "2023-12-31", **cells}) == {}
