"""Rules about the registry of phrases."""

from typing import Final

import pandas as pd

from pipeline.foundation.records import Record, split
from pipeline.foundation.registry import DIMENSIONS, Registry
from pipeline.gate.running import Check, breaches, check, records_of
from pipeline.language.phrases import FIGURE, unfilled, unknown_slots

PHRASE_CHECKS: Final[list[Check]] = []
LISTS: Final = {"indicator": "indicators", "standard": "poverty_standards", "flags": "flags", **DIMENSIONS}
"""Where the codes are that phrases of each kind mean."""
CODES: Final[dict[str, frozenset[str]]] = {
    "period": frozenset({""}),
    "change": frozenset({"INCREASE", "REDUCTION"}),
    "nothing": frozenset(
        {"ACT", "CEILING", "COUNTER", "DATE", "INTEREST", "MEETING", "NO_INDICATOR", "OUT_OF_SCOPE", "PERSONAL", "SPAN"},
    ),
}
"""The codes of phrases that mean none of a list: growth or fall, and why a number is not coded."""


@check(
    PHRASE_CHECKS,
    "V417",
    reads=["code", "settles"],
    en="“{code}” is not a code of what the phrase settles, {settles}",
    vi="“{code}” không phải là mã của {settles}, là điều mà cụm từ này cho biết",
    fix_en="type one of {known}",
    fix_vi="ghi một trong {known}",
)
def phrases_mean_known_codes(rows: pd.DataFrame, registry: Registry) -> pd.DataFrame:
    known = {settles: _known(settles, registry) for settles in {*LISTS, *CODES}}
    wrong = (row["code"] not in known[row["settles"]] for row in records_of(rows))
    return breaches(rows, wrong, lambda row: {"known": ", ".join(filter(None, sorted(known[row["settles"]])[:12])) or "(blank)"})


def _known(settles: str, registry: Registry) -> frozenset[str]:
    if settles in CODES:
        return CODES[settles]
    return frozenset(registry.keys(LISTS[settles])) | ({""} if settles in DIMENSIONS else set())


@check(
    PHRASE_CHECKS,
    "V418",
    reads=["phrase", "stock", "flow", "language", "settles"],
    en="{problem_en}",
    vi="{problem_vi}",
    fix_en="the slots are {{day}}, {{date}}, {{month}}, {{month_of_year}}, {{year}}, {{year2}}, {{quarter}}, {{n}}, {{number}}, "
    "{{act}}, {{clock}} and {{figure}}; every alternative of a phrase must fill what its periods use",
    fix_vi="các ô trống là {{day}}, {{date}}, {{month}}, {{month_of_year}}, {{year}}, {{year2}}, {{quarter}}, {{n}}, {{number}}, "
    "{{act}}, {{clock}} và {{figure}}; mọi cách viết của cụm từ phải có đủ những ô mà `stock` và `flow` dùng",
)
def slots_are_filled(rows: pd.DataFrame, registry: Registry) -> pd.DataFrame:
    problems = [_problem(row) for row in records_of(rows)]
    said = dict(zip(rows.index, problems, strict=True))
    broken = breaches(rows, (problem is not None for problem in problems))
    facts = [said[position] or ("", "") for position in broken.index]
    return broken.assign(problem_en=[en for en, _ in facts], problem_vi=[vi for _, vi in facts])


def _problem(row: Record) -> tuple[str, str] | None:
    """Return what is wrong with the slots of a phrase, in English and Vietnamese."""
    for phrase in split(row["phrase"]):
        if unknown := unknown_slots(phrase, row["language"]):
            return f"“{phrase}” has the slot {{{unknown[0]}}}, which is not known", f"“{phrase}” có ô {{{unknown[0]}}} không rõ là gì"
        for period in (row["stock"], row["flow"]):
            if missing := unfilled(period, phrase):
                return (
                    f"“{period}” needs {{{missing[0]}}}, which “{phrase}” does not give",
                    f"“{period}” cần {{{missing[0]}}}, mà “{phrase}” không có",
                )
    if row["settles"] in {"indicator", "change"} and any(FIGURE not in phrase for phrase in split(row["phrase"])):
        return "a phrase for an indicator must say where {figure} stands", "cụm từ về chỉ tiêu phải cho biết {figure} đứng ở đâu"
    return None
