"""The page book: each page once, nobody called to death, nothing that waits forgotten."""

from datetime import UTC, datetime, timedelta
from typing import TypedDict, Unpack

import pytest
from sqlalchemy import Engine

from makegood.messages.paging import Digest
from makegood.messages.problems import NotFound
from makegood.rules.crisis.calling import PageReason, PageReport, PageState
from makegood.rules.crisis.severity import Severity
from makegood.rules.crisis.throttle import Limit, PageRequest, Preferences
from makegood.rules.crisis.words import Channel
from makegood.store.pages import LEASE, PageBook

NIGHT = datetime(2026, 11, 2, 16, 0, tzinfo=UTC)
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
ONE_A_MINUTE = Preferences(limits=(Limit(1, MINUTE), Limit(5, 15 * MINUTE)))
QUIET = Preferences(quiet_until=NIGHT + 8 * HOUR)
ANYTIME = Preferences()


class Said(TypedDict, total=False):
    """What a test may say about a page."""

    person: str
    channel: Channel
    stale_at: datetime
    first: bool
    drill: bool
    restricted: bool
    headline: str
    never_quiet: bool


def a_request(number: int = 1, case_id: str = "C-1", **said: Unpack[Said]) -> PageRequest:
    """A page of a case of SEV3 to Mai on the desk, stale after half an hour."""
    fields: Said = {"person": "desk.mai", "channel": Channel.SMS, "stale_at": NIGHT + 30 * MINUTE}
    fields |= said
    key = f"{case_id}:ladder:1.0.{number}:{fields['person']}:{fields['channel']}"
    return PageRequest(
        key, case_id, reason=PageReason.LADDER, severity=Severity.SEV3, at=NIGHT, **fields
    )


@pytest.fixture
def book(engine: Engine) -> PageBook:
    """An empty page book."""
    return PageBook(engine)


def test_a_page_is_handed_in_once_and_remembered_under_its_number(book: PageBook) -> None:
    entry = book.admit(a_request(), ANYTIME, NIGHT)
    told = book.settle(PageReport(entry.key, PageState.SENT, NIGHT + MINUTE, "provider 77"))

    again = book.admit(a_request(), ANYTIME, NIGHT + HOUR)

    assert (entry.state, told.state) == (PageState.SENDING, PageState.SENT)
    assert (again.state, again.detail) == (PageState.SENT, "provider 77")
    assert (again.number, again.state_at) == (entry.number, NIGHT + MINUTE)
    assert book.of_case("C-1") == (again,)
    assert book.find(entry.number) == again


def test_a_page_whose_worker_died_while_handing_it_in_is_in_doubt(book: PageBook) -> None:
    first = book.admit(a_request(), ANYTIME, NIGHT)
    again = book.admit(a_request(), ANYTIME, NIGHT + MINUTE)
    assert again.state is PageState.SENDING
    assert (first.in_doubt, again.in_doubt) == (False, True)


def test_a_page_that_its_provider_has_not_taken_is_no_repeat(book: PageBook) -> None:
    entry = book.admit(a_request(1), ONE_A_MINUTE, NIGHT)
    book.not_taken((entry.key,))

    other = book.admit(a_request(2), ONE_A_MINUTE, NIGHT)
    again = book.admit(a_request(1), ONE_A_MINUTE, NIGHT + MINUTE)

    assert other.state is PageState.SENDING, "what was not taken uses up no limit"
    assert (again.state, again.in_doubt) == (PageState.SENDING, False)
    assert book.admit(a_request(1), ONE_A_MINUTE, NIGHT + 2 * MINUTE).in_doubt


def test_a_page_that_has_gone_stays_out_whatever_is_said_later(book: PageBook) -> None:
    entry = book.admit(a_request(1), ONE_A_MINUTE, NIGHT)
    book.settle(PageReport(entry.key, PageState.SENT, NIGHT))
    book.not_taken((entry.key,))
    assert book.admit(a_request(2), ONE_A_MINUTE, NIGHT).state is PageState.BUNDLED


def test_a_page_that_comes_too_late_is_not_sent(book: PageBook) -> None:
    late = book.admit(a_request(), ANYTIME, NIGHT + 30 * MINUTE)
    assert (late.state, late.detail) == (PageState.STALE, "too late to be of use")


def test_a_page_that_is_tried_until_it_is_stale_is_given_up(book: PageBook) -> None:
    book.admit(a_request(), ANYTIME, NIGHT)
    late = book.admit(a_request(), ANYTIME, NIGHT + 30 * MINUTE)
    assert late.state is PageState.STALE


def test_a_second_page_within_a_minute_waits_for_the_others(book: PageBook) -> None:
    book.admit(a_request(1), ONE_A_MINUTE, NIGHT)

    second = book.admit(a_request(2), ONE_A_MINUTE, NIGHT + MINUTE / 2)

    assert (second.state, second.until) == (PageState.BUNDLED, NIGHT + MINUTE)
    assert "goes with others at 2026-11-02T16:01" in second.detail


@pytest.mark.parametrize(
    "other",
    [
        a_request(2, person="desk.binh"),
        a_request(2, channel=Channel.MAIL),
        a_request(2, drill=True),
        a_request(2, "C-2", first=True),
    ],
)
def test_limits_are_of_one_person_and_channel_and_let_the_first_page_of_a_case_pass(
    book: PageBook, other: PageRequest
) -> None:
    book.admit(a_request(1), ONE_A_MINUTE, NIGHT)
    assert book.admit(other, ONE_A_MINUTE, NIGHT).state is PageState.SENDING


def test_a_storm_of_cases_becomes_one_message(book: PageBook) -> None:
    storm = [
        book.admit(a_request(case_id=f"C-{n}", first=True), ONE_A_MINUTE, NIGHT + n * MINUTE / 60)
        for n in range(40)
    ]

    sent = [page for page in storm if page.state is PageState.SENDING]
    (digest,) = book.due_digests(10, NIGHT + 15 * MINUTE)

    assert len(sent) == 5
    assert [page.case_id for page in digest.pages] == [f"C-{n}" for n in range(5, 40)]


def test_what_is_deferred_goes_out_when_the_quiet_hours_end(book: PageBook) -> None:
    for number in (1, 2):
        book.admit(a_request(number), QUIET, NIGHT)

    before = book.due_digests(10, NIGHT + 8 * HOUR - MINUTE)
    (digest,) = book.due_digests(10, NIGHT + 8 * HOUR)

    assert before == ()
    assert (digest.person, digest.channel, len(digest.pages)) == ("desk.mai", Channel.SMS, 2)


def test_a_digest_is_handed_out_once_a_minute_until_it_is_carried(book: PageBook) -> None:
    entry = book.admit(a_request(), QUIET, NIGHT)
    morning = NIGHT + 8 * HOUR
    book.due_digests(10, morning)

    meanwhile = book.due_digests(10, morning + LEASE / 2)
    again = book.due_digests(10, morning + LEASE)
    book.settle(PageReport(entry.key, PageState.SENT, morning + LEASE, "digest"))

    assert meanwhile == ()
    assert _keys(again) == [entry.key]
    assert [digest.in_doubt for digest in again] == [True]
    assert book.due_digests(10, morning + HOUR) == ()


def test_a_digest_whose_channel_was_down_is_no_repeat(book: PageBook) -> None:
    entry = book.admit(a_request(), QUIET, NIGHT)
    morning = NIGHT + 8 * HOUR
    (first,) = book.due_digests(10, morning)

    book.not_taken((entry.key,))

    (again,) = book.due_digests(10, morning + LEASE)
    assert (first.in_doubt, again.in_doubt) == (False, False)


def test_a_page_that_was_called_off_is_in_no_digest(book: PageBook) -> None:
    gone, waiting = (book.admit(a_request(number), QUIET, NIGHT) for number in (1, 2))
    sent = book.admit(a_request(3), ANYTIME, NIGHT)
    book.settle(PageReport(sent.key, PageState.SENT, NIGHT))

    book.recall((gone.key, sent.key), NIGHT + HOUR)

    assert _keys(book.due_digests(10, NIGHT + 9 * HOUR)) == [waiting.key]
    states = [page.state for page in book.of_case("C-1")]
    assert states == [PageState.CANCELLED, PageState.DEFERRED, PageState.SENT]


def test_a_page_that_is_tried_again_is_not_sent_once_it_was_called_off(book: PageBook) -> None:
    entry = book.admit(a_request(), ANYTIME, NIGHT)
    book.recall((entry.key,), NIGHT + MINUTE)

    again = book.admit(a_request(), ANYTIME, NIGHT + 2 * MINUTE)
    taken_after_all = book.settle(PageReport(entry.key, PageState.SENT, NIGHT + 2 * MINUTE))

    assert again.state is PageState.CANCELLED
    assert taken_after_all.state is PageState.SENT


def test_drills_and_real_pages_never_share_a_message(book: PageBook) -> None:
    book.admit(a_request(1), QUIET, NIGHT)
    book.admit(a_request(2, drill=True), QUIET, NIGHT)
    digests = book.due_digests(10, NIGHT + 8 * HOUR)
    assert [(digest.drill, len(digest.pages)) for digest in digests] == [(False, 1), (True, 1)]


def test_old_news_of_a_page_changes_nothing(book: PageBook) -> None:
    entry = book.admit(a_request(), ANYTIME, NIGHT)
    book.settle(PageReport(entry.key, PageState.DELIVERED, NIGHT + 2 * MINUTE, "receipt"))

    told = book.settle(PageReport(entry.key, PageState.SENT, NIGHT + 3 * MINUTE, "provider"))

    assert (told.state, told.detail) == (PageState.DELIVERED, "receipt")


def test_a_page_that_was_never_ordered_cannot_be_settled(book: PageBook) -> None:
    with pytest.raises(NotFound, match="no page C-9"):
        book.settle(PageReport("C-9", PageState.SENT, NIGHT))
    assert book.find(4711) is None


def test_a_link_works_once(book: PageBook) -> None:
    number = book.admit(a_request(), ANYTIME, NIGHT).number

    used = [book.acknowledged(number, NIGHT + n * MINUTE) for n in (1, 2)]

    assert used == [True, False]
    entry = book.find(number)
    assert entry is not None
    assert entry.acknowledged_at == NIGHT + MINUTE


def test_the_book_has_no_word_of_a_restricted_case(book: PageBook) -> None:
    entry = book.admit(a_request(restricted=True, headline="A secret"), ANYTIME, NIGHT)
    assert entry.text == "restricted SEV3 case C-1: open the console."


def test_pages_of_a_person_are_told_since_a_moment(book: PageBook) -> None:
    book.admit(a_request(1), ANYTIME, NIGHT)
    book.admit(a_request(2, person="desk.binh"), ANYTIME, NIGHT)
    assert [page.person for page in book.of_person("desk.mai", NIGHT)] == ["desk.mai"]
    assert book.of_person("desk.mai", NIGHT + MINUTE) == ()


def _keys(digests: tuple[Digest, ...]) -> list[str]:
    return [page.key for digest in digests for page in digest.pages]
