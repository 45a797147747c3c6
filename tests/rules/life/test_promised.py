"""A payout is promised by value date on the bank's calendar, and said to be late where it is."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from makegood.rules.attempts import PaymentState, Report
from makegood.rules.calendar import Term, Unit
from makegood.rules.casefile import Act, CaseFile, Stage
from makegood.rules.life import paying, settling, views
from makegood.rules.life.promised import payout_promise
from makegood.rules.payout import Invoice
from makegood.rules.terms import Terms
from tests.builders import BANK, DAY, HOUR, OTHER_PAYEE, terms, vnd
from tests.rules.life.walk import SOON, all_approve, newest, requested, sent, settled, submitted

DUE = date(2026, 11, 9)
"""Five banking days after the Monday of the settlement."""


def within_five_days(*, offset: bool = False) -> Terms:
    shipped = terms()
    in_five = Term(5, Unit.business_days)
    payment = replace(shipped.payment, payout_within=in_five, offset_allowed=offset)
    return replace(shipped, payment=payment)


def arriving(value_date: date) -> CaseFile:
    """A case whose money came with that value date."""
    case = submitted(terms=within_five_days())
    report = Report(PaymentState.SETTLED, SOON + DAY, value_date=value_date)
    return paying.reported(case, Act(SOON + DAY, "bank"), newest(case).key, report)


def late_lines(case: CaseFile) -> list[str]:
    return [event.why for event in case.events if event.what == "payout_late"]


def test_nothing_is_promised_before_a_payment_is_requested() -> None:
    assert payout_promise(settled()) is None


def test_a_requested_payment_is_promised_by_value_date() -> None:
    case = requested(terms=within_five_days())

    promise = payout_promise(case)

    assert promise is not None
    assert (promise.due_on, promise.value_date, promise.on_time) == (DUE, None, None)
    assert promise.submit_by == BANK.submit_by(DUE, case.terms.payment.cut_off)
    said = "Payout due by value date 2026-11-09; hand in before 2026-11-09 09:00 UTC."
    assert said in views.explain(case, SOON)


@pytest.mark.parametrize(("day", "came"), [(9, "on time"), (10, "late")])
def test_the_value_date_says_whether_the_payout_came_in_time(day: int, came: str) -> None:
    case = arriving(date(2026, 11, day))

    said = f"Paid with value date 2026-11-{day:02}, {came}: due by 2026-11-09."
    assert said in views.explain(case, SOON + DAY)
    assert late_lines(case) == ([said] if came == "late" else [])
    assert case.stage is Stage.AFTERCARE


def test_time_in_which_the_merchant_owed_the_account_is_added() -> None:
    case = requested(payee=None, terms=within_five_days())
    assert payout_promise(case) is None

    given = settling.correct_payee(case, Act(SOON + 2 * DAY, "merchant"), OTHER_PAYEE)

    promise = payout_promise(given)
    assert promise is not None
    assert promise.due_on == DUE + 2 * DAY


def test_what_is_set_off_comes_on_the_day_it_is_booked() -> None:
    invoice = Invoice("F-77", date(2026, 9, 1), vnd(9_000_000))
    late_at_night = SOON + 14 * HOUR

    case = requested((invoice,), terms=within_five_days(offset=True))
    case = sent(all_approve(case, late_at_night), late_at_night)

    promise = payout_promise(case)
    assert promise is not None
    assert (promise.value_date, promise.on_time) == (date(2026, 11, 3), True)


def test_beyond_the_days_that_the_calendar_knows_its_plain_week_is_promised() -> None:
    case = requested(terms=within_five_days())
    ending = replace(BANK, until=SOON.date() + timedelta(days=2))

    assert payout_promise(replace(case, calendars=(ending,))) == payout_promise(case)
