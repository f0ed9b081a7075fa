"""Bad input in a browser: what contributors wrote is text, scripts of others do not run, broken files are told of."""

import csv
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from pipeline.foundation.params import load_params
from pipeline.site.build import Texts, build
from tests.site.browser.browsing import Page, Visitor, expect, serve
from tests.site.browser.conftest import Explorer, Visit, node_is_there
from tests.site.small_site import AREAS, INDICATORS, SOURCE, rate, sample, write_shapes, write_tables

ATTACK: Final = "<img src=x onerror=\"document.title='hit'\"><script>document.title='hit'</script>"
TURNED: Final = "\u202e\u2066"
SEED: Final = 14
TITLE: Final = f"{ATTACK}{TURNED}{'a' * 5000}"
FORMULA: Final = '=HYPERLINK("https://example.org/x","y")<i>'
SCRIPT: Final = "javascript:document.title='hit'"
FIGURE: Final = "lang-son-2024.1"
RETIRED: Final = "lang-son-2024.99"


@pytest.fixture(scope="session")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site of small tables into which everything bad was written, with the charts and scripts of the real one."""
    node_is_there()
    folder = tmp_path_factory.mktemp("hostile")
    bad = {"comment_obs": f"{ATTACK}{TURNED}", "as_printed": FORMULA, "locator": f"{ATTACK}{TURNED}"}
    rows = [{**row, **bad} for row in sample(SEED)]
    rows += [rate(item, ref_area="P20_2025", vintage="2025", conflict_group="c1", preferred=item == 904, **bad) for item in (904, 905)]
    sources = [{**SOURCE, "title": TITLE, "publisher": TITLE, "url": SCRIPT, "archived_url": "data:text/html,x", "note": ATTACK}]
    areas = [{**row, "note": ATTACK} for row in AREAS]
    indicators = [{**row, "definition": f"{ATTACK}{TURNED}"} for row in INDICATORS]
    tables = write_tables(folder / "tables", rows, sources=sources, areas=areas, indicators=indicators)
    shapes = write_shapes(folder / "shapes", (str(row["ref_area"]) for row in AREAS if row["level"] == "province"))
    retired = folder / "retired.csv"
    with retired.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("obs_id", "reason", "replaced_by", "note"), (RETIRED, "withdrawn", FIGURE, f"Read anew. {ATTACK}")])
    nothing = folder / "nothing"
    build(tables, folder / "site", texts=Texts(nothing, nothing, retired, nothing, nothing), shapes=shapes, params=load_params())
    return folder / "site"


@pytest.fixture(scope="module")
def address(hostile: Path) -> Iterator[str]:
    with serve(hostile) as served:
        yield served


def is_harmless(page: Page) -> None:
    """Nothing that was written has become an element, a script, a link or a turn of direction."""
    assert "hit" not in page.title()
    assert page.locator("main img, main script, main i, main iframe").count() == 0
    links = page.locator("a[href]").evaluate_all("links => links.map((link) => new URL(link.getAttribute('href'), location).protocol)")
    assert set(links) <= {"http:", "https:"}
    assert not re.search("[\u202a-\u202e\u2066-\u2069]", page.content())
    for width in (1280, 360):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width, width


@pytest.mark.parametrize(
    ("path", "texts"),
    [
        ("index.html", [FORMULA]),
        ("area/P20_2008.html", [FORMULA, ATTACK]),
        ("area/P20_2025.html", [FORMULA, ATTACK]),
        ("indicator/POVERTY_RATE.html", [ATTACK]),
        ("sources.html", [ATTACK + "a" * 5000]),
        ("conflicts.html", [FORMULA, ATTACK]),
        ("table.html", [FORMULA]),
        (f"figure.html?id={FIGURE}", [FORMULA, ATTACK, ATTACK + "a" * 5000]),
        ("figure.html?id=lang-son-2024.904", [FORMULA]),
        (f"figure.html?id={RETIRED}", [f"Read anew. {ATTACK}"]),
        (f"figure.html?id={ATTACK.replace(' ', '%20')}", [ATTACK]),
        (f"table.html#q={ATTACK.replace(' ', '+')}", ["0 of 26 figures"]),
    ],
)
def test_what_contributors_wrote_is_text(path: str, texts: list[str], address: str, visit: Visit) -> None:
    page = visit(address).open(f"en/{path}")
    for text in texts:
        expect(page.locator("main")).to_contain_text(text)
    is_harmless(page)


def test_the_search_box_and_the_filters_take_markup_for_text(address: str, visit: Visit) -> None:
    page = visit(address).open("en/table.html")
    page.locator("#search").fill(ATTACK)
    expect(page.locator("#search-status")).to_have_text("Nothing found")
    for box in ("#table-search", "#filter-area", "#filter-year", "#filter-value", "#filter-source"):
        page.locator(box).fill(ATTACK)
    expect(page.locator("#table-count")).to_contain_text("of 26 figures")
    is_harmless(page)


def test_saved_rows_hold_no_formula(address: str, visit: Visit, tmp_path: Path) -> None:
    page = visit(address).open("en/table.html")
    with page.expect_download() as saved:
        page.locator("#table-download").click()
    saved.value.save_as(tmp_path / "rows.csv")
    with (tmp_path / "rows.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {row["as_printed"] for row in rows} == {f"'{FORMULA}"}
    assert "6.02" in {row["obs_value"] for row in rows}
    assert len(rows) == 26


REFUSED: Final = """async (address) => {
  const refused = [];
  addEventListener("securitypolicyviolation", (event) => refused.push(event.effectiveDirective));
  const add = (tag, attributes, text) => {
    const made = Object.assign(document.createElement(tag), attributes);
    made.textContent = text ?? "";
    document.body.append(made);
  };
  add("script", {}, "document.title = 'hit'");
  add("script", { src: `${address}x.js` });
  add("style", {}, "body { display: none }");
  add("img", { src: `${address}x.png` });
  add("iframe", { src: address });
  document.body.setAttribute("onclick", "document.title = 'hit'");
  document.body.click();
  await fetch(address).catch(() => {});
  // Later: what a test evaluates at once is exempt.
  setTimeout(() => { try { eval("document.title = 'hit'"); } catch {} }, 50);
  for (let turn = 0; turn < 60 && new Set(refused).size < 7; turn++) await new Promise((done) => setTimeout(done, 50));
  return [...new Set(refused)].sort();
}"""


@pytest.mark.parametrize("path", ["en/index.html", "vi/table.html", f"en/figure.html?id={FIGURE}"])
def test_the_policy_keeps_out_scripts_styles_and_other_hosts(path: str, address: str, visit: Visit) -> None:
    visitor: Visitor = visit(address)
    page = visitor.open(path)
    page.wait_for_load_state("networkidle")
    refused = page.evaluate(REFUSED, "http://127.0.0.2:9/")
    wanted = {"connect-src", "frame-src", "img-src", "script-src", "script-src-attr", "script-src-elem", "style-src-elem"}
    assert wanted <= set(refused)
    assert page.title() != "hit"
    assert all("Content Security Policy" in text or "127.0.0.2" in text for text in visitor.said)
    visitor.said.clear()
    visitor.asked.clear()  # refused before they left; browsers report them all the same


@pytest.mark.parametrize("language", ["en", "vi"])
def test_without_javascript_tables_and_pictures_are_there(language: str, site: Explorer, visit: Visit) -> None:
    page = visit(site.address, java_script_enabled=False).open(f"{language}/index.html")
    expect(page.locator("svg.map:visible [data-area]")).to_have_count(63)
    assert page.locator("#map-table tbody tr").count() == 63
    expect(page.locator("#map-table data").first).to_be_visible()
    page.locator("header a.lang").click()
    other = {"en": "vi", "vi": "en"}[language]
    page.wait_for_url(f"**/{other}/index.html")
    for path in ("area/P20_2008.html", "indicator/POVERTY_RATE.html"):
        page.goto(f"{site.address}{language}/{path}")
        picture = page.locator("figure.chart svg").first
        expect(picture).to_be_visible()
        assert (picture.bounding_box() or {"width": 0})["width"] > 300
        expect(page.locator("main table data").first).to_be_visible()
    for path in ("table.html", "figure.html?id=x.1"):
        page.goto(f"{site.address}{language}/{path}")
        expect(page.locator("noscript .message")).to_contain_text("JavaScript")


MISSING: Final = {"en": "could not be loaded", "vi": "Không tải được"}
DAMAGED: Final = {"en": "is damaged", "vi": "bị hỏng"}


def spoil(path: Path, how: str) -> None:
    content = path.read_bytes()
    match how:
        case "missing":
            path.unlink()
        case "empty":
            path.write_bytes(b"")
        case "another file":
            path.write_text("<!doctype html><title>Not found</title>")
        case "cut":
            path.write_bytes(content[: len(content) // 2])
        case "without its end":
            path.write_bytes(content[:-9])
        case "garbled inside":
            path.write_bytes(content[:4] + bytes(len(content) // 3) + content[4 + len(content) // 3 :])
        case "garbled at the end":
            path.write_bytes(content[:-200] + b"\xff" * 192 + content[-8:])


@pytest.mark.parametrize("how", ["missing", "empty", "another file", "cut", "without its end", "garbled inside", "garbled at the end"])
def test_a_parquet_that_is_missing_or_corrupt_is_told_of(how: str, hostile: Path, visit: Visit, tmp_path: Path) -> None:
    folder = shutil.copytree(hostile, tmp_path / "site")
    spoil(folder / "data" / "observations.parquet", how)
    with serve(folder) as address:
        visitor: Visitor = visit(address)
        for language, path in (("en", "table.html"), ("vi", f"figure.html?id={FIGURE}")):
            page = visitor.open(f"{language}/{path}")
            expect(page.get_by_role("alert")).to_contain_text((MISSING if how == "missing" else DAMAGED)[language])
            assert page.locator("#table, .figure-head").count() == 0
    if how == "missing":
        assert all("404" in text for text in visitor.said)
        visitor.said.clear()


def test_a_card_without_the_table_of_sources_still_shows_its_figure(hostile: Path, visit: Visit, tmp_path: Path) -> None:
    folder = shutil.copytree(hostile, tmp_path / "site")
    spoil(folder / "data" / "sources.parquet", "cut")
    with serve(folder) as address:
        page = visit(address).open(f"en/figure.html?id={FIGURE}")
        expect(page.locator(".figure-head")).to_contain_text(FORMULA)
        expect(page.locator("#figure")).to_contain_text("lang-son-2024")


def test_a_missing_map_file_leaves_the_map_of_the_page(hostile: Path, visit: Visit, tmp_path: Path) -> None:
    folder = shutil.copytree(hostile, tmp_path / "site")
    (folder / "data" / "map.json").unlink()
    (folder / "data" / "search.json").unlink()
    with serve(folder) as address:
        visitor: Visitor = visit(address)
        page = visitor.open("en/index.html")
        page.locator("#search").fill("lang son")
        expect(page.locator("#search-status")).to_have_text("Nothing found")
        expect(page.locator("svg.map:visible [data-area='P20_2008']")).not_to_have_class("none")
        visitor.said.clear()


@pytest.mark.parametrize(("language", "unknown", "retired"), [("en", "no figure", "retired"), ("vi", "Không có số liệu", "đã được rút")])
def test_unknown_and_retired_figures_are_told_apart(language: str, unknown: str, retired: str, site: Explorer, visit: Visit) -> None:
    page = visit(site.address).open(f"{language}/figure.html?id=nobody-1999.1")
    expect(page.get_by_role("alert")).to_contain_text(unknown)
    expect(page.get_by_role("alert")).to_contain_text("nobody-1999.1")
    page.goto(f"{site.address}{language}/figure.html?id=dak-nong-2017-vov4-vov.2")
    expect(page.get_by_role("alert")).to_contain_text(retired)
    expect(page.get_by_role("alert")).to_contain_text("Charity houses given to poor households")
    page.goto(f"{site.address}{language}/figure.html")
    expect(page.get_by_role("alert")).to_be_visible()


def test_a_retired_figure_leads_to_the_one_in_its_place(address: str, visit: Visit) -> None:
    page = visit(address).open(f"en/figure.html?id={RETIRED}")
    page.get_by_role("alert").get_by_role("link", name=FIGURE).click()
    expect(page.locator(".figure-head")).to_contain_text(FORMULA)
