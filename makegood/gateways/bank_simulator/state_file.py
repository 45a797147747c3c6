"""The bank's one SQLite file, which survives a kill at any moment."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

BUSY_MS = 5000

_SCHEMA = """
CREATE TABLE IF NOT EXISTS payments (
    payment_key TEXT PRIMARY KEY,
    instruction TEXT NOT NULL,
    told TEXT NOT NULL,
    report TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS changes (
    id INTEGER PRIMARY KEY,
    payment_key TEXT NOT NULL REFERENCES payments,
    state TEXT NOT NULL,
    code TEXT NOT NULL,
    due_at TEXT NOT NULL,
    applied INTEGER NOT NULL DEFAULT 0,
    UNIQUE (payment_key, state)
);
CREATE INDEX IF NOT EXISTS changes_due ON changes (due_at) WHERE applied = 0;
CREATE TABLE IF NOT EXISTS bookings (
    entry INTEGER PRIMARY KEY,
    payment_key TEXT NOT NULL REFERENCES payments,
    kind TEXT NOT NULL CHECK (kind IN ('debit', 'credit')),
    amount TEXT NOT NULL,
    currency TEXT NOT NULL,
    booked_at TEXT NOT NULL,
    UNIQUE (payment_key, kind)
);
CREATE TABLE IF NOT EXISTS calls (
    payment_key TEXT NOT NULL,
    asked TEXT NOT NULL,
    times INTEGER NOT NULL,
    PRIMARY KEY (payment_key, asked)
);
CREATE TABLE IF NOT EXISTS notices (
    id INTEGER PRIMARY KEY,
    payment_key TEXT NOT NULL,
    notice_id TEXT NOT NULL,
    body TEXT NOT NULL,
    due_at TEXT NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    delivered_at TEXT
);
CREATE INDEX IF NOT EXISTS notices_due ON notices (due_at) WHERE delivered_at IS NULL;
CREATE TABLE IF NOT EXISTS script (id INTEGER PRIMARY KEY, rule TEXT NOT NULL);
"""


class StateFile:
    """One connection in WAL mode; what a finished transaction wrote is on the disk."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        self.connection.row_factory = sqlite3.Row
        for pragma in ("journal_mode=wal", "synchronous=2", f"busy_timeout={BUSY_MS}"):
            self.connection.execute(f"PRAGMA {pragma}")
        self.connection.execute("PRAGMA foreign_keys=1")
        self.connection.executescript(_SCHEMA)

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """All or nothing, and alone."""
        self.connection.execute("BEGIN IMMEDIATE")
        try:
            yield self.connection
            self.connection.execute("COMMIT")
        except BaseException:
            if self.connection.in_transaction:
                self.connection.execute("ROLLBACK")
            raise

    def close(self) -> None:
        """Gives the file back."""
        self.connection.close()


def written(moment: datetime) -> str:
    """A moment as text that sorts by time."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")
