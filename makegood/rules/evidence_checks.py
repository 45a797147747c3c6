"""The documents of a claim held against each other, and against what the claim says."""

from datetime import date, timedelta
from decimal import Decimal

from makegood.rules.evidence import (
    PHOTO_KINDS,
    Check,
    ClaimFacts,
    DocumentKind,
    DocumentReading,
    Found,
    Verdict,
    amount_of,
    normalised_number,
)
from makegood.rules.evidence_value import (
    invoices_of,
    lines_and_charges,
    lines_total,
    supported_total,
)

ZONE_SLACK = timedelta(days=1)
"""Cameras write the local day of a zone they do not name, so a day either way proves nothing."""

NAMES_PARCELS = frozenset(
    {DocumentKind.CLAIM_FORM, DocumentKind.INVOICE, DocumentKind.WAYBILL, DocumentKind.COD_REPORT}
    | {DocumentKind.INSPECTION_MINUTES, DocumentKind.NON_RECEIPT_STATEMENT}
)
"""Documents that are expected to name a parcel of the claim."""


def cross_check(readings: tuple[DocumentReading, ...], facts: ClaimFacts) -> tuple[Check, ...]:
    """Every check that more than one source can answer, document by document, then over all.

    A document without readable text gives unknown, never fail: only a contradiction fails.
    """
    alone = [check for reading in readings for check in _checks_of(reading, facts)]
    return (*alone, *_claim_against_invoices(readings, facts), *_numbers_agree(readings))


def _checks_of(reading: DocumentReading, facts: ClaimFacts) -> tuple[Check, ...]:
    if reading.kind in PHOTO_KINDS:
        return (_taken_when_claimed(reading, facts),)
    checks = [_dated_plausibly(reading, facts)]
    if reading.kind == DocumentKind.INVOICE:
        checks += [_numbered(reading), _adds_up(reading), _invoiced_before_shipping(reading, facts)]
    if reading.kind == DocumentKind.CLAIM_FORM:
        checks.append(_form_states_the_claim(reading, facts))
    if reading.kind in NAMES_PARCELS:
        checks.append(_names_a_parcel(reading, facts))
    return tuple(checks)


def _check(
    name: str, verdict: Verdict, detail: str, reading: DocumentReading, found: Found | None = None
) -> Check:
    page, snippet = (found.page, found.snippet) if found else (None, "")
    return Check(name, verdict, detail, reading.sha256[:12], page, snippet)


def _numbered(invoice: DocumentReading) -> Check:
    name, numbers = "invoice_number_found", invoice.invoice_numbers
    values = sorted({normalised_number(number.value) for number in numbers})
    if not numbers:
        return _check(name, Verdict.UNKNOWN, "no invoice number could be read", invoice)
    if len(values) > 1:
        detail = f"the document gives several numbers: {', '.join(values)}"
        return _check(name, Verdict.FAIL, detail, invoice, numbers[0])
    return _check(name, Verdict.PASS, f"invoice {numbers[0].value}", invoice, numbers[0])


def _adds_up(invoice: DocumentReading) -> Check:
    name, total = "lines_sum_to_total", invoice.total
    if total is None or not invoice.line_items:
        return _check(name, Verdict.UNKNOWN, "no rows or no total could be read", invoice)
    for row in invoice.line_items:
        if row.quantity * row.unit_price != row.amount:
            place = Found("", row.page, row.snippet)
            detail = f"{row.quantity} x {row.unit_price} is not {row.amount}"
            return _check(name, Verdict.FAIL, detail, invoice, place)
    return _sum_check(invoice, total)


def _sum_check(invoice: DocumentReading, total: Found) -> Check:
    rows, all_in = lines_total(invoice), lines_and_charges(invoice)
    printed = Decimal(total.value.partition(" ")[0])
    if printed in (rows, all_in):
        return _check(
            "lines_sum_to_total", Verdict.PASS, f"rows add up to {printed}", invoice, total
        )
    detail = f"rows add up to {rows}, with charges to {all_in}, but the total says {printed}"
    return _check("lines_sum_to_total", Verdict.FAIL, detail, invoice, total)


def _invoiced_before_shipping(invoice: DocumentReading, facts: ClaimFacts) -> Check:
    name, day = "invoice_not_after_shipping", _day_of(invoice)
    if day is None or facts.shipped_on is None:
        return _check(
            name, Verdict.UNKNOWN, "the invoice's or the shipping date is not known", invoice
        )
    verdict = Verdict.PASS if day <= facts.shipped_on else Verdict.FAIL
    detail = f"invoice of {day}, shipped on {facts.shipped_on}"
    return _check(name, verdict, detail, invoice, invoice.dated_on)


def _dated_plausibly(reading: DocumentReading, facts: ClaimFacts) -> Check:
    name, day = "dates_plausible", _day_of(reading)
    if day is None:
        return _check(name, Verdict.UNKNOWN, "no date could be read", reading)
    early = _states_the_loss(reading) and facts.incident_on and day < facts.incident_on
    if day > facts.received_on or early:
        detail = f"dated {day}; incident {facts.incident_on}, claim received {facts.received_on}"
        return _check(name, Verdict.FAIL, detail, reading, reading.dated_on)
    return _check(name, Verdict.PASS, f"dated {day}", reading, reading.dated_on)


def _states_the_loss(reading: DocumentReading) -> bool:
    return reading.kind in {DocumentKind.CLAIM_FORM, DocumentKind.NON_RECEIPT_STATEMENT}


def _form_states_the_claim(form: DocumentReading, facts: ClaimFacts) -> Check:
    name, stated = "claim_form_states_claim", amount_of(form.total) if form.total else None
    if stated is None:
        return _check(name, Verdict.UNKNOWN, "no sum claimed could be read", form, form.total)
    verdict = Verdict.PASS if stated == facts.claimed else Verdict.FAIL
    claimed = f"{facts.claimed.amount} {facts.claimed.currency}"
    detail = f"the form says {stated.amount} {stated.currency}, the claim {claimed}"
    return _check(name, verdict, detail, form, form.total)


def _names_a_parcel(reading: DocumentReading, facts: ClaimFacts) -> Check:
    name = "tracking_number_matches"
    ours = {normalised_number(number) for number in facts.tracking_numbers}
    if not reading.tracking_numbers:
        return _check(name, Verdict.UNKNOWN, "no tracking number could be read", reading)
    for found in reading.tracking_numbers:
        if normalised_number(found.value) in ours:
            return _check(name, Verdict.PASS, f"names parcel {found.value}", reading, found)
    other = reading.tracking_numbers[0]
    return _check(
        name, Verdict.FAIL, f"names {other.value}, no parcel of this claim", reading, other
    )


def _taken_when_claimed(photo: DocumentReading, facts: ClaimFacts) -> Check:
    name, taken = "exif_against_incident", photo.taken_on
    if taken is None:
        return _check(name, Verdict.UNKNOWN, "the photo does not say when it was taken", photo)
    earliest, latest = _photo_window(photo, facts)
    if (earliest and taken < earliest - ZONE_SLACK) or taken > latest + ZONE_SLACK:
        detail = f"taken on {taken}, expected from {earliest or 'any day'} to {latest}"
        return _check(name, Verdict.FAIL, detail, photo)
    return _check(name, Verdict.PASS, f"taken on {taken}", photo)


def _photo_window(photo: DocumentReading, facts: ClaimFacts) -> tuple[date | None, date]:
    """Packing is photographed before the incident, damage after shipping, at latest when filed."""
    if photo.kind == DocumentKind.PACKING_PHOTO:
        return None, facts.incident_on or facts.received_on
    if photo.kind == DocumentKind.DAMAGE_PHOTO:
        return facts.shipped_on or facts.incident_on, facts.received_on
    return None, facts.received_on


def _claim_against_invoices(
    readings: tuple[DocumentReading, ...], facts: ClaimFacts
) -> tuple[Check, ...]:
    invoices = invoices_of(readings)
    if not invoices:
        return ()
    name, claimed = "claim_not_above_invoice", facts.claimed
    totals = [supported_total(invoice) for invoice in invoices]
    readable = [money for money in totals if money and money.currency == claimed.currency]
    proven = sum(money.amount for money in readable)
    detail = f"claimed {claimed.amount}, proven {proven} {claimed.currency}"
    if readable and claimed.amount <= proven:
        return (Check(name, Verdict.PASS, detail),)
    if len(readable) < len(totals):
        return (Check(name, Verdict.UNKNOWN, "not every invoice has a readable total"),)
    return (Check(name, Verdict.FAIL, detail),)


def _numbers_agree(readings: tuple[DocumentReading, ...]) -> tuple[Check, ...]:
    """An invoice number that the claim form quotes is one of the invoices handed in."""
    held = {
        normalised_number(number.value)
        for invoice in invoices_of(readings)
        for number in invoice.invoice_numbers
    }
    return tuple(
        _quoted(form, number, held)
        for form in readings
        if form.kind == DocumentKind.CLAIM_FORM and held
        for number in form.invoice_numbers
    )


def _quoted(form: DocumentReading, number: Found, held: set[str]) -> Check:
    name, agrees = "invoice_number_agrees", normalised_number(number.value) in held
    verdict = Verdict.PASS if agrees else Verdict.FAIL
    detail = f"the form quotes invoice {number.value}, held: {', '.join(sorted(held))}"
    return _check(name, verdict, detail, form, number)


def _day_of(reading: DocumentReading) -> date | None:
    return date.fromisoformat(reading.dated_on.value) if reading.dated_on else None
