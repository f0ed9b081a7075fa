"""Every page: the numbers of the tables, both languages, links that resolve, and nothing that a browser would run."""

import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

import pyarrow.parquet
import pytest

from pipeline.foundation.errors import CannotRunError
from pipeline.site.build import build
from pipeline.site.charts import checked
from pipeline.site.pages import POLICY
from tests.site.small_site import (
    AREAS,
    SOURCE,
    Element,
    elements,
    make_site,
    plain_picture,
    plain_scripts,
    rate,
    sample,
    write_tables,
    year_of,
)

SEED = 14
SCALES = {"billion dong": 9, "tỷ đồng": 9, "million dong": 6, "triệu đồng": 6}
TWICE = [rate(900), rate(901, obs_value=7.5, value_low=7.45, value_high=7.55, as_printed="7,5%", preferred=False)]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    rows = [
        *sample(SEED),
        *({**row, "conflict_group": "c1", "ref_area": "P20_2025", "vintage": "2025"} for row in TWICE),
        rate(902, ref_area="D183_2008", area_level="district", panel="SMALL_AREA"),
        rate(903, ref_area="VN", area_level="country", vintage=None),
        year_of(rate(904, ref_area="VN", area_level="country", vintage=None, bound="over"), 2022),
    ]
    return make_site(tmp_path_factory.mktemp("explorer"), rows)


def pages(site: Path) -> list[Path]:
    return sorted(site.rglob("*.html"))


def read_number(text: str, language: str) -> Decimal:
    """Read a shown number, independently of what wrote it."""
    numeral, _, words = text.replace("−", "-").replace("\N{NO-BREAK SPACE}", " ").replace("%", "").partition(" ")
    plain = numeral.replace(",", "") if language == "en" else numeral.replace(".", "").replace(",", ".")
    return Decimal(plain).scaleb(SCALES.get(words, 0))


def shown_figures(page: Path) -> Iterator[tuple[str, Element]]:
    """Yield the identity of each figure on a page with the element that shows its value."""
    for element in elements(page):
        if element.tag == "tr" or "side" in element.attributes.get("class", "").split():
            values = [inner for inner in element.inside if inner.tag == "data"]
            cards = [inner.attributes["href"] for inner in element.inside if "figure.html?id=" in inner.attributes.get("href", "")]
            if values and cards:
                yield parse_qs(urlsplit(cards[0]).query)["id"][0], values[0]


def wrong_numbers(page: Path, language: str, published: dict[str, float]) -> list[tuple[str, str]]:
    return [
        (obs_id, value.text)
        for obs_id, value in shown_figures(page)
        if not read_number(value.text, language) == Decimal(value.attributes["value"]) == Decimal(repr(published[obs_id]))
    ]


def published_values(tables: Path) -> dict[str, float]:
    table = pyarrow.parquet.read_table(tables / "observations.parquet", columns=["obs_id", "obs_value"]).to_pydict()
    return dict(zip(table["obs_id"], table["obs_value"], strict=True))


def test_every_number_is_that_of_the_table(site: Path) -> None:
    published = published_values(site.parent / "tables")
    shown: set[str] = set()
    for language in ("en", "vi"):
        for page in (site / language).rglob("*.html"):
            assert wrong_numbers(page, language, published) == [], page
            shown |= {obs_id for obs_id, _ in shown_figures(page)}
    assert shown == {obs_id for obs_id in published if obs_id != "lang-son-2024.902"}  # a district has no page


def test_both_languages_have_the_same_pages_and_lead_to_each_other(site: Path) -> None:
    named = {language: {page.relative_to(site / language) for page in (site / language).rglob("*.html")} for language in ("en", "vi")}
    assert named["en"] == named["vi"]
    for page in pages(site / "en"):
        (link,) = (one for one in elements(page) if one.attributes.get("class") == "lang")
        assert (page.parent / link.attributes["href"]).resolve() == site / "vi" / page.relative_to(site / "en")


def broken_links(site: Path) -> list[tuple[str, str]]:
    """Return links and sources that lead to no file, or to a place that the page does not have."""
    found = []
    places = {page: {one.attributes["id"] for one in elements(page) if "id" in one.attributes} for page in pages(site)}
    for page in places:
        for element in elements(page):
            address = urlsplit(element.attributes.get("href") or element.attributes.get("src") or "")
            if address.scheme or not (address.path or address.fragment):
                continue
            target = (page.parent / unquote(address.path)).resolve() if address.path else page
            script_reads_it = target.name in {"table.html", "figure.html"}
            if not target.is_file() or (address.fragment and not script_reads_it and unquote(address.fragment) not in places[target]):
                found.append((page.relative_to(site).as_posix(), address.geturl()))
    return found


def test_links_resolve(site: Path) -> None:
    assert broken_links(site) == []


def test_no_page_holds_a_script_or_a_style(site: Path) -> None:
    for page in pages(site):
        found = elements(page)
        assert [
            one for one in found if one.tag == "style" or (one.tag == "script" and (one.text.strip() or "src" not in one.attributes))
        ] == []
        assert [name for one in found for name in one.attributes if name == "style" or name.startswith("on")] == []
        assert [one.attributes["content"] for one in found if one.attributes.get("http-equiv") == "Content-Security-Policy"] == [POLICY]


def test_identities_are_unique_and_every_page_has_one_heading(site: Path) -> None:
    for page in pages(site):
        found = elements(page)
        names = [one.attributes["id"] for one in found if "id" in one.attributes]
        assert len(names) == len(set(names)), page
        assert sum(one.tag == "h1" for one in found) == 1, page
        assert (found[0].tag, bool(found[0].attributes["lang"])) == ("html", True)


def test_a_missing_figure_is_no_zero(tmp_path: Path) -> None:
    page = make_site(tmp_path, [row for row in sample(SEED) if row["ref_area"] != "P06_2008"]) / "en" / "index.html"
    shapes = {one.attributes["data-area"]: one.attributes["class"] for one in elements(page) if "data-area" in one.attributes}
    assert shapes["P06_2008"] == "none"
    assert "3 of 4 provinces have a value" in page.read_text(encoding="utf-8")
    (row,) = (one for one in elements(page) if one.tag == "tr" and "Bắc Kạn" in one.text)
    assert [one.attributes["class"] for one in row.inside if one.tag == "td"] == ["absent"]


def test_a_unit_says_what_it_became_with_a_link(site: Path) -> None:
    links = [one.attributes.get("href") for one in elements(site / "vi" / "area" / "P20_2008.html")]
    assert "../area/P20_2025.html" in links
    assert "Nghị quyết 202/2025/QH15" in (site / "vi" / "area" / "P20_2008.html").read_text(encoding="utf-8")


def test_figures_in_conflict_stand_side_by_side(site: Path) -> None:
    sides = [one for one in elements(site / "en" / "area" / "P20_2025.html") if "side" in one.attributes.get("class", "").split()]
    assert ["6.02%" in sides[0].text, "preferred" in sides[0].text, "7.5%" in sides[1].text] == [True, True, True]


TITLE = "<script>alert(1)</script>\u202e" + "a" * 5000
HOSTILE = {**SOURCE, "title": TITLE, "publisher": None, "url": "javascript:alert(1)", "archived_url": "data:text/html,x", "note": "<b>"}


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    bad = {"comment_obs": "<img src=x onerror=alert(1)>\u202e\u2066", "as_printed": '=HYPERLINK("x")<i>'}
    rows = [rate(1, **bad), *(year_of(rate(item, **bad), year) for item, year in ((2, 2021), (3, 2022)))]
    areas = [{**row, "note": "<u>note</u>"} for row in AREAS]
    return make_site(tmp_path_factory.mktemp("hostile"), rows, sources=[HOSTILE], areas=areas)


def test_what_contributors_wrote_is_shown_as_text(hostile: Path) -> None:
    for page in pages(hostile):
        found = elements(page)
        assert [one.tag for one in found if one.tag in {"img", "i", "b", "u", "iframe"}] == [], page
        linked = [one for one in found if one.attributes.get("rel") != "icon"]
        addresses = [one.attributes[name] for one in linked for name in ("href", "src") if name in one.attributes]
        assert [one for one in addresses if re.match(r"\s*(javascript|data|vbscript):", one, re.IGNORECASE)] == []
        assert not re.search("[\u202a-\u202e\u2066-\u2069]", page.read_text(encoding="utf-8"))
    text = (hostile / "en" / "sources.html").read_text(encoding="utf-8")
    assert f"&lt;script&gt;alert(1)&lt;/script&gt;{'a' * 5000}" in text
    assert "a" * 200 not in (hostile / "en" / "area" / "P20_2008.html").read_text(encoding="utf-8")


def test_downloads_hold_no_formula(hostile: Path) -> None:
    text = (hostile / "data" / "area" / "P20_2008.csv").read_text(encoding="utf-8")
    assert "\"'=HYPERLINK(" in text
    assert ",6.02," in text


def test_a_picture_with_a_script_is_refused() -> None:
    space = "xmlns='http://www.w3.org/2000/svg'"
    for content in ("<script/>", "<style/>", "<g onclick='x'/>", "<g style='x'/>", "<a href='javascript:x'/>", "<g>"):
        with pytest.raises(CannotRunError, match="chart x"):
            checked({"x": f"<svg {space}>{content}</svg>"})
    assert checked({"x": f"<svg {space}><a href='../figure.html?id=a.1'>style=\"\"</a></svg>"})


def test_a_site_that_cannot_be_made_leaves_the_old_one(tmp_path: Path) -> None:
    tables = write_tables(tmp_path / "tables", sample(SEED))
    out = tmp_path / "site"
    (out / "data").mkdir(parents=True)
    (out / "data" / "search.json").write_text("[]")
    (out / "index.html").write_text("old")
    with pytest.raises(OSError, match="boundaries"):
        build(tables, out, shapes=tmp_path, draw=plain_picture, bundle=plain_scripts)
    assert (out / "index.html").read_text() == "old"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["site", "tables"]


def test_a_folder_that_is_no_site_is_not_replaced(tmp_path: Path) -> None:
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "a.txt").write_text("dear")
    with pytest.raises(CannotRunError, match="something else"):
        build(tmp_path, tmp_path / "letters", draw=plain_picture, bundle=plain_scripts)
    assert (tmp_path / "letters" / "a.txt").read_text() == "dear"
