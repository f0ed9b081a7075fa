"""Rules that the rows of `observations` keep together."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from itertools import pairwise
from typing import Any, Final

import pandas as pd

from pipeline.quantity import Quantity
from pipeline.registry import DIMENSIONS, Registry, split
from pipeline.rules.catalogue import Check, breaches, check, indexed, records_of

TABLE_CHECKS: Final[list[Check]] = []

COMPARED: Final = ("ref_area", "indicator", "programme", "channel", "funding", "group", "standard", "base", "period")
"""What two rows must share to speak of the same thing; `base` is the base unit."""

READS: Final = ("value", "source_id", *(name for name in COMPARED if name != "base"), "unit", "as_printed")

PEOPLE: Final = frozenset({"HOUSEHOLD", "HOUSEHOLD_INSTANCE", "PERSON", "PERSON_INSTANCE", "LOAN"})
"""Units of counts of borrowers."""

ADDITIVE_OVER_LOANS: Final = frozenset({"VND", "LOAN", "HOUSEHOLD_INSTANCE", "PERSON_INSTANCE"})
"""Units that add up over programmes, channels and funds; a household or person may be counted under several of them."""

Key = tuple[str, ...]
Interval = tuple[Decimal, Decimal]
Member = tuple[int, dict[str, Any]]
"""A row with its position in the table."""
DOUBTS: Final = frozenset({"MISPRINT", "SCOPE_DOUBT", "DEFINITION_DIFFERS"})
"""Flags that answer a contradiction."""
ANSWER_EN: Final = (
    "if the source prints it so, type MISPRINT, SCOPE_DOUBT or DEFINITION_DIFFERS in `flags` of the odd row, and the reason in `note`"
)
ANSWER_VI: Final = (
    "nếu nguồn in như vậy thì ghi MISPRINT, SCOPE_DOUBT hoặc DEFINITION_DIFFERS ở `flags` của dòng bất thường và lý do ở `note`"
)
UNBOUNDED_ABOVE: Final = frozenset({"over", "at_least", "about"})
UNBOUNDED_BELOW: Final = frozenset({"under", "at_most", "nearly", "about"})


def with_base(rows: pd.DataFrame, registry: Registry) -> pd.DataFrame:
    """Add the columns `base`, the base unit of each row, and `whole`, whether it has no fractions."""
    units = [registry.units[unit] for unit in rows["unit"]]
    return rows.assign(base=[unit.base for unit in units], whole=[unit.whole for unit in units])


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
    return rows[(rows["source_id"] + "." + rows["item"]).isin(retired)]


@check(
    TABLE_CHECKS,
    "V302",
    reads=["item", *READS],
    en="the same figure of {source_id} is coded already at {other}",
    vi="số liệu này của nguồn {source_id} đã được ghi ở {other}",
    fix_en="delete this row: a figure printed twice is coded once; if it is another figure, correct the cell that tells them apart",
    fix_vi="xóa dòng này: số liệu in hai lần chỉ ghi một lần; nếu là số liệu khác thì sửa ô phân biệt chúng",
)
def figure_is_coded_once(rows: pd.DataFrame, registry: Registry) -> pd.DataFrame:
    base = with_base(rows, registry)
    base = base.assign(worth=[quantity.value.normalize() for quantity in base["quantity"]])
    return _repeated(base, ["source_id", *COMPARED, "worth", "bound"])


def _repeated(rows: pd.DataFrame, key: list[str]) -> pd.DataFrame:
    """Return all rows but the first of each key, with the place of the first as `other`."""
    if not rows.duplicated(key).any():
        return rows.iloc[:0]
    places = rows["path"] + ":" + rows["line"].astype(str)
    other = places.groupby([rows[name] for name in key], sort=False).transform("first")
    return rows.assign(other=other)[rows.duplicated(key)]


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
    exact = [row for row in indexed(with_base(rows, registry)) if not set(split(row[1]["flags"])) & DOUBTS]
    totals: dict[Key, list[Member]] = defaultdict(list)
    for member in exact:
        totals[_key(member[1])].append(member)
    parts: dict[tuple[Key, str], list[dict[str, Any]]] = defaultdict(list)
    for _, row in exact:
        for dimension, total in _totals(row, totals, registry):
            parts[total, dimension if _adds_up(row, dimension, registry) else f"{dimension}:{row[dimension]}"].append(row)
    broken: dict[int, dict[str, Any]] = {}
    for (key, _), members in parts.items():
        position, total_row = max(totals[key], key=lambda member: _most(member[1]))
        least, most = sum((_least(part) for part in members), Decimal(0)), _most(total_row)
        if least > most:
            place = f"{members[0]['path']}:{members[0]['line']}"
            broken[position] = {
                "parts": _in_unit(least, total_row, registry),
                "count": len(members),
                "other": place,
            }
    found = rows.loc[list(broken)]
    return found.assign(**pd.DataFrame(list(broken.values()), index=found.index)) if broken else found


@check(
    TABLE_CHECKS,
    "V306",
    reads=["programme", "indicator", "unit", "ref_area"],
    en="this is money of a programme whose borrowers could be singled out, and no row says how many they are",
    vi="đây là số tiền của chương trình mà người vay có thể bị lộ danh tính, và không có dòng nào ghi số người hoặc hộ vay",
    fix_en="code the number of borrowers in {ref_area} too; if it may not be coded, delete this row and list it in data/raw/excluded.csv",
    fix_vi="ghi cả số người hoặc hộ vay ở {ref_area}; nếu số đó không được ghi thì xóa dòng này và nêu ở data/raw/excluded.csv",
)
def sensitive_money_has_its_count(rows: pd.DataFrame, registry: Registry) -> pd.DataFrame:
    """A count under the limit is withheld with its money, so money is coded only beside a count that may be."""
    group = ["source_id", "ref_area"]
    sensitive = with_base(rows[registry.sensitive(rows)], registry)
    counted = {tuple(row[name] for name in group) for row in records_of(sensitive) if row["base"] in PEOPLE}
    wrong = (row["base"] == "VND" and tuple(row[name] for name in group) not in counted for row in records_of(sensitive))
    return breaches(sensitive, wrong, lambda _: {"blamed": "value"})


@check(
    TABLE_CHECKS,
    "V305",
    reads=["value", "item", *READS[1:]],
    en="“{as_printed}” here and “{otherwise}” at {other} are two values of one figure: every code and the period are the same",
    vi="“{as_printed}” ở đây và “{otherwise}” ở {other} là hai giá trị của cùng một số liệu: mọi mã và thời kỳ đều giống nhau",
    fix_en="correct the value, or the code or period that tells the two apart; " + ANSWER_EN,
    fix_vi="sửa giá trị, hoặc mã hay thời kỳ phân biệt hai số liệu; " + ANSWER_VI,
)
def source_agrees_with_itself(rows: pd.DataFrame, registry: Registry) -> pd.DataFrame:
    base = with_base(rows, registry)
    groups: dict[Key, list[Member]] = defaultdict(list)
    for member in indexed(base):
        if not set(split(member[1]["flags"])) & DOUBTS:
            groups[_key(member[1])].append(member)
    broken: dict[int, dict[str, str]] = {}
    for (_, first), *others in groups.values():
        for position, row in others:
            if max(_least(first), _least(row)) > min(_most(first), _most(row)):
                broken[position] = {"other": f"{first['path']}:{first['line']}", "otherwise": first["as_printed"]}
    found = rows.loc[list(broken)]
    return found.assign(**pd.DataFrame(list(broken.values()), index=found.index)) if broken else found


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
    groups: dict[Key, list[Member]] = defaultdict(list)
    for member in indexed(with_base(rows, registry)):
        row, when = member[1], member[1]["when"]
        grows = registry.indicators[row["indicator"]]["kind"] == "flow" and registry.indicators[row["indicator"]]["minimum"] != ""
        if grows and when.interval and when.end and not set(split(row["flags"])) & DOUBTS:
            groups[_key({**row, "period": row["period"].partition("/")[0]})].append(member)
    broken: dict[int, dict[str, str]] = {}
    for members in groups.values():
        ordered = sorted(members, key=lambda member: member[1]["when"].end.last)
        for (_, earlier), (position, later) in pairwise(ordered):
            if _most(later) < _least(earlier) and later["when"].end.first > earlier["when"].end.last:
                place = f"{earlier['path']}:{earlier['line']}"
                broken[position] = {"earlier": earlier["period"], "other": place, "otherwise": earlier["as_printed"]}
    found = rows.loc[list(broken)]
    return found.assign(blamed="value", **pd.DataFrame(list(broken.values()), index=found.index)) if broken else found


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
    sound = [member for member in indexed(with_base(rows, registry)) if not set(split(member[1]["flags"])) & DOUBTS]
    counts = {_key(row): row for _, row in sound}
    wholes: dict[Key, list[tuple[int, dict[str, Any], Interval, str]]] = defaultdict(list)
    for position, row in sound:
        if whole := _implied_whole(row, counts, registry):
            wholes[_whole_key(row, registry.indicators[row["indicator"]]["share_of"])].append((position, row, *whole))
    for _, row in sound:
        if (key := _whole_key(row, row["indicator"])) in wholes:
            wholes[key].insert(0, (-1, row, (_least(row), _most(row)), row["as_printed"]))
    broken: dict[int, dict[str, str]] = {}
    for (_, share_of, *_), ((_, first, expected, otherwise), *others) in wholes.items():
        for position, _, implied, count in others:
            if max(implied[0], expected[0]) > min(implied[1], expected[1]):
                shown = {"implied": _range(implied), "expected": _range(expected), "otherwise": otherwise, "count": count}
                broken[position] = {**shown, "share_of": share_of, "other": f"{first['path']}:{first['line']}"}
    found = rows.loc[list(broken)]
    return found.assign(blamed="value", **pd.DataFrame(list(broken.values()), index=found.index)) if broken else found


def _implied_whole(row: dict[str, Any], counts: Mapping[Key, dict[str, Any]], registry: Registry) -> tuple[Interval, str] | None:
    """Return the least and the greatest whole that a rate and the count of its part allow, and the count as printed."""
    indicator = registry.indicators[row["indicator"]]
    if not (indicator["numerator"] and indicator["share_of"]):
        return None
    base = registry.indicators[indicator["numerator"]]["unit"]
    part = counts.get(_key({**row, "indicator": indicator["numerator"], "base": base}))
    if part is None or _most(row) <= 0:
        return None
    percent = Decimal(100)
    greatest = _most(part) * percent / _least(row) if _least(row) > 0 else Decimal("Infinity")
    return (_least(part) * percent / _most(row), greatest), f"{part['as_printed']}, {row['as_printed']}"


def _whole_key(row: dict[str, Any], whole: str) -> Key:
    """Return what the wholes of two rates must share to be compared; a whole has no poverty standard."""
    return (row["source_id"], whole, *(row[name] for name in ("ref_area", "programme", "channel", "funding", "group", "period")))


def _range(interval: Interval) -> str:
    least, most = (f"{end:.0f}" if end.is_finite() else "∞" for end in interval)
    return least if least == most else f"{least}-{most}"


def _in_unit(value: Decimal, row: dict[str, Any], registry: Registry) -> str:
    return f"{value.scaleb(-registry.units[row['unit']].power).normalize():f}"


def _key(row: dict[str, Any]) -> Key:
    return (row["source_id"], *(row[name] for name in COMPARED))


def _totals(row: dict[str, Any], totals: Mapping[Key, list[Member]], registry: Registry) -> Iterator[tuple[str, Key]]:
    """Yield, for each dimension, the nearest total of the same source of which a row is a part."""
    for dimension, ancestors in _ancestors(row, registry):
        for ancestor in ancestors:
            key = _key({**row, dimension: ancestor})
            if key in totals:
                yield dimension, key
                break


def _ancestors(row: dict[str, Any], registry: Registry) -> Iterator[tuple[str, Iterable[str]]]:
    indicator = registry.indicators[row["indicator"]]
    if indicator["part_of"]:
        yield "indicator", [indicator["part_of"]]
    if indicator["kind"] in {"rate", "ratio"}:
        return
    for dimension in DIMENSIONS:
        if row[dimension]:
            yield dimension, [*registry.ancestors(dimension, row[dimension]), ""]
    yield "ref_area", list(registry.lineage(row["ref_area"]))[1:]


def _adds_up(row: dict[str, Any], dimension: str, registry: Registry) -> bool:
    if dimension in {"indicator", "ref_area"}:
        return registry.indicators[row["indicator"]]["aggregation"] == "sum"
    return dimension != "group" and row["base"] in ADDITIVE_OVER_LOANS


def _least(row: dict[str, Any]) -> Decimal:
    quantity: Quantity = row["quantity"]
    return Decimal(0) if row["bound"] in UNBOUNDED_BELOW else quantity.interval(whole=row["whole"])[0]


def _most(row: dict[str, Any]) -> Decimal:
    quantity: Quantity = row["quantity"]
    return Decimal("Infinity") if row["bound"] in UNBOUNDED_ABOVE else quantity.interval(whole=row["whole"])[1]
