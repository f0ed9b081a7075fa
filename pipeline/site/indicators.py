"""Pages of indicators: what counts, who has figures, and the ranking and distribution of a year."""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import quantiles
from typing import Any, Final, NamedTuple

from pipeline.language.spoken import Language
from pipeline.site.areas import section
from pipeline.site.lists import inline
from pipeline.site.maps import Series
from pipeline.site.model import VINTAGES, Dataset, Row
from pipeline.site.pages import Pages
from pipeline.site.wording import number, quantity, scale_of
from pipeline.stages.figures.statuses import FORECAST

COUNTRY: Final = "VN"
WELL_COVERED: Final = 2 / 3
"""A year is well covered if it has so large a share of the provinces of the best one."""
FEWEST: Final = 5
"""Fewer provinces make no ranking."""
BARS: Final = 8
WIDTH: Final = 640
HEIGHT: Final = 140
"""Size of the picture of a distribution, in units of the picture."""
GUIDE: Final = re.compile(r"^\| `(\w+)` \| (.*?) \| (.*?) \| (.*?) \|$", re.MULTILINE)
"""A row of the page for coders: code, what counts, what does not, borderline cases."""


class Bar(NamedTuple):
    """A bar of a distribution: how many values lie between two limits."""

    low: float
    high: float
    unit: str
    provinces: int
    x: float
    width: float
    height: float

    def words(self, language: Language) -> str:
        """Return the limits in words."""
        low = number(self.low, self.unit, language, scale_of(self.high, self.unit))
        return f"{low} – {quantity(self.high, self.unit, language)}"


@dataclass(frozen=True)
class Ranking:
    """The provinces of a map by their values in a year, the greatest first; equal values share a rank."""

    series: Series
    vintage: str
    year: int
    rows: list[tuple[int, Row]]

    @property
    def values(self) -> list[float]:
        """The values, the least first."""
        return sorted(row["obs_value"] for _, row in self.rows)

    @property
    def marks(self) -> list[tuple[str, float]]:
        """Least, quartiles and greatest."""
        values = self.values
        quarters = [_tidy(mark) for mark in quantiles(values, n=4, method="inclusive")]
        return list(zip(("least", "quarter", "median", "three_quarters", "greatest"), (values[0], *quarters, values[-1]), strict=True))

    @property
    def bars(self) -> list[Bar]:
        """How many provinces lie in each of equal parts of the range."""
        values = self.values
        step = (values[-1] - values[0]) / BARS
        if not step:
            return [Bar(values[0], values[0], self.series.unit, len(values), 0, WIDTH, HEIGHT)]
        limits = [values[0], *(_tidy(values[0] + step * place) for place in range(1, BARS)), values[-1]]
        places = Counter(min(bisect_right(limits, value), BARS) - 1 for value in values)
        most, width = max(places.values()), WIDTH / BARS
        return [
            Bar(limits[n], limits[n + 1], self.series.unit, places[n], n * width + 1, width - 2, round(HEIGHT * places[n] / most, 1))
            for n in range(BARS)
        ]


def _tidy(value: float) -> float:
    """Return a computed number without digits that only arithmetic made."""
    return float(f"{value:.4g}")


class Grid(NamedTuple):
    """How many figures each province of a map has in each year, and which provinces have none."""

    vintage: str
    years: list[int]
    rows: list[tuple[str, list[int]]]
    without: list[str]


def rankings(series: Sequence[Series], indicator: str) -> list[Ranking]:
    """Return the latest well-covered year of an indicator, one for each map that has enough provinces."""
    found = []
    for vintage in VINTAGES:
        covered = [(year, one.covered(year, vintage), one) for one in series if one.indicator == indicator for year in one.years]
        most = max((count for _, count, _ in covered), default=0)
        enough = [entry for entry in covered if entry[1] >= max(FEWEST, most * WELL_COVERED)]
        if enough:
            year, _, one = max(enough, key=lambda entry: (entry[0], entry[1]))
            rows = [row for row in one.years[year].values() if row["vintage"] == vintage]
            found.append(Ranking(one, vintage, year, ranked(rows)))
    return found


def ranked(rows: Sequence[Row]) -> list[tuple[int, Row]]:
    """Return rows from the greatest value to the least, each with its rank."""
    ordered = sorted(rows, key=lambda row: (-row["obs_value"], row["ref_area"]))
    values = [row["obs_value"] for row in ordered]
    return [(values.index(row["obs_value"]) + 1, row) for row in ordered]


def coverage(dataset: Dataset, indicator: str) -> list[Grid]:
    """Return which provinces and years have figures, one grid for each map that has any."""
    counts = Counter(
        (row["ref_area"], row["year"])
        for row in dataset.by_indicator.get(indicator, [])
        if row["area_level"] == "province" and row["year"] is not None and row["obs_status"] != FORECAST
    )
    grids = []
    for vintage, areas in dataset.provinces.items():
        known = {area["ref_area"] for area in areas}
        years = sorted({year for area, year in counts if area in known})
        if years:
            span = list(range(years[0], years[-1] + 1))
            rows = [(area["ref_area"], [counts[area["ref_area"], year] for year in span]) for area in areas]
            without = [area["name_vi"] for area, (_, cells) in zip(areas, rows, strict=True) if not any(cells)]
            grids.append(Grid(vintage, span, [row for row in rows if any(row[1])], without))
    return grids


def read_guide(markdown: str) -> dict[str, Mapping[str, str]]:
    """Return what counts under each indicator and what does not, from the page for coders; HTML in it is shown as text."""
    return {
        code: dict(zip(("counts", "counts_not", "borderline"), map(inline, cells), strict=True)) for code, *cells in GUIDE.findall(markdown)
    }


class Indicators:
    """What the pages of indicators show, whatever their language."""

    def __init__(self, dataset: Dataset, series: Sequence[Series], guide: Mapping[str, Mapping[str, str]]) -> None:
        self.contexts = {
            code: {
                "indicator": row,
                "guide": guide.get(code),
                "country": self._country(dataset, code),
                "rankings": rankings(series, code),
                "coverage": coverage(dataset, code),
            }
            for code, row in dataset.indicators.items()
        }

    def write(self, pages: Pages) -> None:
        """Write the list of indicators and the page of each, in a language."""
        pages.write("indicators.html", "indicators.html", pages.say("indicators_title"))
        for code, context in self.contexts.items():
            heading = context["indicator"][f"name_{pages.language}"]
            pages.write(f"indicator/{code}.html", "indicator.html", heading, **context)

    def _country(self, dataset: Dataset, code: str) -> Any:
        """Return the section of the country if a chart can show it."""
        rows = dataset.by_area.get(COUNTRY, {}).get(code, [])
        return section(dataset, COUNTRY, code) if rows else None
