"""A round of sign-offs as a value: what it is about, who decided what, where it stands."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from makegood.rules.claim import Team
from makegood.rules.clocks import Clock
from makegood.rules.terms import Mandate


class Decide(StrEnum):
    """What a team answers when it is asked to sign."""

    APPROVE = "approve"
    REJECT = "reject"
    SEND_BACK = "send_back"


class RoundSubject(StrEnum):
    """What a round is about."""

    RECOMMENDATION = "recommendation"
    DENIAL = "denial"
    OFFER = "offer"
    LATE_ACCEPTANCE = "late_acceptance"
    PAYMENT = "payment"
    STATEMENT = "statement"


class RoundState(StrEnum):
    """Where a round stands; only an open one can be decided."""

    OPEN = "open"
    APPROVED = "approved"
    REJECTED = "rejected"
    SENT_BACK = "sent_back"
    VOID = "void"


@dataclass(frozen=True)
class Decision:
    """One answer, by name, with its reason and time, about exactly the subject that was seen.

    When the round takes it in, `acting_for` and `level` are set from the signer, and a shortened
    `subject_hash` becomes the whole one.
    """

    decision_id: str
    team: Team
    decision: Decide
    by: str
    at: datetime
    subject_hash: str
    reason: str = ""
    acting_for: str = ""
    level: int = 1


@dataclass(frozen=True)
class Opening:
    """The circumstances of a new round: who did the work, who is barred, the teams' OLA clocks.

    `barred` are those who signed an earlier round from which this one is kept separate. A clock's
    `party` is the team that it counts for.
    """

    at: datetime
    prepared_by: tuple[str, ...]
    barred: tuple[str, ...] = ()
    asked: tuple[Clock, ...] = ()


@dataclass(frozen=True)
class Round:
    """A round of sign-offs over one subject; two mandates of a team are two of its people."""

    subject: RoundSubject
    subject_hash: str
    opened_at: datetime
    prepared_by: tuple[str, ...]
    mandates: tuple[Mandate, ...]
    decisions: tuple[Decision, ...] = ()
    asked: tuple[Clock, ...] = ()
    barred: tuple[str, ...] = ()
    void_reason: str = ""


def state(round_: Round) -> RoundState:
    """Where the round stands: one rejection rejects, one sending back sends back, all approve."""
    given = {decision.decision for decision in round_.decisions}
    if round_.void_reason:
        return RoundState.VOID
    if Decide.REJECT in given:
        return RoundState.REJECTED
    if Decide.SEND_BACK in given:
        return RoundState.SENT_BACK
    return RoundState.OPEN if outstanding(round_) else RoundState.APPROVED


def outstanding(round_: Round) -> tuple[Mandate, ...]:
    """The mandates that nobody has met yet, in the order of the round, whatever its state."""
    left = list(round_.mandates)
    for decision in round_.decisions:
        left.remove(_met_by(decision.team, decision.level, left))
    return tuple(left)


def awaiting(round_: Round) -> tuple[Team, ...]:
    """The teams that are still asked; nobody once the round is closed."""
    if state(round_) is not RoundState.OPEN:
        return ()
    return tuple(dict.fromkeys(mandate.team for mandate in outstanding(round_)))


def signers(round_: Round) -> frozenset[str]:
    """Everyone who prepared or signed, delegators included: they do not release the payment."""
    signed = {name for d in round_.decisions for name in (d.by, d.acting_for)}
    return frozenset(signed | set(round_.prepared_by)) - {""}


def _met_by(team: Team, level: int, left: list[Mandate]) -> Mandate:
    """The highest mandate of the team that a signature of that level meets."""
    within = [mandate for mandate in left if mandate.team is team and mandate.level <= level]
    return max(within, key=lambda mandate: mandate.level)
