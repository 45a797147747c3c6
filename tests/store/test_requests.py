"""A request is worked on by one at a time, and its answer is found again for thirty days."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine

from makegood.messages.problems import NotFound
from makegood.store.claims import ClaimRecords
from makegood.store.command_outbox import (
    MOST_FAULTS,
    CommandOutbox,
    CommandState,
    QueuedCommand,
    queue,
)
from makegood.store.engine import writing
from makegood.store.requests import KEPT, LEASE, Answered, Asked, Beginning, RequestBook
from tests.store.builders import MONDAY

DONE = Answered(201, {"location": "/v1/claims/C-1"}, b'{"claim_id": "C-1"}')


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
def book(engine: Engine, clock: Clock) -> RequestBook:
    """A book without any request."""
    return RequestBook(engine, clock)


@pytest.fixture
def outbox(engine: Engine, clock: Clock) -> CommandOutbox:
    """An outbox without any command."""
    return CommandOutbox(engine, clock)


def asked(token: str, fingerprint: str = "f-1", actor: str = "portal.lotus") -> Asked:
    """An attempt at the request with key k-1."""
    return Asked(actor, "k-1", fingerprint, token)


def a_command(number: int = 1, case_id: str = "C-1") -> QueuedCommand:
    """A note for a claim."""
    return QueuedCommand(f"id-{number}", "desk.chi", "claim", case_id, "add_note", '{"text": "x"}')


def keep(engine: Engine, clock: Clock, *commands: QueuedCommand) -> None:
    """Put commands into the outbox."""
    with writing(engine) as connection:
        for one in commands:
            queue(connection, one, clock())


def test_the_first_request_with_a_key_is_worked_on_and_no_other_meanwhile(
    book: RequestBook,
) -> None:
    assert book.begin(asked("a")) == (Beginning.NEW, None)
    assert book.begin(asked("b")) == (Beginning.IN_FLIGHT, None)
    assert book.begin(asked("c", "f-2")) == (Beginning.OTHER, None)
    assert book.begin(asked("d", actor="desk.chi")) == (Beginning.NEW, None)


def test_many_at_once_are_worked_on_by_one(book: RequestBook) -> None:
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda n: book.begin(asked(f"t-{n}"))[0], range(24)))

    assert sorted(found) == [Beginning.IN_FLIGHT] * 23 + [Beginning.NEW]


def test_an_answer_is_given_again_as_it_was(book: RequestBook) -> None:
    book.begin(asked("a"))
    book.keep(asked("a"), DONE)

    assert book.begin(asked("b")) == (Beginning.ANSWERED, DONE)
    assert book.begin(asked("c", "f-2")) == (Beginning.OTHER, None)


def test_a_request_that_was_given_up_is_taken_up_by_the_next(
    book: RequestBook, clock: Clock
) -> None:
    book.begin(asked("died"))
    clock.turn(LEASE + timedelta(seconds=1))

    assert book.begin(asked("heir")) == (Beginning.NEW, None)
    book.keep(asked("died"), Answered(500, {}, b"late"))
    book.keep(asked("heir"), DONE)
    assert book.begin(asked("b")) == (Beginning.ANSWERED, DONE)


def test_a_request_that_did_nothing_leaves_its_key_free(book: RequestBook) -> None:
    book.begin(asked("a"))
    book.release(asked("a"))

    assert book.begin(asked("b", "f-2")) == (Beginning.NEW, None)


def test_after_thirty_days_an_answer_is_forgotten(book: RequestBook, clock: Clock) -> None:
    book.begin(asked("a"))
    book.keep(asked("a"), DONE)
    clock.turn(KEPT)
    assert book.forget() == 0
    clock.turn(timedelta(seconds=1))

    assert book.forget() == 1
    assert book.begin(asked("b", "f-2")) == (Beginning.NEW, None)


def test_a_promised_command_is_kept_with_the_answer_that_promises_it(
    book: RequestBook, outbox: CommandOutbox
) -> None:
    book.begin(asked("a"))
    book.keep(asked("a"), Answered(202, {}, b""), a_command())

    assert outbox.due(10) == (a_command(),)


def test_a_command_is_handed_to_one_carrier_at_a_time(
    engine: Engine, clock: Clock, outbox: CommandOutbox
) -> None:
    keep(engine, clock, *(a_command(n, f"C-{n}") for n in range(6)))
    with ThreadPoolExecutor(4) as pool:
        handed = [one for due in pool.map(lambda _: outbox.due(2), range(8)) for one in due]

    assert sorted(one.id for one in handed) == [f"id-{n}" for n in range(6)]


def test_commands_of_a_case_keep_their_order(
    engine: Engine, clock: Clock, outbox: CommandOutbox
) -> None:
    keep(engine, clock, a_command(1), a_command(2), a_command(3, "C-2"))

    assert [one.id for one in outbox.due(10)] == ["id-1", "id-3"]
    outbox.put_off("id-1", "away")
    assert outbox.due(10) == ()
    clock.turn(timedelta(minutes=2))
    assert [one.id for one in outbox.due(10)] == ["id-1", "id-3"]
    outbox.settle("id-1", CommandState.DONE, {"version": 8})
    assert [one.id for one in outbox.due(10)] == ["id-2"]


def test_the_same_command_twice_is_one(engine: Engine, clock: Clock, outbox: CommandOutbox) -> None:
    keep(engine, clock, a_command(), a_command())

    assert outbox.waiting() == 1
    assert outbox.waits("claim", "C-1")
    assert not outbox.waits("crisis", "C-1")


def test_the_first_answer_of_a_case_stands_and_what_was_said_is_forgotten(
    engine: Engine, clock: Clock, outbox: CommandOutbox
) -> None:
    keep(engine, clock, a_command())
    outbox.settle("id-1", CommandState.REFUSED, {"code": "closed"})
    outbox.settle("id-1", CommandState.DONE, {"version": 9})

    kept = outbox.command("id-1")
    assert (kept.state, kept.answer, kept.message) == (
        CommandState.REFUSED,
        {"code": "closed"},
        "",
    )
    with pytest.raises(NotFound, match="no command id-9"):
        outbox.command("id-9")


def test_a_case_that_is_away_is_waited_for_as_long_as_it_takes(
    engine: Engine, clock: Clock, outbox: CommandOutbox
) -> None:
    keep(engine, clock, a_command())
    for _ in range(3 * MOST_FAULTS):
        outbox.put_off("id-1", "away")
        clock.turn(timedelta(minutes=1))

    assert outbox.due(1) == (a_command(),)


def test_what_fails_by_our_mistake_ends_as_a_dead_letter(
    engine: Engine, clock: Clock, outbox: CommandOutbox
) -> None:
    keep(engine, clock, a_command())
    states = [outbox.fault("id-1", "KeyError") for _ in range(MOST_FAULTS)]

    assert states == [CommandState.WAITING] * (MOST_FAULTS - 1) + [CommandState.FAILED]
    [letter] = ClaimRecords(engine).dead_letters()
    assert (letter.kind, letter.claim_id, letter.reason) == ("command", "C-1", "KeyError")
