"""How a claim begins, the same in the activity that writes it and in the workflow that lives it."""

from dataclasses import replace
from datetime import datetime

from makegood.messages.carried import ClaimStart
from makegood.messages.records import Amounts
from makegood.messages.status import ClaimResult
from makegood.messages.steps import OpenOrder
from makegood.rules.casefile import CaseFile, Outcome
from makegood.rules.life.receiving import Admission, receive
from makegood.rules.local_time import local_at


def opened_case(order: OpenOrder, admission: Admission) -> CaseFile:
    """The new case; a claim that came without a date was received on the desk's day."""
    desk = next(calendar for calendar in admission.calendars if calendar.name == "desk")
    today = local_at(desk.offsets, order.at).date()
    claim = order.claim if order.dated else replace(order.claim, received_on=today)
    return receive(claim, admission, order.payee, order.at)


def given_up(request: ClaimStart, at: datetime) -> ClaimResult:
    """The result of a claim that could not be opened, and was ended by an operator."""
    return ClaimResult(
        claim_id=request.claim_id,
        outcome=Outcome.COMPENSATED,
        amounts=Amounts(claimed=request.claimed),
        sign_offs=0,
        opened_at=at,
        closed_at=at,
    )
