"""Stage panel: what one can compare, one value per map, area, year, indicator and standard.

Only totals, flows of calendar years and year-end values enter (`eligibility`). A province of 2025 has a value where it is reported for its
territory, or where every province that it is made of has one; nothing is interpolated, carried forward, or joined across
standards or producers. Beside it stands, for every year, the figure nearest to its end (`nearest`).
"""

from collections.abc import Iterable, Mapping
from math import fsum
from typing import Any, Final

import pyarrow
from pyarrow import compute

from pipeline.foundation.params import load_params
from pipeline.foundation.records import Record
from pipeline.stages.figures.eligibility import ENTERED, LEVELS, NEW, OLD
from pipeline.stages.figures.statuses import BREAK, ESTIMATED, NORMAL, PROVISIONAL
from pipeline.stages.figures.timing import read_printings
from pipeline.stages.panels.nearest import nearest_figures
from pipeline.stages.panels.territories import maps_of, names_of, parts_of
from pipeline.stages.panels.weights import WEIGHTS, Weights, nearest_weights, weights_by_area, with_merged
from pipeline.stages.panels.wide import widen
from pipeline.stages.tables import (
    NEAREST,
    OBSERVATIONS,
    PANEL,
    POPULATION,
    WIDE,
    StageError,
    Stored,
    read_validated,
    records,
    rows_of,
    write_table,
)
from schemas import NearestFigure, PanelRow, PublishedPopulation
from schemas.base import as_frame, to_arrow

STATUSES: Final = (NORMAL, BREAK, PROVISIONAL, ESTIMATED)
"""From certain to uncertain: a sum has the last of its parts' statuses."""

Row = dict[str, Any]
Lists = Mapping[str, Mapping[str, Record]]
Key = tuple[str, str, int, str, str]
"""Map, area, year, indicator, standard."""


def run() -> None:
    """Read data/interim and write there the panel, long and wide, the nearest figures, and the population with that of merged provinces.

    Raises:
        StageError: two figures claim one place in the panel, or a mean has no weights near its year.
    """
    params = load_params()
    observations = Stored((OBSERVATIONS,))
    keys = {"areas": "ref_area", "indicators": "indicator"}
    lists = {name: records(read_validated(name), [key]) for name, key in keys.items()}
    parts = parts_of(read_validated("area_changes").to_pylist(), lists["areas"])
    population = read_validated("population").to_pylist()
    entered = list(rows_of(observations, keep=lambda batch: compute.equal(batch["panel"], ENTERED)))
    rows = build(entered, lists, parts, weights_by_area(population, entered), params.weight_years)
    panel = to_arrow(as_frame(rows, PanelRow), PanelRow)
    write_table(panel, PANEL)
    write_table(widen(panel, read_validated("indicators")), WIDE)
    nearest = nearest_figures(rows_of(observations, keep=_may_be_nearest), read_printings(), lists, parts, params)
    write_table(to_arrow(as_frame(nearest, NearestFigure), NearestFigure), NEAREST)
    write_table(to_arrow(as_frame(with_merged(population, parts), PublishedPopulation), PublishedPopulation), POPULATION)


def _may_be_nearest(batch: pyarrow.RecordBatch) -> pyarrow.Array:
    """Whether rows are preferred totals of areas that have rows in the panel, so that the others need not be looked at one by one."""
    large = compute.is_in(batch["area_level"], pyarrow.array(sorted(LEVELS)))
    return compute.and_(large, compute.and_(batch["preferred"], batch["is_total"]))


def build(
    observations: Iterable[Row],
    lists: Lists,
    parts: Mapping[str, list[str]],
    population: Weights,
    weight_years: int,
) -> list[Row]:
    """Return the rows of the panel.

    Args:
        observations: published observations.
        lists: the registries areas and indicators, by key.
        parts: as `parts_of` gives them.
        population: as `weights_by_area` gives it.
        weight_years: how many years the weights of a mean may lie from it.

    Raises:
        StageError: two figures have one key, or a mean has no weights within `weight_years`; lists all of them.
    """
    reported = _unique(row for observation in observations if observation["panel"] == ENTERED for row in _reported(observation))
    derived: dict[Key, Row] = {}
    missing = []
    for area, members in parts.items():
        for year, indicator, standard in sorted({key[2:] for key in reported if key[:2] in {(OLD, member) for member in members}}):
            key = (NEW, area, year, indicator, standard)
            found = [row for member in members if (row := reported.get((OLD, member, year, indicator, standard)))]
            if key in reported or len(found) < len(members):
                continue
            try:
                row = _merge(area, found, lists["indicators"][indicator], population, weight_years)
            except LookupError:
                missing.append(f"{area} {year} {indicator} ({', '.join(members)})")
                continue
            if row:
                derived[key] = row
    if missing:
        raise StageError(
            f"no weights within {weight_years} years for these means; add the provinces to data/raw/population.csv, "
            "or raise panel.weight_years in params.yaml:",
            f"các số bình quân sau không có quyền số trong vòng {weight_years} năm; hãy thêm các tỉnh vào data/raw/population.csv, "
            "hoặc tăng panel.weight_years trong params.yaml:",
            missing,
        )
    return [{**row, **names_of(lists["areas"][row["ref_area"]])} for row in (*reported.values(), *derived.values())]


def _unique(rows: Iterable[Row]) -> dict[Key, Row]:
    """Return rows by key.

    Raises:
        StageError: two have one key; neither can be chosen without losing the other.
    """
    found: dict[Key, Row] = {}
    twice = []
    for row in rows:
        key = row["vintage"], row["ref_area"], row["year"], row["indicator"], row["standard"]
        if (other := found.setdefault(key, row)) is not row:
            twice.append(f"{' '.join(map(str, key))}: {other['obs_ids'][0]}, {row['obs_ids'][0]}")
    if twice:
        raise StageError(
            "two preferred figures claim one place in the panel; one of them is coded wrongly, or needs a flag:",
            "hai số liệu được chọn cùng tranh một chỗ trong bảng tỉnh; một trong hai bị ghi sai hoặc còn thiếu cờ:",
            twice,
        )
    return found


def _reported(row: Row) -> list[Row]:
    """Return the panel rows of an observation: one, or for the country one on each map."""
    names = ("ref_area", "year", "indicator", "standard", "obs_value", "unit_measure", "obs_status")
    common = {
        **{name: row[name] for name in names},
        "method": "reported",
        "weight": None,
        "weight_year": None,
        "n_obs": 1,
        "n_sources": 1,
        "obs_ids": [row["obs_id"]],
    }
    return [{**common, "vintage": vintage} for vintage in maps_of(row)]


def _merge(area: str, parts: list[Row], indicator: Record, population: Weights, weight_years: int) -> Row | None:
    """Return the value of a province made of these parts; None if the indicator does not add up over areas, or by a weight
    that is not known for areas.

    Raises:
        LookupError: there are no weights near the year.
    """
    obs_ids = sorted(obs_id for part in parts for obs_id in part["obs_ids"])
    merged = {
        **parts[0],
        "vintage": NEW,
        "ref_area": area,
        "n_obs": len(obs_ids),
        "n_sources": len({obs_id.rpartition(".")[0] for obs_id in obs_ids}),
        "obs_ids": obs_ids,
    }
    if len(parts) == 1:
        return merged
    if indicator["aggregation"] == "sum":
        status = max((part["obs_status"] for part in parts), key=STATUSES.index)
        return {**merged, "method": "sum", "obs_value": fsum(part["obs_value"] for part in parts), "obs_status": status}
    if indicator["aggregation"] != "weighted_mean" or indicator["weight"] not in WEIGHTS:
        return None
    weighting = nearest_weights([part["ref_area"] for part in parts], parts[0]["year"], population, weight_years, indicator["weight"])
    weights = [weighting.weights[part["ref_area"]] for part in parts]
    mean = fsum(part["obs_value"] * weight for part, weight in zip(parts, weights, strict=True)) / sum(weights)
    return {
        **merged,
        "method": "weighted_mean",
        "obs_value": mean,
        "obs_status": ESTIMATED,
        "weight": weighting.measure,
        "weight_year": weighting.year,
    }
