"""What a crisis case answers when it is asked where it stands."""

from datetime import datetime

from makegood.messages.claims import Message
from makegood.messages.records import Awaited, TimelineEntry
from makegood.messages.status import ClockStatus
from makegood.rules.crisis.review_report import Report
from makegood.rules.money import Money


class RoleStatus(Message):
    """Who plays a part, and to whom it is offered."""

    role: str
    person: str
    since: datetime
    offered_to: str = ""


class TaskStatus(Message):
    """A task of a team; title and note of a restricted case are for its members only."""

    key: str
    title: str
    owner: str
    state: str
    after: tuple[str, ...] = ()
    due_at: datetime | None = None
    ended_at: datetime | None = None
    ended_by: str = ""
    note: str = ""


class ApprovalStatus(Message):
    """What a team said of a statement; who is still asked has not decided."""

    team: str
    decision: str = ""
    by: str = ""
    at: datetime | None = None
    due_at: datetime | None = None


class StatementStatus(Message):
    """A public statement by key and hash; the text of a restricted case is for its members only."""

    key: str
    version: int
    language: str
    channel: str
    statement_hash: str
    state: str
    text: str
    drafted_by: tuple[str, ...]
    approvals: tuple[ApprovalStatus, ...] = ()
    preapproved: bool = False
    corrects: str = ""
    sent_back: str = ""
    published_at: datetime | None = None
    reference: str = ""
    withdrawing: bool = False


class PromiseStatus(Message):
    """What an audience was promised."""

    number: int
    audience: str
    made_at: datetime
    due_at: datetime
    state: str


class PageStatus(Message):
    """A page: whom it calls by what, why, and what became of it."""

    key: str
    person: str
    channel: str
    reason: str
    state: str
    at: datetime
    state_at: datetime | None = None
    via: str = ""
    rung: int = 0
    round: int = 0
    subject: str = ""
    detail: str = ""


class LadderStatus(Message):
    """Where the ladder stands, who has acknowledged, when it climbs."""

    name: str
    place: str
    running: bool
    acknowledged_by: tuple[str, ...] = ()
    next_at: datetime | None = None


class ActionStatus(Message):
    """Something to be done after the case."""

    number: int
    title: str
    owner: str
    due_at: datetime
    done_at: datetime | None = None


class LearningStatus(Message):
    """A learning, and whether the change that it proposes was taken."""

    number: int
    text: str
    playbook: str = ""
    proposal: str = ""
    decided: str = ""


class DecisionStatus(Message):
    """What the team decided; of goodwill how far it has got in the claim that pays it."""

    number: int
    at: datetime
    by: str
    what: str
    why: str
    claim_id: str = ""
    total: Money | None = None
    grant: str = ""


class CrisisStatus(Message):
    """Where a case stands: `status` of a case, as JSON for every door.

    Of a restricted case it says nothing that the case is about; its members ask `briefing`.
    """

    case_id: str
    source_type: str
    headline: str
    stage: str
    severity: str
    triggers: tuple[str, ...]
    cluster: str
    crisis_class: str
    playbook: str
    playbook_version: str
    drill: bool
    restricted: bool
    awaiting: tuple[Awaited, ...]
    roles: tuple[RoleStatus, ...]
    tasks: tuple[TaskStatus, ...]
    statements: tuple[StatementStatus, ...]
    promises: tuple[PromiseStatus, ...]
    clocks: tuple[ClockStatus, ...]
    pages: tuple[PageStatus, ...]
    checklist: tuple[str, ...] = ()
    ladder: LadderStatus | None = None
    calls: int = 0
    """How many calls are still to be looked up and paged."""
    acknowledged_by: tuple[str, ...] = ()
    mention_count: int = 0
    reach: int = 0
    absorbed: tuple[str, ...] = ()
    merged_into: str = ""
    claim_id: str = ""
    csat: int | None = None
    review_due: datetime | None = None
    decisions: tuple[DecisionStatus, ...] = ()
    learnings: tuple[LearningStatus, ...] = ()
    actions: tuple[ActionStatus, ...] = ()
    policy_version: str
    parked: str = ""
    opened_at: datetime
    closed_at: datetime | None = None
    ended_at: datetime | None = None
    due_at: datetime | None = None
    version: int


class CrisisTimeline(Message):
    """Who did what, when, why; `earlier` lines are in the application database alone."""

    case_id: str
    entries: tuple[TimelineEntry, ...]
    earlier: int = 0


class CrisisExplanation(Message):
    """Why this severity, whom it calls, what was joined, what happens next and when."""

    case_id: str
    sentences: tuple[str, ...]


class BriefingQuery(Message):
    """Somebody asks for all of a case."""

    by: str


class MentionStatus(Message):
    """Somebody else's word on the same thing."""

    source_type: str
    reference: str
    at: datetime
    reach: int = 0
    excerpt: str = ""
    author: str = ""


class Briefing(Message):
    """All of a case with its content, for whoever may see it; `refused` says why there is none."""

    case_id: str
    refused: str = ""
    status: CrisisStatus | None = None
    timeline: CrisisTimeline | None = None
    description: str = ""
    source_reference: str = ""
    source_url: str = ""
    resolution: str = ""
    mentions: tuple[MentionStatus, ...] = ()
    review: Report | None = None


class CrisisResult(Message):
    """What a case ends with; the result of the workflow."""

    case_id: str
    stage: str
    severity: str
    opened_at: datetime
    ended_at: datetime
    merged_into: str = ""
    drill: bool = False
