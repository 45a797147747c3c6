"""What cuts across the stages: withdrawal, litigation hold, another owner, a note, an operator."""

from dataclasses import replace
from datetime import timedelta

from makegood.rules.casefile import Act, CaseFile, Deficiency, Hold, Outcome, Stage, log, notify
from makegood.rules.life import timing
from makegood.rules.life.closing import (
    appeal_decided,
    back_to_aftercare,
    close,
    outcome_of_money,
    undone,
)
from makegood.rules.life.finding import after_find
from makegood.rules.life.payments import in_flight, paid_so_far, unpaid
from makegood.rules.offers import Negotiation, OfferState
from makegood.rules.refusals import Refused


def withdraw(case: CaseFile, act: Act) -> CaseFile:
    """The claim taken back: offers, signatures, the reserve and what was payable are undone.

    A claim that was paid before its appeal stays paid; the appeal alone is taken back. Refuses
    once a payment has been handed in, and a decided claim.
    """
    _require_undecided(case)
    appealed = case.appeal is not None and case.appeal.open
    if not appealed:
        _require_nothing_sent(case)
    case = log(case, act, "withdrawn")
    return _appeal_withdrawn(case, act) if appealed else close(case, Outcome.WITHDRAWN, act)


def _appeal_withdrawn(case: CaseFile, act: Act) -> CaseFile:
    if unpaid(case).is_positive:
        raise Refused("payment_under_way", "A payment of this claim is being made or repaired.")
    if not paid_so_far(case).is_positive:
        return close(case, Outcome.WITHDRAWN, act)
    return back_to_aftercare(appeal_decided(undone(case, act)), act, "appeal_withdrawn")


def compensate(case: CaseFile, act: Act) -> CaseFile:
    """An operator undoes and closes a parked claim; refuses on hold, and while the bank may pay."""
    if case.hold is None and case.parked is None:
        raise Refused("not_parked", "No step of this claim is parked.")
    return cancel(case, act)


def cancel(case: CaseFile, act: Act) -> CaseFile:
    """An operator undoes and closes a claim, parked or not; refuses where `compensate` would."""
    if case.hold is not None:
        raise Refused("on_hold", "A litigation hold keeps the claim open until Legal lifts it.")
    if in_flight(case):
        raise Refused(
            "payment_under_way", "The bank has a payment of this claim: look it up first."
        )
    outcome = outcome_of_money(case, Outcome.COMPENSATED)
    return close(log(case, act, "compensated"), outcome, act)


def _require_undecided(case: CaseFile) -> None:
    if case.stage in {Stage.CLOSED, Stage.AFTERCARE}:
        raise Refused(
            "decided_already", f"The claim is {case.stage}; it can be appealed, not withdrawn."
        )


def _require_nothing_sent(case: CaseFile) -> None:
    if case.stage is Stage.SUBMITTING or in_flight(case) or paid_so_far(case).is_positive:
        raise Refused("payment_under_way", "A payment has been handed in; it cannot be withdrawn.")


def hold(case: CaseFile, act: Act) -> CaseFile:
    """The case on litigation hold: negotiation, sign-offs, payment and promises stand still."""
    if not case.is_open:
        raise Refused("closed", "The claim is closed.")
    if case.hold is not None:
        raise Refused("on_hold_already", f"On hold since {case.hold.since.isoformat()}.")
    case = replace(case, hold=Hold(act.at, act.by, act.why))
    case = timing.aligned(log(case, act, "hold_placed"), act.at)
    return notify(case, "legal", "hold_placed", ("reason", act.why))


def release_hold(case: CaseFile, act: Act) -> CaseFile:
    """The case going on where it stood: everybody gets back the time that the hold took."""
    if case.hold is None:
        raise Refused("not_on_hold", "There is no hold to lift.")
    case = _prolonged(replace(case, hold=None), act.at - case.hold.since)
    case = timing.aligned(log(case, act, "hold_lifted"), act.at)
    return after_find(case, act.at)


def _prolonged(case: CaseFile, span: timedelta) -> CaseFile:
    return replace(
        case,
        deficiency=_letter_prolonged(case.deficiency, span) if case.deficiency else None,
        negotiation=_talks_prolonged(case.negotiation, span) if case.negotiation else None,
        desk_reply_by=case.desk_reply_by + span if case.desk_reply_by else None,
        payee_due=case.payee_due + span if case.payee_due else None,
        appeal_until=case.appeal_until + span if case.appeal_until else None,
        aftercare_until=case.aftercare_until + span if case.aftercare_until else None,
    )


def _letter_prolonged(letter: Deficiency, span: timedelta) -> Deficiency:
    sent, left = letter.reminders[: letter.reminded], letter.reminders[letter.reminded :]
    reminders = (*sent, *(moment + span for moment in left))
    return replace(letter, answer_by=letter.answer_by + span, reminders=reminders)


def _talks_prolonged(talks: Negotiation, span: timedelta) -> Negotiation:
    offers = tuple(
        replace(offer, valid_until=offer.valid_until + span)
        if offer.state in {OfferState.OPEN, OfferState.WAITING_APPROVAL}
        else offer
        for offer in talks.offers
    )
    return replace(talks, offers=offers)


def assign(case: CaseFile, act: Act, assignee: str) -> CaseFile:
    """The case with another owner; refuses a closed case.

    Who prepared the work before stays barred from signing it.
    """
    if not case.is_open:
        raise Refused("closed", "The claim is closed; nobody needs to own it.")
    if assignee == case.assignee:
        return case
    case = log(case, act, "assigned", f"{case.assignee} -> {assignee}")
    return notify(replace(case, assignee=assignee), assignee, "assigned", ("reason", act.why))


def note(case: CaseFile, act: Act) -> CaseFile:
    """The case with a remark on its timeline."""
    return log(case, act, "note")
