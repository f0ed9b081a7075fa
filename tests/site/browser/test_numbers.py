"""Every number that a reader sees on pages drawn by seed is the published one."""

import re
from collections.abc import Iterable
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from random import Random
from statistics import median
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

from tests.site.browser.browsing import Page, Visitor, expect
from tests.site.browser.conftest import Explorer, Row, Visit
from tests.site.test_pages import SCALES, SEED, read_number

PAGES: Final = 10
CARDS: Final = 4
SHOWN: Final = """() => {
  for (const fold of document.querySelectorAll("details")) fold.open = true;
  return [...document.querySelectorAll("data")].map((data) => {
    const place = data.closest("tr, .side");
    const card = place?.querySelector("a[href*='figure.html?id=']");
    const range = place?.matches("tr[data-obs]") ? data.closest("td").nextElementSibling.innerText.trim() : "";
    return { text: data.innerText, value: data.value, card: card?.getAttribute("href") ?? "", printed: card?.innerText ?? "",
      range, ranked: place?.closest("table.ranking") != null };
  });
}"""
"""Every value on a page, with the figure in whose row or frame it stands."""
POINTS: Final = """() => [...document.querySelectorAll("figure.chart svg.plot")].map((svg) =>
  [...svg.querySelectorAll("a[href*='figure.html?id=']")].map((link) => (
    { card: link.getAttribute("href"), title: link.querySelector("title").textContent, y: link.getBoundingClientRect().y })))"""
"""Every point of every chart: its figure, what it says, and how high it stands."""


def identity(address: str) -> str:
    return parse_qs(urlsplit(address).query)["id"][0]


def drawn_pages(site: Path) -> list[str]:
    """Draw pages that show figures."""
    found = (path for path in sorted(site.glob("*/**/*.html")) if "<data value=" in path.read_text(encoding="utf-8"))
    return Random(SEED).sample([path.relative_to(site).as_posix() for path in found], PAGES)


def test_every_number_on_ten_pages_is_the_published_one(site: Explorer, published: dict[str, Row], visit: Visit) -> None:
    visitor: Visitor = visit(site.address)
    counted = 0
    for path in drawn_pages(site.folder):
        page = visitor.open(path)
        language = path.partition("/")[0]
        shown: list[dict[str, Any]] = page.evaluate(SHOWN)
        figures = [(one, published[identity(one["card"])]) for one in shown if one["card"]]
        wrong = [(path, one, row["obs_id"]) for one, row in figures if not is_right(one, row, language)]
        assert wrong == []
        assert_marks([one for one in shown if not one["card"]], [row for one, row in figures if one["ranked"]], language)
        assert_points(page, published)
        assert_counts(page, path, published)
        counted += len(figures)
    assert counted > 100


def is_right(one: dict[str, Any], row: Row, language: str) -> bool:
    """Whether what is shown of a figure is what is published: value, printed form, range."""
    value = Decimal(repr(row["obs_value"]))
    right = read_number(one["text"], language) == value == Decimal(one["value"]) and one["printed"] == " ".join(row["as_printed"].split())
    if one["range"]:
        ends = [Decimal(repr(row[name])) for name in ("value_low", "value_high")]
        return right and read_range(one["range"], language) == ends
    return right


def read_range(text: str, language: str) -> list[Decimal]:
    """Read both ends of a range whose unit is written once."""
    low, high = text.split("–")
    unit = re.sub(r"^[−\d.,]+", "", high)
    assert not unit.strip() or unit.strip() == "%" or unit.strip() in SCALES, text
    return [read_number(low + unit, language), read_number(high, language)]


def assert_marks(shown: list[dict[str, Any]], ranked: Iterable[Row], language: str) -> None:
    """Below a ranking: least, quartiles and greatest of what it ranks."""
    values = [row["obs_value"] for row in ranked]
    if not shown:
        return
    read = [read_number(one["text"], language) for one in shown]
    assert [float(one["value"]) for one in shown] == [float(number) for number in read]
    assert len(shown) % 5 == 0
    if len(shown) == 5:
        assert [float(read[0]), float(read[4])] == [min(values), max(values)]
        assert abs(float(read[2]) - median(values)) <= 1e-9 * max(values)
    assert read == [number for start in range(0, len(read), 5) for number in sorted(read[start : start + 5])]


def assert_points(page: Page, published: dict[str, Row]) -> None:
    """In a chart, points say what was printed, and a greater value stands higher."""
    for chart in page.evaluate(POINTS):
        rows = [(published[identity(point["card"])], point) for point in chart]
        assert all(point["title"].startswith(f"{row['as_printed']} · ") for row, point in rows)
        heights = [point["y"] for row, point in sorted(rows, key=lambda pair: pair[0]["obs_value"])]
        assert all(lower >= higher - 0.1 for lower, higher in pairwise(heights)), page.url


def assert_counts(page: Page, path: str, published: dict[str, Row]) -> None:
    """The page of an area counts its figures, indicators and sources."""
    if "/area/" not in path:
        return
    rows = [row for row in published.values() if row["ref_area"] == Path(path).stem]
    said = [int(re.sub(r"\D", "", number)) for number in re.findall(r"\d[\d.,]*", page.locator("main p.lead").first.inner_text())]
    assert said == [len(rows), len({row["indicator"] for row in rows}), len({row["source_id"] for row in rows})]


def test_cards_show_the_published_figure(site: Explorer, published: dict[str, Row], visit: Visit) -> None:
    visitor: Visitor = visit(site.address)
    for number, obs_id in enumerate(Random(SEED).sample(sorted(published), CARDS)):
        language = ("en", "vi")[number % 2]
        row = published[obs_id]
        page = visitor.open(f"{language}/figure.html?id={obs_id}")
        expect(page.locator("#figure .printed")).to_have_text(row["as_printed"])
        if row["unit_measure"] in {"VND", "PERCENT"}:
            assert read_number(page.locator("#figure .value").inner_text(), language) == Decimal(repr(row["obs_value"]))
        expect(page.locator("#figure")).to_contain_text(obs_id)


def test_the_front_map_counts_what_the_table_of_nearest_figures_holds(site: Explorer, visit: Visit) -> None:
    page = visit(site.address).open("en/index.html")
    shaded = page.locator("svg[data-vintage]:visible [data-area]:not(.none)").count()
    expect(page.locator("#map-count")).to_have_text(f"{shaded} of 63 provinces have a value")
    assert page.locator("#map-table tbody tr:has(data)").count() == shaded
    assert page.locator("#map-table tbody tr:has(td.absent)").count() == 63 - shaded
