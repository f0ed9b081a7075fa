"""A draft shows what the dataset has of the same thing while the article is coded, not after."""

from pathlib import Path

from pipeline.drafting.known import CODED, compare_with_dataset
from pipeline.drafting.proposals import Setting, propose
from pipeline.reading.registries import load_registry
from tests.drafting.reading import article
from tests.small import STOCK, TABLES, write_raw

OTHER = {**TABLES["sources"][0], "source_id": "lang-son-2024-other", "url": "https://example.org/other"}
PHRASES = [
    {"phrase": "đến {day}", "language": "vi", "settles": "period", "stock": "{day}", "flow": "../{day}"},
    {"phrase": "dư nợ {figure}", "language": "vi", "settles": "indicator", "code": "LOANS_OUTSTANDING"},
]


def known_of(folder: Path, sentence: str, source: str) -> tuple[str, list[str]]:
    raw = write_raw(folder, [{**STOCK, "item": "1"}], sources=[*TABLES["sources"], OTHER], phrases=PHRASES)
    registry = load_registry(raw)[0]
    found = propose(article(sentence), registry, Setting(source, "P20_2008", "2024-07-30"))
    (one,) = [one for one in compare_with_dataset(found, raw, registry) if one.row["indicator"]]
    return one.reason, one.known


def test_a_figure_that_its_source_has_already_is_not_proposed_again(tmp_path: Path) -> None:
    reason, known = known_of(tmp_path, "Đến 30/6/2024, dư nợ là 14.009,3 tỷ đồng.", "lang-son-2024")
    assert reason == CODED
    assert known == ["the same: lang-son-2024.1 prints 14.009,3 tỷ đồng for 2024-06-30"]


def test_the_same_figure_of_another_source_is_shown(tmp_path: Path) -> None:
    reason, known = known_of(tmp_path, "Đến 30/6/2024, dư nợ là 14.009,3 tỷ đồng.", "lang-son-2024-other")
    assert (reason, known[0].split(":")[0]) == ("", "the same")


def test_a_figure_that_agrees_within_its_rounding_is_shown(tmp_path: Path) -> None:
    _, known = known_of(tmp_path, "Đến 30/6/2024, dư nợ là 14.009 tỷ đồng.", "lang-son-2024-other")
    assert known[0].startswith("agrees with")


def test_a_contradiction_is_shown(tmp_path: Path) -> None:
    reason, known = known_of(tmp_path, "Đến 30/6/2024, dư nợ là 15.000 tỷ đồng.", "lang-son-2024-other")
    assert (reason, known[0].split(":")[0]) == ("", "CONTRADICTS")


def test_another_time_contradicts_nothing(tmp_path: Path) -> None:
    assert known_of(tmp_path, "Đến 30/9/2024, dư nợ là 15.000 tỷ đồng.", "lang-son-2024-other") == ("", [])
