"""`coverage --gaps`: which years a province has of the headline indicators, the thinnest province first."""

import pytest

from pipeline.stages.publishing.thinnest import thinnest_first, years_with_figures
from tests.small import RATE, STOCK
from tests.stages.test_observations import observed

STANDARDS = {"SURVEY": {"producer": "statistics office"}, "REVIEW": {"producer": "labour ministry"}}
PAID_OUT = {**STOCK, "indicator": "DISBURSEMENT", "period": "2023"}


@pytest.mark.parametrize(
    ("row", "years"),
    [
        (STOCK, {2024}),
        ({**STOCK, "programme": "POOR"}, set()),
        ({**STOCK, "flags": "TARGET", "note": "A plan."}, set()),
        (PAID_OUT, {2023}),
        ({**PAID_OUT, "period": "2023-01/2023-06"}, set()),
        ({**PAID_OUT, "period": "2014/2023"}, set()),
        (RATE, {2023}),
    ],
)
def test_figures_of_the_whole_area_count_and_disbursement_of_calendar_years(row: dict[str, str], years: set[int]) -> None:
    found = years_with_figures(observed(row), STANDARDS)
    assert found.get("P20_2008", {}).get(row["indicator"], set()) == years


@pytest.mark.parametrize(("standard", "years"), [("SURVEY", set()), ("REVIEW", {2023})])
def test_survey_estimates_are_not_reviews(standard: str, years: set[int]) -> None:
    (row,) = observed(RATE)
    found = years_with_figures([{**row, "standard": standard}], STANDARDS)
    assert found.get("P20_2008", {}).get("POVERTY_RATE", set()) == years


def test_the_thinnest_province_comes_first() -> None:
    found = years_with_figures(observed(STOCK, RATE, {**STOCK, "ref_area": "P17_2008"}), STANDARDS)
    assert thinnest_first(found, ["P20_2008", "P17_2008", "P20_2025"]) == ["P20_2025", "P17_2008", "P20_2008"]
