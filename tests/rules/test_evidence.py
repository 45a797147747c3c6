"""The vocabulary of evidence: verdicts, numbers and amounts as they are compared."""

from decimal import Decimal

import pytest

from makegood.rules.evidence import (
    Check,
    Found,
    Verdict,
    amount_of,
    normalised_number,
    worst,
)
from makegood.rules.money import Money


def checks(*verdicts: Verdict) -> tuple[Check, ...]:
    return tuple(Check("any", verdict, "") for verdict in verdicts)


@pytest.mark.parametrize(
    ("verdicts", "together"),
    [
        ((), Verdict.PASS),
        ((Verdict.PASS, Verdict.PASS), Verdict.PASS),
        ((Verdict.PASS, Verdict.UNKNOWN), Verdict.UNKNOWN),
        ((Verdict.UNKNOWN, Verdict.FAIL, Verdict.PASS), Verdict.FAIL),
    ],
)
def test_one_fail_fails_and_one_unknown_leaves_the_rest_in_doubt(
    verdicts: tuple[Verdict, ...], together: Verdict
) -> None:
    assert worst(checks(*verdicts)) is together


def test_a_number_is_the_same_however_it_is_spaced_and_cased() -> None:
    assert normalised_number("inv-2026/0042") == normalised_number("INV 2026.0042") == "INV20260042"


def test_an_amount_without_a_currency_is_not_money() -> None:
    assert amount_of(Found("1250000 VND", 1, "")) == Money(Decimal(1250000), "VND")
    assert amount_of(Found("1250000", 1, "")) is None
