"""Rules about the registries and the evidence."""

from decimal import Decimal
from typing import Final

import pandas as pd

from pipeline.foundation.findings import Finding, declare
from pipeline.foundation.registry import Registry
from pipeline.gate.rules.phrases import PHRASE_CHECKS
from pipeline.gate.rules.territories import AREA_CHECKS, CHANGE_CHECKS
from pipeline.gate.running import Check, ReportedCells, breaches, check, records_of
from schemas.base import Table, key_of

REPEATED_KEY = declare(
    "V401",
    "“{cell}” is already in this file, on line {other}",
    "“{cell}” đã có trong tệp này, ở dòng {other}",
    "delete one of the two rows; if they are different things, give this row its own code in {key}",
    "xóa một trong hai dòng; nếu là hai mục khác nhau thì cho dòng này mã riêng ở {key}",
)

REGISTRY_CHECKS: Final[dict[str, list[Check]]] = {
    "areas": AREA_CHECKS,
    "area_changes": CHANGE_CHECKS,
    "codes": [],
    "units": [],
    "phrases": PHRASE_CHECKS,
    "sources": [],
    "poverty_standards": [],
    "indicators": [],
    "programmes": [],
}
EVIDENCE_CHECKS: Final[list[Check]] = []


def repeated_keys(frame: pd.DataFrame, model: type[Table], blamed: ReportedCells) -> list[Finding]:
    """Find rows whose key an earlier row of the table has."""
    key = key_of(model)
    usable = blamed.unreported(frame, key)
    if not usable.duplicated(key).any():
        return []
    first = usable["line"].groupby([usable[name] for name in key], sort=False).transform("first")
    again = usable.assign(other=first)[usable.duplicated(key)]
    named = ", ".join(f"`{name}`" for name in key)
    return blamed.report(again, lambda row: (key[0], REPEATED_KEY, {**row, "cell": ", ".join(row[name] for name in key), "key": named}))


@check(
    EVIDENCE_CHECKS,
    "V501",
    reads=["obs_id"],
    en="this is the proof of {obs_id} (`source_id`.`item`), but there is no such row",
    vi="đây là bằng chứng cho dòng {obs_id}, nhưng không có dòng nào như vậy (`source_id`, dấu chấm và `item`)",
    fix_en="if a row was deleted or renumbered by mistake, undo that; else run `python -m pipeline verify`, which writes this file",
    fix_vi="nếu xóa dòng hoặc đổi `item` nhầm thì trả lại như cũ; nếu không thì chạy `python -m pipeline verify` để ghi lại tệp này",
)
def evidence_has_its_row(rows: pd.DataFrame, observed: set[str]) -> pd.DataFrame:
    return rows[~rows["obs_id"].isin(observed)]


@check(
    REGISTRY_CHECKS["sources"],
    "V405",
    reads=["snapshot_sha256", "access"],
    en="`access` says full_text, but `snapshot_sha256` is blank: a text that was read in full is kept and identified by its sha256",
    vi="`access` ghi full_text, nhưng `snapshot_sha256` để trống: văn bản đã đọc toàn văn thì lưu lại và nhận biết bằng mã sha256",
    fix_en="type the 64 digits that `sha256sum FILE` prints for the kept text; if only an excerpt was read, type excerpt in `access`",
    fix_vi="ghi 64 ký tự mà lệnh `sha256sum TỆP` in ra cho bản lưu; nếu chỉ đọc trích đoạn thì ghi excerpt ở `access`",
)
def full_text_has_snapshot(rows: pd.DataFrame, registry: Registry) -> pd.DataFrame:
    return rows[(rows["access"] == "full_text") & (rows["snapshot_sha256"] == "")]


@check(
    REGISTRY_CHECKS["codes"],
    "V406",
    reads=["parent", "list"],
    en="“{parent}” is not a code of the list {list}",
    vi="“{parent}” không phải là mã của danh mục {list}",
    fix_en="type a `code` from the rows whose `list` is {list}, or leave `parent` blank",
    fix_vi="ghi một `code` ở các dòng có `list` là {list}, hoặc để trống `parent`",
)
def parent_is_in_the_list(rows: pd.DataFrame, registry: Registry) -> pd.DataFrame:
    known = {(record["list"], record["code"]) for record in registry.records["codes"]}
    wrong = (parent != "" and (name, parent) not in known for name, parent in zip(rows["list"], rows["parent"], strict=True))
    return breaches(rows, wrong)


@check(
    REGISTRY_CHECKS["poverty_standards"],
    "V407",
    reads=["applies_to", "applies_from", "derived_through"],
    en="`applies_from` {applies_from}, `derived_through` {derived_through} and `applies_to` {applies_to} are not in chronological order",
    vi="`applies_from` {applies_from}, `derived_through` {derived_through} và `applies_to` {applies_to} không theo thứ tự thời gian",
    fix_en="type the first and the last year described by the standard, and between them the last one in which it was the only one",
    fix_vi="ghi năm đầu và năm cuối áp dụng chuẩn nghèo, và ở giữa là năm cuối cùng chỉ có chuẩn này",
)
def standard_years_in_order(rows: pd.DataFrame, registry: Registry) -> pd.DataFrame:
    years = ([int(row[name]) for name in ("applies_from", "derived_through", "applies_to") if row[name]] for row in records_of(rows))
    return breaches(rows, (listed != sorted(listed) for listed in years))


@check(
    REGISTRY_CHECKS["indicators"],
    "V408",
    reads=["weight", "aggregation"],
    en="`aggregation` of {indicator} is {aggregation}, but `weight` says “{weight}”: a weighted_mean needs a weight, and "
    "nothing else may have one",
    vi="`aggregation` của {indicator} là {aggregation}, nhưng `weight` ghi “{weight}”: chỉ weighted_mean mới có trọng số",
    fix_en="type households or population in `weight` of a weighted_mean; else leave `weight` blank",
    fix_vi="với weighted_mean thì ghi households hoặc population ở `weight`; nếu không thì để trống `weight`",
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
    en="{programme} is a part of “{parent}”, which is itself, directly or indirectly, a part of {programme}",
    vi="{programme} là một phần của “{parent}”, mà “{parent}” lại trực tiếp hay gián tiếp là một phần của {programme}",
    fix_en="type in `parent` the total that includes {programme}, or leave it blank",
    fix_vi="ghi ở `parent` chương trình tổng bao gồm {programme}, hoặc để trống",
)
def programmes_form_a_tree(rows: pd.DataFrame, registry: Registry) -> pd.DataFrame:
    parents = dict(zip(rows["programme"], rows["parent"], strict=True))
    return rows[[_is_circular(parents, code) for code in rows["programme"]]]


@check(
    REGISTRY_CHECKS["indicators"],
    "V415",
    reads=["minimum", "maximum"],
    en="`minimum` {minimum} is greater than `maximum` {maximum}",
    vi="`minimum` {minimum} lớn hơn `maximum` {maximum}",
    fix_en="type in `minimum` the least value that can be true and in `maximum` the greatest, or leave blank the one that is not known",
    fix_vi="ghi ở `minimum` giá trị nhỏ nhất và ở `maximum` giá trị lớn nhất có thể có, hoặc để trống nếu không rõ",
)
def bounds_in_order(rows: pd.DataFrame, registry: Registry) -> pd.DataFrame:
    pairs = zip(rows["minimum"], rows["maximum"], strict=True)
    return breaches(rows, (low != "" and high != "" and Decimal(low) > Decimal(high) for low, high in pairs))


@check(
    REGISTRY_CHECKS["units"],
    "V416",
    reads=["base_unit", "power_of_ten", "unit"],
    en="`base_unit` of {unit} is {base_unit}, but the row {base_unit} does not name itself as `base_unit` with `power_of_ten` 0",
    vi="`base_unit` của {unit} là {base_unit}, nhưng dòng {base_unit} không ghi chính nó ở `base_unit` với `power_of_ten` 0",
    fix_en="type in `base_unit` a unit that is its own base, as VND for VND_BN; a base unit itself has `power_of_ten` 0",
    fix_vi="ghi ở `base_unit` một đơn vị gốc, ví dụ VND cho VND_BN; chính đơn vị gốc thì có `power_of_ten` là 0",
)
def base_unit_is_a_base(rows: pd.DataFrame, registry: Registry) -> pd.DataFrame:
    bases = {
        record["unit"] for record in registry.records["units"] if record["base_unit"] == record["unit"] and record["power_of_ten"] == "0"
    }
    return breaches(rows, (base not in bases for base in rows["base_unit"]))
