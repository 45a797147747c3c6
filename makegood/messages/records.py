"""What a case writes down at each step: one record, applied in one transaction, once."""

from datetime import date, datetime

from pydantic import BaseModel, ConfigDict

from makegood.rules.money import Money


class Record(BaseModel):
    """The base of all messages here: frozen, and tolerant of fields that newer code adds."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class TimelineEntry(Record):
    """Who did what, when, between which stages, why, on what evidence; numbered from 1."""

    number: int
    at: datetime
    by: str
    what: str
    stage_from: str = ""
    stage_to: str = ""
    why: str = ""
    evidence: str = ""


class Awaited(Record):
    """Somebody the case waits on: team, merchant or bank, for what, since when, until when."""

    who: str
    what: str
    since: datetime
    due_at: datetime | None = None


class Amounts(Record):
    """The amounts of a claim, all in its currency; absent means not decided yet."""

    claimed: Money
    entitlement: Money | None = None
    goodwill: Money | None = None
    offered: Money | None = None
    approved: Money | None = None
    submitted: Money | None = None
    paid: Money | None = None
    recovered: Money | None = None


class Notice(Record):
    """A message to a person outside; `key` makes it once-only, `to` is a role or merchant id.

    `template` names the letter (acknowledgement, deficiency, sign_off_asked, reminder, escalation,
    offer, denial, payment_advice, closing, ...), `fields` are its values as text.
    """

    key: str
    to: str
    template: str
    fields: dict[str, str]


class Entry(Record):
    """One side of a ledger transaction: minor units, debit positive, credit negative."""

    account: str
    minor: int


class LedgerTransaction(Record):
    """A double-entry transaction: entries of one currency, summing to zero, once by its `key`."""

    key: str
    what: str
    currency: str
    entries: tuple[Entry, ...]


class CaseRow(Record):
    """A case as lists and inboxes see it: one row of the projection; no personal data."""

    claim_id: str
    run_id: str
    version: int
    kind: str
    merchant_id: str
    stage: str
    outcome: str | None
    assignee: str
    amounts: Amounts
    currency: str
    sign_offs: int
    due_at: datetime | None
    opened_at: datetime
    closed_at: datetime | None
    policy_version: str
    parked_reason: str
    on_hold: bool
    awaiting: tuple[Awaited, ...] = ()


class PaymentNews(Record):
    """The bank's latest word on one payment; older news than what is known changes nothing."""

    key: str
    state: str
    code: str = ""
    bank_reference: str = ""
    value_date: date | None = None
    occurred_at: datetime


class CaseRecord(Record):
    """All that one step writes: applied in one transaction; a lower `row.version` changes no row.

    Entries, notices and ledger transactions are inserted once by their number or key, whatever
    the version, so that applying a record again, or late, adds nothing.
    """

    row: CaseRow
    timeline: tuple[TimelineEntry, ...] = ()
    notices: tuple[Notice, ...] = ()
    ledger: tuple[LedgerTransaction, ...] = ()
    payments: tuple[PaymentNews, ...] = ()
