"""Stage panel: what one can compare, one value per map, province, year, indicator and standard.

Only totals, flows of calendar years and year-end values enter. A province of 2025 has a value where it is reported for its
territory, or where every province that it is made of has one; nothing is interpolated, carried forward, or joined across
standards or producers.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import fsum
from typing import Any, Final

from pipeline.foundation.params import load_params
from pipeline.foundation.registry import Record
from pipeline.stages.conflicts import LOW_RELIABILITY
from pipeline.stages.observations import FORECAST, NORMAL, TOTAL, UNKNOWN, is_vague, is_year_end
from pipeline.stages.tables import OBSERVATIONS, PANEL, WIDE, StageError, read_interim, read_validated, records, write_table
from pipeline.stages.wide import widen
from schemas import PanelRow
from schemas.base import as_frame, to_arrow

OLD, NEW = "2008", "2025"
ESTIMATED = "E"
STATUSES: Final = (NORMAL, "B", "D", "P", ESTIMATED)
"""From certain to uncertain: a sum has the last of its parts' statuses."""
WEIGHTS: Final = ("households", "population")
"""What a mean over areas may be weighted by, the first that all parts have."""

Row = dict[str, Any]
Key = tuple[str, int, str, str]
"""Province, year, indicator, standard."""


@dataclass(frozen=True)
class Weighting:
    """The weights of a mean: what they count, their year, and one for each area."""

    measure: str
    year: int
    weights: Mapping[str, int]


def run() -> None:
    """Read data/interim and write data/interim/province_panel.parquet, long and wide.

    Raises:
        StageError: a mean has no weights near its year.
    """
    observations = read_interim(OBSERVATIONS).to_pylist()
    indicators = records(read_validated("indicators"), ["indicator"])
    parts = parts_of(read_validated("area_changes").to_pylist(), records(read_validated("areas"), ["ref_area"]))
    rows = build(observations, indicators, parts, read_validated("population").to_pylist(), load_params().weight_years)
    panel = to_arrow(as_frame(rows, PanelRow), PanelRow)
    write_table(panel, PANEL)
    write_table(widen(panel, read_validated("areas"), read_validated("indicators")), WIDE)


def parts_of(changes: Iterable[Row], areas: Mapping[str, Record]) -> dict[str, list[str]]:
    """Return the provinces of the map of 2008 that each province of 2025 is made of."""
    parts: dict[str, list[str]] = defaultdict(list)
    for change in changes:
        maps = areas[change["from_area"]]["vintage"], areas[change["to_area"]]["vintage"]
        if maps == (OLD, NEW) and areas[change["from_area"]]["level"] == "province":
            parts[change["to_area"]].append(change["from_area"])
    return {area: sorted(members) for area, members in parts.items()}


def build(
    observations: Iterable[Row],
    indicators: Mapping[str, Record],
    parts: Mapping[str, list[str]],
    population: Iterable[Row],
    weight_years: int,
) -> list[Row]:
    """Return the rows of the panel.

    Args:
        observations: published observations.
        indicators: by code.
        parts: as `parts_of` gives them.
        population: rows of the weights.
        weight_years: how many years the weights of a mean may lie from it.

    Raises:
        StageError: a mean has no weights within `weight_years`; lists all of them.
    """
    reported = {_key(row): _reported(row) for row in observations if is_comparable(row, indicators[row["indicator"]])}
    known = {area: dict(by_year) for area, by_year in _by_area(population).items()}
    derived: dict[Key, Row] = {}
    missing = []
    for area, members in parts.items():
        for year, indicator, standard in sorted({key[1:] for key in reported if key[0] in members}):
            key = (area, year, indicator, standard)
            found = [reported[member, year, indicator, standard] for member in members if (member, year, indicator, standard) in reported]
            joined_blindly = standard == UNKNOWN and len(members) > 1
            if key in reported or key in derived or len(found) < len(members) or joined_blindly:
                continue
            try:
                row = _merge(area, found, indicators[indicator], known, weight_years)
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
    return [*reported.values(), *derived.values()]


def is_comparable(row: Row, indicator: Record) -> bool:
    """Whether an observation is a total of a province for a calendar year or its end, exact, reached, and not in doubt."""
    total = all(row[name] in {TOTAL, indicator[name]} for name in ("programme", "channel", "funding")) and row["population_group"] == TOTAL
    whole_year = (row["period_type"] == "year" and not is_vague(row)) if indicator["kind"] == "flow" else is_year_end(row)
    return (
        row["preferred"]
        and row["area_level"] == "province"
        and row["vintage"] in {OLD, NEW}
        and total
        and whole_year
        and row["unit_measure"] == indicator["unit"]
        and row["bound"] == "exact"
        and row["obs_status"] not in {FORECAST, LOW_RELIABILITY}
        and "RANGE" not in (row["flags"] or "")
    )


def _key(row: Row) -> Key:
    return row["ref_area"], row["year"], row["indicator"], row["standard"]


def _reported(row: Row) -> Row:
    return {
        **{name: row[name] for name in ("vintage", "ref_area", "year", "indicator", "standard", "obs_value", "unit_measure", "obs_status")},
        "method": "reported",
        "weight": None,
        "weight_year": None,
        "n_obs": 1,
        "n_sources": 1,
        "obs_ids": [row["obs_id"]],
    }


def _by_area(population: Iterable[Row]) -> dict[str, dict[int, Row]]:
    by_area: dict[str, dict[int, Row]] = defaultdict(dict)
    for row in population:
        by_area[row["ref_area"]][row["year"]] = row
    return by_area


def _merge(area: str, parts: list[Row], indicator: Record, population: Mapping[str, Mapping[int, Row]], weight_years: int) -> Row | None:
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


def nearest_weights(
    areas: list[str], year: int, population: Mapping[str, Mapping[int, Row]], weight_years: int, preferred: str = WEIGHTS[0]
) -> Weighting:
    """Return the weights of the year nearest to `year` that all areas have (the earlier of two).

    Households are taken before population, unless `preferred` names the population.

    Raises:
        LookupError: there is none within `weight_years`.
    """
    for measure in WEIGHTS[WEIGHTS.index(preferred) :]:
        common = set.intersection(*({y for y, row in population.get(area, {}).items() if row[measure] is not None} for area in areas))
        near = [candidate for candidate in common if abs(candidate - year) <= weight_years]
        if near:
            chosen = min(near, key=lambda candidate: (abs(candidate - year), candidate))
            return Weighting(measure, chosen, {area: population[area][chosen][measure] for area in areas})
    raise LookupError(f"no weights within {weight_years} years of {year}")
