"""Rules that the registries and the evidence keep."""

from decimal import Decimal
from typing import Final

import pandas as pd

from pipeline.registry import Registry
from pipeline.rules.catalogue import Blamed, Check, Finding, breaches, check, declare, indexed, records_of
from schemas.areas import VINTAGES
from schemas.base import Table, key_of

REPEATED_KEY = declare(
    "V401",
    "“{cell}” stands already on line {other}",
    "“{cell}” đã có ở dòng {other}",
    "remove one of the two rows, or correct the code",
    "xóa một trong hai dòng, hoặc sửa mã",
)

REGISTRY_CHECKS: Final[dict[str, list[Check]]] = {
    "areas": [],
    "area_changes": [],
    "codes": [],
    "units": [],
    "sources": [],
    "poverty_standards": [],
    "indicators": [],
    "programmes": [],
}
EVIDENCE_CHECKS: Final[list[Check]] = []

NEWEST: Final = max(VINTAGES)
LETTERS: Final = {"country": "VN", "region": "R", "province": "P", "district": "D", "commune": "C"}


def repeated_keys(frame: pd.DataFrame, model: type[Table], blamed: Blamed) -> list[Finding]:
    """Find rows whose key an earlier row of the table has."""
    key = key_of(model)
    usable = blamed.free(frame, key)
    if not usable.duplicated(key).any():
        return []
    first = usable["line"].groupby([usable[name] for name in key], sort=False).transform("first")
    again = usable.assign(other=first)[usable.duplicated(key)]
    findings = []
    for position, row in indexed(again):
        blamed.add(position, key[0])
        facts = {**row, "cell": ", ".join(row[name] for name in key)}
        findings.append(Finding(row["path"], int(row["line"]), key[0], REPEATED_KEY, facts))
    return findings


@check(
    EVIDENCE_CHECKS,
    "V501",
    reads=["obs_id"],
    en="there is no row {obs_id}",
    vi="không có dòng {obs_id}",
    fix_en="run `python -m pipeline verify`, which writes this file anew",
    fix_vi="chạy `python -m pipeline verify` để ghi lại tệp này",
)
def evidence_has_its_row(rows: pd.DataFrame, observed: set[str]) -> pd.DataFrame:
    return rows[~rows["obs_id"].isin(observed)]


@check(
    REGISTRY_CHECKS["areas"],
    "V402",
    reads=["ref_area", "level", "gso_code", "vintage"],
    en="{ref_area} does not say level {level}, GSO code “{gso_code}” and map “{vintage}”",
    vi="{ref_area} không khớp với cấp {level}, mã GSO “{gso_code}” và bản đồ “{vintage}”",
    fix_en="write {expected}",
    fix_vi="ghi {expected}",
)
def area_code_is_composed(rows: pd.DataFrame, registry: Registry) -> pd.DataFrame:
    coded = rows[~rows["level"].isin(["country", "region"])]
    expected = coded["level"].map(LETTERS) + coded["gso_code"] + "_" + coded["vintage"]
    return coded.assign(expected=expected)[expected != coded["ref_area"]]


@check(
    REGISTRY_CHECKS["areas"],
    "V403",
    reads=["parent", "ref_area", "level", "vintage"],
    en="{ref_area} ({level}) cannot lie in “{parent}”",
    vi="{ref_area} (cấp {level}) không thể thuộc “{parent}”",
    fix_en="name a larger unit of the same map",
    fix_vi="ghi một đơn vị cấp trên của cùng bản đồ",
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
    REGISTRY_CHECKS["areas"],
    "V404",
    reads=["valid_to", "valid_from"],
    en="the unit ends ({valid_to}) before it starts ({valid_from})",
    vi="đơn vị kết thúc ({valid_to}) trước khi bắt đầu ({valid_from})",
    fix_en="correct the days",
    fix_vi="sửa lại ngày",
)
def area_days_in_order(rows: pd.DataFrame, registry: Registry) -> pd.DataFrame:
    return rows[(rows["valid_from"] != "") & (rows["valid_to"] != "") & (rows["valid_from"] > rows["valid_to"])]


@check(
    REGISTRY_CHECKS["sources"],
    "V405",
    reads=["snapshot_sha256", "access"],
    en="a source read in full text needs the sha256 of its kept text",
    vi="nguồn đọc toàn văn cần có mã sha256 của bản lưu",
    fix_en="give the output of sha256sum, or write excerpt in `access`",
    fix_vi="ghi kết quả của sha256sum, hoặc ghi excerpt ở `access`",
)
def full_text_has_snapshot(rows: pd.DataFrame, registry: Registry) -> pd.DataFrame:
    return rows[(rows["access"] == "full_text") & (rows["snapshot_sha256"] == "")]


@check(
    REGISTRY_CHECKS["codes"],
    "V406",
    reads=["parent", "list"],
    en="“{parent}” is no code of the list {list}",
    vi="“{parent}” không phải mã của danh mục {list}",
    fix_en="name a code of the same list, or leave the cell blank",
    fix_vi="ghi một mã cùng danh mục, hoặc để trống",
)
def parent_is_in_the_list(rows: pd.DataFrame, registry: Registry) -> pd.DataFrame:
    known = {(record["list"], record["code"]) for record in registry.records["codes"]}
    wrong = (parent != "" and (name, parent) not in known for name, parent in zip(rows["list"], rows["parent"], strict=True))
    return breaches(rows, wrong)


@check(
    REGISTRY_CHECKS["poverty_standards"],
    "V407",
    reads=["applies_to", "applies_from", "derived_through"],
    en="the years {applies_from}, {derived_through}, {applies_to} do not rise",
    vi="các năm {applies_from}, {derived_through}, {applies_to} không tăng dần",
    fix_en="correct the years",
    fix_vi="sửa lại các năm",
)
def standard_years_in_order(rows: pd.DataFrame, registry: Registry) -> pd.DataFrame:
    years = ([int(row[name]) for name in ("applies_from", "derived_through", "applies_to") if row[name]] for row in records_of(rows))
    return breaches(rows, (listed != sorted(listed) for listed in years))


@check(
    REGISTRY_CHECKS["indicators"],
    "V408",
    reads=["weight", "aggregation"],
    en="{indicator} is averaged over areas without a weight, or has a weight and is not averaged",
    vi="{indicator} lấy trung bình theo địa bàn mà không có trọng số, hoặc có trọng số mà không lấy trung bình",
    fix_en="name the weight of a weighted_mean, and none elsewhere",
    fix_vi="nêu trọng số cho weighted_mean, để trống ở trường hợp khác",
)
def weighted_mean_has_weight(rows: pd.DataFrame, registry: Registry) -> pd.DataFrame:
    return rows[(rows["aggregation"] == "weighted_mean") != (rows["weight"] != "")]


def _is_circular(parents: dict[str, str], code: str) -> bool:
    """Whether the parents of a code lead back to it."""
    parent, seen = parents.get(code, ""), set[str]()
    while parent not in {"", code} and parent not in seen:
        seen.add(parent)
        parent = parents.get(parent, "")
    return parent == code


@check(
    REGISTRY_CHECKS["programmes"],
    "V409",
    reads=["parent", "programme"],
    en="{programme} is, over its parents, a part of itself",
    vi="{programme} qua các cấp cha lại là một phần của chính nó",
    fix_en="correct the parent",
    fix_vi="sửa chương trình cha",
)
def programmes_form_a_tree(rows: pd.DataFrame, registry: Registry) -> pd.DataFrame:
    parents = dict(zip(rows["programme"], rows["parent"], strict=True))
    return rows[[_is_circular(parents, code) for code in rows["programme"]]]


@check(
    REGISTRY_CHECKS["area_changes"],
    "V410",
    reads=["from_area", "effective_date"],
    en="{from_area} has two successors on {effective_date}; the first is {other}",
    vi="{from_area} có hai đơn vị kế tục ngày {effective_date}; đơn vị đầu là {other}",
    fix_en="keep the one that the act names",
    fix_vi="giữ đơn vị mà văn bản nêu",
)
def area_has_one_successor(rows: pd.DataFrame, registry: Registry) -> pd.DataFrame:
    key = ["from_area", "effective_date"]
    other = rows["to_area"].groupby([rows[name] for name in key], sort=False).transform("first")
    return rows.assign(other=other)[rows.duplicated(key)]


@check(
    REGISTRY_CHECKS["areas"],
    "V411",
    reads=["ref_area", "level", "vintage", "valid_to"],
    en="area_changes.csv does not say what became of {ref_area} after {valid_to}",
    vi="area_changes.csv không cho biết {ref_area} trở thành gì sau ngày {valid_to}",
    fix_en="add its successor to data/raw/area_changes.csv",
    fix_vi="thêm đơn vị kế tục vào data/raw/area_changes.csv",
)
def ended_province_has_a_successor(rows: pd.DataFrame, registry: Registry) -> pd.DataFrame:
    continued = {record["from_area"] for record in registry.records["area_changes"] if record["change"] != "renamed"}
    wrong = (row["level"] == "province" and row["valid_to"] != "" and row["ref_area"] not in continued for row in records_of(rows))
    return breaches(rows, wrong)


@check(
    REGISTRY_CHECKS["areas"],
    "V412",
    reads=["ref_area", "level", "vintage"],
    en="no province of the map before becomes {ref_area} in area_changes.csv",
    vi="trong area_changes.csv không có tỉnh nào của bản đồ trước trở thành {ref_area}",
    fix_en="add what it was made of to data/raw/area_changes.csv",
    fix_vi="thêm các đơn vị tạo thành nó vào data/raw/area_changes.csv",
)
def new_province_has_predecessors(rows: pd.DataFrame, registry: Registry) -> pd.DataFrame:
    made = {record["to_area"] for record in registry.records["area_changes"] if record["change"] != "renamed"}
    wrong = (row["level"] == "province" and row["vintage"] == NEWEST and row["ref_area"] not in made for row in records_of(rows))
    return breaches(rows, wrong)


@check(
    REGISTRY_CHECKS["areas"],
    "V413",
    reads=["region", "ref_area"],
    en="“{region}” is not a region",
    vi="“{region}” không phải là vùng",
    fix_en="name an area of level region",
    fix_vi="ghi một đơn vị cấp region",
)
def region_is_a_region(rows: pd.DataFrame, registry: Registry) -> pd.DataFrame:
    return breaches(rows, (region != "" and registry.areas[region]["level"] != "region" for region in rows["region"]))


@check(
    REGISTRY_CHECKS["area_changes"],
    "V414",
    reads=["to_area", "from_area"],
    en="{from_area} and {to_area} are not units of one level",
    vi="{from_area} và {to_area} không cùng cấp",
    fix_en="name units of the same level",
    fix_vi="ghi các đơn vị cùng cấp",
)
def change_keeps_the_level(rows: pd.DataFrame, registry: Registry) -> pd.DataFrame:
    pairs = zip(rows["from_area"], rows["to_area"], strict=True)
    wrong = (
        registry.areas[old]["level"] != registry.areas[new]["level"] or registry.areas[old]["level"] == "country" for old, new in pairs
    )
    return breaches(rows, wrong)


@check(
    REGISTRY_CHECKS["indicators"],
    "V415",
    reads=["minimum", "maximum"],
    en="the least value {minimum} is above the greatest {maximum}",
    vi="giá trị nhỏ nhất {minimum} lớn hơn giá trị lớn nhất {maximum}",
    fix_en="correct one of the two",
    fix_vi="sửa một trong hai",
)
def bounds_in_order(rows: pd.DataFrame, registry: Registry) -> pd.DataFrame:
    pairs = zip(rows["minimum"], rows["maximum"], strict=True)
    return breaches(rows, (low != "" and high != "" and Decimal(low) > Decimal(high) for low, high in pairs))


@check(
    REGISTRY_CHECKS["units"],
    "V416",
    reads=["base_unit", "power_of_ten", "unit"],
    en="{base_unit} is not a base unit, or {unit} is its own and has a power of ten",
    vi="{base_unit} không phải đơn vị gốc, hoặc {unit} là đơn vị gốc mà có lũy thừa",
    fix_en="name a unit that is its own base unit, with power 0",
    fix_vi="ghi một đơn vị là gốc của chính nó, lũy thừa 0",
)
def base_unit_is_a_base(rows: pd.DataFrame, registry: Registry) -> pd.DataFrame:
    bases = {
        record["unit"] for record in registry.records["units"] if record["base_unit"] == record["unit"] and record["power_of_ten"] == "0"
    }
    return breaches(rows, (base not in bases for base in rows["base_unit"]))
