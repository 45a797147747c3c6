"""Goodwill that a crisis grants beyond policy, as the case and the claim both speak of it."""

from dataclasses import dataclass
from enum import StrEnum


class GrantState(StrEnum):
    """How far a grant has got: in the case until the claim has heard of it, then in the claim."""

    TO_ASK = "to_ask"
    ASKED = "asked"
    SIGNING = "signing"
    APPROVED = "approved"
    PAID = "paid"
    REFUSED = "refused"
    LAPSED = "lapsed"


UNDECIDED = frozenset({GrantState.TO_ASK, GrantState.ASKED, GrantState.SIGNING})
"""Nobody of the claim's authority matrix has said yes or no."""

FINAL = frozenset({GrantState.PAID, GrantState.REFUSED})
"""What becomes of the claim later changes nothing about the grant."""


@dataclass(frozen=True)
class Grant:
    """What a claim was asked for by which decision of which case; `told` is what the case knows.

    `version` is that of the offer which carries it; 0 where the claim made none, for a `reason`.
    """

    case_id: str
    decision: int
    version: int = 0
    reason: str = ""
    told: GrantState = GrantState.ASKED
