"""Rules that the rows of `observations` keep together."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from decimal import Decimal
from itertools import chain
from typing import Any, Final

import numpy as np
import pandas as pd

from pipeline.foundation.findings import MOST_FINDINGS
from pipeline.foundation.registry import Record, Registry, split
from pipeline.gate.checks import Check, breaches, cells_of, check, where
from pipeline.gate.rules.distinct import combined, dense, first_rows, judged, numbered, repeats, shared
from pipeline.gate.rules.readings import known_period
from pipeline.gate.rules.suspects import suspected_falls, suspected_shares, suspected_totals
from pipeline.gate.rules.things import (
    COMPARED,
    WHOLES,
    Member,
    Things,
    clashing,
    comparable,
    least,
    members_at,
    most,
    with_quantities,
)

TABLE_CHECKS: Final[list[Check]] = []
BATCH: Final = 4_096
"""Suspected rows whose figures are read exactly at a time."""
WHOLE_ITSELF: Final = -1
"""Stands for the position of a whole that is printed: rates are measured by it, it is not blamed."""

SAID: Final = ("source_id", *(name for name in COMPARED if name != "base"))
"""What a row speaks of, as its cells say; the value may be wrong all the same."""
READS: Final = ("value", *SAID, "unit", "as_printed")

TABLE_READS: Final = (*READS, "item", "bound", "flags", "path", "line", "words", "low", "high", "base", "whole")
"""Columns that the rules of the table and their sentences use."""
PEOPLE: Final = frozenset({"HOUSEHOLD", "HOUSEHOLD_INSTANCE", "PERSON", "PERSON_INSTANCE", "LOAN"})
"""Units of counts of borrowers."""

Key = tuple[str, ...]
Interval = tuple[Decimal, Decimal]
ANSWER_EN: Final = (
    "if the source prints it so, type MISPRINT, SCOPE_DOUBT or DEFINITION_DIFFERS in `flags` of the odd row, and the reason in `note`"
)
ANSWER_VI: Final = (
    "nếu nguồn in như vậy thì ghi MISPRINT, SCOPE_DOUBT hoặc DEFINITION_DIFFERS ở `flags` của dòng bất thường và lý do ở `note`"
)


@check(
    TABLE_CHECKS,
    "V301",
    reads=["item", "source_id"],
    en="{source_id} has a row with `item` {item} already, at {other}",
    vi="nguồn {source_id} đã có dòng mang `item` {item} ở {other}",
    fix_en="delete this row if it is the same figure; else type a number in `item` that no row of {source_id} has had",
    fix_vi="xóa dòng này nếu là cùng một số liệu; nếu không thì ghi ở `item` một số chưa dòng nào của {source_id} từng dùng",
)
def item_is_unique(rows: pd.DataFrame, registry: Registry) -> pd.DataFrame:
    return _repeated(rows, ["source_id", "item"])


@check(
    TABLE_CHECKS,
    "V304",
    reads=["item", "source_id"],
    en="`item` {item} of {source_id} belonged to a row that was withdrawn (data/raw/retired.csv), and is not used again",
    vi="`item` {item} của nguồn {source_id} thuộc về một dòng đã rút (data/raw/retired.csv) nên không dùng lại",
    fix_en="type a number in `item` that no row of {source_id} has had",
    fix_vi="ghi ở `item` một số chưa dòng nào của {source_id} từng dùng",
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
    en="the same figure of {source_id} is coded already at {other}",
    vi="số liệu này của nguồn {source_id} đã được ghi ở {other}",
    fix_en="delete this row: a figure printed twice is coded once; if it is another figure, correct the cell that tells them apart",
    fix_vi="xóa dòng này: số liệu in hai lần chỉ ghi một lần; nếu là số liệu khác thì sửa ô làm cho hai số liệu khác nhau",
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
    reads=[*READS, "item"],
    en="“{as_printed}” is less than its parts, which make at least {parts} {unit} (parts: {count}, the first at {other})",
    vi="“{as_printed}” nhỏ hơn các phần của nó cộng lại, ít nhất là {parts} {unit} (số phần: {count}, phần đầu ở {other})",
    fix_en="read the source again and correct the wrong row; " + ANSWER_EN,
    fix_vi="đọc lại nguồn và sửa dòng sai; " + ANSWER_VI,
)
def parts_within_total(rows: pd.DataFrame, registry: Registry) -> pd.DataFrame:
    """Within one source; exact parts and totals allow for the rounding of their print, bounded ones for their bound."""
    sound = comparable(rows)
    broken: dict[int, dict[str, Any]] = {}
    suspected = suspected_totals(sound, registry)
    member = members_at(sound, chain.from_iterable(chain(*suspected)), registry)
    greatest_of: dict[int, Member] = {}
    for parts, totals in suspected:
        members = [member[part][1] for part in parts]
        if totals[0] not in greatest_of:
            greatest_of[totals[0]] = max((member[row] for row in totals), key=lambda found: most(found[1]))
        position, total = greatest_of[totals[0]]
        sum_of_parts, greatest = sum(map(least, members), Decimal(0)), most(total)
        if sum_of_parts > greatest:
            broken[position] = {
                "parts": _in_unit(sum_of_parts, total, registry),
                "count": len(members),
                "other": _place(members[0]),
            }
    return _with_facts(rows, broken)


@check(
    TABLE_CHECKS,
    "V306",
    reads=["programme", "indicator", "unit", "ref_area"],
    en="this is money of a programme whose borrowers could be singled out, and no row says how many they are",
    vi="đây là số tiền của chương trình mà người vay có thể bị lộ danh tính, và không có dòng nào ghi số người hoặc hộ vay",
    fix_en="code the number of borrowers in {ref_area} too; if it may not be coded, delete this row and list it in data/raw/excluded.csv",
    fix_vi="ghi cả số người hoặc hộ vay ở {ref_area}; nếu không được phép ghi số đó thì xóa dòng này và nêu ở data/raw/excluded.csv",
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
    en="“{as_printed}” here and “{otherwise}” at {other} are two values of one figure: every code and the period are the same",
    vi="“{as_printed}” ở đây và “{otherwise}” ở {other} là hai giá trị của cùng một số liệu: mọi mã và thời kỳ đều giống nhau",
    fix_en="correct the value, or the code or period that tells the two apart; a plan has TARGET in `flags`, both ends of a range RANGE; "
    + ANSWER_EN,
    fix_vi="sửa giá trị, hoặc mã hay thời kỳ phân biệt hai số liệu; số kế hoạch ghi TARGET ở `flags`, hai đầu của một khoảng ghi RANGE; "
    + ANSWER_VI,
)
def source_agrees_with_itself(rows: pd.DataFrame, registry: Registry) -> pd.DataFrame:
    sound = comparable(rows)
    numbers = Things(sound).number
    suspected = np.flatnonzero(clashing(numbers, sound["low"].to_numpy(), sound["high"].to_numpy())).tolist()
    first: dict[int, int] = {}
    for row in suspected:
        first.setdefault(numbers[row], row)
    files, _ = numbered(sound["path"])
    found = Counter[int]()
    broken: dict[int, dict[str, str]] = {}
    for start in range(0, len(suspected), BATCH):
        batch = [row for row in suspected[start : start + BATCH] if found[files[row]] <= MOST_FINDINGS]
        member = members_at(sound, [*batch, *(first[numbers[row]] for row in batch)], registry)
        for row in batch:
            (position, here), (_, there) = member[row], member[first[numbers[row]]]
            if max(least(there), least(here)) > min(most(there), most(here)):
                broken[position] = {"other": _place(there), "otherwise": there["as_printed"]}
                found[files[row]] += 1
    return _with_facts(rows, broken)


@check(
    TABLE_CHECKS,
    "V307",
    reads=[*READS, "item"],
    en="“{as_printed}” in {period} is less than “{otherwise}” in {earlier} at {other}, a shorter span from the same start",
    vi="“{as_printed}” trong {period} nhỏ hơn “{otherwise}” trong {earlier} ở {other}, một khoảng ngắn hơn có cùng thời điểm đầu",
    fix_en="read the source again and correct the wrong row; " + ANSWER_EN,
    fix_vi="đọc lại nguồn và sửa dòng sai; " + ANSWER_VI,
)
def cumulative_figures_grow(rows: pd.DataFrame, registry: Registry) -> pd.DataFrame:
    """Within one source: what is counted since one start cannot become less; net changes, which may, have no minimum."""
    sound = comparable(rows)
    sound = sound[judged(sound, ["indicator"], lambda code: _grows(registry.indicators[code])) & judged(sound, ["period"], _has_end)]
    broken: dict[int, dict[str, str]] = {}
    suspected = suspected_falls(sound)
    member = members_at(sound, chain(*suspected), registry)
    for earlier, later in suspected:
        (_, before), (position, after) = member[earlier], member[later]
        if most(after) < least(before):
            said = {"earlier": before["period"], "other": _place(before), "otherwise": before["as_printed"]}
            broken[position] = {"blamed": "value", **said}
    return _with_facts(rows, broken)


def _grows(indicator: Record) -> bool:
    return indicator["kind"] == "flow" and indicator["minimum"] != ""


def _has_end(period: str) -> bool:
    when = known_period(period)
    return when.interval and when.end is not None


@check(
    TABLE_CHECKS,
    "V308",
    reads=[*READS, "item"],
    en="by this rate and its count ({count}) {share_of} would be {implied}, but by {otherwise} at {other} it is {expected}",
    vi="theo tỷ lệ này và số lượng của nó ({count}) thì {share_of} là {implied}, nhưng theo {otherwise} ở {other} lại là {expected}",
    fix_en="read the source again and correct the wrong rate or count; " + ANSWER_EN,
    fix_vi="đọc lại nguồn và sửa tỷ lệ hoặc số lượng sai; " + ANSWER_VI,
)
def shares_agree_with_their_parts(rows: pd.DataFrame, registry: Registry) -> pd.DataFrame:
    """Within one source: a count divided by its rate gives the same whole as another count and rate, or as the whole itself."""
    sound = comparable(rows)
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


@check(
    TABLE_CHECKS,
    "V309",
    reads=["flags", *SAID],
    en="`flags` holds RANGE, but no other row of {source_id} has the other end of the range: the same codes and period, and RANGE",
    vi="`flags` ghi RANGE, nhưng không có dòng nào khác của nguồn {source_id} ghi đầu kia của khoảng: cùng mã, cùng thời kỳ và có RANGE",
    fix_en="code the other end in a row of its own; if the source prints one number only, remove RANGE from `flags`",
    fix_vi="ghi đầu kia thành một dòng riêng; nếu nguồn chỉ in một con số thì bỏ RANGE khỏi `flags`",
)
def range_has_two_ends(rows: pd.DataFrame, registry: Registry) -> pd.DataFrame:
    ends = where(rows, judged(rows, ["flags"], lambda flags: "RANGE" in split(flags)))
    return breaches(ends, ~shared(combined(ends, SAID)))


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
    least, most = (f"{end:.0f}" if end.is_finite() else "∞" for end in interval)
    return least if least == most else f"{least}-{most}"


def _in_unit(value: Decimal, row: dict[str, Any], registry: Registry) -> str:
    return f"{value.scaleb(-registry.units[row['unit']].power).normalize():f}"


def _place(row: dict[str, Any]) -> str:
    return f"{row['path']}:{row['line']}"


def _with_facts(rows: pd.DataFrame, broken: Mapping[int, Mapping[str, Any]]) -> pd.DataFrame:
    """Return the rows at these positions of the table, with what is said of each as further columns."""
    if not broken:
        return rows.iloc[:0]
    found = rows.loc[list(broken)]
    return found.assign(**pd.DataFrame(list(broken.values()), index=found.index))
