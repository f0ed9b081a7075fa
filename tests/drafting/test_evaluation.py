"""How good drafts are is counted, on texts that were split by source before a phrase was written, and on the five articles read whole."""

from pathlib import Path

import pytest

from pipeline.drafting.evaluation import FIELDS, Score, evaluate
from pipeline.foundation.errors import CannotRunError
from pipeline.foundation.paths import ROOT

TEXTS = ROOT / "evaluation"
ARTICLES = (
    "bu-gia-map-2025-directive-39",
    "ham-yen-2024-decision-22",
    "kien-thuy-2024-directive-40",
    "lang-son-2024-directive-40",
    "quang-ngai-city-2024-directive-40",
)


@pytest.fixture(scope="module")
def unseen() -> Score:
    return evaluate(TEXTS / "test")


def test_no_source_is_in_both_splits() -> None:
    tuning, test = ({path.name for path in (TEXTS / name).iterdir()} for name in ("tuning", "test"))
    assert tuning & test == set()


def test_the_shares_are_of_what_was_counted(unseen: Score) -> None:
    assert unseen.coded >= unseen.found >= unseen.proposed >= unseen.untouched
    assert all(unseen.right[name] <= unseen.proposed for name in FIELDS)
    assert sum(rows for rows, _ in unseen.by_confidence.values()) == unseen.proposed
    wrong = {miss.what for miss in unseen.misses}
    assert wrong <= {*FIELDS, "not found", "left out", "false row"}
    assert sum(miss.what == "false row" for miss in unseen.misses) == unseen.false
    assert sum(miss.what == "indicator" for miss in unseen.misses) == unseen.proposed - unseen.right["indicator"]


def test_numbers_of_unseen_texts_are_found_and_read_right(unseen: Score) -> None:
    assert unseen.found >= 0.99 * unseen.coded
    assert unseen.right["value"] >= 0.99 * unseen.proposed
    assert unseen.false <= 0.2 * (unseen.proposed + unseen.false)


def test_rows_called_sure_are_right_more_often_than_others(unseen: Score) -> None:
    shares = [right / rows for rows, right in (unseen.by_confidence[name] for name in ("unsure", "likely", "sure")) if rows]
    assert shares == sorted(shares)


def test_the_five_articles_are_compared_row_by_row(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ARTICLES:
        (tmp_path / f"{name}.txt").write_bytes((TEXTS / "tuning" / f"{name}.txt").read_bytes())
    score = evaluate(tmp_path)
    with capsys.disabled():
        changed = {(miss.source_id, miss.locator, miss.as_printed) for miss in score.misses}
        print(f"\nfive articles: {score.coded} coded figures, of which a person changes {len(changed)}:")
        print(*(f"  {miss}" for miss in score.misses), sep="\n")
    assert score.found == score.coded
    assert score.right["value"] == score.proposed
    assert score.right["ref_area"] == score.proposed
    assert score.false == 0


def test_a_folder_without_texts_of_sources_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CannotRunError, match="no text"):
        evaluate(tmp_path)
