"""Promises of money: exact, in one currency, rounded only when asked."""

import pickle
from datetime import date
from decimal import Decimal, localcontext

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from makegood.rules.money import CurrencyMismatch, ExchangeRate, Money, allocate, least, total

ON_THE_WIRE = TypeAdapter(Money)
CURRENCIES = st.sampled_from(["VND", "USD", "KWD", "XDR", "IDR", "CLF"])
UNITS = st.integers(-(10**13), 10**13)


def vnd(amount: int | str) -> Money:
    return Money(Decimal(amount), "VND")


def usd(amount: str) -> Money:
    return Money(Decimal(amount), "USD")


def test_money_reads_as_people_write_it() -> None:
    assert vnd(1250000).text() == "1,250,000 VND"
    assert usd("-1234.5").text() == "-1,234.50 USD"
    assert Money(Decimal("1.2345675"), "XDR").text() == "1.2345675 XDR"


@pytest.mark.parametrize("code", ["vnd", "VN", "VNDX", "V1D", "", "ĐỒN"])
def test_a_currency_is_three_capital_letters(code: str) -> None:
    with pytest.raises(ValueError, match="three capital letters"):
        Money(Decimal(1), code)


@pytest.mark.parametrize("amount", ["NaN", "sNaN", "Infinity", "-Infinity"])
def test_what_is_not_a_number_is_not_money(amount: str) -> None:
    with pytest.raises(ValueError, match="an amount is a number"):
        vnd(amount)


@pytest.mark.parametrize("amount", [0.1, 5, "5"])
def test_only_exact_decimals_make_money(amount: object) -> None:
    with pytest.raises(TypeError, match="an exact Decimal is needed"):
        Money(amount, "VND")  # type: ignore[arg-type]


def test_an_amount_beyond_any_claim_is_refused() -> None:
    assert vnd("-999999999999999999").is_positive is False
    with pytest.raises(ValueError, match=r"beyond the limit of 1E[+]18"):
        vnd(10**18)


def test_an_amount_that_would_fill_the_screen_with_decimals_is_refused() -> None:
    with pytest.raises(ValueError, match=r"at most 100 decimals"):
        usd("1E-999999")


def test_equal_amounts_are_one_amount_however_they_were_written() -> None:
    spellings = {usd("5"), usd("5.0"), usd("5.000"), usd("0.5E1"), usd("500E-2")}
    assert spellings == {usd("5")}
    assert {ON_THE_WIRE.dump_json(it) for it in spellings} == {
        b'{"amount":"5.00","currency":"USD"}'
    }
    assert vnd("1E+3").text() == "1,000 VND"


def test_nothing_has_no_sign() -> None:
    assert usd("-0").text() == "0.00 USD"
    assert (-usd("0")).text() == "0.00 USD"


def test_the_smallest_unit_is_something_and_nothing_is_nothing() -> None:
    assert vnd(0).is_zero
    assert not vnd(1).is_zero
    assert not Money.from_minor(1, "USD").is_zero


def test_amounts_of_one_currency_add_subtract_and_compare() -> None:
    assert vnd(3) + vnd(4) == vnd(7)
    assert vnd(3) - vnd(4) == -vnd(1)
    assert vnd(3) < vnd(4) <= vnd(4)
    assert vnd(4) > vnd(3) >= vnd(3)
    assert vnd(3) * 4 == 4 * vnd(3) == vnd(3) * Decimal("4.0")
    assert vnd(3) != usd("3")


@pytest.mark.parametrize("sign", ["__add__", "__sub__", "__lt__", "__le__", "__gt__", "__ge__"])
def test_amounts_of_two_currencies_never_meet(sign: str) -> None:
    with pytest.raises(CurrencyMismatch, match=r"1 VND and 1.00 USD need an exchange rate"):
        getattr(vnd(1), sign)(usd("1"))


def test_money_is_not_multiplied_by_a_float() -> None:
    with pytest.raises(TypeError, match="never by a float"):
        vnd(1) * 0.1  # type: ignore[operator]


def test_a_sum_does_not_depend_on_the_precision_somebody_else_set() -> None:
    with localcontext(prec=3):
        assert vnd(1234567) + vnd(1) == vnd(1234568)
        assert (-vnd(1234567)).amount == Decimal(-1234567)
        assert (vnd(1234567) * 3).rounded() == vnd(3703701)
        assert vnd(1234567).minor == 1234567


@pytest.mark.parametrize(
    ("exact", "payable"),
    [("0.5", "1"), ("0.4999", "0"), ("1.5", "2"), ("2.5", "3"), ("-0.5", "-1"), ("-0.4", "0")],
)
def test_halves_are_rounded_away_from_zero(exact: str, payable: str) -> None:
    assert vnd(exact).rounded() == vnd(payable)


def test_each_currency_is_rounded_to_its_own_minor_unit() -> None:
    third = Decimal("1.23456789")
    payable = {code: Money(third, code).rounded().text() for code in ("JPY", "IDR", "KWD", "XDR")}
    assert payable == {
        "JPY": "1 JPY",
        "IDR": "1.23 IDR",
        "KWD": "1.235 KWD",
        "XDR": "1.234568 XDR",
    }


def test_minor_units_of_an_unrounded_amount_are_refused() -> None:
    assert usd("10.50").minor == 1050
    with pytest.raises(ValueError, match=r"10.505 USD is not rounded"):
        _ = usd("10.505").minor


@given(UNITS, CURRENCIES)
def test_minor_units_lead_back_to_the_same_amount(units: int, currency: str) -> None:
    money = Money.from_minor(units, currency)
    assert money.minor == units
    assert money.rounded() == money
    assert (money.is_zero, money.is_positive) == (units == 0, units > 0)


@given(UNITS, CURRENCIES)
def test_money_crosses_the_wire_and_the_pickle_unchanged(units: int, currency: str) -> None:
    money = Money.from_minor(units, currency)
    assert ON_THE_WIRE.validate_json(ON_THE_WIRE.dump_json(money)) == money
    assert pickle.loads(pickle.dumps(money)) == money
    assert hash(pickle.loads(pickle.dumps(money))) == hash(money)


def test_on_the_wire_an_amount_is_a_string() -> None:
    assert ON_THE_WIRE.dump_json(vnd(1250000)) == b'{"amount":"1250000","currency":"VND"}'


@pytest.mark.parametrize("amount", ["NaN", "1E+18", "twelve", "Infinity", "1E-200"])
def test_what_is_not_money_does_not_come_in_from_the_wire(amount: str) -> None:
    with pytest.raises(ValidationError):
        ON_THE_WIRE.validate_python({"amount": amount, "currency": "VND"})


def test_the_least_and_the_total_of_amounts() -> None:
    assert least(vnd(3), vnd(1), vnd(2)) == vnd(1)
    assert total([vnd(3), vnd(1)], "VND") == vnd(4)
    assert total([], "VND") == Money.zero("VND")
    with pytest.raises(CurrencyMismatch):
        total([vnd(3)], "USD")


def test_an_amount_that_does_not_divide_is_shared_out_to_the_last_unit() -> None:
    assert allocate(vnd(100), [1, 1, 1]) == (vnd(34), vnd(33), vnd(33))
    assert allocate(usd("-0.05"), [1, 1]) == (usd("-0.03"), usd("-0.02"))
    assert allocate(vnd(10), [Decimal("0.25"), 0, Decimal("0.5")]) == (vnd(3), vnd(0), vnd(7))


@pytest.mark.parametrize("weights", [[], [0, 0], [2, -1]])
def test_an_amount_is_not_shared_by_impossible_weights(weights: list[int]) -> None:
    with pytest.raises(ValueError, match="weights are not negative"):
        allocate(vnd(1), weights)


def test_an_amount_that_cannot_be_paid_is_not_shared() -> None:
    with pytest.raises(ValueError, match="is not rounded"):
        allocate(vnd("0.5"), [1])


@given(UNITS, CURRENCIES, st.lists(st.decimals(0, 10**6, places=3), min_size=1).filter(any))
def test_shares_sum_to_the_whole_and_are_fair_within_one_unit(
    units: int, currency: str, weights: list[Decimal]
) -> None:
    whole = Money.from_minor(units, currency)
    shares = allocate(whole, weights)
    assert total(shares, currency) == whole
    for share, weight in zip(shares, weights, strict=True):
        assert abs(share.minor * sum(weights) - units * weight) < sum(weights)


def sdr_rate(rate: str = "34500.25") -> ExchangeRate:
    return ExchangeRate("XDR", "VND", Decimal(rate), "IMF", date(2026, 3, 2))


def test_a_rate_converts_exactly_and_leaves_rounding_to_the_payable_line() -> None:
    converted = sdr_rate().convert(Money(Decimal("8.33"), "XDR"))
    assert converted == vnd("287387.0825")
    assert converted.rounded() == vnd(287387)


def test_a_rate_converts_only_from_its_base() -> None:
    with pytest.raises(CurrencyMismatch, match=r"a rate of XDR cannot convert 1.00 USD"):
        sdr_rate().convert(usd("1"))


@pytest.mark.parametrize("rate", ["0", "-1", "NaN"])
def test_a_rate_is_a_number_above_zero(rate: str) -> None:
    with pytest.raises(ValueError, match=r"more than zero|is a number"):
        sdr_rate(rate)


def test_a_rate_names_real_currencies_on_both_sides() -> None:
    for base, quote in (("xdr", "VND"), ("XDR", "dong")):
        with pytest.raises(ValueError, match="three capital letters"):
            ExchangeRate(base, quote, Decimal(1), "IMF", date(2026, 3, 2))


def test_a_rate_crosses_the_wire_with_its_source_and_date() -> None:
    wire = TypeAdapter(ExchangeRate)
    sent = wire.dump_python(sdr_rate(), mode="json")
    assert (sent["rate"], sent["source"], sent["on"]) == ("34500.25", "IMF", "2026-03-02")
    assert wire.validate_python(sent) == sdr_rate()
