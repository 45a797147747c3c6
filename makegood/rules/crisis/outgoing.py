"""Pages on their way out: what the pager is handed, and what it is to forget again."""

from dataclasses import replace

from makegood.rules.crisis import ladders
from makegood.rules.crisis.calling import Page, PageReason, PageState
from makegood.rules.crisis.file import CrisisFile
from makegood.rules.crisis.pages import ON_ITS_WAY, changed, find, step_of
from makegood.rules.crisis.severity import Severity
from makegood.rules.crisis.throttle import PageRequest
from makegood.rules.refusals import Refused

NEVER_QUIET = (Severity.SEV1, Severity.SEV2)
"""Nobody sleeps through these, whatever policy says."""


def to_page(case: CrisisFile) -> tuple[Page, ...]:
    """The pages to be started now."""
    return tuple(page for page in case.pages if page.state is PageState.PENDING)


def request_of(case: CrisisFile, key: str) -> PageRequest:
    """A page as the pager gets it; a restricted case says nothing of what it is about.

    Refuses `no_such_page`.
    """
    page = find(case, key)
    if page is None:
        raise Refused("no_such_page", f"The case has no page {key}.")
    first = next(one for one in case.pages if one.person == page.person)
    return PageRequest(
        key,
        case.case_id,
        page.person,
        page.channel,
        page.reason,
        case.severity,
        page.at,
        case.desk.due(page.at, case.current.stale_after),
        page.via,
        "" if case.restricted else page.subject,
        "" if case.restricted else case.alert.headline,
        ladders.place_text(case) if page.reason is PageReason.LADDER else "",
        case.restricted,
        case.drill,
        page.never_quiet or _is_loud(case),
        step_of(first) == step_of(page),
        not page.channels,
    )


def _is_loud(case: CrisisFile) -> bool:
    return not case.current.quiet_allowed or case.severity in NEVER_QUIET


def to_recall(case: CrisisFile) -> tuple[str, ...]:
    """Pages that were called off, of which the pager is to be told: it may be at them already."""
    return tuple(
        page.key
        for page in case.pages
        if (page.state, page.detail) == (PageState.CANCELLED, ON_ITS_WAY)
    )


def recalled(case: CrisisFile, keys: tuple[str, ...]) -> CrisisFile:
    """The case whose pager knows that those pages were called off."""
    for page in case.pages:
        if page.key in keys:
            case = changed(case, replace(page, detail=""))
    return case
