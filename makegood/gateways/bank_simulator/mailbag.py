"""The notices that the bank still owes its client, kept until each is delivered."""

import sqlite3
from dataclasses import dataclass
from datetime import datetime, timedelta

from makegood.gateways.bank_simulator.bank_days import BankDays
from makegood.gateways.bank_simulator.script import Then
from makegood.gateways.bank_simulator.state_file import written
from makegood.messages.payments import PaymentNotice, PaymentReport

MOST_DOUBLINGS = 20


@dataclass(frozen=True)
class Letter:
    """One delivery of one notice."""

    id: int
    notice_id: str
    body: str
    attempts: int


def owe(db: sqlite3.Connection, report: PaymentReport, told: Then, days: BankDays) -> None:
    """Puts the news of a report into the bag, as often and as late as the bank was told."""
    if report.state in told.silent or report.occurred_at is None:
        return
    late = told.late_days.get(report.state)
    due_at = report.occurred_at if late is None else days.after(report.occurred_at, late)
    notice = _notice(report)
    for _ in range(told.copies):
        db.execute(
            "INSERT INTO notices (payment_key, notice_id, body, due_at) VALUES (?, ?, ?, ?)",
            (notice.payment_key, notice.notice_id, notice.unsealed_json(), written(due_at)),
        )


def to_deliver(db: sqlite3.Connection, now: datetime, most: int) -> list[Letter]:
    """The oldest letters that are due."""
    rows = db.execute(
        "SELECT * FROM notices WHERE delivered_at IS NULL AND due_at <= ?"
        " ORDER BY due_at, id LIMIT ?",
        (written(now), most),
    )
    return [Letter(row["id"], row["notice_id"], row["body"], row["attempts"]) for row in rows]


def delivered(db: sqlite3.Connection, letter: Letter, now: datetime) -> None:
    """The client has it."""
    db.execute("UPDATE notices SET delivered_at = ? WHERE id = ?", (written(now), letter.id))


def put_off(db: sqlite3.Connection, letter: Letter, until: datetime) -> None:
    """The client does not have it yet: once more, later."""
    db.execute(
        "UPDATE notices SET attempts = attempts + 1, due_at = ? WHERE id = ?",
        (written(until), letter.id),
    )


def has_told(db: sqlite3.Connection, payment_key: str) -> bool:
    """Whether any notice of the payment has been delivered."""
    query = "SELECT 1 FROM notices WHERE payment_key = ? AND delivered_at IS NOT NULL LIMIT 1"
    return db.execute(query, (payment_key,)).fetchone() is not None


def undelivered(db: sqlite3.Connection) -> int:
    """How many letters are in the bag."""
    query = "SELECT count(*) FROM notices WHERE delivered_at IS NULL"
    return int(db.execute(query).fetchone()[0])


@dataclass(frozen=True)
class BackOff:
    """How long the bank waits before it tries a delivery again: doubling, up to the longest."""

    first: timedelta = timedelta(seconds=1)
    longest: timedelta = timedelta(minutes=5)

    def before(self, attempt: int) -> timedelta:
        """The wait after so many failed attempts."""
        doublings = min(attempt, MOST_DOUBLINGS)
        return min(self.first * (1 << doublings), self.longest)


def _notice(report: PaymentReport) -> PaymentNotice:
    return PaymentNotice.model_validate(
        {**dict(report), "notice_id": f"{report.bank_reference}-{report.state}"}
    )
