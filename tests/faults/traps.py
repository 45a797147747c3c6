"""Points at which a worker dies, each once: in the tools that are handed to its activities."""

import os
import signal
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from sqlalchemy import Engine
from typing_extensions import override

from activities.ports import PaymentRail
from makegood.messages.payments import PaymentInstruction, PaymentReport
from makegood.messages.records import CaseRecord, LedgerTransaction
from makegood.rules.attempts import Attempt
from makegood.rules.claim import Claim
from makegood.rules.duplicates import Match
from makegood.rules.evidence import DocumentReading
from makegood.store.claims import ClaimRecords
from makegood.store.outbox import Outbox
from makegood.store.payments import Begun


class Point(StrEnum):
    """Before an effect, or after it, where the server has not been told yet."""

    BEFORE_OPENING = "before the claim is taken in"
    AFTER_OPENING = "after the claim is taken in"
    BEFORE_READINGS = "before readings are kept"
    AFTER_READINGS = "after readings are kept"
    BEFORE_RECORD = "before a step is written down"
    AFTER_RECORD = "after a step is written down"
    BEFORE_PAYMENT_ROW = "before a payment is noted"
    AFTER_PAYMENT_ROW = "after a payment is noted, before the bank is told"
    AFTER_BANK = "after the bank has taken a payment"
    BEFORE_LOOK_UP = "before the bank is asked"
    AFTER_LOOK_UP = "after the bank has answered"
    BEFORE_LETTER = "before a letter is marked as sent"
    AFTER_LETTER = "after a letter is marked as sent"
    AFTER_LAST_WORDS = "after somebody's last words are written down"


LAST_WORDS = "these words are written down, and their worker dies"


@dataclass(frozen=True)
class Traps:
    """A trap at every point, in a folder that outlives the processes: each springs once."""

    folder: Path

    def leave_only(self, *points: Point) -> None:
        """Take every other trap away."""
        for point in set(Point) - set(points):
            (self.folder / point).touch()

    def at(self, point: Point, subject: str) -> None:
        """Die here, as SIGKILL kills, unless somebody died here before."""
        try:
            trap = os.open(self.folder / point, os.O_CREAT | os.O_EXCL | os.O_WRONLY)
        except FileExistsError:
            return
        os.write(trap, subject.encode())
        os.fsync(trap)
        os.kill(os.getpid(), signal.SIGKILL)

    def sprung(self) -> dict[Point, str]:
        """At which points a worker died, and over what."""
        return {Point(path.name): path.read_text() for path in self.folder.iterdir()}


class TrappedRecords(ClaimRecords):
    """The records, with traps around what they write."""

    def __init__(self, engine: Engine, traps: Traps) -> None:
        """Records in the database of `engine`."""
        super().__init__(engine)
        self.traps = traps

    @override
    def open_claim(self, claim: Claim, content_hash: str, run_id: str = "") -> tuple[Match, ...]:
        self.traps.at(Point.BEFORE_OPENING, claim.claim_id)
        found = super().open_claim(claim, content_hash, run_id)
        self.traps.at(Point.AFTER_OPENING, claim.claim_id)
        return found

    @override
    def keep_readings(self, claim_id: str, found: tuple[DocumentReading, ...]) -> tuple[Match, ...]:
        self.traps.at(Point.BEFORE_READINGS, claim_id)
        matches = super().keep_readings(claim_id, found)
        self.traps.at(Point.AFTER_READINGS, claim_id)
        return matches

    @override
    def record(self, record: CaseRecord) -> None:
        self.traps.at(Point.BEFORE_RECORD, record.row.claim_id)
        super().record(record)
        if any(line.why == LAST_WORDS for line in record.timeline):
            self.traps.at(Point.AFTER_LAST_WORDS, record.row.claim_id)
        self.traps.at(Point.AFTER_RECORD, record.row.claim_id)

    @override
    def begin_payment(
        self, claim_id: str, attempt: Attempt, posted: tuple[LedgerTransaction, ...] = ()
    ) -> Begun:
        self.traps.at(Point.BEFORE_PAYMENT_ROW, claim_id)
        begun = super().begin_payment(claim_id, attempt, posted)
        self.traps.at(Point.AFTER_PAYMENT_ROW, claim_id)
        return begun


@dataclass(frozen=True)
class TrappedRail:
    """The bank, with traps around what is said to it."""

    rail: PaymentRail
    traps: Traps

    async def submit(self, instruction: PaymentInstruction) -> PaymentReport:
        """Pay, and die before anybody hears of it."""
        report = await self.rail.submit(instruction)
        self.traps.at(Point.AFTER_BANK, instruction.payment_key)
        return report

    async def look_up(self, payment_key: str) -> PaymentReport:
        """Ask, and die before or after."""
        self.traps.at(Point.BEFORE_LOOK_UP, payment_key)
        report = await self.rail.look_up(payment_key)
        self.traps.at(Point.AFTER_LOOK_UP, payment_key)
        return report


class TrappedOutbox(Outbox):
    """The outbox, with traps around what is said of a letter that has gone out."""

    def __init__(self, engine: Engine, traps: Traps) -> None:
        """The outbox in the database of `engine`."""
        super().__init__(engine)
        self.traps = traps

    @override
    def mark_sent(self, key: str, receipt: str) -> None:
        self.traps.at(Point.BEFORE_LETTER, key)
        super().mark_sent(key, receipt)
        self.traps.at(Point.AFTER_LETTER, key)
