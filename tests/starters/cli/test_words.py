"""Amounts are read as people write them, or not at all."""

from decimal import Decimal

import pytest
import typer

from makegood.rules.money import Money
from starters.cli.words import amount


@pytest.mark.parametrize(
    ("text", "number", "currency"),
    [
        ("1,250,000 VND", "1250000", "VND"),
        ("1250000 VND", "1250000", "VND"),
        ("1250000VND", "1250000", "VND"),
        (" 12.50 USD ", "12.5", "USD"),
        ("0.5 USD", "0.50", "USD"),
    ],
)
def test_an_amount_is_exact(text: str, number: str, currency: str) -> None:
    assert amount(text) == Money(Decimal(number), currency)


@pytest.mark.parametrize(
    "text",
    [
        *("", "VND", "12", "12 vnd", "-5 VND", "1.250.000 VND", "1,25 USD", "1,250,00 VND"),
        *("1e6 VND", "12 VNDX", "١٢ VND", "NaN VND"),
    ],
)
def test_what_could_mean_two_things_is_refused(text: str) -> None:
    with pytest.raises(typer.BadParameter, match="an amount is written"):
        amount(text)


@pytest.mark.parametrize("text", ["1.250 VND", "0.5 VND", "12.505 USD"])
def test_a_part_of_the_smallest_unit_is_refused(text: str) -> None:
    with pytest.raises(typer.BadParameter, match="more decimals"):
        amount(text)
