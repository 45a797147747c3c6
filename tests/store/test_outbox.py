"""A notice goes out once, is tried again when it fails, and is never lost."""

from concurrent.futures import ThreadPoolExecutor, wait
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine

from makegood.messages.problems import Malformed, NotFound
from makegood.messages.records import CaseRecord
from makegood.store import dead_letters
from makegood.store.claims import ClaimRecords
from makegood.store.doctor import examine
from makegood.store.engine import reading, writing
from makegood.store.notices import MOST_ATTEMPTS, NoticeState, lease_due
from makegood.store.outbox import Outbox
from tests.store.builders import MONDAY, a_claim, a_notice, a_row


class Clock:
    """A clock that tests turn by hand."""

    def __init__(self) -> None:
        self.now = MONDAY

    def __call__(self) -> datetime:
        return self.now

    def turn(self, by: timedelta) -> None:
        """Let time pass."""
        self.now += by


@pytest.fixture
def clock() -> Clock:
    """A clock that stands at Monday morning."""
    return Clock()


@pytest.fixture
def outbox(engine: Engine, clock: Clock) -> Outbox:
    """An outbox that holds the acknowledgement of claim C-1."""
    records = ClaimRecords(engine, clock)
    records.open_claim(a_claim(), "hash-1")
    records.record(CaseRecord(row=a_row(), notices=(a_notice(),)))
    return Outbox(engine, clock)


def test_a_due_notice_is_handed_out_whole(outbox: Outbox) -> None:
    assert outbox.due_notices(10) == (a_notice(),)


def test_a_notice_is_handed_to_one_sender_at_a_time(outbox: Outbox) -> None:
    with ThreadPoolExecutor(4) as pool:
        handed = list(pool.map(lambda _: outbox.due_notices(10), range(8)))

    assert sorted(len(notices) for notices in handed) == [0] * 7 + [1]


def test_a_notice_being_handed_out_is_passed_over(outbox: Outbox, engine: Engine) -> None:
    with ThreadPoolExecutor(1) as pool:
        with writing(engine) as first:
            handed = lease_due(first, 10, MONDAY)
            second = pool.submit(outbox.due_notices, 10)
            wait([second], timeout=0.5)  # PostgreSQL answers at once, SQLite after the first

        assert (handed, second.result()) == ((a_notice(),), ())


def test_a_notice_whose_sender_died_is_handed_out_again(outbox: Outbox, clock: Clock) -> None:
    outbox.due_notices(10)

    clock.turn(timedelta(seconds=59))
    assert outbox.due_notices(10) == ()
    clock.turn(timedelta(seconds=1))
    assert outbox.due_notices(10) == (a_notice(),)


def test_a_notice_that_was_sent_never_comes_again(outbox: Outbox, clock: Clock) -> None:
    outbox.due_notices(10)
    outbox.mark_sent(a_notice().key, "mail-1")
    outbox.mark_sent(a_notice().key, "mail-2")

    clock.turn(timedelta(days=9))

    assert outbox.due_notices(10) == ()
    assert outbox.mark_failed(a_notice().key, "late news") is NoticeState.SENT


def test_no_more_notices_than_asked_for_and_the_oldest_first(
    outbox: Outbox, engine: Engine, clock: Clock
) -> None:
    clock.turn(timedelta(seconds=5))
    later = tuple(a_notice(f"C-1:{number}:reminder") for number in range(2, 5))
    ClaimRecords(engine, clock).record(CaseRecord(row=a_row(), notices=later))

    assert [notice.key for notice in outbox.due_notices(2)] == [a_notice().key, later[0].key]


def test_a_failed_notice_waits_twice_as_long_each_time(outbox: Outbox, clock: Clock) -> None:
    waits = []
    for _ in range(4):
        outbox.mark_failed(a_notice().key, "the mail server is away")
        waited = timedelta(0)
        while not outbox.due_notices(1):
            clock.turn(timedelta(seconds=10))
            waited += timedelta(seconds=10)
        waits.append(waited.total_seconds())

    assert waits == [30, 60, 120, 240]


def test_a_notice_that_cannot_be_sent_ends_as_a_dead_letter(
    outbox: Outbox, engine: Engine, clock: Clock
) -> None:
    states = [outbox.mark_failed(a_notice().key, "no address") for _ in range(MOST_ATTEMPTS)]

    assert states[-2:] == [NoticeState.WAITING, NoticeState.GIVEN_UP]
    [letter] = ClaimRecords(engine).dead_letters()
    assert (letter.kind, letter.claim_id, letter.payload) == ("notice", "C-1", a_notice().key)
    assert (letter.reason, letter.owner) == ("no address", "service_desk")
    assert examine(engine, clock()) == []


def test_an_unknown_notice_is_not_found(outbox: Outbox) -> None:
    with pytest.raises(NotFound, match="no notice stranger"):
        outbox.mark_sent("stranger", "mail-1")


def test_what_cannot_be_accepted_is_kept_once_as_it_came(records: ClaimRecords) -> None:
    for _ in range(2):
        records.bury("signal", "C-1", "amount: a number is expected", '{"amount": "much"}')
    records.bury("signal", "C-1", "amount: a number is expected", '{"amount": "more"}')

    first, second = records.dead_letters()

    assert (first.kind, first.payload) == ("signal", '{"amount": "much"}')
    assert second.payload == '{"amount": "more"}'


def test_a_dead_letter_is_handed_over_and_dealt_with(records: ClaimRecords, engine: Engine) -> None:
    records.bury("signal", "C-1", "does not parse", "?")
    [letter] = records.dead_letters()

    with writing(engine) as connection:
        dead_letters.hand_over(connection, letter.number, "minh")
    [owned] = records.dead_letters()
    with writing(engine) as connection:
        dead_letters.handled(connection, letter.number, MONDAY)

    assert owned.owner == "minh"
    assert records.dead_letters() == ()


def test_dead_letters_are_walked_page_by_page(records: ClaimRecords, engine: Engine) -> None:
    for number in range(5):
        records.bury("signal", "C-1", "does not parse", f"?{number}")
    with reading(engine) as connection:
        pages = [dead_letters.page(connection, limit=2)]
    with writing(engine) as connection:
        dead_letters.handled(connection, pages[0].letters[0].number, MONDAY)
    with reading(engine) as connection:
        while pages[-1].cursor:
            pages.append(dead_letters.page(connection, pages[-1].cursor, 2))
        left = dead_letters.count(connection)

    payloads = [[letter.payload for letter in page.letters] for page in pages]
    assert payloads == [["?0", "?1"], ["?2", "?3"], ["?4"]]
    assert left == 4


@pytest.mark.parametrize("cursor", ["x", "2026_", "2026_last", f"2026_{'9' * 20}", "2026_-1"])
def test_a_place_among_dead_letters_that_nobody_gave_out_is_refused(
    engine: Engine, cursor: str
) -> None:
    with pytest.raises(Malformed, match="cursor"), reading(engine) as connection:
        dead_letters.page(connection, cursor)


def test_an_unknown_dead_letter_is_not_found(engine: Engine) -> None:
    with pytest.raises(NotFound, match="no dead letter 7"), writing(engine) as connection:
        dead_letters.handled(connection, 7, MONDAY)


def test_reading_dead_letters_needs_no_lock(engine: Engine, records: ClaimRecords) -> None:
    records.bury("signal", "C-1", "does not parse", "?")

    with writing(engine), reading(engine) as connection:
        assert len(dead_letters.unhandled(connection)) == 1
