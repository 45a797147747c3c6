"""The stream of the demonstration: what the shipped detector makes of it, and what is proved."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from temporalio.testing import ActivityEnvironment

from activities.watching import WatchDesk
from makegood.messages.watches import WatchOrder, WatchStatus, WatchTally
from makegood.policy.loader import SHIPPED
from makegood.store.engine import make_engine
from makegood.store.migrate import migrate
from makegood.store.watch_mentions import MentionBook
from starters.demo.watching import CASE, Watched, watch_agrees
from starters.samples.stream import JOINING, WATCH, stream
from tests.kit.watches import Listening
from tests.starters.demo.crisis_stand_ins import a_case
from workers.detectors import watch_desk

FED = 22
RIGHT = WatchTally(opened=1, joined=2, raised=1, ignored=FED - 4)


def a_desk(folder: Path, cases: Listening) -> WatchDesk:
    """The desk of a worker, with the stream before it."""
    url = f"sqlite:///{folder / 'makegood.sqlite'}"
    migrate(url)
    engine, now = make_engine(url), datetime.now(UTC)
    told = [one.mention() for one in stream(now)]
    assert len(told) == FED
    MentionBook(engine).take_in(WATCH, "batch", told, now)
    return watch_desk(engine, SHIPPED, cases)


async def test_the_shipped_detector_opens_one_case_and_lets_small_talk_be(tmp_path: Path) -> None:
    cases, order = Listening(), WatchOrder(name=WATCH)
    desk = a_desk(tmp_path, cases)

    done = ActivityEnvironment().run(desk.decide_mentions, order)
    await ActivityEnvironment().run(desk.tell_cases, order)

    assert list(cases.opened) == [CASE]
    assert sum(one.count for one in cases.heard[CASE]) == len(JOINING)
    assert (done.tally.opened, done.tally.ignored) == (1, FED - 4)


def seen(tally: WatchTally = RIGHT, mentions: int = len(JOINING), trouble: str = "") -> Watched:
    """A watch that has decided so, and a case that has heard of so many."""
    case = a_case(case_id=CASE, severity="SEV2", mention_count=mentions)
    status = WatchStatus(name=WATCH, tally=tally, lag_seconds=0, trouble=trouble)
    return Watched(FED, status, case)


def test_one_case_that_others_join_is_proof() -> None:
    proof = watch_agrees(seen())

    assert proof.holds
    assert proof.found == "of 22 mentions 1 opened a case (SEV2), 3 joined it, 18 were let be"


@pytest.mark.parametrize(
    "wrong",
    [
        seen(RIGHT.model_copy(update={"opened": 2, "ignored": FED - 5})),
        seen(RIGHT.plus(RIGHT)),
        seen(mentions=0),
        seen(trouble="no database"),
        Watched(FED, wrong="not done in 60 s"),
    ],
)
def test_anything_else_is_none(wrong: Watched) -> None:
    assert not watch_agrees(wrong).holds
