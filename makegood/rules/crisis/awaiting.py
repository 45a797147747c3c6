"""Whom a crisis case waits on: for what, since when, until when."""

from datetime import datetime

from makegood.rules.crisis import ladders
from makegood.rules.crisis.calling import LadderRun, Page, PageReason, PageState
from makegood.rules.crisis.clocking import clock_due, running
from makegood.rules.crisis.file import CrisisFile
from makegood.rules.crisis.promises import LIAISONS, open_promises
from makegood.rules.crisis.stating import Statement, StatementState
from makegood.rules.crisis.tasking import Task, TaskState
from makegood.rules.crisis.triaging import triage_by
from makegood.rules.crisis.words import Audience, CrisisStage, Role
from makegood.rules.life.awaited import OPERATOR, Waiting
from makegood.rules.rounds import awaiting as teams_awaited

DESK = "service_desk"

NOT_OUT = (PageState.CANCELLED, PageState.FAILED, PageState.STALE)
"""States of a page that nobody has to answer."""

NEXT_STEPS = {
    CrisisStage.TRIAGED: ("declare or close", "resolution"),
    CrisisStage.DECLARED: ("contain", "containment"),
    CrisisStage.REOPENED: ("contain or close", "containment"),
    CrisisStage.CONTAINED: ("stabilise", "resolution"),
    CrisisStage.STABLE: ("close", "resolution"),
}
"""What the lead owes a stage, and the clock that counts for it."""


def waiting(case: CrisisFile, now: datetime) -> tuple[Waiting, ...]:
    """Everybody the case waits on now, the most pressing first; nobody once it has ended."""
    if not case.is_open:
        return ()
    return (
        *_parked(case),
        *_acknowledgement(case),
        *_triage(case),
        *_hand_overs(case),
        *_statements(case, now),
        *_promises(case),
        *_tasks(case, now),
        *_lead(case, now),
        *_review(case),
    )


def due(case: CrisisFile, now: datetime) -> datetime | None:
    """The first moment until which somebody is waited for; None where nobody is hurried."""
    return min((one.due_at for one in waiting(case, now) if one.due_at), default=None)


def _parked(case: CrisisFile) -> tuple[Waiting, ...]:
    parked = case.parked
    return (Waiting(OPERATOR, f"repair: {parked.step}", parked.since),) if parked else ()


def _acknowledgement(case: CrisisFile) -> tuple[Waiting, ...]:
    run = case.ladder
    if run is None or not ladders.is_running(case):
        return ()
    since = run.step_since or run.since
    return tuple(Waiting(who, "acknowledge", since, run.next_at) for who in _called(case, run))


def _called(case: CrisisFile, run: LadderRun) -> tuple[str, ...]:
    """Who has been paged on this rung and has not acknowledged; the desk until that is known."""
    place = (run.run, run.round, run.step)
    paged = (page.person for page in case.pages if _place(page) == place)
    people = tuple(dict.fromkeys(who for who in paged if who not in run.acknowledged_by))
    return people or (DESK,)


def _place(page: Page) -> tuple[int, int, int] | None:
    """The rung for which a page is out; None where it is no ladder's, or will not arrive."""
    counts = page.reason is PageReason.LADDER and page.state not in NOT_OUT
    return (page.run, page.round, page.step) if counts else None


def _triage(case: CrisisFile) -> tuple[Waiting, ...]:
    if case.stage is not CrisisStage.DETECTED:
        return ()
    return (Waiting(case.holder(Role.LEAD) or DESK, "triage", case.opened_at, triage_by(case)),)


def _hand_overs(case: CrisisFile) -> tuple[Waiting, ...]:
    offered = (one for one in case.roles if one.offered_to)
    return tuple(Waiting(one.offered_to, f"accept {one.role}", one.since) for one in offered)


def _statements(case: CrisisFile, now: datetime) -> tuple[Waiting, ...]:
    if not case.is_active:
        return ()
    return tuple(one for statement in case.statements for one in _statement(case, statement, now))


def _statement(case: CrisisFile, statement: Statement, now: datetime) -> tuple[Waiting, ...]:
    match statement.state:
        case StatementState.IN_APPROVAL:
            return _approvals(case, statement, now)
        case StatementState.APPROVED:
            return (_of_lead(case, f"publish {statement.key}", statement.drafted_at),)
        case StatementState.DRAFT | StatementState.SENT_BACK | StatementState.REJECTED:
            author = statement.drafted_by[-1]
            return (Waiting(author, f"redraft {statement.key}", statement.drafted_at),)
    return ()


def _approvals(case: CrisisFile, statement: Statement, now: datetime) -> tuple[Waiting, ...]:
    round_ = statement.round
    if round_ is None:
        return ()
    dues = {clock.party: clock_due(case, clock, now) for clock in round_.asked}
    return tuple(
        Waiting(team, f"sign {statement.key}", round_.opened_at, dues.get(team))
        for team in teams_awaited(round_)
    )


def _promises(case: CrisisFile) -> tuple[Waiting, ...]:
    return tuple(
        Waiting(_liaison(case, one.audience), f"tell {one.audience}", one.made_at, one.due_at)
        for one in open_promises(case)
    )


def _liaison(case: CrisisFile, audience: Audience) -> str:
    return case.holder(LIAISONS[audience]) or case.holder(Role.LEAD) or DESK


def _tasks(case: CrisisFile, now: datetime) -> tuple[Waiting, ...]:
    return tuple(_task(case, task, now) for task in case.tasks if task.state is TaskState.OPEN)


def _task(case: CrisisFile, task: Task, now: datetime) -> Waiting:
    since = task.clock.started_at if task.clock else task.added_at
    until = clock_due(case, task.clock, now) if task.clock else None
    return Waiting(task.owner, f"task {task.key}", since, until)


def _lead(case: CrisisFile, now: datetime) -> tuple[Waiting, ...]:
    """The next step of the stage, once nothing else of it is to be done by others."""
    if case.stage not in NEXT_STEPS:
        return ()
    step, name = NEXT_STEPS[case.stage]
    counting = (clock for clock in case.clocks if clock.name == name and running(clock))
    until = next((clock_due(case, clock, now) for clock in counting), None)
    return (_of_lead(case, step, _since(case), until),)


def _since(case: CrisisFile) -> datetime:
    moves = (event.at for event in reversed(case.events) if event.stage_to != event.stage_from)
    return next(moves, case.opened_at)


def _of_lead(
    case: CrisisFile, what: str, since: datetime, until: datetime | None = None
) -> Waiting:
    return Waiting(case.holder(Role.LEAD) or DESK, what, since, until)


def _review(case: CrisisFile) -> tuple[Waiting, ...]:
    """What outlives the closing: the review, its actions, the changes it proposes."""
    if case.is_active:
        return ()
    since = case.closed_at or case.opened_at
    reviewing = case.review_due is not None and case.stage is not CrisisStage.REVIEWED
    review = (_of_lead(case, "complete the review", since, case.review_due),) if reviewing else ()
    actions = (
        Waiting(one.owner, f"action {one.number}", one.added_at, one.due_at)
        for one in case.actions
        if one.done_at is None
    )
    proposals = (
        Waiting("playbooks", f"decide proposal {one.number}", one.at)
        for one in case.learnings
        if one.proposal and not (one.approved_by or one.refused_by)
    )
    return (*review, *actions, *proposals)
