"""Documents held against each other and the claim: contradictions fail, silence is unknown."""

from dataclasses import replace
from datetime import date

import pytest

from makegood.rules.evidence import Check, ClaimFacts, DocumentKind, DocumentReading, Verdict
from makegood.rules.evidence_checks import cross_check
from tests.rules.readings import (
    INCIDENT,
    OTHER_PARCEL,
    PARCEL,
    RECEIVED,
    SHIPPED,
    a_document,
    an_invoice,
    facts_of,
    found,
    row,
)


def the_check(name: str, *readings: DocumentReading, facts: ClaimFacts | None = None) -> Check:
    checks = cross_check(readings, facts or facts_of())
    (only,) = [check for check in checks if check.name == name]
    return only


def verdict(name: str, *readings: DocumentReading, facts: ClaimFacts | None = None) -> Verdict:
    return the_check(name, *readings, facts=facts).verdict


def a_form(total: str | None = "1000000 VND", number: str = "") -> DocumentReading:
    return replace(
        a_document(DocumentKind.CLAIM_FORM, sha256="f0" * 32),
        total=found(total) if total else None,
        invoice_numbers=(found(number),) if number else (),
    )


def a_photo(kind: DocumentKind, taken_on: date | None) -> DocumentReading:
    return replace(a_document(kind), taken_on=taken_on)


def test_a_scanned_invoice_leaves_every_question_open_and_none_failed() -> None:
    scan = a_document(DocumentKind.INVOICE)

    checks = cross_check((scan,), facts_of())

    assert {check.verdict for check in checks} == {Verdict.UNKNOWN}
    assert {check.name for check in checks} == {
        "dates_plausible",
        "invoice_number_found",
        "lines_sum_to_total",
        "invoice_not_after_shipping",
        "tracking_number_matches",
        "claim_not_above_invoice",
    }


def test_a_check_says_where_its_answer_is_to_be_seen() -> None:
    invoice = replace(an_invoice(), invoice_numbers=(found("INV-1", page=2),))

    check = the_check("invoice_number_found", invoice)

    assert (check.document, check.page) == (invoice.sha256[:12], 2)
    assert check.snippet == "... INV-1 ..."


def test_two_numbers_on_one_invoice_are_a_contradiction() -> None:
    invoice = replace(an_invoice(), invoice_numbers=(found("INV-1"), found("INV-2")))

    check = the_check("invoice_number_found", invoice)

    assert check.verdict is Verdict.FAIL
    assert "INV1, INV2" in check.detail


def test_rows_that_sum_to_the_total_pass() -> None:
    rows = (row(2, 300_000, 600_000), row(1, 400_000, 400_000))

    assert verdict("lines_sum_to_total", an_invoice("1000000 VND", rows)) is Verdict.PASS


def test_rows_with_tax_that_sum_to_the_total_pass() -> None:
    taxed = replace(
        an_invoice("1100000 VND", (row(1, 1_000_000, 1_000_000),)), charges=(found("100000 VND"),)
    )

    assert verdict("lines_sum_to_total", taxed) is Verdict.PASS


def test_a_row_whose_product_is_wrong_is_named() -> None:
    check = the_check(
        "lines_sum_to_total", an_invoice("1000000 VND", (row(2, 300_000, 1_000_000),))
    )

    assert check.verdict is Verdict.FAIL
    assert check.snippet == "2 x 300000 = 1000000"


def test_a_total_above_its_rows_fails() -> None:
    check = the_check("lines_sum_to_total", an_invoice("1000000 VND", (row(1, 900_000, 900_000),)))

    assert check.verdict is Verdict.FAIL
    assert "900000" in check.detail


@pytest.mark.parametrize(
    ("day", "answer"),
    [(SHIPPED, Verdict.PASS), (date(2026, 1, 7), Verdict.FAIL), (None, Verdict.UNKNOWN)],
)
def test_an_invoice_is_not_written_after_shipping(day: date | None, answer: Verdict) -> None:
    invoice = replace(an_invoice(), dated_on=found(day.isoformat()) if day else None)

    assert verdict("invoice_not_after_shipping", invoice) is answer


def test_an_unknown_shipping_date_leaves_the_invoice_date_open() -> None:
    invoice = replace(an_invoice(), dated_on=found("2026-01-05"))
    facts = replace(facts_of(), shipped_on=None)

    assert verdict("invoice_not_after_shipping", invoice, facts=facts) is Verdict.UNKNOWN


def test_a_document_from_the_future_fails() -> None:
    waybill = replace(a_document(DocumentKind.WAYBILL), dated_on=found("2026-01-21"))

    assert verdict("dates_plausible", waybill) is Verdict.FAIL


def test_a_claim_form_older_than_the_loss_fails_while_a_waybill_may_be() -> None:
    before = found("2026-01-07")
    form = replace(a_form(), dated_on=before)
    waybill = replace(a_document(DocumentKind.WAYBILL), dated_on=before)

    assert verdict("dates_plausible", form) is Verdict.FAIL
    assert verdict("dates_plausible", waybill) is Verdict.PASS


@pytest.mark.parametrize(
    ("stated", "answer"),
    [
        ("1000000 VND", Verdict.PASS),
        ("900000 VND", Verdict.FAIL),
        ("1000000", Verdict.UNKNOWN),
        (None, Verdict.UNKNOWN),
    ],
)
def test_the_claim_form_states_the_sum_that_is_claimed(stated: str | None, answer: Verdict) -> None:
    assert verdict("claim_form_states_claim", a_form(stated)) is answer


def test_a_document_that_names_one_of_our_parcels_passes() -> None:
    waybill = replace(
        a_document(DocumentKind.WAYBILL),
        tracking_numbers=(found("GHN00000009"), found("spxvn-000000001")),
    )

    assert verdict("tracking_number_matches", waybill) is Verdict.PASS


def test_a_document_about_another_parcel_fails_and_says_which() -> None:
    waybill = replace(a_document(DocumentKind.WAYBILL), tracking_numbers=(found(OTHER_PARCEL),))

    check = the_check("tracking_number_matches", waybill, facts=facts_of(parcels=(PARCEL,)))

    assert check.verdict is Verdict.FAIL
    assert OTHER_PARCEL in check.detail


@pytest.mark.parametrize(
    ("kind", "taken_on", "answer"),
    [
        (DocumentKind.DAMAGE_PHOTO, INCIDENT, Verdict.PASS),
        (DocumentKind.DAMAGE_PHOTO, date(2026, 1, 5), Verdict.PASS),
        (DocumentKind.DAMAGE_PHOTO, date(2026, 1, 4), Verdict.FAIL),
        (DocumentKind.DAMAGE_PHOTO, date(2026, 1, 22), Verdict.FAIL),
        (DocumentKind.DAMAGE_PHOTO, None, Verdict.UNKNOWN),
        (DocumentKind.PACKING_PHOTO, date(2025, 12, 30), Verdict.PASS),
        (DocumentKind.PACKING_PHOTO, date(2026, 1, 10), Verdict.FAIL),
        (DocumentKind.LABEL_PHOTO, RECEIVED, Verdict.PASS),
    ],
)
def test_a_photo_fails_only_where_its_day_contradicts_the_incident(
    kind: DocumentKind, taken_on: date | None, answer: Verdict
) -> None:
    assert verdict("exif_against_incident", a_photo(kind, taken_on)) is answer


def test_a_claim_within_the_invoices_passes_also_when_another_cannot_be_read() -> None:
    readings = (an_invoice("1000000 VND", number="A-1"), an_invoice(None, number="A-2"))

    assert verdict("claim_not_above_invoice", *readings) is Verdict.PASS


def test_a_claim_above_what_is_readable_is_open_while_an_invoice_cannot_be_read() -> None:
    readings = (an_invoice("900000 VND", number="A-1"), an_invoice(None, number="A-2"))

    assert verdict("claim_not_above_invoice", *readings) is Verdict.UNKNOWN


def test_a_claim_above_its_invoices_fails() -> None:
    check = the_check("claim_not_above_invoice", an_invoice("900000 VND"))

    assert check.verdict is Verdict.FAIL
    assert check.detail == "claimed 1000000, proven 900000 VND"


@pytest.mark.parametrize(("quoted", "answer"), [("inv 1", Verdict.PASS), ("INV-9", Verdict.FAIL)])
def test_the_form_quotes_an_invoice_that_is_held(quoted: str, answer: Verdict) -> None:
    readings = (an_invoice(number="INV-1"), a_form(number=quoted))

    assert verdict("invoice_number_agrees", *readings) is answer


def test_a_quoted_invoice_is_not_held_against_a_claim_without_invoices() -> None:
    checks = cross_check((a_form(number="INV-9"),), facts_of())

    assert "invoice_number_agrees" not in {check.name for check in checks}


def test_a_bank_statement_is_not_expected_to_name_a_parcel() -> None:
    checks = cross_check((a_document(DocumentKind.BANK_CREDIT_LINE),), facts_of())

    assert [check.name for check in checks] == ["dates_plausible"]
