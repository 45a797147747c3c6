"""A crisis led on by people, the pager and time, so that a test begins where its promise begins."""

from datetime import datetime, timedelta
from typing import Unpack

from makegood.rules.crisis import ladders, paging, ticking
from makegood.rules.crisis.calling import PageReport, PageState, Reachable
from makegood.rules.crisis.closing import close
from makegood.rules.crisis.declaring import contain, declare, stabilise
from makegood.rules.crisis.file import CrisisFile
from makegood.rules.crisis.opening import CrisisAdmission, opened
from makegood.rules.crisis.severity import Impact, Urgency
from makegood.rules.crisis.tasks import complete_task
from makegood.rules.crisis.triaging import Assessment, triage
from makegood.rules.crisis.updates import Told, post_update
from makegood.rules.crisis.words import Audience, Channel
from tests.rules.crisis.cases import (
    BINH,
    CHI,
    MAI,
    MINUTE,
    START,
    AlertFields,
    a_playbook,
    an_alert,
    by,
    some_calendars,
    some_crisis_terms,
)

ON_CALL = {
    "rota:service_desk:1": MAI,
    "rota:service_desk:2": BINH,
    "rota:service_desk:0": CHI,
    "rota:management:1": "manager.ha",
    "rota:legal:1": "legal.khanh",
    "rota:legal:2": "legal.vu",
    "rota:pr:1": "pr.lan",
    "rota:pr:2": "pr.tam",
    "rota:operations:1": "ops.duc",
    "rota:operations:2": "ops.thu",
}
"""Who is on call for what, the whole day."""


def an_admission(same_as: str = "", near: str = "") -> CrisisAdmission:
    """What is known when an alert comes in."""
    return CrisisAdmission(some_crisis_terms(), some_calendars(), same_as, near)


def opened_case(**said: Unpack[AlertFields]) -> CrisisFile:
    """A case as it comes in, provisionally SEV2."""
    return opened(an_alert(**said), an_admission(), START)


def found(contacts: tuple[str, ...]) -> tuple[Reachable, ...]:
    """Who answers to these contacts, by chat first and then by voice."""
    people = ((one, ON_CALL.get(one, one.removeprefix("person:"))) for one in contacts)
    return tuple(Reachable(who, via, (Channel.CHAT, Channel.VOICE)) for via, who in people)


def called(case: CrisisFile, at: datetime) -> CrisisFile:
    """The case whose calls have all become pages."""
    while case.calls:
        wanted = case.calls[0]
        case = paging.called(case, wanted, found(paging.contacts_of(case, wanted)), at)
    return case


def paged(case: CrisisFile, at: datetime, state: PageState = PageState.SENT) -> CrisisFile:
    """The case whose pages have all gone out, or whatever became of them."""
    case = called(case, at)
    while pages := paging.to_page(case):
        case = paging.sending(case, pages[0].key, at)
        case = called(paging.paged(case, PageReport(pages[0].key, state, at)), at)
    return case


def let_pass(case: CrisisFile, since: datetime, until: datetime) -> CrisisFile:
    """The case with all that happens by itself until then, and everybody called is paged."""
    case, now = paged(case, since), since
    while (coming := ticking.next_moment(case, now)) is not None and coming[0] <= until:
        now = max(now, coming[0])
        case = paged(ticking.tick(case, now), now)
    return case


def people_paged(case: CrisisFile) -> list[str]:
    """Who was paged, in order, each page once."""
    return [page.person for page in case.pages]


def acknowledged(**said: Unpack[AlertFields]) -> CrisisFile:
    """A case whose first on call has acknowledged after a minute."""
    return ladders.acknowledge(paged(opened_case(**said), START), by(MAI, MINUTE))


BAD = Assessment(Impact.EXTENSIVE, Urgency.CRITICAL, playbook=a_playbook())
"""As bad as it gets: SEV1, with the playbook of the viral post."""

MILD = Assessment(Impact.MINOR, Urgency.MEDIUM)
"""SEV4, without a playbook."""


def triaged(assessment: Assessment = BAD, **said: Unpack[AlertFields]) -> CrisisFile:
    """A case that Mai has acknowledged, and assessed after two minutes."""
    return triage(acknowledged(**said), by(MAI, 2 * MINUTE), assessment)


def declared(assessment: Assessment = BAD, **said: Unpack[AlertFields]) -> CrisisFile:
    """A crisis that Mai has declared after three minutes, and leads."""
    return declare(triaged(assessment, **said), by(MAI, 3 * MINUTE))


def stable(assessment: Assessment = BAD, **said: Unpack[AlertFields]) -> CrisisFile:
    """A crisis that is contained after ten minutes, and stable after twelve."""
    case = contain(declared(assessment, **said), by(MAI, 10 * MINUTE))
    return stabilise(case, by(MAI, 12 * MINUTE))


def all_done(case: CrisisFile, after: timedelta = 13 * MINUTE) -> CrisisFile:
    """The case with every task done and everybody told that it is over, but the public."""
    for key in ("facts", "keep", "draft", "answer"):
        case = complete_task(case, by(MAI, after), key)
    for audience in (Audience.MANAGEMENT, Audience.CUSTOMER):
        told = Told(audience, "It is over", actions="none", needs="none")
        case = post_update(case, by(MAI, after), told)
    return case


def closed(**said: Unpack[AlertFields]) -> CrisisFile:
    """A mild case that was closed after a quarter of an hour, without having been a crisis."""
    case = triaged(MILD, **said)
    return close(case, by(MAI, 15 * MINUTE), "the parcel was found unharmed")
