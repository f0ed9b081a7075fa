"""Every kind of page can be used by everybody, keeps to its host, and leads to pages that are there."""

import html
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, Final
from urllib.parse import unquote, urlsplit

import pytest

from pipeline.site.charts import CLIENT
from tests.site.browser.browsing import Page, Visitor, expect
from tests.site.browser.conftest import Explorer, Row, Visit

FIGURE: Final = "figure.html?id=lang-son-2024-directive-40.2"
KINDS: Final = {
    "index.html": "#map.live",
    "area/P20_2008.html": "figure.chart .tools button",
    "indicator/POVERTY_RATE.html": "table.heat",
    "areas.html": "main li",
    "indicators.html": "main td",
    "table.html": "#table .tabulator-row",
    FIGURE: "#figure dl",
    "figure.html?id=nobody.1": "[role=alert]",
    "sources.html": "table.sources",
    "codebook.html": "main table",
    "conflicts.html": "main table",
    "changes.html": "main h2",
    "funnel.html": "main table",
    "downloads.html": "main table",
    "cite.html": "pre",
    "contribute.html": "dl.form",
}
"""Each kind of page, and what is there when it is ready."""
LONG: Final = frozenset({"sources.html", "conflicts.html", "codebook.html", "downloads.html"})
"""Pages whose rows are all alike: the first ones speak for all."""
SHORTEN: Final = """() => {
  for (const body of document.querySelectorAll("tbody, main ul")) while (body.children.length > 12) body.lastElementChild.remove();
  for (const section of [...document.querySelectorAll("main > section")].slice(12)) section.remove();
}"""
AXE: Final = """async (rules) => {
  const found = await axe.run(document, { resultTypes: ["violations"], ...(rules ? { runOnly: rules } : {}) });
  return found.violations
    .filter((one) => ["serious", "critical"].includes(one.impact))
    .map((one) => `${one.id}: ${one.nodes.slice(0, 3).map((node) => node.html.slice(0, 200)).join(" | ")}`);
}"""


@cache
def axe() -> str:
    return (CLIENT / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")


def issues(page: Page, *rules: str) -> list[str]:
    """Return what axe finds serious or critical, by all its rules or by some."""
    found: list[str] = page.evaluate(AXE, list(rules) or None)
    return found


@pytest.mark.parametrize("path", KINDS)
def test_axe_finds_nothing_serious_in_light_and_dark(path: str, site: Explorer, visit: Visit) -> None:
    """In the dark only colours differ. On the way: a narrow screen does not scroll sideways."""
    visitor: Visitor = visit(site.address, color_scheme="light")
    page = visitor.open(f"en/{path}")
    expect(page.locator(KINDS[path]).first).to_be_visible()
    page.set_viewport_size({"width": 360, "height": 740})
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.set_viewport_size({"width": 1280, "height": 900})
    if path in LONG:
        page.evaluate(SHORTEN)
    page.evaluate(axe())
    assert issues(page) == []
    page.emulate_media(color_scheme="dark")
    assert issues(page, "color-contrast") == []


def test_the_open_list_of_the_search_box_and_the_boundaries_are_accessible(site: Explorer, visit: Visit) -> None:
    page = visit(site.address).open("vi/index.html")
    page.locator("input[name=map-shape][value=boundaries]").check()
    page.locator("#search").press_sequentially("lang")
    expect(page.locator("#search-results [role=option]").first).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.evaluate(axe())
    assert issues(page) == []


def test_the_first_page_is_accessible_without_scripts_that_lead_on(site: Explorer, visit: Visit) -> None:
    visitor: Visitor = visit(site.address)
    visitor.context.route("**/language.js", lambda route: route.fulfill(body="", content_type="text/javascript"))
    page = visitor.open("index.html")
    page.evaluate(axe())
    assert issues(page) == []
    assert [link.get_attribute("href") for link in page.locator("main a").all()] == ["en/index.html", "vi/index.html"]


LINK: Final = re.compile(r'\s(?:href|src|data-src)="([^"]*)"')
PLACE: Final = re.compile(r'\sid="([^"]*)"')


def links(site: Path) -> Iterator[tuple[Path, str]]:
    """Yield each different link of each page."""
    for page in site.rglob("*.html"):
        for address in set(LINK.findall(page.read_text(encoding="utf-8"))):
            yield page, html.unescape(address)


def test_links_of_all_pages_lead_to_pages_places_and_figures_that_are_there(site: Explorer, published: dict[str, Row]) -> None:
    files = {path.relative_to(site.folder).as_posix() for path in site.folder.rglob("*") if path.is_file()}

    @cache
    def places(name: str) -> frozenset[str]:
        return frozenset(PLACE.findall((site.folder / name).read_text(encoding="utf-8")))

    @cache
    def answered(folder: str, address: str) -> bool:
        parts = urlsplit(address)
        if parts.scheme:
            return parts.scheme in {"http", "https"}
        name = _joined(folder, unquote(parts.path))
        if name.endswith("/figure.html") and parts.query:
            return unquote(parts.query).removeprefix("id=") in published
        return name in files and (not parts.fragment or name.endswith("/table.html") or unquote(parts.fragment) in places(name))

    def fine(page: str, address: str) -> bool:
        return unquote(address[1:]) in places(page) if address.startswith("#") else answered(page.rpartition("/")[0], address)

    named = ((page.relative_to(site.folder).as_posix(), address) for page, address in links(site.folder))
    assert [(page, address) for page, address in named if not fine(page, address)] == []


def _joined(folder: str, path: str) -> str:
    parts: list[str] = folder.split("/") if folder else []
    for part in path.split("/"):
        if part == "..":
            parts.pop()
        else:
            parts.append(part)
    return "/".join(parts)


def test_filters_in_links_to_the_table_find_rows(site: Explorer, published: dict[str, Row]) -> None:
    """Areas, indicators and sources that links to the table name are those of published figures."""
    named: dict[str, set[str]] = {"area": set(), "indicator": set(), "source": set()}
    for _, address in links(site.folder):
        if "table.html#" in address:
            key, _, value = urlsplit(address).fragment.partition("=")
            named[key].add(unquote(value))
    columns: dict[str, Any] = {"area": "ref_area", "indicator": "indicator", "source": "source_id"}
    known = {key: {row[column] for row in published.values()} for key, column in columns.items()}
    assert {key: values - known[key] for key, values in named.items()} == {"area": set(), "indicator": set(), "source": set()}
