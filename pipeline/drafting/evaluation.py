"""How good drafts are: the proposals for texts whose rows are coded, compared with those rows, field by field."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from pipeline.drafting.article import read_article
from pipeline.drafting.draft import area_of_id
from pipeline.drafting.figures import in_base_unit
from pipeline.drafting.known import coded_rows
from pipeline.drafting.proposals import CONFIDENCES, Proposal, Setting, propose
from pipeline.editing.new import registry_of
from pipeline.foundation.errors import CannotRunError
from pipeline.foundation.paths import RAW, shown
from pipeline.foundation.registry import Registry
from pipeline.language.periods import PeriodError, read_period
from pipeline.language.quantity import QuantityError, numeral_of

FIELDS: Final = (
    "indicator",
    "ref_area",
    "period",
    "year",
    "period_basis",
    "value",
    "unit",
    "bound",
    "programme",
    "channel",
    "funding",
    "population_group",
    "standard",
)
"""What is compared: cells of a row; `year` is whether the periods end in one year, `value` compares in the base unit."""
CORE: Final = ("indicator", "ref_area", "period", "value")
WHOLE: Final = frozenset({"page", "full_text"})
"""Values of `access` of sources that were read whole."""
Row = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Miss:
    """A cell or a row that a person would have to change."""

    source_id: str
    locator: str
    as_printed: str
    what: str
    coded: str
    proposed: str

    def __str__(self) -> str:
        return f"{self.source_id} {self.locator} {self.as_printed}: {self.what}: coded {self.coded or '-'}, proposed {self.proposed or '-'}"


@dataclass
class Score:
    """Counts over all texts of an evaluation.

    Attributes:
        texts: how many were read.
        coded: figures that have a row.
        found: of these, whose numeral was seen.
        proposed: of these, for which a row was proposed.
        false: rows proposed for numbers that have none.
        right: by field, how many of the proposed rows agree.
        untouched: proposed rows in which indicator, area, period and value are all right.
        by_confidence: for each confidence, proposed rows and those right in all four.
        misses: what differs.
    """

    texts: int = 0
    coded: int = 0
    found: int = 0
    proposed: int = 0
    false: int = 0
    untouched: int = 0
    right: Counter[str] = field(default_factory=Counter)
    by_confidence: dict[str, tuple[int, int]] = field(default_factory=lambda: dict.fromkeys(CONFIDENCES, (0, 0)))
    misses: list[Miss] = field(default_factory=list)

    def lines(self) -> Iterator[str]:
        """Yield the table of an evaluation, as Markdown."""
        yield f"| {self.texts} texts, {self.coded} coded figures | share |"
        yield "| --- | ---: |"
        yield f"| numerals found | {_share(self.found, self.coded)} |"
        yield f"| rows proposed for coded figures (recall) | {_share(self.proposed, self.coded)} |"
        yield f"| proposed rows that are false | {_share(self.false, self.proposed + self.false)} |"
        for name in FIELDS:
            yield f"| {NAMES.get(name, f'`{name}`')} right | {_share(self.right[name], self.proposed)} |"
        yield f"| all of indicator, area, period and value right | {_share(self.untouched, self.proposed)} |"
        for confidence in reversed(CONFIDENCES):
            rows, right = self.by_confidence[confidence]
            yield f"| the same, of the {rows} rows called {confidence} | {_share(right, rows)} |"


NAMES: Final = {"year": "year in which the period ends", "value": "value in the base unit"}


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f} %" if whole else "-"


def evaluate(folder: Path, raw: Path = RAW) -> Score:
    """Draft every text of a folder and compare with the rows of its source.

    Args:
        folder: texts called `<source_id>.txt`.
        raw: the folder data/raw.

    Raises:
        CannotRunError: the folder holds no such text.
    """
    registry = registry_of(raw)
    texts = {path.stem: path for path in sorted(folder.glob("*.txt")) if path.stem in registry.sources}
    if not texts:
        en, vi = f"no text in {shown(folder)} is called as a source", f"không có văn bản nào trong {shown(folder)} mang tên một nguồn"
        raise CannotRunError(en, vi)
    rows: dict[str, list[Row]] = {}
    for row in coded_rows(raw):
        if row["source_id"] in texts and row["locator"].startswith("p"):
            rows.setdefault(row["source_id"], []).append(row)
    score = Score()
    for source, path in texts.items():
        with path.open("rb") as file:
            article = read_article(file, path.name)
        _compare(propose(article, registry, setting_of(source, registry)), rows.get(source, []), registry, score)
    return score


def setting_of(source: str, registry: Registry) -> Setting:
    """Return what a coder would have told of a registered source."""
    record = registry.sources[source]
    area = "VN" if source.startswith(("viet-nam", "molisa", "gso")) else area_of_id(source, registry)
    return Setting(source, area, record["published_on"], record["decimal_mark"], record["access"] in WHOLE)


def _compare(proposals: Sequence[Proposal], rows: Iterable[Row], registry: Registry, score: Score) -> None:
    """Count what agrees."""
    score.texts += 1
    free = list(proposals)
    for row in sorted(rows, key=lambda row: (len(row["locator"]), row["locator"])):
        score.coded += 1
        proposal = _same_number(row, free)
        if proposal is None:
            score.misses.append(_miss(row, "not found", "", ""))
            continue
        free.remove(proposal)
        score.found += 1
        if proposal.reason:
            score.misses.append(_miss(row, "left out", row["indicator"], proposal.reason))
        else:
            _count(row, proposal, registry, score)
    for proposal in free:
        if not proposal.reason:
            score.false += 1
            score.misses.append(_miss(proposal.row, "false row", "", proposal.row["indicator"]))


def _same_number(row: Row, proposals: Iterable[Proposal]) -> Proposal | None:
    """Return the proposal for the same numeral in the same paragraph, one with a row before one without."""
    here = [one for one in proposals if _paragraph(one.row) == _paragraph(row) and _numeral(one.row) == _numeral(row)]
    return min(here, key=lambda one: (one.row["locator"] != row["locator"], bool(one.reason)), default=None)


def _paragraph(row: Row) -> str:
    return row["locator"].partition("#")[0]


def _numeral(row: Row) -> str:
    try:
        return numeral_of(row["as_printed"]).replace(" ", "")
    except QuantityError:
        return ""


def _count(row: Row, proposal: Proposal, registry: Registry, score: Score) -> None:
    score.proposed += 1
    right = {name for name in FIELDS if _agree(name, row, proposal.row, registry)}
    score.right.update(right)
    score.misses += [_miss(row, name, _said(name, row), _said(name, proposal.row)) for name in FIELDS if name not in right]
    all_right = set(CORE) <= right
    score.untouched += all_right
    rows, before = score.by_confidence[proposal.least]
    score.by_confidence[proposal.least] = rows + 1, before + all_right


def _agree(name: str, coded: Row, proposed: Row, registry: Registry) -> bool:
    if name == "value":
        return in_base_unit(coded, registry) == in_base_unit(proposed, registry)
    return _said(name, coded) == _said(name, proposed)


def _said(name: str, row: Row) -> str:
    if name != "year":
        return row[name]
    try:
        return str(read_period(row["period"]).latest.last.year)
    except PeriodError:
        return ""


def _miss(row: Row, what: str, coded: str, proposed: str) -> Miss:
    return Miss(row["source_id"], row["locator"], row["as_printed"], what, coded, proposed)
