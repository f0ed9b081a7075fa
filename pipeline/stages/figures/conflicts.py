"""Conflicts: which figures about the same thing contradict each other, and which one is preferred."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from pipeline.foundation.markdown import escape
from pipeline.foundation.params import Params, load_params
from pipeline.language.quantity import read_quantity
from pipeline.stages.figures.eligibility import is_inferred
from pipeline.stages.figures.statuses import DEFINITION_DIFFERS, LOW_RELIABILITY, PROVISIONAL
from pipeline.stages.figures.timing import is_early, read_printings
from pipeline.stages.tables import OBSERVATIONS, Stored, read_validated, records, rows_of

if TYPE_CHECKING:
    from pipeline.foundation.records import Record
    from pipeline.stages.figures.timing import Printing

Row = dict[str, Any]
EVIDENCE: Final = ("verified", "read_twice", "read_once", "unverified")
"""How it is proven that a source prints a figure, the surest first."""


class Claim(NamedTuple):
    """One of several figures about the same thing.

    Attributes:
        obs_id: its identity.
        least, greatest: the true values that its print and bound allow.
        status: its SDMX status.
        inferred: whether the time or the year that it describes was inferred.
        early: whether its year may not have been over when it was printed.
        exact: whether its source gives the number itself and not a bound of it.
        evidence_rank: place of its evidence in EVIDENCE, 0 the strongest.
        publisher_rank: place of the kind of its publisher in the documented precedence, 0 the most trusted.
        reprint: whether its source reprints another.
        published_on: when, as precise as it is known; blank if it is not.
    """

    obs_id: str
    least: Decimal
    greatest: Decimal
    status: str
    inferred: bool
    early: bool
    exact: bool
    evidence_rank: int
    publisher_rank: int
    reprint: bool
    published_on: str


def contradict(claims: Sequence[Claim]) -> bool:
    """Whether no value satisfies all claims."""
    return max(claim.least for claim in claims) > min(claim.greatest for claim in claims)


REASONS: Final[tuple[tuple[str, Callable[[Claim], Any]], ...]] = (
    ("nothing is doubtful about it", lambda claim: claim.status == LOW_RELIABILITY),
    ("it is defined like the indicator", lambda claim: claim.status == DEFINITION_DIFFERS),
    ("it is not preliminary", lambda claim: claim.status == PROVISIONAL),
    ("its source prints its time", lambda claim: claim.inferred),
    ("its year was over when it was printed", lambda claim: claim.early),
    ("it is exact", lambda claim: not claim.exact),
    ("its source was read more surely", lambda claim: claim.evidence_rank),
    ("its kind of publisher comes first", lambda claim: claim.publisher_rank),
    ("its source is not a reprint", lambda claim: claim.reprint),
    ("it was published last", lambda claim: [-ord(character) for character in claim.published_on.ljust(10)]),
    ("nothing else tells them apart; its identity comes first in the alphabet", lambda claim: claim.obs_id),
)
"""The precedence: each reason with its sort key, in the order in which they are compared; the least is preferred."""


def preferred(claims: Sequence[Claim]) -> Claim:
    """Return the claim to use, by the precedence in REASONS."""
    if len(claims) == 1:
        return claims[0]
    return min(claims, key=lambda claim: [rank(claim) for _, rank in REASONS])


def reason(chosen: Claim, other: Claim) -> str:
    """Return why one claim is preferred to another: the first of REASONS in which they differ."""
    return next((text for text, rank in REASONS if rank(chosen) != rank(other)), "they are the same")


def read_claims(
    observations: Iterable[Row], lists: "Mapping[str, Mapping[str, Record]]", printed: "Mapping[str, Printing]", params: Params
) -> dict[str, Claim]:
    """Return a claim for each published observation, by obs_id.

    Args:
        observations: published observations.
        lists: the registries indicators, sources and units, by key.
        printed: by source, when it was printed.
        params: for the precedence among publishers and the month of the review.
    """
    whole = {unit["base_unit"]: unit["whole"] == "yes" for unit in lists["units"].values()}
    claims = {}
    for row in observations:
        source = lists["sources"][row["source_id"]]
        bound = "" if row["bound"] == "exact" else row["bound"]
        quantity = read_quantity(row["as_printed"], source["decimal_mark"], Decimal(repr(row["obs_value"])))
        least, greatest = quantity.interval(bound, whole=whole[row["unit_measure"]])
        claims[row["obs_id"]] = Claim(
            obs_id=row["obs_id"],
            least=least,
            greatest=greatest,
            status=row["obs_status"],
            inferred=is_inferred(row),
            early=is_early(row, lists["indicators"][row["indicator"]], printed[row["source_id"]], params.review_month),
            exact=row["bound"] == "exact",
            evidence_rank=EVIDENCE.index(row["evidence"]),
            publisher_rank=params.publisher_precedence.index(source["publisher_type"]),
            reprint=source["reprint_of"] != "",
            published_on=source["published_on"],
        )
    return claims


def describe(observations: Sequence[Row], claims: Mapping[str, Claim], areas: "Mapping[str, Record]") -> str:
    """Return the page that lists every conflict: what contradicts, by how much, which figure is preferred and why."""
    groups: dict[str, list[Row]] = defaultdict(list)
    for row in observations:
        if row["conflict_group"]:
            groups[row["conflict_group"]].append(row)
    ordered = sorted(groups.values(), key=lambda rows: (rows[0]["ref_area"], rows[0]["indicator"], rows[0]["conflict_group"]))
    head = HEAD.format(conflicts=len(groups), rows=sum(map(len, ordered)))
    return "\n".join([head, *(_conflict(rows, claims, areas) for rows in ordered)])


HEAD: Final = """\
# Conflicts

Made by the build. Figures of the same thing (area, indicator, programme, channel, funding, population group, standard, unit and period)
contradict each other when no value lies within the printed rounding and the bounds of all of them. All are kept; one is
`preferred`. Two standards or two producers are two series, not a conflict. The precedence is in `params.yaml`. Figures of different
things that cannot both be right (a total that falls, a part above its whole) are warnings of `python -m pipeline check`.

Conflicts: {conflicts}. Figures in them: {rows}.
"""


def _conflict(members: Sequence[Row], claims: Mapping[str, Claim], areas: "Mapping[str, Record]") -> str:
    first, *others = sorted(members, key=lambda row: (not row["preferred"], row["obs_id"]))
    about = [first[name] for name in ("programme", "channel", "funding", "population_group", "standard") if first[name] not in {"_T", "_Z"}]
    when = first["year"] if first["year"] is not None else first["time_period"]
    area = areas[first["ref_area"]]
    reasons = dict.fromkeys(reason(claims[first["obs_id"]], claims[row["obs_id"]]) for row in others)
    lines = [
        f"## {escape(area['name_vi'])} ({area['level']}), {', '.join([first['indicator'], *about])}, {when}\n",
        "| figure | printed | value | less the preferred | why it is preferred | note |",
        "| --- | --- | ---: | ---: | --- | --- |",
        _line(first, "", "; ".join(reasons)),
        *(_line(row, _apart(row, first), "") for row in others),
    ]
    return "\n".join(lines) + "\n"


def _line(row: Row, apart: str, why: str) -> str:
    value = f"{Decimal(repr(row['obs_value'])).normalize():,f} {row['unit_measure']}"
    return f"| {row['obs_id']} | {escape(row['as_printed'])} | {value} | {apart} | {why} | {escape(row['comment_obs'])} |"


def _apart(row: Row, other: Row) -> str:
    value, base = Decimal(repr(row["obs_value"])), Decimal(repr(other["obs_value"]))
    share = f" ({(value - base) / base:+.0%})" if base and row["unit_measure"] != "PERCENT" else ""
    return f"{(value - base).normalize():+,f}{share}"


def run(path: Path = OBSERVATIONS) -> str:
    """Return the page for the table of the stage observations.

    Raises:
        StageError: the dataset is not built.
    """
    disputed = list(rows_of(Stored((path,)), keep=lambda batch: batch["conflict_group"].is_valid()))
    keys = {"sources": "source_id", "units": "unit", "areas": "ref_area", "indicators": "indicator"}
    lists = {name: records(read_validated(name), [key]) for name, key in keys.items()}
    return describe(disputed, read_claims(disputed, lists, read_printings(), load_params()), lists["areas"])
