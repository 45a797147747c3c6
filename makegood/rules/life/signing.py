"""A team's decision on a claim, and what follows from the last one of a round."""

from dataclasses import replace

from makegood.rules.authority import Signer, SigningRequest
from makegood.rules.casefile import Act, CaseFile, Outcome, Stage, log, move, notify
from makegood.rules.claim import Team
from makegood.rules.life.bargaining import negotiate
from makegood.rules.life.closing import decided
from makegood.rules.life.offer_approval import (
    late_approved,
    late_refused,
    offer_approved,
    offer_refused,
)
from makegood.rules.life.timing import aligned
from makegood.rules.local_time import local_at
from makegood.rules.refusals import Refused
from makegood.rules.signoff import (
    Decide,
    Decision,
    Round,
    RoundState,
    RoundSubject,
    decide,
    outstanding,
    signers,
    state,
)
from makegood.rules.subject import SHOWN, Subject

SAID = {Decide.APPROVE: "approved", Decide.REJECT: "rejected", Decide.SEND_BACK: "sent_back"}


def signing_request(case: CaseFile, decision: Decision) -> SigningRequest | None:
    """Whose signature is wanted of that team, to look the signer up; None where nobody is asked."""
    round_ = case.round
    wanted = [m for m in outstanding(round_) if m.team is decision.team] if round_ else []
    if round_ is None or not wanted:
        return None
    signed = {name for d in round_.decisions for name in (d.by, d.acting_for)} - {""}
    return SigningRequest(
        mandate=min(wanted, key=lambda mandate: mandate.level),
        on=local_at(case.desk.offsets, decision.at).date(),
        prepared_by=frozenset(round_.prepared_by),
        signed_by=frozenset(signed | set(round_.barred)),
    )


def sign(case: CaseFile, decision: Decision, signer: Signer) -> CaseFile:
    """The case with the decision taken in, and with what follows once the round is decided.

    Refuses when no round is open, under a litigation hold, and whatever the sign-off rules refuse.
    """
    round_ = open_round_of(case)
    after = decide(round_, decision, signer)
    if after == round_:
        return case
    case = replace(case, round=after, sign_offs=case.sign_offs + 1)
    acting = f" for {signer.acting_for}" if signer.acting_for else ""
    why = f"{decision.team}{acting}: {decision.reason}".rstrip(": ")
    step = f"{round_.subject}_{SAID[decision.decision]}"
    case = log(case, Act(decision.at, decision.by, why), step, round_.subject_hash[:SHOWN])
    return _concluded(case, after, decision)


def open_round_of(case: CaseFile) -> Round:
    """The round that waits for decisions; refuses where none does, or where all stands still."""
    if case.hold is not None:
        raise Refused("on_hold", "A litigation hold freezes decisions until Legal lifts it.")
    if case.round is None:
        raise Refused("nothing_to_sign", f"The claim is {case.stage}; nobody is asked to sign.")
    return case.round


def _concluded(case: CaseFile, round_: Round, last: Decision) -> CaseFile:
    outcome = state(round_)
    if outcome is RoundState.OPEN:
        return case
    if round_.subject is not RoundSubject.PAYMENT:
        case = replace(case, signed=tuple(sorted({*case.signed, *signers(round_)})))
    shown, case = case.shown, replace(case, round=None, shown=None)
    if outcome is RoundState.APPROVED:
        return _approved(_grounded(case, shown), round_.subject, last)
    said = Act(last.at, last.by, f"{last.team}: {last.reason}")
    return _not_approved(case, (round_.subject, last.decision), said)


def _grounded(case: CaseFile, shown: Subject | None) -> CaseFile:
    """The case under seals with what was approved among the grounds of its payments."""
    if shown is None or shown in case.grounds:
        return case
    return replace(case, grounds=(*case.grounds, shown))


def _approved(case: CaseFile, subject: RoundSubject, last: Decision) -> CaseFile:
    match subject:
        case RoundSubject.DENIAL:
            return decided(case, Outcome.DENIED, Act(last.at, last.by, "nothing is due"))
        case RoundSubject.OFFER:
            return offer_approved(case, last.at)
        case RoundSubject.LATE_ACCEPTANCE:
            return late_approved(case, last.at)
        case RoundSubject.PAYMENT:
            released = replace(case, released_payee=case.payee)
            return move(released, Stage.SUBMITTING, Act(last.at, last.by), "payment_released")
        case _:
            return negotiate(case, last.at)


def _not_approved(case: CaseFile, what: tuple[RoundSubject, Decide], said: Act) -> CaseFile:
    match what:
        case (RoundSubject.OFFER, _):
            return offer_refused(case, said)
        case (RoundSubject.LATE_ACCEPTANCE, _):
            return late_refused(case, said)
        case (RoundSubject.PAYMENT, _):
            return _payment_back(case, said)
        case (RoundSubject.RECOMMENDATION, Decide.REJECT):
            return decided(case, Outcome.DENIED, said)
        case _:
            return _back_to_desk(case, said)


def _payment_back(case: CaseFile, said: Act) -> CaseFile:
    """A payment that was not released waits for the desk: money agreed stays owed."""
    case = log(replace(case, sent_back=said.why), said, "payment_not_released")
    return notify(case, Team.SERVICE_DESK, "sent_back", ("why", said.why))


def _back_to_desk(case: CaseFile, said: Act) -> CaseFile:
    case = move(case, Stage.RECOMMENDING, said, "recommendation_sent_back")
    case = aligned(replace(case, sent_back=said.why), said.at)
    return notify(case, Team.SERVICE_DESK, "sent_back", ("why", said.why))
