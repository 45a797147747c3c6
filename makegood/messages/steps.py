"""What the workflow hands to its activities, and what they bring back."""

from datetime import date, datetime

from makegood.messages.claims import Message
from makegood.messages.payments import PaymentInstruction
from makegood.messages.records import LedgerTransaction
from makegood.rules.attempts import Attempt
from makegood.rules.authority import Signer, SigningRequest
from makegood.rules.claim import Claim, ClaimKind, HeldDocument
from makegood.rules.evidence import ClaimFacts
from makegood.rules.money import Money
from makegood.rules.payee import Payee
from makegood.rules.subject import Subject


class OpenOrder(Message):
    """A claim to be opened, received at `at`; `dated` when its day of receipt was given."""

    claim: Claim
    dated: bool
    payee: Payee | None
    at: datetime
    run_id: str


class ReadOrder(Message):
    """The documents of a claim to be read, and the facts that they are held against."""

    claim_id: str
    documents: tuple[HeldDocument, ...]
    facts: ClaimFacts


class SignerQuery(Message):
    """Who `by` is, on a day, for a signature that is asked for."""

    by: str
    request: SigningRequest


class SignerAnswer(Message):
    """The capacity in which somebody signs, or why not."""

    signer: Signer | None = None
    code: str = ""
    message: str = ""


class PaymentGrounds(Message):
    """What a payment rests on: the subjects that were approved, and the policy it is pinned to.

    It is what the case says of itself; the cashier believes only what seals prove of it.
    """

    merchant_id: str
    kind: ClaimKind
    policy_sha256: str
    subjects: tuple[Subject, ...] = ()


class PaymentOrder(Message):
    """One attempt to pay one leg, with what it means for the ledger, and what it rests on."""

    claim_id: str
    attempt: Attempt
    instruction: PaymentInstruction
    posting: LedgerTransaction
    grounds: PaymentGrounds | None = None


class InvoiceQuery(Message):
    """Which invoices that are overdue on a day a settlement may be set off against.

    `wanted` is all that the settlement pays: no more than that is reserved for it.
    """

    claim_id: str
    merchant_id: str
    settlement_version: int
    wanted: Money
    on: date


class DeadLetter(Message):
    """Something that was said to a case and could not be taken in."""

    claim_id: str
    kind: str
    reason: str
    payload: str


class RecoveryOrder(Message):
    """What is claimed back: from whom, how much, for which parcels, until when it may be."""

    claim_id: str
    merchant_id: str
    party: str
    amount: Money
    parcels: tuple[str, ...]
    paid_at: datetime
    file_by: datetime
    chase_every_seconds: float


class DemandOrder(Message):
    """A letter to the carrier's claims desk."""

    key: str
    party: str
    claim_id: str
    amount: Money
    parcels: tuple[str, ...]
    chase: int = 0
    posting: LedgerTransaction | None = None
