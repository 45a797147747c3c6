"""Parcels that turn up: what is unpaid for them falls away, what is paid is owed back."""

from dataclasses import replace
from datetime import datetime

from makegood.rules import ledger
from makegood.rules.casefile import Act, CaseFile, Outcome, Stage, book, log, move, notify
from makegood.rules.ledger import Award
from makegood.rules.life.closing import (
    appeal_decided,
    back_to_aftercare,
    close,
    set_reserve,
    undone,
)
from makegood.rules.life.figures import approved, lines
from makegood.rules.life.payments import in_flight, kept, paid_so_far
from makegood.rules.life.recommending import recommend, without_found
from makegood.rules.life.timing import aligned
from makegood.rules.money import Money, total
from makegood.rules.refusals import Refused

DECIDED_AGAIN = frozenset(
    {
        Stage.SIGNING_OFF,
        Stage.NEGOTIATING,
        Stage.SETTLED,
        Stage.AWAITING_PAYEE,
        Stage.PAYMENT_APPROVAL,
        Stage.AWAITING_PAYOUT,
    }
)
"""Stages in which an amount was recommended or agreed that holds no longer."""


def parcel_found(case: CaseFile, act: Act, numbers: tuple[str, ...]) -> CaseFile:
    """The case told that parcels turned up: unpaid lines fall away, paid ones are to be repaid.

    While money is on its way, or on a litigation hold, the news is kept and acted on later.
    Refuses parcels that are not of the claim, and a closed case.
    """
    _require_own(case, numbers)
    news = tuple(number for number in dict.fromkeys(numbers) if number not in case.found)
    if not news:
        return log(case, act, "parcel_found_again")
    case = replace(case, found=(*case.found, *news))
    case = log(case, act, "parcel_found", ", ".join(news))
    return after_find(case, act.at)


def _require_own(case: CaseFile, numbers: tuple[str, ...]) -> None:
    if not case.is_open:
        raise Refused("closed", "The claim is closed; its money is final.")
    own = {parcel.tracking_number for parcel in case.claim.parcels}
    strangers = sorted(set(numbers) - own)
    if strangers:
        raise Refused("unknown_parcel", f"Not a parcel of this claim: {', '.join(strangers)}.")


def after_find(case: CaseFile, at: datetime) -> CaseFile:
    """The case with what the found parcels mean for it, unless it must wait for money or Legal."""
    news = tuple(number for number in case.found if number not in case.found_settled)
    handed = in_flight(case) or case.stage is Stage.SUBMITTING
    waits = handed or case.hold is not None or case.confirming
    if not news or waits or not case.is_open:
        return case
    case = replace(case, found_settled=(*case.found_settled, *news))
    if paid_so_far(case).is_positive:
        return _dropped(_reversed(case, news, at), at)
    if len(case.found) == len(case.claim.parcels):
        return close(case, Outcome.FOUND, Act(at, "system", "every parcel was found"))
    return _dropped(case, at)


def _dropped(case: CaseFile, at: datetime) -> CaseFile:
    """What is not paid yet is decided again without the found parcels."""
    why = Act(at, "system", "parcels were found")
    if case.stage not in DECIDED_AGAIN:
        return without_found(case) if case.stage is Stage.RECOMMENDING else case
    case = replace(undone(case, why), agreed=None, payee_due=None, parked=None)
    case = without_found(move(case, Stage.RECOMMENDING, why, "assessment_changed"))
    if paid_so_far(case).is_positive and approved(case) <= kept(case):
        return back_to_aftercare(appeal_decided(set_reserve(case, None)), why, "nothing_more_due")
    return _recommended(aligned(case, at), Act(at, case.assignee, "parcels were found"))


def _recommended(case: CaseFile, act: Act) -> CaseFile:
    """Put to sign-off by itself; where policy names nobody, the desk finds another amount.

    Never a refusal: found parcels come with news of the bank, which must not be lost.
    """
    try:
        return recommend(case, act)
    except Refused as refusal:
        return replace(case, sent_back=refusal.message)


def _reversed(case: CaseFile, news: tuple[str, ...], at: datetime) -> CaseFile:
    """What was paid for the found parcels is owed back by the merchant."""
    award = _award_back(case, news)
    if not award.whole.is_positive:
        return log(case, Act(at, "system", "nothing was paid for them"), "nothing_to_repay")
    back, number = award.whole, case.reversals + 1
    case = book(case, ledger.reverse(case.claim_id, case.claim.merchant_id, number, award))
    reversed_before = case.reversed or Money.zero(case.currency)
    case = replace(case, reversals=number, reversed=reversed_before + back)
    if case.stage is Stage.AFTERCARE:
        case = replace(case, outcome=Outcome.REVERSED)
    case = log(case, Act(at, "system", f"{back.text()} to be repaid"), "payment_reversed")
    case = notify(case, case.claim.merchant_id, "repayment", ("amount", back.text()))
    return notify(case, "finance", "repayment", ("amount", back.text()))


def _award_back(case: CaseFile, news: tuple[str, ...]) -> Award:
    """What was paid for these parcels; first what the contract granted, then goodwill."""
    paid = total((money for number, money in case.agreed_lines if number in news), case.currency)
    granted = total(
        (line.entitled for line in lines(case) if line.tracking_number in news), case.currency
    )
    back = min(paid, kept(case))
    part = min(back, granted)
    return Award(part, back - part)
