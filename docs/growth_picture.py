"""How do time and memory of the build grow with its rows? Draws docs/growth.svg from docs/growth.csv, which `benchmarks.build` measured.

Run `.venv-dev/bin/python docs/growth_picture.py` (`make test` sets up .venv-dev); it prints the table of docs/scale.md.
"""

from pathlib import Path

import altair
import pandas as pd

MEASURED = Path(__file__).with_name("growth.csv")
CHART = Path(__file__).with_name("growth.svg")
STAGES = ("validate", "observations", "panel", "publish")
ALL = "all stages"
PLAIN = {"pandas": "pandas, no row logic", "polars": "polars, no row logic"}
LINES = (ALL, *PLAIN.values())
COLOURS = ("#1b6ca8", "#b8b8b8", "#d98c21")


def measured(path: Path = MEASURED) -> pd.DataFrame:
    """Return rows, step, seconds, processor_seconds and megabytes, those of all stages together added."""
    steps = pd.read_csv(path)
    times = {"seconds": "sum", "processor_seconds": "sum", "megabytes": "max"}
    together = steps[steps["step"].isin(STAGES)].groupby("rows", as_index=False).agg(times)
    return pd.concat([steps, together.assign(step=ALL)], ignore_index=True)


def draw(steps: pd.DataFrame) -> altair.HConcatChart:
    """Return the picture: seconds, on a logarithmic scale, and memory by rows; one line each for the build and the two yardsticks."""
    shown = steps.assign(step=steps["step"].replace(PLAIN)).query("step in @LINES")
    colour = altair.Color(
        "step:N", title=None, scale=altair.Scale(domain=list(LINES), range=list(COLOURS)), legend=altair.Legend(orient="top")
    )
    x = altair.X(
        "rows:Q",
        title="rows",
        scale=altair.Scale(type="log"),
        axis=altair.Axis(values=sorted(shown["rows"].unique()), format="~s", labelOverlap=False),
    )
    base = altair.Chart(shown).mark_line(point=True).encode(x=x, color=colour)
    seconds = base.encode(y=altair.Y("seconds:Q", title="seconds", scale=altair.Scale(type="log")))
    memory = base.encode(y=altair.Y("megabytes:Q", title="memory at its peak, MB", scale=altair.Scale(domainMin=0)))
    return altair.hconcat(seconds.properties(width=300, height=240), memory.properties(width=300, height=240))


def table(steps: pd.DataFrame) -> str:
    """Return the table of docs/scale.md: seconds and MB of each step, by rows."""
    cells = steps["seconds"].map("{:.1f} s".format) + ", " + steps["megabytes"].map("{:.0f} MB".format)
    wide = steps.assign(cell=cells).pivot_table(index="rows", columns="step", values="cell", aggfunc="first")[[*STAGES, ALL, *PLAIN]]
    lines = ["| rows | " + " | ".join(wide.columns) + " |", "| ---: |" + " ---: |" * wide.shape[1]]
    lines += [f"| {rows:,} | " + " | ".join(row) + " |" for rows, *row in wide.itertuples()]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    draw(measured()).save(CHART)
    print(table(measured()), end="")
