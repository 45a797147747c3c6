"""Commands put into changes of a crisis file, at a given moment."""

from collections.abc import Callable
from datetime import datetime

from makegood.messages import crisis_commands as say
from makegood.rules.case_words import Act
from makegood.rules.crisis import (
    clocking,
    csat,
    deciding,
    declaring,
    granting,
    ladders,
    learning,
    linking,
    paging,
    parking,
    reviewing,
    roles,
    statements,
    tasks,
    triaging,
    updates,
)
from makegood.rules.crisis import closing as ending
from makegood.rules.crisis.calling import PageReport
from makegood.rules.crisis.file import CrisisFile
from makegood.rules.crisis.terms import Playbook
from makegood.rules.crisis.words import Evidence, Link, Mention
from makegood.rules.durations import Term, Unit
from makegood.rules.rounds import Decision

Change = Callable[[CrisisFile], CrisisFile]


def triage(message: say.Triage, at: datetime, playbook: Playbook | None = None) -> Change:
    """Somebody's assessment, with the playbook that was found for it."""
    assessment = triaging.Assessment(
        message.impact,
        message.urgency,
        message.unsure,
        message.cluster,
        message.crisis_class,
        message.triggers,
        playbook,
    )
    return lambda case: triaging.triage(case, Act(at, message.by, message.reason), assessment)


def declare(message: say.Declare, at: datetime) -> Change:
    """A crisis."""
    act = Act(at, message.by, message.reason)
    return lambda case: declaring.declare(case, act, message.crisis_class)


def acknowledge(message: say.Acknowledge, at: datetime) -> Change:
    """A person has heard."""
    return lambda case: ladders.acknowledge(case, Act(at, message.by, message.reason))


def change_severity(message: say.ChangeSeverity, at: datetime) -> Change:
    """Better or worse."""
    act = Act(at, message.by, message.reason)
    return lambda case: triaging.change_severity(case, act, message.severity)


def assign_role(message: say.AssignRole, at: datetime) -> Change:
    """A part for somebody."""
    act = Act(at, message.by, message.reason)
    return lambda case: roles.assign_role(case, act, message.role, message.person)


def hand_over(message: say.HandOver, at: datetime) -> Change:
    """A part offered."""
    act = Act(at, message.by, message.reason)
    return lambda case: roles.hand_over(case, act, message.role, message.to)


def accept_role(message: say.AcceptRole, at: datetime) -> Change:
    """A part taken over."""
    act = Act(at, message.by, message.reason)
    return lambda case: roles.accept_role(case, act, message.role)


def add_task(message: say.AddTask, at: datetime) -> Change:
    """One task more."""
    minutes = message.within_minutes
    within = Term(minutes, Unit.minutes) if minutes else None
    new = tasks.NewTask(message.key, message.title, message.owner, within, message.after)
    return lambda case: tasks.add_task(case, Act(at, message.by, message.reason), new)


def complete_task(message: say.CompleteTask, at: datetime) -> Change:
    """A task done."""
    act = Act(at, message.by, message.note)
    return lambda case: tasks.complete_task(case, act, message.key, message.note)


def skip_task(message: say.SkipTask, at: datetime) -> Change:
    """A task left out."""
    return lambda case: tasks.skip_task(case, Act(at, message.by, message.reason), message.key)


def draft_statement(message: say.DraftStatement, at: datetime) -> Change:
    """A public text, or an edit of one."""
    drafted = statements.Draft(
        message.key,
        message.text,
        message.language,
        message.channel,
        message.template,
        message.corrects,
    )
    return lambda case: statements.draft(case, Act(at, message.by, message.reason), drafted)


def decision_of(message: say.StatementSignOff, at: datetime) -> Decision:
    """The decision as the rules see it."""
    return Decision(
        decision_id=message.once,
        team=message.team,
        decision=message.decision,
        by=message.by,
        at=at,
        subject_hash=message.statement_hash,
        reason=message.reason,
    )


def publish_statement(message: say.PublishStatement, at: datetime) -> Change:
    """The word to publish."""
    act = Act(at, message.by, message.reason)
    return lambda case: statements.ask_publish(case, act, message.statement_hash)


def withdraw_statement(message: say.WithdrawStatement, at: datetime) -> Change:
    """The word to take back."""
    act = Act(at, message.by, message.reason)
    return lambda case: statements.withdraw(case, act, message.key)


def post_update(message: say.PostUpdate, at: datetime) -> Change:
    """An audience told."""
    told = updates.Told(
        message.audience, message.condition, message.actions, message.needs, message.next_at
    )
    return lambda case: updates.post_update(case, Act(at, message.by), told)


def record_decision(message: say.RecordDecision, at: datetime) -> Change:
    """A decision of the team."""
    act = Act(at, message.by, message.reason)
    new = deciding.NewDecision(message.what, message.claim_id, message.total)
    return lambda case: deciding.record_decision(case, act, new)


def goodwill_told(message: say.GoodwillTold, at: datetime) -> Change:
    """News of a claim."""
    act = Act(at, message.by, message.reason)
    return lambda case: granting.told(case, act, message.decision, message.state)


def add_evidence(message: say.AddEvidence, at: datetime) -> Change:
    """Something seen."""
    seen = Evidence(message.sha256, message.what, message.url, message.captured_at, message.by)
    return lambda case: deciding.add_evidence(case, Act(at, message.by), seen)


def link(message: say.AddLink, at: datetime) -> Change:
    """Something that it has to do with."""
    to = Link(message.kind, message.reference, message.url)
    return lambda case: linking.link(case, Act(at, message.by, message.reason), to)


def mention(message: say.AddMention, at: datetime) -> Change:
    """Somebody else's word."""
    source = message.source.source()
    said = (message.reach, message.excerpt, message.author, message.count)
    seen = Mention(source, message.at, *said)
    act, severity = Act(at, message.by), message.severity
    return lambda case: linking.mention(case, act, seen, message.triggers, severity)


def merge_into(message: say.MergeInto, at: datetime) -> Change:
    """Two cases that are one."""
    act = Act(at, message.by, message.reason)
    return lambda case: linking.merge_into(case, act, message.case_id)


def absorb(message: say.AbsorbCase, at: datetime) -> Change:
    """Another case taken in."""
    merged = linking.MergedCase(
        message.case_id,
        message.opened_at,
        message.severity,
        message.mention_count,
        message.triggers,
    )
    return lambda case: linking.absorb(case, Act(at, message.by, message.reason), merged)


def reject(message: say.SaysWhy, at: datetime) -> Change:
    """A false alarm."""
    return lambda case: triaging.reject(case, Act(at, message.by, message.reason))


def contain(message: say.Says, at: datetime) -> Change:
    """It no longer grows."""
    return lambda case: declaring.contain(case, Act(at, message.by, message.reason))


def stabilise(message: say.Says, at: datetime) -> Change:
    """It is over but for what is left to do."""
    return lambda case: declaring.stabilise(case, Act(at, message.by, message.reason))


def close(message: say.CloseCase, at: datetime) -> Change:
    """The end for the crisis team."""
    act = Act(at, message.by, message.reason)
    return lambda case: ending.close(case, act, message.resolution)


def reopen(message: say.SaysWhy, at: datetime) -> Change:
    """At work again."""
    return lambda case: ending.reopen(case, Act(at, message.by, message.reason))


def record_learning(message: say.RecordLearning, at: datetime) -> Change:
    """What it taught."""
    new = learning.NewLearning(message.text, message.playbook, message.proposal)
    return lambda case: learning.record_learning(case, Act(at, message.by), new)


def decide_proposal(message: say.DecideProposal, at: datetime) -> Change:
    """A proposed change of a playbook taken, or not."""
    act = Act(at, message.by, message.reason)
    return lambda case: learning.decide_proposal(case, act, message.number, approve=message.approve)


def add_action(message: say.AddAction, at: datetime) -> Change:
    """Something to be done afterwards."""
    new = learning.NewAction(message.title, message.owner, message.due_at)
    return lambda case: learning.add_action(case, Act(at, message.by), new)


def complete_action(message: say.CompleteAction, at: datetime) -> Change:
    """An action done."""
    act = Act(at, message.by)
    return lambda case: learning.complete_action(case, act, message.number, message.note)


def complete_review(message: say.CompleteReview, at: datetime) -> Change:
    """The review written."""
    text = reviewing.ReviewText(message.summary, message.went_well, message.causes)
    return lambda case: reviewing.complete_review(case, Act(at, message.by), text)


def record_csat(message: say.RecordCsat, at: datetime) -> Change:
    """The customer's answer."""
    act = Act(at, message.by)
    return lambda case: csat.record_csat(case, act, message.score, message.comment)


def pause_clocks(message: say.PauseClocks, at: datetime) -> Change:
    """Clocks that stand still."""
    act = Act(at, message.by, message.reason)
    return lambda case: clocking.pause_clocks(case, act, *message.names)


def resume_clocks(message: say.ResumeClocks, at: datetime) -> Change:
    """Clocks that count on."""
    act = Act(at, message.by, message.reason)
    return lambda case: clocking.resume_clocks(case, act, *message.names)


def page_receipt(message: say.PageReceipt, at: datetime) -> Change:
    """What became of a page; a rung that it loses is climbed from the moment it is heard of."""
    report = PageReport(message.key, message.state, at, message.detail)
    return lambda case: paging.paged(case, report)


def repair(message: say.RepairCase, at: datetime) -> Change:
    """A parked step tried again."""
    return lambda case: parking.repair(case, Act(at, message.by, message.reason))
