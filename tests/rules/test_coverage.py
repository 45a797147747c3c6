"""What a contract pays for one parcel of each kind of claim, and how it explains that."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from makegood.rules.claim import ClaimKind
from makegood.rules.coverage import ProvenValues
from makegood.rules.money import Money
from makegood.rules.reasons import Because
from makegood.rules.refusals import Refused
from makegood.rules.terms import Coverage
from tests.rules.claims import (
    BY_WEIGHT,
    CAPPED,
    a_claim,
    a_parcel,
    assessed,
    numbers,
    only_line,
    proven,
    terms_with,
    vnd,
)


@pytest.mark.parametrize(
    ("declared", "invoice", "entitled", "because"),
    [
        (3_000_000, 2_400_000, 2_400_000, Because.PROVEN_VALUE),
        (2_000_000, 2_400_000, 2_000_000, Because.DECLARED_VALUE),
        (9_000_000, 8_000_000, 5_000_000, Because.PARCEL_CAP),
        (None, 2_400_000, 2_400_000, Because.PROVEN_VALUE),
    ],
)
def test_a_lost_parcel_is_paid_the_least_of_proven_declared_and_cap(
    declared: int | None, invoice: int, entitled: int, because: Because
) -> None:
    claim = a_claim(a_parcel(declared=declared), claimed=20_000_000)
    line = only_line(assessed(claim, CAPPED, proven(invoice)))
    assert line.entitled == line.approved == vnd(entitled)
    assert numbers(line) == [because]
    assert line.reasons[0].clause == "art. 7.1"
    assert line.reasons[0].amount == vnd(entitled)


def test_never_more_is_paid_than_is_asked() -> None:
    line = only_line(assessed(a_claim(claimed=700_000), CAPPED, proven(2_400_000)))
    assert line.entitled == vnd(700_000)
    assert numbers(line) == [Because.PROVEN_VALUE, Because.ASKED]


def test_without_a_legal_invoice_four_times_the_freight_is_paid() -> None:
    line = only_line(assessed(a_claim(), CAPPED))
    assert line.entitled == vnd(200_000)
    assert line.reasons[0].text == "4 times the freight of 50,000 VND, without a legal invoice"


def test_the_fallback_is_still_no_more_than_the_declared_value() -> None:
    claim = a_claim(a_parcel(declared=120_000))
    assert assessed(claim, CAPPED).entitlement == vnd(120_000)


def test_an_undeclared_parcel_falls_back_where_the_contract_asks_for_a_declaration() -> None:
    coverage = replace(CAPPED, declaration_needed=True)
    line = only_line(assessed(a_claim(a_parcel(declared=None)), coverage, proven(2_000_000)))
    assert line.entitled == vnd(200_000)
    assert "without a declared value" in line.reasons[0].text


def test_an_undeclared_parcel_gets_nothing_where_there_is_no_fallback() -> None:
    coverage = Coverage(per_parcel=vnd(5_000_000), declaration_needed=True)
    line = only_line(assessed(a_claim(a_parcel(declared=None)), coverage, proven(2_000_000)))
    assert line.entitled == vnd(0)
    assert numbers(line) == [Because.VALUE_NOT_DECLARED]


def test_a_value_that_nothing_proves_is_not_paid_where_there_is_no_fallback() -> None:
    line = only_line(assessed(a_claim(), Coverage(per_parcel=vnd(5_000_000))))
    assert line.entitled == vnd(0)
    assert numbers(line) == [Because.VALUE_NOT_PROVEN]


def test_an_invoice_that_could_not_be_read_goes_to_a_person_and_denies_nothing() -> None:
    assessment = assessed(a_claim(), CAPPED, ProvenValues(legal_invoice=True))
    assert assessment.entitlement == vnd(3_000_000)
    assert [reason.number for reason in assessment.open_questions] == [Because.VALUE_UNREAD]


def test_a_fallback_without_a_known_freight_goes_to_a_person() -> None:
    assessment = assessed(a_claim(replace(a_parcel(), freight=None)), CAPPED)
    assert assessment.entitlement == vnd(0)
    assert [reason.number for reason in assessment.open_questions] == [Because.FREIGHT_UNKNOWN]


def test_the_weight_limit_of_the_convention_is_explained_with_rate_source_and_day() -> None:
    line = only_line(assessed(a_claim(), BY_WEIGHT, proven(3_000_000)))
    # 26 SDR x 2.5 kg x 34,711 VND
    assert line.entitled == vnd(2_256_215)
    assert line.reasons[0].number == Because.WEIGHT_LIMIT
    assert "26.000000 XDR a kg for 2.5 kg" in line.reasons[0].text
    assert "at 34711 VND a XDR (IMF, 2026-11-02)" in line.reasons[0].text


def test_a_weight_that_is_not_known_limits_nothing_and_goes_to_a_person() -> None:
    claim = a_claim(replace(a_parcel(), weight_g=None))
    assessment = assessed(claim, BY_WEIGHT, proven(3_000_000))
    assert assessment.entitlement == vnd(3_000_000)
    assert [reason.number for reason in assessment.open_questions] == [Because.WEIGHT_UNKNOWN]


def test_a_limit_in_a_currency_without_a_rate_goes_to_a_person() -> None:
    terms = terms_with(BY_WEIGHT, rates=())
    assessment = assessed(a_claim(), terms, proven(3_000_000))
    assert [reason.number for reason in assessment.open_questions] == [Because.RATE_UNKNOWN]


def test_values_in_foreign_money_are_converted_and_say_so() -> None:
    dollars = ProvenValues((("GHN1", Money(Decimal(80), "USD")),), legal_invoice=True)
    line = only_line(assessed(a_claim(), CAPPED, dollars))
    assert line.entitled == vnd(2_000_000)
    assert "80.00 USD at 25000 VND a USD (Vietcombank, 2026-11-02)" in line.reasons[0].text


def test_a_value_in_a_currency_without_a_rate_goes_to_a_person() -> None:
    euros = ProvenValues((("GHN1", Money(Decimal(80), "EUR")),), legal_invoice=True)
    assessment = assessed(a_claim(), CAPPED, euros)
    assert [reason.number for reason in assessment.open_questions] == [Because.RATE_UNKNOWN]


def test_a_claim_in_a_currency_without_a_rate_is_refused() -> None:
    claim = replace(a_claim(), claimed=Money(Decimal(80), "EUR"))
    with pytest.raises(Refused, match="no rate for EUR"):
        assessed(claim, CAPPED)


def test_a_return_leg_has_its_own_share_and_cap() -> None:
    coverage = replace(CAPPED, return_share_percent=50, return_cap=vnd(800_000))
    back = replace(a_parcel(), return_leg=True)
    line = only_line(assessed(a_claim(back), coverage, proven(3_000_000)))
    assert line.entitled == vnd(800_000)
    assert numbers(line) == [Because.RETURN_CAP]
    cheap = only_line(assessed(a_claim(back), coverage, proven(1_000_000)))
    assert cheap.entitled == vnd(500_000)
    assert cheap.reasons[0].text.startswith("50 % of the proven value")


def test_a_contract_may_cover_a_share_of_the_value() -> None:
    line = only_line(assessed(a_claim(), replace(CAPPED, share_percent=70), proven(1_000_000)))
    assert line.entitled == vnd(700_000)


def test_missing_items_are_paid_by_the_share_that_is_gone() -> None:
    claim = a_claim(replace(a_parcel(), missing_share=40), kind=ClaimKind.MISSING_ITEMS)
    line = only_line(assessed(claim, CAPPED, proven(2_000_000)))
    assert line.entitled == vnd(800_000)
    assert numbers(line) == [Because.PROVEN_VALUE, Because.MISSING_SHARE]


def test_missing_items_without_a_share_go_to_a_person() -> None:
    assessment = assessed(a_claim(kind=ClaimKind.MISSING_ITEMS), CAPPED, proven(2_000_000))
    assert [reason.number for reason in assessment.open_questions] == [Because.SHARE_UNKNOWN]


def test_the_freight_is_refunded_on_top_where_the_contract_says_so() -> None:
    line = only_line(assessed(a_claim(), replace(CAPPED, freight_refunded=True), proven(2_000_000)))
    assert line.entitled == vnd(2_050_000)
    assert numbers(line) == [Because.PROVEN_VALUE, Because.FREIGHT_REFUNDED]


@pytest.mark.parametrize(
    ("delivered", "entitled", "expected"),
    [
        (date(2026, 11, 9), 25_000, [Because.FREIGHT_OF_LATE_PARCEL]),
        (date(2026, 11, 5), 0, [Because.NOT_LATE]),
        (None, 25_000, [Because.FREIGHT_OF_LATE_PARCEL, Because.DATES_UNKNOWN]),
    ],
)
def test_lateness_is_paid_by_a_part_of_the_freight(
    delivered: date | None, entitled: int, expected: list[int]
) -> None:
    claim = a_claim(replace(a_parcel(), delivered_on=delivered), kind=ClaimKind.LATE)
    line = only_line(assessed(claim, Coverage(freight_percent=50)))
    assert line.entitled == vnd(entitled)
    assert numbers(line) == expected


def test_a_late_parcel_without_a_known_freight_goes_to_a_person() -> None:
    claim = a_claim(replace(a_parcel(), freight=None), kind=ClaimKind.LATE)
    assessment = assessed(claim, Coverage(freight_percent=50))
    assert [reason.number for reason in assessment.open_questions] == [Because.FREIGHT_UNKNOWN]


@pytest.mark.parametrize(
    ("due", "remitted", "entitled", "expected"),
    [
        (900_000, 250_000, 650_000, Because.COD_OUTSTANDING),
        (900_000, 900_000, 0, Because.NOTHING_OUTSTANDING),
        (900_000, None, 0, Because.FIGURES_UNKNOWN),
    ],
)
def test_cash_on_delivery_is_owed_less_what_was_remitted(
    due: int, remitted: int | None, entitled: int, expected: Because
) -> None:
    paid = vnd(remitted) if remitted is not None else None
    parcel = replace(a_parcel(), cod_due=vnd(due), cod_remitted=paid)
    line = only_line(assessed(a_claim(parcel, kind=ClaimKind.COD_MISMATCH), Coverage()))
    assert line.entitled == vnd(entitled)
    assert numbers(line) == [expected]


def test_a_wrong_fee_is_owed_less_what_was_due() -> None:
    parcel = replace(a_parcel(), fee_charged=vnd(80_000), fee_due=vnd(52_000))
    claim = a_claim(parcel, kind=ClaimKind.WRONG_FEE)
    assert assessed(claim, Coverage()).entitlement == vnd(28_000)


def test_a_loss_in_the_warehouse_is_paid_at_cost() -> None:
    claim = a_claim(kind=ClaimKind.WAREHOUSE_LOSS)
    assert assessed(claim, Coverage(), proven(1_100_000)).entitlement == vnd(1_100_000)
