"""After the decision: one appeal, parcels that turn up, and the end of all windows."""

from dataclasses import replace

import pytest

from makegood.rules.attempts import PaymentState
from makegood.rules.casefile import Act, CaseFile, Outcome, Stage
from makegood.rules.claim import ClaimKind, Team
from makegood.rules.life import afterwards, interruptions, paying, recommending, settling
from makegood.rules.life.bargaining import answer, latest_of
from makegood.rules.life.payments import kept, unpaid
from makegood.rules.life.recovering import recovery_started
from makegood.rules.life.ticking import next_moment, tick
from makegood.rules.life.verifying import verified
from makegood.rules.offers import Answer, OfferState, Reply
from makegood.rules.rounds import Decide
from tests.builders import DAY, a_case, a_claim, a_document, a_parcel, a_reading, vnd
from tests.rules.life.books import Books
from tests.rules.life.walk import (
    SOON,
    accepts,
    all_approve,
    bank_says,
    decides,
    offered,
    paid,
    recommended,
    refusal_of,
    released,
    requested,
    sent,
    settled,
    submitted,
)

DESK, CARRIER = Act(SOON, "desk.chi", "the seal was broken"), Act(SOON, "carrier", "behind a shelf")


def books_of(case: CaseFile) -> Books:
    books = Books()
    books.post(case.unrecorded.postings)
    return books


def appealed(case: CaseFile, *papers: str) -> CaseFile:
    documents = tuple(a_document(kind, "appeal") for kind in papers)
    return afterwards.appeal(case, Act(SOON, "merchant", "too little"), documents)


def denied() -> CaseFile:
    return decides(recommended(), Team.OPERATIONS, what=Decide.REJECT)


def found(case: CaseFile, *numbers: str) -> CaseFile:
    return afterwards.parcel_found(case, CARRIER, numbers or ("VN0001",))


def half_paid() -> CaseFile:
    """The first parcel got a quarter of its value only."""
    case = decides(recommended(), Team.OPERATIONS, what=Decide.SEND_BACK)
    case = recommending.recommend_again(case, DESK, (("VN0001", vnd(500_000)),))
    case = settling.request_payment(accepts(all_approve(case)), (), SOON)
    return bank_says(sent(all_approve(case)), PaymentState.SETTLED)


def granted(case: CaseFile, amount: int) -> CaseFile:
    """The appeal is answered with that amount for the first parcel, and signed."""
    return all_approve(recommending.recommend_again(case, DESK, (("VN0001", vnd(amount)),)))


# Appeal


def test_an_appeal_reopens_the_claim_once_with_a_clock_of_its_own() -> None:
    case = appealed(denied())

    assert (case.stage, case.outcome) == (Stage.RECOMMENDING, None)
    assert case.sent_back == "appeal: too little"
    assert [clock.stopped_at for clock in case.clocks if clock.name == "appeal"] == [None]
    again = all_approve(recommending.recommend_again(recommending.deny_all(case), DESK))
    assert (again.stage, again.outcome) == (Stage.CLOSED, Outcome.DENIED)


def test_new_documents_of_an_appeal_are_read_and_the_desk_recommends_anew() -> None:
    case = appealed(denied(), "packing_photo")
    assert case.stage is Stage.VERIFYING

    case = verified(case, a_reading(), SOON)

    assert case.stage is Stage.RECOMMENDING
    assert case.reserve == vnd(4_000_000)


def test_an_appeal_never_ends_in_a_letter_of_deficiency() -> None:
    case = replace(appealed(denied(), "packing_photo"), documents=())

    assert verified(case, a_reading(), SOON).stage is Stage.RECOMMENDING


def test_a_claim_is_appealed_after_its_decision_in_time_and_once() -> None:
    assert refusal_of(lambda: appealed(recommended())).code == "nothing_to_appeal"
    late = replace(denied(), appeal_until=SOON - DAY)
    assert refusal_of(lambda: appealed(late)).code == "appeal_too_late"
    assert refusal_of(lambda: appealed(appealed(denied()))).code == "appealed_already"


def test_an_upheld_appeal_pays_the_difference_alone() -> None:
    case = granted(appealed(half_paid()), 2_000_000)
    assert latest_of(case).version == 2
    old = Answer(1, Reply.ACCEPT, "merchant", SOON, release=("VN0001", "VN0002"))
    assert refusal_of(lambda: answer(case, old)).code == "offer_superseded"

    case = settling.request_payment(accepts(case), (), SOON)
    case = bank_says(sent(all_approve(case)), PaymentState.SETTLED)

    assert case.settlement is not None
    assert (case.settlement.version, case.settlement.total) == (2, vnd(1_500_000))
    assert kept(case) == vnd(4_000_000)
    assert books_of(case).left_open("C-1001") == (0, 0, 0)
    assert case.appeal is not None
    assert not case.appeal.open


def test_an_appeal_that_is_granted_no_more_needs_no_payment_request() -> None:
    case = settling.request_payment(granted(appealed(half_paid()), 500_000), (), SOON)

    assert (case.stage, case.outcome) == (Stage.AFTERCARE, Outcome.PAID)
    assert case.settlement is not None
    assert case.settlement.version == 1
    assert case.reserve in {None, vnd(0)}


def test_a_dismissed_appeal_leaves_a_paid_claim_paid() -> None:
    case = recommending.recommend_again(recommending.deny_all(appealed(half_paid())), DESK)

    case = all_approve(case)

    assert (case.stage, case.outcome) == (Stage.AFTERCARE, Outcome.PAID)
    assert books_of(case).left_open("C-1001") == (0, 0, 0)
    assert next_moment(case, SOON) is not None


def test_money_that_came_back_during_a_dismissed_appeal_is_paid_again() -> None:
    case = bank_says(appealed(half_paid()), PaymentState.RETURNED, code="AC04")
    case = all_approve(recommending.recommend_again(recommending.deny_all(case), DESK))
    assert case.stage is Stage.SETTLED

    case = settling.request_payment(case, (), SOON)

    assert case.stage is Stage.AWAITING_PAYEE
    assert unpaid(case) == vnd(2_500_000)
    assert books_of(case).left_open("C-1001") == (0, 2_500_000, 0)


def test_a_withdrawn_appeal_leaves_the_claim_as_it_was_paid() -> None:
    case = granted(appealed(half_paid()), 2_000_000)

    case = interruptions.withdraw(case, Act(SOON, "merchant", "we agree after all"))

    assert (case.stage, case.outcome) == (Stage.AFTERCARE, Outcome.PAID)
    assert talks_of_all(case)[-1] is OfferState.WITHDRAWN
    assert books_of(case).left_open("C-1001") == (0, 0, 0)


def talks_of_all(case: CaseFile) -> list[OfferState]:
    assert case.negotiation is not None
    return [offer.state for offer in case.negotiation.offers]


def test_an_appeal_of_a_denied_claim_withdrawn_ends_the_claim() -> None:
    case = interruptions.withdraw(appealed(denied()), Act(SOON, "merchant", "never mind"))

    assert (case.stage, case.outcome) == (Stage.CLOSED, Outcome.WITHDRAWN)


def test_an_appeal_cannot_be_withdrawn_while_its_payment_is_made() -> None:
    case = settling.request_payment(accepts(granted(appealed(half_paid()), 2_000_000)), (), SOON)

    refusal = refusal_of(lambda: interruptions.withdraw(case, Act(SOON, "merchant", "stop")))

    assert refusal.code == "payment_under_way"


# Parcels that turn up


@pytest.mark.parametrize("case", [recommended(), offered(), settled(), requested()])
def test_a_parcel_that_turns_up_before_payment_is_recommended_at_nothing(case: CaseFile) -> None:
    case = found(case)

    assert case.stage is Stage.SIGNING_OFF
    assert books_of(case).left_open("C-1001") == (2_000_000, 0, 0)
    assert case.agreed is None
    paid_out = settling.request_payment(accepts(all_approve(case)), (), SOON)
    assert unpaid(paid_out) == vnd(2_000_000)


def test_a_parcel_that_turns_up_with_the_desk_leaves_the_desk_its_turn() -> None:
    back = decides(recommended(), Team.OPERATIONS, what=Decide.SEND_BACK)

    case = found(back)

    assert (case.stage, case.reserve) == (Stage.RECOMMENDING, vnd(2_000_000))


def test_all_parcels_turning_up_end_an_unpaid_claim() -> None:
    case = found(requested(), "VN0001", "VN0002")

    assert (case.stage, case.outcome) == (Stage.CLOSED, Outcome.FOUND)
    assert books_of(case).left_open("C-1001") == (0, 0, 0)


def test_a_parcel_that_turns_up_before_assessment_changes_nothing_else() -> None:
    assert found(a_case()).stage is Stage.VERIFYING


def test_what_was_paid_for_a_found_parcel_is_owed_back() -> None:
    case = found(paid())

    assert (case.stage, case.outcome) == (Stage.AFTERCARE, Outcome.REVERSED)
    assert books_of(case).balances["merchant:receivable:merchant-lotus"] == 2_000_000
    assert kept(case) == vnd(2_000_000)
    both = found(case, "VN0002")
    assert kept(both) == vnd(0)
    assert found(both, "VN0002").events[-1].what == "parcel_found_again"


def test_a_parcel_that_got_nothing_owes_nothing_back() -> None:
    case = decides(recommended(), Team.OPERATIONS, what=Decide.SEND_BACK)
    case = recommending.recommend_again(case, DESK, (("VN0001", vnd(0)),))
    case = settling.request_payment(accepts(all_approve(case)), (), SOON)
    case = bank_says(sent(all_approve(case)), PaymentState.SETTLED)

    case = found(case)

    assert case.outcome is Outcome.PAID
    assert "nothing_to_repay" in [event.what for event in case.events]


@pytest.mark.parametrize("case", [released(), submitted()])
def test_news_of_a_parcel_wait_while_money_is_on_its_way(case: CaseFile) -> None:
    case = found(case)
    assert "payment_reversed" not in [event.what for event in case.events]

    case = bank_says(sent(case), PaymentState.SETTLED)

    assert case.outcome is Outcome.REVERSED


def test_a_found_parcel_stops_a_payment_that_failed_on_the_way() -> None:
    case = bank_says(found(submitted()), PaymentState.REJECTED, code="AM04")

    assert (case.stage, case.resubmit_at) == (Stage.SIGNING_OFF, None)
    assert books_of(case).left_open("C-1001") == (2_000_000, 0, 0)


def test_a_parcel_found_during_an_appeal_is_reversed_and_the_rest_decided_again() -> None:
    case = granted(appealed(half_paid()), 2_000_000)

    case = found(case)

    assert (case.stage, case.outcome) == (Stage.AFTERCARE, Outcome.REVERSED)
    assert kept(case) == vnd(2_000_000)
    assert case.appeal is not None
    assert not case.appeal.open


def test_strangers_and_closed_claims_take_no_found_parcels() -> None:
    assert refusal_of(lambda: found(recommended(), "VN9999")).code == "unknown_parcel"
    case = paid()
    assert case.aftercare_until is not None
    closed = tick(case, case.aftercare_until)
    assert refusal_of(lambda: found(closed)).code == "closed"


def test_a_found_parcel_of_money_owed_is_reversed_by_what_was_owed_for_it() -> None:
    parcels = tuple(
        a_parcel(number, cod_due=vnd(700_000), cod_remitted=vnd(0))
        for number in ("VN0001", "VN0002")
    )
    claim = a_claim(kind=ClaimKind.COD_MISMATCH, parcels=parcels, claimed=vnd(1_400_000))
    case = settling.request_payment(all_approve(recommended(claim=claim)), (), SOON)
    case = bank_says(sent(all_approve(case)), PaymentState.SETTLED)

    assert kept(found(case)) == vnd(700_000)


# The end


def test_a_case_ends_when_all_windows_have_passed() -> None:
    case = paid()
    assert next_moment(case, SOON) == (case.aftercare_until, "return and appeal windows pass")
    assert case.aftercare_until is not None
    assert tick(case, case.aftercare_until - DAY) == case

    closed = tick(case, case.aftercare_until)

    assert (closed.stage, closed.outcome, closed.closed_at) == (
        Stage.CLOSED,
        Outcome.PAID,
        case.aftercare_until,
    )


def test_what_the_carrier_pays_back_is_told_to_the_case() -> None:
    begun = recovery_started(paid(), Act(SOON, "system"), begun=True)
    assert (begun.recovery_due, begun.events[-1].what) == (False, "recovery_begun")
    assert not recovery_started(paid(), Act(SOON, "system"), begun=False).recovery_due

    told = afterwards.recovery_told(begun, vnd(1_000_000), "short_paid", SOON)

    assert told.recovered == vnd(1_000_000)
    assert told.events[-1].what == "recovery_short_paid"
    assert paying.next_to_send(told) is None
