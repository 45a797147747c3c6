"""The taking of sign-offs: who may decide in a round, about what, and when it is void."""

from dataclasses import replace
from datetime import datetime

from makegood.rules.authority import Signer, may_sign
from makegood.rules.claim import Team
from makegood.rules.clocks import Clock, stop
from makegood.rules.refusals import Refused
from makegood.rules.rounds import (
    Decide,
    Decision,
    Opening,
    Round,
    RoundState,
    RoundSubject,
    awaiting,
    outstanding,
    signers,
    state,
)
from makegood.rules.subject import SHOWN, same_subject
from makegood.rules.terms import Mandate

__all__ = [
    "Decide",
    "Decision",
    "Opening",
    "Round",
    "RoundState",
    "RoundSubject",
    "awaiting",
    "decide",
    "open_round",
    "outstanding",
    "signers",
    "state",
    "void",
]


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
    taken = replace(
        decision,
        subject_hash=round_.subject_hash,
        acting_for=signer.acting_for,
        level=signer.level,
    )
    return _with_clocks(replace(round_, decisions=(*round_.decisions, taken)), decision.at)


def void(round_: Round, reason: str, at: datetime) -> Round:
    """The round voided, because what was signed has changed; a void one keeps its first reason."""
    if round_.void_reason:
        return round_
    return _with_clocks(replace(round_, void_reason=reason or "the subject changed"), at)


def _by_id(round_: Round, decision_id: str) -> Decision | None:
    return next((d for d in round_.decisions if d.decision_id == decision_id), None)


def _require_same(earlier: Decision, repeated: Decision) -> None:
    """What the person said must agree; the time and the resolved capacity are ours."""
    ours = replace(
        repeated,
        at=earlier.at,
        subject_hash=earlier.subject_hash,
        acting_for=earlier.acting_for,
        level=earlier.level,
    )
    if ours != earlier or not same_subject(repeated.subject_hash, earlier.subject_hash):
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


def _with_clocks(round_: Round, at: datetime) -> Round:
    """The clocks of those who are no longer asked have stopped."""
    asked = set(awaiting(round_))
    return replace(round_, asked=tuple(_stopped(c, at, asked) for c in round_.asked))


def _stopped(clock: Clock, at: datetime, asked: set[Team]) -> Clock:
    return clock if clock.stopped_at or clock.party in asked else stop(clock, at)
