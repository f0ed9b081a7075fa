"""Rules that the rows of `observations` keep together."""

from collections import defaultdict
from collections.abc import Mapping
from decimal import Decimal
from itertools import chain
from typing import Any, Final

import numpy as np
import pandas as pd

from pipeline.registry import Record, Registry
from pipeline.rules.catalogue import Check, breaches, cells_of, check, where
from pipeline.rules.distinct import combined, dense, first_rows, judged, repeats, shared
from pipeline.rules.readings import known_period
from pipeline.rules.suspects import suspected_falls, suspected_shares, suspected_totals
from pipeline.rules.things import (
    COMPARED,
    WHOLES,
    Member,
    Things,
    clashing,
    least,
    members_at,
    most,
    with_quantities,
    without_doubts,
)

TABLE_CHECKS: Final[list[Check]] = []
WHOLE_ITSELF: Final = -1
"""Stands for the position of a whole that is printed: rates are measured by it, it is not blamed."""

READS: Final = ("value", "source_id", *(name for name in COMPARED if name != "base"), "unit", "as_printed")

TABLE_READS: Final = (*READS, "item", "bound", "flags", "path", "line", "words", "low", "high", "base", "whole")
"""Columns that the rules of the table and their sentences use."""
PEOPLE: Final = frozenset({"HOUSEHOLD", "HOUSEHOLD_INSTANCE", "PERSON", "PERSON_INSTANCE", "LOAN"})
"""Units of counts of borrowers."""

Key = tuple[str, ...]
Interval = tuple[Decimal, Decimal]


@check(
    TABLE_CHECKS,
    "V301",
    reads=["item", "source_id"],
    en="item {item} of {source_id} stands already at {other}",
    vi="số thứ tự {item} của {source_id} đã có ở {other}",
    fix_en="give the newer row the next number that the source has not used",
    fix_vi="cho dòng mới số thứ tự tiếp theo chưa dùng của nguồn đó",
)
def item_is_unique(rows: pd.DataFrame, registry: Registry) -> pd.DataFrame:
    return _repeated(rows, ["source_id", "item"])


@check(
    TABLE_CHECKS,
    "V304",
    reads=["item", "source_id"],
    en="{source_id}.{item} was retired and its number is not used again",
    vi="{source_id}.{item} đã bị rút, không dùng lại số thứ tự này",
    fix_en="give the row the next number that the source has not used",
    fix_vi="cho dòng số thứ tự tiếp theo chưa dùng của nguồn đó",
)
def item_is_not_retired(rows: pd.DataFrame, registry: Registry) -> pd.DataFrame:
    retired = {record["obs_id"] for record in registry.records["retired"]}
    sources = {obs_id.rpartition(".")[0] for obs_id in retired}
    near = where(rows, judged(rows, ["source_id"], sources.__contains__))
    return breaches(near, (f"{source}.{item}" in retired for source, item in cells_of(near, "source_id", "item")))


@check(
    TABLE_CHECKS,
    "V302",
    reads=["item", *READS],
    en="the same figure of this source is coded already at {other}",
    vi="số liệu này của nguồn đã được ghi ở {other}",
    fix_en="remove one of the two rows; a figure printed twice is coded once",
    fix_vi="xóa một trong hai dòng; số liệu in hai lần chỉ ghi một lần",
)
def figure_is_coded_once(rows: pd.DataFrame, registry: Registry) -> pd.DataFrame:
    near = with_quantities(where(rows, shared(Things(rows).number)), registry)
    near = near.assign(worth=[quantity.value.normalize() for quantity in near["quantity"]])
    return _repeated(near, ["source_id", *COMPARED, "worth", "bound"])


def _repeated(rows: pd.DataFrame, key: list[str]) -> pd.DataFrame:
    """Return all rows but the first of each key, with the place of the first as `other`."""
    numbers, size = dense(combined(rows, key))
    again = np.flatnonzero(repeats(numbers))
    first = rows[["path", "line"]].iloc[first_rows(numbers, size)[numbers[again]]]
    return rows.iloc[again].assign(other=[f"{path}:{line}" for path, line in cells_of(first, "path", "line")])


@check(
    TABLE_CHECKS,
    "V303",
    reads=READS,
    en="the parts of this total come to at least {parts} {base}, the total is at most {total} ({count} parts, the first at {other})",
    vi="các phần của tổng này cộng lại ít nhất {parts} {base}, còn tổng nhiều nhất {total} ({count} phần, phần đầu ở {other})",
    fix_en="read the source again; if it prints so, flag the total MISPRINT, SCOPE_DOUBT or DEFINITION_DIFFERS and say why in `note`",
    fix_vi="đọc lại nguồn; nếu nguồn in đúng như vậy, gắn cờ MISPRINT, SCOPE_DOUBT hoặc DEFINITION_DIFFERS cho tổng và nêu lý do ở `note`",
)
def parts_within_total(rows: pd.DataFrame, registry: Registry) -> pd.DataFrame:
    """Within one source; exact parts and totals allow for the rounding of their print, bounded ones for their bound."""
    sound = without_doubts(rows)
    broken: dict[int, dict[str, Any]] = {}
    suspected = suspected_totals(sound, registry)
    member = members_at(sound, chain.from_iterable(chain(*suspected)), registry)
    for parts, totals in suspected:
        members = [member[part][1] for part in parts]
        position, total = max((member[row] for row in totals), key=lambda found: most(found[1]))
        sum_of_parts, greatest = sum(map(least, members), Decimal(0)), most(total)
        if sum_of_parts > greatest:
            broken[position] = {
                "base": total["base"],
                "parts": f"{sum_of_parts:,f}",
                "total": f"{greatest:,f}",
                "count": len(members),
                "other": _place(members[0]),
            }
    return _with_facts(rows, broken)


@check(
    TABLE_CHECKS,
    "V306",
    reads=["programme", "indicator", "unit", "ref_area"],
    en="money of a sensitive programme stands without the count of its borrowers",
    vi="số tiền của chương trình nhạy cảm mà không có số người hoặc hộ vay đi kèm",
    fix_en="code the count of the same area if it is not withheld; else remove this row too and say so in excluded.csv",
    fix_vi="ghi số đếm cùng địa bàn nếu được phép; nếu không thì xóa cả dòng này và ghi vào excluded.csv",
)
def sensitive_money_has_its_count(rows: pd.DataFrame, registry: Registry) -> pd.DataFrame:
    """A count under the limit is withheld with its money, so money is coded only beside a count that may be."""
    group = ["source_id", "ref_area"]
    sensitive = where(rows, registry.sensitive(rows))
    counted = {tuple(place) for base, *place in cells_of(sensitive, "base", *group) if base in PEOPLE}
    wrong = (base == "VND" and tuple(place) not in counted for base, *place in cells_of(sensitive, "base", *group))
    return breaches(sensitive, wrong, lambda _: {"blamed": "value"})


@check(
    TABLE_CHECKS,
    "V305",
    reads=["value", "item", *READS[1:]],
    en="this source says otherwise of the same thing at {other}",
    vi="chính nguồn này nói khác về cùng một điều ở {other}",
    fix_en="if both are printed so, flag the odd one MISPRINT, SCOPE_DOUBT or DEFINITION_DIFFERS, with a note; else correct a code",
    fix_vi="nếu cả hai in như vậy, gắn cờ MISPRINT, SCOPE_DOUBT hoặc DEFINITION_DIFFERS cho số lệch, có ghi chú; nếu không thì sửa mã",
)
def source_agrees_with_itself(rows: pd.DataFrame, registry: Registry) -> pd.DataFrame:
    sound = without_doubts(rows)
    numbers = Things(sound).number
    suspected = np.flatnonzero(clashing(numbers, sound["low"].to_numpy(), sound["high"].to_numpy()))
    groups: dict[int, list[Member]] = defaultdict(list)
    for position, member in members_at(sound, suspected.tolist(), registry).items():
        groups[numbers[position]].append(member)
    broken: dict[int, dict[str, str]] = {}
    for (_, first), *others in groups.values():
        for position, row in others:
            if max(least(first), least(row)) > min(most(first), most(row)):
                broken[position] = {"other": _place(first)}
    return _with_facts(rows, broken)


@check(
    TABLE_CHECKS,
    "V307",
    reads=READS,
    en="the total to {period} is less than the total to {earlier} at {other}, though both start at the same time",
    vi="tổng đến {period} nhỏ hơn tổng đến {earlier} ở {other}, dù cùng thời điểm bắt đầu",
    fix_en="read the source again; if it prints so, flag the odd one MISPRINT, SCOPE_DOUBT or DEFINITION_DIFFERS, with a note",
    fix_vi="đọc lại nguồn; nếu nguồn in đúng như vậy, gắn cờ MISPRINT, SCOPE_DOUBT hoặc DEFINITION_DIFFERS cho số lệch, có ghi chú",
)
def cumulative_figures_grow(rows: pd.DataFrame, registry: Registry) -> pd.DataFrame:
    """Within one source: what is counted since one start cannot become less; net changes, which may, have no minimum."""
    sound = without_doubts(rows)
    sound = sound[judged(sound, ["indicator"], lambda code: _grows(registry.indicators[code])) & judged(sound, ["period"], _has_end)]
    broken: dict[int, dict[str, str]] = {}
    suspected = suspected_falls(sound)
    member = members_at(sound, chain(*suspected), registry)
    for earlier, later in suspected:
        (_, before), (position, after) = member[earlier], member[later]
        if most(after) < least(before):
            broken[position] = {"blamed": "value", "earlier": before["period"], "other": _place(before)}
    return _with_facts(rows, broken)


def _grows(indicator: Record) -> bool:
    return indicator["kind"] == "flow" and indicator["minimum"] != ""


def _has_end(period: str) -> bool:
    when = known_period(period)
    return when.interval and when.end is not None


@check(
    TABLE_CHECKS,
    "V308",
    reads=READS,
    en="this rate and its count ({count}) make {implied} {share_of}, but {otherwise} at {other} make {expected}",
    vi="tỷ lệ này và số lượng của nó ({count}) cho {implied} {share_of}, nhưng {otherwise} ở {other} cho {expected}",
    fix_en="read the source again; if it prints so, flag the odd one MISPRINT, SCOPE_DOUBT or DEFINITION_DIFFERS, with a note",
    fix_vi="đọc lại nguồn; nếu nguồn in đúng như vậy, gắn cờ MISPRINT, SCOPE_DOUBT hoặc DEFINITION_DIFFERS cho số lệch, có ghi chú",
)
def shares_agree_with_their_parts(rows: pd.DataFrame, registry: Registry) -> pd.DataFrame:
    """Within one source: a count divided by its rate gives the same whole as another count and rate, or as the whole itself."""
    sound = without_doubts(rows)
    members = list(members_at(sound, suspected_shares(sound, registry).tolist(), registry).values())
    counts = {_key(row): row for _, row in members}
    wholes: dict[Key, list[tuple[int, dict[str, Any], Interval, str]]] = defaultdict(list)
    for position, row in members:
        if whole := _implied_whole(row, counts, registry):
            wholes[_whole_key(row, registry.indicators[row["indicator"]]["share_of"])].append((position, row, *whole))
    for _, row in members:
        if (key := _whole_key(row, row["indicator"])) in wholes:
            wholes[key].insert(0, (WHOLE_ITSELF, row, (least(row), most(row)), row["as_printed"]))
    broken: dict[int, dict[str, str]] = {}
    for (_, share_of, *_), ((_, first, expected, otherwise), *others) in wholes.items():
        for position, _, implied, count in others:
            if position != WHOLE_ITSELF and max(implied[0], expected[0]) > min(implied[1], expected[1]):
                shown = {"implied": _range(implied), "expected": _range(expected), "otherwise": otherwise, "count": count}
                broken[position] = {"blamed": "value", **shown, "share_of": share_of, "other": _place(first)}
    return _with_facts(rows, broken)


def _implied_whole(row: dict[str, Any], counts: Mapping[Key, dict[str, Any]], registry: Registry) -> tuple[Interval, str] | None:
    """Return the least and the greatest whole that a rate and the count of its part allow, and the count as printed."""
    indicator = registry.indicators[row["indicator"]]
    if not (indicator["numerator"] and indicator["share_of"]):
        return None
    base = registry.indicators[indicator["numerator"]]["unit"]
    part = counts.get(_key({**row, "indicator": indicator["numerator"], "base": base}))
    if part is None or most(row) <= 0:
        return None
    percent = Decimal(100)
    greatest = most(part) * percent / least(row) if least(row) > 0 else Decimal("Infinity")
    return (least(part) * percent / most(row), greatest), f"{part['as_printed']}, {row['as_printed']}"


def _key(row: dict[str, Any]) -> Key:
    return (row["source_id"], *(row[name] for name in COMPARED))


def _whole_key(row: dict[str, Any], whole: str) -> Key:
    """Return what the wholes of two rates must share to be compared; a whole has no poverty standard."""
    return (row["source_id"], whole, *(row[name] for name in WHOLES))


def _range(interval: Interval) -> str:
    return f"{interval[0]:,.0f}-{interval[1]:,.0f}"


def _place(row: dict[str, Any]) -> str:
    return f"{row['path']}:{row['line']}"


def _with_facts(rows: pd.DataFrame, broken: Mapping[int, Mapping[str, Any]]) -> pd.DataFrame:
    """Return the rows at these positions of the table, with what is said of each as further columns."""
    if not broken:
        return rows.iloc[:0]
    found = rows.loc[list(broken)]
    return found.assign(**pd.DataFrame(list(broken.values()), index=found.index))
