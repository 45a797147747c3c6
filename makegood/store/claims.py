"""The records of claims, as the steps of a claim write them: each call is one transaction."""

from collections.abc import Callable
from datetime import UTC, datetime

from sqlalchemy import Connection, Engine

from makegood.messages.hooks import told_of_claim
from makegood.messages.problems import Conflict, NotFound
from makegood.messages.records import CaseRecord, LedgerTransaction, PaymentNews
from makegood.rules.attempts import NOT_HANDED_IN, Attempt, PaymentState, Report
from makegood.rules.claim import Claim
from makegood.rules.duplicates import Match
from makegood.rules.evidence import DocumentReading
from makegood.store import (
    dead_letters,
    documents,
    hook_events,
    intake,
    ledger,
    matches,
    notices,
    offsets,
    payments,
    projection,
    readings,
    timeline,
)
from makegood.store.engine import reading, writing


def utc_now() -> datetime:
    """This moment; only ever a time of writing, never one that a case decides by."""
    return datetime.now(UTC)


class ClaimRecords:
    """What a claim leaves in the database. Every method may be called again with the same input.

    Raises Retryable where the database is away, locked or full, and Conflict where the same key
    was used for something else before.
    """

    def __init__(self, engine: Engine, now: Callable[[], datetime] = utc_now) -> None:
        self._engine = engine
        self._now = now

    def open_claim(self, claim: Claim, content_hash: str, run_id: str = "") -> tuple[Match, ...]:
        """Take a claim in, once, and find the earlier claims that share a parcel or a document.

        Conflict where another run has closed the claim: Temporal forgets an id, we do not.
        """
        with writing(self._engine) as connection:
            projection.require_unclosed(connection, claim.claim_id, run_id)
            filed = intake.file_claim(connection, claim, content_hash, self._now())
            return matches.earlier_matches(connection, claim, filed)

    def keep_readings(self, claim_id: str, found: tuple[DocumentReading, ...]) -> tuple[Match, ...]:
        """Keep what was read; find the other claims that share a document, invoice or photo."""
        with writing(self._engine) as connection:
            readings.keep_readings(connection, claim_id, found, self._now())
            return matches.document_matches(connection, claim_id, found)

    def record(self, record: CaseRecord) -> None:
        """Write all that one step of a case says, or nothing.

        The row is written unless a later version stands; timeline, notices and ledger are added
        once by number or key, whatever the version. What the bank said of a payment that another
        has replaced is kept as a dead letter.
        """
        claim_id, now = record.row.claim_id, self._now()
        with writing(self._engine) as connection:
            projection.write_row(connection, record.row)
            timeline.add_entries(connection, claim_id, record.timeline)
            ledger.post_all(connection, claim_id, record.ledger, now)
            offsets.follow(connection, record, now)
            notices.add_notices(connection, claim_id, record.notices, now)
            hook_events.add_events(connection, told_of_claim(record))
            for news in record.payments:
                _take_news(connection, claim_id, news, now)

    def begin_payment(
        self, claim_id: str, attempt: Attempt, posted: tuple[LedgerTransaction, ...] = ()
    ) -> payments.Begun:
        """Keep the row of a payment and its postings before it is sent; `already` was there before.

        Conflict where the key stands for another payment, or another attempt at the leg is live.
        """
        now = self._now()
        with writing(self._engine) as connection:
            begun = payments.begin(connection, claim_id, attempt, now)
            ledger.post_all(connection, claim_id, posted, now)
            return begun

    def payments_of(self, claim_id: str) -> tuple[Attempt, ...]:
        """The payments of a claim that were begun, by settlement, leg and attempt."""
        with reading(self._engine) as connection:
            return payments.attempts_of(connection, claim_id)

    def mark_payment(
        self, claim_id: str, key: str, report: Report, posted: tuple[LedgerTransaction, ...] = ()
    ) -> PaymentState:
        """Take the bank's word on a payment, with its postings; gives the state it is in now."""
        with writing(self._engine) as connection:
            state = payments.mark(connection, key, report)
            ledger.post_all(connection, claim_id, posted, self._now())
            return state

    def post(self, claim_id: str, *transactions: LedgerTransaction) -> None:
        """Post ledger transactions, each once by its key."""
        with writing(self._engine) as connection:
            ledger.post_all(connection, claim_id, transactions, self._now())

    def keep_document(self, document: documents.StoredDocument) -> None:
        """Note what is in the document store."""
        with writing(self._engine) as connection:
            documents.keep_document(connection, document, self._now())

    def bury(self, kind: str, claim_id: str, reason: str, payload: str) -> None:
        """Keep what could not be accepted as a dead letter, once."""
        letter = dead_letters.Undeliverable(kind, claim_id, reason, payload)
        with writing(self._engine) as connection:
            dead_letters.bury(connection, letter, self._now())

    def dead_letters(self) -> tuple[dead_letters.DeadLetter, ...]:
        """The dead letters that nobody has dealt with yet, oldest first."""
        with reading(self._engine) as connection:
            return dead_letters.unhandled(connection)


def _take_news(connection: Connection, claim_id: str, news: PaymentNews, now: datetime) -> None:
    """What the bank says against our books waits for a person; the rest of the step is kept.

    A payment that the cashier did not hand in has no row.
    """
    try:
        payments.mark(connection, news.key, _report(news))
    except NotFound:
        if news.code != NOT_HANDED_IN:
            raise
    except Conflict as contradiction:
        letter = dead_letters.Undeliverable(
            "payment_news", claim_id, str(contradiction), news.model_dump_json()
        )
        dead_letters.bury(connection, letter, now)


def _report(news: PaymentNews) -> Report:
    return Report(
        PaymentState(news.state),
        news.occurred_at,
        news.code,
        news.value_date,
        news.bank_reference,
    )
