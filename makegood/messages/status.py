"""What a claim answers when it is asked where it stands."""

from datetime import date, datetime

from makegood.messages.claims import Message
from makegood.messages.records import Amounts, Awaited, TimelineEntry
from makegood.rules.money import Money


class ClockStatus(Message):
    """A clock as people see it: towards whom, until when, running, paused, met or breached."""

    name: str
    kind: str
    party: str
    started_at: datetime
    due_at: datetime | None
    state: str
    announced: tuple[str, ...]


class OfferStatus(Message):
    """An offer on or off the table; the team's ceiling and reservation are not part of it."""

    version: int
    total: Money
    state: str
    made_at: datetime
    valid_until: datetime
    parcels: tuple[str, ...]


class LineStatus(Message):
    """A line of the claim with its numbered reasons."""

    tracking_number: str
    asked: Money
    entitled: Money
    approved: Money
    reasons: tuple[str, ...]


class PaymentStatus(Message):
    """One attempt to pay one leg; the account is not part of it."""

    key: str
    method: str
    amount: Money
    state: str
    code: str
    submitted_at: datetime | None


class PayoutStatus(Message):
    """The last value date in time, the last instant to hand in; how it came, once it came."""

    due_on: date
    submit_by: datetime
    value_date: date | None = None
    on_time: bool | None = None


class Status(Message):
    """Where a claim stands: `status` of a claim, as JSON for every door."""

    claim_id: str
    kind: str
    merchant_id: str
    stage: str
    outcome: str | None
    awaiting: tuple[Awaited, ...]
    amounts: Amounts
    subject: str
    subject_hash: str
    clocks: tuple[ClockStatus, ...]
    policy_version: str
    assignee: str
    sign_offs: int
    lines: tuple[LineStatus, ...] = ()
    offers: tuple[OfferStatus, ...] = ()
    payments: tuple[PaymentStatus, ...] = ()
    payout: PayoutStatus | None = None
    flags: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    sent_back: str = ""
    on_hold: bool = False
    parked: str = ""
    merged_into: str = ""
    escalated_as: str = ""
    opened_at: datetime
    closed_at: datetime | None = None
    version: int


class ConcessionStatus(Message):
    """A step of the desk or of the merchant towards the other, and by how much it moved."""

    side: str
    offer_version: int
    amount: Money
    moved: Money
    at: datetime
    reason: str


class NegotiationView(Message):
    """The desk's own figures and who gave up what: for the team alone, part of no other answer.

    Without talks there are no limits.
    """

    claim_id: str
    entitlement: Money | None = None
    claimed: Money | None = None
    ceiling: Money | None = None
    authority: Money | None = None
    reservation: Money | None = None
    concessions: tuple[ConcessionStatus, ...] = ()


class Timeline(Message):
    """Who did what, when, why; `earlier` entries are in the application database alone."""

    claim_id: str
    entries: tuple[TimelineEntry, ...]
    earlier: int = 0


class Explanation(Message):
    """Why this amount, why these teams, what happens next and when."""

    claim_id: str
    sentences: tuple[str, ...]


class ClaimResult(Message):
    """What a claim ends with; the result of the workflow."""

    claim_id: str
    outcome: str
    amounts: Amounts
    sign_offs: int
    opened_at: datetime
    closed_at: datetime
    merged_into: str = ""
