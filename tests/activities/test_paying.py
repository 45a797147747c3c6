"""A payment is begun in our books first, and sent only when the bank has never seen it."""

from datetime import UTC, datetime

import pytest
from temporalio.testing import ActivityEnvironment

from activities.payments import Cashier
from makegood.gateways.bank import DuplicateConflict
from makegood.messages.payments import PaymentInstruction, PaymentReport, PaymentState
from makegood.messages.problems import NeedsPerson, OutcomeUnknown, Problem, Retryable
from makegood.messages.records import Entry, LedgerTransaction
from makegood.messages.steps import PaymentOrder
from makegood.rules import attempts
from makegood.rules.attempts import Attempt, Report
from makegood.rules.terms import PayoutMethod
from tests.builders import PAYEE, vnd

KEY = "C-1001-s1-l1-a1"
NOON = datetime(2026, 11, 3, 5, tzinfo=UTC)


class Books:
    """Payments begun, by key."""

    def __init__(self) -> None:
        self.begun: list[str] = []

    def begin_payment(
        self, claim_id: str, attempt: Attempt, posted: tuple[LedgerTransaction, ...] = ()
    ) -> str:
        """Keep it; say whether it was there before."""
        before = attempt.key in self.begun
        self.begun.append(attempt.key)
        return "already" if before else "new"

    def mark_payment(
        self, claim_id: str, key: str, report: Report, posted: tuple[LedgerTransaction, ...] = ()
    ) -> attempts.PaymentState:
        """Nothing is marked here."""
        return report.state


class Bank:
    """Answers as it is told, and remembers what it was asked."""

    def __init__(self, answer: PaymentState | Problem, holds: PaymentState) -> None:
        self.answer, self.holds = answer, holds
        self.asked: list[str] = []

    async def submit(self, instruction: PaymentInstruction) -> PaymentReport:
        """Take it, or have a problem."""
        self.asked.append("pay")
        if isinstance(self.answer, Problem):
            raise self.answer
        return PaymentReport(payment_key=instruction.payment_key, state=self.answer)

    async def look_up(self, payment_key: str) -> PaymentReport:
        """Say what is held."""
        self.asked.append("look up")
        return PaymentReport(payment_key=payment_key, state=self.holds)


def an_order() -> PaymentOrder:
    """A first attempt at one leg."""
    entries = (Entry(account="a", minor=1), Entry(account="b", minor=-1))
    return PaymentOrder(
        claim_id="C-1001",
        attempt=Attempt(1, 1, 1, KEY, vnd(1), PayoutMethod.TRANSFER, submitted_at=NOON),
        instruction=PaymentInstruction(payment_key=KEY, amount=vnd(1), payee=PAYEE),
        posting=LedgerTransaction(key="t", what="submit", currency="VND", entries=entries),
    )


def a_bank(
    answer: PaymentState | Problem = PaymentState.ACCEPTED,
    holds: PaymentState = PaymentState.NOT_FOUND,
) -> Bank:
    """A bank that has seen nothing yet."""
    return Bank(answer, holds)


async def handed_in(bank: Bank, times: int = 1) -> PaymentReport:
    """The order, handed in so often by a worker that forgets; returns the last answer."""
    cashier, order = Cashier(bank, Books()), an_order()
    for _ in range(times - 1):
        await ActivityEnvironment().run(cashier.submit_payment, order)
    return await ActivityEnvironment().run(cashier.submit_payment, order)


async def test_a_first_try_is_sent_without_asking() -> None:
    bank = a_bank()

    report = await handed_in(bank)

    assert (report.state, bank.asked) == (PaymentState.ACCEPTED, ["pay"])


async def test_a_second_try_asks_the_bank_first_and_sends_nothing_it_holds() -> None:
    bank = a_bank(holds=PaymentState.SETTLED)

    report = await handed_in(bank, times=2)

    assert (report.state, bank.asked) == (PaymentState.SETTLED, ["pay", "look up"])


async def test_a_second_try_sends_what_the_bank_has_never_seen() -> None:
    bank = a_bank()

    await handed_in(bank, times=2)

    assert bank.asked == ["pay", "look up", "pay"]


@pytest.mark.parametrize(
    ("problem", "state", "code"),
    [
        (OutcomeUnknown("no answer"), PaymentState.UNKNOWN, ""),
        (DuplicateConflict("another amount"), PaymentState.REJECTED, "AM05"),
        (NeedsPerson("no such bank code"), PaymentState.REJECTED, "NARR"),
    ],
)
async def test_what_the_bank_says_becomes_a_report(
    problem: Problem, state: PaymentState, code: str
) -> None:
    report = await handed_in(a_bank(problem))

    assert (report.payment_key, report.state, report.code) == (KEY, state, code)


async def test_a_bank_that_is_away_is_left_to_the_next_try() -> None:
    with pytest.raises(Retryable, match="closed"):
        await handed_in(a_bank(Retryable("closed")))


async def test_looking_up_sends_nothing() -> None:
    bank = a_bank(holds=PaymentState.QUEUED)

    report = await ActivityEnvironment().run(Cashier(bank, Books()).look_up_payment, KEY)

    assert (report.state, bank.asked) == (PaymentState.QUEUED, ["look up"])
