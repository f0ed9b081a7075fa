"""Charts over time: what is drawn, and the program that draws it."""

import json
import os
import subprocess
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote
from xml.etree.ElementTree import ParseError

from defusedxml.ElementTree import fromstring

from pipeline.foundation.errors import CannotRunError
from pipeline.language.spoken import LANGUAGES, Language
from pipeline.site.code_words import SERIES, UNIT_NAMES
from pipeline.site.model import Dataset, Row, is_point
from pipeline.site.wording import SCALES, period, scale_of

Spec = dict[str, Any]
Draw = Callable[[Sequence[Spec]], dict[str, str]]
"""Takes what is to be drawn; returns each picture as SVG, by id."""
CLIENT: Final = Path(__file__).parent / "client"
FEWEST: Final = 2
"""A single point makes no chart; the table shows it."""
ENDS_WITH_YEAR: Final = (12, 31)
FORBIDDEN: Final = ("script", "style", "foreignObject", "iframe")
"""Elements that no picture may hold: pages forbid inline scripts and styles."""


def chart_id(language: Language, area: str, indicator: str) -> str:
    """Return the identity of the chart of an area and indicator in a language."""
    return f"{language}:{area}:{indicator}"


def specs(dataset: Dataset, areas: Iterable[str]) -> list[Spec]:
    """Return what is drawn for areas: a chart for each indicator with enough points, in both languages."""
    found = []
    for area in areas:
        for code, rows in dataset.by_area.get(area, {}).items():
            points = [row for row in rows if is_point(row, dataset.indicators[code])]
            if len({(row["standard"], drawn_on(row)) for row in points}) >= FEWEST:
                found += [_spec(dataset, area, code, points, language) for language in LANGUAGES]
    return found


def drawn_on(row: Row) -> str:
    """Return the day at which a figure is drawn: its last; of a poverty review, the end of the year reviewed."""
    return f"{row['year']}-12-31" if row["year_basis"] == "review" else str(row["period_end"])


def _spec(dataset: Dataset, area: str, indicator: str, points: Sequence[Row], language: Language) -> Spec:
    unit = dataset.indicators[indicator]["unit"]
    scale = scale_of(max(abs(row["obs_value"]) for row in points), unit)
    return {
        "id": chart_id(language, area, indicator),
        "language": language,
        "unit": unit,
        "axis": dict(SCALES)[scale][language] if unit == "VND" else UNIT_NAMES.get(unit, {language: unit})[language],
        "scale": 10**scale,
        "standardLabels": {code: series_name(dataset, code, language) for code in dict.fromkeys(row["standard"] for row in points)},
        "points": [_point(row, language) for row in points],
    }


def _point(row: Row, language: Language) -> Spec:
    return {
        "date": drawn_on(row),
        "value": row["obs_value"],
        "low": row["value_low"],
        "high": row["value_high"],
        "standard": row["standard"],
        "status": row["obs_status"],
        "obs_id": row["obs_id"],
        "href": f"../figure.html?id={quote(row['obs_id'])}",
        "title": f"{row['as_printed']} · {period(row['time_period'], language)}",
    }


def series_name(dataset: Dataset, standard: str, language: Language) -> str:
    """Return the short name of a poverty standard; blank for figures that need none."""
    if standard in SERIES:
        return SERIES[standard][language]
    known = dataset.standards.get(standard)
    return str(known[f"name_{language}"]) if known else standard


def draw_with_node(wanted: Sequence[Spec]) -> dict[str, str]:
    """Draw charts with the client's program, as many at a time as there are processors.

    Raises:
        CannotRunError: it is not installed, or fails.
    """
    if not wanted:
        return {}
    parts = min(len(wanted), os.cpu_count() or 1)
    with ThreadPoolExecutor(parts) as pool:
        drawn = pool.map(_draw, [wanted[start::parts] for start in range(parts)])
        return {name: picture for part in drawn for name, picture in part.items()}


def _draw(wanted: Sequence[Spec]) -> dict[str, str]:
    pictures: dict[str, str] = json.loads(node("charts.mjs", given=json.dumps(wanted, ensure_ascii=False)))
    return pictures


def node(program: str, *arguments: str, given: str = "") -> str:
    """Run a program of the client and return what it prints.

    Raises:
        CannotRunError: Node is missing, or the program fails.
    """
    try:
        done = subprocess.run(
            ["node", str(CLIENT / program), *arguments], input=given, capture_output=True, text=True, encoding="utf-8", check=False
        )
    except FileNotFoundError:
        raise CannotRunError("Node.js is missing; install it (20 or later)", "thiếu Node.js; hãy cài bản 20 trở lên") from None
    if done.returncode:
        why = " ".join(done.stderr.split())
        raise CannotRunError(
            f"{program} failed; make site installs what it needs: {why}", f"{program} không chạy được; make site cài những gì cần: {why}"
        )
    return done.stdout


def checked(pictures: dict[str, str]) -> dict[str, str]:
    """Return pictures that hold nothing but shapes, text and links to figures.

    Raises:
        CannotRunError: one holds a script, a style or a link to elsewhere.
    """
    for name, picture in pictures.items():
        if found := _harm(picture):
            raise CannotRunError(f"chart {name} holds {found}", f"biểu đồ {name} có {found}")
    return pictures


def _harm(picture: str) -> str:
    try:
        elements = fromstring(picture).iter()
    except ParseError as error:
        return f"no SVG: {error}"
    for element in elements:
        tag = str(element.tag).rpartition("}")[2]
        if tag in FORBIDDEN:
            return f"<{tag}>"
        for attribute, content in element.attrib.items():
            name = attribute.rpartition("}")[2].lower()
            if name.startswith("on") or name == "style" or (name == "href" and not content.startswith(("../figure.html?id=", "#"))):
                return f"{name}={content}"
    return ""
