"""For how many provinces are there figures, by indicator and year? Draws docs/coverage.svg from the published tables.

Run `make data`, then `.venv-dev/bin/python docs/coverage_picture.py` (`make test` sets up .venv-dev).
"""

from pathlib import Path

import altair
import pandas as pd

TABLES = Path(__file__).resolve().parent.parent / "data" / "processed"
CHART = Path(__file__).with_name("coverage.svg")
SHOWN = (
    "POVERTY_RATE",
    "POOR_HOUSEHOLDS",
    "NEAR_POVERTY_RATE",
    "LOANS_OUTSTANDING",
    "DISBURSEMENT",
    "HOUSEHOLDS_RECEIVING_LOANS",
    "TOTAL_CAPITAL",
    "LOCAL_ENTRUSTED_CAPITAL",
    "OVERDUE_LOAN_RATIO",
    "HOUSEHOLDS_LIFTED_OUT_OF_POVERTY",
    "JOBS_CREATED",
    "STUDENTS_RECEIVING_LOANS",
    "CLEAN_WATER_SANITATION_WORKS",
)
FIRST = 2006


def provinces_with_figures(tables: Path = TABLES) -> pd.DataFrame:
    """Return indicator, year and the number of provinces of the 63-province map with a figure of the whole province, plans left out.

    A figure of several years, or whose start is not known, counts for the year in which it ends.
    """
    columns = ["ref_area", "area_level", "vintage", "indicator", "year", "period_end", "is_total", "obs_status"]
    rows = pd.read_parquet(tables / "observations.parquet", columns=columns)
    rows = rows.query("area_level == 'province' and vintage == '2008' and is_total and obs_status != 'F' and indicator in @SHOWN")
    ends = pd.to_datetime(rows["period_end"]).dt.year
    rows = rows.assign(year=rows["year"].astype("Int64").fillna(ends.astype("Int64"))).dropna(subset=["year"])
    counted = rows.query("year >= @FIRST").groupby(["indicator", "year"])["ref_area"].nunique()
    return counted.rename("provinces").reset_index()


def draw(counted: pd.DataFrame, names: pd.Series) -> altair.LayerChart:
    """Return the chart: a cell for each indicator and year, with the number of provinces in it.

    Args:
        counted: as `provinces_with_figures` returns it.
        names: names of indicators by code.
    """
    named = counted.assign(name=counted["indicator"].map(names), year=counted["year"].astype(str))
    order = [names[code] for code in SHOWN]
    x, y = altair.X("year:O", title=None), altair.Y("name:N", sort=order, title=None, axis=altair.Axis(labelLimit=320))
    base = altair.Chart(named).encode(x=x, y=y)
    colour = altair.Color("provinces:Q", title="Provinces of 63", scale=altair.Scale(scheme="blues", domain=[0, 63]))
    light = altair.condition("datum.provinces > 32", altair.value("white"), altair.value("#222222"))
    subtitle = "Spans of several years at their end"
    title = altair.TitleParams("Provinces with a figure of the whole province, by year", subtitle=subtitle, anchor="start")
    cells = base.mark_rect().encode(color=colour) + base.mark_text(fontSize=10).encode(text="provinces:Q", color=light)
    return cells.properties(width=altair.Step(27), height=altair.Step(22), title=title)


def names_of(tables: Path = TABLES) -> pd.Series:
    """Return the English names of indicators by code."""
    return pd.read_parquet(tables / "indicators.parquet").set_index("indicator")["name_en"]


if __name__ == "__main__":
    table = provinces_with_figures()
    draw(table, names_of()).save(CHART)
    print(table.pivot_table(index="indicator", columns="year", values="provinces", fill_value=0).to_string())
