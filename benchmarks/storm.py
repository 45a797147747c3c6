"""`python -m benchmarks.storm`: a hundred thousand mentions in an hour, beside a bare floor."""

import argparse
import asyncio
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from temporalio.testing import ActivityEnvironment

from makegood.detector.scorer import shipped
from makegood.detector.storms import Burst, Weather, stream
from makegood.messages.crises import CrisisRequest
from makegood.messages.crisis_commands import AddMention
from makegood.messages.watches import WatchOrder
from makegood.policy.loader import SHIPPED
from makegood.rules.detection.mention import Mention
from makegood.store.engine import make_engine
from makegood.store.migrate import migrate
from makegood.store.watch_book import WatchBook
from starters.exits import leave
from workers.detectors import watch_desk

NAME, A_BATCH = "storm", 1_000
HOUR = timedelta(hours=1)
DAY = datetime(2026, 11, 1, tzinfo=UTC)
STORM = DAY + 12 * HOUR
MANY = 100_000


@dataclass
class Heard:
    """Cases that only count what they hear."""

    opened: set[str] = field(default_factory=set)
    words: int = 0

    async def open(self, request: CrisisRequest) -> None:
        """A case is opened."""
        self.opened.add(request.case_id)

    async def mention(self, case_id: str, seen: AddMention) -> bool:
        """A case hears of mentions."""
        self.words += bool(case_id and seen.count)
        return True


@dataclass(frozen=True)
class StormCost:
    """What a storm cost: seconds to score every text and keep it, and seconds of the watch."""

    mentions: int
    floor: float
    taken: float
    watched: float
    slowest: float
    cases: int
    words: int

    @property
    def ratio(self) -> float:
        """The whole way of a mention, as a multiple of the floor."""
        return (self.taken + self.watched) / self.floor

    @property
    def headroom(self) -> float:
        """How many such storms a worker would keep up with at once."""
        return HOUR.total_seconds() / (self.taken + self.watched)


def a_storm(mentions: int) -> list[Mention]:
    """So many mentions within an hour, between the usual ones of a day (synthetic)."""
    burst = Burst(STORM, HOUR, mentions * 2)
    weather = Weather(seed=1, first=DAY, days=1, usual_a_day=400, bursts=(burst,))
    return [one.mention for one in stream(weather)]


def measured(folder: Path, mentions: int) -> StormCost:
    """The storm through the records and the steps of a watch, and the floor on the same."""
    told = a_storm(mentions)
    floor = _floor(folder / "floor.sqlite", told)
    book = WatchBook(make_engine(_migrated(folder / "watch.sqlite")))
    taken = _seconds(lambda: _take_in(book, told))
    heard, steps = Heard(), list[float]()
    _watch(folder / "watch.sqlite", heard, steps)
    cases, words = len(heard.opened), heard.words
    return StormCost(len(told), floor, taken, sum(steps), max(steps), cases, words)


def _floor(path: Path, told: Sequence[Mention]) -> float:
    """What nobody can leave out: every text is scored, every mention kept."""
    scorer, book = shipped(), WatchBook(make_engine(_migrated(path)))
    scorer.score("warm", "en")

    def both() -> None:
        for part in _parts(told):
            scorer.score_many([(one.text, one.language) for one in part])
        _take_in(book, told)

    return _seconds(both)


def _watch(path: Path, heard: Heard, steps: list[float]) -> None:
    """Every step of the watch, as its process takes them, until nothing waits."""
    desk, order = (
        watch_desk(make_engine(f"sqlite:///{path}"), SHIPPED, heard),
        WatchOrder(name=NAME),
    )
    waiting = 1
    while waiting:
        began = time.perf_counter()
        done = ActivityEnvironment().run(desk.decide_mentions, order)
        if done.untold:
            asyncio.run(ActivityEnvironment().run(desk.tell_cases, order))
        steps.append(time.perf_counter() - began)
        waiting = done.waiting


def _migrated(path: Path) -> str:
    url = f"sqlite:///{path}"
    migrate(url)
    return url


def _take_in(book: WatchBook, told: Sequence[Mention]) -> None:
    for number, part in enumerate(_parts(told)):
        book.take_in(NAME, f"b{number}", part, STORM)


def _parts(told: Sequence[Mention]) -> Iterator[Sequence[Mention]]:
    for start in range(0, len(told), A_BATCH):
        yield told[start : start + A_BATCH]


def _seconds(work: Callable[[], None]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def table(cost: StormCost) -> Iterator[str]:
    """The figures, in Markdown."""
    yield "| synthetic mentions | cases | words to them | floor s | take in s | watch s | ratio |"
    yield "|---:|---:|---:|---:|---:|---:|---:|"
    seconds = f"{cost.floor:.1f} | {cost.taken:.1f} | {cost.watched:.1f}"
    yield f"| {cost.mentions:,} | {cost.cases} | {cost.words} | {seconds} | {cost.ratio:.2f} |"
    yield (
        f"\nSlowest step {cost.slowest:.2f} s; one worker would keep up with "
        f"{cost.headroom:.1f} such storms at once."
    )


def main() -> None:
    """Measure once and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.storm", description=__doc__)
    parser.add_argument("--mentions", type=int, default=MANY, help="in the hour of the storm")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="makegood-") as folder:
        print("\n".join(table(measured(Path(folder), asked.mentions))))
    leave(0)


if __name__ == "__main__":
    main()
