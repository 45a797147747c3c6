"""The book of a claim: every event sums to zero, once, and a closed claim holds nothing."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from typing_extensions import override

from makegood.rules import ledger
from makegood.rules.attempts import Attempt, PaymentState
from makegood.rules.ledger import Award, Posted, Posting
from makegood.rules.money import CurrencyMismatch, Money
from makegood.rules.terms import PayoutMethod

MONDAY = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
AMOUNTS = st.integers(1, 50_000_000)


def vnd(amount: int) -> Money:
    """That many dong."""
    return Money(Decimal(amount), "VND")


def an_award(entitlement: int = 900, goodwill: int = 100) -> Award:
    """What a claim is settled for."""
    return Award(vnd(entitlement), vnd(goodwill))


def an_attempt(amount: int = 1000, *, version: int = 1, leg: int = 1, number: int = 1) -> Attempt:
    """A try to pay a leg."""
    key = f"C-1-s{version}-l{leg}-a{number}"
    return Attempt(version, leg, number, key, vnd(amount), PayoutMethod.TRANSFER)


def balances(transactions: Iterable[Posted]) -> dict[str, int]:
    """What each account holds, unless it is nothing."""
    held: Counter[str] = Counter()
    for transaction in transactions:
        for posting in transaction.postings:
            held[posting.account] += posting.minor
    return {account: minor for account, minor in held.items() if minor}


def test_a_claim_paid_by_transfer_costs_what_the_bank_paid() -> None:
    book = [
        ledger.reserve("C-1", vnd(0), vnd(1250), 1),
        ledger.settle("C-1", 1, an_award(900, 100), vnd(1250)),
        ledger.submit("C-1", an_attempt(1000)),
        ledger.arrived("C-1", an_attempt(1000)),
    ]

    assert balances(book) == {"claims:expense": 900, "goodwill:expense": 100, "bank:cash": -1000}


def test_the_reserve_moves_by_the_difference() -> None:
    lowered = ledger.reserve("C-1", vnd(1250), vnd(1000), 2)

    assert lowered.key == "C-1:reserve:2"
    assert balances([lowered]) == {"claims:expense": -250, "claims:reserve:C-1": 250}


def test_a_reserve_that_does_not_move_is_no_transaction() -> None:
    with pytest.raises(ValueError, match="C-1:reserve:3 is not double entry"):
        ledger.reserve("C-1", vnd(5), vnd(5), 3)


def test_a_settlement_within_the_reserve_releases_all_of_it() -> None:
    book = [
        ledger.reserve("C-1", vnd(0), vnd(1250), 1),
        ledger.settle("C-1", 1, an_award(900, 0), vnd(1250)),
    ]

    assert balances(book) == {"claims:expense": 900, "claims:payable:C-1": -900}


def test_a_rejected_payment_is_payable_again_from_clearing() -> None:
    rejected = ledger.returned("C-1", an_attempt())

    assert rejected.key == "C-1:rejected:1:1:1"
    assert balances([rejected]) == {"bank:clearing:C-1": 1000, "claims:payable:C-1": -1000}


def test_a_payment_returned_after_it_had_settled_comes_back_as_cash() -> None:
    returned = ledger.returned("C-1", replace(an_attempt(), settled_at=MONDAY))

    assert returned.key == "C-1:returned:1:1:1"
    assert balances([returned]) == {"bank:cash": 1000, "claims:payable:C-1": -1000}


def test_a_payment_rejected_and_paid_after_all_leaves_nothing_in_clearing() -> None:
    attempt = an_attempt()
    book = [
        ledger.submit("C-1", attempt),
        ledger.returned("C-1", attempt),
        ledger.arrived_after_all("C-1", attempt),
    ]

    assert balances(book) == {"claims:payable:C-1": 1000, "bank:cash": -1000}


def test_an_offset_lowers_what_the_merchant_owes() -> None:
    attempt = replace(an_attempt(400), against="F:77")

    offset = ledger.offset("C-1", attempt, "shop")

    assert ledger.invoice_of("C-1", offset.key) == (attempt.settlement_version, "F:77")
    assert balances([offset]) == {"claims:payable:C-1": 400, "merchant:receivable:shop": -400}


def test_a_credit_note_stands_on_the_merchants_credit() -> None:
    note = ledger.credit_note("C-1", an_attempt(400), "shop")

    assert balances([note]) == {"claims:payable:C-1": 400, "merchant:credit:shop": -400}


def test_a_found_parcel_makes_the_merchant_owe_what_was_paid() -> None:
    reversal = ledger.reverse("C-1", "shop", 1, an_award(900, 100))

    assert balances([reversal]) == {
        "merchant:receivable:shop": 1000,
        "claims:expense": -900,
        "goodwill:expense": -100,
    }


def test_a_withdrawal_undoes_what_is_payable_and_reserved() -> None:
    book = [
        ledger.reserve("C-1", vnd(0), vnd(1250), 1),
        ledger.settle("C-1", 1, an_award(), vnd(1250)),
        ledger.reserve("C-1", vnd(0), vnd(70), 2),
        ledger.unsettle("C-1", 1, an_award()),
        ledger.reserve("C-1", vnd(70), vnd(0), 3),
    ]

    assert balances(book) == {}


def test_a_settlement_can_be_undone_before_another_takes_its_place() -> None:
    book = [
        ledger.settle("C-1", 1, an_award(900, 100), vnd(0)),
        ledger.unsettle("C-1", 1, an_award(900, 100)),
        ledger.settle("C-1", 2, an_award(700, 0), vnd(0)),
    ]

    assert balances(book) == {"claims:expense": 700, "claims:payable:C-1": -700}
    assert len({posted.key for posted in book}) == 3


def test_what_a_carrier_pays_is_income_and_the_rest_is_written_off() -> None:
    book = [
        ledger.demanded("C-1", "ghn", 1, vnd(1000)),
        ledger.recovered("C-1", "ghn", 1, vnd(600)),
        ledger.written_off("C-1", "ghn", 1, vnd(400)),
    ]

    assert balances(book) == {"bank:cash": 600, "recovery:income": -600}


def test_amounts_of_two_currencies_never_meet_in_a_transaction() -> None:
    with pytest.raises(CurrencyMismatch):
        ledger.reserve("C-1", vnd(0), Money(Decimal(5), "USD"), 1)


def test_an_amount_below_the_minor_unit_is_refused() -> None:
    with pytest.raises(ValueError, match="not rounded"):
        ledger.reserve("C-1", vnd(0), Money(Decimal("0.5"), "VND"), 1)


@pytest.mark.parametrize(
    "postings",
    [(), (Posting("a", 0),), (Posting("a", 5), Posting("b", -4))],
    ids=["none", "one side", "unbalanced"],
)
def test_what_is_not_double_entry_cannot_be_said(postings: tuple[Posting, ...]) -> None:
    with pytest.raises(ValueError, match="is not double entry"):
        Posted("key", "what", "VND", postings)


def test_minor_units_follow_the_currency() -> None:
    usd = ledger.recovered("C-1", "fedex", 1, Money(Decimal("10.50"), "USD"))

    assert (usd.currency, usd.postings[0]) == ("USD", Posting("bank:cash", 1050))


def test_the_whole_of_an_award_is_both_its_parts() -> None:
    assert an_award(900, 100).whole == vnd(1000)


@dataclass
class Pay:
    """What the bank has of the claim's payment."""

    attempt: Attempt
    state: PaymentState


class Book(RuleBasedStateMachine):
    """A claim's money in any order that its life allows."""

    def __init__(self) -> None:
        super().__init__()
        self.book: list[Posted] = []
        self.reserved = vnd(0)
        self.changes = self.version = self.attempts = 0
        self.award: Award | None = None
        self.payable = False
        self.pay: Pay | None = None

    @rule(amount=AMOUNTS)
    def reserve(self, amount: int) -> None:
        """Assess the claim again."""
        if vnd(amount) != self.reserved and self.award is None:
            self.changes += 1
            self.book.append(ledger.reserve("C-1", self.reserved, vnd(amount), self.changes))
            self.reserved = vnd(amount)

    @precondition(lambda self: self.award is None)
    @rule(entitlement=AMOUNTS, goodwill=st.integers(0, 1_000_000))
    def settle(self, entitlement: int, goodwill: int) -> None:
        """Agree on an award."""
        self.version += 1
        self.award, self.payable, self.attempts = an_award(entitlement, goodwill), True, 0
        self.book.append(ledger.settle("C-1", self.version, self.award, self.reserved))
        self.reserved = vnd(0)

    @precondition(lambda self: self.payable)
    @rule()
    def unsettle(self) -> None:
        """Settle for something else."""
        assert self.award is not None
        self.book.append(ledger.unsettle("C-1", self.version, self.award))
        self.award, self.payable = None, False

    @precondition(lambda self: self.payable)
    @rule()
    def submit(self) -> None:
        """Hand the payment to the bank."""
        assert self.award is not None
        self.attempts += 1
        attempt = replace(an_attempt(version=self.version, number=self.attempts))
        attempt = replace(attempt, amount=self.award.whole)
        self.pay, self.payable = Pay(attempt, PaymentState.SUBMITTED), False
        self.book.append(ledger.submit("C-1", attempt))

    @precondition(lambda self: self.pay and self.pay.state is PaymentState.SUBMITTED)
    @rule()
    def arrive(self) -> None:
        """The bank pays."""
        assert self.pay is not None
        self.book.append(ledger.arrived("C-1", self.pay.attempt))
        self.pay = Pay(replace(self.pay.attempt, settled_at=MONDAY), PaymentState.SETTLED)

    @precondition(lambda self: self.pay is not None)
    @rule()
    def come_back(self) -> None:
        """The bank rejects or returns the payment."""
        assert self.pay is not None
        self.book.append(ledger.returned("C-1", self.pay.attempt))
        self.pay, self.payable = None, True

    @invariant()
    def every_transaction_sums_to_zero_and_is_there_once(self) -> None:
        """Double entry, whatever happened."""
        assert all(sum(side.minor for side in posted.postings) == 0 for posted in self.book)
        assert len({posted.key for posted in self.book}) == len(self.book)

    @invariant()
    def the_accounts_say_where_the_claim_stands(self) -> None:
        """Reserve, payable and clearing hold what they should, and no more."""
        held = balances(self.book)
        whole = self.award.whole.minor if self.award else 0
        in_clearing = bool(self.pay and self.pay.state is PaymentState.SUBMITTED)
        assert held.get("claims:reserve:C-1", 0) == -self.reserved.minor
        assert held.get("claims:payable:C-1", 0) == (-whole if self.payable else 0)
        assert held.get("bank:clearing:C-1", 0) == (-whole if in_clearing else 0)

    @override
    def teardown(self) -> None:
        """Close the claim: nothing is left reserved, payable or in clearing."""
        if self.pay and self.pay.state is PaymentState.SUBMITTED:
            self.book.append(ledger.arrived("C-1", self.pay.attempt))
        if self.award and self.payable:
            self.book.append(ledger.unsettle("C-1", self.version, self.award))
        if self.reserved.is_positive:
            self.book.append(ledger.reserve("C-1", self.reserved, vnd(0), self.changes + 1))
        assert not [account for account in balances(self.book) if account.endswith(":C-1")]


TestBook = Book.TestCase
TestBook.settings = settings(max_examples=60, stateful_step_count=20, deadline=None)
