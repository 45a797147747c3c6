"""The crisis file: all that is known of one case, as one value that rules take and return."""

from dataclasses import dataclass, field, replace
from datetime import datetime

from makegood.rules.calendar import BusinessCalendar
from makegood.rules.case_words import Act, Event
from makegood.rules.chronicle import Chronicle, enclosed, written
from makegood.rules.clocks import Clock
from makegood.rules.crisis.acting import Learning, ReviewAction, ReviewDraft
from makegood.rules.crisis.calling import Call, LadderRun, Page
from makegood.rules.crisis.drilling import Inject
from makegood.rules.crisis.promising import Csat, Promise, StakeholderUpdate
from makegood.rules.crisis.severity import Severity, Trigger
from makegood.rules.crisis.stating import Statement
from makegood.rules.crisis.tasking import Task
from makegood.rules.crisis.terms import CrisisTerms, Playbook, SeverityTerms
from makegood.rules.crisis.words import (
    ACTIVE,
    Cluster,
    CrisisStage,
    Customer,
    Evidence,
    Link,
    Mention,
    RecordedDecision,
    Role,
    RoleHolding,
    Source,
)


@dataclass(frozen=True)
class Alert:
    """What came in: the start of a case, as its source told it."""

    case_id: str
    source: Source
    headline: str
    description: str = ""
    language: str = "en"
    reported_by: str = ""
    reach: int = 0
    customer: Customer | None = None
    triggers: tuple[Trigger, ...] = ()
    links: tuple[Link, ...] = ()
    restricted: bool = False
    drill: bool = False
    injects: tuple[Inject, ...] = ()
    severity: Severity | None = None
    """As bad as the source thinks it is; it may only make the case worse."""


@dataclass(frozen=True)
class CrisisFile(Chronicle):
    """One case, whole. Moments are UTC.

    `severity` is provisional until somebody has triaged the case. `mentions` keeps the newest;
    `mention_count` counts them all.
    """

    alert: Alert
    opened_at: datetime
    terms: CrisisTerms
    calendars: tuple[BusinessCalendar, ...]
    severity: Severity
    stage: CrisisStage = field(default=CrisisStage.DETECTED, kw_only=True)
    triaged_at: datetime | None = None
    declared_at: datetime | None = None
    acknowledged_at: datetime | None = None
    acknowledged_by: tuple[str, ...] = ()
    contained_at: datetime | None = None
    closed_at: datetime | None = None
    reviewed_at: datetime | None = None
    ended_at: datetime | None = None
    last_human_at: datetime | None = None
    responded_at: datetime | None = None
    """When the public or the customer first heard from us."""
    peak: Severity | None = None
    """The worst that people held it for, once it had changed: the review goes by it."""
    cluster: Cluster | None = None
    crisis_class: str = ""
    triggers: tuple[Trigger, ...] = ()
    mentions: tuple[Mention, ...] = ()
    mention_count: int = 0
    top_reach: int = 0
    ladder: LadderRun | None = None
    ladder_runs: int = 0
    calls: tuple[Call, ...] = ()
    """Whom the process has still to look up and page, in this order."""
    pages: tuple[Page, ...] = ()
    roles: tuple[RoleHolding, ...] = ()
    members: tuple[str, ...] = ()
    playbook: Playbook | None = None
    tasks: tuple[Task, ...] = ()
    statements: tuple[Statement, ...] = ()
    promises: tuple[Promise, ...] = ()
    updates: tuple[StakeholderUpdate, ...] = ()
    update_count: int = 0
    decisions: tuple[RecordedDecision, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    links: tuple[Link, ...] = ()
    clocks: tuple[Clock, ...] = ()
    past_clocks: tuple[Clock, ...] = ()
    """Clocks that a change of severity, or a reopening, replaced; they are part of the ledger."""
    resolution: str = ""
    reopenings: int = 0
    reopen_until: datetime | None = None
    csat: Csat | None = None
    review: ReviewDraft | None = None
    review_due: datetime | None = None
    review_reminded: int = 0
    learnings: tuple[Learning, ...] = ()
    actions: tuple[ReviewAction, ...] = ()
    merged_into: str = ""
    absorbed: tuple[str, ...] = ()
    told_claim: bool = False
    triage_escalated: bool = False

    @property
    def case_id(self) -> str:
        """The id of the case."""
        return self.alert.case_id

    @property
    def drill(self) -> bool:
        """Whether it is a rehearsal: pretend channels, out of every figure."""
        return self.alert.drill

    @property
    def restricted(self) -> bool:
        """Whether title and content are for its members only."""
        return self.alert.restricted

    @property
    def is_active(self) -> bool:
        """Whether somebody works on the case; a closed one may still have a review and actions."""
        return self.stage in ACTIVE

    @property
    def is_open(self) -> bool:
        """Whether the case still waits for something: its workflow runs until this is false."""
        return self.ended_at is None

    @property
    def current(self) -> SeverityTerms:
        """What policy says for the severity that the case has now."""
        return self.terms.of(self.severity)

    @property
    def desk(self) -> BusinessCalendar:
        """The calendar in which the clocks of the desk count."""
        return self.calendar("desk")

    def calendar(self, name: str) -> BusinessCalendar:
        """The calendar snapshot of that name, pinned with the case."""
        return next(calendar for calendar in self.calendars if calendar.name == name)

    def holder(self, role: Role) -> str:
        """Who plays that part; empty when nobody does."""
        return next((one.person for one in self.roles if one.role is role), "")


def move(case: CrisisFile, stage: CrisisStage, act: Act, what: str) -> CrisisFile:
    """The case in another stage, with the line that says who moved it and why."""
    told = written(case, Event(0, act.at, act.by, what, case.stage, stage, act.why))
    return replace(told, stage=stage)


def notify(case: CrisisFile, to: str, template: str, *fields: tuple[str, str]) -> CrisisFile:
    """The case with a letter to be sent, under a key of its own; drills write to nobody real."""
    drill = (("drill", "DRILL"),) if case.drill else ()
    return enclosed(case, to, template, ("case", case.case_id), *drill, *fields)


def call(case: CrisisFile, wanted: Call) -> CrisisFile:
    """The case that wants somebody looked up and paged; the same call is not wanted twice."""
    if wanted in case.calls:
        return case
    return replace(case, calls=(*case.calls, wanted), version=case.version + 1)
