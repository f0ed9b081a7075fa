"""Small published tables, and a site made of them without Node: pictures and scripts are plain stand-ins."""

import csv
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from html import escape
from html.parser import HTMLParser
from pathlib import Path
from random import Random
from typing import Any

import pyarrow.parquet

from pipeline.foundation.params import load_params
from pipeline.site.build import Texts, build
from pipeline.site.charts import Spec
from schemas import REGISTRIES, NearestFigure, Observation
from schemas.base import Table, arrow_schema

Row = dict[str, Any]
NAMES = {"20": "Lạng Sơn", "17": "Hòa Bình", "51": "Quảng Ngãi", "06": "Bắc Kạn"}
AREAS: list[Row] = [
    {"ref_area": "VN", "level": "country", "name_vi": "Việt Nam", "name_en": "Viet Nam", "unit_type": "country"},
    {"ref_area": "RN_2008", "level": "region", "vintage": "2008", "name_vi": "Miền Bắc", "name_en": "North", "unit_type": "region"},
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
            "region": "RN_2008" if vintage == "2008" else None,
            "valid_from": date(2008, 8, 1),
        }
        for code, name in NAMES.items()
        for vintage in ("2008", "2025")
    ),
    {
        "ref_area": "D183_2008",
        "level": "district",
        "vintage": "2008",
        "name_vi": "Chi Lăng",
        "name_en": "Chi Lang",
        "unit_type": "district",
        "parent": "P20_2008",
    },
]
SOURCE = {
    "source_id": "lang-son-2024",
    "title": "Ten years",
    "publisher": "Báo Lạng Sơn",
    "publisher_type": "newspaper",
    "url": "https://example.org/ten-years",
    "language": "vi",
    "decimal_mark": "comma",
    "published_on": "2024-07-30",
    "access": "page",
    "coverage": "all",
    "coder": "a",
}
INDICATORS = [
    {
        "indicator": code,
        "name_en": english,
        "name_vi": vietnamese,
        "definition": "As named.",
        "unit": unit,
        "kind": kind,
        "aggregation": "sum",
        "takes_standard": "yes" if unit == "PERCENT" else "no",
    }
    for code, english, vietnamese, unit, kind in (
        ("POVERTY_RATE", "Poverty rate", "Tỷ lệ hộ nghèo", "PERCENT", "rate"),
        ("LOANS_OUTSTANDING", "Outstanding loans", "Tổng dư nợ", "VND", "stock"),
        ("DISBURSEMENT", "Disbursement", "Doanh số cho vay", "VND", "flow"),
    )
]
RATE = {
    "ref_area": "P20_2008",
    "area_level": "province",
    "vintage": "2008",
    "area_name": "Lạng Sơn",
    "area_name_en": "Lang Son",
    "indicator": "POVERTY_RATE",
    **dict.fromkeys(("programme", "channel", "funding", "population_group"), "_T"),
    "is_total": True,
    "standard": "VN_2022_2025",
    "standard_basis": "stated",
    "time_period": "2023",
    "period_start": date(2023, 1, 1),
    "period_end": date(2023, 12, 31),
    "period_type": "year",
    "year": 2023,
    "year_basis": "stated",
    "period_basis": "stated",
    "obs_value": 6.02,
    "unit_measure": "PERCENT",
    "bound": "exact",
    "value_low": 6.015,
    "value_high": 6.025,
    "as_printed": "6,02%",
    "obs_status": "A",
    "preferred": True,
    "panel": "ENTERED",
    "evidence": "read_twice",
    "source_id": "lang-son-2024",
    "locator": "p7",
}
"""A figure as it is published."""
CODES = [
    {"list": "panel", "code": "ENTERED", "name_en": "Entered", "name_vi": "Đã vào"},
    {"list": "bound", "code": "over", "name_en": "More than", "name_vi": "hơn"},
]
STANDARD = {
    "standard": "VN_2022_2025",
    "name_en": "National standard 2022-2025",
    "name_vi": "Chuẩn nghèo 2022-2025",
    "producer": "labour ministry",
    "legal_basis": "Decree 07/2021/NĐ-CP",
}
UNITS = [
    {"unit": unit, "name_en": unit, "name_vi": unit, "base_unit": unit, "power_of_ten": 0, "whole": "no", "printed": unit}
    for unit in ("PERCENT", "VND")
]
CHANGES = [
    {
        "from_area": f"P{code}_2008",
        "to_area": f"P{code}_2025",
        "change": "unchanged",
        "effective_date": date(2025, 7, 1),
        "legal_basis": "Resolution 202/2025/QH15",
    }
    for code in NAMES
]


def rate(item: int, **cells: Any) -> Row:
    """Return a published figure with other cells."""
    return {**RATE, "obs_id": f"lang-son-2024.{item}", **cells}


def year_of(row: Row, year: int) -> Row:
    """Return a yearly figure of another year."""
    days = {"period_start": date(year, 1, 1), "period_end": date(year, 12, 31)}
    return {**row, "time_period": str(year), "year": year, **days}


def sample(seed: int) -> list[Row]:
    """Return figures of every province and several years whose values are drawn by a seed."""
    draw = Random(seed)
    rows: list[Row] = []
    for code in NAMES:
        for year in (2014, 2022, 2023):
            for indicator, unit in (("POVERTY_RATE", "PERCENT"), ("LOANS_OUTSTANDING", "VND")):
                value = round(draw.uniform(0, 60), 2) if unit == "PERCENT" else float(draw.randrange(1, 10**13))
                place = {"ref_area": f"P{code}_2008", "area_name": NAMES[code], "area_name_en": NAMES[code]}
                what = {"indicator": indicator, "unit_measure": unit, "standard": "VN_2022_2025" if unit == "PERCENT" else "_Z"}
                known = {"obs_value": value, "value_low": value, "value_high": value, "as_printed": f"{value} {unit}"}
                rows.append(year_of(rate(len(rows) + 1, **place, **what, **known), year))
    return rows


def nearest(rows: Iterable[Row]) -> list[Row]:
    """Return the figures as the table of nearest figures holds them."""
    columns = [field.name for field in arrow_schema(NearestFigure)]
    shown = (row for row in rows if row["preferred"] and row["year"] and row["area_level"] == "province")
    return [{**{name: row.get(name) for name in columns}, "as_of": row["period_end"], "days_from_year_end": 0} for row in shown]


def write_tables(folder: Path, rows: Sequence[Row], **tables: Sequence[Mapping[str, Any]]) -> Path:
    """Write a folder like data/processed."""
    folder.mkdir(parents=True)
    known: dict[str, tuple[type[Table], Sequence[Mapping[str, Any]]]] = {
        "observations": (Observation, rows),
        "nearest_figures": (NearestFigure, nearest(rows)),
        "areas": (REGISTRIES["areas"], AREAS),
        "area_changes": (REGISTRIES["area_changes"], CHANGES),
        "indicators": (REGISTRIES["indicators"], INDICATORS),
        "programmes": (REGISTRIES["programmes"], []),
        "sources": (REGISTRIES["sources"], [SOURCE]),
        "poverty_standards": (REGISTRIES["poverty_standards"], [STANDARD]),
        "units": (REGISTRIES["units"], UNITS),
        "flags": (REGISTRIES["flags"], []),
        "codes": (REGISTRIES["codes"], CODES),
    }
    for name, (model, content) in known.items():
        schema = arrow_schema(model)
        columns = {field.name: [row.get(field.name) for row in tables.get(name, content)] for field in schema}
        table = pyarrow.table([pyarrow.array(columns[field.name], field.type) for field in schema], names=schema.names)
        pyarrow.parquet.write_table(table, folder / f"{name}.parquet")
    (folder / "codebook.md").write_text("# Codebook\n\n## Limits\n\n| a | b |\n| --- | --- |\n| 1 | [x](javascript:alert(1)) |\n")
    return folder


def write_shapes(folder: Path, areas: Iterable[str]) -> Path:
    """Write shapes of maps: squares and a row of tiles."""
    folder.mkdir(parents=True)
    names = sorted(areas)
    (folder / "boundaries.json").write_text(json.dumps(dict.fromkeys(names, "M0,0L9,0L9,9Z")))
    with (folder / "tiles.csv").open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("ref_area", "column", "row"))
        writer.writerows((name, place, 0) for place, name in enumerate(names))
    return folder


def plain_picture(specs: Sequence[Spec]) -> dict[str, str]:
    """Draw nothing but the names of the points."""
    return {
        spec["id"]: "<svg xmlns='http://www.w3.org/2000/svg'>"
        + "".join(f"<a href='{escape(point['href'])}'><text>{escape(point['title'])}</text></a>" for point in spec["points"])
        + "</svg>"
        for spec in specs
    }


def plain_scripts(out: Path) -> None:
    """Write empty scripts and an empty style sheet."""
    (out / "assets").mkdir()
    for name in ("early.js", "explorer.js", "table.js", "language.js", "style.css", "icon.svg"):
        (out / "assets" / name).write_text("")


def make_site(folder: Path, rows: Sequence[Row], **tables: Sequence[Mapping[str, Any]]) -> Path:
    """Make a site of small tables; return its folder."""
    written = write_tables(folder / "tables", rows, **tables)
    provinces = [str(area["ref_area"]) for area in AREAS if area["level"] == "province"]
    shapes = write_shapes(folder / "shapes", provinces)
    nothing = folder / "nothing"
    texts = Texts(nothing, nothing, nothing, nothing, nothing)
    build(written, folder / "site", texts=texts, shapes=shapes, draw=plain_picture, bundle=plain_scripts, params=load_params())
    return folder / "site"


class Element:
    """An element of a page: its name, attributes, what it holds, and its text."""

    def __init__(self, tag: str, attributes: Mapping[str, str]) -> None:
        self.tag, self.attributes = tag, dict(attributes)
        self.inside: list[Element] = []
        self.text = ""


class _Reader(HTMLParser):
    VOID = frozenset({"meta", "link", "input", "br", "hr", "img"})

    def __init__(self) -> None:
        super().__init__()
        self.top = Element("", {})
        self.open = [self.top]
        self.all: list[Element] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs})
        for outer in self.open:
            outer.inside.append(element)
        self.all.append(element)
        if tag not in self.VOID:
            self.open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in self.VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        same = [place for place, element in enumerate(self.open) if place and element.tag == tag]
        if same:
            del self.open[same[-1] :]

    def handle_data(self, data: str) -> None:
        for element in self.open:
            element.text += data


def elements(page: Path) -> list[Element]:
    """Return every element of a page."""
    reader = _Reader()
    reader.feed(page.read_text(encoding="utf-8"))
    return reader.all
