"""Rules about several rows of one source: each item and each figure once, one value per subject."""

from typing import Final

import pandas as pd

from pipeline.foundation.records import split
from pipeline.foundation.registry import Registry
from pipeline.gate.rules.readings import typed_value
from pipeline.gate.rules.together.comparing import SUBJECT, comparable, groups_of, place_of, that_share, with_facts
from pipeline.gate.running import Across, Check, breaches, cells_of, check, judged, where

TABLE_CHECKS: Final[list[Check]] = []
SAID: Final = tuple(name for name in SUBJECT if name != "base")
"""The cells that say what a figure is about."""
READS: Final = ("value", *SAID, "unit", "as_printed")
PEOPLE: Final = frozenset({"HOUSEHOLD", "HOUSEHOLD_INSTANCE", "PERSON", "PERSON_INSTANCE", "LOAN"})
"""Units of counts of borrowers."""
ANSWER_EN: Final = (
    "if that is what the source prints, type MISPRINT, SCOPE_DOUBT or DEFINITION_DIFFERS in `flags` of the doubtful row, "
    "and the reason in `note`"
)
ANSWER_VI: Final = (
    "nếu nguồn in như vậy thì ghi MISPRINT, SCOPE_DOUBT hoặc DEFINITION_DIFFERS ở `flags` của dòng bất thường và lý do ở `note`"
)


@check(
    TABLE_CHECKS,
    "V301",
    reads=["item", "source_id"],
    across=Across(("source_id", "item")),
    en="{source_id} already has a row with `item` {item}, at {other}",
    vi="nguồn {source_id} đã có dòng mang `item` {item} ở {other}",
    fix_en="delete this row if it is the same figure; otherwise give it an `item` that {source_id} has never used",
    fix_vi="xóa dòng này nếu là cùng một số liệu; nếu không thì ghi ở `item` một số chưa dòng nào của {source_id} từng dùng",
)
def item_is_unique(rows: pd.DataFrame, registry: Registry) -> pd.DataFrame:
    return _repeated(rows, ["source_id", "item"])


@check(
    TABLE_CHECKS,
    "V304",
    reads=["item", "source_id"],
    en="`item` {item} of {source_id} belonged to a row that was withdrawn (data/raw/retired.csv), and must not be reused",
    vi="`item` {item} của nguồn {source_id} thuộc về một dòng đã rút (data/raw/retired.csv) nên không dùng lại",
    fix_en="give this row an `item` that {source_id} has never used",
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
    en="this figure of {source_id} is already coded at {other}",
    vi="số liệu này của nguồn {source_id} đã được ghi ở {other}",
    fix_en="delete this row: a figure printed twice is coded once; if it is another figure, correct the cell that tells them apart",
    fix_vi="xóa dòng này: số liệu in hai lần chỉ ghi một lần; nếu là số liệu khác thì sửa ô phân biệt hai số liệu",
)
def figure_is_coded_once(rows: pd.DataFrame, registry: Registry) -> pd.DataFrame:
    near = that_share(rows, SUBJECT)
    worth = [typed_value(value, unit, registry) for value, unit in cells_of(near, "value", "unit")]
    return _repeated(near.assign(worth=pd.Series(worth, index=near.index, dtype=object)), [*SUBJECT, "worth", "bound"])


def _repeated(rows: pd.DataFrame, key: list[str]) -> pd.DataFrame:
    """Return all rows but the first of each key, with the place of the first as `other`."""
    near = that_share(rows, key)
    first: dict[tuple[object, ...], str] = {}
    others = [first.setdefault(tuple(cells), f"{path}:{line}") for path, line, *cells in cells_of(near, "path", "line", *key)]
    return where(near.assign(other=pd.Series(others, index=near.index, dtype=object)), near.duplicated(key).to_numpy())


@check(
    TABLE_CHECKS,
    "V306",
    reads=["programme", "indicator", "unit", "ref_area"],
    en="this is an amount of a programme whose borrowers could be identified, and no row says how many there are",
    vi="đây là số tiền của chương trình mà người vay có thể bị lộ danh tính, và không có dòng nào ghi số người hoặc hộ vay",
    fix_en="code the number of borrowers in {ref_area} too; if it may not be coded, delete this row and list it in data/raw/excluded.csv",
    fix_vi="ghi cả số người hoặc hộ vay ở {ref_area}; nếu không được phép ghi số đó thì xóa dòng này và nêu ở data/raw/excluded.csv",
)
def sensitive_money_has_its_count(rows: pd.DataFrame, registry: Registry) -> pd.DataFrame:
    """A small count is withheld together with its amounts, so an amount may be coded only beside a count that is not small."""
    group = ["source_id", "ref_area"]
    sensitive = where(rows, judged(rows, ["indicator", "programme"], registry.is_sensitive))
    counted = {tuple(place) for base, *place in cells_of(sensitive, "base", *group) if base in PEOPLE}
    wrong = (base == "VND" and tuple(place) not in counted for base, *place in cells_of(sensitive, "base", *group))
    return breaches(sensitive, wrong, lambda _: {"blamed": "value"})


@check(
    TABLE_CHECKS,
    "V305",
    reads=["value", "item", *READS[1:]],
    en="“{as_printed}” here and “{otherwise}” at {other} are two values for the same figure: all codes and the period are the same",
    vi="“{as_printed}” ở đây và “{otherwise}” ở {other} là hai giá trị của cùng một số liệu: mọi mã và thời kỳ đều giống nhau",
    fix_en="correct the value, or the code or period that tells the two apart; a plan has TARGET in `flags`, both ends of a range RANGE; "
    + ANSWER_EN,
    fix_vi="sửa giá trị, hoặc mã hay thời kỳ phân biệt hai số liệu; số kế hoạch ghi TARGET ở `flags`, hai đầu của một khoảng ghi RANGE; "
    + ANSWER_VI,
)
def source_agrees_with_itself(rows: pd.DataFrame, registry: Registry) -> pd.DataFrame:
    broken = {}
    for first, *others in groups_of(comparable(rows), registry):
        said = {"other": place_of(rows, first.position), "otherwise": first.printed}
        for figure in others:
            if max(first.least, figure.least) > min(first.greatest, figure.greatest):
                broken[figure.position] = said
    return with_facts(rows, broken)


@check(
    TABLE_CHECKS,
    "V309",
    reads=["flags", *SAID],
    en="`flags` holds RANGE, but {source_id} has no row with the other end of the range (same codes, same period, RANGE)",
    vi="`flags` ghi RANGE, nhưng không có dòng nào khác của nguồn {source_id} ghi đầu kia của khoảng: cùng mã, cùng thời kỳ và có RANGE",
    fix_en="code the other end in a row of its own; if the source prints one number only, remove RANGE from `flags`",
    fix_vi="ghi đầu kia thành một dòng riêng; nếu nguồn chỉ in một con số thì bỏ RANGE khỏi `flags`",
)
def range_has_two_ends(rows: pd.DataFrame, registry: Registry) -> pd.DataFrame:
    ends = where(rows, judged(rows, ["flags"], lambda flags: "RANGE" in split(flags)))
    return breaches(ends, ~ends.duplicated(list(SAID), keep=False).to_numpy())
