"""A watch decides once on each mention, whatever dies in between, and its cases hear it once."""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import Engine, select
from temporalio.testing import ActivityEnvironment
from typing_extensions import override

from activities.watch_ports import Detector
from activities.watching import WatchDesk
from makegood.messages.crises import CrisisRequest
from makegood.messages.crisis_commands import AddMention
from makegood.messages.problems import Retryable
from makegood.rules.detection.decisions import Act
from makegood.rules.detection.mention import Mention
from makegood.rules.detection.recalling import Round
from makegood.rules.detection.taking import Decided, case_id_of
from makegood.store.engine import make_engine
from makegood.store.migrate import migrate
from makegood.store.watch_book import WatchBook
from makegood.store.watch_lists import DecisionFilter, WatchLists
from makegood.store.watch_tables import WATCH_DECISION
from makegood.store.watch_verdicts import VerdictBook
from tests.kit.watches import (
    ACME,
    LATER,
    ORDER,
    FixedDetectors,
    Listening,
    Reader,
    a_desk,
    angry,
    by_parts,
    mild,
    step,
)
from tests.rules.detection.mentions import TERMS


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A migrated database, to be copied."""
    path = tmp_path_factory.mktemp("watching") / "makegood.sqlite"
    migrate(f"sqlite:///{path}")
    return path.read_bytes()


@pytest.fixture
def fresh(template: bytes, tmp_path: Path) -> Callable[[], Engine]:
    """Makes databases without any mention."""
    numbers = iter(range(1_000))

    def made() -> Engine:
        path = tmp_path / f"{next(numbers)}.sqlite"
        path.write_bytes(template)
        return make_engine(f"sqlite:///{path}")

    return made


@pytest.fixture
def engine(fresh: Callable[[], Engine]) -> Iterator[Engine]:
    """One of them."""
    made = fresh()
    yield made
    made.dispose()


def fed(engine: Engine, *mentions: Mention) -> None:
    """Mentions that wait."""
    WatchBook(engine).take_in(ACME, "b1", mentions, LATER)


def decided(engine: Engine) -> list[tuple[str, str, str, str]]:
    """What was decided on each mention, in the order of the mentions."""
    own = WATCH_DECISION.c
    asked = select(own.mention_id, own.act, own.opener, own.severity).order_by(own.mention)
    with engine.connect() as connection:
        return [(r.mention_id, r.act, r.opener, r.severity) for r in connection.execute(asked)]


def test_a_mention_opens_a_case_another_joins_it_and_the_calm_is_let_be(engine: Engine) -> None:
    cases = Listening()
    fed(engine, angry(1, thread="t1"), angry(2, thread="t1"), mild(3))

    done = step(a_desk(engine, cases))

    case_id = case_id_of(ACME, "m1")
    assert (done.tally.opened, done.tally.joined, done.tally.ignored) == (1, 1, 1)
    assert list(cases.opened) == [case_id]
    assert [one.count for one in cases.heard[case_id]] == [1]
    assert done.open_cases == 1
    rows = WatchLists(engine).decisions(ACME, DecisionFilter()).rows
    assert [(one.act, one.case_id) for one in rows] == [
        ("ignore", ""),
        ("join", case_id),
        ("open", case_id),
    ]


def test_the_case_is_told_why_and_by_which_model_and_policy(engine: Engine) -> None:
    cases = Listening()
    fed(engine, angry(1, address="https://x.example/1"))

    step(a_desk(engine, cases))

    [request] = cases.opened.values()
    assert (request.source.type, request.source.reference) == ("risk_watch", "m1")
    assert request.source.url == "https://x.example/1"
    links = {link.kind: link.reference for link in request.links}
    assert links == {
        "watch": ACME,
        "detector model": "test-1",
        "detection policy": TERMS.version,
    }
    assert "accuses or blames with probability 0.95" in request.description
    assert request.severity is not None


def test_a_mention_that_is_sent_again_is_decided_once(engine: Engine) -> None:
    cases, desk = Listening(), a_desk(engine, Listening())
    fed(engine, angry(1))
    step(desk)
    fed(engine, angry(1), angry(2, thread="t"))

    again = step(a_desk(engine, cases))

    assert again.tally.decided == 1
    assert [one[0] for one in decided(engine)] == ["m1", "m2"]


def a_day() -> list[Mention]:
    """A burst about one thing between questions, two threads, and somebody who writes again."""
    told: list[Mention] = []
    for number in range(60):
        told.append(mild(number * 3))
        told.append(angry(number * 3 + 1, thread=f"t{number % 7}" if number % 2 else ""))
        told.append(angry(number * 3 + 2, author=f"author{number % 11}"))
    return told


def test_a_restart_between_any_two_steps_changes_no_decision(
    fresh: Callable[[], Engine],
) -> None:
    whole, restarted = fresh(), fresh()
    desk = a_desk(whole, Listening())
    for part in by_parts(a_day(), 20):
        fed(whole, *part)
        step(desk)
        fed(restarted, *part)
        step(a_desk(restarted, Listening()))

    assert decided(restarted) == decided(whole)
    assert {act for _, act, _, _ in decided(whole)} >= {"open", "join", "ignore"}


def test_two_workers_that_take_turns_decide_as_one(fresh: Callable[[], Engine]) -> None:
    whole, shared = fresh(), fresh()
    alone, pair = a_desk(whole, Listening()), [a_desk(shared, Listening()) for _ in range(2)]
    for turn, part in enumerate(by_parts(a_day(), 20)):
        fed(whole, *part)
        step(alone)
        fed(shared, *part)
        step(pair[turn % 2])

    assert decided(shared) == decided(whole)


class Died(Exception):
    """The worker dies here."""


class Traps:
    """Dies at the n-th call of anything that the desk does, before or after it is done."""

    def __init__(self, at: int) -> None:
        self.left = at
        self.sprung = False

    def spring(self) -> None:
        """Count, and die when it is time."""
        self.left -= 1
        if self.left == 0:
            self.sprung = True
            raise Died


class TrappedBook(WatchBook):
    """Records with a trap before and after everything that is written."""

    def __init__(self, engine: Engine, traps: Traps) -> None:
        super().__init__(engine)
        self.traps = traps

    @override
    def write(self, written: Round) -> int:
        self.traps.spring()
        place = super().write(written)
        self.traps.spring()
        return place

    @override
    def untold(self, watch: str) -> tuple[Decided, ...]:
        found = super().untold(watch)
        self.traps.spring()
        return found

    @override
    def told(self, numbers: Sequence[int], case_id: str) -> None:
        self.traps.spring()
        super().told(numbers, case_id)
        self.traps.spring()


class TrappedCases(Listening):
    """Cases with a trap before and after each word."""

    traps: Traps

    @override
    async def open(self, request: CrisisRequest) -> None:
        self.traps.spring()
        await super().open(request)
        self.traps.spring()

    @override
    async def mention(self, case_id: str, seen: AddMention) -> bool:
        self.traps.spring()
        heard = await super().mention(case_id, seen)
        self.traps.spring()
        return heard


def a_trapped_desk(engine: Engine, cases: TrappedCases, traps: Traps) -> WatchDesk:
    """A desk that dies where the traps say."""
    cases.traps = traps
    book, verdicts = TrappedBook(engine, traps), VerdictBook(engine)
    return WatchDesk(book, FixedDetectors(), cases, verdicts, lambda: LATER)


def an_hour() -> tuple[Mention, ...]:
    """Two cases, one of which three join."""
    joining = (angry(n, thread="t1") for n in range(2, 5))
    return (angry(1, thread="t1"), *joining, mild(5), angry(6, thread="t2"))


def everything(engine: Engine, cases: Listening) -> tuple[object, ...]:
    """All that a watch has done: to its records, and to cases."""
    heard = {name: [one.count for one in told] for name, told in cases.heard.items()}
    return decided(engine), cases.opened, heard, WatchBook(engine).left(ACME)


def test_a_worker_that_dies_at_any_point_loses_nothing_and_doubles_nothing(
    fresh: Callable[[], Engine],
) -> None:
    undisturbed, cases = fresh(), Listening()
    fed(undisturbed, *an_hour())
    step(a_desk(undisturbed, cases))
    expected, points = everything(undisturbed, cases), 0
    while True:
        traps, engine, heard = Traps(points + 1), fresh(), TrappedCases()
        fed(engine, *an_hour())
        try:
            step(a_trapped_desk(engine, heard, traps))
        except Died:
            step(a_trapped_desk(engine, heard, Traps(0)))
        assert everything(engine, heard) == expected, f"died at point {points + 1}"
        engine.dispose()
        if not traps.sprung:
            break
        points += 1

    assert points == 13, "each point was really hit"


def test_a_zombie_that_writes_late_is_refused_and_forgets_what_did_not_happen(
    engine: Engine,
) -> None:
    zombie, cases = a_desk(engine, Listening()), Listening()
    fed(engine, angry(1, thread="t1"))
    step(zombie)
    fed(engine, angry(2, thread="t1"))
    book = WatchBook(engine)
    late = Round(ACME, book.position(ACME), LATER, ())
    step(a_desk(engine, cases))

    with pytest.raises(Retryable, match="meanwhile"):
        book.write(late)
    fed(engine, angry(3, thread="t1"))
    assert step(zombie).tally.joined + step(zombie).tally.raised == 1
    assert len(decided(engine)) == 3


def is_over(engine: Engine, case_id: str, merged_into: str = "") -> None:
    """Nobody works on the case any more."""
    from makegood.store.crises import write_row
    from makegood.store.engine import writing
    from tests.store.crisis_builders import a_crisis_row

    with writing(engine) as connection:
        write_row(connection, a_crisis_row(case_id, active=False, merged_into=merged_into))


def test_nothing_joins_a_case_that_was_closed(engine: Engine) -> None:
    cases, desk = Listening(), a_desk(engine, Listening())
    fed(engine, angry(1, thread="t1"))
    step(desk)
    is_over(engine, case_id_of(ACME, "m1"))
    fed(engine, angry(2, thread="t1"))

    for each in (desk, a_desk(engine, cases)):
        step(each)

    assert [one[1] for one in decided(engine)] == ["open", "open"]


def test_what_joins_a_case_that_closes_at_that_moment_opens_one_of_its_own(
    engine: Engine,
) -> None:
    cases = Listening()
    desk = a_desk(engine, cases)
    fed(engine, angry(1, thread="t1"))
    step(desk)
    fed(engine, angry(2, thread="t1"))
    ActivityEnvironment().run(desk.decide_mentions, ORDER)
    is_over(engine, case_id_of(ACME, "m1"))
    asyncio.run(ActivityEnvironment().run(desk.tell_cases, ORDER))

    assert list(cases.opened) == [case_id_of(ACME, "m1"), case_id_of(ACME, "m2")]
    assert cases.heard == {}
    assert WatchBook(engine).left(ACME).untold == 0


def test_what_joins_a_case_that_was_merged_is_told_to_the_one_that_goes_on(
    engine: Engine,
) -> None:
    from makegood.store.crises import write_row
    from makegood.store.engine import writing
    from tests.store.crisis_builders import a_crisis_row

    cases = Listening()
    desk = a_desk(engine, cases)
    fed(engine, angry(1, thread="t1"))
    step(desk)
    first = case_id_of(ACME, "m1")
    with writing(engine) as connection:
        write_row(connection, a_crisis_row("K-9"))
    is_over(engine, first, "K-9")
    cases.gone.add(first)
    fed(engine, angry(2, thread="t1"))
    step(desk)

    assert list(cases.heard) == ["K-9"]
    assert [one[1] for one in decided(engine)] == ["open", "join"]


def test_many_copies_are_read_once_and_one_word_tells_the_case_of_them_all(
    engine: Engine,
) -> None:
    reader, cases = Reader(), Listening()
    desk = a_desk(engine, cases, FixedDetectors((Detector(reader, TERMS),)))
    copies = [angry(n, text="the same liars sold us the same broken lamp") for n in range(300)]
    fed(engine, *copies)

    done = step(desk)

    assert len(reader.read) == 1
    assert done.tally.opened == 1
    [told] = cases.heard.values()
    assert [one.count for one in told] == [299]


def test_a_step_has_no_more_mentions_than_the_slowest_detector_reads(engine: Engine) -> None:
    readers = (Reader(), Reader(at_once=2))
    pair = (Detector(readers[0], TERMS), Detector(readers[1], TERMS, "1"))
    desk = a_desk(engine, Listening(), FixedDetectors(pair))
    fed(engine, *(angry(n) for n in range(5)))

    left = [step(desk).waiting for _ in range(3)]

    assert left == [3, 1, 0]
    assert len(decided(engine)) == 10


def test_a_shadow_decides_beside_the_ruling_detector_and_nobody_hears_of_it(
    engine: Engine,
) -> None:
    cases = Listening()
    lenient = Detector(Reader("test-2", severe="nobody writes this"), TERMS, "7")
    desk = a_desk(engine, cases, FixedDetectors((Detector(Reader(), TERMS), lenient)))
    fed(engine, angry(1), mild(2))

    done = step(desk)

    assert done.tally.opened == 1
    assert (done.model, done.shadow) == ("test-1", f"test-2 / {TERMS.version}")
    assert len(cases.opened) == 1
    pairs = WatchLists(engine).both(ACME, "7")
    assert [(one.act, two.act) for one, two in pairs] == [
        (Act.OPEN, Act.IGNORE),
        (Act.IGNORE, Act.IGNORE),
    ]


def test_a_shadow_knows_the_cases_that_were_open_when_it_began(engine: Engine) -> None:
    desk = a_desk(engine, Listening())
    fed(engine, angry(1, thread="t1"))
    step(desk)
    since = WatchBook(engine).position(ACME)
    shadow = Detector(Reader("test-2"), TERMS, "7", since)
    pair = FixedDetectors((Detector(Reader(), TERMS), shadow))
    fed(engine, angry(2, thread="t1"))

    step(a_desk(engine, Listening(), pair))

    [(ruling, shadowed)] = WatchLists(engine).both(ACME, "7")
    assert (ruling.act, ruling.case) == (shadowed.act, shadowed.case) == (Act.JOIN, "m1")


def test_what_was_usual_at_this_hour_of_other_days_makes_a_crowd_no_burst(
    fresh: Callable[[], Engine],
) -> None:
    from datetime import timedelta

    crowd = [
        angry(n, text=f"liars, says number {n} {'xyzuvw'[n % 6] * 12}", followers=0)
        for n in range(30)
    ]

    def bursts(days: int) -> bool:
        engine = fresh()
        for day in range(days, 0, -1):
            fed(
                engine,
                *(
                    replace(
                        one, mention_id=f"{day}-{one.mention_id}", at=one.at - timedelta(days=day)
                    )
                    for one in crowd
                ),
            )
        fed(engine, *crowd)
        desk = a_desk(engine, Listening())
        while step(desk).waiting:
            continue
        own = WATCH_DECISION.c
        asked = select(own.why).where(own.mention_id.in_([one.mention_id for one in crowd]))
        with engine.connect() as connection:
            return any("a storm" in why for why in connection.scalars(asked))

    assert bursts(days=0)
    assert not bursts(days=3)
