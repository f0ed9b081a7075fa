"""The command new: a province's file and a source are started rightly, and what is wrong is said in both languages."""

import csv
from pathlib import Path

import pytest

from pipeline.__main__ import main
from pipeline.editing.new import new_province, new_source
from pipeline.foundation.errors import CannotRunError
from pipeline.gate.check import check_all
from schemas import CodedObservation
from schemas.base import header_of
from tests.small import Rows, changed, write_raw

GIVEN = {
    "area": "lang son",
    "published_on": "2024-07-30",
    "publisher": "Báo Lạng Sơn",
    "url": "https://baolangson.example/von-vay-chinh-sach-150.html",
}


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    return write_raw(tmp_path / "raw")


def sources(raw: Path) -> Rows:
    with (raw / "sources.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def refusal(raw: Path, **given: str) -> CannotRunError:
    before = (raw / "sources.csv").read_bytes()
    with pytest.raises(CannotRunError) as refused:
        new_source({**GIVEN, **given}, raw)
    assert (raw / "sources.csv").read_bytes() == before
    return refused.value


def test_a_province_without_a_file_gets_one_with_the_header_alone(raw: Path) -> None:
    path, started = new_province("P17_2008", raw)
    assert started
    assert path == raw / "observations" / "2008" / "17-hoa-binh.csv"
    assert path.read_bytes() == (",".join(header_of(CodedObservation)) + "\n").encode()
    assert check_all(raw).findings == []


def test_a_file_that_is_there_is_never_overwritten(raw: Path) -> None:
    path = raw / "observations" / "2008" / "20-lang-son.csv"
    before = path.read_bytes()
    assert new_province("p20_2008", raw) == (path, False)
    assert path.read_bytes() == before


@pytest.mark.parametrize("area", ["Chi Lăng", "huyện chi lang", "D183_2008", "Đồng Mỏ"])
def test_an_area_within_a_province_means_its_file(raw: Path, area: str) -> None:
    assert new_province(area, raw)[0] == raw / "observations" / "2008" / "20-lang-son.csv"


def test_the_country_has_its_own_file(raw: Path) -> None:
    assert new_province("viet nam", raw)[0] == raw / "observations" / "viet-nam.csv"


@pytest.mark.parametrize("area", ["Lạng Sơn", "lang son", "tỉnh Lạng Sơn"])
def test_a_name_on_two_maps_asks_for_the_code(raw: Path, area: str) -> None:
    with pytest.raises(CannotRunError) as refused:
        new_province(area, raw)
    for language in ("en", "vi"):
        assert "P20_2008 (2008-08-01 – 2025-06-30), P20_2025 (2025-07-01 –)" in refused.value.sentence(language)


@pytest.mark.parametrize("area", ["Atlantis", "", "../../etc", "\udcff", "x" * 5000, "\x1b[2J\n"])
def test_an_unknown_area_is_refused_on_one_short_line(raw: Path, area: str) -> None:
    with pytest.raises(CannotRunError) as refused:
        new_province(area, raw)
    for language in ("en", "vi"):
        sentence = refused.value.sentence(language)
        assert sentence.isprintable()
        assert len(sentence) <= 600


def test_no_registry_leads_out_of_the_folder(tmp_path: Path) -> None:
    raw = write_raw(tmp_path / "raw", areas=changed("areas", "P17_2008", gso_code="../../../17"))
    with pytest.raises(CannotRunError):
        new_province("P17_2008", raw)
    assert list(tmp_path.rglob("*17-hoa-binh*")) == []


def test_a_source_is_named_by_place_year_and_publisher_and_numbered_if_that_is_taken(raw: Path) -> None:
    ids = [new_source({**GIVEN, "url": f"https://a.example/{number}"}, raw)["source_id"] for number in range(3)]
    assert ids == ["lang-son-2024-bao-lang-son", "lang-son-2024-bao-lang-son-2", "lang-son-2024-bao-lang-son-3"]


def test_a_source_goes_where_its_name_sorts_and_no_other_line_changes(raw: Path) -> None:
    before = (raw / "sources.csv").read_text(encoding="utf-8").splitlines()
    new_source({**GIVEN, "title": 'Vốn "rẻ", và hơn thế'}, raw)
    after = (raw / "sources.csv").read_text(encoding="utf-8").splitlines()
    assert [line for line in after if line in before] == before
    assert [row["source_id"] for row in sources(raw)] == ["lang-son-2024", "lang-son-2024-bao-lang-son", "lang-son-english"]
    assert sources(raw)[1]["title"] == 'Vốn "rẻ", và hơn thế'
    assert check_all(raw).findings == []


def test_what_is_not_said_follows_from_the_rest_or_says_least(raw: Path) -> None:
    row = new_source(GIVEN, raw)
    assert (
        row
        | {
            "title": "[Von vay chinh sach 150]",
            "publisher_type": "unknown",
            "language": "vi",
            "decimal_mark": "comma",
            "access": "excerpt",
            "coverage": "some",
            "coder": "contributor",
        }
        == row
    )


def test_a_known_publisher_keeps_its_kind(raw: Path) -> None:
    new_source({**GIVEN, "publisher_type": "newspaper"}, raw)
    assert new_source({**GIVEN, "url": "https://other.example/a"}, raw)["publisher_type"] == "newspaper"


def test_an_undated_source_says_so_in_its_name(raw: Path) -> None:
    row = new_source({**GIVEN, "published_on": "undated", "publisher": "NHCSXH tỉnh Lạng Sơn"}, raw)
    assert (row["source_id"], row["published_on"]) == ("lang-son-undated-vbsp", "")


def test_a_text_at_hand_is_recorded_by_its_sha256(raw: Path, tmp_path: Path) -> None:
    (tmp_path / "text.txt").write_bytes(b"")
    row = new_source({**GIVEN, "text": str(tmp_path / "text.txt")}, raw)
    assert row["access"] == "full_text"
    assert row["snapshot_sha256"] == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert check_all(raw).findings == []


@pytest.mark.parametrize(
    ("column", "cell", "en", "vi"),
    [
        ("area", "", "--area is missing", "thiếu --area"),
        ("url", "", "--url is missing", "thiếu --url"),
        ("url", "baolangson", "--url: ", "--url: "),
        ("published_on", "30/7/2024", "--published: “30/7/2024”", "--published: “30/7/2024”"),
        ("published_on", "2024-02-30", "“2024-02-30”", "“2024-02-30”"),
        ("published_on", "9999", "is still to come", "chưa đến"),
        ("publisher", "日本", "Latin letters", "chữ cái Latinh"),
        ("publisher", "Báo\u200b", "invisible character", "ký tự ẩn"),
        ("publisher", "\udcff", "invisible character", "ký tự ẩn"),
        ("title", "=1+1", "--title: “=1+1”", "--title: “=1+1”"),
        ("language", "vn", "--language: “vn”", "--language: “vn”"),
        ("reprint_of", "lang-son-2023", "--reprint-of: “lang-son-2023”", "--reprint-of: “lang-son-2023”"),
        ("text", "/nowhere/text.txt", "--text: cannot open", "--text: không mở được"),
    ],
)
def test_a_wrong_source_is_refused_in_both_languages_and_nothing_is_written(raw: Path, column: str, cell: str, en: str, vi: str) -> None:
    refused = refusal(raw, **{column: cell})
    assert en in refused.sentence("en")
    assert vi in refused.sentence("vi")
    assert refused.sentence("en") != refused.sentence("vi")


def test_an_address_is_registered_once(raw: Path) -> None:
    new_source(GIVEN, raw)
    again = GIVEN["url"].replace("https://", "http://www.") + "/#top"
    assert "lang-son-2024-bao-lang-son" in refusal(raw, url=again).sentence("en")


@pytest.mark.parametrize("cells", [{"language": "xx"}, {"published_on": "2024-13-01"}])
def test_a_table_that_is_broken_is_not_written_to(tmp_path: Path, cells: dict[str, str]) -> None:
    raw = write_raw(tmp_path / "raw", sources=changed("sources", "lang-son-english", **cells))
    assert "must be corrected first" in refusal(raw).sentence("en")


def test_a_table_with_separators_of_another_kind_is_not_written_to(raw: Path) -> None:
    path = raw / "sources.csv"
    path.write_bytes(path.read_bytes().replace(b",", b";"))
    assert "must be corrected first" in refusal(raw).sentence("en")


def test_the_command_line_refuses_with_a_sentence_and_status_2(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["new", "province", "Atlantis", "--lang", "vi"]) == 2
    assert main(["new", "source", "--area", "VN"]) == 2
    assert capsys.readouterr().err.splitlines() == [
        "không chạy được: trong danh mục không có địa bàn “Atlantis”; hãy ghi tên tỉnh",
        "cannot run: --published is missing",
    ]
