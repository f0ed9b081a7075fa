"""Rules about areas and their changes."""

from datetime import date, timedelta
from typing import Any, Final

import pandas as pd

from pipeline.foundation.registry import MAPS, Registry
from pipeline.gate.running import Check, breaches, check, records_of
from schemas.areas import VINTAGES

AREA_CHECKS: Final[list[Check]] = []
CHANGE_CHECKS: Final[list[Check]] = []

NEWEST: Final = max(VINTAGES)
LETTERS: Final = {"country": "VN", "region": "R", "province": "P", "district": "D", "commune": "C"}
LEVELS: Final = {letter: level for level, letter in LETTERS.items()}


@check(
    AREA_CHECKS,
    "V402",
    reads=["ref_area", "level", "gso_code", "vintage"],
    en="{ref_area} does not fit `level` {level}, `gso_code` “{gso_code}” and `vintage` “{vintage}”, which give {expected}",
    vi="{ref_area} không khớp với `level` {level}, `gso_code` “{gso_code}” và `vintage` “{vintage}”: ghép lại là {expected}",
    fix_en="{wanted_en}",
    fix_vi="{wanted_vi}",
)
def area_code_is_composed(rows: pd.DataFrame, registry: Registry) -> pd.DataFrame:
    """Reports the cell that disagrees with the code if the code is used elsewhere or the cells form another area's code; else the code."""
    coded = rows[~rows["level"].isin(["country", "region"])]
    expected = coded["level"].map(LETTERS) + coded["gso_code"] + "_" + coded["vintage"]
    wrong = coded.assign(expected=expected)[expected != coded["ref_area"]]
    return breaches(wrong, [True] * len(wrong), lambda row: _composition_facts(row, registry))


def _composition_facts(row: dict[str, Any], registry: Registry) -> dict[str, str]:
    code = row["ref_area"]
    parts = {"level": LEVELS.get(code[:1], ""), "gso_code": code[1:].partition("_")[0], "vintage": code.partition("_")[2]}
    departing = [name for name, part in parts.items() if part != row[name]]
    if len(departing) > 1 or not (row["expected"] in registry.areas or _is_used(code, registry)):
        en, vi = f"type {row['expected']} in `ref_area`", f"ghi {row['expected']} ở `ref_area`"
        return {"blamed": "ref_area", "wanted_en": en, "wanted_vi": vi}
    name = departing[0]
    other_en, other_vi = f"if {code} itself is wrong, correct `ref_area`", f"nếu chính {code} sai thì sửa `ref_area`"
    return {
        "blamed": name,
        "wanted_en": f"type {parts[name]} in `{name}`; {other_en}",
        "wanted_vi": f"ghi {parts[name]} ở `{name}`; {other_vi}",
    }


def _is_used(area: str, registry: Registry) -> bool:
    """Whether other rows of the registries name an area."""
    columns = {"areas": ("parent", "region"), "area_changes": ("from_area", "to_area"), "population": ("ref_area",)}
    return any(record[name] == area for table, names in columns.items() for record in registry.records[table] for name in names)


@check(
    AREA_CHECKS,
    "V403",
    reads=["parent", "ref_area", "level", "vintage"],
    en="{ref_area} is a {level} of the map “{vintage}” and cannot lie in “{parent}”, which is not a larger unit of that map",
    vi="{ref_area} là cấp {level} của bản đồ “{vintage}” nên không thể nằm trong “{parent}”: đó không phải đơn vị cấp trên cùng bản đồ",
    fix_en="type the `ref_area` of the larger unit in `parent`: VN for a province, else a province or district that ends in _{vintage}",
    fix_vi="ghi `ref_area` của đơn vị cấp trên ở `parent`: tỉnh thì ghi VN, còn lại ghi tỉnh hoặc huyện có đuôi _{vintage}",
)
def area_lies_in_larger_one(rows: pd.DataFrame, registry: Registry) -> pd.DataFrame:
    order = list(LETTERS)
    wrong = []
    for row in records_of(rows):
        parent = registry.areas.get(row["parent"])
        larger = parent is not None and order.index(parent["level"]) < order.index(row["level"])
        same_map = parent is not None and parent["vintage"] in {"", row["vintage"]}
        wrong.append(row["level"] != "country" and not (larger and same_map))
    return rows[wrong]


@check(
    AREA_CHECKS,
    "V404",
    reads=["valid_to", "valid_from", "ref_area", "vintage"],
    en="{ref_area} would end on {valid_to}, before it starts on {valid_from}",
    vi="{ref_area} kết thúc ngày {valid_to}, trước ngày bắt đầu {valid_from}",
    fix_en="type in `valid_from` the first day of the unit and in `valid_to` its last; leave `valid_to` blank while the unit lasts",
    fix_vi="ghi ở `valid_from` ngày đầu và ở `valid_to` ngày cuối của đơn vị; đơn vị còn tồn tại thì để trống `valid_to`",
)
def area_days_in_order(rows: pd.DataFrame, registry: Registry) -> pd.DataFrame:
    """Reports the day that neither the map nor an area change confirms; the last one if both or none are."""
    wrong = (first != "" and last != "" and first > last for first, last in zip(rows["valid_from"], rows["valid_to"], strict=True))
    changed = {record["effective_date"] for record in registry.records["area_changes"]}

    def facts(row: dict[str, Any]) -> dict[str, str]:
        first, last = (day.isoformat() for day in MAPS.get(row["vintage"], (date.min, date.max)))
        after = (date.fromisoformat(row["valid_to"]) + timedelta(days=1)).isoformat()
        starts, ends = row["valid_from"] in {first, *changed}, row["valid_to"] == last or after in changed
        return {"blamed": "valid_from" if ends and not starts else "valid_to"}

    return breaches(rows, wrong, facts)


@check(
    CHANGE_CHECKS,
    "V410",
    reads=["from_area", "effective_date"],
    en="{from_area} becomes {to_area} here and {other} in another row, both on {effective_date}",
    vi="{from_area} ở dòng này trở thành {to_area}, ở dòng khác lại trở thành {other}, cùng ngày {effective_date}",
    fix_en="keep the row that the act in `legal_basis` names and delete the other; if this row is about another unit, correct `from_area`",
    fix_vi="giữ dòng đúng với văn bản ở `legal_basis` và xóa dòng kia; nếu dòng này nói về đơn vị khác thì sửa `from_area`",
)
def area_has_one_successor(rows: pd.DataFrame, registry: Registry) -> pd.DataFrame:
    key = ["from_area", "effective_date"]
    other = rows["to_area"].groupby([rows[name] for name in key], sort=False).transform("first")
    return rows.assign(other=other)[rows.duplicated(key)]


@check(
    AREA_CHECKS,
    "V411",
    reads=["ref_area", "level", "vintage", "valid_to"],
    en="{ref_area} ended on {valid_to}, but data/raw/area_changes.csv does not say what became of it",
    vi="{ref_area} kết thúc ngày {valid_to}, nhưng data/raw/area_changes.csv không cho biết nó trở thành đơn vị nào",
    fix_en="add a row there with `from_area` {ref_area} and the unit that it became in `to_area`; if it still exists, clear `valid_to`",
    fix_vi="thêm vào đó một dòng có `from_area` {ref_area} và đơn vị mới ở `to_area`; nếu đơn vị còn tồn tại thì xóa `valid_to`",
)
def ended_province_has_a_successor(rows: pd.DataFrame, registry: Registry) -> pd.DataFrame:
    continued = {record["from_area"] for record in registry.records["area_changes"] if record["change"] != "renamed"}
    wrong = (row["level"] == "province" and row["valid_to"] != "" and row["ref_area"] not in continued for row in records_of(rows))
    return breaches(rows, wrong)


@check(
    AREA_CHECKS,
    "V412",
    reads=["ref_area", "level", "vintage"],
    en="data/raw/area_changes.csv does not say which former provinces became {ref_area}",
    vi="data/raw/area_changes.csv không cho biết {ref_area} được lập từ những tỉnh cũ nào",
    fix_en="add a row there for each former province, with `to_area` {ref_area}",
    fix_vi="thêm vào đó mỗi tỉnh cũ một dòng, có `to_area` {ref_area}",
)
def new_province_has_predecessors(rows: pd.DataFrame, registry: Registry) -> pd.DataFrame:
    made = {record["to_area"] for record in registry.records["area_changes"] if record["change"] != "renamed"}
    wrong = (row["level"] == "province" and row["vintage"] == NEWEST and row["ref_area"] not in made for row in records_of(rows))
    return breaches(rows, wrong)


@check(
    AREA_CHECKS,
    "V413",
    reads=["region", "ref_area"],
    en="“{region}” is not a region",
    vi="“{region}” không phải là vùng",
    fix_en="type the `ref_area` of a row whose `level` is region, or leave `region` blank",
    fix_vi="ghi `ref_area` của một dòng có `level` là region, hoặc để trống `region`",
)
def region_is_a_region(rows: pd.DataFrame, registry: Registry) -> pd.DataFrame:
    return breaches(rows, (region != "" and registry.areas[region]["level"] != "region" for region in rows["region"]))


@check(
    CHANGE_CHECKS,
    "V414",
    reads=["to_area", "from_area"],
    en="{from_area} cannot become {to_area}: they are not two provinces, two districts or two communes",
    vi="{from_area} không thể trở thành {to_area}: hai đơn vị không cùng là tỉnh, cùng là huyện hay cùng là xã",
    fix_en="type in `to_area` the unit of the same level that {from_area} became, or correct `from_area`",
    fix_vi="ghi ở `to_area` đơn vị cùng cấp mà {from_area} trở thành, hoặc sửa `from_area`",
)
def change_keeps_the_level(rows: pd.DataFrame, registry: Registry) -> pd.DataFrame:
    pairs = zip(rows["from_area"], rows["to_area"], strict=True)
    wrong = (
        registry.areas[old]["level"] != registry.areas[new]["level"] or registry.areas[old]["level"] == "country" for old, new in pairs
    )
    return breaches(rows, wrong)
