"""The pages of a case: found, changed, called off; the newest are kept."""

from dataclasses import dataclass, replace
from datetime import datetime

from makegood.rules.crisis.calling import Call, Page, PageReason, PageState
from makegood.rules.crisis.file import CrisisFile

PAGES_KEPT = 100
"""How many pages that are over stay in the case; the page book has all of them."""

UNSENT = frozenset({PageState.PENDING, PageState.SENDING, PageState.BUNDLED, PageState.DEFERRED})
"""States from which a page can still be called off."""

OVER = frozenset(PageState) - UNSENT

ON_ITS_WAY = "called off on its way"
"""The detail of a page that was called off, until the pager knows: it may be at it already."""

_PROGRESS = (
    PageState.PENDING,
    PageState.SENDING,
    PageState.BUNDLED,
    PageState.DEFERRED,
    PageState.SENT_UNKNOWN,
    PageState.QUEUED_REMOTELY,
    PageState.SENT,
    PageState.DELIVERED,
    PageState.READ,
)


@dataclass(frozen=True)
class Step:
    """What pages have in common that were made by one call."""

    reason: PageReason
    subject: str
    run: int
    round: int
    step: int


def step_of(made: Call | Page) -> Step:
    """Which step of calling somebody a call or a page belongs to."""
    return Step(made.reason, made.subject, made.run, made.round, made.step)


def find(case: CrisisFile, key: str) -> Page | None:
    """The page of that key, None where the case has none or has it no more."""
    return next((page for page in case.pages if page.key == key), None)


def changed(case: CrisisFile, page: Page) -> CrisisFile:
    """The case with a page as it is now."""
    pages = tuple(page if one.key == page.key else one for one in case.pages)
    return replace(case, pages=pages, version=case.version + 1)


def added(case: CrisisFile, page: Page) -> CrisisFile:
    """The case with one page more; of those that are over, only the newest stay."""
    return replace(case, pages=_newest((*case.pages, page)), version=case.version + 1)


def _newest(pages: tuple[Page, ...]) -> tuple[Page, ...]:
    over = [page for page in pages if page.state in OVER]
    dropped = {page.key for page in over[:-PAGES_KEPT]}
    return tuple(page for page in pages if page.key not in dropped)


def may_become(now: PageState, told: PageState) -> bool:
    """Whether a report says something new: receipts come late, twice and out of order.

    A page that was called off may turn out to have gone; one that failed or is stale stays so.
    """
    if now is PageState.CANCELLED:
        return told in _PROGRESS[4:]
    if now not in _PROGRESS:
        return False
    if told in _PROGRESS:
        return _PROGRESS.index(told) > _PROGRESS.index(now)
    return now not in (PageState.DELIVERED, PageState.READ)


def cancel(
    case: CrisisFile, at: datetime, *reasons: PageReason, person: str = "", subject: str = ""
) -> CrisisFile:
    """The case with what is not out yet called off, for those reasons; only a person's, if named.

    Without reasons it is all of them; with a subject, only what is about it. Calls go with their
    pages, unless a person is named.
    """
    wanted = reasons or tuple(PageReason)
    for page in case.pages:
        mine = page.reason in wanted and person in ("", page.person)
        if mine and subject in ("", page.subject) and page.state in UNSENT:
            case = changed(case, _called_off(page, at))
    if person:
        return case
    return replace(case, calls=tuple(c for c in case.calls if not _is_of(c, wanted, subject)))


def _is_of(wanted: Call, reasons: tuple[PageReason, ...], subject: str) -> bool:
    return wanted.reason in reasons and subject in ("", wanted.subject)


def _called_off(page: Page, at: datetime) -> Page:
    return replace(page, state=PageState.CANCELLED, state_at=at, detail=ON_ITS_WAY)
