"""The ledger posts each transaction once, and every account holds what was posted to it."""

from concurrent.futures import ThreadPoolExecutor
from itertools import count

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine

from makegood.messages.problems import Malformed
from makegood.messages.records import Entry, LedgerTransaction
from makegood.rules.money import Money
from makegood.store.claims import ClaimRecords
from makegood.store.doctor import examine
from makegood.store.engine import reading, writing
from makegood.store.ledger import balance, post_all, transactions_of
from tests.store.builders import MONDAY, a_posting, vnd

NUMBERS = count(1)


def held(engine: Engine, account: str, currency: str = "VND") -> Money:
    """What the account holds."""
    with reading(engine) as connection:
        return balance(connection, account, currency)


def test_an_account_holds_the_sum_of_what_was_posted(records: ClaimRecords, engine: Engine) -> None:
    records.post("C-1", a_posting("k1", minor=500), a_posting("k2", minor=-200))

    assert held(engine, "claims:expense") == vnd(300)
    assert held(engine, "claims:reserve:C-1") == vnd(-300)
    assert held(engine, "nobody") == vnd(0)


def test_a_transaction_posted_again_moves_nothing(records: ClaimRecords, engine: Engine) -> None:
    for _ in range(3):
        records.post("C-1", a_posting("k1", minor=500))

    assert held(engine, "claims:expense") == vnd(500)
    with reading(engine) as connection:
        assert transactions_of(connection, "C-1") == (a_posting("k1", minor=500),)


def test_currencies_are_held_apart(records: ClaimRecords, engine: Engine) -> None:
    dollars = a_posting("k2", minor=1050).model_copy(update={"currency": "USD"})

    records.post("C-1", a_posting("k1", minor=500), dollars)

    assert held(engine, "claims:expense") == vnd(500)
    assert held(engine, "claims:expense", "USD").text() == "10.50 USD"


@pytest.mark.parametrize("minors", [(), (5,), (5, -4), (1, 2, -4)])
def test_what_does_not_balance_is_refused_before_the_database_must(
    records: ClaimRecords, minors: tuple[int, ...]
) -> None:
    entries = tuple(Entry(account=f"a{minor}", minor=minor) for minor in minors)

    with pytest.raises(Malformed, match="k1 does not sum to zero on two sides"):
        records.post("C-1", LedgerTransaction(key="k1", what="x", currency="VND", entries=entries))


def test_an_account_named_twice_in_a_transaction_holds_both(
    records: ClaimRecords, engine: Engine
) -> None:
    entries = tuple(
        Entry(account=name, minor=minor) for name, minor in (("a", 3), ("b", -10), ("a", 7))
    )
    records.post("C-1", LedgerTransaction(key="k1", what="x", currency="VND", entries=entries))

    assert (held(engine, "a"), held(engine, "b")) == (vnd(10), vnd(-10))


def test_postings_at_once_on_the_same_accounts_lose_nothing(
    records: ClaimRecords, engine: Engine
) -> None:
    def post(number: int) -> None:
        records.post("C-1", a_posting(f"k{number % 20}", minor=1 + number % 20))

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(post, range(60)))

    assert held(engine, "claims:expense") == vnd(sum(range(1, 21)))
    assert examine(engine, MONDAY) == []


@settings(deadline=None, max_examples=25)
@given(moves=st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("def"), st.integers(1))))
def test_any_transactions_leave_the_books_in_order(
    sqlite_books: Engine, moves: list[tuple[str, str, int]]
) -> None:
    limited = [(debit, credit, 1 + minor % 10**12) for debit, credit, minor in moves]
    with writing(sqlite_books) as connection:
        key = f"example-{next(NUMBERS)}"
        transactions = [
            LedgerTransaction(
                key=f"{key}:{number}",
                what="move",
                currency="VND",
                entries=(Entry(account=debit, minor=minor), Entry(account=credit, minor=-minor)),
            )
            for number, (debit, credit, minor) in enumerate(limited)
        ]
        post_all(connection, "C-1", transactions, MONDAY)

    assert examine(sqlite_books, MONDAY) == []
