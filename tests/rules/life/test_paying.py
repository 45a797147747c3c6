"""Money on its way: whatever the bank says, in whatever order, it is paid once."""

from dataclasses import replace
from datetime import timedelta

import pytest

from makegood.rules.attempts import PaymentState, Report
from makegood.rules.casefile import Act, CaseFile, Outcome, Parked, Stage
from makegood.rules.claim import Team
from makegood.rules.life import afterwards, paying, repairing, settling, views
from makegood.rules.life.bargaining import latest_of
from makegood.rules.life.payments import current, in_flight, paid_so_far, to_send, unpaid
from makegood.rules.life.recommending import recommend_again
from makegood.rules.life.ticking import next_moment, tick
from makegood.rules.life.verifying import add_documents, verified
from makegood.rules.rounds import Decide, RoundSubject
from tests.builders import DAY, HOUR, OTHER_PAYEE, a_document, a_reading, vnd
from tests.rules.life.books import Books
from tests.rules.life.walk import (
    SOON,
    accepts,
    all_approve,
    bank_says,
    decides,
    newest,
    paid,
    recommended,
    refusal_of,
    released,
    sent,
    submitted,
)

S = PaymentState
DESK, MERCHANT, OPERATOR = (
    Act(SOON, "desk.chi", "again"),
    Act(SOON, "merchant"),
    Act(SOON, "operator"),
)


def books_of(case: CaseFile) -> Books:
    books = Books()
    books.post(case.unrecorded.postings)
    return books


def says(case: CaseFile, number: int, state: PaymentState, code: str = "") -> CaseFile:
    """The bank's word on one attempt, by its place in the case."""
    key = case.attempts[number].key
    return paying.reported(case, Act(SOON, "bank"), key, Report(state, SOON, code))


def corrected(case: CaseFile) -> CaseFile:
    return settling.correct_payee(case, MERCHANT, OTHER_PAYEE)


def confirmed(case: CaseFile) -> CaseFile:
    """The case with a new paper that confirms its account."""
    paper = a_document("payee_confirmation", "new")
    return verified(add_documents(case, MERCHANT, (paper,)), a_reading(), SOON)


def whats(case: CaseFile) -> list[str]:
    return [event.what for event in case.events]


def test_money_that_arrived_opens_the_windows_of_return_and_appeal() -> None:
    case = paid()

    assert (case.stage, case.outcome) == (Stage.AFTERCARE, Outcome.PAID)
    assert case.appeal_until == SOON + 30 * DAY
    assert case.aftercare_until is not None
    assert case.recovery_due
    stopped = {clock.name for clock in case.clocks if clock.stopped_at}
    assert {"payout", "statutory", "bank"} <= stopped


def test_every_state_on_the_way_is_told_once() -> None:
    case = submitted()
    for state in (S.ACCEPTED, S.QUEUED, S.ACCEPTED, S.QUEUED, S.SETTLED, S.SETTLED):
        case = says(case, 0, state)

    assert [what for what in whats(case) if what.startswith("payment_") and "ed" in what][-3:] == [
        "payment_accepted",
        "payment_queued",
        "payment_settled",
    ]
    assert views.sums(case).submitted == vnd(4_000_000)


def test_a_repeated_notice_changes_nothing() -> None:
    case = paid()

    assert says(case, 0, S.SETTLED) == case


def test_a_notice_may_add_its_reference_to_what_is_known() -> None:
    case = submitted()
    told = Report(S.SUBMITTED, SOON, bank_reference="FT26306")

    known = paying.reported(case, Act(SOON, "bank"), newest(case).key, told)

    assert newest(known).bank_reference == "FT26306"
    assert known.version > case.version


def test_a_payment_of_another_claim_and_one_not_handed_in_are_unknown() -> None:
    stranger = refusal_of(
        lambda: paying.reported(submitted(), MERCHANT, "C-9-s1-l1-a1", Report(S.SETTLED, SOON))
    )

    assert stranger.code == "unknown_payment"
    assert refusal_of(lambda: bank_says(released(), S.SETTLED)).code == "unknown_payment"


def test_an_unknown_outcome_is_looked_up_soon_and_never_sent_again() -> None:
    case = released()
    attempt = paying.next_to_send(case)
    assert attempt is not None
    case = bank_says(paying.handed_in(case, attempt, SOON), S.UNKNOWN)

    case = paying.follow(case, SOON)

    assert next_moment(case, SOON) == (SOON + timedelta(seconds=2), "ask the bank")
    assert to_send(case) == ()
    assert paying.looked_up(case, SOON).look_up_at == SOON + HOUR


def test_what_the_bank_never_saw_goes_again_under_its_own_key() -> None:
    case = bank_says(submitted(), S.NOT_FOUND)
    assert case.stage is Stage.SUBMITTING

    again = sent(case)

    assert again.stage is Stage.AWAITING_PAYOUT
    assert len(again.attempts) == 1
    assert whats(again)[-2:] == ["payment_submitted_again", "payout_awaited"]
    assert books_of(again).left_open("C-1001") == (0, 0, 4_000_000)


def test_a_payment_that_was_seen_after_all_is_not_sent_again() -> None:
    case = bank_says(bank_says(submitted(), S.NOT_FOUND), S.ACCEPTED)

    assert paying.next_to_send(case) is None
    assert paying.follow(case, SOON).stage is Stage.AWAITING_PAYOUT


def test_money_that_arrives_while_the_rest_is_handed_in_is_followed_then() -> None:
    case = released()
    attempt = paying.next_to_send(case)
    assert attempt is not None
    case = bank_says(paying.handed_in(case, attempt, SOON), S.SETTLED)
    assert case.stage is Stage.SUBMITTING

    assert paying.follow(case, SOON).stage is Stage.AFTERCARE


def test_a_wrong_account_is_asked_of_the_merchant_and_paid_to_another() -> None:
    case = bank_says(submitted(), S.REJECTED, code="AC01")
    assert case.stage is Stage.AWAITING_PAYEE
    assert books_of(case).left_open("C-1001") == (0, 4_000_000, 0)

    case = bank_says(sent(all_approve(corrected(case))), S.SETTLED)

    assert [attempt.state for attempt in case.attempts] == [S.REJECTED, S.SETTLED]
    assert case.stage is Stage.AFTERCARE
    assert paid_so_far(case) == vnd(4_000_000)


def test_a_return_after_weeks_reopens_the_payment_and_its_clock() -> None:
    case = bank_says(paid(), S.RETURNED, SOON + 9 * DAY, "AC04")

    assert (case.stage, case.outcome) == (Stage.AWAITING_PAYEE, None)
    (payout,) = (clock for clock in case.clocks if clock.name == "payout")
    assert payout.started_at == SOON + 9 * DAY
    assert payout.is_paused
    assert books_of(case).left_open("C-1001") == (0, 4_000_000, 0)


def test_a_late_settlement_does_not_undo_a_return() -> None:
    case = bank_says(paid(), S.RETURNED, SOON + 9 * DAY, "AC04")

    assert says(case, 0, S.SETTLED) == case


def test_a_return_of_what_was_rejected_says_nothing_new() -> None:
    case = bank_says(submitted(), S.REJECTED, code="AC01")

    after = says(case, 0, S.RETURNED, "AC01")

    assert after.stage is Stage.AWAITING_PAYEE
    assert whats(after).count("payee_asked") == 1


@pytest.mark.parametrize("code", ["AM04", "CH03"])
def test_what_failed_for_the_day_is_handed_in_again_by_itself(code: str) -> None:
    case = bank_says(submitted(), S.REJECTED, code=code)
    assert case.stage is Stage.AWAITING_PAYOUT
    assert next_moment(case, SOON) == (case.resubmit_at, "hand the payment in again")
    assert case.resubmit_at is not None

    again = tick(case, case.resubmit_at)

    assert again.stage is Stage.SUBMITTING
    assert [attempt.attempt for attempt in again.attempts] == [1, 2]


def test_after_five_tries_a_person_looks() -> None:
    case = submitted()
    for _ in range(5):
        case = bank_says(case, S.REJECTED, code="AM04")
        if case.resubmit_at is not None:
            case = sent(tick(case, case.resubmit_at))

    assert case.parked is not None
    assert len(case.attempts) == 5


@pytest.mark.parametrize("code", ["AM05", "MS03", "RR04", "AM02", ""])
def test_other_codes_stop_the_payment_for_a_person(code: str) -> None:
    case = bank_says(submitted(), S.REJECTED, code=code)

    assert case.parked is not None
    assert case.parked.step == "payment"
    assert views.waiting(case, SOON)[0].who == "operator"
    assert next_moment(case, SOON) is None or "payment" not in str(next_moment(case, SOON))


def test_an_operator_pays_again_what_was_stopped_but_never_a_duplicate() -> None:
    stopped = bank_says(submitted(), S.REJECTED, code="MS03")
    again = repairing.repair(stopped, repairing.Remedy.RETRY, OPERATOR)
    assert (again.stage, again.parked) == (Stage.SUBMITTING, None)

    duplicate = bank_says(submitted(), S.REJECTED, code="AM05")
    refusal = refusal_of(lambda: repairing.repair(duplicate, repairing.Remedy.RETRY, OPERATOR))
    assert refusal.code == "duplicate_reported"


def test_a_bank_that_contradicts_itself_is_reconciled_by_a_person_and_paid_once() -> None:
    asked = bank_says(submitted(), S.REJECTED, code="AC01")
    renewed = corrected(asked)
    assert len(renewed.attempts) == 2

    case = says(renewed, 0, S.SETTLED)

    assert [attempt.state for attempt in case.attempts] == [S.SETTLED]
    assert (case.stage, case.round) == (Stage.AFTERCARE, None)
    assert case.parked is not None
    assert case.parked.step == repairing.Step.RECONCILE
    assert books_of(case).left_open("C-1001") == (0, 0, 0)
    again = says(case, 0, S.REJECTED)
    assert again == case
    assert repairing.repair(case, repairing.Remedy.SKIP, OPERATOR).parked is None
    assert repairing.repair(case, repairing.Remedy.RETRY, OPERATOR).parked is None


def paid_at_the_second_try() -> CaseFile:
    """The first account was refused, the second took the money."""
    case = corrected(bank_says(submitted(), S.REJECTED, code="AC01"))
    return bank_says(sent(all_approve(case)), S.SETTLED)


def test_a_payment_made_twice_by_the_bank_stops_at_a_person() -> None:
    case = says(paid_at_the_second_try(), 0, S.SETTLED)
    assert case.parked is not None
    assert books_of(case).payable("C-1001") == -4_000_000

    case = says(case, 0, S.RETURNED, "AC04")

    assert books_of(case).left_open("C-1001") == (0, 0, 0)
    assert case.stage is Stage.AFTERCARE


def test_a_contradiction_during_an_appeal_leaves_the_appeal_where_it_is() -> None:
    case = says(appealed(paid_at_the_second_try()), 0, S.SETTLED)

    assert case.stage is Stage.RECOMMENDING
    assert case.parked is not None


def test_a_rejection_of_what_has_settled_changes_no_books() -> None:
    case = says(paid(), 0, S.REJECTED, "AC01")

    assert case.stage is Stage.AFTERCARE
    assert case.parked is not None
    assert books_of(case).left_open("C-1001") == (0, 0, 0)


def test_a_return_after_the_end_is_refused_for_a_person_to_see() -> None:
    case = paid()
    assert case.aftercare_until is not None
    closed = tick(case, case.aftercare_until)

    assert refusal_of(lambda: says(closed, 0, S.RETURNED, "AC04")).code == "claim_closed"
    assert says(closed, 0, S.SETTLED) == closed


def test_a_second_parking_keeps_the_first_reason() -> None:
    case = paying.park(submitted(), Parked("ask the bank", "no answer", SOON))

    case = paying.park(case, Parked("payment", "another", SOON))

    assert case.parked is not None
    assert case.parked.reason == "no answer"
    assert whats(case).count("parked") == 2


def test_a_case_that_awaits_no_payout_plans_no_look_up() -> None:
    assert paying.looked_up(paid(), SOON) == paid()
    rescheduled = bank_says(submitted(), S.REJECTED, code="AM04")
    assert paying.looked_up(rescheduled, SOON) == rescheduled


# While an appeal is decided


def appealed(case: CaseFile, *papers: str) -> CaseFile:
    documents = tuple(a_document(kind, "appeal") for kind in papers)
    return afterwards.appeal(case, Act(SOON, "merchant", "too little"), documents)


def test_what_comes_back_during_an_appeal_is_paid_with_what_the_appeal_decides() -> None:
    case = recommend_again(appealed(paid()), DESK)
    assert case.round is not None
    seen = case.round.subject_hash

    case = bank_says(case, S.RETURNED, code="AC04")

    assert case.stage is Stage.SIGNING_OFF
    assert case.payee is None
    assert case.round is not None
    assert case.round.subject_hash != seen
    assert unpaid(case) == vnd(4_000_000)


def test_what_comes_back_for_another_reason_keeps_its_account() -> None:
    case = bank_says(appealed(paid()), S.RETURNED, code="AM04")

    assert case.stage is Stage.RECOMMENDING
    assert case.payee is not None
    assert says(case, 0, S.SETTLED) == case


def test_a_first_payment_that_returns_while_a_second_is_released_is_paid_with_it() -> None:
    case = second_payment_requested()
    case = says(case, 0, S.RETURNED, "AM04")
    assert (case.stage, case.round) == (Stage.AWAITING_PAYOUT, None)
    assert case.resubmit_at is not None

    case = tick(case, case.resubmit_at)

    assert case.stage is Stage.PAYMENT_APPROVAL
    assert sorted(a.amount.minor for a in to_send(case)) == [500_000, 3_500_000]


def test_a_stopped_first_payment_stops_the_second_too() -> None:
    case = says(second_payment_requested(), 0, S.RETURNED, "MS03")

    assert case.parked is not None
    again = repairing.repair(case, repairing.Remedy.RETRY, OPERATOR)
    assert again.stage is Stage.PAYMENT_APPROVAL


def test_both_wait_for_the_account_when_the_first_is_refused() -> None:
    case = says(second_payment_requested(), 0, S.RETURNED, "AC01")
    assert case.stage is Stage.AWAITING_PAYEE

    case = confirmed(corrected(case))

    assert case.round is not None
    assert case.round.subject is RoundSubject.PAYMENT
    assert len(to_send(case)) == 2


def test_a_delay_of_one_payment_while_the_account_is_awaited_waits_with_it() -> None:
    case = sent(all_approve(second_payment_requested()))
    case = says(case, 0, S.RETURNED, "AC01")
    case = says(case, 1, S.REJECTED, "AM04")
    assert (case.stage, case.resubmit_at) == (Stage.AWAITING_PAYEE, None)

    stopped = says(sent(all_approve(second_payment_requested())), 0, S.RETURNED, "AC01")
    stopped = says(stopped, 1, S.NOT_FOUND)
    assert stopped.stage is Stage.AWAITING_PAYEE
    assert len(in_flight(stopped)) == 0


def test_one_of_two_payments_arriving_is_not_the_end() -> None:
    case = sent(all_approve(second_payment_requested()))
    case = says(case, 0, S.RETURNED, "AC01")

    case = says(case, 1, S.SETTLED)

    assert case.stage is Stage.AWAITING_PAYEE
    assert len(current(case)) == 2


def second_payment_requested() -> CaseFile:
    """Half a million more was granted on appeal, and waits for release."""
    case = decides(recommended(), Team.OPERATIONS, what=Decide.SEND_BACK)
    case = recommend_again(case, DESK, (("VN0001", vnd(1_500_000)),))
    case = accepts(all_approve(case))
    case = sent(all_approve(settling.request_payment(case, (), SOON)))
    case = appealed(bank_says(case, S.SETTLED))
    case = recommend_again(case, DESK, (("VN0001", vnd(2_000_000)),))
    case = all_approve(case)
    assert latest_of(case).version == 2
    case = settling.request_payment(accepts(case), (), SOON)
    return replace(case, appeal_until=None)
