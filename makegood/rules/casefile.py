"""The case file: all that is known of one claim, as one frozen value that every rule takes and returns."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from makegood.rules.attempts import Attempt
from makegood.rules.calendar import BusinessCalendar
from makegood.rules.claim import Claim, HeldDocument
from makegood.rules.clocks import Clock
from makegood.rules.coverage import Assessment, ProvenValues
from makegood.rules.evidence import Check
from makegood.rules.ledger import Award, Posted
from makegood.rules.money import Money
from makegood.rules.offers import Negotiation
from makegood.rules.payee import Payee
from makegood.rules.payout import Settlement
from makegood.rules.rounds import Round
from makegood.rules.terms import Terms


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
    """A letter of deficiency that waits for an answer: what is missing, until when, what was reminded."""

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
    """A line of the timeline: who did what, when, from which stage to which, why, on what evidence."""

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


@dataclass(frozen=True)
class CaseFile:
    """One claim, whole. Amounts are in the contract's currency; moments are UTC."""

    claim: Claim
    opened_at: datetime
    terms: Terms
    calendars: tuple[BusinessCalendar, ...]
    stage: Stage = Stage.RECEIVED
    outcome: Outcome | None = None
    version: int = 0
    assignee: str = ""
    documents: tuple[HeldDocument, ...] = ()
    checks: tuple[Check, ...] = ()
    proven: ProvenValues = ProvenValues()
    flags: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()
    deficiency: Deficiency | None = None
    deficiency_rounds: int = 0
    assessment: Assessment | None = None
    legal_risk: bool = False
    recommended_by: tuple[str, ...] = ()
    sent_back: str = ""
    round: Round | None = None
    signed: tuple[str, ...] = ()
    sign_offs: int = 0
    negotiation: Negotiation | None = None
    desk_reply_by: datetime | None = None
    payee: Payee | None = None
    payee_due: datetime | None = None
    payee_editors: tuple[str, ...] = ()
    agreed: Money | None = None
    settlement: Settlement | None = None
    award: Award | None = None
    attempts: tuple[Attempt, ...] = ()
    resubmit_at: datetime | None = None
    reserve: Money | None = None
    reserve_changes: int = 0
    found: tuple[str, ...] = ()
    reversals: int = 0
    recovered: Money | None = None
    look_up_at: datetime | None = None
    aftercare_until: datetime | None = None
    appeal_until: datetime | None = None
    appeal: Appeal | None = None
    recovery_due: bool = False
    hold: Hold | None = None
    parked: Parked | None = None
    clocks: tuple[Clock, ...] = ()
    events: tuple[Event, ...] = ()
    event_count: int = 0
    unrecorded: Unrecorded = field(default_factory=Unrecorded)
    closed_at: datetime | None = None
    merged_into: str = ""

    @property
    def currency(self) -> str:
        """The currency of the contract, in which the claim is assessed and paid."""
        return self.terms.currency

    @property
    def claim_id(self) -> str:
        """The id of the claim."""
        return self.claim.claim_id

    @property
    def is_open(self) -> bool:
        """Whether the case still waits for something."""
        return self.stage is not Stage.CLOSED

    def calendar(self, name: str) -> BusinessCalendar:
        """The calendar snapshot of that name, pinned with the case."""
        return next(calendar for calendar in self.calendars if calendar.name == name)

    @property
    def desk(self) -> BusinessCalendar:
        """The calendar of the service desk and the teams."""
        return self.calendar("desk")

    @property
    def bank(self) -> BusinessCalendar:
        """The calendar of the bank: its own days and public holidays."""
        return self.calendar("bank")


def log(
    case: CaseFile, at: datetime, by: str, what: str, *, why: str = "", evidence: str = ""
) -> CaseFile:
    """The case with one more line on its timeline, in the stage where it stands."""
    return _log(
        case, Event(case.event_count + 1, at, by, what, case.stage, case.stage, why, evidence)
    )


def move(case: CaseFile, stage: Stage, at: datetime, by: str, what: str, why: str = "") -> CaseFile:
    """The case in another stage, with the line that says who moved it and why."""
    event = Event(case.event_count + 1, at, by, what, case.stage, stage, why)
    return replace(_log(case, event), stage=stage)


def _log(case: CaseFile, event: Event) -> CaseFile:
    pending = replace(case.unrecorded, events=(*case.unrecorded.events, event))
    return replace(
        case,
        events=(*case.events, event),
        event_count=event.number,
        unrecorded=pending,
        version=case.version + 1,
    )


def notify(case: CaseFile, to: str, template: str, *fields: tuple[str, str]) -> CaseFile:
    """The case with a letter to be sent; its key is made of the case, the event count and the addressee."""
    key = f"{case.claim_id}:{case.event_count}:{len(case.unrecorded.letters)}:{template}:{to}"
    letter = Letter(key, to, template, (("claim", case.claim_id), *fields))
    pending = replace(case.unrecorded, letters=(*case.unrecorded.letters, letter))
    return replace(case, unrecorded=pending, version=case.version + 1)


def book(case: CaseFile, *postings: Posted) -> CaseFile:
    """The case with ledger transactions to be posted."""
    pending = replace(case.unrecorded, postings=(*case.unrecorded.postings, *postings))
    return replace(case, unrecorded=pending, version=case.version + 1)


def recorded(case: CaseFile, done: Unrecorded) -> CaseFile:
    """The case without what has just been written down."""
    pending = case.unrecorded
    left = Unrecorded(
        pending.events[len(done.events) :],
        pending.letters[len(done.letters) :],
        pending.postings[len(done.postings) :],
    )
    return replace(case, unrecorded=left)
