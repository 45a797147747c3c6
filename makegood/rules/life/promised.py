"""The payout as it was promised: by which value date, and whether it came in time."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from makegood.rules.attempts import Attempt, PaymentState
from makegood.rules.casefile import CaseFile
from makegood.rules.life.payments import current
from makegood.rules.local_time import local_at
from makegood.rules.payout import on_time, payout_due, submit_by


@dataclass(frozen=True)
class PayoutPromise:
    """The last value date in time, and the last instant to hand in; `value_date` once all came."""

    due_on: date
    submit_by: datetime
    value_date: date | None = None
    on_time: bool | None = None

    def text(self) -> str:
        """The promise as a sentence."""
        if self.value_date is not None:
            came = "on time" if self.on_time else "late"
            return f"Paid with value date {self.value_date}, {came}: due by {self.due_on}."
        by = f"{self.submit_by:%Y-%m-%d %H:%M} UTC"
        return f"Payout due by value date {self.due_on}; hand in before {by}."


def payout_promise(case: CaseFile) -> PayoutPromise | None:
    """The promise of the newest settlement, on the bank's calendar.

    None where nothing is payable, and while the clock of the payout stands still. What the clock
    stood still is added: the merchant owed the account.
    """
    legs, since = _legs(case), _since(case)
    if not legs or since is None:
        return None
    due = payout_due(since, case.terms.payment, case.bank)
    last = submit_by(due, case.terms.payment, case.bank)
    came = _value_date(case, legs)
    return PayoutPromise(due, last, came, on_time(came, due) if came else None)


def _legs(case: CaseFile) -> tuple[Attempt, ...]:
    newest = case.settlement.version if case.settlement else 0
    return tuple(a for a in current(case) if a.settlement_version == newest)


def _since(case: CaseFile) -> datetime | None:
    clock = next((clock for clock in case.clocks if clock.name == "payout"), None)
    if clock is None or clock.is_paused:
        return None
    stood = (it.until - it.since for it in clock.pauses if it.until)
    return clock.started_at + sum(stood, timedelta(0))


def _value_date(case: CaseFile, legs: tuple[Attempt, ...]) -> date | None:
    """The day of the last money; what the bank gives no value date counts on its own day."""
    if any(leg.state is not PaymentState.SETTLED for leg in legs):
        return None
    days = (
        leg.value_date or local_at(case.bank.offsets, leg.settled_at).date()
        for leg in legs
        if leg.settled_at
    )
    return max(days, default=None)
