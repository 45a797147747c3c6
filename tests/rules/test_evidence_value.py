"""What the invoices prove the goods to be worth, as a whole and parcel by parcel."""

from dataclasses import replace

from makegood.rules.evidence import DocumentKind
from makegood.rules.evidence_value import proven_by_parcel, proven_value, supported_total
from tests.rules.readings import (
    OTHER_PARCEL,
    PARCEL,
    a_document,
    an_invoice,
    facts_of,
    found,
    row,
    vnd,
)

BOTH = facts_of(parcels=(PARCEL, OTHER_PARCEL))


def test_without_an_invoice_nothing_is_proven() -> None:
    readings = (a_document(DocumentKind.WAYBILL),)

    assert proven_value(readings, facts_of()) is None


def test_two_invoices_prove_their_sum() -> None:
    readings = (an_invoice("600000 VND", number="A-1"), an_invoice("400000 VND", number="A-2"))

    assert proven_value(readings, facts_of()) == vnd(1_000_000)


def test_the_same_invoice_handed_in_twice_counts_once() -> None:
    copy = replace(an_invoice("600000 VND", number="a 1"), sha256="cd" * 32)

    assert proven_value((an_invoice("600000 VND", number="A-1"), copy), facts_of()) == vnd(600_000)


def test_two_invoices_without_a_number_are_two() -> None:
    one = an_invoice("600000 VND", number="")
    other = replace(one, sha256="cd" * 32)

    assert proven_value((one, other), facts_of()) == vnd(1_200_000)


def test_an_unreadable_invoice_adds_nothing_and_takes_nothing_away() -> None:
    readings = (an_invoice(None, number="A-1"), an_invoice("600000 VND", number="A-2"))

    assert proven_value(readings, facts_of()) == vnd(600_000)


def test_an_invoice_in_another_currency_proves_nothing_in_ours() -> None:
    assert proven_value((an_invoice("50.00 USD"),), facts_of()) is None


def test_an_inflated_total_proves_no_more_than_its_rows() -> None:
    inflated = an_invoice("9000000 VND", rows=(row(2, 500_000, 1_000_000),))

    assert supported_total(inflated) == vnd(1_000_000)


def test_tax_and_freight_on_the_invoice_are_part_of_what_it_proves() -> None:
    taxed = replace(
        an_invoice("1130000 VND", rows=(row(2, 500_000, 1_000_000),)),
        charges=(found("100000 VND"), found("30000 VND"), found("7.00 USD"), found("8")),
    )

    assert supported_total(taxed) == vnd(1_130_000)


def test_a_single_parcel_takes_the_whole_total() -> None:
    assert proven_by_parcel((an_invoice("700000 VND"),), facts_of()) == ((PARCEL, vnd(700_000)),)


def test_each_of_several_parcels_takes_the_rows_that_name_it() -> None:
    rows = (
        row(1, 300_000, 300_000, PARCEL.lower()),
        row(1, 200_000, 200_000, PARCEL),
        row(1, 500_000, 500_000),
    )

    proven = proven_by_parcel((an_invoice("1000000 VND", rows=rows),), BOTH)

    assert proven == ((PARCEL, vnd(500_000)), (OTHER_PARCEL, None))


def test_rows_of_another_currency_name_no_value_for_a_parcel() -> None:
    foreign = an_invoice("50.00 USD", rows=(row(1, 50, 50, PARCEL),))

    assert proven_by_parcel((foreign,), BOTH) == ((PARCEL, None), (OTHER_PARCEL, None))
