"""An account is confirmed by a paper that was read, and by a new one after money came back."""

from dataclasses import replace

from makegood.rules.attempts import PaymentState
from makegood.rules.casefile import Act, CaseFile, Stage
from makegood.rules.claim import HeldDocument
from makegood.rules.documents import DIGEST_SHOWN
from makegood.rules.evidence import Check, Verdict
from makegood.rules.life import settling
from makegood.rules.life.afterwards import parcel_found
from makegood.rules.life.interruptions import withdraw
from makegood.rules.life.payments import to_send
from makegood.rules.life.verifying import Reading, add_documents, verified
from makegood.rules.life.work import has_work
from tests.builders import OTHER_PAYEE, a_claim, a_document, a_reading, documents_for
from tests.rules.life.test_paying import says
from tests.rules.life.walk import (
    SOON,
    all_approve,
    bank_says,
    paid,
    refusal_of,
    requested,
    sent,
    submitted,
)

S = PaymentState
MERCHANT = Act(SOON, "merchant")
PAPER = a_document("payee_confirmation", "new")


def supplied(case: CaseFile, paper: HeldDocument = PAPER) -> CaseFile:
    return add_documents(case, MERCHANT, (paper,))


def read(case: CaseFile, *checks: Check) -> CaseFile:
    reading = a_reading()
    return verified(case, Reading(checks, reading.proven), SOON)


def unconfirmed() -> CaseFile:
    """Settled, but no paper confirms the account."""
    held = tuple(d for d in documents_for(a_claim().kind) if d.kind != "payee_confirmation")
    return requested(claim=a_claim(documents=held))


def corrected(case: CaseFile) -> CaseFile:
    return settling.correct_payee(case, MERCHANT, OTHER_PAYEE)


def test_a_confirmation_is_read_before_it_counts() -> None:
    case = supplied(unconfirmed())

    assert case.stage is Stage.VERIFYING
    assert has_work(case, SOON)
    assert read(case).stage is Stage.PAYMENT_APPROVAL


def test_a_confirmation_that_cannot_be_opened_is_asked_for_again() -> None:
    broken = Check("magic_matches", Verdict.FAIL, "not a PDF", PAPER.sha256[:DIGEST_SHOWN])

    case = read(supplied(unconfirmed()), broken)

    assert case.stage is Stage.AWAITING_PAYEE
    assert "payee confirmation" in case.events[-1].why
    assert read(supplied(case, a_document("payee_confirmation", "sound")), broken).round is not None


def test_only_papers_of_the_account_count_while_it_is_confirmed() -> None:
    case = supplied(unconfirmed())

    refusal = refusal_of(lambda: supplied(case, a_document("packing_photo")))

    assert refusal.code == "too_late_for_documents"
    assert supplied(case, a_document("payee_confirmation", "more")).confirming


def test_an_account_corrected_while_its_paper_is_read_is_the_one_released() -> None:
    case = supplied(bank_says(submitted(), S.REJECTED, code="AC01"))

    case = read(corrected(case))

    assert case.stage is Stage.PAYMENT_APPROVAL
    assert [attempt.attempt for attempt in to_send(case)] == [2]


def test_a_paper_alone_does_not_mend_an_account_that_the_bank_refused() -> None:
    case = read(supplied(bank_says(submitted(), S.REJECTED, code="AC01")))

    assert case.stage is Stage.AWAITING_PAYEE
    assert corrected(case).stage is Stage.PAYMENT_APPROVAL


def test_after_a_return_the_corrected_account_needs_a_new_confirmation() -> None:
    back = bank_says(paid(), S.RETURNED, SOON, "AC04")

    case = corrected(back)

    assert case.stage is Stage.AWAITING_PAYEE
    assert read(supplied(case)).stage is Stage.PAYMENT_APPROVAL
    assert corrected(read(supplied(back))).stage is Stage.PAYMENT_APPROVAL


def test_money_that_arrives_after_all_ends_the_reading() -> None:
    case = supplied(bank_says(submitted(), S.REJECTED, code="AC01"))

    case = says(case, 0, S.SETTLED)

    assert (case.stage, case.confirming) == (Stage.AFTERCARE, False)


def test_a_parcel_found_while_a_paper_is_read_is_acted_on_afterwards() -> None:
    case = parcel_found(supplied(unconfirmed()), MERCHANT, ("VN0001",))
    assert case.stage is Stage.VERIFYING

    case = read(case)

    assert case.stage is Stage.SIGNING_OFF
    assert case.settlement is not None
    assert to_send(case) == ()


def test_a_parcel_found_that_nobody_may_sign_for_goes_to_the_desk() -> None:
    terms = unconfirmed().terms
    nobody = replace(terms, authority=replace(terms.authority, bands=()))
    case = replace(unconfirmed(), terms=nobody)

    case = parcel_found(case, MERCHANT, ("VN0001",))

    assert case.stage is Stage.RECOMMENDING
    assert "authority matrix" in case.sent_back


def test_a_withdrawal_ends_the_reading_too() -> None:
    case = withdraw(supplied(unconfirmed()), MERCHANT)

    assert (case.stage, case.confirming) == (Stage.CLOSED, False)


def test_a_payment_to_a_confirmed_account_is_made() -> None:
    case = read(supplied(unconfirmed()))

    assert sent(all_approve(case, MERCHANT.at), MERCHANT.at).stage is Stage.AWAITING_PAYOUT
