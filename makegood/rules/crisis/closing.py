"""The end of a case: what must be done first, who is told, and how it may be opened again."""

from dataclasses import replace
from datetime import datetime

from makegood.rules.case_words import Act
from makegood.rules.chronicle import log
from makegood.rules.crisis import clocking, csat, granting, ladders, paging, reviewing, updates
from makegood.rules.crisis.clocking import Moment
from makegood.rules.crisis.file import CrisisFile, move, notify
from makegood.rules.crisis.hearing import require_reason
from makegood.rules.crisis.promising import Promise, PromiseState
from makegood.rules.crisis.speaking import shown
from makegood.rules.crisis.statement_book import ON_ITS_WAY, heard_by, open_statements
from makegood.rules.crisis.stating import Statement, StatementState
from makegood.rules.crisis.tasks import UNDONE
from makegood.rules.crisis.words import Audience, CrisisStage, SourceType
from makegood.rules.refusals import Refused
from makegood.rules.signoff import void

REOPENED_CLOCKS = ("acknowledge", "containment", "resolution")
"""The clocks that a reopened case starts anew."""


def checklist(case: CrisisFile) -> tuple[str, ...]:
    """What is still open and would be forgotten: tasks, promises, statements, goodwill."""
    tasks = (f"task {task.key} is {task.state}" for task in case.tasks if task.state in UNDONE)
    promises = (f"{audience} is promised an update" for audience in _untold(case))
    statements = (f"statement {s.key} is {_standing(s)}" for s in open_statements(case))
    goodwill = (
        f"claim {one.claim_id} has not decided on the goodwill of decision {one.number}"
        for one in granting.undecided(case)
    )
    return (*tasks, *promises, *statements, *goodwill)


def _untold(case: CrisisFile) -> tuple[Audience, ...]:
    """Audiences that are promised word, or were and have heard nothing since that was missed."""
    newest = {promised.audience: promised for promised in case.promises}
    return tuple(who for who, promised in newest.items() if _is_owed(case, promised))


def _is_owed(case: CrisisFile, promised: Promise) -> bool:
    if promised.state is not PromiseState.MISSED:
        return promised.state is PromiseState.OPEN
    since = promised.settled_at or promised.due_at
    return not any(at >= since for at in _told_at(case, promised.audience))


def _told_at(case: CrisisFile, audience: Audience) -> tuple[datetime, ...]:
    """When that audience has heard from us, by an update or by a statement."""
    updates = (one.at for one in case.updates if one.audience is audience)
    said = (one for one in case.statements if heard_by(one) is audience)
    return (*updates, *(one.published_at for one in said if one.published_at))


def _standing(statement: Statement) -> str:
    return "being withdrawn" if statement.withdrawing else statement.state


def close(case: CrisisFile, act: Act, resolution: str) -> CrisisFile:
    """The case closed: nobody is paged any more, the customer is asked, the review is due.

    Refuses `wrong_stage` (a crisis has to be stable, a case triaged), `resolution_missing` and
    `checklist_open`.
    """
    _require_ripe(case)
    if not resolution.strip():
        raise Refused("resolution_missing", "Say how the case was resolved.")
    if open_points := checklist(case):
        raise Refused("checklist_open", f"Still open: {'; '.join(open_points)}.")
    case = wound_up(move(case, CrisisStage.CLOSED, act, "closed"), act)
    until = case.desk.due(act.at, case.terms.reopen_within)
    case = replace(case, resolution=resolution, closed_at=act.at, reopen_until=until)
    case = replace(case, last_human_at=act.at)
    case = reviewing.open_review(csat.ask(case, act.at), act.at)
    to = case.alert.reported_by or "service_desk"
    return notify(
        case, to, "crisis_ended", ("stage", str(case.stage)), ("why", shown(case, act.why))
    )


def _require_ripe(case: CrisisFile) -> None:
    undeclared = case.declared_at is None
    mild = undeclared and case.stage in {CrisisStage.TRIAGED, CrisisStage.REOPENED}
    if not mild and case.stage is not CrisisStage.STABLE:
        raise Refused(
            "wrong_stage",
            f"The case is {case.stage}: a crisis is closed once it is stable, "
            "any other case once it is triaged.",
        )


def wound_up(case: CrisisFile, act: Act) -> CrisisFile:
    """The case that calls nobody, counts nothing and promises nothing any more."""
    if case.ladder is not None and case.ladder.stopped_at is None:
        case = ladders.stop(case, act.at, act.by)
    case = updates.release_promises(paging.cancel_open(case, act.at), act.at)
    return replace(
        clocking.finish_all(case, act.at),
        calls=(),
        roles=tuple(replace(one, offered_to="") for one in case.roles),
        statements=tuple(_given_up(one, act) for one in case.statements),
    )


def _given_up(statement: Statement, act: Act) -> Statement:
    """A text that is neither out nor on its way out can go out no more."""
    if statement.state not in ON_ITS_WAY:
        return statement
    round_ = void(statement.round, act.why, act.at) if statement.round else None
    gone = StatementState.WITHDRAWN
    return replace(statement, state=gone, withdrawn_at=act.at, round=round_)


def require_nothing_publishing(case: CrisisFile) -> None:
    """Refuses `statement_under_way` while one is on its way to the public, or back."""
    if any(s.state is StatementState.PUBLISHING or s.withdrawing for s in case.statements):
        raise Refused("statement_under_way", "A statement is being published or withdrawn.")


def reopen(case: CrisisFile, act: Act) -> CrisisFile:
    """The closed case at work again, with its whole history and clocks of its own.

    Refuses `not_closed`, `reason_missing` and `reopen_window_over`.
    """
    if case.stage not in {CrisisStage.CLOSED, CrisisStage.REVIEWED} or not case.is_open:
        raise Refused("not_closed", f"The case is {case.stage}; only a closed one is reopened.")
    require_reason(act, "reopen a case")
    if case.reopen_until is not None and act.at > case.reopen_until:
        raise Refused("reopen_window_over", "The case was closed too long ago; open a new one.")
    case = move(case, CrisisStage.REOPENED, act, "reopened")
    case = _at_work_again(replace(case, last_human_at=act.at))
    for name in REOPENED_CLOCKS:
        case = clocking.start(case, name, act.at)
    case = ladders.begin(case, act.at, f"reopened: {act.why}")
    case = updates.promise_first(case, act.at) if case.declared_at else case
    return notify(case, "service_desk", "crisis_reopened", ("why", shown(case, act.why)))


def _at_work_again(case: CrisisFile) -> CrisisFile:
    """The case whose closing is undone; an answer of the customer stays."""
    answered = case.csat if case.csat and case.csat.answered_at else None
    return replace(
        case,
        reopenings=case.reopenings + 1,
        closed_at=None,
        reviewed_at=None,
        reopen_until=None,
        review_due=None,
        csat=answered,
        told_claim=False,
    )


def next_end(case: CrisisFile) -> Moment | None:
    """When a closed case ends for good: after its window, once nothing of its review is left."""
    if case.reopen_until is None or not case.is_open or left_to_learn(case):
        return None
    if open_statements(case) or csat.next_csat(case):
        return None
    return case.reopen_until, "the case ends"


def left_to_learn(case: CrisisFile) -> bool:
    """Whether a review, an action or a proposed change of a playbook still waits for somebody."""
    unreviewed = case.review_due is not None and case.stage is not CrisisStage.REVIEWED
    undone = any(action.done_at is None for action in case.actions)
    undecided = any(
        one.proposal and not (one.approved_by or one.refused_by) for one in case.learnings
    )
    return unreviewed or undone or undecided


def end_due(case: CrisisFile, now: datetime) -> CrisisFile:
    """The case ended, where that is due."""
    moment = next_end(case)
    if moment is None or now < moment[0]:
        return case
    return replace(log(case, Act(now, "clock"), "ended"), ended_at=now)


def claim_of(case: CrisisFile) -> str:
    """The claim that the case came from or was linked to first; empty where there is none."""
    if case.alert.source.type is SourceType.CLAIM:
        return case.alert.source.reference
    return next((link.reference for link in case.links if link.kind == "claim"), "")


def claim_told(case: CrisisFile, at: datetime) -> CrisisFile:
    """The case whose claim has heard how it ended."""
    case = log(case, Act(at, "system"), "claim_told", claim_of(case))
    return replace(case, told_claim=True)
