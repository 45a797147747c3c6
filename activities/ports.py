"""What the activities need of the world, as the shapes that stores and gateways have."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Protocol

from makegood.messages.hooks import HookAnswer, HookDelivery
from makegood.messages.payments import PaymentInstruction, PaymentReport
from makegood.messages.records import CaseRecord, LedgerTransaction, Notice
from makegood.messages.sealing import SealAnswer, SealQuery
from makegood.messages.steps import InvoiceQuery, PaymentGrounds
from makegood.rules.attempts import Attempt, PaymentState, Report
from makegood.rules.calendar import BusinessCalendar
from makegood.rules.claim import Claim, ClaimKind, HeldDocument
from makegood.rules.duplicates import Match
from makegood.rules.evidence import DocumentReading
from makegood.rules.payout import Invoice
from makegood.rules.proof import Law
from makegood.rules.terms import Directory, Terms


class CaseRecords(Protocol):
    """The application database, as a case writes to it; every call may be repeated."""

    def open_claim(
        self, claim: Claim, content_hash: str, run_id: str = ""
    ) -> tuple[Match, ...]: ...

    def record(self, record: CaseRecord) -> None: ...

    def bury(self, kind: str, claim_id: str, reason: str, payload: str) -> None: ...


class ReadingRecords(Protocol):
    """Where the readings of documents are kept and compared."""

    def keep_readings(
        self, claim_id: str, found: tuple[DocumentReading, ...]
    ) -> tuple[Match, ...]: ...


class PaymentRecords(Protocol):
    """The rows and postings of payments; each written once by its key."""

    def begin_payment(
        self, claim_id: str, attempt: Attempt, posted: tuple[LedgerTransaction, ...] = ()
    ) -> str: ...

    def mark_payment(
        self, claim_id: str, key: str, report: Report, posted: tuple[LedgerTransaction, ...] = ()
    ) -> PaymentState: ...


class PaymentBooks(PaymentRecords, Protocol):
    """The same, read as well."""

    def payments_of(self, claim_id: str) -> tuple[Attempt, ...]: ...


class LedgerRecords(Protocol):
    """The ledger, for what is no payment."""

    def post(self, claim_id: str, *transactions: LedgerTransaction) -> None: ...


class Policies(Protocol):
    """The policy in force: what a new claim is pinned to, and who may sign."""

    def terms_for(self, merchant_id: str, kind: ClaimKind) -> Terms: ...

    def calendars_for(
        self, merchant_id: str, since: date, until: date
    ) -> tuple[BusinessCalendar, ...]: ...

    @property
    def directory(self) -> Directory: ...


class Reader(Protocol):
    """Reads documents that strangers made, each in a process that may die alone."""

    def read_held(self, documents: Sequence[HeldDocument]) -> tuple[DocumentReading, ...]: ...


class PaymentRail(Protocol):
    """A bank, or what stands for one; `OutcomeUnknown` means look up, never send again blindly."""

    async def submit(self, instruction: PaymentInstruction) -> PaymentReport: ...

    async def look_up(self, payment_key: str) -> PaymentReport: ...


class Receivables(Protocol):
    """What merchants owe us and is overdue, from the freight invoices' own system."""

    def overdue(self, merchant_id: str, on: date) -> tuple[Invoice, ...]: ...


class Offsets(Protocol):
    """What of an invoice is set off already, so that no two claims use the same money."""

    def reserve(self, query: InvoiceQuery, overdue: tuple[Invoice, ...]) -> tuple[Invoice, ...]: ...


class Outbox(Protocol):
    """Notices that wait to be sent."""

    def due_notices(self, limit: int) -> tuple[Notice, ...]: ...

    def mark_sent(self, key: str, receipt: str) -> None: ...

    def mark_failed(self, key: str, reason: str) -> object: ...


class Post(Protocol):
    """Whatever carries a notice to its reader; the receipt says where it was handed in."""

    def deliver(self, notice: Notice) -> str: ...


class SealVerifier(Protocol):
    """Knows the doors' public keys; raises Refused where a seal does not hold."""

    def verify(self, query: SealQuery) -> SealAnswer: ...


class SealBook(Protocol):
    """Every seal that was shown, with its verdict, each once; every call may be repeated."""

    def keep(self, query: SealQuery, answer: SealAnswer) -> None: ...


class HeldSeal(Protocol):
    """A seal as it was shown, and when; `code` is empty where it held then."""

    @property
    def query(self) -> SealQuery: ...

    @property
    def code(self) -> str: ...

    @property
    def at(self) -> datetime: ...


class SealArchive(Protocol):
    """All seals that a case was shown, in that order."""

    def of_case(self, workflow_id: str) -> Sequence[HeldSeal]: ...


class SealAuditor(Protocol):
    """Proves a seal as it was when it was shown; raises Refused where it does not hold."""

    def held_at(self, query: SealQuery, at: datetime) -> SealAnswer: ...


class PaymentLaws(Protocol):
    """The company's own tables for a payment; raises NeedsPerson where they are not known."""

    def law_for(self, grounds: PaymentGrounds) -> Law: ...


class HookBook(Protocol):
    """Deliveries of webhooks: made of events, leased, settled; every call may be repeated."""

    def spread(self) -> int: ...

    def due(self, limit: int) -> tuple[HookDelivery, ...]: ...

    def settle(self, delivery_id: str, answer: HookAnswer) -> object: ...

    def forget(self) -> None: ...


class HookPost(Protocol):
    """Whatever sends a webhook; an answer, also where nobody gives one."""

    async def post(self, delivery: HookDelivery) -> HookAnswer: ...


class Carriers(Protocol):
    """The carrier's claims desk: the same key twice is one claim there too."""

    def demand(self, key: str, party: str, text: str) -> str: ...


CALENDAR_SPAN = timedelta(days=500)
"""How far ahead a case knows its calendars when it starts."""
