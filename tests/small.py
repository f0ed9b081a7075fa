"""The smallest hand-coded data that the tests need: tiny registries, and rows that keep every rule."""

import csv
from collections.abc import Iterable, Mapping
from pathlib import Path

from openpyxl import Workbook

from pipeline.gate.check import Checked, check_all
from schemas import REGISTRIES, CodedObservation
from schemas.base import header_of

Rows = list[dict[str, str]]

FILE = "2008/20-lang-son.csv"
TEXT_SHA256 = "a" * 64

TABLES: dict[str, Rows] = {
    "sources": [
        {
            "source_id": "lang-son-2024",
            "title": "Mười năm",
            "publisher_type": "newspaper",
            "language": "vi",
            "decimal_mark": "comma",
            "published_on": "2024-07-30",
            "access": "full_text",
            "snapshot_sha256": TEXT_SHA256,
            "coverage": "all",
            "coder": "a",
        },
        {
            "source_id": "lang-son-english",
            "title": "Ten years",
            "publisher_type": "ministry",
            "language": "en",
            "decimal_mark": "point",
            "access": "excerpt",
            "coverage": "some",
            "coder": "a",
        },
    ],
    "areas": [
        {"ref_area": "VN", "level": "country", "name_vi": "Việt Nam", "name_en": "Viet Nam", "unit_type": "country"},
        *(
            {
                "ref_area": f"P{code}_{vintage}",
                "level": "province",
                "gso_code": code,
                "vintage": vintage,
                "name_vi": name,
                "name_en": name,
                "unit_type": "province",
                "parent": "VN",
                "valid_from": first,
                "valid_to": last,
            }
            for code, name in (("20", "Lạng Sơn"), ("17", "Hòa Bình"))
            for vintage, first, last in (("2008", "2008-08-01", "2025-06-30"), ("2025", "2025-07-01", ""))
        ),
        {
            "ref_area": "D183_2008",
            "level": "district",
            "gso_code": "183",
            "vintage": "2008",
            "name_vi": "Chi Lăng",
            "name_en": "Chi Lang",
            "unit_type": "district",
            "parent": "P20_2008",
        },
        {
            "ref_area": "C06463_2008",
            "level": "commune",
            "gso_code": "06463",
            "vintage": "2008",
            "name_vi": "Đồng Mỏ",
            "name_en": "Dong Mo",
            "unit_type": "township",
            "parent": "D183_2008",
        },
    ],
    "area_changes": [
        {
            "from_area": f"P{code}_2008",
            "to_area": f"P{code}_2025",
            "change": "unchanged",
            "effective_date": "2025-07-01",
            "legal_basis": "Act",
        }
        for code in ("20", "17")
    ],
    "population": [{"ref_area": "P20_2008", "year": "2023", "population": "700000", "source_id": "lang-son-english"}],
    "indicators": [
        {
            "indicator": name,
            "name_en": name.capitalize(),
            "name_vi": name,
            "definition": "As named.",
            "unit": unit,
            "kind": kind,
            "aggregation": "weighted_mean" if unit == "PERCENT" else "sum",
            "weight": "households" if unit == "PERCENT" else "",
            "minimum": "0",
            "maximum": "100" if unit == "PERCENT" else "",
            "takes_standard": "yes" if name == "POVERTY_RATE" else "no",
            **more,
        }
        for name, unit, kind, more in (
            ("DISBURSEMENT", "VND", "flow", {}),
            ("LOANS_OUTSTANDING", "VND", "stock", {}),
            ("POVERTY_RATE", "PERCENT", "rate", {"numerator": "POOR_HOUSEHOLDS", "share_of": "HOUSEHOLDS"}),
            ("NEAR_POVERTY_RATE", "PERCENT", "rate", {"numerator": "NEAR_POOR_HOUSEHOLDS", "share_of": "HOUSEHOLDS"}),
            ("POOR_HOUSEHOLDS", "HOUSEHOLD", "stock", {}),
            ("NEAR_POOR_HOUSEHOLDS", "HOUSEHOLD", "stock", {}),
            ("HOUSEHOLDS", "HOUSEHOLD", "stock", {}),
            ("INCREASE", "VND", "flow", {"minimum": ""}),
            ("HOUSEHOLDS_LIFTED", "HOUSEHOLD", "flow", {"other_units": "HOUSEHOLD_INSTANCE"}),
            ("HOUSEHOLDS_WITH_LOANS", "HOUSEHOLD", "stock", {}),
            ("BORROWER_HOUSEHOLDS", "HOUSEHOLD", "stock", {}),
            ("STUDENTS", "PERSON", "flow", {"programme": "STUDENTS"}),
            ("PRODUCTS", "COUNT", "stock", {}),
            ("PRODUCTS_3_STAR", "COUNT", "stock", {"part_of": "PRODUCTS"}),
        )
    ],
    "programmes": [
        {"programme": "POOR_AND_NEAR_POOR", "name_en": "Both", "name_vi": "Cả hai", "sensitive": "no"},
        {"programme": "POOR", "name_en": "Poor", "name_vi": "Hộ nghèo", "parent": "POOR_AND_NEAR_POOR", "sensitive": "no"},
        {"programme": "NEAR_POOR", "name_en": "Near-poor", "name_vi": "Hộ cận nghèo", "parent": "POOR_AND_NEAR_POOR", "sensitive": "no"},
        {"programme": "STUDENTS", "name_en": "Students", "name_vi": "Học sinh, sinh viên", "sensitive": "no"},
        {"programme": "STEM_STUDENTS", "name_en": "Some", "name_vi": "Ngành STEM", "parent": "STUDENTS", "sensitive": "no"},
        {"programme": "RELEASED", "name_en": "Released", "name_vi": "Người chấp hành xong án", "sensitive": "yes"},
    ],
    "units": [
        {"unit": unit, "name_en": unit, "name_vi": unit, "base_unit": base, "power_of_ten": power, "whole": whole, "printed": printed}
        for unit, base, power, whole, printed in (
            ("VND", "VND", "0", "no", "đồng;VND"),
            ("VND_MN", "VND", "6", "no", "đồng;VND"),
            ("VND_BN", "VND", "9", "no", "đồng;VND"),
            ("PERCENT", "PERCENT", "0", "no", "%"),
            ("PERCENT_POINT", "PERCENT_POINT", "0", "no", "%"),
            ("HOUSEHOLD", "HOUSEHOLD", "0", "yes", "hộ;households"),
            ("HOUSEHOLD_INSTANCE", "HOUSEHOLD_INSTANCE", "0", "yes", "lượt hộ;turns"),
            ("PERSON", "PERSON", "0", "yes", "người;học sinh"),
            ("COUNT", "COUNT", "0", "yes", "sản phẩm"),
        )
    ],
    "flags": [
        {"flag": "TARGET", "name_en": "Target", "name_vi": "Chỉ tiêu", "obs_status": "F", "priority": "1", "definition": "A plan."},
        {"flag": "SCOPE_DOUBT", "name_en": "Scope", "name_vi": "Phạm vi", "obs_status": "U", "priority": "2", "definition": "Doubt."},
        {"flag": "RANGE", "name_en": "Range", "name_vi": "Khoảng", "obs_status": "E", "priority": "4", "definition": "One end."},
        {"flag": "PRELIMINARY", "name_en": "Early", "name_vi": "Sơ bộ", "obs_status": "P", "priority": "3", "definition": "Early."},
        *(
            {"flag": flag, "name_en": flag, "name_vi": flag, "obs_status": "D", "priority": priority, "definition": "Differs."}
            for flag, priority in (("DEFINITION_DIFFERS", "5"), ("FORMER_UNIT", "6"), ("LATER_UNIT", "7"))
        ),
        {"flag": "CONFIRMED", "name_en": "Read again", "name_vi": "Đã đọc lại", "obs_status": "A", "priority": "8", "definition": "Odd."},
    ],
    "poverty_standards": [
        {
            "standard": f"VN_{first}_{last}",
            "name_en": "Standard",
            "name_vi": "Chuẩn",
            "producer": "labour ministry",
            "legal_basis": "Decision",
            "first_reviewed": str(int(first) - 1),
            "applies_from": first,
            "applies_to": last,
            "derived_through": through,
            "approach": "income",
        }
        for first, last, through in (("2011", "2015", "2014"), ("2016", "2021", "2020"))
    ],
    "codes": [
        {"list": name, "code": code, "name_en": code, "name_vi": code, "parent": parent}
        for name, code, parent in (
            ("channel", "ENTRUSTED", ""),
            ("channel", "WOMENS_UNION", "ENTRUSTED"),
            ("funding", "LOCAL_BUDGET", ""),
            ("population_group", "RURAL", ""),
            ("bound", "over", ""),
            ("bound", "nearly", ""),
        )
    ],
    "phrases": [
        {"phrase": "năm {year}", "language": "vi", "settles": "period", "stock": "{year}", "flow": "{year}"},
        {"phrase": "dư nợ {figure}", "language": "vi", "settles": "indicator", "code": "LOANS_OUTSTANDING"},
    ],
    "passages": [],
    "excluded": [],
    "retired": [],
}

STOCK = {
    "source_id": "lang-son-2024",
    "item": "1",
    "ref_area": "P20_2008",
    "area_name": "Lạng Sơn",
    "indicator": "LOANS_OUTSTANDING",
    "period": "2024-06-30",
    "as_printed": "14.009,3 tỷ đồng",
    "value": "14009.3",
    "unit": "VND_BN",
    "locator": "p7",
}
"""A row that keeps every rule: loans outstanding."""
RATE = {**STOCK, "indicator": "POVERTY_RATE", "period": "2023", "as_printed": "6,02%", "value": "6.02", "unit": "PERCENT"}
LIFTED = {
    **STOCK,
    "indicator": "HOUSEHOLDS_LIFTED",
    "period": "2014-11-22/2024-06-30",
    "as_printed": "4.915 hộ",
    "value": "4915",
    "unit": "HOUSEHOLD",
}
PRODUCTS = {**STOCK, "indicator": "PRODUCTS", "as_printed": "50 sản phẩm", "value": "50", "unit": "COUNT"}
THREE_STAR = {**PRODUCTS, "indicator": "PRODUCTS_3_STAR", "as_printed": "46 sản phẩm", "value": "46"}


def numbered(*rows: Mapping[str, str]) -> Rows:
    """Return rows with items counted from 1."""
    return [{**row, "item": str(item)} for item, row in enumerate(rows, 1)]


def write_csv(path: Path, header: list[str], rows: Iterable[Mapping[str, str]]) -> None:
    """Write a hand-coded table; columns that a row leaves out are blank."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, header, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def write_workbook(path: Path, rows: Iterable[Mapping[str, object]], sheet: str = "observations") -> Path:
    """Write rows as the sheet of a workbook; a blank text leaves its cell empty, as in a spreadsheet."""
    header = header_of(CodedObservation)
    workbook = Workbook()
    assert workbook.active is not None
    workbook.active.title = sheet
    workbook.active.append(header)
    for row in rows:
        workbook.active.append([row.get(name) or None for name in header])
    path.parent.mkdir(parents=True, exist_ok=True)
    workbook.save(path)
    return path


def write_raw(folder: Path, rows: Iterable[Mapping[str, str]] = (STOCK,), file: str = FILE, **tables: Rows) -> Path:
    """Write a folder like data/raw: the registries above, with `tables` in the place of theirs, and one file of rows."""
    for name, model in REGISTRIES.items():
        write_csv(folder / f"{name}.csv", header_of(model), tables.get(name, TABLES[name]))
    write_csv(folder / "observations" / file, header_of(CodedObservation), rows)
    return folder


def check_rows(folder: Path, *rows: Mapping[str, str], file: str = FILE, **tables: Rows) -> Checked:
    """Check rows against the small registries."""
    return check_all(write_raw(folder, rows, file, **tables))


def changed(table: str, key: str, **cells: str) -> Rows:
    """Return a small registry in which the row that starts with `key` has other cells."""
    first = header_of(REGISTRIES[table])[0]
    return [{**row, **cells} if row[first] == key else row for row in TABLES[table]]
