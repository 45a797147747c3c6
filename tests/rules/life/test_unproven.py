"""A claim under seals keeps what was approved; without proof everybody signs its payment anew."""

from dataclasses import replace

from makegood.rules.attempts import PaymentState, Report
from makegood.rules.casefile import Act, CaseFile, Outcome, Stage
from makegood.rules.life import paying, repairing, settling, views
from makegood.rules.life.repairing import Remedy
from makegood.rules.life.verifying import verified
from makegood.rules.rounds import RoundSubject, awaiting
from makegood.rules.subject import subject_hash
from tests.builders import OTHER_PAYEE, PAYEE, a_case, a_reading
from tests.rules.life.test_paying import books_of
from tests.rules.life.walk import (
    SOON,
    accepts,
    all_approve,
    bank_says,
    newest,
    released,
    sent,
    submitted,
)

WHY = "Not proven by seals: nothing that was released names this payment"
OPERATOR = Act(SOON, "operator", "looked into it")


def unproven(case: CaseFile) -> CaseFile:
    """The case whose payment the cashier does not hand in."""
    report = Report(PaymentState.REJECTED, SOON, "DS0A", why=WHY)
    return paying.reported(case, Act(SOON, "cashier"), newest(case).key, report)


def retried(case: CaseFile) -> CaseFile:
    return repairing.repair(case, Remedy.RETRY, OPERATOR)


def under_seals() -> CaseFile:
    """A case that takes decisions under seals only, recommended and put to sign-off."""
    return verified(replace(a_case(), sealed=True), a_reading(), SOON)


def test_a_case_under_seals_keeps_exactly_what_was_approved() -> None:
    case = under_seals()
    asked = case.round.subject_hash if case.round else ""

    granted = all_approve(case)

    assert [subject_hash(ground) for ground in granted.grounds] == [asked]
    assert granted.grounds[0].what == RoundSubject.RECOMMENDATION
    assert granted.shown is None


def test_what_is_asked_twice_is_one_ground() -> None:
    granted = all_approve(under_seals())

    again = all_approve(replace(under_seals(), grounds=granted.grounds))

    assert again.grounds == granted.grounds


def test_a_case_without_seals_keeps_nothing() -> None:
    assert released().grounds == ()
    assert accepts(all_approve(under_seals())).grounds != ()


def test_a_payment_without_proof_parks_the_case_and_is_nowhere() -> None:
    case = unproven(submitted())

    assert case.stage is Stage.AWAITING_PAYOUT
    assert case.parked is not None
    assert case.parked.reason == "not paid, as no seals prove that it was released (DS0A)"
    assert [event.why for event in case.events if event.what == "payment_rejected"] == [
        f"DS0A {WHY}"
    ]
    assert books_of(case).left_open("C-1001") == (0, 4_000_000, 0)


def test_it_can_be_undone_and_closed() -> None:
    case = repairing.repair(unproven(submitted()), Remedy.COMPENSATE, OPERATOR)

    assert case.outcome is Outcome.COMPENSATED
    assert books_of(case).left_open("C-1001") == (0, 0, 0)


def test_tried_again_everybody_signs_it_under_seal() -> None:
    case = retried(unproven(submitted()))

    assert case.sealed
    assert case.round is not None
    assert case.round.subject is RoundSubject.PAYMENT
    assert set(awaiting(case.round)) == {"service_desk", "operations", "finance"}
    assert case.round.barred == ()
    assert any("because no seals prove it" in text for text in views.explain(case, SOON))


def test_what_everybody_signed_is_handed_in_as_another_attempt() -> None:
    case = sent(all_approve(retried(unproven(submitted()))))

    assert [attempt.state for attempt in case.attempts] == ["rejected", "submitted"]
    assert case.attempts[1].key in case.grounds[-1].extra
    assert case.grounds[-1].payee == PAYEE


def test_what_fails_after_that_is_paid_again_as_ever() -> None:
    case = bank_says(
        sent(all_approve(retried(unproven(submitted())))), PaymentState.REJECTED, code="NARR"
    )

    assert retried(case).stage is Stage.SUBMITTING


def test_another_account_is_put_to_everybody_as_well() -> None:
    asked = retried(unproven(submitted()))

    case = settling.correct_payee(asked, Act(SOON, "merchant"), OTHER_PAYEE)

    assert case.round is not None
    assert case.round.mandates == (asked.round.mandates if asked.round else ())
    assert case.shown is not None
    assert case.shown.payee == OTHER_PAYEE
