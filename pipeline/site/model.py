"""The published tables as the pages need them: rows, and who belongs to whom."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from pipeline.foundation.params import Params
from pipeline.language.names import fold
from pipeline.site.safe import clean_row
from pipeline.stages.figures.standards import UNKNOWN
from pipeline.stages.figures.statuses import FORECAST
from pipeline.stages.tables import StageError, read_interim

Row = dict[str, Any]
TABLES: Final = (
    "observations",
    "nearest_figures",
    "areas",
    "area_changes",
    "indicators",
    "programmes",
    "sources",
    "poverty_standards",
    "units",
    "flags",
    "codes",
)
"""Tables that the pages are made from."""
VINTAGES: Final = ("2008", "2025")
"""Maps that are drawn: 63 provinces and 34."""
PAGE_LEVELS: Final = ("country", "region", "province")


@dataclass(frozen=True)
class Dataset:
    """The published tables.

    Attributes:
        rows: of each of TABLES, every text clean.
        params: name, title, version and licence.
        retired: rows that were withdrawn, from the hand-coded list.
        reasons: by obs_id, why a figure is preferred to those that contradict it; from the page of conflicts.
    """

    rows: dict[str, list[Row]]
    params: Params
    retired: list[Row]
    reasons: dict[str, str]

    @cached_property
    def areas(self) -> dict[str, Row]:
        """Areas by code."""
        return by_key(self.rows["areas"], "ref_area")

    @cached_property
    def indicators(self) -> dict[str, Row]:
        """Indicators by code, those with most figures first."""
        counts: dict[str, int] = defaultdict(int)
        for row in self.rows["observations"]:
            counts[row["indicator"]] += 1
        ordered = sorted(self.rows["indicators"], key=lambda row: (-counts[row["indicator"]], row["indicator"]))
        return {row["indicator"]: {**row, "figures": counts[row["indicator"]]} for row in ordered}

    @cached_property
    def sources(self) -> dict[str, Row]:
        """Sources by code."""
        return by_key(self.rows["sources"], "source_id")

    @cached_property
    def standards(self) -> dict[str, Row]:
        """Poverty standards by code."""
        return by_key(self.rows["poverty_standards"], "standard")

    @cached_property
    def units(self) -> dict[str, Row]:
        """Units by code."""
        return by_key(self.rows["units"], "unit")

    @cached_property
    def figures(self) -> dict[str, Row]:
        """Observations by identity."""
        return by_key(self.rows["observations"], "obs_id")

    @cached_property
    def by_area(self) -> dict[str, dict[str, list[Row]]]:
        """Observations by area and indicator, indicators with most figures first, figures by standard and time."""
        return self._grouped("ref_area", "indicator")

    @cached_property
    def by_indicator(self) -> dict[str, list[Row]]:
        """Observations by indicator."""
        return grouped(self.rows["observations"], "indicator")

    @cached_property
    def conflicts(self) -> dict[str, list[Row]]:
        """Figures that contradict each other, by their group; the preferred one first."""
        groups = grouped((row for row in self.rows["observations"] if row["conflict_group"]), "conflict_group")
        return {name: sorted(rows, key=lambda row: (not row["preferred"], row["obs_id"])) for name, rows in groups.items()}

    @cached_property
    def pages(self) -> list[str]:
        """Areas that have a page: the country, the provinces of both maps, older ones and regions that have figures."""
        level = {name: place for place, name in enumerate(PAGE_LEVELS)}
        chosen = [
            row
            for code, row in self.areas.items()
            if row["level"] == "country"
            or (row["level"] == "province" and (row["vintage"] in VINTAGES or code in self.by_area))
            or (row["level"] == "region" and (code in self.by_area or self.members.get(code)))
        ]
        chosen.sort(key=lambda row: (level[row["level"]], row["vintage"] or "", fold(row["name_vi"])))
        return [row["ref_area"] for row in chosen]

    @cached_property
    def members(self) -> dict[str, list[Row]]:
        """Provinces of each region, by name."""
        found = grouped((row for row in self.rows["areas"] if row["region"] and row["vintage"] in VINTAGES), "region")
        return {region: sorted(rows, key=lambda row: fold(row["name_vi"])) for region, rows in found.items()}

    @cached_property
    def below(self) -> dict[str, list[Row]]:
        """Districts and communes that have figures, by their province."""
        found: dict[str, list[Row]] = defaultdict(list)
        for code in self.by_area:
            area: Row | None = self.areas.get(code)
            if area and area["level"] in {"district", "commune"} and (province := self._province(area)):
                found[province].append(area)
        return {province: sorted(rows, key=lambda row: fold(row["name_vi"])) for province, rows in found.items()}

    @property
    def provinces(self) -> dict[str, list[Row]]:
        """Provinces of each map, by name."""
        found = grouped((row for row in self.rows["areas"] if row["level"] == "province"), "vintage")
        return {vintage: sorted(found.get(vintage, []), key=lambda row: fold(row["name_vi"])) for vintage in VINTAGES}

    def _province(self, area: Row) -> str:
        """Return the province that an area lies in; blank if it is not known."""
        for _ in range(3):
            if area["level"] == "province":
                return str(area["ref_area"])
            if area["parent"] not in self.areas:
                return ""
            area = self.areas[area["parent"]]
        return ""

    def _grouped(self, outer: str, inner: str) -> dict[str, dict[str, list[Row]]]:
        order = {code: place for place, code in enumerate(self.indicators)}
        found: dict[str, dict[str, list[Row]]] = {}
        for key, rows in grouped(self.rows["observations"], outer).items():
            parts = grouped(sorted(rows, key=lambda row: order.get(row["indicator"], len(order))), inner)
            found[key] = {part: sorted(figures, key=in_time) for part, figures in parts.items()}
        return found


def in_time(row: Row) -> tuple[str, str, str]:
    """Return what sorts figures by standard and time."""
    return row["standard"], str(row["period_end"] or row["period_start"] or ""), row["obs_id"]


def by_key(rows: Iterable[Row], key: str) -> dict[str, Row]:
    """Return rows by a column that identifies them."""
    return {row[key]: row for row in rows}


def grouped(rows: Iterable[Row], column: str) -> dict[str, list[Row]]:
    """Return rows by the value of a column, in the order in which values come."""
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(row[column], []).append(row)
    return found


def is_total(row: Row, indicator: Row) -> bool:
    """Whether a figure is the total of a date or a year, in the indicator's unit, and no plan."""
    return bool(
        row["is_total"]
        and row["obs_status"] != FORECAST
        and row["unit_measure"] == indicator["unit"]
        and row["period_type"] in (("year",) if indicator["kind"] == "flow" else ("year", "as_of"))
    )


def is_point(row: Row, indicator: Row) -> bool:
    """Whether a figure stands in a chart over time: a preferred total. What has no known standard belongs to no line."""
    return bool(row["preferred"] and row["standard"] != UNKNOWN and is_total(row, indicator))


def load(tables: Path, params: Params, retired: list[Row], reasons: dict[str, str]) -> Dataset:
    """Read the published tables.

    Raises:
        StageError: one is missing or not whole.
    """
    missing = [name for name in TABLES if not (tables / f"{name}.parquet").exists()]
    if missing:
        raise StageError(
            f"{tables} lacks the published tables {', '.join(missing)}; build them: make data",
            f"{tables} thiếu các bảng đã công bố {', '.join(missing)}; hãy tạo bằng lệnh make data",
        )
    rows = {name: [clean_row(row) for row in read_interim(tables / f"{name}.parquet").to_pylist()] for name in TABLES}
    return Dataset(rows, params, [clean_row(row) for row in retired], reasons)
