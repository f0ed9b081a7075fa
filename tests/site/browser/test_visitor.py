"""A visitor finds a figure, sees where it comes from and takes it away: with a mouse, with the keyboard alone, on a phone."""

import csv
import re
from pathlib import Path

import pyarrow.parquet
import pytest

from tests.site.browser.browsing import Locator, Page, Visitor, expect
from tests.site.browser.conftest import Explorer, Row, Visit
from tests.site.browser.hands import Finger, Keyboard, Mouse

LANG_SON = "P20_2008"
DESK = {"viewport": {"width": 1280, "height": 900}}
PHONE = {"viewport": {"width": 360, "height": 740}, "device_scale_factor": 2, "is_mobile": True, "has_touch": True}


@pytest.mark.parametrize("way", ["mouse", "keyboard", "phone"])
def test_a_visitor_finds_a_figure_and_takes_it_away(
    way: str, site: Explorer, published: dict[str, Row], visit: Visit, tmp_path: Path
) -> None:
    visitor: Visitor = visit(site.address, **(PHONE if way == "phone" else DESK))
    page = visitor.page
    hands = Finger() if way == "phone" else Keyboard(page) if way == "keyboard" else Mouse()
    find_lang_son(visitor, hands)
    fits(page)
    figure = read_the_poverty_rates(page, hands, published)
    fits(page)
    follow_to_the_source(visitor, hands, figure, published, sources_of(site))
    fits(page)
    switch_language(page, hands, figure)
    hands.press(page.locator("header a.brand"))
    switch_map(page, hands, site)
    fits(page)
    hands.press(page.locator("nav.main-menu a[href$='table.html']"))
    wanted = {
        obs_id for obs_id, row in published.items() if (row["ref_area"], row["indicator"], row["year"]) == (LANG_SON, "POVERTY_RATE", 2023)
    }
    filter_the_table(page, hands, wanted)
    fits(page)
    share(visitor, visit, wanted)
    take_away(page, hands, wanted, published, tmp_path / "rows.csv")


def fits(page: Page) -> None:
    """Nothing scrolls sideways but what has a box of its own."""
    wide, screen = page.evaluate("[document.documentElement.scrollWidth, screen.width]")
    assert wide <= (page.viewport_size or {"width": screen})["width"], page.url


def sources_of(site: Explorer) -> dict[str, Row]:
    rows = pyarrow.parquet.read_table(site.tables / "sources.parquet").to_pylist()
    return {row["source_id"]: row for row in rows}


def find_lang_son(visitor: Visitor, hands: Mouse) -> None:
    page = visitor.open("")
    page.wait_for_url("**/en/index.html")
    hands.write(page.locator("#search"), "lang son")
    options = page.locator("#search-results [role=option]")
    expect(options.first).to_be_visible()
    place = next(place for place, text in enumerate(options.all_inner_texts()) if "Lạng Sơn" in text and "63-province" in text)
    hands.pick(options.nth(place), place)
    page.wait_for_url(f"**/en/area/{LANG_SON}.html")
    expect(page.locator("h1")).to_have_text("Lạng Sơn")


def read_the_poverty_rates(page: Page, hands: Mouse, published: dict[str, Row]) -> Row:
    """Read those of 2014 and 2023 with their standards; open the card of the ministry's of 2023."""
    hands.press(page.locator("nav.contents a[href='#POVERTY_RATE']"))
    rows = page.locator("#POVERTY_RATE tr[data-obs]")
    read: dict[tuple[str, str], tuple[str, str]] = {}
    for row in rows.all():
        year, value, _, _, standard, *_ = row.locator("th, td").all_inner_texts()
        obs_id = str(row.get_attribute("data-obs"))
        if published[obs_id]["preferred"]:
            read[year, standard] = value, obs_id
    assert read["2014", "Ministry 2011–2015"][0] == "14.9%"
    assert read["2014", "Survey 2011–2015"][0] == "18%"
    assert read["2023", "Survey 2022–2025"][0] == "6.07%"
    value, obs_id = read["2023", "Ministry 2022–2025"]
    assert value == "6.02%"
    hands.press(rows.locator(f"a[href$='figure.html?id={obs_id}']").first)
    page.wait_for_url(f"**/en/figure.html?id={obs_id}")
    return published[obs_id]


def card_says(page: Page, *texts: str) -> Locator:
    card = page.locator("#figure")
    for text in texts:
        expect(card).to_contain_text(text)
    return card


def follow_to_the_source(visitor: Visitor, hands: Mouse, figure: Row, published: dict[str, Row], sources: dict[str, Row]) -> None:
    """The source of the figure is in print alone: the card leads to what is known of it. Another was found on the web: it leads there."""
    page, source = visitor.page, sources[figure["source_id"]]
    card = card_says(page, figure["as_printed"], "6.02%", source["title"], source["publisher"], figure["obs_id"], "2022-2025")
    hands.press(card.locator(f"a[href='sources.html#{figure['source_id']}']"))
    page.wait_for_url("**/en/sources.html#*")
    expect(page.locator(f"[id='{figure['source_id']}']")).to_be_in_viewport()
    page.go_back()
    other = next(row for row in same_as(figure, published) if sources[row["source_id"]]["url"])
    page.go_back()
    hands.press(page.locator(f"#POVERTY_RATE tr a[href$='figure.html?id={other['obs_id']}']").first)
    web = sources[other["source_id"]]["url"]
    visitor.context.route(web, lambda route: route.fulfill(body="the source"))
    hands.press(card_says(page, other["as_printed"]).locator(f"a[href='{web}']").first)
    page.wait_for_url(web)
    assert visitor.asked == [web]
    visitor.asked.clear()  # the reader wanted it
    page.goto(f"{visitor.site}en/figure.html?id={figure['obs_id']}")


def same_as(figure: Row, published: dict[str, Row]) -> list[Row]:
    """Figures of the same area, indicator, standard and year."""
    key = ("ref_area", "indicator", "standard", "year")
    return [row for row in published.values() if row is not figure and all(row[name] == figure[name] for name in key)]


def switch_language(page: Page, hands: Mouse, figure: Row) -> None:
    hands.press(page.locator("header a.lang"))
    page.wait_for_url(f"**/vi/figure.html?id={figure['obs_id']}")
    expect(page.locator("html")).to_have_attribute("lang", "vi")
    card_says(page, figure["as_printed"], "6,02%", "Tỷ lệ hộ nghèo")
    assert page.evaluate("localStorage.getItem('lang')") == "vi"


def switch_map(page: Page, hands: Mouse, site: Explorer) -> None:
    """The map of 34 provinces as boundaries says how many have a value, and shades as many."""
    page.wait_for_url("**/vi/index.html")
    expect(page.locator("#map.live")).to_be_visible()
    expect(page.locator("#map-count")).to_contain_text(" trên 63 ")
    hands.turn(page.locator("input[name=map-vintage][value='2025']"))
    hands.turn(page.locator("input[name=map-shape][value=boundaries]"))
    picture = page.locator("svg[data-vintage]:visible")
    expect(picture).to_have_attribute("data-shape", "boundaries")
    expect(picture).to_have_attribute("data-vintage", "2025")
    series, year = page.locator("#map-series").input_value(), page.locator("#map-year").input_value()
    indicator, _, standard = series.partition("|")
    table = pyarrow.parquet.read_table(site.tables / "nearest_figures.parquet").to_pylist()
    known = {
        row["ref_area"]
        for row in table
        if (row["indicator"], row["year"], row["vintage"], row["area_level"]) == (indicator, int(year), "2025", "province")
        and row["standard"] in {standard or "_Z", "_Z"}
    }
    assert known
    expect(page.locator("#map-count")).to_contain_text(f"{len(known)} trên 34 ")
    shaded = picture.locator("[data-area]:not(.none)").evaluate_all("shapes => shapes.map(shape => shape.dataset.area)")
    assert set(shaded) == known
    assert picture.locator("[data-area]").count() == 34
    assert f"year={year}" in page.url


def filter_the_table(page: Page, hands: Mouse, wanted: set[str]) -> None:
    page.wait_for_url("**/vi/table.html")
    expect(page.locator("#table-count")).to_be_visible()
    folded = page.locator("form.filters details")
    if folded.get_attribute("open") is None:
        hands.press(folded.locator("summary"))
    hands.write(page.locator("#filter-area"), "lang son p20_2008")
    hands.choose(page.locator("#filter-indicator"), "POVERTY_RATE")
    hands.write(page.locator("#filter-year"), "2023")
    shows(page, wanted)


def shows(page: Page, wanted: set[str]) -> None:
    """The table shows these rows and counts them."""
    expect(page.locator("#table-count")).to_have_text(re.compile(f"^{len(wanted)} trên "))
    links = page.locator("#table .tabulator-row a[href*='figure.html?id=']")
    expect(links).to_have_count(len(wanted))
    assert {str(link.get_attribute("href")).partition("=")[2] for link in links.all()} == wanted


def share(visitor: Visitor, visit: Visit, wanted: set[str]) -> None:
    """Another reader opens the address and sees the same rows."""
    other: Visitor = visit(visitor.site)
    other.open(visitor.page.url.removeprefix(visitor.site))
    shows(other.page, wanted)


def take_away(page: Page, hands: Mouse, wanted: set[str], published: dict[str, Row], path: Path) -> None:
    """The file that is saved holds the filtered rows as they are published."""
    with page.expect_download() as saved:
        hands.press(page.locator("#table-download"))
    saved.value.save_as(path)
    with path.open(encoding="utf-8", newline="") as file:
        rows = {row["obs_id"]: row for row in csv.DictReader(file)}
    assert rows.keys() == wanted
    for obs_id, row in rows.items():
        assert float(row["obs_value"]) == published[obs_id]["obs_value"]
        assert {name: row[name] for name in ("as_printed", "standard", "source_id", "locator")} == {
            name: published[obs_id][name] for name in ("as_printed", "standard", "source_id", "locator")
        }
        assert row.keys() == published[obs_id].keys()


def test_the_language_of_the_browser_opens_first_and_the_chosen_one_is_remembered(site: Explorer, visit: Visit) -> None:
    visitor: Visitor = visit(site.address, locale="vi-VN")
    visitor.open("").wait_for_url("**/vi/index.html")
    visitor.page.locator("header a.lang").click()
    visitor.page.wait_for_url("**/en/index.html")
    visitor.open("").wait_for_url("**/en/index.html")


def test_a_chosen_theme_is_remembered(site: Explorer, visit: Visit) -> None:
    visitor: Visitor = visit(site.address, color_scheme="light")
    page = visitor.open("en/cite.html")
    ground = "getComputedStyle(document.documentElement).backgroundColor"
    light = page.evaluate(ground)
    while page.evaluate("document.documentElement.dataset.theme") != "dark":
        page.locator("#theme").click()
    assert page.evaluate(ground) != light
    assert visitor.open("vi/areas.html").evaluate("document.documentElement.dataset.theme") == "dark"


def test_back_and_forward_go_through_the_filters(site: Explorer, visit: Visit) -> None:
    page = visit(site.address).open("en/table.html")
    count = page.locator("#table-count")
    expect(count).to_be_visible()
    page.locator("#filter-area").fill("lang son")
    page.locator("#filter-area").blur()
    expect(page).to_have_url(re.compile("area=lang"))
    narrow = count.inner_text()
    page.locator("#filter-year").fill("2023")
    page.locator("#filter-year").blur()
    expect(count).not_to_have_text(narrow)
    page.go_back()
    expect(count).to_have_text(narrow)
    expect(page.locator("#filter-year")).to_have_value("")
    page.go_forward()
    expect(page.locator("#filter-year")).to_have_value("2023")
    expect(count).not_to_have_text(narrow)


def test_charts_and_the_map_are_saved_as_pictures(site: Explorer, visit: Visit, tmp_path: Path) -> None:
    page = visit(site.address).open(f"en/area/{LANG_SON}.html")
    tools = page.locator("figure.chart .tools").first
    for button, start in (("SVG", b"<svg"), ("PNG", b"\x89PNG")):
        with page.expect_download() as saved:
            tools.get_by_role("button", name=button).click()
        saved.value.save_as(tmp_path / button)
        assert (tmp_path / button).read_bytes().startswith(start)
        assert saved.value.suggested_filename.endswith(f".{button.lower()}")
