"""Whom a case waits on: for what, since when, until when."""

from dataclasses import dataclass
from datetime import datetime

from makegood.rules.casefile import CaseFile, Stage
from makegood.rules.clocks import Clock, due_at
from makegood.rules.life.payments import in_flight
from makegood.rules.life.timing import merchant_owes
from makegood.rules.offers import Offer
from makegood.rules.rounds import awaiting as teams_awaited

MERCHANT = "merchant"
BANK = "bank"
OPERATOR = "operator"


@dataclass(frozen=True)
class Waiting:
    """Somebody the case waits on: for what, since when, until when."""

    who: str
    what: str
    since: datetime
    due_at: datetime | None = None


def waiting(case: CaseFile, now: datetime) -> tuple[Waiting, ...]:
    """Everybody the case waits on now, the parked step and the hold first.

    On hold no team is waited for, and what the merchant owes has no date.
    """
    if not case.is_open:
        return ()
    if case.hold is not None:
        owing = _merchant(case, None) if merchant_owes(case) else ()
        return (*_parked(case), *_held(case), *owing, *_bank(case))
    return (*_parked(case), *(_teams(case, now) or _by_stage(case)))


def _parked(case: CaseFile) -> tuple[Waiting, ...]:
    parked = case.parked
    return (Waiting(OPERATOR, f"repair: {parked.step}", parked.since),) if parked else ()


def _held(case: CaseFile) -> tuple[Waiting, ...]:
    hold = case.hold
    return (Waiting("legal", "lift the hold", hold.since),) if hold else ()


def _teams(case: CaseFile, now: datetime) -> tuple[Waiting, ...]:
    round_ = case.round
    if round_ is None:
        return ()
    return tuple(
        Waiting(team, f"sign {round_.subject}", round_.opened_at, _ola_due(case, team, now))
        for team in teams_awaited(round_)
    )


def _ola_due(case: CaseFile, team: str, now: datetime) -> datetime | None:
    asked = case.round.asked if case.round else ()
    clock = next((clock for clock in asked if clock.party == team), None)
    return clock_due(case, clock, now) if clock else None


def clock_due(case: CaseFile, clock: Clock, now: datetime) -> datetime | None:
    """When a clock of the case runs out; None while it stands still."""
    return due_at(clock, case.calendar(clock.calendar), now)


DESK_OWES = {
    Stage.RECOMMENDING: "recommendation",
    Stage.NEGOTIATING: "next offer",
    Stage.PAYMENT_APPROVAL: "payment request",
}
"""What the desk owes where no round is open and the merchant owes nothing."""


def _by_stage(case: CaseFile) -> tuple[Waiting, ...]:
    if merchant_owes(case):
        return (*_merchant(case, _merchant_due(case)), *_bank(case))
    if case.stage in DESK_OWES:
        desk = Waiting("service_desk", DESK_OWES[case.stage], _since(case), case.desk_reply_by)
        return (desk, *_bank(case))
    return _bank(case)


def _merchant(case: CaseFile, until: datetime | None) -> tuple[Waiting, ...]:
    offer = shown_offer(case)
    what = {
        Stage.AWAITING_DOCUMENTS: "documents",
        Stage.AWAITING_PAYEE: "account",
    }.get(case.stage, f"answer to offer {offer.version}" if offer else "")
    return (Waiting(MERCHANT, what, _since(case), until),)


def _merchant_due(case: CaseFile) -> datetime | None:
    match case.stage:
        case Stage.AWAITING_DOCUMENTS:
            return case.deficiency.answer_by if case.deficiency else None
        case Stage.AWAITING_PAYEE:
            return case.payee_due
    offer = shown_offer(case)
    return offer.valid_until if offer else None


def _bank(case: CaseFile) -> tuple[Waiting, ...]:
    """The bank, while a payment is with it or about to be."""
    about_to = case.stage in {Stage.SUBMITTING, Stage.AWAITING_PAYOUT}
    return (Waiting(BANK, "payout", _since(case)),) if about_to or in_flight(case) else ()


def _since(case: CaseFile) -> datetime:
    return case.stage_since or case.opened_at


def shown_offer(case: CaseFile) -> Offer | None:
    """The newest offer that the merchant could see; one that waits for approval is ours alone."""
    offers = case.negotiation.offers if case.negotiation else ()
    return next((offer for offer in reversed(offers) if offer.open_since), None)
