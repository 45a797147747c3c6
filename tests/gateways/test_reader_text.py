"""What is read in the text of a document: amounts, dates, numbers, rows, totals."""

import unicodedata
from datetime import date
from decimal import Decimal

import pytest

from makegood.gateways.reading.dates import dates
from makegood.gateways.reading.fields import invoice_numbers, tracking_numbers
from makegood.gateways.reading.limits import MOST_ROWS
from makegood.gateways.reading.numbers import figures
from makegood.gateways.reading.rows import row
from makegood.gateways.reading.text import Gleaned, glean, gleaned


def read(*lines: str) -> Gleaned:
    return gleaned(glean(("\n".join(lines),)))


@pytest.mark.parametrize(
    ("written", "value", "currency"),
    [
        ("1.250.000đ", "1250000", "VND"),
        ("1.250.000 VNĐ", "1250000", "VND"),
        ("1,250,000 VND", "1250000", "VND"),
        ("VND 1,250,000", "1250000", "VND"),
        ("1 250 000 đồng", "1250000", "VND"),
        ("Rp1.250.000", "1250000", "IDR"),
        ("1.250,50 €", "1250.50", "EUR"),
        ("12 500 EUR", "12500", "EUR"),
        ("RM1,200.50", "1200.50", "MYR"),
        ("-50,000 VND", "-50000", "VND"),
        ("1'250.50", "1250.50", ""),
        ("0.125", "0.125", ""),
        ("1.250", "1250", ""),
        ("12,5", "12.5", ""),
        ("$12.00", "12.00", ""),
    ],
)
def test_amounts_are_read_as_people_write_them(written: str, value: str, currency: str) -> None:
    (figure,) = figures(f"Price {written}")

    assert (figure.value, figure.currency) == (Decimal(value), currency)


@pytest.mark.parametrize("text", ["SPXVN000000001", "05/11/2026", "1.2.3", "9" * 40, "A4"])
def test_what_is_no_number_is_not_read_as_one(text: str) -> None:
    assert list(figures(text)) == []


@pytest.mark.parametrize(
    "written",
    [
        "Ngày 5 tháng 11 năm 2026",
        "05/11/2026",
        "5.11.2026",
        "2026-11-05",
        "5 November 2026",
        "5th Nov. 2026",
        "November 5, 2026",
        "5 noviembre 2026",
    ],
)
def test_dates_are_read_day_before_month_in_the_languages_of_the_trade(written: str) -> None:
    assert [found.day for found in dates(f"Dated {written}.")] == [date(2026, 11, 5)]


def test_a_month_that_is_none_can_only_be_the_day() -> None:
    assert [found.day for found in dates("12/25/2026")] == [date(2026, 12, 25)]


@pytest.mark.parametrize("text", ["31/02/2026", "45 pieces 2026", "5 of 2026"])
def test_a_day_that_does_not_exist_is_no_date(text: str) -> None:
    assert list(dates(text)) == []


@pytest.mark.parametrize(
    ("line", "number"),
    [
        ("Invoice no.: inv-2026/0042", "INV-2026/0042"),
        ("TAX INVOICE # 0000123", "0000123"),
        ("Số hóa đơn: 0000123", "0000123"),
        ("Ký hiệu: 1C26TAA    Số: 00000123", "00000123"),
        ("Hóa đơn số 1C26TAA-77", "1C26TAA-77"),
        ("Faktur Nomor: F/2026/11", "F/2026/11"),
    ],
)
def test_an_invoice_number_is_known_by_its_label(line: str, number: str) -> None:
    assert list(invoice_numbers(line)) == [number]


@pytest.mark.parametrize("line", ["Invoice date: 05/11/2026", "Invoice to: Lotus", "No.: 12345"])
def test_a_label_alone_makes_no_invoice_number(line: str) -> None:
    assert list(invoice_numbers(line)) == []


@pytest.mark.parametrize(
    ("line", "numbers"),
    [
        ("Tracking no.: 840123456789", ["840123456789"]),
        ("Mã vận đơn: GHN12345678", ["GHN12345678"]),
        ("sent as RR123456785VN and SPXVN000000001", ["RR123456785VN", "SPXVN000000001"]),
        ("Tax code 0312345678", []),
        ("tracking number unavailable", []),
    ],
)
def test_a_tracking_number_is_known_by_label_or_by_style(line: str, numbers: list[str]) -> None:
    assert list(tracking_numbers(line)) == numbers


@pytest.mark.parametrize(
    "line",
    [
        "SPXVN000000001   Teapot 500 ml   2   500,000   1,000,000",
        "SPXVN000000001 Ấm trà 2 x 500.000đ = 1.000.000đ",
        "SPXVN000000001 Teapot 2 pcs 500,000 VND 1,000,000 VND",
    ],
)
def test_a_row_is_quantity_price_and_amount_with_its_parcel(line: str) -> None:
    found = row(line)

    assert found is not None
    assert (found.quantity, found.unit_price) == (Decimal(2), Decimal(500_000))
    assert found.amount == Decimal(1_000_000)
    assert found.tracking_number == "SPXVN000000001"


@pytest.mark.parametrize(
    "line",
    [
        "Tel. 028 3822 1234",
        "Page 1 of 3",
        "2 rolls at 500,000 each make 1,000,000",
        "2   500,000   1,000,000 plus tax",
    ],
)
def test_three_numbers_do_not_make_a_row(line: str) -> None:
    assert row(line) is None


def test_the_grand_total_is_told_from_subtotals_and_weights() -> None:
    read_total = read(
        "Total parcels: 3",
        "Subtotal: 900,000 VND",
        "Grand total: 990,000 VND",
        "Total 900,000 VND before tax",
    ).total

    assert read_total is not None
    assert (read_total.value, read_total.snippet) == ("990000 VND", "Grand total: 990,000 VND")


def test_a_total_without_a_currency_takes_that_of_the_document() -> None:
    total = read("All prices in rows: 500,000 VND", "Total: 500,000").total

    assert total is not None
    assert total.value == "500000 VND"


def test_accents_written_apart_from_their_letters_are_read_all_the_same() -> None:
    apart = unicodedata.normalize("NFD", "Tổng cộng: 500.000đ")

    total = read(apart).total

    assert total is not None
    assert total.value == "500000 VND"


def test_signs_that_no_screen_can_show_are_left_out_of_the_evidence() -> None:
    (number,) = read("Invoice no. INV-7 \x00\udcff\u202e").invoice_numbers

    assert number.snippet == "Invoice no. INV-7"


def test_a_document_in_two_currencies_gives_none_to_its_bare_amounts() -> None:
    found = read("500,000 VND", "20.00 USD", "Total: 500,000")

    assert found.currency == ""
    assert found.total is not None
    assert found.total.value == "500000"


def test_tax_is_added_discounts_are_taken_off_and_tax_codes_are_neither() -> None:
    found = read("VAT 10%: 100,000 VND", "Discount: 50,000 VND", "Tax ID: 0,312,345,678")

    assert [charge.value for charge in found.charges] == ["100000 VND", "-50000 VND"]


def test_the_document_is_dated_by_its_own_label_rather_than_by_others() -> None:
    dated_on = read(
        "Due date: 30/11/2026",
        "Delivered on 07/11/2026",
        "Hanoi, ngày 6 tháng 11 năm 2026",
        "Invoice date: 05/11/2026     Order date: 01/11/2026",
    ).dated_on

    assert dated_on is not None
    assert dated_on.value == "2026-11-05"


def test_of_several_unlabelled_dates_none_is_taken_for_the_documents_own() -> None:
    assert read("01/11/2026", "02/11/2026").dated_on is None


def test_findings_say_on_which_page_they_stand() -> None:
    found = gleaned(glean(("first page", "Invoice no. INV-7")))

    assert [(number.value, number.page) for number in found.invoice_numbers] == [("INV-7", 2)]


def test_as_many_rows_as_a_claim_may_have_are_kept_and_beyond_that_none() -> None:
    rows = ["1   1,000   1,000"] * MOST_ROWS

    assert len(read(*rows).line_items) == MOST_ROWS
    assert read(*rows, rows[0]).line_items == ()
