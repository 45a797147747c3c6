"""The bank's records of payments: what was taken, what is due, what was booked."""

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from pydantic import AwareDatetime, BaseModel

from makegood.gateways.bank_simulator.script import Asked, Rule, Then
from makegood.gateways.bank_simulator.state_file import written
from makegood.messages.payments import PaymentInstruction, PaymentReport, PaymentState
from makegood.rules.money import Money


@dataclass(frozen=True)
class Taken:
    """A payment that the bank took, with what it was told to make of it."""

    instruction: PaymentInstruction
    told: Then
    report: PaymentReport


@dataclass(frozen=True)
class Change:
    """What will become of a payment, and when."""

    payment_key: str
    state: PaymentState
    code: str
    due_at: datetime


class Booking(BaseModel):
    """One line of the statement: money out (debit), or a returned payment's money back (credit)."""

    entry: int
    payment_key: str
    kind: str
    amount: Money
    booked_at: AwareDatetime


def count_call(db: sqlite3.Connection, payment_key: str, asked: Asked) -> int:
    """How often this was asked of this key, now included."""
    row = db.execute(
        "INSERT INTO calls VALUES (?, ?, 1)"
        " ON CONFLICT DO UPDATE SET times = times + 1 RETURNING times",
        (payment_key, asked),
    ).fetchone()
    return int(row["times"])


def next_reference(db: sqlite3.Connection) -> str:
    """The bank's own number for the payment that it takes next."""
    return f"FT{int(db.execute('SELECT count(*) FROM payments').fetchone()[0]) + 1:010d}"


def find(db: sqlite3.Connection, payment_key: str) -> Taken | None:
    """The payment under the key."""
    query = "SELECT * FROM payments WHERE payment_key = ?"
    row = db.execute(query, (payment_key,)).fetchone()
    return _taken(row) if row else None


def add(db: sqlite3.Connection, taken: Taken, changes: Iterable[Change]) -> None:
    """Writes down a payment and everything that will become of it."""
    db.execute(
        "INSERT INTO payments VALUES (?, ?, ?, ?)",
        (
            taken.instruction.payment_key,
            taken.instruction.model_dump_json(),
            taken.told.model_dump_json(),
            taken.report.model_dump_json(),
        ),
    )
    for change in changes:
        db.execute(
            "INSERT INTO changes (payment_key, state, code, due_at) VALUES (?, ?, ?, ?)",
            (change.payment_key, change.state, change.code, written(change.due_at)),
        )


def due(db: sqlite3.Connection, now: datetime) -> list[Change]:
    """What has fallen due and is not applied, oldest first."""
    rows = db.execute(
        "SELECT * FROM changes WHERE applied = 0 AND due_at <= ? ORDER BY due_at, id",
        (written(now),),
    )
    return [_change(row) for row in rows]


def mark_applied(db: sqlite3.Connection, change: Change, report: PaymentReport) -> None:
    """The payment now stands as reported."""
    key = (change.payment_key, change.state)
    db.execute("UPDATE changes SET applied = 1 WHERE payment_key = ? AND state = ?", key)
    body = (report.model_dump_json(), change.payment_key)
    db.execute("UPDATE payments SET report = ? WHERE payment_key = ?", body)


def book(db: sqlite3.Connection, change: Change, kind: str, amount: Money) -> None:
    """Writes a line of the statement; the file itself refuses a second one of a kind."""
    db.execute(
        "INSERT INTO bookings (payment_key, kind, amount, currency, booked_at)"
        " VALUES (?, ?, ?, ?, ?)",
        (change.payment_key, kind, str(amount.amount), amount.currency, written(change.due_at)),
    )


def bookings(db: sqlite3.Connection) -> list[Booking]:
    """Every line of the statement, oldest first."""
    return [_booking(row) for row in db.execute("SELECT * FROM bookings ORDER BY entry")]


def pending(db: sqlite3.Connection) -> int:
    """How many changes are still to come."""
    return int(db.execute("SELECT count(*) FROM changes WHERE applied = 0").fetchone()[0])


def tell(db: sqlite3.Connection, rules: Iterable[Rule]) -> None:
    """Adds rules to the script, the given order kept, all of them before the older ones."""
    for rule in reversed(list(rules)):
        db.execute("INSERT INTO script (rule) VALUES (?)", (rule.model_dump_json(),))


def script(db: sqlite3.Connection) -> list[Rule]:
    """The rules that hold, the newest telling first."""
    rows = db.execute("SELECT rule FROM script ORDER BY id DESC")
    return [Rule.model_validate_json(row["rule"]) for row in rows]


def _taken(row: sqlite3.Row) -> Taken:
    return Taken(
        PaymentInstruction.model_validate_json(row["instruction"]),
        Then.model_validate_json(row["told"]),
        PaymentReport.model_validate_json(row["report"]),
    )


def _change(row: sqlite3.Row) -> Change:
    return Change(
        row["payment_key"],
        PaymentState(row["state"]),
        row["code"],
        datetime.fromisoformat(row["due_at"]),
    )


def _booking(row: sqlite3.Row) -> Booking:
    return Booking(
        entry=row["entry"],
        payment_key=row["payment_key"],
        kind=row["kind"],
        amount=Money(Decimal(row["amount"]), row["currency"]),
        booked_at=datetime.fromisoformat(row["booked_at"]),
    )
