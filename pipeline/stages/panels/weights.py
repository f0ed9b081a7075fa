"""Population and households of areas: the weights of means, and their sums for provinces that were merged."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from pipeline.stages.figures.eligibility import ENTERED

WEIGHTS: Final = ("households", "population")
"""What a mean over areas may be weighted by, the first that all parts have."""

Row = dict[str, Any]
Weights = Mapping[str, Mapping[int, Row]]
"""Rows of the registry `population` by area and year."""


@dataclass(frozen=True)
class Weighting:
    """The weights of a mean: what they count, their year, and one for each area."""

    measure: str
    year: int
    weights: Mapping[str, int]


def weights_by_area(population: Iterable[Row], observations: Iterable[Row] = ()) -> Weights:
    """Return rows of the registry by area and year, with the households that sources print where the registry has none.

    Args:
        population: rows of the registry.
        observations: published observations, of which those of all households that entered the panel are taken.
    """
    by_area: dict[str, dict[int, Row]] = defaultdict(dict)
    for row in population:
        by_area[row["ref_area"]][row["year"]] = row
    for row in observations:
        if row["indicator"] == "TOTAL_HOUSEHOLDS" and row["panel"] == ENTERED:
            known = by_area[row["ref_area"]].get(row["year"], dict.fromkeys(WEIGHTS))
            by_area[row["ref_area"]][row["year"]] = {**known, "households": known["households"] or int(row["obs_value"])}
    return dict(by_area)


def nearest_weights(areas: list[str], year: int, population: Weights, weight_years: int, preferred: str = WEIGHTS[0]) -> Weighting:
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


def with_merged(population: Iterable[Row], parts: Mapping[str, list[str]]) -> list[Row]:
    """Return the rows to publish: those of the registry, and for provinces of 2025 the sums of their parts where all are known.

    Args:
        population: rows of the registry.
        parts: the provinces of 2008 that each province of 2025 is made of.
    """
    rows = [{**row, "method": "reported"} for row in population]
    known = weights_by_area(rows)
    for area, members in parts.items():
        years = set[int].intersection(*({*known.get(member, {})} for member in members)) - {*known.get(area, {})}
        for year in sorted(years):
            found = [known[member][year] for member in members]
            total = {name: _total([row[name] for row in found]) for name in ("population", "households")}
            if any(count is not None for count in total.values()):
                sources = {row["source_id"] for row in found}
                source = sources.pop() if len(sources) == 1 else None
                rows.append({"ref_area": area, "year": year, **total, "source_id": source, "note": None, "method": "sum"})
    return rows


def _total(counts: list[int | None]) -> int | None:
    known = [count for count in counts if count is not None]
    return sum(known) if len(known) == len(counts) else None
