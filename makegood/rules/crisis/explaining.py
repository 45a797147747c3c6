"""A crisis case in its own words: why this bad, what happens next and when, why these pages."""

from datetime import datetime

from makegood.rules.crisis.awaiting import waiting
from makegood.rules.crisis.calling import Page, PageReason, PageState
from makegood.rules.crisis.file import CrisisFile
from makegood.rules.crisis.ladders import is_running, place_text
from makegood.rules.crisis.pages import find
from makegood.rules.crisis.severity import floor_of
from makegood.rules.crisis.ticking import next_moment
from makegood.rules.refusals import Refused

PAGES_EXPLAINED = 20
"""How many of the newest pages are told of; any other is explained when asked for by its key."""

REASONS = {
    PageReason.LADDER: "nobody had acknowledged the case",
    PageReason.TASK: "a task was late",
    PageReason.APPROVAL: "a statement waited for a signature or for the publisher",
    PageReason.PROMISE: "a promise was about to be broken, or had been",
    PageReason.TRIAGE: "nobody had assessed the case in time",
    PageReason.HAND_OVER: "a part in the case was offered",
    PageReason.UNREACHABLE: "nobody of those to be called could be reached",
    PageReason.REVIEW: "the review or one of its actions was due",
    PageReason.CANARY: "the way by which pages go was tried out",
}

FATES = {
    PageState.PENDING: "about to be sent",
    PageState.SENDING: "being sent",
    PageState.SENT_UNKNOWN: "handed in, and nobody can say whether it went",
    PageState.QUEUED_REMOTELY: "taken over by the provider",
    PageState.FAILED: "not sent: the channel failed",
    PageState.STALE: "not sent: it had become too old to help",
    PageState.BUNDLED: "joined with others in one message",
    PageState.DEFERRED: "kept for the end of that person's quiet hours",
    PageState.CANCELLED: "called off: it was no longer needed",
}
"""What became of a page, where the name of its state does not say it."""


def explain(case: CrisisFile, now: datetime) -> tuple[str, ...]:
    """Why this severity, what joined, what happens next and when; then, who was paged and why.

    The newest page is told of first: a reader in a hurry need not read to the end.
    """
    newest = reversed(case.pages[-PAGES_EXPLAINED:])
    pages = tuple(sentence for page in newest for sentence in _page(page))
    return (*_why_severity(case), *_joined(case), *_what_next(case, now), *pages)


def explain_page(case: CrisisFile, key: str) -> tuple[str, ...]:
    """Why somebody was paged, and what became of it; refuses `no_such_page`."""
    page = find(case, key)
    if page is None:
        raise Refused("no_such_page", f"The case has no page {key}.")
    return _page(page)


def _why_severity(case: CrisisFile) -> tuple[str, ...]:
    terms = case.terms
    if case.triaged_at is None:
        head = f"{case.severity} until somebody has assessed the case."
    else:
        head = f"{case.severity} under policy {terms.version}."
    floors = (
        f"Trigger {one}: {set_} at least."
        for one in case.triggers
        if (set_ := floor_of((one,), terms.floors))
    )
    sources = (
        f"Source {kind}: {set_} at least."
        for kind, set_ in terms.source_floors
        if kind is case.alert.source.type
    )
    return (head, *floors, *sources)


def _joined(case: CrisisFile) -> tuple[str, ...]:
    told = (
        (case.merged_into, f"It went on as a part of {case.merged_into}; nobody is called for it."),
        (case.absorbed, f"It goes on for {', '.join(case.absorbed)} as well."),
        (case.mention_count, f"{case.mention_count} further mentions joined instead of paging."),
    )
    return tuple(sentence for applies, sentence in told if applies)


def _page(page: Page) -> tuple[str, ...]:
    via = f" as {page.via}" if page.via else ""
    about = f" ({page.subject})" if page.subject else ""
    rung = f", rung {page.step + 1} in round {page.round + 1}" * (page.reason is PageReason.LADDER)
    head = f"{page.person} was paged at {_time(page.at)} by {page.channel}{via}: "
    return (head + REASONS[page.reason] + about + rung + ".", f"  {_fate(page)}")


def _fate(page: Page) -> str:
    said = FATES.get(page.state, page.state.replace("_", " "))
    notes = ", ".join(note for note in (_time(page.state_at), page.detail) if note)
    return f"{said[0].upper()}{said[1:]}" + (f" ({notes})." if notes else ".")


def _what_next(case: CrisisFile, now: datetime) -> tuple[str, ...]:
    ladder = (f"The ladder stands on {place_text(case)}.",) if is_running(case) else ()
    waits = (
        f"Waiting for {one.who}: {one.what}"
        + (f", due {_time(one.due_at)}." if one.due_at else ".")
        for one in waiting(case, now)
    )
    coming = next_moment(case, now)
    if coming is None:
        return (*ladder, *waits)
    return (*ladder, *waits, f"Next by itself: {coming[1]} at {coming[0]:%Y-%m-%d %H:%M:%S} UTC.")


def _time(at: datetime | None) -> str:
    return f"{at:%Y-%m-%d %H:%M} UTC" if at else ""
