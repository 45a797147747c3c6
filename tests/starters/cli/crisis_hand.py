"""Crisis cases that stand in for the real ones: what they answer, and what was said to them."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from pydantic import BaseModel

from makegood.messages.crises import CrisisFiling, CrisisRequest
from makegood.messages.crisis_commands import CaseReceipt
from makegood.messages.crisis_status import (
    ActionStatus,
    ApprovalStatus,
    Briefing,
    CrisisExplanation,
    CrisisStatus,
    LadderStatus,
    LearningStatus,
    MentionStatus,
    PageStatus,
    PromiseStatus,
    RoleStatus,
    StatementStatus,
    TaskStatus,
)
from makegood.messages.names import crisis_workflow_id
from makegood.messages.records import Awaited
from makegood.rules.crisis.drills import Scorecard
from makegood.rules.crisis.review_report import Report, Section
from makegood.rules.crisis.words import Role
from starters.crises import Opened
from starters.errors import NoSuchClaim

MONDAY = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
HASH = "81e4b6e56860b0ec010e14f3a112800e"


def a_crisis(case_id: str = "K-1", **changes: object) -> CrisisStatus:
    """A viral post, declared, led by Dung, whose statement waits for Legal."""
    approvals = (
        ApprovalStatus(team="pr", decision="approve", by="pr.anh"),
        ApprovalStatus(team="legal"),
    )
    status = CrisisStatus(
        case_id=case_id,
        source_type="social_post",
        headline="Parcels thrown from a van",
        stage="declared",
        severity="SEV1",
        triggers=("press",),
        cluster="preventable",
        crisis_class="reputation",
        playbook="viral-post",
        playbook_version="3",
        drill=False,
        restricted=False,
        awaiting=(Awaited(who="legal", what="sign statement holding", since=MONDAY),),
        roles=(RoleStatus(role="lead", person="desk.dung", since=MONDAY),),
        tasks=(TaskStatus(key="verify", title="Find the van", owner="operations", state="open"),),
        statements=(
            StatementStatus(
                key="holding",
                version=2,
                language="en",
                channel="social",
                statement_hash=HASH,
                state="in_approval",
                text="We have seen it.",
                drafted_by=("pr.anh",),
                approvals=approvals,
            ),
        ),
        promises=(
            PromiseStatus(
                number=1, audience="management", made_at=MONDAY, due_at=MONDAY, state="open"
            ),
        ),
        clocks=(),
        pages=(
            PageStatus(
                key="K-1:ladder:1.0.1:desk.dung:sms",
                person="desk.dung",
                channel="sms",
                reason="ladder",
                state="delivered",
                at=MONDAY,
                rung=2,
            ),
        ),
        checklist=("task verify is open",),
        ladder=LadderStatus(name="sev1", place="rung 2 of 4, round 1", running=True),
        learnings=(LearningStatus(number=1, text="Vans are numbered", playbook="viral-post"),),
        actions=(ActionStatus(number=1, title="Number vans", owner="ops.minh", due_at=MONDAY),),
        policy_version="2026.11.1",
        opened_at=MONDAY,
        version=9,
    )
    return status.model_copy(update=changes)


CARD = Scorecard(
    case_id="K-1",
    playbook="viral-post",
    rehearsed_at=MONDAY,
    acknowledge=timedelta(seconds=252.7),
    statement=None,
    roles_filled=(Role.LEAD,),
    roles_missing=(Role.SCRIBE,),
    tasks_done=3,
    tasks_skipped=("monitor",),
    tasks_left=(),
    promises_kept=2,
    promises_missed=1,
    in_time=("acknowledge",),
    late=("first_response",),
    injects_fired=2,
    injects_left=0,
)


@dataclass
class CrisesAtHand:
    """Crisis cases that note what is said to them; case K-1 tells its content to Dung alone."""

    statuses: dict[str, CrisisStatus] = field(default_factory=lambda: {"K-1": a_crisis()})
    refusals: dict[str, Exception] = field(default_factory=dict)
    opened: list[CrisisFiling | CrisisRequest] = field(default_factory=list)
    said: list[tuple[str, str, BaseModel]] = field(default_factory=list)
    review: Report | None = None
    mentions: tuple[MentionStatus, ...] = (
        MentionStatus(source_type="social_post", reference="p-2", at=MONDAY, reach=900),
    )

    async def open(self, filing: CrisisFiling | CrisisRequest) -> Opened:
        if filing.case_id in self.refusals:
            raise self.refusals[filing.case_id]
        already = filing in self.opened
        self.opened.append(filing)
        workflow_id = crisis_workflow_id(filing.case_id)
        return Opened(case_id=filing.case_id, workflow_id=workflow_id, already=already)

    async def say(
        self, case_id: str, command: str, message: BaseModel, once: str = ""
    ) -> CaseReceipt:
        if case_id in self.refusals:
            raise self.refusals[case_id]
        self.said.append((case_id, command, message))
        return CaseReceipt(stage="declared", severity="SEV1", version=10, note="taken")

    async def status(self, case_id: str) -> CrisisStatus:
        if case_id not in self.statuses:
            raise NoSuchClaim(f"There is no case {case_id}.")
        return self.statuses[case_id]

    async def explain(self, case_id: str) -> CrisisExplanation:
        return CrisisExplanation(case_id=case_id, sentences=("desk.dung is paged by sms.",))

    async def briefing(self, case_id: str, by: str) -> Briefing:
        if by != "desk.dung":
            return Briefing(case_id=case_id, refused="The case is for its members only.")
        return Briefing(
            case_id=case_id,
            status=await self.status(case_id),
            description="A driver throws parcels.",
            source_reference="p-1",
            mentions=self.mentions,
            review=self.review,
        )

    async def scorecard(self, case_id: str) -> Scorecard:
        return replace(CARD, case_id=case_id)


A_REVIEW = Report(
    "Post-incident review: vans", "Case K-1", (), (Section("Summary", "<b>Thrown</b>"),)
)
