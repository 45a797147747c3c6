"""What cuts across the stages: withdrawal, litigation hold, another owner, a note, an operator."""

from dataclasses import replace
from datetime import timedelta

from makegood.rules import ledger
from makegood.rules.attempts import PaymentState
from makegood.rules.casefile import Act, CaseFile, Hold, Outcome, Stage, book, log, notify
from makegood.rules.ledger import Award
from makegood.rules.life import timing
from makegood.rules.life.closing import close
from makegood.rules.life.settling import current, in_flight, paid_so_far
from makegood.rules.money import Money, total
from makegood.rules.negotiation import withdraw_offer
from makegood.rules.offers import Negotiation, OfferState
from makegood.rules.refusals import Refused


def withdraw(case: CaseFile, act: Act) -> CaseFile:
    """The claim taken back: offers, signatures, the reserve and what was payable are undone.

    Refuses once a payment has been handed to the bank, and a decided claim.
    """
    _require_undecided(case)
    _require_nothing_sent(case)
    return close(undone(log(case, act, "withdrawn"), act.why), Outcome.WITHDRAWN, act)


def compensate(case: CaseFile, act: Act) -> CaseFile:
    """An operator undoes and closes a parked claim; refuses while the bank may still pay."""
    if in_flight(case):
        raise Refused(
            "payment_under_way", "The bank has a payment of this claim: look it up first."
        )
    outcome = Outcome.PAID if paid_so_far(case).is_positive else Outcome.COMPENSATED
    return close(undone(log(case, act, "compensated"), act.why), outcome, act)


def undone(case: CaseFile, reason: str) -> CaseFile:
    """The case with no offer on the table and nothing payable that was not paid."""
    talks = withdraw_offer(case.negotiation, reason) if case.negotiation else None
    case = replace(case, negotiation=talks, desk_reply_by=None, deficiency=None)
    left = unpaid(case)
    if case.settlement is None or not left.is_positive:
        return case
    case = book(case, ledger.unsettle(case.claim_id, case.settlement.version, _award(case, left)))
    return replace(case, award=None)


def unpaid(case: CaseFile) -> Money:
    """What is payable under the settlement and has not been paid or set off."""
    if case.award is None:
        return Money.zero(case.currency)
    open_ = (a.amount for a in current(case) if a.state is not PaymentState.SETTLED)
    return total(open_, case.currency)


def _award(case: CaseFile, left: Money) -> Award:
    goodwill = min(left, case.award.goodwill) if case.award else Money.zero(case.currency)
    return Award(left - goodwill, goodwill)


def _require_undecided(case: CaseFile) -> None:
    if case.stage in {Stage.CLOSED, Stage.AFTERCARE}:
        raise Refused(
            "decided_already", f"The claim is {case.stage}; it can be appealed, not withdrawn."
        )


def _require_nothing_sent(case: CaseFile) -> None:
    if case.stage is Stage.SUBMITTING or in_flight(case) or paid_so_far(case).is_positive:
        raise Refused("payment_under_way", "A payment has been handed in; it cannot be withdrawn.")


def hold(case: CaseFile, act: Act) -> CaseFile:
    """The case under a litigation hold: negotiation, payment and our promises stand still."""
    if not case.is_open:
        raise Refused("closed", "The claim is closed.")
    if case.hold is not None:
        raise Refused("on_hold_already", f"On hold since {case.hold.since.isoformat()}.")
    case = timing.pause_promises(case, act.at, f"litigation hold: {act.why}", act.by)
    case = log(case, act, "hold_placed")
    case = notify(case, "legal", "hold_placed", ("reason", act.why))
    return replace(case, hold=Hold(act.at, act.by, act.why))


def release_hold(case: CaseFile, act: Act) -> CaseFile:
    """The case going on where it stood; an open offer gets back the time that the hold took."""
    if case.hold is None:
        raise Refused("not_on_hold", "There is no hold to lift.")
    span = act.at - case.hold.since
    talks = _prolonged(case.negotiation, span) if case.negotiation else None
    reply_by = case.desk_reply_by + span if case.desk_reply_by else None
    case = replace(case, hold=None, negotiation=talks, desk_reply_by=reply_by)
    case = log(case, act, "hold_lifted")
    return case if _merchant_owes(case) else timing.resume_promises(case, act.at)


def _prolonged(talks: Negotiation, span: timedelta) -> Negotiation:
    offers = tuple(
        replace(offer, valid_until=offer.valid_until + span)
        if offer.state in {OfferState.OPEN, OfferState.WAITING_APPROVAL}
        else offer
        for offer in talks.offers
    )
    return replace(talks, offers=offers)


def _merchant_owes(case: CaseFile) -> bool:
    latest = case.negotiation.latest if case.negotiation else None
    offered = latest is not None and latest.state is OfferState.OPEN
    owing = {Stage.AWAITING_DOCUMENTS, Stage.AWAITING_PAYEE}
    return case.stage in owing or (case.stage is Stage.NEGOTIATING and offered)


def assign(case: CaseFile, act: Act, assignee: str) -> CaseFile:
    """The case with another owner; refuses a closed case."""
    if not case.is_open:
        raise Refused("closed", "The claim is closed; nobody needs to own it.")
    if assignee == case.assignee:
        return case
    case = log(case, act, "assigned", f"{case.assignee} -> {assignee}")
    return notify(replace(case, assignee=assignee), assignee, "assigned", ("reason", act.why))


def note(case: CaseFile, act: Act) -> CaseFile:
    """The case with a remark on its timeline."""
    return log(case, act, "note")
