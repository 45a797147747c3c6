"""Time passing over promises: the liaison is paged before one is missed, the lead when it is."""

from datetime import datetime

from makegood.rules.crisis.bundling import call_together
from makegood.rules.crisis.file import CrisisFile
from makegood.rules.crisis.promises import (
    keeper_of,
    missed,
    next_promised,
    open_promises,
    promise,
    warned,
    warning_span,
)
from makegood.rules.crisis.promising import Promise
from makegood.rules.crisis.speaking import lead_of

Moment = tuple[datetime, str]


def next_promise(case: CrisisFile) -> Moment | None:
    """When the next promise is about to be missed, or is; None while nothing is promised."""
    if not case.is_active:
        return None
    return min((_next(case, one) for one in open_promises(case)), default=None)


def promise_due(case: CrisisFile, now: datetime) -> CrisisFile:
    """The case in which promises near their end have been noticed, and missed ones, once each.

    Where terms bundle them, everything that one reader is to hear now is one letter and one page.
    After a miss the audience is still owed a word: the next is due after as long as policy gives,
    counted from now, so that an outage of hours makes one miss and not one a cadence.
    """
    if not case.is_active:
        return case
    news = tuple(one for one in open_promises(case) if _is_news(case, one, now))
    for together in _bundles(case, news, now):
        case = _noticed(case, together, now)
    return case


def _is_news(case: CrisisFile, promised: Promise, now: datetime) -> bool:
    return now >= promised.due_at or (not promised.warned and now >= _warning_at(case, promised))


def _bundles(
    case: CrisisFile, news: tuple[Promise, ...], now: datetime
) -> tuple[tuple[Promise, ...], ...]:
    """What one reader is told at once: of every promise alone where terms do not bundle them."""
    if not case.terms.bundle_promises:
        return tuple((one,) for one in news)
    bundles: dict[tuple[bool, str], tuple[Promise, ...]] = {}
    for one in news:
        late = now >= one.due_at
        reader = (late, lead_of(case) if late else keeper_of(case, one))
        bundles[reader] = (*bundles.get(reader, ()), one)
    return tuple(bundles.values())


def _noticed(case: CrisisFile, promised: tuple[Promise, ...], now: datetime) -> CrisisFile:
    if now < promised[0].due_at:
        return call_together(*warned(case, promised, now))
    case = call_together(*missed(case, promised, now))
    for one in promised:
        case = _owed_again(case, one, now)
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
