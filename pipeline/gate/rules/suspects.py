"""Rows that may break a rule of the table, as nearly as floats say: few among many, for the rule to judge in decimal arithmetic."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from pipeline.foundation.registry import DIMENSIONS, Registry
from pipeline.gate.rules.distinct import Mask, asked, combined, counted, dense, first_rows, judged
from pipeline.gate.rules.readings import known_period
from pipeline.gate.rules.things import COMPARED, WHOLES, Things, clashing, exceeds
from pipeline.reading.columns import Numbers

ADDITIVE_OVER_LOANS: Final = frozenset({"VND", "LOAN", "HOUSEHOLD_INSTANCE", "PERSON_INSTANCE"})
"""Units that add up over programmes, channels and funds; a household or person may be counted under several of them."""
NONE: Final = np.empty(0, np.int64)
SUMMED_OVER: Final = ("indicator", *DIMENSIONS, "ref_area")
"""Columns in which a part differs from its total."""


@dataclass(frozen=True, slots=True)
class Parts:
    """Rows that are a part of a total of their source.

    Attributes:
        part: the position of the row.
        total: the number of the thing that is its total.
        over: the column over which it is one, as its place in SUMMED_OVER.
        alone: 0 where the part is summed with others, else the number of its cell: it is compared with the total by itself.
    """

    part: Numbers
    total: Numbers
    over: Numbers
    alone: Numbers


def suspected_totals(rows: pd.DataFrame, registry: Registry) -> list[tuple[list[int], list[int]]]:
    """Return the positions of parts, and of rows of their total, where the parts may come to more; in the order of the first parts."""
    things = Things(rows)
    known = pd.Index(pd.unique(things.number))
    parts = _joined([_parts(rows, things, known, name, registry) for name in SUMMED_OVER])
    if not len(parts.part):
        return []
    totals, total_of = np.unique(parts.total, return_inverse=True)
    groups, size = dense((total_of * len(SUMMED_OVER) + parts.over) * (parts.alone.max() + 1) + parts.alone)
    members = np.flatnonzero(np.isin(things.number, totals))
    greatest = np.full(len(totals), -np.inf)
    np.maximum.at(greatest, np.searchsorted(totals, things.number[members]), rows["high"].to_numpy()[members])
    sums = np.bincount(groups, rows["low"].to_numpy()[parts.part], size).astype(np.float64)
    suspected = exceeds(sums, greatest[total_of[first_rows(groups, size)]])
    found: dict[int, list[int]] = defaultdict(list)
    for place in sorted(np.flatnonzero(suspected[groups]).tolist(), key=lambda place: (parts.part[place], parts.over[place])):
        found[groups[place]].append(place)
    rows_of = _by_number(things.number, members, {int(parts.total[places[0]]) for places in found.values()})
    return [(parts.part[places].tolist(), rows_of[parts.total[places[0]]]) for places in found.values()]


def _by_number(numbers: Numbers, positions: Numbers, wanted: set[int]) -> dict[int, list[int]]:
    """Return the positions of rows by the number of what they speak of."""
    found: dict[int, list[int]] = defaultdict(list)
    for position, number in zip(positions.tolist(), numbers[positions].tolist(), strict=True) if wanted else ():
        if number in wanted:
            found[number].append(position)
    return found


def _joined(parts: Sequence[Parts]) -> Parts:
    return Parts(*(np.concatenate([getattr(each, name) for each in parts]) for name in ("part", "total", "over", "alone")))


def _parts(rows: pd.DataFrame, things: Things, known: pd.Index, name: str, registry: Registry) -> Parts:
    """Return the rows that are a part over one column, each with the nearest total that its source gives."""
    numbers, chains = asked(rows, [name], lambda cell: _totals(name, cell, registry))
    pending = np.flatnonzero(np.array([bool(chain) for chain in chains])[numbers])
    pending = pending[_can_be_part(rows, pending, name, registry)]
    parts, totals = [NONE], [NONE]
    for level in range(max(map(len, chains)) if len(pending) else 0):
        step, there = things.step(pending, name, numbers[pending], [chain[level] if level < len(chain) else None for chain in chains])
        found = there & (known.get_indexer(pd.Index(things.number[pending] + step)) >= 0)
        parts.append(pending[found])
        totals.append((things.number[pending] + step)[found])
        pending = pending[~found]
    part = np.concatenate(parts)
    alone = np.where(_adds_up(rows, part, name, registry), 0, numbers[part] + 1)
    return Parts(part, np.concatenate(totals), np.full(len(part), SUMMED_OVER.index(name)), alone)


def _totals(name: str, cell: str, registry: Registry) -> list[str]:
    """Return the cells of the totals of which a cell of a column is a part, the nearest first."""
    if name == "indicator":
        return [total] if (total := registry.indicators[cell]["part_of"]) else []
    if name == "ref_area":
        return list(registry.lineage(cell))[1:]
    return [*registry.ancestors(name, cell), ""] if cell else []


def _can_be_part(rows: pd.DataFrame, at: Numbers, name: str, registry: Registry) -> Mask:
    """Return which rows can be a part; a rate is one of another indicator only."""
    indicators = rows[["indicator"]].iloc[at]
    return judged(indicators, ["indicator"], lambda code: name == "indicator" or registry.indicators[code]["kind"] not in {"rate", "ratio"})


def _adds_up(rows: pd.DataFrame, at: Numbers, name: str, registry: Registry) -> Mask:
    """Return which rows are summed with others over a column."""
    if name in {"indicator", "ref_area"}:
        return judged(rows[["indicator"]].iloc[at], ["indicator"], lambda code: registry.indicators[code]["aggregation"] == "sum")
    return judged(rows[["base"]].iloc[at], ["base"], lambda base: name != "group" and base in ADDITIVE_OVER_LOANS)


def suspected_falls(rows: pd.DataFrame) -> list[tuple[int, int]]:
    """Return the positions of totals since one start, one after the other, of which the later may be the lesser."""
    start = rows.assign(start=rows["period"].map(lambda period: period.partition("/")[0]))
    numbers, _ = dense(combined(start, ["source_id", *(name for name in COMPARED if name != "period"), "start"]))
    first = counted(rows, ["period"], lambda period: known_period(period).latest.first.toordinal())
    last = counted(rows, ["period"], lambda period: known_period(period).latest.last.toordinal())
    order = np.lexsort((last, numbers))
    earlier, later = order[:-1], order[1:]
    low, high = rows["low"].to_numpy(), rows["high"].to_numpy()
    falls = (numbers[earlier] == numbers[later]) & (first[later] > last[earlier]) & exceeds(low[earlier], high[later])
    return list(zip(earlier[falls].tolist(), later[falls].tolist(), strict=True))


def suspected_shares(rows: pd.DataFrame, registry: Registry) -> Numbers:
    """Return the positions of rates, of their counts and of wholes where the wholes that they make may differ."""
    low, high = rows["low"].to_numpy(), rows["high"].to_numpy()
    rates, counts = _rates_and_counts(rows, registry)
    rates, counts = rates[~(high[rates] <= 0)], counts[~(high[rates] <= 0)]
    if not len(rates):
        return rates
    numbers, wholes_of = asked(rows[["indicator"]].iloc[rates], ["indicator"], lambda code: registry.indicators[code]["share_of"])
    wholes = np.flatnonzero(judged(rows, ["indicator"], wholes_of.__contains__))
    names = np.concatenate([np.array(wholes_of, dtype=object)[numbers], rows["indicator"].iloc[wholes].to_numpy(dtype=object)])
    said = rows[["source_id", *WHOLES]].iloc[np.concatenate([rates, wholes])].assign(whole=names)
    with np.errstate(divide="ignore", invalid="ignore"):
        least, most = low[counts] * 100 / high[rates], np.where(low[rates] > 0, high[counts] * 100 / low[rates], np.inf)
    clash = clashing(combined(said, list(said.columns)), np.concatenate([least, low[wholes]]), np.concatenate([most, high[wholes]]))
    return np.unique(np.concatenate([rates[clash[: len(rates)]], counts[clash[: len(rates)]], wholes[clash[len(rates) :]]]))


def _rates_and_counts(rows: pd.DataFrame, registry: Registry) -> tuple[Numbers, Numbers]:
    """Return the positions of rates of a whole whose part is counted too, and of the last such counts."""
    indicators = registry.indicators
    rates = np.flatnonzero(judged(rows, ["indicator"], lambda code: bool(indicators[code]["numerator"] and indicators[code]["share_of"])))
    if not len(rates):
        return rates, rates
    things = Things(rows)
    numbers, counts = asked(rows[["indicator"]].iloc[rates], ["indicator"], lambda code: indicators[code]["numerator"])
    to_count, is_counted = things.step(rates, "indicator", numbers, counts)
    to_base, has_base = things.step(rates, "base", numbers, [indicators[count]["unit"] for count in counts])
    last = np.flatnonzero(~pd.Series(things.number).duplicated(keep="last").to_numpy())
    found = pd.Index(things.number[last]).get_indexer(pd.Index(things.number[rates] + to_count + to_base))
    both = is_counted & has_base & (found >= 0)
    return rates[both], last[found[both]]
