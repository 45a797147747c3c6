"""A claim as its merchant may see it: nothing of what the company thinks, allows or keeps back."""

from collections.abc import Iterable

from makegood.messages.records import Amounts, Awaited, CaseRow, TimelineEntry
from makegood.messages.status import Status
from makegood.rules.offers import OfferState

MERCHANT, BANK, COMPANY = "merchant", "bank", "company"
SEEN_BY_ALL = frozenset({MERCHANT, BANK})


def as_merchant(status: Status) -> Status:
    """The status without teams, people, hashes, holds, and amounts that were never offered."""
    return status.model_copy(
        update={
            "awaiting": _awaiting(status.awaiting),
            "amounts": _amounts(status.amounts),
            "subject": "",
            "subject_hash": "",
            "clocks": tuple(one for one in status.clocks if one.party == MERCHANT),
            "assignee": "",
            "sign_offs": 0,
            "lines": (),
            "offers": tuple(
                one for one in status.offers if one.state != OfferState.WAITING_APPROVAL
            ),
            "flags": (),
            "sent_back": "",
            "on_hold": False,
            "parked": "",
            "escalated_as": "",
        }
    )


def row_as_merchant(row: CaseRow) -> CaseRow:
    """The row of a list, in the same way."""
    return row.model_copy(
        update={
            "run_id": "",
            "awaiting": _awaiting(row.awaiting),
            "amounts": _amounts(row.amounts),
            "assignee": "",
            "sign_offs": 0,
            "parked_reason": "",
            "on_hold": False,
        }
    )


def timeline_as_merchant(
    entries: Iterable[TimelineEntry], accounts: frozenset[str]
) -> tuple[TimelineEntry, ...]:
    """What the merchant's own accounts did, whole, and that the claim moved on, without why."""
    own = accounts | {MERCHANT}
    return tuple(
        entry if entry.by in own else _moved(entry)
        for entry in entries
        if entry.by in own or entry.stage_to
    )


def _moved(entry: TimelineEntry) -> TimelineEntry:
    hidden = {"by": COMPANY, "what": "stage", "why": "", "evidence": ""}
    return entry.model_copy(update=hidden)


def _awaiting(awaited: Iterable[Awaited]) -> tuple[Awaited, ...]:
    """Whom the claim waits on: all of the company's teams are one, without their deadlines."""
    seen = [
        one if one.who in SEEN_BY_ALL else Awaited(who=COMPANY, what="decision", since=one.since)
        for one in awaited
    ]
    first = {(one.who, one.what): one for one in reversed(seen)}
    return tuple(one for one in seen if first[one.who, one.what] is one)


def _amounts(amounts: Amounts) -> Amounts:
    return Amounts(
        claimed=amounts.claimed,
        offered=amounts.offered,
        submitted=amounts.submitted,
        paid=amounts.paid,
    )
