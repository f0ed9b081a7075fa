"""Maps: for each indicator and standard the figures of every year, and the shapes that show them."""

import csv
import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any, Final, NamedTuple

from pipeline.language.spoken import LANGUAGES, Language
from pipeline.site.model import VINTAGES, Dataset, Row
from pipeline.site.wording import number, quantity, scale_of
from pipeline.site.words import say
from pipeline.stages.figures.standards import NOT_APPLICABLE

MAP: Final = Path(__file__).parent / "map"
FEWEST: Final = 3
"""A map needs so many provinces with a figure in some year."""
CLASSES: Final = 6
NONE: Final = "none"
TILE: Final = (100, 84)
"""Width and height of a tile, in units of the picture."""
LONG_NAME: Final = 8
"""A longer name is written on two lines."""
BOUNDARIES_BOX: Final = "0 0 600 1000"


@dataclass
class Series:
    """One indicator under one standard: its figures by year and province, and the breaks between its classes."""

    indicator: str
    standard: str
    unit: str
    years: dict[int, dict[str, Row]] = field(default_factory=dict)
    breaks: tuple[float, ...] = ()

    @property
    def name(self) -> str:
        """Identity of the series."""
        return f"{self.indicator}|{self.standard}"

    def covered(self, year: int, vintage: str) -> int:
        """Return how many provinces of a map have a figure in a year."""
        return sum(row["vintage"] == vintage for row in self.years.get(year, {}).values())

    def best_year(self) -> tuple[int, int]:
        """Return most provinces of one map in a year, and the latest such year."""
        return max((max(self.covered(year, vintage) for vintage in VINTAGES), year) for year in self.years)

    def shade(self, row: Row | None) -> str:
        """Return the class of a figure; a missing one has its own."""
        return f"c{sum(limit <= row['obs_value'] for limit in self.breaks)}" if row else NONE


class Shape(NamedTuple):
    """A province as it is drawn: a path, or a tile at x and y with its name on one or two lines."""

    area: Row
    path: str = ""
    x: int = 0
    y: int = 0
    lines: tuple[str, ...] = ()


class Picture(NamedTuple):
    """One of the four maps."""

    vintage: str
    kind: str
    box: str
    shapes: list[Shape]


def read_series(dataset: Dataset) -> list[Series]:
    """Return the series that a map can show, those of the indicators with most figures first."""
    found: dict[tuple[str, str], Series] = {}
    for row in dataset.rows["nearest_figures"]:
        if row["area_level"] == "province" and row["vintage"] in VINTAGES:
            key = (row["indicator"], row["standard"])
            series = found.setdefault(key, Series(*key, row["unit_measure"]))
            series.years.setdefault(row["year"], {})[row["ref_area"]] = row
    order = {code: place for place, code in enumerate(dataset.indicators)}
    shown = [series for series in found.values() if series.best_year()[0] >= FEWEST]
    for series in shown:
        series.breaks = breaks([row["obs_value"] for rows in series.years.values() for row in rows.values()])
    return sorted(shown, key=lambda series: (order[series.indicator], -series.best_year()[1], series.standard))


def breaks(values: Sequence[float]) -> tuple[float, ...]:
    """Return limits that put about as many values into each class, rounded to two digits."""
    ordered = sorted(values)
    limits = {_rounded(ordered[len(ordered) * place // CLASSES]) for place in range(1, CLASSES)}
    return tuple(sorted(limit for limit in limits if ordered[0] < limit <= ordered[-1]))


def _rounded(value: float) -> float:
    if value == 0:
        return 0.0
    return float(round(value, 1 - math.floor(math.log10(abs(value)))))


def best(series: Sequence[Series]) -> Series | None:
    """Return the series that the front page opens on: the best covered, of those the latest."""
    return max(series, key=lambda one: one.best_year(), default=None)


def label(dataset: Dataset, series: Series, language: Language) -> str:
    """Return the name of a series: its indicator, and its standard if it has one."""
    name = str(dataset.indicators[series.indicator][f"name_{language}"])
    if series.standard == NOT_APPLICABLE:
        return name
    standard = dataset.standards.get(series.standard)
    return f"{name} – {standard[f'name_{language}'] if standard else series.standard}"


def legend(series: Series, language: Language) -> list[tuple[str, str]]:
    """Return each class with the values that it holds, in words."""
    limits, unit = series.breaks, series.unit
    if not limits:
        return [("c0", say("map_any_value", language))]
    scale = scale_of(limits[-1], unit)
    between = [
        (f"c{place}", f"{number(low, unit, language, scale)} – {quantity(high, unit, language)}")
        for place, (low, high) in enumerate(pairwise(limits), 1)
    ]
    first = say("map_under", language).format(value=quantity(limits[0], unit, language))
    last = say("map_from", language).format(value=quantity(limits[-1], unit, language))
    return [("c0", first), *between, (f"c{len(limits)}", last)]


def as_json(dataset: Dataset, series: Sequence[Series]) -> dict[str, Any]:
    """Return what the client needs to draw any series and year."""
    return {
        "series": [
            {
                "id": one.name,
                "indicator": one.indicator,
                "standard": one.standard,
                "unit": one.unit,
                "label": {language: label(dataset, one, language) for language in LANGUAGES},
                "breaks": one.breaks,
                "legend": {language: legend(one, language) for language in LANGUAGES},
                "years": {
                    str(year): {area: _cell(dataset, row) for area, row in sorted(one.years[year].items())} for year in sorted(one.years)
                },
            }
            for one in series
        ]
    }


def _cell(dataset: Dataset, row: Row) -> list[Any]:
    printed = dataset.figures[row["obs_id"]]["as_printed"]
    return [row["obs_value"], printed, str(row["as_of"]), row["obs_status"], row["obs_id"]]


def read_pictures(dataset: Dataset, folder: Path = MAP) -> list[Picture]:
    """Return the four maps: both vintages as tiles and as boundaries.

    Raises:
        OSError: a file of shapes is missing.
    """
    paths: Mapping[str, str] = json.loads((folder / "boundaries.json").read_text(encoding="utf-8"))
    with (folder / "tiles.csv").open(encoding="utf-8", newline="") as file:
        places = {row["ref_area"]: (int(row["column"]), int(row["row"])) for row in csv.DictReader(file)}
    maps = []
    for vintage in VINTAGES:
        areas = dataset.provinces[vintage]
        drawn = [Shape(area, paths[area["ref_area"]]) for area in areas if area["ref_area"] in paths]
        maps += [_tiles(vintage, areas, places), Picture(vintage, "boundaries", BOUNDARIES_BOX, drawn)]
    return maps


def _tiles(vintage: str, areas: Sequence[Row], places: Mapping[str, tuple[int, int]]) -> Picture:
    placed = [(area, *places[area["ref_area"]]) for area in areas if area["ref_area"] in places]
    left, top = min((column for _, column, _ in placed), default=0), min((row for *_, row in placed), default=0)
    wide, high = TILE
    shapes = [Shape(area, "", (column - left) * wide, (row - top) * high, _lines(area["name_vi"])) for area, column, row in placed]
    width, height = max((shape.x for shape in shapes), default=0) + wide, max((shape.y for shape in shapes), default=0) + high
    return Picture(vintage, "tiles", f"0 0 {width} {height}", shapes)


def _lines(name: str) -> tuple[str, ...]:
    """Break a long name where its halves are most alike."""
    words = name.split()
    if len(name) <= LONG_NAME or len(words) < 2:
        return (name,)
    halves = [(" ".join(words[:place]), " ".join(words[place:])) for place in range(1, len(words))]
    return min(halves, key=lambda half: max(map(len, half)))
