"""Rules that compare rows with the passages that readers of the page wrote down, and passages with the rows that came of them."""

from collections import Counter
from typing import Final

import numpy as np
import pandas as pd

from pipeline.foundation.registry import FigureRead, Registry, figure_read
from pipeline.gate.running import Check, breaches, cells_of, check, judged, records_of, where

PASSAGE_ROW_CHECKS: Final[list[Check]] = []
PASSAGE_CHECKS: Final[list[Check]] = []
PLACE: Final = ("as_printed", "locator", "source_id", "ref_area", "period")
"""The cells that say where a figure was read."""
WITHHELD: Final = "DISCLOSURE"
"""Reason of figures that stand in no table, not even in passages."""


def _of_passages(rows: pd.DataFrame, registry: Registry) -> pd.DataFrame:
    """Return the rows that say where in a passage they stand."""
    return where(rows, judged(rows, ["source_id", "locator"], lambda source, place: source in registry.passages and place != "e"))


@check(
    PASSAGE_ROW_CHECKS,
    "V502",
    reads=PLACE,
    en="“{as_printed}” is not among the figures that were read in {locator} of {source_id} (data/raw/passages.csv){elsewhere_en}",
    vi="“{as_printed}” không nằm trong các số liệu đã đọc ở {locator} của {source_id} (data/raw/passages.csv){elsewhere_vi}",
    fix_en="read the page again; then correct `as_printed` or `locator` here, or the line in passages.csv; if the figure stands "
    "outside the passage, type e in `locator`",
    fix_vi="đọc lại trang; rồi sửa `as_printed` hoặc `locator` ở đây, hoặc dòng trong passages.csv; nếu số liệu nằm ngoài đoạn đã đọc "
    "thì ghi e ở `locator`",
)
def figure_stands_in_its_passage(rows: pd.DataFrame, registry: Registry) -> pd.DataFrame:
    near = _of_passages(rows, registry)
    wrong = (figure_read(row) not in registry.passages[row["source_id"]] for row in records_of(near[list(PLACE)]))

    def elsewhere(row: dict[str, str]) -> dict[str, str]:
        places = ", ".join(place for place, printed, *_ in registry.passages[row["source_id"]] if printed == row["as_printed"])
        return {"elsewhere_en": f", but in {places}" if places else "", "elsewhere_vi": f", mà ở {places}" if places else ""}

    return breaches(near, wrong, elsewhere)


@check(
    PASSAGE_ROW_CHECKS,
    "V504",
    reads=["bound", *PLACE],
    en="`bound` says “{bound}”, but in {locator} of {source_id} the reader wrote “{read}” (data/raw/passages.csv)",
    vi="`bound` ghi “{bound}”, nhưng ở {locator} của {source_id} người đọc ghi “{read}” (data/raw/passages.csv)",
    fix_en="read the word before the number again, and correct `bound` here or in passages.csv",
    fix_vi="đọc lại từ đứng trước con số rồi sửa `bound` ở đây hoặc trong passages.csv",
)
def bound_is_the_one_that_was_read(rows: pd.DataFrame, registry: Registry) -> pd.DataFrame:
    near = _of_passages(rows, registry)

    def read(row: dict[str, str]) -> str:
        return registry.passages[row["source_id"]][figure_read(row)]["bound"]

    wrong = (read(row) != row["bound"] for row in records_of(near[[*PLACE, "bound"]]))
    return breaches(near, wrong, lambda row: {"read": read(row)})


@check(
    PASSAGE_CHECKS,
    "V503",
    reads=["as_printed", "source_id", "locator"],
    en="{place} of {source_id} prints {printed} figures that have no row, “{as_printed}” among them, but excluded.csv leaves out "
    "only {left_out}; `coverage` of the source says {coverage}",
    vi="{place} của {source_id} in {printed} số liệu chưa có dòng nào, trong đó có “{as_printed}”, mà excluded.csv chỉ loại {left_out}; "
    "`coverage` của nguồn ghi {coverage}",
    fix_en="code the figure, or add a line for it to excluded.csv; else type some in `coverage` of the source",
    fix_vi="mã hóa số liệu đó hoặc thêm một dòng vào excluded.csv; nếu không thì ghi some ở `coverage` của nguồn",
)
def passage_is_coded_or_left_out(rows: pd.DataFrame, known: tuple[Registry, set[tuple[str, FigureRead]]]) -> pd.DataFrame:
    """Counted by paragraph: lines of excluded.csv say where a figure stands, but not the figure."""
    registry, coded = known
    whole = where(rows, judged(rows, ["source_id"], lambda source: registry.sources[source]["coverage"] != "some"))
    without_row = ((row["source_id"], figure_read(row)) not in coded for row in records_of(whole[list(PLACE)]))
    missing = where(whole, np.fromiter(without_row, dtype=bool, count=len(whole)))
    excluded = registry.records["excluded"]
    left_out = Counter((line["source_id"], line["locator"]) for line in excluded if line["reason"] != WITHHELD)
    printed = Counter((source, _paragraph(place)) for source, place in cells_of(missing, "source_id", "locator"))
    wrong = (
        printed[source, _paragraph(place)] > left_out[source, _paragraph(place)]
        for source, place in cells_of(missing, "source_id", "locator")
    )

    def facts(row: dict[str, str]) -> dict[str, object]:
        place = row["source_id"], _paragraph(row["locator"])
        coverage = registry.sources[row["source_id"]]["coverage"]
        return {"place": place[1], "printed": printed[place], "left_out": left_out[place], "coverage": coverage}

    return breaches(missing, wrong, facts)


def _paragraph(locator: str) -> str:
    return locator.partition("#")[0]
