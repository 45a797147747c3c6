"""What a claim orders: documents read, payments made, money claimed back."""

from datetime import datetime

from temporalio.exceptions import ApplicationError

from makegood.messages import views
from makegood.messages.payments import PaymentInstruction
from makegood.messages.steps import (
    InvoiceQuery,
    PaymentGrounds,
    PaymentOrder,
    ReadOrder,
    RecoveryOrder,
)
from makegood.rules import ledger
from makegood.rules.attempts import Attempt
from makegood.rules.casefile import CaseFile
from makegood.rules.evidence import ClaimFacts
from makegood.rules.life.payments import kept
from makegood.rules.life.settling import agreed_on, paid_so_far
from makegood.rules.local_time import local_at
from makegood.rules.money import Money


def read_order(case: CaseFile) -> ReadOrder:
    """What the reader needs to know of the claim."""
    claim = case.claim
    shipped = [parcel.shipped_on for parcel in claim.parcels if parcel.shipped_on]
    facts = ClaimFacts(
        kind=claim.kind,
        received_on=claim.received_on,
        claimed=claim.claimed,
        tracking_numbers=tuple(parcel.tracking_number for parcel in claim.parcels),
        incident_on=claim.incident_on,
        shipped_on=min(shipped, default=None),
    )
    return ReadOrder(claim_id=claim.claim_id, documents=case.documents, facts=facts)


def invoice_query(case: CaseFile, now: datetime) -> InvoiceQuery:
    """Which overdue invoices the next settlement may be set off against."""
    wanted = agreed_on(case) - kept(case)
    return InvoiceQuery(
        claim_id=case.claim_id,
        merchant_id=case.claim.merchant_id,
        settlement_version=case.settlement.version + 1 if case.settlement else 1,
        wanted=max(Money.zero(case.currency), wanted),
        on=local_at(case.desk.offsets, now).date(),
    )


def payment_order(case: CaseFile, attempt: Attempt) -> PaymentOrder:
    """What is handed to the bank, and what it means for the ledger."""
    if case.payee is None:
        raise ApplicationError("a transfer without an account", type="NoPayee")
    instruction = PaymentInstruction(
        payment_key=attempt.key,
        amount=attempt.amount,
        payee=case.payee,
        reference=f"claim {case.claim_id}",
        method=attempt.method,
    )
    posting = views.transaction_of(ledger.submit(case.claim_id, attempt))
    grounds = PaymentGrounds(
        merchant_id=case.claim.merchant_id,
        kind=case.claim.kind,
        policy_sha256=case.terms.sha256,
        subjects=case.grounds,
    )
    return PaymentOrder(
        claim_id=case.claim_id,
        attempt=attempt,
        instruction=instruction,
        posting=posting,
        grounds=grounds,
    )


def recovery_order(case: CaseFile, now: datetime) -> RecoveryOrder | None:
    """The order of a recovery; None where policy sees nobody to claim it from, or too little."""
    terms, paid = case.terms.recovery, paid_so_far(case)
    if terms is None or case.claim.kind not in terms.kinds or paid < terms.from_amount:
        return None
    return RecoveryOrder(
        claim_id=case.claim_id,
        merchant_id=case.claim.merchant_id,
        party=terms.party,
        amount=paid,
        parcels=tuple(parcel.tracking_number for parcel in case.claim.parcels),
        paid_at=now,
        file_by=case.desk.due(case.opened_at, terms.within),
        chase_every_seconds=(case.desk.due(now, terms.chase_every) - now).total_seconds(),
    )
