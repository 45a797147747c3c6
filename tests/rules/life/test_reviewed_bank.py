"""Whatever the bank says or does not say, a payment is never left where nobody looks."""

from dataclasses import replace

import pytest

from makegood.messages import commands
from makegood.rules.attempts import PaymentState, Report
from makegood.rules.casefile import Act, CaseFile, Parked, Stage
from makegood.rules.life import paying, repairing, settling
from makegood.rules.life.payments import in_flight, paid_so_far, to_send
from makegood.rules.life.repairing import Remedy, Step
from makegood.rules.life.ticking import next_moment, tick
from makegood.rules.life.work import has_work
from makegood.rules.money import Money
from makegood.rules.rounds import RoundSubject
from tests.builders import DAY, HOUR, OTHER_PAYEE, vnd
from tests.rules.life.test_paying import (
    MERCHANT,
    books_of,
    confirmed,
    says,
    second_payment_requested,
)
from tests.rules.life.walk import (
    SOON,
    all_approve,
    bank_says,
    newest,
    paid,
    refusal_of,
    released,
    sent,
    submitted,
)

S = PaymentState
OPERATOR = Act(SOON + HOUR, "operator", "the bank was called")


def repaired(case: CaseFile, remedy: Remedy) -> CaseFile:
    return repairing.repair(case, remedy, OPERATOR)


def parked(case: CaseFile, step: Step) -> CaseFile:
    return paying.park(case, Parked(step, "no answer", SOON))


def step_of(case: CaseFile) -> str:
    return case.parked.step if case.parked else ""


def told(case: CaseFile, state: PaymentState, amount: Money) -> CaseFile:
    """The bank's word on the newest payment, with an amount."""
    report = Report(state, SOON, amount=amount)
    return paying.reported(case, Act(SOON, "bank"), newest(case).key, report)


# Never left unseen


def test_a_payment_that_fails_while_the_bank_is_not_reached_waits_for_a_person() -> None:
    case = bank_says(parked(submitted(), Step.LOOK_UP), S.REJECTED, code="MS03")

    assert step_of(case) == Step.BANK
    assert repaired(case, Remedy.RETRY).stage is Stage.SUBMITTING


@pytest.mark.parametrize("step", [Step.RECONCILE, Step.LOOK_UP])
def test_going_on_without_a_step_parks_a_failed_payment_again(step: Step) -> None:
    failed = bank_says(submitted(), S.REJECTED, code="MS03")
    case = replace(failed, parked=Parked(step, "first", SOON))

    assert step_of(repaired(case, Remedy.SKIP)) == Step.BANK
    assert step_of(repaired(case, Remedy.RETRY)) == Step.BANK


def test_news_that_settle_a_payment_end_the_wait_for_the_bank() -> None:
    case = bank_says(parked(submitted(), Step.LOOK_UP), S.SETTLED)

    assert (case.stage, case.parked) == (Stage.AFTERCARE, None)
    assert has_work(case, SOON)
    assert next_moment(case, SOON) is not None


def test_news_of_a_payment_still_under_way_leave_the_step_parked() -> None:
    assert step_of(bank_says(parked(submitted(), Step.LOOK_UP), S.QUEUED)) == Step.LOOK_UP


def test_what_was_handed_in_without_an_answer_is_asked_for_at_once() -> None:
    case = released()
    attempt = paying.next_to_send(case)
    assert attempt is not None
    case = parked(paying.handed_in(case, attempt, SOON), Step.SUBMIT)

    case = repaired(case, Remedy.RETRY)

    assert case.stage is Stage.AWAITING_PAYOUT
    assert has_work(case, OPERATOR.at)
    assert newest(case).state is S.UNKNOWN


def test_a_look_up_that_is_tried_again_is_made_at_once() -> None:
    case = bank_says(submitted(), S.QUEUED)

    case = repaired(parked(case, Step.LOOK_UP), Remedy.RETRY)

    assert case.look_up_at == OPERATOR.at
    assert newest(case).state is S.QUEUED


def test_a_step_tried_again_after_all_was_paid_asks_the_bank_nothing() -> None:
    assert repaired(parked(paid(), Step.LOOK_UP), Remedy.RETRY).look_up_at is None


def test_a_payment_that_never_gets_through_stops_at_a_person() -> None:
    case = submitted()
    for _ in range(5):
        case = sent(bank_says(case, S.NOT_FOUND))

    case = bank_says(case, S.NOT_FOUND)

    assert (case.stage, step_of(case)) == (Stage.AWAITING_PAYOUT, Step.BANK)
    assert case.parked is not None
    assert "handed in 6 times" in case.parked.reason
    assert sent(repaired(case, Remedy.RETRY)).stage is Stage.AWAITING_PAYOUT
    assert books_of(case).left_open("C-1001") == (0, 0, 4_000_000)


# Paid, or not paid: a person says


def test_what_the_bank_has_already_is_counted_as_paid() -> None:
    doubted = bank_says(submitted(), S.REJECTED, code="AM05")

    case = repaired(doubted, Remedy.COUNT_AS_PAID)

    assert (case.stage, case.parked) == (Stage.AFTERCARE, None)
    assert paid_so_far(case) == vnd(4_000_000)
    assert books_of(case).left_open("C-1001") == (0, 0, 0)
    assert bank_says(case, S.REJECTED, code="AM05") == case
    returned = bank_says(case, S.RETURNED, OPERATOR.at, "AC04")
    assert books_of(returned).left_open("C-1001") == (0, 4_000_000, 0)


def test_what_settled_and_came_back_is_not_counted_as_paid() -> None:
    doubted = bank_says(paid(), S.RETURNED, SOON, "AM05")

    refusal = refusal_of(lambda: repaired(doubted, Remedy.COUNT_AS_PAID))

    assert refusal.code == "nothing_doubted"
    assert repaired(doubted, Remedy.PAY_AGAIN).stage is Stage.PAYMENT_APPROVAL


def test_what_a_person_knows_was_not_paid_is_released_and_paid_again_under_a_new_key() -> None:
    doubted = bank_says(submitted(), S.REJECTED, code="AM05")

    case = repaired(doubted, Remedy.PAY_AGAIN)

    assert case.round is not None
    assert case.round.subject is RoundSubject.PAYMENT
    assert len({attempt.key for attempt in case.attempts}) == 2
    case = bank_says(sent(all_approve(case, OPERATOR.at), OPERATOR.at), S.SETTLED, OPERATOR.at)
    assert case.stage is Stage.AFTERCARE
    assert books_of(case).left_open("C-1001") == (0, 0, 0)


@pytest.mark.parametrize("remedy", [Remedy.COUNT_AS_PAID, Remedy.PAY_AGAIN])
def test_a_payment_that_nobody_doubts_is_neither_counted_nor_made_again(remedy: Remedy) -> None:
    stopped = bank_says(submitted(), S.REJECTED, code="MS03")

    assert refusal_of(lambda: repaired(stopped, remedy)).code == "nothing_doubted"


def test_a_duplicate_waits_for_its_word_while_the_account_of_the_rest_is_mended() -> None:
    case = sent(all_approve(second_payment_requested()))
    case = says(case, 0, S.RETURNED, "AC01")
    case = says(case, 1, S.REJECTED, "AM05")
    assert (case.stage, step_of(case)) == (Stage.AWAITING_PAYEE, Step.BANK)
    assert repaired(case, Remedy.PAY_AGAIN).stage is Stage.AWAITING_PAYEE

    case = confirmed(replace(settling.correct_payee(case, MERCHANT, OTHER_PAYEE), parked=None))
    case = sent(all_approve(case, OPERATOR.at), OPERATOR.at)

    assert step_of(case) == Step.BANK
    assert len(in_flight(case)) == 1


def test_money_that_was_not_released_is_put_to_release_by_a_retry() -> None:
    waiting = replace(second_payment_requested(), stage=Stage.AWAITING_PAYOUT, round=None)
    case = repaired(parked(waiting, Step.RECONCILE), Remedy.SKIP)

    assert step_of(case) == Step.BANK
    assert repaired(case, Remedy.RETRY).stage is Stage.PAYMENT_APPROVAL


def test_a_payment_parked_while_another_is_under_way_is_left_to_the_bank() -> None:
    case = parked(submitted(), Step.BANK)

    assert repaired(case, Remedy.RETRY) == replace(
        repaired(case, Remedy.RETRY), stage=Stage.AWAITING_PAYOUT, parked=None
    )


def test_every_remedy_of_the_rules_may_be_said_to_a_claim() -> None:
    assert list(commands.Remedy) == list(Remedy)


def test_an_account_is_mended_while_its_payment_is_parked_and_released_anew() -> None:
    case = bank_says(submitted(), S.REJECTED, code="MS03")

    case = settling.correct_payee(case, OPERATOR, OTHER_PAYEE)

    assert step_of(case) == Step.BANK
    assert repaired(case, Remedy.RETRY).stage is Stage.PAYMENT_APPROVAL
    flying = parked(submitted(), Step.BANK)
    refusal = refusal_of(lambda: settling.correct_payee(flying, OPERATOR, OTHER_PAYEE))
    assert refusal.code == "payment_under_way"


# The amount


def test_another_amount_is_not_booked_and_stops_at_a_person() -> None:
    case = told(submitted(), S.SETTLED, vnd(40_000))

    assert step_of(case) == Step.RECONCILE
    assert paid_so_far(case) == vnd(0)
    assert books_of(case).left_open("C-1001") == (0, 0, 4_000_000)
    assert any("another amount" in flag for flag in case.flags)
    assert told(case, S.SETTLED, vnd(40_000)) == case


def test_another_amount_said_after_a_silence_is_what_the_person_sees() -> None:
    case = told(parked(submitted(), Step.LOOK_UP), S.SETTLED, vnd(40_000))

    assert step_of(case) == Step.RECONCILE


def test_the_same_amount_is_booked() -> None:
    assert told(submitted(), S.SETTLED, vnd(4_000_000)).stage is Stage.AFTERCARE


def test_an_amount_that_still_differs_parks_the_claim_again() -> None:
    case = repaired(told(submitted(), S.SETTLED, vnd(40_000)), Remedy.SKIP)
    assert case.parked is None

    assert step_of(told(case, S.SETTLED, vnd(40_000))) == Step.RECONCILE


def test_a_person_who_knows_the_amount_counts_it_as_paid() -> None:
    case = repaired(told(submitted(), S.SETTLED, vnd(40_000)), Remedy.COUNT_AS_PAID)

    assert (case.stage, case.parked) == (Stage.AFTERCARE, None)
    assert books_of(case).left_open("C-1001") == (0, 0, 0)
    assert told(case, S.SETTLED, vnd(40_000)) == case


def test_another_amount_after_the_end_is_refused_for_a_person_to_see() -> None:
    case = paid()
    assert case.aftercare_until is not None
    closed = tick(case, case.aftercare_until)

    refusal = refusal_of(lambda: told(closed, S.RETURNED, vnd(1)))

    assert refusal.code == "claim_closed"


def test_a_closed_claim_is_not_parked() -> None:
    case = paid()
    assert case.aftercare_until is not None

    case = parked(tick(case, case.aftercare_until + DAY), Step.RECOVER)

    assert case.parked is None
    assert case.events[-1].what == "parked"
    assert to_send(case) == ()
