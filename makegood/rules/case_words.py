"""The words of a case file: stages, outcomes, what it waits for, what it writes down."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from makegood.rules.ledger import Posted


@dataclass(frozen=True)
class Act:
    """When somebody did something to a case, who, and for what reason."""

    at: datetime
    by: str
    why: str = ""


class Stage(StrEnum):
    """Where a claim stands (claims practice: section 2.1 of the domain notes)."""

    RECEIVED = "received"
    VERIFYING = "verifying"
    AWAITING_DOCUMENTS = "awaiting_documents"
    RECOMMENDING = "recommending"
    SIGNING_OFF = "signing_off"
    NEGOTIATING = "negotiating"
    SETTLED = "settled"
    AWAITING_PAYEE = "awaiting_payee"
    PAYMENT_APPROVAL = "payment_approval"
    SUBMITTING = "submitting"
    AWAITING_PAYOUT = "awaiting_payout"
    AFTERCARE = "aftercare"
    CLOSED = "closed"


class Outcome(StrEnum):
    """How a claim ended."""

    PAID = "paid"
    DENIED = "denied"
    LAPSED = "lapsed"
    EXPIRED = "offer_expired"
    WITHDRAWN = "withdrawn"
    MERGED = "merged"
    FOUND = "parcel_found"
    REVERSED = "reversed"
    COMPENSATED = "closed_by_operator"


@dataclass(frozen=True)
class Deficiency:
    """A letter of deficiency that waits for an answer: what is missing, until when."""

    round: int
    missing: tuple[str, ...]
    sent_at: datetime
    answer_by: datetime
    reminders: tuple[datetime, ...]
    reminded: int = 0


@dataclass(frozen=True)
class Hold:
    """A litigation hold: it freezes negotiation and payment until Legal lifts it."""

    since: datetime
    by: str
    reason: str


@dataclass(frozen=True)
class Escalation:
    """The crisis case that a claim has become; `held` are its clocks that stand still for it."""

    case_id: str
    since: datetime
    by: str
    held: tuple[str, ...] = ()


@dataclass(frozen=True)
class Parked:
    """A step that has used up its retries: the case waits for an operator."""

    step: str
    reason: str
    since: datetime
    code: str = ""


@dataclass(frozen=True)
class Appeal:
    """The one appeal: by whom, why, when; `open` until it is decided."""

    by: str
    reason: str
    at: datetime
    open: bool = True


@dataclass(frozen=True)
class Event:
    """A line of the timeline: who did what, when, between which stages, why, on what evidence."""

    number: int
    at: datetime
    by: str
    what: str
    stage_from: str = ""
    stage_to: str = ""
    why: str = ""
    evidence: str = ""


@dataclass(frozen=True)
class Letter:
    """A message to somebody outside the case; the key makes it once-only."""

    key: str
    to: str
    template: str
    fields: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Unrecorded:
    """What has happened and is not in the application database yet."""

    events: tuple[Event, ...] = ()
    letters: tuple[Letter, ...] = ()
    postings: tuple[Posted, ...] = ()
