"""Rules that one row of `observations` keeps, in the order of cause: its area, its figure, its period, and the rest."""

from decimal import Decimal
from typing import Any, Final

import pandas as pd

from pipeline.names import fold
from pipeline.params import load_params
from pipeline.registry import Registry, split
from pipeline.rules.catalogue import Check, breaches, cells_of, check, did_you_mean, where
from pipeline.rules.distinct import judged
from pipeline.rules.figures import FIGURE_CHECKS
from pipeline.rules.times import TIME_CHECKS

AREA_CHECKS: Final[list[Check]] = []
OTHER_CHECKS: Final[list[Check]] = []


@check(
    AREA_CHECKS,
    "V201",
    reads=["area_name", "ref_area"],
    en="“{area_name}” is not the name of {ref_area}, which is {known}",
    vi="“{area_name}” không phải tên của {ref_area}; đó là {known}",
    fix_en="correct `{blamed}`: {meant_en}",
    fix_vi="sửa `{blamed}`: {meant_vi}",
)
def name_agrees_with_code(rows: pd.DataFrame, registry: Registry) -> pd.DataFrame:
    """The code is blamed where the name is, letter by letter, that of another area of the file; else the name."""
    wrong = judged(rows, ["area_name", "ref_area"], lambda name, area: name not in registry.spellings[area])
    return breaches(rows, wrong, lambda row: _name_facts(row, registry))


def _name_facts(row: dict[str, Any], registry: Registry) -> dict[str, str]:
    known = registry.areas[row["ref_area"]]["name_vi"]
    here = [area for area in registry.areas_named.get(fold(row["area_name"]), []) if registry.file_of(area) == row["file"]]
    code_is_wrong = any(row["area_name"] in registry.spellings[area] for area in here)
    meant = did_you_mean(", ".join(here) if code_is_wrong else known)
    return {"known": known, "blamed": "ref_area" if code_is_wrong else "area_name", **meant}


@check(
    AREA_CHECKS,
    "V202",
    reads=["ref_area"],
    en="{ref_area} does not belong to this file",
    vi="{ref_area} không thuộc tệp này",
    fix_en="move the row to data/raw/observations/{belongs}, or correct the code",
    fix_vi="chuyển dòng sang data/raw/observations/{belongs}, hoặc sửa mã",
)
def area_belongs_to_file(rows: pd.DataFrame, registry: Registry) -> pd.DataFrame:
    wrong = judged(rows, ["ref_area", "file"], lambda area, file: registry.file_of(area) != file)
    return breaches(rows, wrong, lambda row: {"belongs": registry.file_of(row["ref_area"])})


@check(
    OTHER_CHECKS,
    "V212",
    reads=["ref_area", "value", "unit", "indicator", "programme"],
    en="a {what_en} of the sensitive programme {sensitive} is withheld",
    vi="{what_vi} của chương trình nhạy cảm {sensitive} không được ghi",
    fix_en="remove the row and say so in data/raw/excluded.csv with reason DISCLOSURE, without the figure",
    fix_vi="xóa dòng và ghi vào data/raw/excluded.csv với lý do DISCLOSURE, không kèm số liệu",
)
def disclosure(rows: pd.DataFrame, registry: Registry) -> pd.DataFrame:
    candidates = breaches(rows, registry.sensitive(rows), lambda row: _disclosed(row, registry))
    return candidates[candidates["blamed"] != ""] if len(candidates) else candidates


def _disclosed(row: dict[str, Any], registry: Registry) -> dict[str, str]:
    unit, smallest = registry.units[row["unit"]], load_params().smallest_count
    programme = {"sensitive": registry.effective(row["indicator"], "programme", row["programme"])}
    if registry.areas[row["ref_area"]]["level"] == "commune":
        return {"blamed": "ref_area", "what_en": "figure below the district", "what_vi": "số liệu dưới cấp huyện", **programme}
    if unit.whole and Decimal(row["value"]).scaleb(unit.power) < smallest:
        return {"blamed": "value", "what_en": f"count under {smallest}", "what_vi": f"số đếm dưới {smallest}", **programme}
    return {"blamed": "", "what_en": "", "what_vi": "", **programme}


IMPLIED: Final = ("programme", "channel", "funding")


@check(
    OTHER_CHECKS,
    "V213",
    reads=["indicator", "programme", "channel", "funding"],
    en="{indicator} implies its {blamed} ({implied}); “{coded}” says it twice or otherwise",
    vi="{indicator} đã bao hàm {blamed} ({implied}); “{coded}” là ghi lặp hoặc trái",
    fix_en="leave `{blamed}` blank, write a part of {implied}, or choose another indicator",
    fix_vi="để trống `{blamed}`, ghi một phần của {implied}, hoặc chọn chỉ tiêu khác",
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
    en="the period is inferred, and no note says how",
    vi="thời kỳ là suy ra mà không có ghi chú cách suy",
    fix_en="say in `note` where the period was taken from",
    fix_vi="nêu ở `note` thời kỳ được lấy từ đâu",
)
def inferred_period_has_note(rows: pd.DataFrame, registry: Registry) -> pd.DataFrame:
    return breaches(rows, judged(rows, ["period_basis", "note"], lambda basis, note: basis == "inferred" and note == ""))


@check(
    OTHER_CHECKS,
    "V215",
    reads=["note", "flags"],
    en="the flags “{flags}” have no note that says why",
    vi="cờ “{flags}” không có ghi chú giải thích",
    fix_en="say in `note` what is doubtful",
    fix_vi="nêu ở `note` điều gì còn nghi vấn",
)
def flags_have_note(rows: pd.DataFrame, registry: Registry) -> pd.DataFrame:
    return breaches(rows, judged(rows, ["flags", "note"], lambda flags, note: flags != "" and note == ""))


@check(
    OTHER_CHECKS,
    "V217",
    reads=["standard", "indicator"],
    en="{indicator} does not depend on a poverty standard, “{standard}” is coded",
    vi="{indicator} không phụ thuộc chuẩn nghèo mà lại ghi “{standard}”",
    fix_en="leave `standard` blank",
    fix_vi="để trống `standard`",
)
def standard_where_it_counts(rows: pd.DataFrame, registry: Registry) -> pd.DataFrame:
    takes = {code for code, record in registry.indicators.items() if record["takes_standard"] == "yes"}
    return breaches(rows, judged(rows, ["standard", "indicator"], lambda standard, indicator: standard != "" and indicator not in takes))


@check(
    OTHER_CHECKS,
    "V220",
    reads=["flags"],
    en="“{flags}” names a flag twice or none",
    vi="“{flags}” ghi trùng hoặc không ghi cờ nào",
    fix_en="write each flag once, joined by semicolons",
    fix_vi="ghi mỗi cờ một lần, nối bằng dấu chấm phẩy",
)
def flags_are_a_list(rows: pd.DataFrame, registry: Registry) -> pd.DataFrame:
    return breaches(rows, judged(rows, ["flags"], lambda flags: flags != "" and not _is_list(flags)))


def _is_list(cell: str) -> bool:
    entries = split(cell)
    return cell == ";".join(entries) and len(set(entries)) == len(entries) > 0


@check(
    OTHER_CHECKS,
    "V221",
    severity="warning",
    reads=["as_printed", "locator", "source_id", "item"],
    en="`{blamed}` is not what was proven: the figure will be published as unverified",
    vi="`{blamed}` không còn như khi đã kiểm chứng: số liệu sẽ được công bố là chưa kiểm chứng",
    fix_en="whoever has the source's text runs `python -m pipeline verify`",
    fix_vi="người có văn bản nguồn chạy `python -m pipeline verify`",
)
def proof_still_holds(rows: pd.DataFrame, registry: Registry) -> pd.DataFrame:
    known = where(rows, rows["proof"].notna().to_numpy())
    wrong = (proof["locator"] != locator or not proven for proof, locator, proven in cells_of(known, "proof", "locator", "proven"))
    return breaches(known, wrong, lambda row: {"blamed": "as_printed" if row["proven"] is False else "locator"})


ROW_CHECKS: Final = (*AREA_CHECKS, *FIGURE_CHECKS, *TIME_CHECKS, *OTHER_CHECKS)
