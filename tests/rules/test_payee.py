"""Payees: complete, no longer than a bank can carry, and masked."""

import pytest

from makegood.rules.payee import Payee


def test_a_log_shows_the_last_four_of_an_account() -> None:
    assert Payee("0071000123456", "970436", "CUA HANG LAN").masked() == "****3456"


def test_a_short_account_is_not_shown_at_all() -> None:
    assert Payee("12345678", "970436", "CUA HANG LAN").masked() == "****"


@pytest.mark.parametrize(
    ("account", "bank_code", "holder", "named"),
    [
        ("", "970436", "LAN", "account"),
        ("1" * 35, "970436", "LAN", "account"),
        ("0071000123456", " ", "LAN", "bank_code"),
        ("0071000123456", "9" * 36, "LAN", "bank_code"),
        ("0071000123456", "970436", "\t", "holder"),
        ("0071000123456", "970436", "L" * 141, "holder"),
    ],
)
def test_a_payee_that_no_bank_can_carry_is_refused_by_field(
    account: str, bank_code: str, holder: str, named: str
) -> None:
    with pytest.raises(ValueError, match=f"payee {named}"):
        Payee(account, bank_code, holder)


def test_the_longest_that_a_bank_carries_is_accepted() -> None:
    assert Payee("1" * 34, "9" * 35, "L" * 140).masked() == "****1111"
