"""Coverage: which province has figures of which indicator for which year. The command `coverage`, and data/coverage.csv."""

import csv
import io
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from pipeline.language.names import fold, suggest
from pipeline.language.spoken import Language, Text
from pipeline.stages.tables import OBSERVATIONS, PANEL, StageError, Stored, read_interim, read_validated, records, rows_of

if TYPE_CHECKING:
    from pipeline.foundation.records import Record

Row = dict[str, Any]
Key = tuple[str, str, int]
"""Area, indicator, year."""
AREA: Final[Text] = {"en": "area", "vi": "địa bàn"}
INDICATOR: Final[Text] = {"en": "indicator", "vi": "chỉ tiêu"}
HEADINGS: Final[Mapping[Language, Sequence[str]]] = {
    "en": ("indicator", "figures", "provinces", "years", "in panel"),
    "vi": ("chỉ tiêu", "số liệu", "tỉnh", "năm", "trong bảng tỉnh"),
}
LEGEND: Final[Text] = {
    "en": "number of figures; * the panel has a value; + only figures of districts or communes",
    "vi": "số lượng số liệu; * bảng tỉnh có giá trị; + chỉ có số liệu cấp huyện hoặc cấp xã",
}
COVERED: Final = ("ref_area", "indicator", "year", "period_end", "source_id")
"""Columns of the observations that are counted."""
COLUMNS: Final = ("vintage", "ref_area", "area_name", "indicator", "year", "figures", "figures_below", "sources", "comparable")


@dataclass
class Cell:
    """The figures of one indicator for one province (or region, or the country) and year.

    Attributes:
        figures: figures of the area itself, its programmes, channels and groups included.
        below: figures of districts and communes in it.
        sources: who prints them.
        comparable: whether the panel has a value.
    """

    figures: int = 0
    below: int = 0
    sources: set[str] = field(default_factory=set)
    comparable: bool = False


def cover(observations: Iterable[Row], panel: Iterable[Row], areas: "Mapping[str, Record]") -> dict[Key, Cell]:
    """Count figures by area, indicator and year.

    A figure counts for the year that it describes, and where it describes several, or its start is not known, for the one in which it
    ends. Figures of districts and communes count for their province.
    """
    cells: dict[Key, Cell] = defaultdict(Cell)
    for row in observations:
        if (year := year_of(row)) is None:
            continue
        home = _home(row["ref_area"], areas)
        cell = cells[home, row["indicator"], year]
        cell.sources.add(row["source_id"])
        if home == row["ref_area"]:
            cell.figures += 1
        else:
            cell.below += 1
    for row in panel:
        cells[row["ref_area"], row["indicator"], row["year"]].comparable = True
    return dict(sorted(cells.items()))


def year_of(row: Row) -> int | None:
    """Return the year that a figure describes, or else in which it ends; None if that is open too."""
    end: date | None = row["period_end"]
    return row["year"] if row["year"] is not None else end.year if end else None


def _home(area: str, areas: "Mapping[str, Record]") -> str:
    while areas[area]["level"] in {"district", "commune"}:
        area = areas[area]["parent"]
    return area


def as_csv(cells: Mapping[Key, Cell], areas: "Mapping[str, Record]") -> str:
    """Return coverage as CSV, a line for each cell."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(COLUMNS)
    for (area, indicator, year), cell in cells.items():
        record = areas[area]
        counts = (cell.figures, cell.below, len(cell.sources), int(cell.comparable))
        writer.writerow((record["vintage"], area, record["name_vi"], indicator, year, *counts))
    return buffer.getvalue()


def run(area: str = "", indicator: str = "", language: Language = "en") -> str:
    """Return the coverage of the built dataset as a table for people.

    Args:
        area: only this area (code or name): indicators by year.
        indicator: only this indicator: provinces by year. With neither, provinces by indicator.
        language: of headings and legend; areas have their Vietnamese names.

    Raises:
        StageError: the dataset is not built, or there is no such area or indicator.
    """
    areas = records(read_validated("areas"), ["ref_area"])
    cells = cover(rows_of(Stored((OBSERVATIONS,)).select(COVERED)), read_interim(PANEL).to_pylist(), areas)
    if indicator:
        known = records(read_validated("indicators"), ["indicator"])
        code = _one_of(indicator, {code: [code, record["name_en"], record["name_vi"]] for code, record in known.items()}, INDICATOR)
        return _by_year({(_label(place, areas), year): cell for (place, name, year), cell in cells.items() if name == code}, language)
    if area:
        homes = {place for place, _, _ in cells}
        code = _one_of(area, {place: [place, areas[place]["name_vi"], *areas[place]["aliases"].split(";")] for place in homes}, AREA)
        return _by_year({(name, year): cell for (place, name, year), cell in cells.items() if place == code}, language)
    return _overview(cells, areas, language)


def _one_of(given: str, spellings: Mapping[str, Sequence[str]], kind: Text) -> str:
    """Return the code that a code or name means.

    Raises:
        StageError: it means none, or several (the provinces of two maps have one name); says which are near.
    """
    wanted = fold(given)
    meant = [code for code, names in spellings.items() if wanted and wanted in {fold(name) for name in names}]
    if len(meant) == 1:
        return meant[0]
    if meant:
        raise StageError(
            f"“{given}” may be {' or '.join(sorted(meant))}; write the code",
            f"“{given}” có thể là {' hoặc '.join(sorted(meant))}; hãy ghi mã",
        )
    near = suggest(given, [name for names in spellings.values() for name in names])
    raise StageError(
        f"no figures of an {kind['en']} “{given}”" + (f"; did you mean {near}?" if near else ""),
        f"không có số liệu nào về {kind['vi']} “{given}”" + (f"; có phải là {near}?" if near else ""),
    )


def _label(area: str, areas: "Mapping[str, Record]") -> str:
    return f"{area} {areas[area]['name_vi']}"


def _by_year(cells: Mapping[tuple[str, int], Cell], language: Language) -> str:
    """Return labels by year, newest last."""
    years = sorted({year for _, year in cells})
    labels = list(dict.fromkeys(label for label, _ in cells))
    lines = [["", *(str(year) for year in years)]]
    lines += [[label, *(_mark(cells.get((label, year))) for year in years)] for label in labels]
    return aligned(lines) + LEGEND[language] + "\n"


def _mark(cell: Cell | None) -> str:
    if cell is None:
        return "."
    return (str(cell.figures) if cell.figures else f"{cell.below}+" if cell.below else "") + ("*" if cell.comparable else "")


def _overview(cells: Mapping[Key, Cell], areas: "Mapping[str, Record]", language: Language) -> str:
    """Return for each indicator how many provinces of each map have figures, and the years from first to last."""
    maps = sorted({areas[place]["vintage"] for place, _, _ in cells if areas[place]["level"] == "province"})
    indicator, count, province, span, comparable = HEADINGS[language]
    lines = [[indicator, count, *(f"{province} {vintage}" for vintage in maps), span, comparable]]
    for name in sorted({name for _, name, _ in cells}):
        own = {(place, year): cell for (place, known, year), cell in cells.items() if known == name}
        figures = sum(cell.figures + cell.below for cell in own.values())
        provinces = {place for place, _ in own if areas[place]["level"] == "province"}
        reached = [str(sum(areas[place]["vintage"] == vintage for place in provinces)) for vintage in maps]
        years = sorted(year for _, year in own)
        panel = sum(cell.comparable for cell in own.values())
        lines.append([name, str(figures), *reached, f"{years[0]}-{years[-1]}", str(panel)])
    return aligned(lines)


def aligned(lines: Sequence[Sequence[str]]) -> str:
    """Return lines of cells as columns, the first flush left, the others flush right."""
    widths = [max(len(line[column]) for line in lines) for column in range(len(lines[0]))]
    rows = ([line[0].ljust(widths[0]), *map(str.rjust, line[1:], widths[1:])] for line in lines)
    return "".join("  ".join(row).rstrip() + "\n" for row in rows)
