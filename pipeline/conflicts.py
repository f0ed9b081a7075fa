"""Figures of the same thing: which of them contradict each other, and which one is preferred."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Claim:
    """One figure among those of the same thing.

    Attributes:
        obs_id: its identity.
        least, greatest: the true values that its print and bound allow.
        doubtful: whether a flag lowers its reliability.
        verified: whether it was found in the text of its source.
        publisher_rank: place of the kind of its publisher in the documented precedence, 0 the most trusted.
        reprint: whether its source reprints another.
        published_on: when, as precise as it is known; blank if it is not.
    """

    obs_id: str
    least: Decimal
    greatest: Decimal
    doubtful: bool
    verified: bool
    publisher_rank: int
    reprint: bool
    published_on: str


def contradict(claims: Sequence[Claim]) -> bool:
    """Whether no value satisfies all claims."""
    return max(claim.least for claim in claims) > min(claim.greatest for claim in claims)


def preferred(claims: Sequence[Claim]) -> Claim:
    """Return the claim to use: not doubtful, verified, by the most trusted publisher, not a reprint, the latest, the first by obs_id."""
    by_identity = sorted(claims, key=lambda claim: claim.obs_id)
    latest_first = sorted(by_identity, key=lambda claim: claim.published_on, reverse=True)
    return min(latest_first, key=lambda claim: (claim.doubtful, not claim.verified, claim.publisher_rank, claim.reprint))
