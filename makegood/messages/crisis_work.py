"""Tasks and statements of a crisis case as it answers with them."""

from datetime import datetime

from makegood.messages.crisis_status import ApprovalStatus, StatementStatus, TaskStatus
from makegood.rules.crisis.clocking import clock_due
from makegood.rules.crisis.file import CrisisFile
from makegood.rules.crisis.stating import Statement
from makegood.rules.crisis.tasking import Task


def task_of(case: CrisisFile, task: Task, now: datetime) -> TaskStatus:
    """A task, and until when it is to be done."""
    return TaskStatus(
        key=task.key,
        title=task.title,
        owner=task.owner,
        state=task.state,
        after=task.after,
        due_at=clock_due(case, task.clock, now) if task.clock else None,
        ended_at=task.ended_at,
        ended_by=task.ended_by,
        note=task.note,
    )


def statement_of(case: CrisisFile, statement: Statement, now: datetime) -> StatementStatus:
    """A statement, who was asked to sign it, and what each said."""
    return StatementStatus(
        key=statement.key,
        version=statement.version,
        language=statement.language,
        channel=statement.channel,
        statement_hash=statement.sha256,
        state=statement.state,
        text=statement.text,
        drafted_by=statement.drafted_by,
        approvals=_approvals(case, statement, now),
        preapproved=statement.preapproved,
        corrects=statement.corrects,
        sent_back=statement.sent_back,
        published_at=statement.published_at,
        reference=statement.reference,
        withdrawing=statement.withdrawing,
    )


def _approvals(case: CrisisFile, statement: Statement, now: datetime) -> tuple[ApprovalStatus, ...]:
    round_ = statement.round
    if round_ is None:
        return ()
    said = {one.team: one for one in round_.decisions}
    due = {clock.party: clock_due(case, clock, now) for clock in round_.asked}
    return tuple(
        ApprovalStatus(
            team=team,
            decision=said[team].decision if team in said else "",
            by=said[team].by if team in said else "",
            at=said[team].at if team in said else None,
            due_at=due.get(team),
        )
        for team in dict.fromkeys(mandate.team for mandate in round_.mandates)
    )
