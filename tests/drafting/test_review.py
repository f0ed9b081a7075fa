"""In the terminal a person accepts, changes or drops the proposals one by one."""

from collections.abc import Iterable

import pytest

from pipeline.drafting.proposals import Proposal
from pipeline.drafting.review import review
from tests.drafting.reading import proposals

TEXT = "Đến 30/6/2024, tổng dư nợ của tỉnh đạt 4.321 tỷ đồng. Năm 2023, doanh số cho vay đạt 1.000 tỷ đồng."


def reviewed(*typed: str) -> tuple[list[Proposal], list[str]]:
    keys, said = iter(typed), list[str]()

    def ask(_: str) -> str:
        try:
            return next(keys)
        except StopIteration:
            raise EOFError from None

    return review([one for one in proposals(TEXT) if not one.reason], ask, said.append, "en"), said


def indicators(found: Iterable[Proposal]) -> list[str]:
    return [one.row["indicator"] for one in found]


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (("", ""), ["LOANS_OUTSTANDING", "DISBURSEMENT"]),
        (("d", ""), ["DISBURSEMENT"]),
        (("", "q"), ["LOANS_OUTSTANDING"]),
        (("",), ["LOANS_OUTSTANDING"]),
        (("", "b", "d", ""), ["DISBURSEMENT"]),
        (("indicator=TOTAL_CAPITAL", "", "d"), ["TOTAL_CAPITAL"]),
    ],
    ids=["accept", "drop", "quit", "input ends", "back", "change"],
)
def test_what_is_typed_decides(typed: tuple[str, ...], kept: list[str]) -> None:
    assert indicators(reviewed(*typed)[0]) == kept


def test_a_column_that_is_mistyped_is_said_and_asked_again() -> None:
    found, said = reviewed("perod=2023", "", "")
    assert "no column 'perod'; did you mean period?" in said
    assert len(found) == 2


def test_the_figure_is_marked_in_its_sentence() -> None:
    _, said = reviewed("", "")
    assert any("»4.321 tỷ đồng«" in line for line in said)


def test_what_a_page_hides_in_its_text_cannot_move_the_cursor() -> None:
    said: list[str] = []
    found = [one for one in proposals("Đến 30/6/2024, tổng dư nợ \x1b[2J đạt 4.321 tỷ đồng.") if not one.reason]
    review(found, lambda _: "", said.append, "vi")
    assert not any("\x1b" in line for line in said)
