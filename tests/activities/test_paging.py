"""Whoever is on call is found, and paged once; what fails is told at once or tried again."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from temporalio.testing import ActivityEnvironment

from activities.paging import Pager
from makegood.messages.paging import CallQuery, Digest, PageEntry, PageOrder, PageText
from makegood.messages.problems import NeedsPerson, NotFound, OutcomeUnknown, Retryable
from makegood.rules.claim import Team
from makegood.rules.crisis.calling import PageReason, PageReport, PageState, Reachable
from makegood.rules.crisis.canary import canary_pages
from makegood.rules.crisis.severity import Severity
from makegood.rules.crisis.throttle import PageRequest, Preferences
from makegood.rules.crisis.words import Channel
from makegood.rules.rota.plan import OnCall

NOW = datetime(2026, 11, 2, 3, 0, tzinfo=UTC)
MAI, BINH, HA = "desk.mai", "desk.binh", "desk.ha"
KEY = "C-1:ladder:1.0.0:desk.mai:sms"


class Rotas:
    """Mai is on call for the desk, Binh backs her up, Ha is the fallback; Legal has no rota."""

    def who(self, team: Team, at: datetime) -> tuple[OnCall, ...]:
        """Whoever is on call."""
        if team is not Team.SERVICE_DESK:
            raise NotFound(f"{team} has no rota")
        return tuple(OnCall(name, "day", None) for name in (MAI, BINH, HA))


class Contacts:
    """Everybody has text messages, and a wish that tests can tell apart."""

    wishes = Preferences(quiet_until=NOW + timedelta(hours=8))

    def channels(self, person: str) -> tuple[Channel, ...]:
        """What everybody has."""
        return (Channel.SMS,)

    def preferences(self, person: str, channel: Channel, at: datetime) -> Preferences:
        """What everybody wishes."""
        return self.wishes


class Book:
    """A page book that decides as told, and notes what it hears."""

    def __init__(self, state: PageState = PageState.SENDING, *due: Digest) -> None:
        self.state, self.due = state, due
        self.asked: list[Preferences] = []
        self.settled: list[PageReport] = []
        self.recalled: list[str] = []
        self.refused: list[str] = []
        self.in_doubt = False

    def admit(self, request: PageRequest, preferences: Preferences, now: datetime) -> PageEntry:
        """Page 12."""
        self.asked.append(preferences)
        return an_entry(12, self.state, request.key, in_doubt=self.in_doubt)

    def settle(self, report: PageReport) -> PageReport:
        """As it was told."""
        self.settled.append(report)
        return report

    def not_taken(self, keys: tuple[str, ...]) -> None:
        """They have not gone."""
        self.refused += keys

    def recall(self, keys: tuple[str, ...], now: datetime) -> None:
        """Take them out."""
        self.recalled += keys

    def due_digests(self, limit: int, now: datetime) -> tuple[Digest, ...]:
        """What is due."""
        return self.due


class Rail:
    """A provider that takes everything, or fails as told."""

    def __init__(self, problem: Exception | None = None, *, keys: bool = False) -> None:
        self.problem = problem
        self.keys = keys
        self.taken: list[PageText] = []

    def deliver(self, text: PageText) -> str:
        """Take it."""
        if self.problem:
            raise self.problem
        self.taken.append(text)
        return "provider 77"

    def knows_keys(self, text: PageText) -> bool:
        """As told."""
        return self.keys


class Links:
    """Links that can be read."""

    def link(self, number: int, person: str) -> str:
        """The link of a page."""
        return f"https://door/{number}/{person}"


def an_entry(
    number: int, state: PageState = PageState.DEFERRED, key: str = KEY, *, in_doubt: bool = False
) -> PageEntry:
    """A page in the book."""
    return PageEntry(
        number=number,
        key=key,
        case_id="C-1",
        person=MAI,
        channel=Channel.SMS,
        reason=PageReason.LADDER,
        severity=Severity.SEV3,
        state=state,
        state_at=NOW,
        made_at=NOW,
        text=f"SEV3 case C-{number}.",
        detail="as it is",
        in_doubt=in_doubt,
    )


def a_request() -> PageRequest:
    """A text message to Mai, whose only channel it is not."""
    return PageRequest(
        KEY,
        "C-1",
        MAI,
        Channel.SMS,
        PageReason.LADDER,
        Severity.SEV3,
        NOW,
        NOW + timedelta(minutes=30),
        place="rung 1 of 3, round 1",
        last_channel=False,
    )


def a_pager(book: Book | None = None, rail: Rail | None = None) -> Pager:
    """The pager of these tests."""
    return Pager(Rotas(), Contacts(), book or Book(), rail or Rail(), Links())


def looked_up(*contacts: str) -> dict[str, str]:
    """Who is found, and in which capacity."""
    query = CallQuery(contacts=contacts, at=NOW)
    found = ActivityEnvironment().run(a_pager().who_to_call, query)
    assert all(one == Reachable(one.person, one.via, (Channel.SMS,)) for one in found)
    return {one.person: one.via for one in found}


def paged(book: Book, rail: Rail, request: PageRequest) -> PageReport:
    """What is told of a page."""
    return ActivityEnvironment().run(a_pager(book, rail).page, PageOrder(request=request))


@pytest.mark.parametrize(
    ("contact", "person"),
    [
        ("rota:service_desk:1", MAI),
        ("rota:service_desk:2", BINH),
        ("rota:service_desk:3", HA),
        ("rota:service_desk:9", HA),
        ("rota:service_desk:0", HA),
        ("person:pr.lan", "pr.lan"),
    ],
)
def test_a_contact_is_whoever_stands_in_its_layer_or_the_fallback(
    contact: str, person: str
) -> None:
    assert looked_up(contact) == {person: contact}


def test_nobody_is_found_twice() -> None:
    found = looked_up("rota:service_desk:1", f"person:{MAI}")
    assert found == {MAI: "rota:service_desk:1"}


@pytest.mark.parametrize("unknown", ["rota:legal:1", "rota:cooks:1", "pigeon:x"])
def test_a_contact_that_names_nobody_leaves_the_others_to_be_called(unknown: str) -> None:
    assert looked_up(unknown, f"person:{BINH}") == {BINH: f"person:{BINH}"}


def test_a_page_goes_out_with_its_text_its_code_and_its_link() -> None:
    book, rail = Book(), Rail()

    report = paged(book, rail, a_request())

    assert (report.state, report.detail) == (PageState.SENT, "provider 77")
    assert book.settled == [report]
    assert book.asked == [Contacts.wishes]
    (text,) = rail.taken
    assert text.title == "SEV3 case C-1"
    assert text.body.endswith("(rung 1 of 3, round 1). Reply 12a to acknowledge.")
    assert text.link == "https://door/12/desk.mai"


@pytest.mark.parametrize(
    "state",
    [PageState.SENT, PageState.STALE, PageState.BUNDLED, PageState.DEFERRED, PageState.FAILED],
)
def test_what_the_book_does_not_let_out_does_not_go_out(state: PageState) -> None:
    rail = Rail()
    report = paged(Book(state), rail, a_request())
    assert (report, rail.taken) == (PageReport(KEY, state, NOW, "as it is"), [])


@pytest.mark.parametrize("problem", [Retryable("down"), NeedsPerson("no such line")])
def test_a_channel_that_fails_is_told_at_once_so_that_the_next_is_tried(
    problem: Exception,
) -> None:
    report = paged(Book(), Rail(problem), a_request())
    assert (report.state, report.detail) == (PageState.FAILED, str(problem))


def test_the_last_channel_is_tried_again_until_it_works_or_the_page_is_stale() -> None:
    last = replace(a_request(), last_channel=True)
    book = Book()
    with pytest.raises(Retryable, match="down"):
        paged(book, Rail(Retryable("down")), last)
    assert (book.settled, book.refused) == ([], [KEY])


REPEAT = "You may have had this before. "
LAST = replace(a_request(), last_channel=True)


def doubtful() -> Book:
    """A book in which the page was handed in before by a worker that died over it."""
    book = Book()
    book.in_doubt = True
    return book


def test_a_page_of_which_nobody_knows_whether_it_went_is_followed_by_the_next_channel() -> None:
    book, rail = doubtful(), Rail()

    report = paged(book, rail, a_request())

    assert (report.state, rail.taken) == (PageState.SENT_UNKNOWN, [])
    assert report.detail == "handed in, and nobody can say whether it went"
    assert book.settled == [report]


def test_a_provider_that_knows_keys_is_handed_the_same_page_again() -> None:
    rail = Rail(keys=True)

    report = paged(doubtful(), rail, a_request())

    assert (report.state, report.detail) == (PageState.SENT, "provider 77")
    assert [text.body.startswith(REPEAT) for text in rail.taken] == [False]


def test_the_last_channel_repeats_a_page_in_doubt_and_tells_its_reader() -> None:
    rail = Rail()

    report = paged(doubtful(), rail, LAST)

    assert (report.state, report.detail) == (PageState.SENT, "provider 77, may have gone twice")
    assert [text.body.startswith(REPEAT) for text in rail.taken] == [True]


def test_a_repeat_that_is_refused_leaves_the_first_try_in_doubt() -> None:
    book = doubtful()
    with pytest.raises(Retryable, match="down"):
        paged(book, Rail(Retryable("down")), LAST)
    assert (book.settled, book.refused) == ([], [])


def test_a_provider_that_does_not_answer_leaves_the_page_in_doubt() -> None:
    silent = OutcomeUnknown("no answer")
    book = Book()

    report = paged(book, Rail(silent), a_request())
    with pytest.raises(Retryable, match="no answer"):
        paged(book, Rail(silent), LAST)

    assert (report.state, report.detail) == (PageState.SENT_UNKNOWN, "no answer")
    assert book.refused == []


def test_a_last_channel_that_cannot_work_fails_all_the_same() -> None:
    last = replace(a_request(), last_channel=True)
    assert paged(Book(), Rail(NeedsPerson("no such line")), last).state is PageState.FAILED


def test_pages_that_nobody_needs_any_more_are_taken_out_of_their_digests() -> None:
    book = Book()
    ActivityEnvironment().run(a_pager(book).recall, (KEY,))
    assert book.recalled == [KEY]


def a_digest(*numbers: int, drill: bool = False, in_doubt: bool = False) -> Digest:
    """Pages to Mai that have waited."""
    pages = tuple(
        an_entry(number, key=f"C-{number}:ladder", in_doubt=in_doubt) for number in numbers
    )
    return Digest(person=MAI, channel=Channel.SMS, drill=drill, pages=pages)


def test_a_digest_is_one_message_and_every_page_of_it_is_sent() -> None:
    book, rail = Book(PageState.SENT, a_digest(7, 9)), Rail()

    reports = ActivityEnvironment().run(a_pager(book, rail).carry_digests)

    (text,) = rail.taken
    assert text.title == "2 pages while it was quiet or busy"
    assert text.body == (
        "SEV3 case C-7. Reply 7a to acknowledge.\nSEV3 case C-9. Reply 9a to acknowledge."
    )
    assert [(one.key, one.state) for one in reports] == [
        ("C-7:ladder", PageState.SENT),
        ("C-9:ladder", PageState.SENT),
    ]
    assert list(reports) == book.settled


def test_a_digest_of_a_rehearsal_says_so() -> None:
    rail = Rail()
    ActivityEnvironment().run(
        a_pager(Book(PageState.SENT, a_digest(7, drill=True)), rail).carry_digests
    )
    assert rail.taken[0].title == "DRILL: 1 page while it was quiet or busy"
    assert rail.taken[0].drill


def test_a_digest_whose_channel_is_down_waits_and_one_that_cannot_go_fails() -> None:
    carried = []
    for problem in (Retryable("down"), NeedsPerson("no such line")):
        book = Book(PageState.SENT, a_digest(7))
        told = ActivityEnvironment().run(a_pager(book, Rail(problem)).carry_digests)
        carried.append([report.state for report in told])
    assert carried == [[], [PageState.FAILED]]


@pytest.mark.parametrize(
    ("problem", "refused"), [(Retryable("down"), ["C-7:ladder"]), (OutcomeUnknown("no answer"), [])]
)
def test_a_digest_is_in_doubt_unless_its_provider_has_refused_it(
    problem: Exception, refused: list[str]
) -> None:
    book = Book(PageState.SENT, a_digest(7))
    ActivityEnvironment().run(a_pager(book, Rail(problem)).carry_digests)
    assert book.refused == refused


@pytest.mark.parametrize(
    ("keys", "note"), [(False, "provider 77, may have gone twice"), (True, "provider 77")]
)
def test_a_digest_that_may_have_gone_says_so_where_the_provider_knows_no_keys(
    note: str, *, keys: bool
) -> None:
    rail = Rail(keys=keys)
    book = Book(PageState.SENT, a_digest(7, in_doubt=True))

    (report,) = ActivityEnvironment().run(a_pager(book, rail).carry_digests)

    assert report.detail == note
    assert rail.taken[0].body.startswith(REPEAT) is not keys


def test_a_canary_asks_nobody_to_acknowledge_it() -> None:
    reader = Reachable(MAI, "rota:service_desk", (Channel.SMS,))
    rail, [canary] = Rail(), canary_pages(reader, NOW.date(), NOW)

    paged(Book(), rail, canary)
    paged(Book(), rail, a_request())

    test, page = rail.taken
    assert (test.link, "Reply" in test.body) == ("", False)
    assert (page.link, "Reply 12a" in page.body) == ("https://door/12/desk.mai", True)
