"""Claims, records and payments of which only what matters needs saying."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from makegood.messages.records import (
    Amounts,
    Awaited,
    CaseRecord,
    CaseRow,
    Entry,
    LedgerTransaction,
    Notice,
    TimelineEntry,
)
from makegood.rules.attempts import Attempt, PaymentState, Report, payment_key
from makegood.rules.claim import Claim, ClaimKind, HeldDocument, Parcel
from makegood.rules.evidence import DocumentReading, Found
from makegood.rules.money import Money
from makegood.rules.terms import PayoutMethod

MONDAY = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def vnd(amount: int) -> Money:
    """That many dong."""
    return Money(Decimal(amount), "VND")


def a_claim(
    claim_id: str = "C-1",
    *,
    parcels: tuple[str, ...] = ("GHN 001",),
    documents: tuple[str, ...] = (),
    kind: ClaimKind = ClaimKind.LOST,
) -> Claim:
    """A claim of Lan's shop for lost parcels."""
    return Claim(
        claim_id=claim_id,
        merchant_id="shop-of-lan",
        kind=kind,
        parcels=tuple(Parcel(number) for number in parcels),
        claimed=vnd(1_250_000),
        incident_on=date(2026, 2, 20),
        received_on=date(2026, 3, 2),
        documents=tuple(HeldDocument("invoice", sha256) for sha256 in documents),
    )


def a_row(claim_id: str = "C-1", version: int = 1, **changes: object) -> CaseRow:
    """A claim that waits for Operations."""
    row = CaseRow(
        claim_id=claim_id,
        run_id="run-1",
        version=version,
        kind="lost",
        merchant_id="shop-of-lan",
        stage="signing_off",
        outcome=None,
        assignee="minh",
        amounts=Amounts(claimed=vnd(1_250_000)),
        currency="VND",
        sign_offs=0,
        due_at=MONDAY + 8 * HOUR,
        opened_at=MONDAY,
        closed_at=None,
        policy_version="2026-01",
        parked_reason="",
        on_hold=False,
        awaiting=(awaited("operations"),),
    )
    return row.model_copy(update=changes)


def awaited(who: str, *, due_in: timedelta | None = 4 * HOUR, since: timedelta = HOUR) -> Awaited:
    """Somebody who is waited on."""
    due_at = None if due_in is None else MONDAY + due_in
    return Awaited(who=who, what="sign_off", since=MONDAY + since, due_at=due_at)


def an_entry(number: int = 1, what: str = "claim_received") -> TimelineEntry:
    """A line of a timeline."""
    return TimelineEntry(number=number, at=MONDAY, by="lan", what=what)


def a_notice(key: str = "C-1:1:acknowledgement") -> Notice:
    """A letter to Lan's shop."""
    return Notice(key=key, to="shop-of-lan", template="acknowledgement", fields={"claim": "C-1"})


def a_posting(
    key: str = "C-1:reserve:1", minor: int = 1_250_000, credit: str = "claims:reserve:C-1"
) -> LedgerTransaction:
    """A reserve set aside."""
    entries = (Entry(account="claims:expense", minor=minor), Entry(account=credit, minor=-minor))
    return LedgerTransaction(key=key, what="reserve", currency="VND", entries=entries)


def a_record(row: CaseRow | None = None) -> CaseRecord:
    """A step that writes a row, a line, a letter and a reserve."""
    return CaseRecord(
        row=row or a_row(),
        timeline=(an_entry(),),
        notices=(a_notice(),),
        ledger=(a_posting(),),
    )


def an_attempt(number: int = 1, *, amount: int = 1_250_000, version: int = 1) -> Attempt:
    """A try to pay the only leg of a settlement of claim C-1."""
    key = payment_key("C-1", version, 1, number)
    return Attempt(version, 1, number, key, vnd(amount), PayoutMethod.TRANSFER)


def a_report(state: PaymentState, *, after: timedelta = HOUR, code: str = "") -> Report:
    """What the bank says of a payment."""
    return Report(state, MONDAY + after, code, bank_reference="VCB-77")


def a_reading(
    sha256: str = "d1", *, invoices: tuple[str, ...] = (), hashes: tuple[str, ...] = ()
) -> DocumentReading:
    """What was read in a document."""
    return DocumentReading(
        sha256=sha256,
        kind="invoice",
        name="invoice.pdf",
        size=2048,
        invoice_numbers=tuple(Found(number, 1, f"Invoice {number}") for number in invoices),
        image_hashes=hashes,
    )
