"""A round of sign-offs: who was asked, who decided what about which subject, where it stands."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from makegood.rules.authority import Signer, may_sign
from makegood.rules.claim import Team
from makegood.rules.clocks import Clock, stop
from makegood.rules.refusals import Refused
from makegood.rules.subject import SHOWN, same_subject
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
    APPEAL = "appeal"
    REVERSAL = "reversal"


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

    `acting_for` and `level` are set from the signer when the round takes the decision in.
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


def open_round(
    subject: RoundSubject, subject_hash: str, mandates: tuple[Mandate, ...], opening: Opening
) -> Round:
    """A round that asks for the mandates in parallel; refuses `nobody_to_sign` when there are none.

    Nobody to ask would approve in silence, which policy must say in another way.
    """
    if not mandates:
        raise Refused("nobody_to_sign", f"Policy names nobody who signs a {subject}.")
    return Round(
        subject,
        subject_hash,
        opening.at,
        opening.prepared_by,
        mandates,
        asked=opening.asked,
        barred=opening.barred,
    )


def decide(round_: Round, decision: Decision, signer: Signer) -> Round:
    """The round with the decision taken in; who is no longer asked has a stopped clock.

    The same decision again changes nothing. Refuses `decision_id_reused`, `not_the_signer`,
    `round_closed`, `stale_subject`, `team_not_asked`, `team_decided`, `own_work`,
    `signed_already`, `separation_of_duties`, `level_too_low`, `reason_missing`.
    """
    earlier = _by_id(round_, decision.decision_id)
    if earlier is not None:
        _require_same(earlier, decision)
        return round_
    _require_open(round_)
    _require_current(round_, decision)
    _require_asked(round_, decision.team)
    _require_signer(round_, decision, signer)
    _require_reason(decision)
    taken = replace(decision, acting_for=signer.acting_for, level=signer.level)
    return _with_clocks(replace(round_, decisions=(*round_.decisions, taken)), decision.at)


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


def void(round_: Round, reason: str, at: datetime) -> Round:
    """The round voided, because what was signed has changed; a void one keeps its first reason."""
    if round_.void_reason:
        return round_
    return _with_clocks(replace(round_, void_reason=reason or "the subject changed"), at)


def signers(round_: Round) -> frozenset[str]:
    """Everyone who prepared or signed, delegators included: they do not release the payment."""
    signed = {name for d in round_.decisions for name in (d.by, d.acting_for)}
    return frozenset(signed | set(round_.prepared_by)) - {""}


def _by_id(round_: Round, decision_id: str) -> Decision | None:
    return next((d for d in round_.decisions if d.decision_id == decision_id), None)


def _require_same(earlier: Decision, repeated: Decision) -> None:
    """What the person said must agree; the time and the resolved capacity are ours."""
    ours = replace(repeated, at=earlier.at, acting_for=earlier.acting_for, level=earlier.level)
    if replace(ours, subject_hash=earlier.subject_hash) != earlier or not same_subject(
        repeated.subject_hash, earlier.subject_hash
    ):
        raise Refused(
            "decision_id_reused",
            f"Decision {earlier.decision_id} was given before with another content.",
        )


def _require_open(round_: Round) -> None:
    current = state(round_)
    if current is not RoundState.OPEN:
        why = f": {round_.void_reason}" if round_.void_reason else ""
        raise Refused("round_closed", f"This round of sign-offs is {current}{why}.")


def _require_current(round_: Round, decision: Decision) -> None:
    if not same_subject(decision.subject_hash, round_.subject_hash):
        raise Refused(
            "stale_subject",
            f"What was seen ({decision.subject_hash[:SHOWN]}) has changed; look again and sign "
            f"{round_.subject_hash[:SHOWN]}.",
        )


def _require_asked(round_: Round, team: Team) -> None:
    if team not in {mandate.team for mandate in round_.mandates}:
        raise Refused("team_not_asked", f"{team} is not asked to sign this {round_.subject}.")
    if team not in {mandate.team for mandate in outstanding(round_)}:
        raise Refused("team_decided", f"{team} has decided already.")


def _require_signer(round_: Round, decision: Decision, signer: Signer) -> None:
    if signer.name != decision.by:
        raise Refused("not_the_signer", f"{signer.name} cannot sign as {decision.by}.")
    who = ", for ".join(filter(None, (signer.name, signer.acting_for)))
    if signer.identities & set(round_.prepared_by):
        raise Refused("own_work", f"{who}: nobody signs what they prepared, nor lets another.")
    if signer.identities & signers(round_):
        raise Refused("signed_already", f"{who}: nobody signs twice, also not by delegation.")
    if signer.identities & set(round_.barred):
        raise Refused("separation_of_duties", f"{who}: signed what this {round_.subject} follows.")
    if not any(may_sign(signer, m) for m in outstanding(round_) if m.team is decision.team):
        raise Refused("level_too_low", f"{who}: below the level that {decision.team} needs here.")


def _require_reason(decision: Decision) -> None:
    if decision.decision is not Decide.APPROVE and not decision.reason.strip():
        raise Refused("reason_missing", f"To {decision.decision} needs a reason.")


def _met_by(team: Team, level: int, left: list[Mandate]) -> Mandate:
    """The highest mandate of the team that a signature of that level meets."""
    within = [mandate for mandate in left if mandate.team is team and mandate.level <= level]
    return max(within, key=lambda mandate: mandate.level)


def _with_clocks(round_: Round, at: datetime) -> Round:
    """The clocks of those who are no longer asked have stopped."""
    asked = set(awaiting(round_))
    return replace(round_, asked=tuple(_stopped(c, at, asked) for c in round_.asked))


def _stopped(clock: Clock, at: datetime, asked: set[Team]) -> Clock:
    return clock if clock.stopped_at or clock.party in asked else stop(clock, at)
