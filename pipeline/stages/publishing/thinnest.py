"""Where the data are thinnest: the years for which each province has a figure of the indicators that are asked for most."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from pipeline.language.spoken import Language, Text
from pipeline.stages.figures.statuses import FORECAST
from pipeline.stages.publishing.coverage import aligned, year_of
from pipeline.stages.tables import OBSERVATIONS, Stored, read_validated, records, rows_of

if TYPE_CHECKING:
    from pipeline.foundation.records import Record

Row = dict[str, Any]
Years = Mapping[str, Mapping[str, set[int]]]
"""Years by area and headline indicator."""
HEADLINE: Final = ("POVERTY_RATE", "LOANS_OUTSTANDING", "DISBURSEMENT", "HOUSEHOLDS_LIFTED_OUT_OF_POVERTY")
OF_ONE_YEAR: Final = frozenset({"DISBURSEMENT"})
"""Headline indicators of which only the figure of a calendar year counts."""
SURVEYS: Final = "statistics office"
"""Producer of poverty rates that are estimated, not counted in the yearly review."""
COUNTED: Final = ("ref_area", "indicator", "is_total", "obs_status", "standard", "period_type", "period_end", "year")
"""Columns of the observations that are looked at."""
MAPS: Final = 2
"""How many maps are looked at, the latest ones."""
AREA: Final[Text] = {"en": "area", "vi": "địa bàn"}
LEGEND: Final[Text] = {
    "en": "number of years with a figure of the whole area, and the years; poverty rates of the yearly review, disbursement of calendar "
    "years, households lifted out of poverty of any span by its end; the thinnest first",
    "vi": "số năm có số liệu của cả địa bàn, và các năm; tỷ lệ hộ nghèo theo rà soát hằng năm, doanh số cho vay theo năm dương lịch, "
    "số hộ thoát nghèo của mọi giai đoạn tính theo năm cuối; ít số liệu nhất xếp trước",
}


def years_with_figures(observations: Iterable[Row], standards: "Mapping[str, Record]") -> Years:
    """Return the years with a figure of the whole area, by area and headline indicator.

    Args:
        observations: published observations.
        standards: the registry poverty_standards, by key.
    """
    found: dict[str, dict[str, set[int]]] = defaultdict(lambda: defaultdict(set))
    for row in observations:
        if (year := year_of(row)) is not None and _counts(row, standards):
            found[row["ref_area"]][row["indicator"]].add(year)
    return found


def _counts(row: Row, standards: "Mapping[str, Record]") -> bool:
    if row["indicator"] not in HEADLINE or not row["is_total"] or row["obs_status"] == FORECAST:
        return False
    of_survey = row["standard"] in standards and standards[row["standard"]]["producer"] == SURVEYS
    return not of_survey and (row["indicator"] not in OF_ONE_YEAR or row["period_type"] == "year")


def thinnest_first(years: Years, areas: Iterable[str]) -> list[str]:
    """Return areas by their number of years over all headline indicators, the fewest first."""
    return sorted(areas, key=lambda area: (sum(map(len, years.get(area, {}).values())), area))


def _lines(years: Years, areas: "Mapping[str, Record]", language: Language) -> Iterator[Sequence[str]]:
    yield (AREA[language], *HEADLINE)
    maps = sorted({record["vintage"] for record in areas.values() if record["level"] == "province"})[-MAPS:]
    provinces = [code for code, record in areas.items() if record["level"] == "province" and record["vintage"] in maps]
    provinces += [code for code, record in areas.items() if record["level"] == "country"]
    for code in thinnest_first(years, provinces):
        own = years.get(code, {})
        yield (f"{code} {areas[code]['name_vi']}", *(_shown(own.get(indicator, set())) for indicator in HEADLINE))


def _shown(years: set[int]) -> str:
    return f"{len(years)}: {' '.join(f'{year % 100:02d}' for year in sorted(years))}" if years else "0"


def run(language: Language = "en") -> str:
    """Return the table for the built dataset.

    Raises:
        StageError: the dataset is not built.
    """
    standards = records(read_validated("poverty_standards"), ["standard"])
    years = years_with_figures(rows_of(Stored((OBSERVATIONS,)).select(COUNTED)), standards)
    return aligned(list(_lines(years, records(read_validated("areas"), ["ref_area"]), language))) + LEGEND[language] + "\n"
