"""Crisis cases, terms and playbooks that tests share: each shows only what matters to its test."""

from datetime import UTC, date, datetime, time, timedelta
from hashlib import sha256
from typing import TypedDict, Unpack

from makegood.rules.calendar import BusinessCalendar, OffsetFrom, Shift, always_open
from makegood.rules.case_words import Act
from makegood.rules.claim import Team
from makegood.rules.crisis.drilling import Inject
from makegood.rules.crisis.file import Alert, CrisisFile
from makegood.rules.crisis.severity import Cell, Floor, Impact, Severity, Trigger, Urgency
from makegood.rules.crisis.terms import (
    Approver,
    Cadence,
    Contact,
    ContactKind,
    CrisisTerms,
    HoldingStatement,
    Ladder,
    Playbook,
    PlaybookTask,
    Rung,
    SeverityTerms,
)
from makegood.rules.crisis.words import (
    Audience,
    CrisisStage,
    Customer,
    Link,
    Role,
    RoleHolding,
    Source,
    SourceType,
)
from makegood.rules.durations import Term, Unit
from makegood.rules.terms import Mandate, SlaTarget

START = datetime(2026, 11, 2, 3, 0, tzinfo=UTC)
"""A Monday, ten o'clock in Vietnam: when the cases of the tests come in."""

SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)

MAI, BINH, CHI = "desk.mai", "desk.binh", "desk.chi"
"""Three people of the desk; Mai is the first on call."""

DESK = BusinessCalendar(
    "desk",
    ((Shift(time(9), time(18)),),) * 5 + ((), ()),
    (date(2027, 1, 1),),
    (OffsetFrom(datetime(2026, 1, 1, tzinfo=UTC), 7 * HOUR),),
    date(2034, 12, 31),
)
"""The standard shift of the desk: five days, nine to six, in Vietnam."""

IMPACTS, URGENCIES = tuple(Impact), tuple(Urgency)
RANKS = ((1, 1, 2, 2), (1, 2, 2, 3), (2, 3, 3, 4), (3, 3, 4, 4))
"""The severity of each cell, a row for each impact, a column for each urgency."""

TARGETS = {
    Severity.SEV1: (5, 20, 120, 480),
    Severity.SEV2: (15, 60, 240, 1440),
    Severity.SEV3: (60, 240, 480, 2880),
    Severity.SEV4: (240, 480, 960, 5760),
}
"""Minutes to acknowledge, to respond in public, to contain, to resolve."""


def minutes(count: int) -> Term:
    """That many minutes, which run day and night."""
    return Term(count, Unit.minutes)


def rota(team: str, layer: int = 1) -> Contact:
    """Whoever is on call for that team."""
    return Contact(ContactKind.ROTA, team, layer)


def some_ladder(severity: Severity = Severity.SEV1) -> Ladder:
    """The desk, then its second and the lead on call, then management; five minutes each."""
    return Ladder(
        f"desk-{severity}",
        (
            Rung((rota("service_desk"),), minutes(5)),
            Rung((rota("service_desk", 2), Contact(ContactKind.ROLE, "lead")), minutes(5)),
            Rung((rota("management"),), minutes(10), hierarchic=True),
        ),
        repeats=1,
        silence=minutes(30),
    )


def some_targets(severity: Severity) -> tuple[SlaTarget, ...]:
    """The clocks of a case, and half an hour for every task of Legal and PR that names no term."""
    names = ("acknowledge", "first_response", "containment", "resolution")
    kinds = ("ola", "sla", "sla", "sla")
    clocks = tuple(
        SlaTarget(name, kind, "service_desk", minutes(count), "always_open")
        for name, kind, count in zip(names, kinds, TARGETS[severity], strict=True)
    )
    teams = (Team.LEGAL, Team.PR, Team.OPERATIONS, Team.SERVICE_DESK)
    asked = (SlaTarget(f"ola.{t}", "ola", t, minutes(30), "always_open") for t in teams)
    return (*clocks, *asked)


def some_severity_terms(severity: Severity) -> SeverityTerms:
    """What hangs on a severity: reviews for the two worst, quiet hours for the other two."""
    mild = severity.rank > 2
    review = {
        Severity.SEV1: Term(3, Unit.calendar_days),
        Severity.SEV2: Term(5, Unit.business_days),
    }
    return SeverityTerms(
        severity,
        some_ladder(severity),
        some_targets(severity),
        review.get(severity),
        minutes(30),
        quiet_allowed=mild,
    )


def some_cadences() -> tuple[Cadence, ...]:
    """Public and management hear of the two worst, the customer of all but the mildest."""
    return (
        Cadence(Severity.SEV1, Audience.PUBLIC, minutes(20), minutes(60)),
        Cadence(Severity.SEV1, Audience.MANAGEMENT, minutes(30), minutes(30)),
        Cadence(Severity.SEV1, Audience.CUSTOMER, minutes(60), minutes(120)),
        Cadence(Severity.SEV2, Audience.MANAGEMENT, minutes(60), minutes(60)),
        Cadence(Severity.SEV2, Audience.CUSTOMER, minutes(120), minutes(240)),
        Cadence(Severity.SEV3, Audience.CUSTOMER, minutes(480), minutes(1440)),
    )


def some_crisis_terms() -> CrisisTerms:
    """A policy with round figures."""
    return CrisisTerms(
        version="2026-11",
        sha256="c" * 64,
        matrix=tuple(
            Cell(impact, urgency, Severity(f"SEV{RANKS[row][column]}"))
            for row, impact in enumerate(IMPACTS)
            for column, urgency in enumerate(URGENCIES)
        ),
        floors=(
            Floor(Trigger.SAFETY, Severity.SEV1),
            Floor(Trigger.DATA_LEAK, Severity.SEV1),
            Floor(Trigger.LEGAL_LETTER, Severity.SEV2),
            Floor(Trigger.REGULATOR, Severity.SEV2),
            Floor(Trigger.PRESS, Severity.SEV2),
            Floor(Trigger.VIP, Severity.SEV3),
        ),
        by_severity=tuple(some_severity_terms(severity) for severity in Severity),
        cadences=some_cadences(),
        triage_within=minutes(15),
        action_due=Term(7, Unit.calendar_days),
        reopen_within=Term(7, Unit.calendar_days),
        csat_after=Term(1, Unit.calendar_days),
        promise_warning=minutes(5),
        source_floors=((SourceType.REGULATOR, Severity.SEV2),),
        unsure_severity=Severity.SEV2,
        held_claim_clocks=("decision",),
        rates_per_hour=((Role.LEAD, "60"), (Role.SCRIBE, "30")),
        members=("legal.khanh", "manager.ha"),
    )


def a_holding_statement(key: str = "viral.en", language: str = "en") -> HoldingStatement:
    """A text that Legal and PR approved beforehand."""
    text = "We have seen the post, are looking into it, and will say more within the hour."
    digest = sha256(text.encode()).hexdigest()
    return HoldingStatement(key, language, text, digest, ("legal", "pr"), date(2026, 9, 1))


def an_approver(team: Team) -> Approver:
    """A team that has ten minutes to sign before its second is paged."""
    return Approver(Mandate(team), minutes(10), rota(team, 2))


def a_playbook() -> Playbook:
    """The viral post: check the facts, then draft, then answer; Legal keeps what was seen."""
    return Playbook(
        name="viral_post",
        version="3",
        title="A post goes viral",
        owner="pr.lan",
        review_by=date(2027, 3, 1),
        tasks=(
            PlaybookTask("facts", "Check the facts", Team.OPERATIONS, minutes(30)),
            PlaybookTask("keep", "Keep the evidence", Team.LEGAL, minutes(20)),
            PlaybookTask("draft", "Draft a statement", Team.PR, minutes(15), ("facts",)),
            PlaybookTask("answer", "Answer the post", Team.SERVICE_DESK, minutes(15), ("draft",)),
        ),
        approvers=(an_approver(Team.LEGAL), an_approver(Team.PR), an_approver(Team.OPERATIONS)),
        statements=(a_holding_statement(),),
        triggers=(Trigger.PRESS,),
        sources=(SourceType.SOCIAL_POST,),
    )


class AlertFields(TypedDict, total=False):
    """What a test may say about what came in."""

    case_id: str
    source: Source
    headline: str
    description: str
    language: str
    reported_by: str
    reach: int
    customer: Customer | None
    triggers: tuple[Trigger, ...]
    links: tuple[Link, ...]
    restricted: bool
    drill: bool
    injects: tuple[Inject, ...]


def an_alert(**said: Unpack[AlertFields]) -> Alert:
    """A post about a parcel, seen by the desk."""
    fields: AlertFields = {
        "case_id": "C-1",
        "source": Source(SourceType.SOCIAL_POST, "post-1", "https://social.example/1"),
        "headline": "Courier throws parcels over a gate",
        "reported_by": MAI,
        "reach": 1_000,
        "customer": Customer("cust-7", "gold"),
    }
    return Alert(**(fields | said))


class CaseFields(TypedDict, total=False):
    """What a test may say about a case."""

    alert: Alert
    opened_at: datetime
    terms: CrisisTerms
    severity: Severity
    stage: CrisisStage
    declared_at: datetime | None
    roles: tuple[RoleHolding, ...]
    playbook: Playbook | None


def a_case(**said: Unpack[CaseFields]) -> CrisisFile:
    """A case of SEV1 that is detected, and nothing else yet: no clock, no ladder, no task."""
    fields: CaseFields = {
        "alert": an_alert(),
        "opened_at": START,
        "terms": some_crisis_terms(),
        "severity": Severity.SEV1,
    }
    return CrisisFile(**(fields | said), calendars=some_calendars())


def some_calendars() -> tuple[BusinessCalendar, ...]:
    """The desk's hours, and the clock that never stops."""
    return (DESK, always_open())


def a_declared_case(**said: Unpack[CaseFields]) -> CrisisFile:
    """A declared crisis of SEV1 with a lead, both liaisons and the viral post's playbook."""
    roles = (
        a_holding(Role.LEAD, MAI),
        a_holding(Role.CUSTOMER_LIAISON, BINH),
        a_holding(Role.INTERNAL_LIAISON, CHI),
    )
    fields: CaseFields = {
        "stage": CrisisStage.DECLARED,
        "declared_at": START,
        "roles": roles,
        "playbook": a_playbook(),
    }
    return a_case(**(fields | said))


def a_holding(role: Role, person: str) -> RoleHolding:
    """Somebody's part since the case came in."""
    return RoleHolding(role, person, START, MAI)


def by(person: str, after: timedelta = timedelta(), why: str = "as things are") -> Act:
    """What somebody does so long after the case came in."""
    return Act(START + after, person, why)
