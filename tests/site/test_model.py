"""What pages are made of: texts, numbers and periods in words, classes of maps, grids, rankings and the data for scripts."""

import json
import re
from pathlib import Path

import openpyxl
import pytest

from pipeline.site.build import read_reasons
from pipeline.site.indicators import coverage, rankings, read_guide
from pipeline.site.lists import document
from pipeline.site.maps import breaks, read_series
from pipeline.site.model import Dataset, is_point, load
from pipeline.site.pages import TEMPLATES
from pipeline.site.safe import clean, guarded, shortened, web_address
from pipeline.site.wording import period, quantity, span
from pipeline.site.words import WORDS
from pipeline.stages.tables import StageError
from tests.site.small_site import INDICATORS, make_site, rate, sample, write_tables, year_of


def read(folder: Path) -> Dataset:
    from pipeline.foundation.params import load_params

    return load(folder, load_params(), [], {})


@pytest.mark.parametrize(
    ("value", "unit", "english", "vietnamese"),
    [
        (6.02, "PERCENT", "6.02%", "6,02%"),
        (14009300000000.0, "VND", "14,009.3\xa0billion dong", "14.009,3\xa0tỷ đồng"),
        (52650000.0, "VND", "52.65\xa0million dong", "52,65\xa0triệu đồng"),
        (4915.0, "HOUSEHOLD", "4,915\xa0households", "4.915\xa0hộ"),
        (-1.5, "PERCENT_POINT", "−1.5\xa0percentage points", "−1,5\xa0điểm phần trăm"),
        (0.0, "COUNT", "0", "0"),
    ],
)
def test_numbers_are_written_in_full_as_each_language_does(value: float, unit: str, english: str, vietnamese: str) -> None:
    assert (quantity(value, unit, "en"), quantity(value, unit, "vi")) == (english, vietnamese)


def test_a_range_has_one_scale_and_a_single_value_is_none() -> None:
    assert span(999500000.0, 1000500000.0, "VND", "en") == "0.9995–1.0005\xa0billion dong"
    assert span(5.0, 5.0, "PERCENT", "en") == ""


@pytest.mark.parametrize(
    ("coded", "english", "vietnamese"),
    [
        ("2023", "2023", "2023"),
        ("2024-06", "June 2024", "6/2024"),
        ("2014-11-22/2024-05-31", "22 Nov 2014 – 31 May 2024", "22/11/2014 – 31/5/2024"),
        ("../2024-05-31", "to 31 May 2024", "đến 31/5/2024"),
        ("2014/..", "from 2014", "từ 2014"),
        ("<b>", "<b>", "<b>"),
    ],
)
def test_periods_are_written_as_people_do(coded: str, english: str, vietnamese: str) -> None:
    assert (period(coded, "en"), period(coded, "vi")) == (english, vietnamese)


def test_texts_are_harmless() -> None:
    assert clean("a\u202eb\u2066\nc") == "ab c"
    assert clean("535,\xa02 tỷ đồng") == "535,\xa02 tỷ đồng"
    assert shortened("a" * 5000) == "a" * 159 + "…"
    assert [guarded(text) for text in ("=1+1", "-5", "+84", "@x", "-x", "lang")] == ["'=1+1", "-5", "+84", "'@x", "'-x", "lang"]
    addresses = ("https://example.org/a", "javascript:alert(1)", " https://x", 'https://x"y', "//x", None)
    assert [web_address(address) for address in addresses] == ["https://example.org/a", None, None, None, None, None]


def test_every_sentence_is_said_in_both_languages_with_the_same_gaps() -> None:
    import string

    gaps = {key: [{name for _, name, _, _ in string.Formatter().parse(text) if name} for text in words] for key, words in WORDS.items()}
    assert [key for key, (english, vietnamese) in gaps.items() if english != vietnamese] == []
    assert [key for key, (english, vietnamese) in WORDS.items() if not vietnamese or not (english or key == "in_english")] == []


def test_a_missing_table_is_named(tmp_path: Path) -> None:
    folder = write_tables(tmp_path / "tables", sample(1))
    (folder / "areas.parquet").unlink()
    with pytest.raises(StageError, match="areas"):
        read(folder)


def test_a_plan_a_part_and_an_unknown_standard_are_no_points() -> None:
    indicator = INDICATORS[0]
    assert is_point(rate(1), indicator)
    for cells in ({"obs_status": "F"}, {"is_total": False}, {"standard": "_X"}, {"preferred": False}, {"unit_measure": "PERSON"}):
        assert not is_point(rate(1, **cells), indicator)


def test_standards_are_series_of_their_own(tmp_path: Path) -> None:
    areas = ("P20_2008", "P17_2008", "P51_2008")
    rows = [
        year_of(rate(10 * place + n, ref_area=area, standard=standard), year)
        for place, area in enumerate(areas)
        for n, (standard, year) in enumerate((("VN_2022_2025", 2022), ("VN_2016_2021", 2020)), 1)
    ]
    series = read_series(read(write_tables(tmp_path / "tables", rows)))
    assert {(one.standard, *one.years) for one in series} == {("VN_2022_2025", 2022), ("VN_2016_2021", 2020)}
    assert series[0].shade(None) == "none"


def test_classes_hold_about_as_many_values_each_and_no_limit_repeats() -> None:
    assert breaks([float(n) for n in range(1, 61)]) == (11.0, 21.0, 31.0, 41.0, 51.0)
    assert breaks([5.0] * 9) == ()


def test_grids_count_figures_and_name_those_without(tmp_path: Path) -> None:
    rows = [row for row in sample(2) if row["ref_area"] != "P06_2008"]
    dataset = read(write_tables(tmp_path / "tables", rows))
    (grid,) = coverage(dataset, "POVERTY_RATE")
    assert (grid.years[0], grid.years[-1], grid.without) == (2014, 2023, ["Bắc Kạn"])
    assert sum(sum(counts) for _, counts in grid.rows) == sum(row["indicator"] == "POVERTY_RATE" for row in rows)


def test_equal_values_share_a_rank_and_bars_hold_every_province(tmp_path: Path) -> None:
    areas = ("P20_2008", "P17_2008", "P51_2008", "P06_2008")
    values = (9.0, 9.0, 4.0, 1.0)
    rows = [rate(n, ref_area=area, obs_value=value) for n, (area, value) in enumerate(zip(areas, values, strict=True), 1)]
    rows += [rate(9, ref_area="P20_2025", vintage="2025"), year_of(rate(8), 2024)]
    dataset = read(write_tables(tmp_path / "tables", rows))
    assert rankings(read_series(dataset), "POVERTY_RATE") == []  # four provinces are too few
    import pipeline.site.indicators as indicators

    ranked = indicators.ranked([row for row in dataset.rows["nearest_figures"] if row["year"] == 2023 and row["vintage"] == "2008"])
    assert [(rank, row["obs_value"]) for rank, row in ranked] == [(1, 9.0), (1, 9.0), (3, 4.0), (4, 1.0)]
    ranking = indicators.Ranking(read_series(dataset)[0], "2008", 2023, ranked)
    assert sum(bar.provinces for bar in ranking.bars) == 4
    assert [mark for _, mark in ranking.marks] == [1.0, 3.25, 6.5, 9.0, 9.0]


def test_reasons_are_read_from_the_page_of_conflicts() -> None:
    head = "| figure | printed | value | less | why | note |\n| --- |\n"
    page = f"{head}| a-1.2 | 1 \\| 2 | 3 |  | it is exact |  |\n| a-1.3 | 1 | 3 | +1 |  |  |\n"
    assert read_reasons(page) == {"a-1.2": "it is exact"}


def test_the_guide_shows_html_as_text() -> None:
    guide = read_guide("| `POVERTY_RATE` | the `share` <b> | [x](javascript:y) | none |\n")
    assert guide["POVERTY_RATE"]["counts"] == "the <code>share</code> &lt;b&gt;"
    assert "href" not in guide["POVERTY_RATE"]["counts_not"]


def test_downloads_hold_the_figures_of_an_area_with_its_districts(tmp_path: Path) -> None:
    rows = [rate(1), rate(2, ref_area="D183_2008", area_level="district", comment_obs="=1+1"), rate(3, ref_area="P17_2008")]
    data = make_site(tmp_path, rows) / "data"
    lines = (data / "area" / "P20_2008.csv").read_text(encoding="utf-8").splitlines()
    assert [line.split(",")[0] for line in lines] == ["obs_id", "lang-son-2024.1", "lang-son-2024.2"]
    sheet = openpyxl.load_workbook(data / "area" / "P20_2008.xlsx").active
    assert sheet is not None
    cells = {cell.value: cell.data_type for row in sheet.iter_rows() for cell in row}
    assert (cells[6.02], cells["'=1+1"]) == ("n", "s")


def test_the_published_parquet_is_passed_on_byte_for_byte_with_its_checksum(tmp_path: Path) -> None:
    from hashlib import sha256

    site = make_site(tmp_path, sample(3))
    content = (tmp_path / "tables" / "observations.parquet").read_bytes()
    assert (site / "data" / "observations.parquet").read_bytes() == content
    assert sha256(content).hexdigest() in (site / "vi" / "downloads.html").read_text(encoding="utf-8")


def test_scripts_find_areas_without_accents_and_every_address_exists(tmp_path: Path) -> None:
    site = make_site(tmp_path, sample(4))
    entries = json.loads((site / "data" / "search.json").read_text(encoding="utf-8"))
    found = {entry["u"]: entry for entry in entries if "lang son" in entry["k"]}
    assert found["area/P20_2008.html"]["s"] == {"en": "province, 63-province map", "vi": "tỉnh, bản đồ 63 tỉnh, thành"}
    assert [entry["u"] for entry in entries if not (site / "en" / entry["u"]).is_file()] == []


def test_the_map_file_holds_the_nearest_figures(tmp_path: Path) -> None:
    rows = sample(5)
    series = json.loads((make_site(tmp_path, rows) / "data" / "map.json").read_text(encoding="utf-8"))["series"]
    shown = {
        (one["indicator"], int(year), area): cell[0]
        for one in series
        for year, cells in one["years"].items()
        for area, cell in cells.items()
    }
    assert shown == {(row["indicator"], row["year"], row["ref_area"]): row["obs_value"] for row in rows}


def test_a_document_stands_below_the_title_of_its_page() -> None:
    text = document("# Title\n\n## Limits\n\n# Tables\n\n## One <b>\n\n[a](docs/x.md) [b](https://example.org) [c](javascript:x)\n")
    assert re.findall(r"<(h\d)", text) == ["h2", "h2", "h3"]
    assert re.findall('href="(.*?)"', text) == ["https://example.org"]
    assert "One &lt;b&gt;" in text


def test_no_sentence_is_left_over() -> None:
    built = ("nav_", "map_")  # put together in templates
    files = [*TEMPLATES.glob("*.html"), *TEMPLATES.parent.glob("*.py")]
    used = "".join(path.read_text(encoding="utf-8") for path in files if path.name != "words.py")
    left = [key for key in WORDS if not key.startswith(built) and f"'{key}'" not in used and f'"{key}"' not in used]
    assert [key for key in left if key.removesuffix("_title") not in {"table", "figure", "codebook", "changes"}] == []
