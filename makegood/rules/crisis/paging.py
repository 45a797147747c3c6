"""Paging people: calls become pages, failures become other channels, silence becomes a climb."""

from dataclasses import replace
from datetime import datetime

from makegood.rules.case_words import Act
from makegood.rules.chronicle import log
from makegood.rules.crisis import ladders
from makegood.rules.crisis.calling import (
    Call,
    Page,
    PageReason,
    PageReport,
    PageState,
    Reachable,
)
from makegood.rules.crisis.contacting import DUTY_MANAGER, contact_of, contact_text, resolved
from makegood.rules.crisis.file import CrisisFile, call
from makegood.rules.crisis.outgoing import recalled, request_of, to_page, to_recall
from makegood.rules.crisis.pages import Step, added, cancel, changed, find, may_become, step_of
from makegood.rules.crisis.words import Channel

__all__ = [
    "called",
    "cancel_open",
    "contact_of",
    "contact_text",
    "contacts_of",
    "paged",
    "recalled",
    "request_of",
    "sending",
    "to_page",
    "to_recall",
]

LOST = frozenset({PageState.FAILED, PageState.STALE})
"""States of a page that has reached nobody, and never will."""

NEXT_CHANNEL = frozenset({PageState.FAILED, PageState.SENT_UNKNOWN})
"""States of a page after which the person's next channel is tried at once."""


def contacts_of(case: CrisisFile, wanted: Call) -> tuple[str, ...]:
    """Whom to look up for a call, every role as the person who holds it now."""
    return resolved(case, wanted.contacts)


def called(
    case: CrisisFile, wanted: Call, reachable: tuple[Reachable, ...], at: datetime
) -> CrisisFile:
    """The case with a page for everybody whom the call has found, by their first channel.

    A call of a ladder that has been stopped pages nobody.
    Where nobody can be reached the next rung is called at once and the duty manager told.
    """
    case = replace(case, calls=tuple(one for one in case.calls if one != wanted))
    if wanted.reason is PageReason.LADDER and not _is_running(case, wanted.run):
        return case
    if not _goes_on(case, wanted.reason):
        return case
    wanted = _numbered(case, wanted, at)
    if _is_on_rung(case, step_of(wanted)):
        case = ladders.looked_up(case, at)
    people = {one.person: one for one in reachable[::-1] if one.channels}
    if not people:
        return _unreached(case, step_of(wanted), at)
    for person in reversed(people.values()):
        case = _paged_first(case, wanted, person, at)
    return case


def _goes_on(case: CrisisFile, reason: PageReason) -> bool:
    """Whether anybody may be called for that reason: of a closed case only for its review."""
    return case.is_active or (case.is_open and reason is PageReason.REVIEW)


def _numbered(case: CrisisFile, wanted: Call, at: datetime) -> Call:
    """A call that is no ladder's has a number too, so that the next about the same is another."""
    seconds = int((at - case.opened_at).total_seconds())
    return wanted if wanted.run else replace(wanted, run=seconds)


def _is_running(case: CrisisFile, run: int) -> bool:
    return case.ladder is not None and ladders.is_running(case) and case.ladder.run == run


def _is_on_rung(case: CrisisFile, step: Step) -> bool:
    run = case.ladder
    if run is None or step.reason is not PageReason.LADDER or not _is_running(case, step.run):
        return False
    return (run.round, run.step) == (step.round, step.step)


def _paged_first(case: CrisisFile, wanted: Call, person: Reachable, at: datetime) -> CrisisFile:
    """The case with a page to somebody, unless they have acknowledged this run already."""
    acknowledged = case.ladder.acknowledged_by if case.ladder else ()
    if wanted.reason is PageReason.LADDER and person.person in acknowledged:
        return case
    channels = (Channel.OUTBOX,) if case.drill else person.channels
    page = Page(
        _key(case, step_of(wanted), person.person, channels[0]),
        person.person,
        channels[0],
        wanted.reason,
        at,
        person.via,
        wanted.step,
        wanted.round,
        wanted.run,
        channels[1:],
        state_at=at,
        subject=wanted.subject,
        never_quiet=wanted.never_quiet,
    )
    return _with_page(case, page)


def _with_page(case: CrisisFile, page: Page) -> CrisisFile:
    if find(case, page.key):
        return case
    told = f"{page.person} by {page.channel}" + (f" as {page.via}" if page.via else "")
    case = log(case, Act(page.at, "clock", told), f"paged_{page.reason}", page.key)
    return added(case, page)


def _key(case: CrisisFile, step: Step, person: str, channel: Channel) -> str:
    about = f"{step.reason}/{step.subject}" if step.subject else step.reason
    number = f"{step.run}.{step.round}.{step.step}"
    return f"{case.case_id}:{about}:{number}:{person}:{channel}"


def _unreached(case: CrisisFile, step: Step, at: datetime) -> CrisisFile:
    """The case of which nobody has heard: it does not wait, and the duty manager is told.

    Only the fallback is waited for all the same, as there is nobody after him.
    """
    case = log(case, Act(at, "clock", f"{step.reason} {step.subject}".strip()), "nobody_reached")
    if step.reason is PageReason.UNREACHABLE:
        return case
    case = _manager_told(case, step)
    if not _is_on_rung(case, step) or ladders.at_fallback(case):
        return case
    return ladders.climb(case, at, "nobody on the rung can be reached")


def _manager_told(case: CrisisFile, step: Step) -> CrisisFile:
    """Once a round: a manager who reads of three rungs in one minute knows no more than of one."""
    about = "/".join(word for word in (step.reason, step.subject) if word)
    contacts = (contact_text(DUTY_MANAGER),)
    told = Call(PageReason.UNREACHABLE, contacts, about, step.run, step.round, never_quiet=True)
    return call(case, told)


def sending(case: CrisisFile, key: str, at: datetime) -> CrisisFile:
    """The case whose page is on its way, so that it is started once."""
    return paged(case, PageReport(key, PageState.SENDING, at))


def paged(case: CrisisFile, report: PageReport) -> CrisisFile:
    """The case that knows what became of a page; news that is old, or of another case, is dropped.

    A channel that failed, or of which nobody can say whether it took the page, is followed by the
    person's next at once. Where all pages of a rung are lost, the next rung is called at once.
    """
    page = find(case, report.key)
    if page is None or not may_become(page.state, report.state):
        return case
    page = replace(page, state=report.state, state_at=report.at, detail=report.detail)
    case = changed(case, page)
    if page.state not in LOST | NEXT_CHANNEL:
        return case
    case = log(case, Act(report.at, "pager", report.detail), f"page_{page.state}", page.key)
    return _after_loss(case, page, report.at) if _is_wanted(case, page) else case


def _is_wanted(case: CrisisFile, page: Page) -> bool:
    """Whether the case still wants to reach that person."""
    if page.reason is not PageReason.LADDER:
        return _goes_on(case, page.reason)
    acknowledged = case.ladder.acknowledged_by if case.ladder else ()
    return _is_running(case, page.run) and page.person not in acknowledged


def _after_loss(case: CrisisFile, page: Page, at: datetime) -> CrisisFile:
    if page.state in NEXT_CHANNEL and page.channels:
        return _with_page(case, _by_next_channel(case, page, at))
    step = step_of(page)
    together = [one for one in case.pages if step_of(one) == step]
    return _unreached(case, step, at) if all(one.state in LOST for one in together) else case


def _by_next_channel(case: CrisisFile, page: Page, at: datetime) -> Page:
    channel, *others = page.channels
    return replace(
        page,
        key=_key(case, step_of(page), page.person, channel),
        channel=channel,
        channels=tuple(others),
        at=at,
        state=PageState.PENDING,
        state_at=at,
        detail="",
    )


def cancel_open(case: CrisisFile, at: datetime) -> CrisisFile:
    """The case with all calls and all pages that are not out yet called off, as when it closes."""
    return cancel(case, at)
