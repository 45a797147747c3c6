"""Time passing over promises: the liaison is paged before one is missed, the lead when it is."""

from datetime import datetime

from makegood.rules.crisis.file import CrisisFile
from makegood.rules.crisis.promises import (
    missed,
    next_promised,
    open_promises,
    promise,
    warned,
    warning_span,
)
from makegood.rules.crisis.promising import Promise

Moment = tuple[datetime, str]


def next_promise(case: CrisisFile) -> Moment | None:
    """When the next promise is about to be missed, or is; None while nothing is promised."""
    if not case.is_active:
        return None
    return min((_next(case, one) for one in open_promises(case)), default=None)


def promise_due(case: CrisisFile, now: datetime) -> CrisisFile:
    """The case in which promises near their end have been noticed, and missed ones, once each.

    After a miss the audience is still owed a word: the next is due after as long as policy gives,
    counted from now, so that an outage of hours makes one miss and not one a cadence.
    """
    if not case.is_active:
        return case
    for one in open_promises(case):
        case = _noticed(case, one, now)
    return case


def _noticed(case: CrisisFile, promised: Promise, now: datetime) -> CrisisFile:
    if now >= promised.due_at:
        return _owed_again(missed(case, promised, now), promised, now)
    if not promised.warned and now >= _warning_at(case, promised):
        return warned(case, promised, now)
    return case


def _owed_again(case: CrisisFile, promised: Promise, now: datetime) -> CrisisFile:
    due = next_promised(case, promised.audience, now, None)
    return promise(case, promised.audience, now, due)


def _next(case: CrisisFile, promised: Promise) -> Moment:
    if promised.warned:
        return promised.due_at, f"update to {promised.audience} is due"
    return _warning_at(case, promised), f"update to {promised.audience} is due soon"


def _warning_at(case: CrisisFile, promised: Promise) -> datetime:
    """So long before, but not in the first half of a promise that is short."""
    half = (promised.due_at - promised.made_at) / 2
    return max(promised.due_at - warning_span(case), promised.made_at + half)
