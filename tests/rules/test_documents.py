"""Documents against the contract: required, missing, contradicting or doubtful."""

from dataclasses import replace
from datetime import date

import pytest

from makegood.rules.claim import HeldDocument
from makegood.rules.documents import (
    Requirement,
    Sufficiency,
    deficiency_letter,
    required_documents,
    sufficiency,
)
from makegood.rules.evidence import Check, Verdict
from makegood.rules.requirements import advised_documents, documents_before_payout
from makegood.rules.terms import Condition, DocumentRule, Need
from tests.rules.claims import a_claim, a_parcel, vnd

FORM = DocumentRule("claim_form", clause="art. 6.1")
INVOICE = DocumentRule("invoice")
PHOTOS = DocumentRule("damage_photo", at_least=2)
WAYBILL = DocumentRule("waybill", alternatives=("label_photo",))


def when(document: str, condition: Condition) -> DocumentRule:
    """A document that is needed under a condition."""
    return DocumentRule(document, Need.CONDITIONAL, condition)


def held(kind: str, mark: str) -> HeldDocument:
    """A document whose sha256 is one letter, repeated."""
    return HeldDocument(kind, mark * 64)


def a_check(name: str, verdict: Verdict, mark: str = "") -> Check:
    """A check of the document with that mark, or of the claim as a whole."""
    return Check(name, verdict, "9 is not 8", mark * 12, 2 if mark else None)


def judged(
    rules: tuple[DocumentRule, ...], documents: tuple[HeldDocument, ...], *checks: Check
) -> Sufficiency:
    """What stands between these documents and a decision."""
    return sufficiency(a_claim(), rules, documents, checks)


def test_what_is_required_is_asked_for_in_the_order_of_the_contract() -> None:
    automatic = DocumentRule("tracking_history", Need.AUTOMATIC)
    needs = required_documents(a_claim(), (FORM, automatic, PHOTOS))
    assert needs == (Requirement("claim_form", 1, "art. 6.1"), Requirement("damage_photo", 2))


@pytest.mark.parametrize(("claimed", "needed"), [(8_000_000, False), (8_000_001, True)])
def test_minutes_are_required_above_an_amount(claimed: int, needed: bool) -> None:
    rule = replace(when("inspection_minutes", Condition.OVER_AMOUNT), over=vnd(8_000_000))
    assert bool(required_documents(a_claim(claimed=claimed), (rule,))) is needed


@pytest.mark.parametrize("over", [None, replace(vnd(9_000_000), currency="PHP")])
def test_an_amount_that_cannot_be_compared_requires_the_document(over: object) -> None:
    rule = when("inspection_minutes", Condition.OVER_AMOUNT)
    rule = replace(rule, over=over)  # type: ignore[arg-type]
    assert required_documents(a_claim(), (rule,))


def test_a_parcel_said_to_be_delivered_needs_a_statement_of_non_receipt() -> None:
    rules = (when("non_receipt_statement", Condition.DELIVERED),)
    delivered = a_claim(replace(a_parcel(), delivered_on=date(2026, 11, 6)))
    assert required_documents(delivered, rules)
    assert not required_documents(a_claim(), rules)


@pytest.mark.parametrize(
    ("statement", "needed"),
    [
        ("The parcel was STOLEN from the van.", True),
        ("Hàng bị mất trộm tại kho.", True),
        ("The parcel never arrived.", False),
    ],
)
def test_a_statement_that_speaks_of_theft_needs_a_police_report(
    statement: str, needed: bool
) -> None:
    rules = (when("police_report", Condition.THEFT),)
    assert bool(required_documents(replace(a_claim(), statement=statement), rules)) is needed


def test_what_is_needed_for_full_value_or_before_payout_stops_no_decision() -> None:
    value = when("invoice", Condition.FOR_FULL_VALUE)
    payee = when("payee_confirmation", Condition.BEFORE_PAYOUT)
    result = judged((value, payee), ())
    assert result.complete
    assert result.advised == advised_documents((value, payee)) == (Requirement("invoice"),)
    assert documents_before_payout((value, payee)) == (Requirement("payee_confirmation"),)


def test_a_full_file_is_complete() -> None:
    result = judged((FORM, INVOICE), (held("claim_form", "a"), held("invoice", "b")))
    assert result == Sufficiency()
    assert result.complete


def test_what_is_not_held_is_missing() -> None:
    result = judged((FORM, INVOICE), (held("claim_form", "a"),))
    assert result.missing == (Requirement("invoice"),)
    assert not result.complete


def test_an_alternative_serves_as_well() -> None:
    assert judged((WAYBILL,), (held("label_photo", "a"),)).complete


def test_the_same_photo_twice_is_one_photo() -> None:
    assert not judged((PHOTOS,), (held("damage_photo", "a"), held("damage_photo", "a"))).complete
    assert judged((PHOTOS,), (held("damage_photo", "a"), held("damage_photo", "b"))).complete


def test_a_document_that_cannot_be_opened_is_missing_again() -> None:
    broken = a_check("not_encrypted", Verdict.FAIL, "a")
    result = judged((INVOICE,), (held("invoice", "a"),), broken)
    assert result.missing == (Requirement("invoice"),)
    assert result.failing == ()


def test_a_readable_copy_makes_up_for_one_that_cannot_be_opened() -> None:
    broken = a_check("not_encrypted", Verdict.FAIL, "a")
    assert judged((INVOICE,), (held("invoice", "a"), held("invoice", "b")), broken).complete


def test_a_document_that_contradicts_itself_has_to_be_corrected() -> None:
    contradiction = a_check("lines_sum_to_total", Verdict.FAIL, "a")
    result = judged((INVOICE,), (held("invoice", "a"),), contradiction)
    assert result.failing == (contradiction,)
    assert not result.missing
    assert not result.complete


def test_a_corrected_document_settles_the_contradiction_of_the_first() -> None:
    contradiction = a_check("lines_sum_to_total", Verdict.FAIL, "a")
    documents = (held("invoice", "a"), held("invoice", "b"))
    assert judged((INVOICE,), documents, contradiction).complete


def test_enough_sound_documents_are_needed_before_a_failing_one_no_longer_counts() -> None:
    contradiction = a_check("dates_plausible", Verdict.FAIL, "a")
    photos = (held("damage_photo", "a"), held("damage_photo", "b"))
    assert judged((PHOTOS,), photos, contradiction).failing == (contradiction,)
    assert judged((PHOTOS,), (*photos, held("damage_photo", "c")), contradiction).complete


def test_what_no_machine_could_answer_is_a_doubt_for_a_person_and_asks_nobody() -> None:
    unread = a_check("lines_sum_to_total", Verdict.UNKNOWN, "a")
    result = judged((INVOICE,), (held("invoice", "a"),), unread)
    assert result.complete
    assert result.doubts == (unread,)


def test_a_clear_copy_ends_the_doubt() -> None:
    unread = a_check("lines_sum_to_total", Verdict.UNKNOWN, "a")
    documents = (held("invoice", "a"), held("invoice", "b"))
    assert judged((INVOICE,), documents, unread).doubts == ()


def test_a_question_over_the_whole_claim_stays_open_whatever_is_held() -> None:
    unknown = a_check("claim_not_above_invoice", Verdict.UNKNOWN)
    assert judged((INVOICE,), (held("invoice", "a"),), unknown).doubts == (unknown,)


def test_a_photo_without_a_date_means_nothing_and_one_with_a_wrong_date_is_a_doubt() -> None:
    photo = (held("packing_photo", "a"),)
    rule = (DocumentRule("packing_photo"),)
    silent = a_check("exif_against_incident", Verdict.UNKNOWN, "a")
    wrong = a_check("exif_against_incident", Verdict.FAIL, "a")
    assert judged(rule, photo, silent) == Sufficiency()
    result = judged(rule, photo, wrong)
    assert (result.complete, result.doubts) == (True, (wrong,))


def test_a_claim_above_its_invoice_is_settled_by_the_entitlement() -> None:
    above = a_check("claim_not_above_invoice", Verdict.FAIL)
    assert judged((INVOICE,), (held("invoice", "a"),), above) == Sufficiency()


def test_a_check_that_passes_is_never_a_fault() -> None:
    passed = a_check("lines_sum_to_total", Verdict.PASS, "a")
    assert judged((INVOICE,), (held("invoice", "a"),), passed) == Sufficiency()


def test_the_letter_says_in_plain_words_what_to_send_and_what_to_correct() -> None:
    letter = deficiency_letter(
        Sufficiency(
            missing=(
                Requirement("damage_photo", 2, "art. 6.1"),
                Requirement("waybill", alternatives=("label_photo",)),
            ),
            failing=(
                a_check("lines_sum_to_total", Verdict.FAIL, "b"),
                a_check("invoice_number_agrees", Verdict.FAIL),
            ),
            advised=(Requirement("invoice", clause="art. 7.1"),),
        )
    )
    assert letter == (
        "Please send 2 x damage photo (art. 6.1).",
        "Please send waybill or label photo.",
        "Please correct or explain document bbbbbbbbbbbb, page 2: 9 is not 8 (lines sum to total).",
        "Please correct or explain your documents: 9 is not 8 (invoice number agrees).",
        "For the full value, also send invoice (art. 7.1).",
    )
