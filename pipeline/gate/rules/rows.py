"""Rules about one row of `observations`: its area, disclosure, implied codes, flags and notes."""

import re
from decimal import Decimal
from typing import Any, Final

import pandas as pd

from pipeline.foundation.params import load_params
from pipeline.foundation.records import split
from pipeline.foundation.registry import Registry
from pipeline.gate.rules.together.comparing import DOUBTS
from pipeline.gate.running import Check, breaches, cells_of, check, judged, where
from pipeline.language.names import fold

AREA_CHECKS: Final[list[Check]] = []
OTHER_CHECKS: Final[list[Check]] = []
DOUBT: Final = re.compile(
    r"\b(?:perhaps|probably|doubt\w*|may be|might be|unclear|not clear|contradict\w*|suspect\w*|có lẽ|còn ngờ|nghi ngờ|chưa rõ|mâu thuẫn)\b"
)
"""Words by which a note says that a figure is in doubt, in small letters."""


@check(
    AREA_CHECKS,
    "V201",
    reads=["area_name", "ref_area"],
    en="`ref_area` {ref_area} is {known}, but `area_name` says “{area_name}”",
    vi="`ref_area` {ref_area} là {known}, nhưng `area_name` ghi “{area_name}”",
    fix_en="{wanted_en}",
    fix_vi="{wanted_vi}",
)
def name_agrees_with_code(rows: pd.DataFrame, registry: Registry) -> pd.DataFrame:
    """Reports the code if the name is exactly that of another area of the file, otherwise the name."""
    wrong = judged(rows, ["area_name", "ref_area"], lambda name, area: name not in registry.spellings[area])
    return breaches(rows, wrong, lambda row: _name_facts(row, registry))


def _name_facts(row: dict[str, Any], registry: Registry) -> dict[str, str]:
    known = registry.areas[row["ref_area"]]["name_vi"]
    named = registry.areas_named.get(fold(row["area_name"]), [])
    here = [area for area in named if registry.file_of(area) == row["file"]]
    en, vi = [f"type {known} in `area_name`"], [f"ghi {known} ở `area_name`"]
    if row["ref_area"] not in named:
        code = ", ".join(here or named[:1])
        en.append(f"type {code} in `ref_area`" if code else "correct `ref_area`")
        vi.append(f"ghi {code} ở `ref_area`" if code else "sửa `ref_area`")
    code_is_wrong = any(row["area_name"] in registry.spellings[area] for area in here)
    if code_is_wrong:
        en, vi = en[::-1], vi[::-1]
    wanted = {"wanted_en": ", or ".join(en), "wanted_vi": ", hoặc ".join(vi)}
    return {"known": known, "blamed": "ref_area" if code_is_wrong else "area_name", **wanted}


@check(
    AREA_CHECKS,
    "V202",
    reads=["ref_area"],
    en="{ref_area} ({area_name}) does not belong in this file: each province of each map has its own file",
    vi="{ref_area} ({area_name}) không thuộc tệp này: mỗi tỉnh trên mỗi bản đồ hành chính có một tệp riêng",
    fix_en="move the row to data/raw/observations/{belongs}; or, if the code is of the wrong map or province, correct `ref_area`",
    fix_vi="chuyển dòng sang data/raw/observations/{belongs}; hoặc nếu mã nhầm bản đồ hay nhầm tỉnh thì sửa `ref_area`",
)
def area_belongs_to_file(rows: pd.DataFrame, registry: Registry) -> pd.DataFrame:
    wrong = judged(rows, ["ref_area", "file"], lambda area, file: registry.file_of(area) != file)
    return breaches(rows, wrong, lambda row: {"belongs": registry.file_of(row["ref_area"])})


@check(
    OTHER_CHECKS,
    "V212",
    reads=["ref_area", "value", "unit", "indicator", "programme"],
    en="a {what_en} of the programme {sensitive} could identify people, so it is not coded",
    vi="{what_vi} của chương trình {sensitive} có thể làm lộ danh tính cá nhân nên không được ghi",
    fix_en="delete the row, and add one to data/raw/excluded.csv with `reason` DISCLOSURE and without the figure",
    fix_vi="xóa dòng này và thêm một dòng vào data/raw/excluded.csv với `reason` là DISCLOSURE, không kèm số liệu",
)
def disclosure(rows: pd.DataFrame, registry: Registry) -> pd.DataFrame:
    sensitive = where(rows, judged(rows, ["indicator", "programme"], registry.is_sensitive))
    judges = ["ref_area", "value", "unit", "indicator", "programme"]

    def wrong(*cells: str) -> bool:
        return _disclosed(dict(zip(judges, cells, strict=True)), registry)["blamed"] != ""

    return breaches(sensitive, judged(sensitive, judges, wrong), lambda row: _disclosed(row, registry))


def _disclosed(row: dict[str, Any], registry: Registry) -> dict[str, str]:
    unit, smallest = registry.units[row["unit"]], load_params().smallest_count
    programme = {"sensitive": registry.effective(row["indicator"], "programme", row["programme"])}
    if registry.areas[row["ref_area"]]["level"] == "commune":
        return {"blamed": "ref_area", "what_en": "figure below the district", "what_vi": "số liệu dưới cấp huyện", **programme}
    if unit.whole and Decimal(row["value"]).scaleb(unit.power) < smallest:
        return {"blamed": "value", "what_en": f"count under {smallest}", "what_vi": f"số lượng dưới {smallest}", **programme}
    return {"blamed": "", "what_en": "", "what_vi": "", **programme}


CLEAR: Final = frozenset({"TARGET", "RANGE"})
"""Flags that need no explanation."""
IMPLIED: Final = ("programme", "channel", "funding")


@check(
    OTHER_CHECKS,
    "V213",
    reads=["indicator", "programme", "channel", "funding"],
    en="{indicator} already implies {implied} in `{blamed}`; “{coded}” repeats or contradicts it",
    vi="chỉ tiêu {indicator} đã cho biết `{blamed}` là {implied}; “{coded}” ghi lặp lại hoặc trái với điều đó",
    fix_en="leave `{blamed}` blank; if the figure is not of {implied}, correct `indicator`",
    fix_vi="để trống `{blamed}`; nếu số liệu không thuộc {implied} thì sửa `indicator`",
)
def implied_is_blank(rows: pd.DataFrame, registry: Registry) -> pd.DataFrame:
    broken = []
    for column in IMPLIED:

        def wrong(coded: str, indicator: str, column: str = column) -> bool:
            implied = registry.indicators[indicator][column]
            return coded != "" and implied != "" and implied not in registry.ancestors(column, coded)

        def facts(row: dict[str, Any], column: str = column) -> dict[str, str]:
            return {"blamed": column, "implied": registry.indicators[row["indicator"]][column], "coded": row[column]}

        broken.append(breaches(rows, judged(rows, [column, "indicator"], wrong), facts))
    return pd.concat([found for found in broken if len(found)] or broken[:1])


@check(
    OTHER_CHECKS,
    "V214",
    reads=["note", "period_basis"],
    en="`period_basis` says that the period is inferred, but `note` does not say from what",
    vi="`period_basis` cho biết thời kỳ là suy ra, nhưng `note` chưa nêu suy ra từ đâu",
    fix_en="write in `note` where the period was taken from, for example: Day of publication.",
    fix_vi="ghi ở `note` thời kỳ lấy từ đâu, ví dụ: Ngày đăng bài.",
)
def inferred_period_has_note(rows: pd.DataFrame, registry: Registry) -> pd.DataFrame:
    return breaches(rows, judged(rows, ["period_basis", "note"], lambda basis, note: basis == "inferred" and note == ""))


@check(
    OTHER_CHECKS,
    "V215",
    reads=["note", "flags"],
    en="`flags` has “{flags}”, but `note` does not say why",
    vi="`flags` ghi “{flags}”, nhưng `note` chưa nêu lý do",
    fix_en="write the reason in `note`, in your own words; if there is none, leave `flags` blank",
    fix_vi="ghi lý do ở `note` bằng lời của bạn; nếu không có lý do thì để trống `flags`",
)
def flags_have_note(rows: pd.DataFrame, registry: Registry) -> pd.DataFrame:
    return breaches(rows, judged(rows, ["flags", "note"], lambda flags, note: note == "" and not CLEAR.issuperset(split(flags))))


@check(
    OTHER_CHECKS,
    "V227",
    severity="warning",
    reads=["flags", "note"],
    en="`note` says “{word}”, but no flag tells readers of the table that the figure is in doubt",
    vi="`note` ghi “{word}”, nhưng không có cờ nào cho người đọc bảng biết số liệu còn ngờ",
    fix_en="type SCOPE_DOUBT, MISPRINT or DEFINITION_DIFFERS in `flags`; if there is no doubt about the figure, reword `note`",
    fix_vi="ghi SCOPE_DOUBT, MISPRINT hoặc DEFINITION_DIFFERS ở `flags`; nếu không có gì phải ngờ thì viết lại `note`",
)
def doubts_have_flags(rows: pd.DataFrame, registry: Registry) -> pd.DataFrame:
    """How an inferred period was found may be in doubt too: that is what `period_basis` says."""
    told = judged(rows, ["flags", "period_basis"], lambda flags, basis: flags == "" and basis == "")
    doubtful = judged(rows, ["note"], lambda note: DOUBT.search(note.casefold()) is not None)

    def facts(row: dict[str, Any]) -> dict[str, str]:
        found = DOUBT.search(row["note"].casefold())
        assert found is not None
        return {"word": found.group()}

    return breaches(rows, told & doubtful, facts)


@check(
    OTHER_CHECKS,
    "V229",
    severity="warning",
    reads=["value", "unit", "ref_area", "flags", "as_printed"],
    en="“{as_printed}” is more households than {ref_area} can have: its population was at most {population}",
    vi="“{as_printed}” nhiều hơn số hộ mà {ref_area} có thể có: dân số cao nhất là {population}",
    fix_en="if the source counts a household for each loan, type DEFINITION_DIFFERS in `flags`; if the number or the area is in doubt, "
    "MISPRINT or SCOPE_DOUBT; and the reason in `note`",
    fix_vi="nếu nguồn tính hộ theo từng lượt vay thì ghi DEFINITION_DIFFERS ở `flags`; nếu ngờ con số hoặc địa bàn thì ghi MISPRINT hoặc "
    "SCOPE_DOUBT; nêu lý do ở `note`",
)
def households_fit_the_population(rows: pd.DataFrame, registry: Registry) -> pd.DataFrame:
    largest: dict[str, int] = {}
    for record in registry.records["population"]:
        largest[record["ref_area"]] = max(largest.get(record["ref_area"], 0), int(record["population"]))
    persons = Decimal(str(load_params().persons_per_household))

    def wrong(unit: str, area: str, flags: str, typed: Decimal) -> bool:
        if registry.units[unit].base != "HOUSEHOLD" or area not in largest or not DOUBTS.isdisjoint(split(flags)):
            return False
        return typed * persons > largest[area]

    broken = (wrong(*cells) for cells in cells_of(rows, "unit", "ref_area", "flags", "typed"))
    return breaches(rows, broken, lambda row: {"population": f"{largest[row['ref_area']]:,}"})


@check(
    OTHER_CHECKS,
    "V217",
    reads=["standard", "indicator"],
    en="{indicator} does not depend on a poverty standard, but `standard` says “{standard}”",
    vi="chỉ tiêu {indicator} không phụ thuộc chuẩn nghèo, nhưng `standard` ghi “{standard}”",
    fix_en="leave `standard` blank",
    fix_vi="để trống `standard`",
)
def standard_where_it_counts(rows: pd.DataFrame, registry: Registry) -> pd.DataFrame:
    def wrong(standard: str, indicator: str) -> bool:
        return standard != "" and not registry.depends_on_standard(indicator)

    return breaches(rows, judged(rows, ["standard", "indicator"], wrong))


@check(
    OTHER_CHECKS,
    "V220",
    reads=["flags"],
    en="“{flags}” is not a valid list of flags: write each flag once, separated by semicolons without spaces",
    vi="“{flags}” không phải là danh sách cờ: mỗi cờ chỉ ghi một lần, nối bằng dấu chấm phẩy, không có dấu cách",
    fix_en="{wanted_en}",
    fix_vi="{wanted_vi}",
)
def flags_are_a_list(rows: pd.DataFrame, registry: Registry) -> pd.DataFrame:
    wrong = judged(rows, ["flags"], lambda flags: flags != "" and not _is_list(flags))
    return breaches(rows, wrong, lambda row: _list_facts(row["flags"]))


def _list_facts(cell: str) -> dict[str, str]:
    if wanted := ";".join(dict.fromkeys(split(cell))):
        return {"wanted_en": f"type {wanted}", "wanted_vi": f"ghi {wanted}"}
    return {"wanted_en": "leave `flags` blank", "wanted_vi": "để trống `flags`"}


def _is_list(cell: str) -> bool:
    entries = split(cell)
    return cell == ";".join(entries) and len(set(entries)) == len(entries) > 0


@check(
    OTHER_CHECKS,
    "V221",
    severity="warning",
    reads=["as_printed", "locator", "source_id", "item"],
    en="`{blamed}` was changed after the figure was found in its source, so the figure would be published as unverified",
    vi="`{blamed}` đã bị sửa sau khi số liệu được đối chiếu với nguồn, nên số liệu sẽ được công bố là chưa kiểm chứng",
    fix_en="undo the change if it was a mistake; otherwise someone who has the text of the source must run `python -m pipeline verify`",
    fix_vi="trả lại như cũ nếu sửa nhầm; nếu không thì người có văn bản nguồn chạy `python -m pipeline verify`",
)
def proof_still_holds(rows: pd.DataFrame, registry: Registry) -> pd.DataFrame:
    known = where(rows, rows["proof"].notna().to_numpy())
    wrong = (proof["locator"] != locator or not proven for proof, locator, proven in cells_of(known, "proof", "locator", "proven"))
    return breaches(known, wrong, lambda row: {"blamed": "as_printed" if row["proven"] is False else "locator"})
