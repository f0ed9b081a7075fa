"""From figures to the panel: how many figures of each indicator entered it, and what kept the others out."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Final

from pipeline.foundation.markdown import escape
from pipeline.language.spoken import Language
from pipeline.stages.figures.eligibility import ENTERED, REASONS
from pipeline.stages.tables import OBSERVATIONS, read_interim, read_validated, records

if TYPE_CHECKING:
    from pipeline.foundation.records import Record

Row = dict[str, Any]
HEAD: Final = """\
# From figures to the panel

Made by the build. Each figure of `observations` either entered `province_panel` or has one reason in its column `panel`; what each
reason means, and where the other figures can be used, is in [panel.md](panel.md). A reason that comes first in this table is
the one that is given: a district's figure that is also a bound is `SMALL_AREA`.

"""


def count(observations: Iterable[Row]) -> dict[str, Counter[str]]:
    """Return, by indicator, how many figures have each code of the column `panel`."""
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for row in observations:
        found[row["indicator"]][row["panel"]] += 1
    return dict(sorted(found.items(), key=lambda item: (-item[1].total(), item[0])))


def describe(observations: Iterable[Row], codes: "Mapping[str, Record]", language: Language = "en") -> str:
    """Return the page: a row for each reason over all indicators, then a row for each indicator.

    Args:
        observations: published observations.
        codes: the registry codes, by list and code.
        language: of the reasons; the rest of the page is in English.
    """
    by_indicator = count(observations)
    total: Counter[str] = sum(by_indicator.values(), Counter())
    reasons = [ENTERED, *(code for code in REASONS if total[code])]
    named = [(code, str(total[code]), codes[f"panel.{code}"][f"name_{language}"]) for code in reasons]
    lines = ["| code | figures | meaning |", "| --- | ---: | --- |", *(f"| {' | '.join(map(escape, row))} |" for row in named), ""]
    lines += ["| indicator | figures | " + " | ".join(reasons) + " |", "| --- |" + " ---: |" * (len(reasons) + 1)]
    for indicator, counts in by_indicator.items():
        lines.append(f"| {indicator} | {counts.total()} | " + " | ".join(str(counts[code] or "") for code in reasons) + " |")
    return HEAD + "\n".join(lines) + "\n"


def run(language: Language = "en") -> str:
    """Return the page for the built dataset.

    Raises:
        StageError: the dataset is not built.
    """
    return describe(read_interim(OBSERVATIONS).to_pylist(), records(read_validated("codes"), ["list", "code"]), language)
