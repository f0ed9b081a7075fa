"""Which provinces cut poverty most under one standard? Draws docs/fastest-cuts.svg from the published tables.

Run `make data`, then `.venv-dev/bin/python docs/fastest_cuts.py` (`make test` sets up .venv-dev).
"""

from pathlib import Path

import altair
import pandas as pd

TABLES = Path(__file__).resolve().parent.parent / "data" / "processed"
CHART = Path(__file__).with_name("fastest-cuts.svg")
SERIES = "POVERTY_RATE__GSO_2011_2015"
FIRST, LAST = 2010, 2016
SHOWN = 15


def fastest_cuts(tables: Path = TABLES) -> pd.DataFrame:
    """Return the provinces of the 63-province map by the fall of their rate, in percentage points, the largest first."""
    wide = pd.read_parquet(tables / "province_panel_wide.parquet").query("vintage == '2008' and area_level == 'province'")
    rates = wide.pivot_table(index="area_name_en", columns="year", values=SERIES)[[FIRST, LAST]].dropna()
    return rates.assign(fall=rates[FIRST] - rates[LAST]).sort_values(["fall", "area_name_en"], ascending=[False, True]).head(SHOWN)


def draw(falls: pd.DataFrame) -> altair.LayerChart:
    """Return the chart: a line for each province from its first to its last rate."""
    order = falls.index.to_list()
    points = falls[[FIRST, LAST]].reset_index().melt("area_name_en", var_name="year", value_name="rate").astype({"year": str})
    y = altair.Y("area_name_en:N", sort=order, title=None)
    rate = altair.X("rate:Q", title="Poverty rate, % (survey estimates, national line of 2011-2015)")
    colour = altair.Color("year:N", title=None, scale=altair.Scale(domain=[str(FIRST), str(LAST)], range=["#b8b8b8", "#1b6ca8"]))
    lines = altair.Chart(points).mark_line(color="#b8b8b8").encode(x=rate, y=y, detail="area_name_en:N")
    dots = altair.Chart(points).mark_circle(size=90, opacity=1).encode(x=rate, y=y, color=colour)
    title = altair.TitleParams(
        f"The {SHOWN} provinces whose poverty rate fell most, {FIRST}-{LAST}",
        subtitle="Statistics office; 2016 preliminary",
        anchor="start",
    )
    return (lines + dots).properties(width=520, height=altair.Step(20), title=title)


if __name__ == "__main__":
    table = fastest_cuts()
    draw(table).save(CHART)
    print(table.round(1).to_string())
