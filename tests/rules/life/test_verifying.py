"""Documents: complete, or asked for with a countdown of the merchant's own."""

from dataclasses import replace
from datetime import datetime

import pytest

from makegood.rules.casefile import Act, CaseFile, Outcome, Stage
from makegood.rules.claim import HeldDocument
from makegood.rules.clocks import ClockKind, ClockState
from makegood.rules.duplicates import Match
from makegood.rules.evidence import Check, Verdict
from makegood.rules.life import deficiency, interruptions, timing, views
from makegood.rules.life.holding import MOST_DOCUMENTS
from makegood.rules.life.ticking import next_moment, tick
from makegood.rules.life.verifying import add_documents, verified
from makegood.rules.terms import Terms, Unsupplied
from tests.builders import (
    DAY,
    HOUR,
    MERCHANT,
    MONDAY,
    a_case,
    a_claim,
    a_document,
    a_parcel,
    a_reading,
    documents_for,
    terms,
    vnd,
)
from tests.rules.life.walk import SOON, offered, paid, recommended, refusal_of, requested

WAYBILL = a_document("waybill")
LAPSING = replace(terms(), deficiency=replace(terms().deficiency, then=Unsupplied.LAPSE))


def without_waybill(pinned: Terms | None = None) -> CaseFile:
    held = tuple(d for d in documents_for(a_claim().kind) if d.kind != "waybill")
    case = a_case(claim=a_claim(documents=held), terms=pinned or terms())
    return verified(case, a_reading(), SOON)


def due_of(case: CaseFile) -> datetime:
    assert case.deficiency is not None
    return case.deficiency.answer_by


def supplied(case: CaseFile, *documents: HeldDocument, at: datetime = SOON) -> CaseFile:
    return add_documents(case, Act(at, "merchant"), documents)


def state_of(case: CaseFile, name: str, now: datetime) -> ClockState:
    (clock,) = (clock for clock in case.clocks if clock.name == name)
    return timing.clock_state(case, clock, now)


def templates(case: CaseFile) -> list[str]:
    return [letter.template for letter in case.unrecorded.letters]


def test_complete_papers_go_to_assessment_and_sign_off() -> None:
    case = recommended()

    assert case.stage is Stage.SIGNING_OFF
    assert case.reserve == vnd(4_000_000)
    assert state_of(case, "documents", SOON) is ClockState.met


def test_what_is_missing_is_asked_for_and_our_promises_stand_still() -> None:
    case = without_waybill()

    assert case.stage is Stage.AWAITING_DOCUMENTS
    assert case.deficiency is not None
    assert "waybill" in case.deficiency.missing[0]
    assert state_of(case, "decision", SOON) is ClockState.paused
    assert state_of(case, "statutory", SOON) is ClockState.running
    (awaited,) = views.waiting(case, SOON)
    assert (awaited.who, awaited.what, awaited.due_at) == ("merchant", "documents", due_of(case))


def test_the_merchant_is_reminded_at_half_and_at_four_fifths_of_the_time() -> None:
    case, sent = without_waybill(), []
    for _ in range(2):
        coming = next_moment(case, SOON)
        assert coming is not None
        case = tick(case, coming[0])
        assert tick(case, coming[0]) == case
        sent.append(coming[0])

    assert templates(case).count("documents_reminder") == 2
    assert sent == sorted(sent)
    assert next_moment(case, sent[1]) == (due_of(case), "documents are due")


def test_a_reminder_that_was_slept_through_is_sent_once_each() -> None:
    case = without_waybill()

    late = tick(case, due_of(case) - HOUR / 60)

    assert templates(late).count("documents_reminder") == 2


def test_what_is_supplied_is_read_and_resumes_our_promises() -> None:
    case = supplied(without_waybill(), WAYBILL, at=SOON + DAY)

    assert case.stage is Stage.VERIFYING
    assert case.deficiency is None
    assert next_moment(case, SOON + DAY) is not None
    done = verified(case, a_reading(), SOON + DAY)
    assert done.stage is Stage.SIGNING_OFF
    assert state_of(done, "decision", SOON + DAY) is ClockState.running


def test_a_second_letter_follows_and_then_the_contract_decides_on_what_is_held() -> None:
    case = without_waybill()
    for _ in range(2):
        case = supplied(case, a_document("other", str(case.deficiency_rounds)))
        case = verified(case, a_reading(), SOON)

    assert case.stage is Stage.SIGNING_OFF
    assert case.deficiency_rounds == 2
    assert any("decided on what is held" in event.why for event in case.events)


def test_silence_ends_in_a_decision_on_what_is_held_where_the_contract_says_so() -> None:
    case = without_waybill()

    assert tick(case, due_of(case)).stage is Stage.SIGNING_OFF


def test_silence_lapses_the_claim_where_the_contract_says_so() -> None:
    case = without_waybill(LAPSING)

    lapsed = tick(case, due_of(case))

    assert (lapsed.stage, lapsed.outcome) == (Stage.CLOSED, Outcome.LAPSED)
    assert templates(lapsed)[-1] == "closing"


def test_nothing_lapses_on_hold_even_when_all_letters_are_used_up() -> None:
    case = replace(without_waybill(LAPSING), deficiency_rounds=2)
    case = interruptions.hold(case, Act(SOON, "legal.uyen", "a writ"))
    case = supplied(case, a_document("other"))

    case = verified(case, a_reading(), SOON)

    assert case.stage is Stage.AWAITING_DOCUMENTS


def test_a_document_that_is_held_already_adds_nothing() -> None:
    case = without_waybill()

    again = supplied(case, case.documents[0])

    assert again.stage is Stage.AWAITING_DOCUMENTS
    assert again.events[-1].what == "documents_known"


def test_new_documents_void_what_was_signed_meanwhile() -> None:
    case = supplied(recommended(), a_document("packing_photo"))

    assert case.stage is Stage.VERIFYING
    assert case.round is None
    assert "sign_offs_voided" in [event.what for event in case.events]


@pytest.mark.parametrize("case", [offered(), paid()])
def test_documents_are_refused_once_the_recommendation_is_approved(case: CaseFile) -> None:
    refusal = refusal_of(lambda: supplied(case, a_document("packing_photo")))

    assert refusal.code == "too_late_for_documents"


def test_a_claim_does_not_hold_documents_without_end() -> None:
    many = [a_document("other", str(number)) for number in range(MOST_DOCUMENTS)]

    assert refusal_of(lambda: supplied(a_case(), *many)).code == "too_many_documents"


def test_money_does_not_leave_before_the_confirmation_of_the_account_is_held() -> None:
    held = tuple(d for d in documents_for(a_claim().kind) if d.kind != "payee_confirmation")

    case = requested(claim=a_claim(documents=held))

    assert case.stage is Stage.AWAITING_PAYEE
    assert "payee confirmation" in case.events[-1].why
    refused = refusal_of(lambda: supplied(case, a_document("packing_photo")))
    assert refused.code == "too_late_for_documents"
    confirmed = verified(supplied(case, a_document("payee_confirmation")), a_reading(), SOON)
    assert confirmed.stage is Stage.PAYMENT_APPROVAL


def test_a_confirmation_without_an_account_still_waits_for_the_account() -> None:
    held = tuple(d for d in documents_for(a_claim().kind) if d.kind != "payee_confirmation")
    case = requested(claim=a_claim(documents=held), payee=None)

    case = verified(supplied(case, a_document("payee_confirmation")), a_reading(), SOON)

    assert case.stage is Stage.AWAITING_PAYEE


def test_a_case_that_left_verification_ignores_a_late_reading() -> None:
    case = recommended()

    assert verified(case, a_reading(), SOON) == case


def test_a_doubt_goes_to_a_person_with_the_recommendation() -> None:
    doubt = Check("exif_against_incident", Verdict.FAIL, "taken a year before", "photo")
    reading = replace(a_reading(), checks=(replace(doubt, document=""),))

    case = verified(a_case(), reading, SOON)

    assert case.doubts == ("exif_against_incident: taken a year before",)
    assert any("Flagged: exif_against_incident" in text for text in views.explain(case, SOON))


def test_a_claim_that_turns_out_to_be_another_is_flagged_not_merged() -> None:
    matches = tuple(
        Match("C-0900", "parcel", number, "lost", open=True, merchant_id=MERCHANT)
        for number in ("VN0001", "VN0002")
    )

    case = verified(a_case(), replace(a_reading(), matches=matches), SOON)

    assert case.stage is Stage.SIGNING_OFF
    assert "the same parcels as claim C-0900" in case.flags


def test_a_found_parcel_stays_without_value_when_documents_are_read_again() -> None:
    case = replace(
        a_case(claim=a_claim(parcels=(a_parcel(), a_parcel("VN0002")))), found=("VN0001",)
    )

    case = verified(case, a_reading(), SOON)

    assert case.reserve == vnd(2_000_000)


def test_a_clock_without_a_target_in_policy_is_not_started() -> None:
    case = a_case()

    assert timing.start(case, "unheard_of", MONDAY) == case


def test_a_deficiency_has_no_moment_outside_its_stage() -> None:
    assert deficiency.next_document_moment(recommended()) is None


def test_only_what_we_promised_the_merchant_stands_still() -> None:
    case = without_waybill()

    paused = {clock.name for clock in case.clocks if clock.is_paused}

    assert paused == {"decision"}
    assert ClockKind.statutory not in {c.kind for c in case.clocks if c.is_paused}
