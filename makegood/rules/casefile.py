"""The case file: all that is known of one claim, as one value that rules take and return."""

from dataclasses import dataclass, field, replace
from datetime import datetime

from makegood.rules.attempts import Attempt
from makegood.rules.calendar import BusinessCalendar
from makegood.rules.case_words import (
    Act,
    Appeal,
    Deficiency,
    Escalation,
    Event,
    Hold,
    Letter,
    Outcome,
    Parked,
    Stage,
    Unrecorded,
)
from makegood.rules.chronicle import Chronicle, enclosed, log, recorded, trimmed, written
from makegood.rules.claim import Claim, HeldDocument
from makegood.rules.clocks import Clock
from makegood.rules.coverage import Assessment, ProvenValues
from makegood.rules.evidence import Check
from makegood.rules.grants import Grant
from makegood.rules.ledger import Award, Posted
from makegood.rules.money import Money
from makegood.rules.offers import Lines, Negotiation
from makegood.rules.payee import Payee
from makegood.rules.payout import Settlement
from makegood.rules.rounds import Round
from makegood.rules.subject import Subject
from makegood.rules.terms import Terms

__all__ = [
    "Act",
    "Appeal",
    "CaseFile",
    "Deficiency",
    "Event",
    "Hold",
    "Letter",
    "Outcome",
    "Parked",
    "Stage",
    "Unrecorded",
    "book",
    "log",
    "move",
    "notify",
    "recorded",
    "trimmed",
]


@dataclass(frozen=True)
class CaseFile(Chronicle):
    """One claim, whole. Amounts are in the contract's currency; moments are UTC.

    Of a claim under seals, `shown` is what its open round was asked about, and `grounds` are all
    such that were approved: what the cashier holds against the seals. With `all_sign` its payment
    is signed by everybody who must grant it too, as nothing proves that they did.
    """

    claim: Claim
    opened_at: datetime
    terms: Terms
    calendars: tuple[BusinessCalendar, ...]
    stage: Stage = field(default=Stage.RECEIVED, kw_only=True)
    outcome: Outcome | None = None
    assignee: str = ""
    documents: tuple[HeldDocument, ...] = ()
    checks: tuple[Check, ...] = ()
    proven: ProvenValues = field(default_factory=ProvenValues)
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
    clocks: tuple[Clock, ...] = ()
    closed_at: datetime | None = None
    merged_into: str = ""
    offer_reminders: int = 0
    agreed_lines: Lines = ()
    carried_over: tuple[tuple[int, int], ...] = ()
    found_settled: tuple[str, ...] = ()
    reversed: Money | None = None
    stage_since: datetime | None = None
    released_payee: Payee | None = None
    confirming: bool = False
    papers_refused: tuple[str, ...] = ()
    last_look: bool = False
    escalation: Escalation | None = None
    escalations: int = 0
    grants: tuple[Grant, ...] = ()
    shown: Subject | None = None
    grounds: tuple[Subject, ...] = ()
    all_sign: bool = False

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


def move(case: CaseFile, stage: Stage, act: Act, what: str) -> CaseFile:
    """The case in another stage, with the line that says who moved it and why."""
    since = case.stage_since if stage is case.stage else act.at
    confirming = case.confirming and stage is Stage.VERIFYING
    case = written(case, Event(0, act.at, act.by, what, case.stage, stage, act.why))
    return replace(case, stage=stage, stage_since=since, confirming=confirming)


def notify(case: CaseFile, to: str, template: str, *fields: tuple[str, str]) -> CaseFile:
    """The case with a letter to be sent, under a key of its own."""
    return enclosed(case, to, template, ("claim", case.claim_id), *fields)


def book(case: CaseFile, *postings: Posted) -> CaseFile:
    """The case with ledger transactions to be posted."""
    pending = replace(case.unrecorded, postings=(*case.unrecorded.postings, *postings))
    return replace(case, unrecorded=pending, version=case.version + 1)
