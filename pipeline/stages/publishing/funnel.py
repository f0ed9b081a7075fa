"""From figures to the panel: how many figures of each indicator entered it, and what kept the others out."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from pipeline.foundation.markdown import escape
from pipeline.language.spoken import Language
from pipeline.stages.figures.eligibility import ENTERED, REASONS
from pipeline.stages.tables import OBSERVATIONS, Stored, read_validated, records, rows_of

if TYPE_CHECKING:
    from pipeline.foundation.records import Record

Row = dict[str, Any]
COUNTED: Final = ("indicator", "panel")
"""Columns of the observations that are counted."""
HEAD: Final = """\
# From figures to the panel

Made by the build. Each figure of `observations` either entered `province_panel` or has one reason in its column `panel`; what each
reason means, and where the other figures can be used, is in [panel.md](panel.md). A reason that comes first in this table is
the one that is given: a district's figure that is also a bound is `SMALL_AREA`.

"""
HEADINGS: Final[Mapping[Language, Sequence[str]]] = {
    "en": ("code", "figures", "meaning", "indicator"),
    "vi": ("mã", "số liệu", "nghĩa", "chỉ tiêu"),
}


def count(observations: Iterable[Row]) -> dict[str, Counter[str]]:
    """Return, by indicator, how many figures have each code of the column `panel`."""
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for row in observations:
        found[row["indicator"]][row["panel"]] += 1
    return dict(sorted(found.items(), key=lambda item: (-item[1].total(), item[0])))


def describe(observations: Iterable[Row], codes: "Mapping[str, Record]") -> str:
    """Return the page: a row for each reason over all indicators, then a row for each indicator.

    Args:
        observations: published observations.
        codes: the registry codes, by list and code.
    """
    return HEAD + "\n".join(_tables(count(observations), codes, "en")) + "\n"


def _tables(by_indicator: Mapping[str, Counter[str]], codes: "Mapping[str, Record]", language: Language) -> Iterator[str]:
    """Yield the lines of both tables."""
    code, figures, meaning, indicator = HEADINGS[language]
    total: Counter[str] = sum(by_indicator.values(), Counter())
    reasons = [ENTERED, *(code for code in REASONS if total[code])]
    yield f"| {code} | {figures} | {meaning} |"
    yield "| --- | ---: | --- |"
    for reason in reasons:
        yield f"| {reason} | {total[reason]} | {escape(codes[f'panel.{reason}'][f'name_{language}'])} |"
    yield ""
    yield f"| {indicator} | {figures} | {' | '.join(reasons)} |"
    yield "| --- |" + " ---: |" * (len(reasons) + 1)
    for name, counts in by_indicator.items():
        yield f"| {name} | {counts.total()} | " + " | ".join(str(counts[reason] or "") for reason in reasons) + " |"


def run(language: Language = "en") -> str:
    """Return both tables for the built dataset, in a language.

    Raises:
        StageError: the dataset is not built.
    """
    by_indicator = count(rows_of(Stored((OBSERVATIONS,)).select(COUNTED)))
    return "\n".join(_tables(by_indicator, records(read_validated("codes"), ["list", "code"]), language)) + "\n"
