"""A call becomes pages; a channel that fails is followed by another, a rung by the next."""

from dataclasses import replace

import pytest

from makegood.rules.crisis.calling import Call, Page, PageReason, PageReport, PageState, Reachable
from makegood.rules.crisis.contacting import contact_of, contact_text
from makegood.rules.crisis.file import CrisisFile, call
from makegood.rules.crisis.ladders import acknowledge, begin, next_rung, place_text, stop
from makegood.rules.crisis.pages import PAGES_KEPT
from makegood.rules.crisis.paging import (
    called,
    cancel_open,
    contacts_of,
    paged,
    recalled,
    request_of,
    sending,
    to_page,
    to_recall,
)
from makegood.rules.crisis.severity import Severity
from makegood.rules.crisis.terms import Contact, ContactKind
from makegood.rules.crisis.words import Channel, CrisisStage, Role
from makegood.rules.refusals import Refused
from tests.rules.crisis.calls import BOTH, called_out, found, run_until, sent
from tests.rules.crisis.cases import (
    CHI,
    HOUR,
    MAI,
    MINUTE,
    START,
    a_case,
    a_holding,
    an_alert,
    by,
)

KEY = "C-1:ladder:1.0.0:service_desk.1:push"
NEXT_KEY = "C-1:ladder:1.0.0:service_desk.1:sms"
TASK = Call(PageReason.TASK, ("rota:legal:1",), "keep")


def a_paged_case(case: CrisisFile | None = None) -> CrisisFile:
    """A case whose first rung has been called, by push and then by text message."""
    case = begin(case or a_case(), START, "the case came in")
    (wanted,) = case.calls
    return called(case, wanted, found(case, wanted, BOTH), START)


def told(case: CrisisFile, state: PageState, key: str = KEY, detail: str = "") -> CrisisFile:
    """The case that hears of a page a minute later."""
    return paged(case, PageReport(key, state, START + MINUTE, detail))


def test_everybody_who_is_found_is_paged_by_their_first_channel() -> None:
    (page,) = to_page(a_paged_case())
    assert page == Page(
        KEY,
        "service_desk.1",
        Channel.PUSH,
        PageReason.LADDER,
        START,
        via="rota:service_desk:1",
        run=1,
        channels=(Channel.SMS,),
        state_at=START,
    )


def test_a_page_is_started_once() -> None:
    case = sending(a_paged_case(), KEY, START)
    assert to_page(case) == ()
    assert sending(case, KEY, START + MINUTE) == case


def test_a_channel_that_fails_is_followed_by_the_next_at_once() -> None:
    case = told(a_paged_case(), PageState.FAILED, detail="device unknown")
    (page,) = to_page(case)
    assert (page.key, page.at, page.channels) == (NEXT_KEY, START + MINUTE, ())
    assert [event.what for event in case.events[-2:]] == ["page_failed", "paged_ladder"]
    assert case.events[-2].why == "device unknown"


def test_a_page_that_may_have_gone_is_followed_by_the_next_channel_and_loses_no_rung() -> None:
    case = told(a_paged_case(), PageState.SENT_UNKNOWN, detail="no answer")
    (page,) = to_page(case)
    assert (page.key, page.at, page.channels) == (NEXT_KEY, START + MINUTE, ())
    assert [event.what for event in case.events[-2:]] == ["page_sent_unknown", "paged_ladder"]

    read = told(case, PageState.READ)
    failed = told(case, PageState.FAILED, NEXT_KEY)

    assert [one.state for one in read.pages] == [PageState.READ, PageState.PENDING]
    assert place_text(failed) == "rung 1 of 3, round 1"


def test_a_rung_that_nobody_answers_to_is_not_waited_for_and_the_duty_manager_hears_of_it() -> None:
    case = run_until(a_paged_case(), START, dead=frozenset({"service_desk.1"}))
    assert sent(case) == [(0, "management.1"), (0, "service_desk.2")]
    assert place_text(case) == "rung 2 of 3, round 1"


@pytest.mark.parametrize("channels", [(), BOTH])
def test_where_nobody_at_all_can_be_reached_the_fallback_is_called_for_ever(
    channels: tuple[Channel, ...],
) -> None:
    dead = frozenset(f"{team}.{n}" for team in ("service_desk", "management") for n in (0, 1, 2))
    case = called_out(begin(a_case(), START, "came in"), START, channels, dead)

    assert place_text(case) == "fallback, round 3"
    assert next_rung(case) == (START + 10 * MINUTE, "the ladder climbs from fallback, round 3")
    later = run_until(case, START + HOUR, dead - {"service_desk.0"})
    assert sent(later) == [(minute, "service_desk.0") for minute in range(10, 61, 10)]


def test_the_duty_manager_is_told_once_a_round() -> None:
    dead = frozenset({"service_desk.1", "service_desk.2"})
    case = run_until(a_paged_case(), START, dead)
    told_of = [page for page in case.pages if page.reason is PageReason.UNREACHABLE]
    assert [(page.person, page.state) for page in told_of] == [("management.1", PageState.SENT)]
    assert all(page.never_quiet for page in told_of)


def test_as_long_as_one_of_a_rung_is_reached_the_rung_is_waited_for() -> None:
    case = run_until(a_paged_case(), START + 5 * MINUTE, dead=frozenset({"service_desk.2"}))
    assert place_text(case) == "rung 2 of 3, round 1"
    assert next_rung(case) == (START + 10 * MINUTE, "the ladder climbs from rung 2 of 3, round 1")


def test_a_rung_whose_page_came_too_late_is_not_waited_for() -> None:
    case = told(a_paged_case(), PageState.STALE)
    assert place_text(case) == "rung 2 of 3, round 1"
    assert to_page(case) == ()


def test_an_acknowledgement_ends_the_search_for_a_channel() -> None:
    case = acknowledge(sending(a_paged_case(), KEY, START), by(CHI))
    assert to_page(told(case, PageState.FAILED)) == ()


def test_whoever_has_acknowledged_is_not_tried_by_another_channel() -> None:
    case = sending(a_paged_case(), KEY, START)
    assert case.ladder is not None
    case = replace(case, ladder=replace(case.ladder, acknowledged_by=("service_desk.1",)))
    assert to_page(told(case, PageState.FAILED)) == ()


def test_news_of_a_page_is_taken_once_and_only_forwards() -> None:
    case = told(a_paged_case(), PageState.DELIVERED)
    for state in (PageState.SENT, PageState.DELIVERED, PageState.FAILED, PageState.STALE):
        assert told(case, state) == case
    (page,) = told(case, PageState.READ).pages
    assert page.state is PageState.READ


def test_delivered_is_no_acknowledgement() -> None:
    case = told(told(a_paged_case(), PageState.DELIVERED), PageState.READ)
    assert next_rung(case) == (START + 5 * MINUTE, "the ladder climbs from rung 1 of 3, round 1")


def test_news_of_a_page_of_another_case_is_dropped() -> None:
    case = a_paged_case()
    assert told(case, PageState.SENT, "C-9:ladder:1.0.0:somebody:push") == case


def test_a_failed_page_stays_failed() -> None:
    case = told(a_paged_case(), PageState.FAILED)
    assert told(case, PageState.SENT) == case


def test_a_case_that_closes_calls_everything_off() -> None:
    case = call(a_paged_case(), TASK)
    case = cancel_open(case, START + MINUTE)
    assert (case.calls, [page.state for page in case.pages]) == ((), [PageState.CANCELLED])
    assert to_recall(case) == (KEY,)


def test_a_page_that_was_called_off_and_had_gone_already_says_so() -> None:
    case = cancel_open(a_paged_case(), START)
    (page,) = told(case, PageState.SENT).pages
    assert page.state is PageState.SENT
    assert told(case, PageState.FAILED) == case


@pytest.mark.parametrize("waiting", [PageState.SENDING, PageState.BUNDLED, PageState.DEFERRED])
def test_a_page_that_is_tried_again_or_waits_for_a_digest_is_called_off_there_too(
    waiting: PageState,
) -> None:
    case = run_until(told(a_paged_case(), waiting), START + 5 * MINUTE)
    case = acknowledge(case, by(MAI, 6 * MINUTE))
    assert to_recall(case) == (KEY,)
    assert to_recall(recalled(case, (KEY,))) == ()


def test_a_page_that_goes_with_a_digest_in_the_end_was_sent() -> None:
    case = told(told(a_paged_case(), PageState.DEFERRED), PageState.SENT)
    assert sent(case) == [(0, "service_desk.1")]


def test_a_rehearsal_pages_by_the_outbox_alone() -> None:
    case = run_until(a_paged_case(a_case(alert=an_alert(drill=True))), START + 10 * MINUTE)
    assert {page.channel for page in case.pages} == {Channel.OUTBOX}
    assert all(request_of(case, page.key).drill for page in case.pages)


def test_somebody_who_stands_on_two_contacts_is_paged_once() -> None:
    case = begin(a_case(), START, "came in")
    (wanted,) = case.calls
    twice = tuple(Reachable(MAI, f"rota:service_desk:{n}", BOTH) for n in (1, 2))
    case = called(case, wanted, twice, START)
    assert [(page.person, page.via) for page in case.pages] == [(MAI, "rota:service_desk:1")]


def test_a_call_of_an_earlier_rung_still_pages_while_nobody_has_acknowledged() -> None:
    case = begin(a_case(), START, "came in")
    (first,) = case.calls
    case = run_until(replace(case, calls=()), START + 5 * MINUTE)
    case = called(case, first, found(case, first, BOTH), START + 6 * MINUTE)
    assert next_rung(case) == (START + 10 * MINUTE, "the ladder climbs from rung 2 of 3, round 1")
    assert [page.step for page in to_page(case)] == [0]


def test_a_call_about_a_task_pages_again_when_it_is_made_again() -> None:
    case = a_case()
    for after in (MINUTE, MINUTE, 9 * MINUTE):
        people = found(case, TASK, BOTH)
        case = called(call(case, TASK), TASK, people, START + after)
    assert [page.key for page in case.pages] == [
        "C-1:task/keep:60.0.0:legal.1:push",
        "C-1:task/keep:540.0.0:legal.1:push",
    ]


def test_where_nobody_can_be_told_of_a_task_the_duty_manager_is() -> None:
    case = called(call(a_case(), TASK), TASK, (), START)
    (wanted,) = case.calls
    assert (wanted.reason, wanted.contacts) == (PageReason.UNREACHABLE, ("rota:management:1",))
    assert wanted.subject == "task/keep"
    assert called(case, wanted, (), START).calls == ()


def test_a_case_that_has_ended_looks_for_no_other_channel() -> None:
    case = called(call(a_case(), TASK), TASK, found(a_case(), TASK, BOTH), START)
    case = replace(case, stage=CrisisStage.CLOSED, ended_at=START)
    assert len(told(case, PageState.FAILED, case.pages[0].key).pages) == 1


def test_a_ladder_that_was_stopped_looks_for_no_other_channel() -> None:
    case = stop(sending(a_paged_case(), KEY, START), START, MAI)
    assert to_page(told(case, PageState.FAILED)) == ()


def test_the_pager_learns_all_that_it_needs() -> None:
    request = request_of(a_paged_case(), KEY)
    assert (request.case_id, request.person, request.severity) == (
        "C-1",
        "service_desk.1",
        Severity.SEV1,
    )
    assert (request.headline, request.place) == (
        "Courier throws parcels over a gate",
        "rung 1 of 3, round 1",
    )
    assert request.stale_at == START + 30 * MINUTE
    assert (request.first, request.last_channel, request.never_quiet) == (True, False, True)


def test_the_pager_learns_nothing_of_what_a_restricted_case_is_about() -> None:
    case = a_paged_case(a_case(alert=an_alert(restricted=True)))
    request = request_of(case, KEY)
    assert (request.headline, request.subject, request.restricted) == ("", "", True)


@pytest.mark.parametrize(
    ("severity", "never_quiet"),
    [(Severity.SEV1, True), (Severity.SEV2, True), (Severity.SEV3, False), (Severity.SEV4, False)],
)
def test_nobody_sleeps_through_the_two_worst(severity: Severity, never_quiet: bool) -> None:
    case = a_paged_case(a_case(severity=severity))
    assert request_of(case, KEY).never_quiet is never_quiet
    allowed = replace(case.current, quiet_allowed=True)
    lax = replace(case, terms=replace(case.terms, by_severity=(allowed,)))
    assert request_of(lax, KEY).never_quiet is never_quiet


def test_the_last_rung_is_never_quiet_however_mild_the_case() -> None:
    case = run_until(a_paged_case(a_case(severity=Severity.SEV4)), START + 10 * MINUTE)
    loud = [request_of(case, page.key).never_quiet for page in case.pages]
    assert loud == [False, False, False, True]


def test_only_the_first_page_of_a_case_to_a_person_is_the_first() -> None:
    case = run_until(told(a_paged_case(), PageState.FAILED), START + 5 * MINUTE)
    first = [(page.person, page.channel, request_of(case, page.key).first) for page in case.pages]
    assert first == [
        ("service_desk.1", Channel.PUSH, True),
        ("service_desk.1", Channel.SMS, True),
        ("service_desk.2", Channel.PUSH, True),
        ("service_desk.1", Channel.PUSH, False),
    ]


def test_a_page_that_the_case_does_not_have_cannot_be_asked_for() -> None:
    with pytest.raises(Refused, match="no page C-9") as refusal:
        request_of(a_case(), "C-9")
    assert refusal.value.code == "no_such_page"


def test_a_case_that_nobody_acknowledges_keeps_its_newest_pages() -> None:
    case = run_until(a_paged_case(), START + 30 * HOUR)
    assert len(case.pages) == PAGES_KEPT + 1
    assert sent(case)[-1] == (30 * 60, "service_desk.0")


@pytest.mark.parametrize(
    ("text", "contact"),
    [
        ("rota:legal:2", Contact(ContactKind.ROTA, "legal", 2)),
        ("person:desk.mai", Contact(ContactKind.PERSON, "desk.mai")),
        ("role:lead", Contact(ContactKind.ROLE, "lead")),
    ],
)
def test_a_contact_is_written_down_and_read_back(text: str, contact: Contact) -> None:
    assert (contact_of(text), contact_text(contact)) == (contact, text)


@pytest.mark.parametrize("text", ["", "rota", "rota:", "rota:legal:first", "pigeon:desk.mai"])
def test_a_text_that_names_nobody_is_refused(text: str) -> None:
    with pytest.raises(Refused, match="names nobody") as refusal:
        contact_of(text)
    assert refusal.value.code == "no_contact"


def test_roles_are_looked_up_among_the_people_of_the_case() -> None:
    case = a_case(roles=(a_holding(Role.LEAD, MAI),))
    roles = ("role:lead", "person:desk.mai", "role:scribe", "role:juggler", "rota:service_desk:1")
    wanted = Call(PageReason.PROMISE, roles)
    assert contacts_of(case, wanted) == ("person:desk.mai", "rota:service_desk:1")


@pytest.mark.parametrize(
    ("reason", "pages"), [(PageReason.REVIEW, 1), (PageReason.TASK, 0), (PageReason.LADDER, 0)]
)
def test_for_a_closed_case_people_are_called_for_its_review_alone(
    reason: PageReason, pages: int
) -> None:
    wanted = Call(reason, ("rota:legal:1",), "review", run=1)
    case = call(replace(a_case(), stage=CrisisStage.CLOSED), wanted)
    case = called(case, wanted, found(case, wanted, BOTH), START)
    assert (case.calls, len(case.pages)) == ((), pages)
