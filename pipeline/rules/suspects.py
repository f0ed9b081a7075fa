"""Rows that may break a rule of the table, as nearly as floats say: few among many, for the rule to judge in decimal arithmetic."""

from collections import defaultdict
from typing import Final

import numpy as np
import pandas as pd

from pipeline.columns import Numbers
from pipeline.registry import DIMENSIONS, Registry
from pipeline.rules.distinct import Mask, asked, combined, counted, dense, first_rows, judged, numbered
from pipeline.rules.readings import known_period
from pipeline.rules.things import COMPARED, WHOLES, Things, clashing, exceeds, measured

ADDITIVE_OVER_LOANS: Final = frozenset({"VND", "LOAN", "HOUSEHOLD_INSTANCE", "PERSON_INSTANCE"})
"""Units that add up over programmes, channels and funds; a household or person may be counted under several of them."""
SUMMED_OVER: Final = ("indicator", *DIMENSIONS, "ref_area")
"""Columns in which a part differs from its total."""


def suspected_totals(rows: pd.DataFrame, registry: Registry) -> list[tuple[list[int], list[int]]]:
    """Return the positions of parts, and of rows of their total, where the parts may come to more; in the order of the first parts."""
    things = Things(rows)
    known = pd.Index(pd.unique(things.number))
    parts = pd.concat([_parts(rows, things, known, name, registry) for name in SUMMED_OVER], ignore_index=True)
    groups, size = dense(combined(parts, ["total", "over", "alone"]))
    totals = parts["total"].to_numpy()[first_rows(groups, size)]
    low, high = measured(rows)
    members = np.flatnonzero(np.isin(things.number, totals))
    greatest = pd.Series(high[members]).groupby(things.number[members]).max().reindex(totals).to_numpy()
    suspected = exceeds(np.bincount(groups, low[parts["part"]], size), greatest)
    found = parts.assign(group=groups)[suspected[groups]].sort_values(["part", "over"])
    rows_of = defaultdict[int, list[int]](list)
    for position in members[np.isin(things.number[members], found["total"])]:
        rows_of[things.number[position]].append(position)
    return [(list(group["part"]), rows_of[group["total"].iloc[0]]) for _, group in found.groupby("group", sort=False)]


def _parts(rows: pd.DataFrame, things: Things, known: pd.Index, name: str, registry: Registry) -> pd.DataFrame:
    """Return the rows that are a part of the nearest total of their source in one column.

    Columns: `part`, the position of the row; `total`, the number of its total; `over`, the column as a number; `alone`, 0 where the part is
    summed with others, else the number of its cell, as it is compared with the total by itself.
    """
    pending = np.flatnonzero(judged(rows, [name], lambda cell: bool(_totals(name, cell, registry))) & _can_be_part(rows, name, registry))
    _, chains = asked(rows[[name]].iloc[pending], [name], lambda cell: _totals(name, cell, registry))
    parts, totals = [np.empty(0, np.int64)], [np.empty(0, np.int64)]
    for level in range(max(map(len, chains), default=0)):
        step, there = things.step(pending, name, name, lambda cell, level=level: _at(_totals(name, cell, registry), level))
        found = there & (known.get_indexer(things.number[pending] + step) >= 0)
        parts.append(pending[found])
        totals.append((things.number[pending] + step)[found])
        pending = pending[~found]
    part = np.concatenate(parts)
    alone = np.where(_adds_up(rows, part, name, registry), 0, numbered(rows[name])[0][part].astype(np.int64) + 1)
    return pd.DataFrame({"part": part, "total": np.concatenate(totals), "over": SUMMED_OVER.index(name), "alone": alone})


def _at(totals: list[str], level: int) -> str | None:
    return totals[level] if level < len(totals) else None


def _totals(name: str, cell: str, registry: Registry) -> list[str]:
    """Return the cells of the totals of which a cell of a column is a part, the nearest first."""
    if name == "indicator":
        return [total] if (total := registry.indicators[cell]["part_of"]) else []
    if name == "ref_area":
        return list(registry.lineage(cell))[1:]
    return [*registry.ancestors(name, cell), ""] if cell else []


def _can_be_part(rows: pd.DataFrame, name: str, registry: Registry) -> Mask:
    """Return the rows that can be a part; a rate is one of another indicator only."""
    return judged(rows, ["indicator"], lambda code: name == "indicator" or registry.indicators[code]["kind"] not in {"rate", "ratio"})


def _adds_up(rows: pd.DataFrame, at: Numbers, name: str, registry: Registry) -> Mask:
    """Return for rows whether they are summed with others over a column."""
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
    low, high = measured(rows)
    falls = (numbers[earlier] == numbers[later]) & (first[later] > last[earlier]) & exceeds(low[earlier], high[later])
    return list(zip(earlier[falls].tolist(), later[falls].tolist(), strict=True))


def suspected_shares(rows: pd.DataFrame, registry: Registry) -> Numbers:
    """Return the positions of rates, of their counts and of wholes where the wholes that they make may differ."""
    low, high = measured(rows)
    rates, counts = _rates_and_counts(rows, registry)
    rates, counts = rates[~(high[rates] <= 0)], counts[~(high[rates] <= 0)]
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
    indicators, things = registry.indicators, Things(rows)
    rates = np.flatnonzero(judged(rows, ["indicator"], lambda code: bool(indicators[code]["numerator"] and indicators[code]["share_of"])))
    to_count, is_counted = things.step(rates, "indicator", "indicator", lambda code: indicators[code]["numerator"])
    to_base, has_base = things.step(rates, "base", "indicator", lambda code: indicators[indicators[code]["numerator"]]["unit"])
    last = np.flatnonzero(~pd.Series(things.number).duplicated(keep="last").to_numpy())
    found = pd.Index(things.number[last]).get_indexer(things.number[rates] + to_count + to_base)
    both = is_counted & has_base & (found >= 0)
    return rates[both], last[found[both]]
