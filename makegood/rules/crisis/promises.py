"""Promises of the next word: made, kept, missed; each is numbered and settled once."""

from dataclasses import replace
from datetime import datetime, timedelta

from makegood.rules.case_words import Act
from makegood.rules.chronicle import log
from makegood.rules.crisis.bundling import AND
from makegood.rules.crisis.calling import Call, PageReason
from makegood.rules.crisis.file import CrisisFile, call, notify
from makegood.rules.crisis.promising import Promise, PromiseState
from makegood.rules.crisis.speaking import first_held, lead_of
from makegood.rules.crisis.words import Audience, CrisisStage, Role
from makegood.rules.refusals import Refused

WARNED, MISSED = 0, 1
"""Steps of the calls about a promise."""

LIAISONS = {
    Audience.PUBLIC: Role.CUSTOMER_LIAISON,
    Audience.CUSTOMER: Role.CUSTOMER_LIAISON,
    Audience.MANAGEMENT: Role.INTERNAL_LIAISON,
    Audience.INTERNAL: Role.INTERNAL_LIAISON,
}
"""Who keeps the promises to whom."""


def open_promise(case: CrisisFile, audience: Audience) -> Promise | None:
    """What that audience is promised now, or None; there is never more than one."""
    return next((one for one in open_promises(case) if one.audience is audience), None)


def open_promises(case: CrisisFile) -> tuple[Promise, ...]:
    """Everything that is promised and not settled yet."""
    return tuple(one for one in case.promises if one.state is PromiseState.OPEN)


def is_promising(case: CrisisFile) -> bool:
    """Whether policy has audiences hear of the case: of a declared crisis, until it is stable.

    Once it is stable the word that keeps the last promise may be the last word.
    """
    declared = case.declared_at is not None
    return declared and case.is_active and case.stage is not CrisisStage.STABLE


def promise(case: CrisisFile, audience: Audience, at: datetime, due: datetime | None) -> CrisisFile:
    """The case that promises that audience the next word by then; None promises nothing."""
    if due is None:
        return case
    made = Promise(len(case.promises) + 1, audience, at, due)
    return replace(case, promises=(*case.promises, made))


def put(case: CrisisFile, changed: Promise) -> CrisisFile:
    """The case with that promise in place of the one of its number."""
    kept = tuple(changed if one.number == changed.number else one for one in case.promises)
    return replace(case, promises=kept)


def next_promised(
    case: CrisisFile, audience: Audience, at: datetime, said: datetime | None
) -> datetime | None:
    """When the audience hears again: as was said, else as policy has it; None: no promise.

    Refuses `promise_in_past` and, where policy has it hear earlier, `promise_too_late`.
    """
    cadence = case.terms.cadence(case.severity, audience) if is_promising(case) else None
    latest = case.desk.due(at, cadence.every) if cadence else None
    if said is None:
        return latest
    if said <= at:
        raise Refused("promise_in_past", "The next update is promised for a moment to come.")
    if latest and said > latest:
        raise Refused(
            "promise_too_late",
            f"{audience} hears of a {case.severity} by {latest.isoformat()} at the latest.",
        )
    return said


def settled(case: CrisisFile, audience: Audience, at: datetime) -> CrisisFile:
    """The case whose promise to that audience is settled now: kept, or missed if it is too late."""
    promised = open_promise(case, audience)
    if promised is None:
        return case
    if at > promised.due_at:
        return call(*missed(case, (promised,), at))
    return put(case, replace(promised, state=PromiseState.KEPT, settled_at=at))


def missed(
    case: CrisisFile, promised: tuple[Promise, ...], at: datetime
) -> tuple[CrisisFile, Call]:
    """The case with these promises missed for ever, and the call of its lead, once for all."""
    for one in promised:
        case = put(case, replace(one, state=PromiseState.MISSED, settled_at=at))
        why = f"{one.audience} was promised word by {one.due_at.isoformat()}"
        case = log(case, Act(at, "clock", why), "promise_missed", str(one.number))
    case = notify(case, lead_of(case), "promise_missed", *_fields(promised))
    return case, _call(case, promised, first_held(case, Role.LEAD), MISSED)


def warned(
    case: CrisisFile, promised: tuple[Promise, ...], at: datetime
) -> tuple[CrisisFile, Call]:
    """The case that has noticed that these promises of one liaison are near, and their call."""
    for one in promised:
        case = put(case, replace(one, warned=True))
        why = f"{one.audience} is promised word by {one.due_at.isoformat()}"
        case = log(case, Act(at, "clock", why), "promise_near", str(one.number))
    liaison = LIAISONS[promised[0].audience]
    case = notify(case, keeper_of(case, promised[0]), "promise_near", *_fields(promised))
    return case, _call(case, promised, first_held(case, liaison, Role.LEAD), WARNED)


def keeper_of(case: CrisisFile, promised: Promise) -> str:
    """Who is to give that word: the liaison of its audience, else the lead, else management."""
    return case.holder(LIAISONS[promised.audience]) or lead_of(case)


def _call(case: CrisisFile, promised: tuple[Promise, ...], contact: str, step: int) -> Call:
    """The number of the newest event makes the pages of this call other ones than any before."""
    about = AND.join(one.audience for one in promised)
    return Call(PageReason.PROMISE, (contact,), about, case.event_count, step=step)


def warning_span(case: CrisisFile) -> timedelta:
    """How long before a promise falls due its liaison is paged."""
    term = case.terms.promise_warning
    return term.count * term.unit.length


def _fields(promised: tuple[Promise, ...]) -> tuple[tuple[str, str], ...]:
    """To whom word was promised, and by when the first of it."""
    audiences = AND.join(one.audience for one in promised)
    due = min(one.due_at for one in promised)
    return ("audience", audiences), ("due", due.isoformat())
