"""A case that is called out: whoever is looked up is found, every page is answered at once."""

from datetime import datetime

from makegood.rules.crisis.calling import Call, PageReport, PageState, Reachable
from makegood.rules.crisis.file import CrisisFile
from makegood.rules.crisis.ladders import next_rung, rung_due
from makegood.rules.crisis.paging import called, contacts_of, paged, sending, to_page
from makegood.rules.crisis.words import Channel

BOTH = (Channel.PUSH, Channel.SMS)
DEAD = frozenset({"nobody"})
"""People whose every channel fails."""


def found(case: CrisisFile, wanted: Call, channels: tuple[Channel, ...]) -> tuple[Reachable, ...]:
    """Somebody for each contact, named after it: `service_desk.1`, or the person themselves."""
    contacts = contacts_of(case, wanted)
    return tuple(Reachable(who(text), text, channels) for text in contacts)


def who(contact: str) -> str:
    """The person whom these tests have on call for a contact."""
    return ".".join(contact.split(":")[1:])


def called_out(
    case: CrisisFile,
    at: datetime,
    channels: tuple[Channel, ...] = BOTH,
    dead: frozenset[str] = DEAD,
) -> CrisisFile:
    """The case with every call looked up and every page handed in; those of the dead fail."""
    while case.calls or to_page(case):
        for wanted in case.calls:
            case = called(case, wanted, found(case, wanted, channels), at)
        for page in to_page(case):
            state = PageState.FAILED if page.person in dead else PageState.SENT
            case = sending(case, page.key, at)
            case = paged(case, PageReport(page.key, state, at, state))
    return case


def run_until(
    case: CrisisFile, end: datetime, dead: frozenset[str] = DEAD, last: datetime | None = None
) -> CrisisFile:
    """The case with everything done that falls due up to `end`, each at its own moment."""
    case = called_out(case, last or case.opened_at, dead=dead)
    while (moment := next_rung(case)) and moment[0] <= end:
        case = called_out(rung_due(case, moment[0]), moment[0], dead=dead)
    return case


def sent(case: CrisisFile) -> list[tuple[int, str]]:
    """Who was reached, so many minutes after the case came in."""
    return [
        (int((page.at - case.opened_at).total_seconds()) // 60, page.person)
        for page in case.pages
        if page.state is PageState.SENT
    ]
