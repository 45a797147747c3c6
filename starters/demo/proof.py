"""The books of the demonstration, held against themselves and against the bank's."""

import asyncio
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import httpx
from pydantic import BaseModel
from sqlalchemy import Engine, func, select

from makegood.gateways.bank_simulator.book import Booking
from makegood.rules.attempts import PaymentState
from makegood.rules.money import Money
from makegood.rules.terms import PayoutMethod
from makegood.settings import Settings
from makegood.store import doctor
from makegood.store.engine import make_engine, reading
from makegood.store.money_tables import LEDGER_ENTRY, LEDGER_TRANSACTION, PAYMENT
from starters.demo.report import End, Proof


class Statement(BaseModel):
    """All that the bank ever booked."""

    entries: tuple[Booking, ...]


@dataclass(frozen=True)
class Paid:
    """A payment of ours that went to the bank, and what of it has not come back."""

    key: str
    claim_id: str
    stayed: Money


async def prove(settings: Settings, ends: Sequence[End]) -> tuple[Proof, ...]:
    """Every promise about the books, each with what was found."""
    statement = await _statement(settings)
    engine = make_engine(settings.database_url)
    try:
        found = await asyncio.to_thread(lambda: (tuple(_books(engine)), tuple(_payments(engine))))
    finally:
        engine.dispose()
    books, payments = found
    return (*books, bank_agrees(payments, statement), claims_agree(payments, ends))


async def _statement(settings: Settings) -> tuple[Booking, ...]:
    async with httpx.AsyncClient(base_url=settings.bank_url, trust_env=False) as client:
        answer = await client.get("/statement")
    return Statement.model_validate_json(answer.content).entries


def _books(engine: Engine) -> Iterator[Proof]:
    """The ledger balanced, and every invariant of the database."""
    with reading(engine) as connection:
        count = connection.scalar(select(func.count()).select_from(LEDGER_TRANSACTION)) or 0
        left = connection.scalar(select(func.sum(LEDGER_ENTRY.c.minor))) or 0
    text = f"{count} transactions in double entry, their entries sum to {left}"
    yield Proof("ledger", bool(count) and not left, text)
    broken = doctor.examine(engine, datetime.now(UTC))
    named = "; ".join(f"{one.invariant}: not {one.subject}" for one in broken)
    fine = f"all {len(doctor.INVARIANTS)} hold: balances are their entries, nothing is left open"
    yield Proof("invariants", not broken, named or fine)


def _payments(engine: Engine) -> Iterator[Paid]:
    transfers = select(PAYMENT).where(PAYMENT.c.method == PayoutMethod.TRANSFER)
    with reading(engine) as connection:
        for row in connection.execute(transfers.order_by(PAYMENT.c.key)):
            stayed = row.minor if row.state == PaymentState.SETTLED else 0
            money = Money.from_minor(stayed, row.currency)
            yield Paid(row.key, row.claim_id, money)


def bank_agrees(payments: Iterable[Paid], statement: Iterable[Booking]) -> Proof:
    """The bank has booked each payment of ours once, and no other."""
    ours = {each.key: each.stayed for each in payments}
    out: Counter[str] = Counter()
    theirs: dict[str, Money] = {}
    for booking in statement:
        amount = booking.amount if booking.kind == "debit" else -booking.amount
        before = theirs.get(booking.payment_key, Money.zero(amount.currency))
        theirs[booking.payment_key] = before + amount
        out[booking.payment_key] += booking.kind == "debit"
    wrong = sorted({key for key in ours.keys() | theirs.keys() if ours.get(key) != theirs.get(key)})
    twice = sorted(key for key, times in out.items() if times > 1)
    text = f"{len(theirs)} payments left the bank, each once; what stayed out is what we booked"
    problem = "; ".join([*_named("other than ours", wrong), *_named("more than once", twice)])
    return Proof("bank statement", not problem, problem or text)


def claims_agree(payments: Iterable[Paid], ends: Iterable[End]) -> Proof:
    """What each claim says it paid is what the bank has paid for it."""
    by_claim: dict[str, Money] = {}
    for each in payments:
        before = by_claim.get(each.claim_id, Money.zero(each.stayed.currency))
        by_claim[each.claim_id] = before + each.stayed
    wrong = [end.claim_id for end in ends if not _is_same(end, by_claim)]
    sums = _sums(by_claim.values())
    return Proof("claims", not wrong, "; ".join(_named("paid otherwise", wrong)) or f"paid {sums}")


def _is_same(end: End, by_claim: Mapping[str, Money]) -> bool:
    if end.result is None:
        return False
    said, done = end.result.amounts.paid, by_claim.get(end.claim_id)
    return said == done or not any(money and money.is_positive for money in (said, done))


def _sums(amounts: Iterable[Money]) -> str:
    whole: dict[str, Money] = {}
    for money in amounts:
        whole[money.currency] = whole.get(money.currency, Money.zero(money.currency)) + money
    return " and ".join(money.text() for _, money in sorted(whole.items()))


def _named(what: str, keys: Sequence[str]) -> list[str]:
    return [f"{what}: {', '.join(keys)}"] if keys else []
