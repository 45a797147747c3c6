"""A crisis file put into what it answers when it is asked."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from makegood.messages.commands import EscalationEnded, GrantGoodwill
from makegood.messages.crisis_recording import awaiting_of, crisis_record_of, crisis_row_of
from makegood.messages.crisis_status import (
    ActionStatus,
    Briefing,
    CrisisExplanation,
    CrisisResult,
    CrisisStatus,
    CrisisTimeline,
    DecisionStatus,
    LadderStatus,
    LearningStatus,
    MentionStatus,
    PageStatus,
    PromiseStatus,
    RoleStatus,
)
from makegood.messages.crisis_work import statement_of, task_of
from makegood.messages.recording import entry_of
from makegood.messages.records import TimelineEntry
from makegood.messages.status import ClockStatus
from makegood.rules.clocks import Clock
from makegood.rules.crisis import awaiting, closing, explaining, ladders, roles
from makegood.rules.crisis.acting import Learning
from makegood.rules.crisis.calling import Page
from makegood.rules.crisis.clocking import all_clocks, clock_due, clock_state
from makegood.rules.crisis.file import CrisisFile
from makegood.rules.crisis.review_report import report
from makegood.rules.crisis.words import RecordedDecision

__all__ = [
    "briefing_of",
    "crisis_record_of",
    "crisis_result_of",
    "crisis_row_of",
    "crisis_status_of",
    "crisis_timeline_of",
    "escalation_ended_of",
    "explanation_of",
    "goodwill_of",
    "masked",
]


def crisis_status_of(case: CrisisFile, now: datetime) -> CrisisStatus:
    """Where the case stands; of a restricted one nothing that it is about."""
    return _status(discreet(case), now)


def discreet(case: CrisisFile) -> CrisisFile:
    """The case as everybody may see it: a restricted one without any text of its own."""
    if not case.restricted:
        return case
    bare = replace(case.alert, headline="", description="", links=(), customer=None, reported_by="")
    return replace(
        case,
        alert=bare,
        crisis_class="",
        resolution="",
        links=(),
        mentions=(),
        tasks=tuple(replace(one, title="", note="") for one in case.tasks),
        statements=tuple(replace(one, text="", sent_back="") for one in case.statements),
        decisions=tuple(
            replace(one, what="", why="", claim_id="", total=None) for one in case.decisions
        ),
        learnings=tuple(replace(one, text="", proposal="") for one in case.learnings),
        actions=tuple(replace(one, title="", note="") for one in case.actions),
    )


def _status(case: CrisisFile, now: datetime) -> CrisisStatus:
    playbook = case.playbook
    return CrisisStatus(
        case_id=case.case_id,
        source_type=case.alert.source.type,
        headline=case.alert.headline,
        stage=case.stage,
        severity=case.severity,
        triggers=case.triggers,
        cluster=case.cluster or "",
        crisis_class=case.crisis_class,
        playbook=playbook.name if playbook else "",
        playbook_version=playbook.version if playbook else "",
        drill=case.drill,
        restricted=case.restricted,
        awaiting=awaiting_of(case, now),
        roles=_roles(case),
        tasks=tuple(task_of(case, one, now) for one in case.tasks),
        statements=tuple(statement_of(case, one, now) for one in case.statements),
        promises=_promises(case),
        clocks=tuple(_clock(case, one, now) for one in (*all_clocks(case), *case.past_clocks)),
        pages=tuple(_page(one) for one in case.pages),
        checklist=closing.checklist(case),
        ladder=_ladder(case),
        calls=len(case.calls),
        acknowledged_by=case.acknowledged_by,
        mention_count=case.mention_count,
        reach=case.top_reach,
        absorbed=case.absorbed,
        merged_into=case.merged_into,
        claim_id=closing.claim_of(case),
        csat=case.csat.score if case.csat else None,
        review_due=case.review_due,
        decisions=tuple(_decision(one) for one in case.decisions),
        learnings=tuple(_learning(one) for one in case.learnings),
        actions=_actions(case),
        policy_version=case.terms.version,
        parked=f"{case.parked.step}: {case.parked.reason}" if case.parked else "",
        opened_at=case.opened_at,
        closed_at=case.closed_at,
        ended_at=case.ended_at,
        due_at=awaiting.due(case, now),
        version=case.version,
    )


def _roles(case: CrisisFile) -> tuple[RoleStatus, ...]:
    return tuple(
        RoleStatus(role=one.role, person=one.person, since=one.since, offered_to=one.offered_to)
        for one in case.roles
    )


def _promises(case: CrisisFile) -> tuple[PromiseStatus, ...]:
    return tuple(
        PromiseStatus(
            number=one.number,
            audience=one.audience,
            made_at=one.made_at,
            due_at=one.due_at,
            state=one.state,
        )
        for one in case.promises
    )


def _clock(case: CrisisFile, clock: Clock, now: datetime) -> ClockStatus:
    return ClockStatus(
        name=clock.name,
        kind=clock.kind,
        party=clock.party,
        started_at=clock.started_at,
        due_at=clock_due(case, clock, now),
        state=clock_state(case, clock, now),
        announced=clock.fired,
    )


def _page(page: Page) -> PageStatus:
    return PageStatus(
        key=page.key,
        person=page.person,
        channel=page.channel,
        reason=page.reason,
        state=page.state,
        at=page.at,
        state_at=page.state_at,
        via=page.via,
        rung=page.step + 1,
        round=page.round + 1,
        subject=page.subject,
        detail=page.detail,
    )


def _ladder(case: CrisisFile) -> LadderStatus | None:
    run = case.ladder
    if run is None:
        return None
    return LadderStatus(
        name=run.name,
        place=ladders.place_text(case),
        running=ladders.is_running(case),
        acknowledged_by=run.acknowledged_by,
        next_at=run.next_at,
    )


def _decision(decision: RecordedDecision) -> DecisionStatus:
    return DecisionStatus(
        number=decision.number,
        at=decision.at,
        by=decision.by,
        what=decision.what,
        why=decision.why,
        claim_id=decision.claim_id,
        total=decision.total,
        grant=decision.grant or "",
    )


def _learning(learning: Learning) -> LearningStatus:
    decided = "approved" if learning.approved_by else "refused" if learning.refused_by else ""
    return LearningStatus(
        number=learning.number,
        text=learning.text,
        playbook=learning.playbook,
        proposal=learning.proposal,
        decided=decided,
    )


def _actions(case: CrisisFile) -> tuple[ActionStatus, ...]:
    return tuple(
        ActionStatus(
            number=one.number,
            title=one.title,
            owner=one.owner,
            due_at=one.due_at,
            done_at=one.done_at,
        )
        for one in case.actions
    )


def crisis_timeline_of(case: CrisisFile) -> CrisisTimeline:
    """Who did what and when; why, only where the case is not restricted."""
    told = _timeline(case)
    entries = masked(told.entries) if case.restricted else told.entries
    return told.model_copy(update={"entries": entries})


def masked(entries: Iterable[TimelineEntry]) -> tuple[TimelineEntry, ...]:
    """Lines of a restricted case as everybody may see them: that it happened, not what about."""
    hidden = {"why": "", "evidence": ""}
    return tuple(entry.model_copy(update=hidden) for entry in entries)


def _timeline(case: CrisisFile) -> CrisisTimeline:
    entries = tuple(entry_of(event) for event in case.events)
    return CrisisTimeline(
        case_id=case.case_id, entries=entries, earlier=case.event_count - len(entries)
    )


def explanation_of(case: CrisisFile, now: datetime) -> CrisisExplanation:
    """The case in its own words."""
    return CrisisExplanation(
        case_id=case.case_id, sentences=explaining.explain(discreet(case), now)
    )


def briefing_of(case: CrisisFile, by: str, now: datetime) -> Briefing:
    """All of a case, for whoever may see it."""
    if not roles.may_see(case, by):
        return Briefing(case_id=case.case_id, refused="The case is for its members only.")
    return Briefing(
        case_id=case.case_id,
        status=_status(case, now),
        timeline=_timeline(case),
        description=case.alert.description,
        source_reference=case.alert.source.reference,
        source_url=case.alert.source.url,
        resolution=case.resolution,
        mentions=_mentions(case),
        review=None if case.is_active else report(case),
    )


def _mentions(case: CrisisFile) -> tuple[MentionStatus, ...]:
    return tuple(
        MentionStatus(
            source_type=one.source.type,
            reference=one.source.reference,
            at=one.at,
            reach=one.reach,
            excerpt=one.excerpt,
            author=one.author,
        )
        for one in case.mentions
    )


def escalation_ended_of(case: CrisisFile) -> EscalationEnded:
    """What the claim of a case hears when nobody works on it any more."""
    return EscalationEnded(case_id=case.case_id, stage=case.stage, severity=case.severity)


def goodwill_of(case: CrisisFile, decision: RecordedDecision) -> GrantGoodwill:
    """What the claim of a decision is asked for; it says nothing that the case is about."""
    assert decision.total is not None
    return GrantGoodwill(
        case_id=case.case_id, decision=decision.number, total=decision.total, by=decision.by
    )


def crisis_result_of(case: CrisisFile) -> CrisisResult:
    """What an ended case ends with."""
    return CrisisResult(
        case_id=case.case_id,
        stage=case.stage,
        severity=case.severity,
        opened_at=case.opened_at,
        ended_at=case.ended_at or case.opened_at,
        merged_into=case.merged_into,
        drill=case.drill,
    )
