"""A bank that takes a payment once, books it at the cut-off, and may send it back."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal

from makegood.gateways.bank_simulator import book, mailbag
from makegood.gateways.bank_simulator.bank_days import BankDays, value_date
from makegood.gateways.bank_simulator.book import Change, Taken
from makegood.gateways.bank_simulator.magic import MAGIC_ACCOUNTS
from makegood.gateways.bank_simulator.script import NOT_TAKING, Asked, Call, Rule, Then, answer_to
from makegood.gateways.bank_simulator.state_file import StateFile
from makegood.messages.payments import PaymentInstruction, PaymentReport, PaymentState

Clock = Callable[[], datetime]

_BOOKED_AS = {PaymentState.SETTLED: "debit", PaymentState.RETURNED: "credit"}


class KeyUsedOtherwiseError(Exception):
    """The idempotency key belongs to a payment with other contents."""


@dataclass(frozen=True)
class Reply:
    """The truth (no report: not taken, or not known) and how to tell it."""

    told: Then
    report: PaymentReport | None


def utc_now() -> datetime:
    """The real time."""
    return datetime.now(UTC)


class Bank:
    """Everything it promises is in its file before it answers: a kill loses nothing."""

    def __init__(self, file: StateFile, days: BankDays, clock: Clock = utc_now) -> None:
        self._file = file
        self._days = days
        self._clock = clock

    def submit(self, instruction: PaymentInstruction) -> Reply:
        """Takes the payment, or finds it taken.

        Raises KeyUsedOtherwiseError when its key belongs to a payment with other contents.
        """
        with self._file.transaction() as db:
            told = self._told(Asked.SUBMIT, instruction)
            if told.answering in NOT_TAKING:
                return Reply(told, None)
            taken = book.find(db, instruction.payment_key) or self._take(instruction, told)
        if taken.instruction != instruction:
            raise KeyUsedOtherwiseError
        return Reply(told, taken.report)

    def look_up(self, payment_key: str) -> Reply:
        """How the payment stands; a payment that is not known has no report."""
        with self._file.transaction() as db:
            taken = book.find(db, payment_key)
            if taken is None:
                return Reply(Then(), None)
            return Reply(self._told(Asked.LOOK_UP, taken.instruction), taken.report)

    def run_due(self) -> int:
        """Applies what has fallen due, each in a transaction of its own; says how many."""
        changes = book.due(self._file.connection, self._clock())
        for change in changes:
            self._apply(change)
        return len(changes)

    def statement(self) -> list[book.Booking]:
        """Every booking that the bank ever made."""
        return book.bookings(self._file.connection)

    def pending(self) -> int:
        """How many bookings and returns are still to come."""
        return book.pending(self._file.connection)

    def tell(self, rules: Iterable[Rule]) -> None:
        """Adds to the script; what is told later goes first. A payment taken keeps its fate."""
        with self._file.transaction() as db:
            book.tell(db, rules)

    def forget_script(self) -> None:
        """Back to good behaviour, but for the magic accounts."""
        with self._file.transaction() as db:
            db.execute("DELETE FROM script")

    def _told(self, asked: Asked, instruction: PaymentInstruction) -> Then:
        key = instruction.payment_key
        nth = book.count_call(self._file.connection, key, asked)
        amount = instruction.amount.amount
        call = Call(asked, key, instruction.payee.account, amount, nth)
        return answer_to(call, (*book.script(self._file.connection), *MAGIC_ACCOUNTS))

    def _take(self, instruction: PaymentInstruction, told: Then) -> Taken:
        now, db = self._clock(), self._file.connection
        report = PaymentReport(
            payment_key=instruction.payment_key,
            state=self._first_state(told, now),
            code=told.code if _rejected_at_once(told) else "",
            bank_reference=book.next_reference(db),
            occurred_at=now,
            amount=instruction.amount,
        )
        taken = Taken(instruction, told, report)
        book.add(db, taken, self._future(taken, now))
        if told.announce_acceptance:
            mailbag.owe(db, report, told, self._days)
        return taken

    def _first_state(self, told: Then, now: datetime) -> PaymentState:
        if _rejected_at_once(told):
            return PaymentState.REJECTED
        today = self._days.makes_todays(now) and not told.settle_after_days
        return PaymentState.ACCEPTED if today else PaymentState.QUEUED

    def _future(self, taken: Taken, now: datetime) -> list[Change]:
        told, key = taken.told, taken.instruction.payment_key
        if _rejected_at_once(told):
            return []
        booked_at = self._days.booking_after(self._days.after(now, told.settle_after_days))
        if told.code and told.return_after_days is None:
            return [Change(key, PaymentState.REJECTED, told.code, booked_at)]
        settled = Change(key, PaymentState.SETTLED, "", booked_at)
        if told.return_after_days is None:
            return [settled]
        back_at = self._days.after(booked_at, max(told.return_after_days, Decimal("0.01")))
        return [settled, Change(key, PaymentState.RETURNED, told.code or "MS03", back_at)]

    def _apply(self, change: Change) -> None:
        with self._file.transaction() as db:
            taken = book.find(db, change.payment_key)
            if taken is None:
                return
            report = taken.report.model_copy(
                update={
                    "state": change.state,
                    "code": change.code,
                    "occurred_at": change.due_at,
                    "value_date": value_date(change.due_at),
                }
            )
            book.mark_applied(db, change, report)
            if change.state in _BOOKED_AS:
                book.book(db, change, _BOOKED_AS[change.state], taken.instruction.amount)
            mailbag.owe(db, report, taken.told, self._days)


def _rejected_at_once(told: Then) -> bool:
    return bool(told.code) and told.return_after_days is None and not told.at_cut_off
