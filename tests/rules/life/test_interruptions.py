"""What may come at any time: withdrawal, a litigation hold, another owner, an operator."""

from dataclasses import replace

import pytest

from makegood.rules.attempts import PaymentState
from makegood.rules.casefile import Act, CaseFile, Outcome, Parked, Stage
from makegood.rules.claim import Team
from makegood.rules.clocks import ClockKind
from makegood.rules.life import bargaining, interruptions, repairing, settling, timing, views
from makegood.rules.life.afterwards import parcel_found
from makegood.rules.life.asked import require_current
from makegood.rules.life.asking import ask_again
from makegood.rules.life.paying import park
from makegood.rules.life.payments import in_flight
from makegood.rules.life.ticking import has_work, next_moment, tick
from makegood.rules.life.verifying import add_documents, verified
from makegood.rules.offers import OfferState
from makegood.rules.rounds import awaiting
from tests.builders import DAY, HOUR, PAYEE, a_case, a_claim, a_reading, documents_for, vnd
from tests.rules.life.books import Books
from tests.rules.life.walk import (
    SOON,
    a_decision,
    accepts,
    all_approve,
    bank_says,
    offered,
    paid,
    recommended,
    refusal_of,
    released,
    requested,
    settled,
    submitted,
)

WRIT = Act(SOON, "legal.uyen", "a writ was served")
REGRET = Act(SOON, "merchant", "we found them ourselves")
OPERATOR = Act(SOON, "operator", "as agreed with Finance")


def books_of(case: CaseFile) -> Books:
    books = Books()
    books.post(case.unrecorded.postings)
    return books


def missing_papers() -> CaseFile:
    return verified(a_case(claim=a_claim(documents=())), a_reading(), SOON)


def lifted(case: CaseFile, days: int = 3) -> CaseFile:
    return interruptions.release_hold(case, replace(WRIT, at=SOON + days * DAY, why="settled"))


# Withdrawal


@pytest.mark.parametrize(
    "case",
    [
        a_case(),
        missing_papers(),
        recommended(),
        offered(),
        settled(),
        requested(),
        requested(payee=None),
        bank_says(submitted(), PaymentState.REJECTED, code="AC01"),
    ],
    ids=lambda case: str(case.stage),
)
def test_a_withdrawal_undoes_all_that_was_begun(case: CaseFile) -> None:
    case = interruptions.withdraw(case, REGRET)

    assert (case.stage, case.outcome, case.round) == (Stage.CLOSED, Outcome.WITHDRAWN, None)
    assert books_of(case).left_open("C-1001") == (0, 0, 0)
    assert all(clock.stopped_at for clock in timing.all_clocks(case))
    assert next_moment(case, SOON) is None
    assert tick(case, SOON + 90 * DAY) == case


def test_an_offer_on_the_table_is_gone_with_the_claim() -> None:
    case = interruptions.withdraw(offered(), REGRET)

    assert case.negotiation is not None
    assert [offer.state for offer in case.negotiation.offers] == [OfferState.WITHDRAWN]


@pytest.mark.parametrize(
    ("case", "code"),
    [
        (released(), "payment_under_way"),
        (submitted(), "payment_under_way"),
        (paid(), "decided_already"),
    ],
    ids=("released", "submitted", "paid"),
)
def test_money_that_is_handed_in_is_not_withdrawn(case: CaseFile, code: str) -> None:
    assert refusal_of(lambda: interruptions.withdraw(case, REGRET)).code == code


# Litigation hold


def test_a_hold_stops_every_clock_but_the_one_set_by_law() -> None:
    case = interruptions.hold(recommended(), WRIT)

    counting = [c for c in timing.all_clocks(case) if not c.stopped_at and not c.is_paused]
    assert {clock.kind for clock in counting} == {ClockKind.statutory}
    (awaited,) = views.waiting(case, SOON)
    assert (awaited.who, awaited.what) == ("legal", "lift the hold")


def test_nothing_is_negotiated_or_signed_on_hold() -> None:
    signing_off = interruptions.hold(recommended(), WRIT)
    assert recommended().round is not None
    decision = a_decision(recommended(), awaiting_of(recommended()), "ops.lan", SOON)
    assert refusal_of(lambda: require_current(signing_off, decision)).code == "on_hold"
    talking = interruptions.hold(offered(), WRIT)
    assert refusal_of(lambda: accepts(talking)).code == "on_hold"
    assert refusal_of(lambda: bargaining.offer(talking, WRIT, vnd(1))).code == "on_hold"


def awaiting_of(case: CaseFile) -> Team:
    assert case.round is not None
    return awaiting(case.round)[0]


def test_everybody_gets_back_the_time_that_a_hold_took() -> None:
    case = offered()
    until = bargaining.latest_of(case).valid_until
    held = interruptions.hold(case, WRIT)
    assert "expires" not in str(next_moment(held, SOON))
    assert tick(held, until + DAY).stage is Stage.NEGOTIATING

    case = lifted(held)

    assert bargaining.latest_of(case).valid_until == until + 3 * DAY
    paused = [clock for clock in case.clocks if clock.is_paused]
    assert [clock.pauses[-1].reason for clock in paused] == ["offer with the merchant"]


def test_a_letter_of_deficiency_waits_for_the_end_of_a_hold() -> None:
    case = missing_papers()
    assert case.deficiency is not None
    half = tick(case, case.deficiency.reminders[0])
    held = interruptions.hold(half, replace(WRIT, at=case.deficiency.reminders[0]))
    (legal, merchant) = views.waiting(held, SOON)
    assert (legal.who, merchant.who, merchant.due_at) == ("legal", "merchant", None)
    assert tick(held, case.deficiency.answer_by + DAY).stage is Stage.AWAITING_DOCUMENTS

    freed = interruptions.release_hold(
        held, Act(case.deficiency.reminders[0] + 2 * DAY, "legal.uyen", "over")
    )

    assert freed.deficiency is not None
    assert freed.deficiency.answer_by == case.deficiency.answer_by + 2 * DAY
    assert freed.deficiency.reminders == (
        case.deficiency.reminders[0],
        case.deficiency.reminders[1] + 2 * DAY,
    )


def test_all_other_dates_move_with_a_hold_too() -> None:
    waiting = requested(payee=None)
    assert waiting.payee_due is not None
    assert lifted(interruptions.hold(waiting, WRIT)).payee_due == waiting.payee_due + 3 * DAY
    arrived = paid()
    assert arrived.aftercare_until is not None
    freed = lifted(interruptions.hold(arrived, WRIT))
    assert freed.aftercare_until == arrived.aftercare_until + 3 * DAY
    assert freed.appeal_until is not None
    lapsed = tick(offered(), bargaining.latest_of(offered()).valid_until)
    assert lapsed.desk_reply_by is not None
    late = replace(WRIT, at=bargaining.latest_of(offered()).valid_until)
    again = interruptions.release_hold(
        interruptions.hold(lapsed, late), replace(late, at=late.at + DAY)
    )
    assert again.desk_reply_by == lapsed.desk_reply_by + DAY


def test_a_paid_claim_on_hold_does_not_close() -> None:
    case = interruptions.hold(paid(), WRIT)

    assert tick(case, SOON + 90 * DAY).stage is Stage.AFTERCARE
    assert not has_work(case, SOON)


def test_a_parcel_found_on_hold_is_acted_on_when_it_is_lifted() -> None:
    case = parcel_found(interruptions.hold(offered(), WRIT), WRIT, ("VN0001", "VN0002"))
    assert case.stage is Stage.NEGOTIATING

    assert lifted(case).outcome is Outcome.FOUND


def test_documents_may_be_supplied_on_hold_and_nobody_is_hurried() -> None:
    case = interruptions.hold(missing_papers(), WRIT)
    papers = documents_for(a_claim().kind)

    case = verified(add_documents(case, REGRET, papers), a_reading(), SOON + HOUR)

    assert case.round is not None
    assert all(clock.is_paused for clock in case.round.asked)
    assert not any(clock.is_paused for clock in timing.all_clocks(lifted(case)))


def test_a_hold_is_placed_once_on_an_open_claim_and_lifted_once() -> None:
    held = interruptions.hold(recommended(), WRIT)
    assert refusal_of(lambda: interruptions.hold(held, WRIT)).code == "on_hold_already"
    assert refusal_of(lambda: interruptions.release_hold(recommended(), WRIT)).code == "not_on_hold"
    closed = interruptions.withdraw(recommended(), REGRET)
    assert refusal_of(lambda: interruptions.hold(closed, WRIT)).code == "closed"


def test_the_bank_is_still_awaited_on_hold() -> None:
    case = interruptions.hold(submitted(), WRIT)

    assert [one.who for one in views.waiting(case, SOON)] == ["legal", "bank"]
    assert "ask the bank" in str(next_moment(case, SOON))


# Owner, note


def test_another_owner_is_told_and_the_same_one_is_not() -> None:
    case = interruptions.assign(recommended(), Act(SOON, "desk.ha", "shift ends"), "desk.chi")

    assert case.assignee == "desk.chi"
    assert case.unrecorded.letters[-1].to == "desk.chi"
    assert interruptions.assign(case, WRIT, "desk.chi") == case
    closed = interruptions.withdraw(case, REGRET)
    assert refusal_of(lambda: interruptions.assign(closed, WRIT, "desk.an")).code == "closed"


def test_a_note_is_kept_on_the_timeline() -> None:
    case = interruptions.note(recommended(), Act(SOON, "desk.an", "the driver was called"))

    assert (case.events[-1].what, case.events[-1].why) == ("note", "the driver was called")


# Parked steps


def parked(case: CaseFile, step: repairing.Step) -> CaseFile:
    return park(case, Parked(step, "no answer in five tries", SOON))


def repaired(case: CaseFile, remedy: repairing.Remedy) -> CaseFile:
    return repairing.repair(case, remedy, OPERATOR)


def test_an_operator_retries_a_step_that_is_then_taken_again() -> None:
    case = parked(a_case(), repairing.Step.READ)
    assert not has_work(case, SOON)
    assert views.waiting(case, SOON)[0].what == "repair: read documents"

    assert has_work(repaired(case, repairing.Remedy.RETRY), SOON)


def test_an_operator_goes_on_without_reading_or_looking() -> None:
    unread = repaired(parked(a_case(), repairing.Step.READ), repairing.Remedy.SKIP)
    assert unread.doubts == ("documents_read: skipped by an operator",)
    no_invoices = repaired(parked(settled(), repairing.Step.INVOICES), repairing.Remedy.SKIP)
    assert no_invoices.stage is Stage.PAYMENT_APPROVAL
    later = repaired(parked(submitted(), repairing.Step.LOOK_UP), repairing.Remedy.SKIP)
    assert later.look_up_at is not None
    assert later.look_up_at > SOON
    waived = repaired(parked(paid(), repairing.Step.RECOVER), repairing.Remedy.SKIP)
    assert not waived.recovery_due


def test_money_is_never_skipped() -> None:
    case = parked(released(), repairing.Step.SUBMIT)

    refusal = refusal_of(lambda: repaired(case, repairing.Remedy.SKIP))

    assert refusal.code == "cannot_skip"


def test_an_operator_undoes_and_closes_a_parked_claim() -> None:
    case = repaired(parked(requested(), repairing.Step.SUBMIT), repairing.Remedy.COMPENSATE)

    assert (case.stage, case.outcome) == (Stage.CLOSED, Outcome.COMPENSATED)
    assert books_of(case).left_open("C-1001") == (0, 0, 0)
    kept = repaired(parked(paid(), repairing.Step.RECOVER), repairing.Remedy.COMPENSATE)
    assert kept.outcome is Outcome.PAID


def test_compensation_needs_a_parked_claim_without_money_on_its_way_or_a_hold() -> None:
    flying = parked(submitted(), repairing.Step.LOOK_UP)
    assert in_flight(flying)
    for case, code in (
        (flying, "payment_under_way"),
        (interruptions.hold(parked(paid(), repairing.Step.RECOVER), WRIT), "on_hold"),
        (paid(), "not_parked"),
    ):
        refusal = refusal_of(lambda case=case: interruptions.compensate(case, OPERATOR))
        assert refusal.code == code
    assert refusal_of(lambda: repaired(paid(), repairing.Remedy.RETRY)).code == "not_parked"


def test_a_claim_that_waits_for_people_may_be_cancelled_without_being_parked() -> None:
    case = interruptions.cancel(offered(), OPERATOR)

    assert (case.stage, case.outcome) == (Stage.CLOSED, Outcome.COMPENSATED)
    assert books_of(case).left_open("C-1001") == (0, 0, 0)
    assert refusal_of(lambda: interruptions.cancel(submitted(), OPERATOR)).code == (
        "payment_under_way"
    )


def test_a_parked_claim_in_its_windows_waits_for_the_operator() -> None:
    case = parked(paid(), repairing.Step.RECOVER)

    assert next_moment(case, SOON) is None
    assert tick(case, SOON + 90 * DAY).stage is Stage.AFTERCARE


def test_work_is_known_by_stage() -> None:
    assert has_work(settled(), SOON)
    assert has_work(released(), SOON)
    assert has_work(paid(), SOON)
    assert not has_work(offered(), SOON)
    assert not has_work(submitted(), SOON)
    assert not has_work(interruptions.withdraw(offered(), REGRET), SOON)
    due = submitted().look_up_at
    assert due is not None
    assert has_work(submitted(), due)


def test_a_round_about_the_same_subject_is_not_asked_again() -> None:
    case = recommended()

    assert ask_again(case, SOON, "nothing changed") == case
    assert ask_again(offered(), SOON, "nobody is asked") == offered()


def test_an_account_given_on_hold_asks_for_release_without_hurry() -> None:
    case = interruptions.hold(requested(payee=None), WRIT)

    case = settling.correct_payee(case, REGRET, PAYEE)

    assert case.round is not None
    assert all(clock.is_paused for clock in case.round.asked)
    assert all_approve(lifted(case), SOON + 3 * DAY).stage is Stage.SUBMITTING
