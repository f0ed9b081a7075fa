"""Pages of areas: what a unit was and became, and a section for each indicator."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from pipeline.site.charts import ENDS_WITH_YEAR
from pipeline.site.model import VINTAGES, Dataset, Row, grouped, is_point, is_total
from pipeline.site.pages import Pages
from pipeline.stages.figures.standards import UNKNOWN

MOST_DATES: Final = 8
"""A longer list of dates is left to the table under the chart."""

Section = dict[str, Any]


def section(dataset: Dataset, area: str, code: str) -> Section:
    """Return the figures of an area and indicator as its page shows them.

    Returns:
        rows: all figures; points: those that a chart shows; totals: those of a date or a year; others: parts, plans and other spans;
        conflicts: groups that contradict each other; unknown: whether the standard of a total is not known; reviewed: whether a point is of
        a poverty review; dates: of points that are not of a year's end.
    """
    indicator, rows = dataset.indicators[code], dataset.by_area[area][code]
    totals = [row for row in rows if is_total(row, indicator)]
    inside = {row["obs_id"] for row in totals}
    points = [row for row in totals if is_point(row, indicator)]
    dates = sorted({row["period_end"] for row in points if row["year_basis"] != "review" and not _ends_a_year(row)})
    return {
        "code": code,
        "rows": rows,
        "points": points,
        "totals": totals,
        "others": [row for row in rows if row["obs_id"] not in inside],
        "conflicts": [dataset.conflicts[group] for group in dict.fromkeys(row["conflict_group"] for row in rows) if group],
        "unknown": any(row["standard"] == UNKNOWN for row in totals),
        "reviewed": any(row["year_basis"] == "review" for row in points),
        "dates": dates if len(dates) <= MOST_DATES else [],
    }


def _ends_a_year(row: Row) -> bool:
    return (row["period_end"].month, row["period_end"].day) == ENDS_WITH_YEAR


class Areas:
    """What the pages of areas show, whatever their language."""

    def __init__(self, dataset: Dataset) -> None:
        self.dataset = dataset
        self.before = grouped(dataset.rows["area_changes"], "to_area")
        self.after = grouped(dataset.rows["area_changes"], "from_area")
        self.counts = {area: sum(map(len, parts.values())) for area, parts in dataset.by_area.items()}
        self.contexts = {area: self._context(area) for area in dataset.pages}

    def write(self, pages: Pages) -> None:
        """Write the list of areas and the page of each, in a language."""
        dataset = self.dataset
        listed = [dataset.areas[code] for code in dataset.pages]
        wide = [row for row in listed if row["level"] != "province"]
        maps = grouped((row for row in listed if row["level"] == "province"), "vintage")
        order = dict.fromkeys([*VINTAGES, *maps])
        shown = {vintage: maps[vintage] for vintage in order if vintage in maps}
        pages.write("areas.html", "areas.html", pages.say("areas_title"), wide=wide, listed=shown, counts=self.counts)
        for area, context in self.contexts.items():
            pages.write(f"area/{area}.html", "area.html", context["area"]["name_vi"], counts=self.counts, **context)

    def _context(self, code: str) -> Mapping[str, Any]:
        dataset, area = self.dataset, self.dataset.areas[code]
        sections = [section(dataset, code, indicator) for indicator in dataset.by_area.get(code, {})]
        used = {row["source_id"]: dataset.sources[row["source_id"]] for part in sections for row in part["rows"]}
        return {
            "area": area,
            "codes": ", ".join(dict.fromkeys(area[name] for name in ("ref_area", "gso_code", "iso_3166_2") if area[name])),
            "before": [change for change in self.before.get(code, []) if change["from_area"] != code],
            "after": self.after.get(code, []),
            "sections": sections,
            "count": sum(len(part["rows"]) for part in sections),
            "used": [used[name] for name in sorted(used)],
            "below": dataset.below.get(code, []),
            "members": self._members(area),
        }

    def _members(self, area: Row) -> Sequence[Row]:
        """Return provinces of the same region, of this region, or the regions of the country."""
        dataset = self.dataset
        if area["level"] == "country":
            return [dataset.areas[code] for code in dataset.pages if dataset.areas[code]["level"] == "region"]
        region = area["region"] if area["level"] == "province" else area["ref_area"]
        return [row for row in dataset.members.get(region, []) if row["ref_area"] != area["ref_area"]]
