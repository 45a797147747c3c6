"""What people and systems say to a crisis case: one message an update, and signal of its name."""

from datetime import datetime
from typing import Annotated

from pydantic import AwareDatetime, Field

from makegood.messages.claims import Identifier, Line, Message, Reason, Sha256, Text, Who
from makegood.messages.crises import Language, LinkRef, SourceRef, Url
from makegood.messages.sealing import Sealed
from makegood.rules.claim import Team
from makegood.rules.crisis.calling import PageState
from makegood.rules.crisis.severity import Impact, Severity, Trigger, Urgency
from makegood.rules.crisis.words import Audience, Cluster, Role
from makegood.rules.grants import GrantState
from makegood.rules.money import Money
from makegood.rules.rounds import Decide

Key = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$")]
Hash = Annotated[str, Field(min_length=8, max_length=64, pattern=r"^[0-9a-f]+$")]
Triggers = Annotated[tuple[Trigger, ...], Field(max_length=20)]
LONGEST_TERM = 366 * 24 * 60
"""Minutes of a year: no task runs longer."""


class Triage(Message):
    """Somebody assesses a case; `unsure` counts one worse.

    Without a `playbook` policy names one, unless the case has it already; named again, or another,
    it is re-based.
    """

    by: Who
    impact: Impact
    urgency: Urgency
    unsure: bool = False
    cluster: Cluster | None = None
    crisis_class: Line = ""
    triggers: Triggers = ()
    playbook: Line = ""
    reason: Text = ""


class Declare(Message):
    """A case becomes a crisis; whoever declares it leads it while nobody else does."""

    by: Who
    crisis_class: Line = ""
    reason: Text = ""


class Acknowledge(Message):
    """A person has heard of the case and looks after it; `page` is the key of the page."""

    by: Who
    reason: Text = ""
    page: Annotated[str, Field(max_length=400)] = ""


class ChangeSeverity(Message):
    """A case gets better or worse; never below the floor of its triggers."""

    by: Who
    severity: Severity
    reason: Text = ""


class AssignRole(Message):
    """Somebody gets a part in the case."""

    by: Who
    role: Role
    person: Who
    reason: Text = ""


class HandOver(Message):
    """A part is offered to somebody; it stays where it is until they accept."""

    by: Who
    role: Role
    to: Who
    reason: Text = ""


class AcceptRole(Message):
    """Somebody takes over the part that was offered."""

    by: Who
    role: Role
    reason: Text = ""


class AddTask(Message):
    """A task for a team; without minutes it has the time that policy gives the team."""

    by: Who
    key: Key
    title: Annotated[str, Field(min_length=1, max_length=200)]
    owner: Team
    within_minutes: Annotated[int, Field(ge=1, le=LONGEST_TERM)] | None = None
    after: Annotated[tuple[Key, ...], Field(max_length=50)] = ()
    reason: Text = ""


class CompleteTask(Message):
    """A task is done."""

    by: Who
    key: Key
    note: Text = ""


class SkipTask(Message):
    """A task is not done, for a reason, by somebody whose part allows it."""

    by: Who
    key: Key
    reason: Reason


class DraftStatement(Sealed):
    """A public text: the same key again is an edit, which voids approvals.

    With a `template` and no text it is the library's; `corrects` names one that is out.
    """

    by: Who
    key: Key
    text: Text = ""
    language: Language = "en"
    channel: Annotated[str, Field(min_length=1, max_length=40)] = "social"
    template: Line = ""
    corrects: Line = ""
    reason: Text = ""


class StatementSignOff(Sealed):
    """A team's decision on exactly that text; the same `decision_id` counts once.

    Without an id a decision of a person on a hash is one and the same.
    """

    statement_hash: Hash
    team: Team
    decision: Decide
    by: Who
    reason: Text = ""
    decision_id: Annotated[str, Field(max_length=64)] = ""

    @property
    def once(self) -> str:
        """The id under which it counts once."""
        own = f"{self.statement_hash[:12]}.{self.team}.{self.by}.{self.decision}"
        return self.decision_id or own


class PublishStatement(Sealed):
    """The word to publish exactly what was approved; once, however often it is said."""

    by: Who
    statement_hash: Hash
    reason: Text = ""


class WithdrawStatement(Sealed):
    """A statement is taken back, or dropped where it is not out."""

    by: Who
    key: Key
    reason: Reason


class PostUpdate(Message):
    """An audience is told where things stand; to management also actions and needs."""

    by: Who
    audience: Audience
    condition: Annotated[str, Field(min_length=1, max_length=4000)]
    actions: Text = ""
    needs: Text = ""
    next_at: AwareDatetime | None = None


class RecordDecision(Message):
    """What the team decided, and why; beyond policy it names the claim where it is signed.

    With a `total` the claim is asked to offer so much, and its authority matrix signs it.
    """

    by: Who
    what: Annotated[str, Field(min_length=1, max_length=1000)]
    reason: Reason
    claim_id: Line = ""
    total: Money | None = None


class GoodwillTold(Message):
    """A claim tells the case how far the goodwill of one of its decisions has got."""

    decision: Annotated[int, Field(ge=1, le=100_000)]
    state: GrantState
    reason: Text = ""
    by: Who = "system"


class AddEvidence(Message):
    """What was seen where and when, by the sha256 of what was kept."""

    by: Who
    sha256: Sha256
    what: Annotated[str, Field(min_length=1, max_length=200)]
    url: Url = ""
    captured_at: AwareDatetime


class AddLink(LinkRef):
    """The case has to do with a ticket, a claim or another case."""

    by: Who
    reason: Text = ""


class MergeInto(Message):
    """The case goes on as part of another."""

    by: Who
    case_id: Identifier
    reason: Text = ""


class Says(Message):
    """Somebody moves the case: contain, stabilise."""

    by: Who
    reason: Text = ""


class SaysWhy(Message):
    """Somebody moves the case and must say why: reject, reopen."""

    by: Who
    reason: Reason


class CloseCase(Message):
    """The case ends for the crisis team; nothing on its checklist may be open."""

    by: Who
    resolution: Reason
    reason: Text = ""


class RecordLearning(Message):
    """What the case taught; a `proposal` for a playbook waits for somebody's approval."""

    by: Who
    text: Annotated[str, Field(min_length=1, max_length=4000)]
    playbook: Line = ""
    proposal: Text = ""


class DecideProposal(Message):
    """The owner of a playbook takes a proposed change, or not."""

    by: Who
    number: Annotated[int, Field(ge=1, le=10_000)]
    approve: bool
    reason: Text = ""


class AddAction(Message):
    """Something to be done after the case; without a moment it is due as policy says."""

    by: Who
    title: Annotated[str, Field(min_length=1, max_length=200)]
    owner: Who
    due_at: AwareDatetime | None = None


class CompleteAction(Message):
    """An action is done."""

    by: Who
    number: Annotated[int, Field(ge=1, le=10_000)]
    note: Text = ""


class CompleteReview(Message):
    """The review is written: what happened, what went well, why it came to this."""

    by: Who
    summary: Annotated[str, Field(min_length=1, max_length=4000)]
    went_well: Text = ""
    causes: Text = ""


class RecordCsat(Message):
    """The customer's answer, 1 to 5."""

    by: Who = "customer"
    score: Annotated[int, Field(ge=1, le=5)]
    comment: Text = ""


class AddMention(Message):
    """Somebody else, or the same again, about the same thing; it may make the case worse.

    `count` is how many such mentions it speaks for.
    """

    source: SourceRef
    at: AwareDatetime
    by: Who = "system"
    reach: Annotated[int, Field(ge=0)] = 0
    excerpt: Annotated[str, Field(max_length=500)] = ""
    author: Line = ""
    triggers: Triggers = ()
    severity: Severity | None = None
    count: Annotated[int, Field(ge=1, le=1_000_000)] = 1


class AbsorbCase(Message):
    """Another case tells the one that it was merged into what it brings along."""

    by: Who
    case_id: Identifier
    opened_at: datetime
    severity: Severity
    mention_count: Annotated[int, Field(ge=0)] = 0
    triggers: Triggers = ()
    reason: Text = ""


class PauseClocks(Message):
    """Clocks of those names, or all, stand still for a reason."""

    by: Who
    reason: Reason
    names: Annotated[tuple[Line, ...], Field(max_length=100)] = ()


class ResumeClocks(Message):
    """Clocks of those names, or all, count on."""

    by: Who
    reason: Text = ""
    names: Annotated[tuple[Line, ...], Field(max_length=100)] = ()


class PageReceipt(Message):
    """What became of a page, as a provider or the carrier of digests tells it."""

    key: Annotated[str, Field(min_length=1, max_length=400)]
    state: PageState
    at: AwareDatetime
    detail: Annotated[str, Field(max_length=400)] = ""


class RepairCase(Sealed):
    """An operator has the step that could not go on tried again."""

    by: Who
    reason: Reason


class CaseReceipt(Message):
    """The answer to an accepted command: where the case stands now."""

    stage: str
    severity: str
    version: int
    note: Line = ""
    statement_hash: str = ""
