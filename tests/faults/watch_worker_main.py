"""`python -m tests.faults.watch_worker_main QUEUE`: a worker of watches that is to die."""

import asyncio
import os
import signal
import sys
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from typing_extensions import override

from activities.watching import WatchDesk
from benchmarks.alarm_hosting import brief_tools
from makegood.logs import set_up_logs
from makegood.messages.crises import CrisisRequest
from makegood.messages.crisis_commands import AddMention
from makegood.messages.names import Queue
from makegood.policy.loader import SHIPPED
from makegood.rules.detection.recalling import Round
from makegood.settings import Settings
from makegood.store.claims import utc_now
from makegood.store.engine import make_engine
from makegood.store.watch_book import WatchBook
from makegood.store.watch_verdicts import VerdictBook
from tests.faults.reborn import Nest
from workers.case_line import CaseLine, case_line
from workers.detectors import detector_shelf
from workers.host import run
from workers.toolbox import Toolbox

TRAPS = "watch-traps"


class WatchPoint(StrEnum):
    """After an effect, where the server has not been told yet."""

    AFTER_ROUND = "after decisions are written"
    AFTER_OPENING = "after a case is opened, before that is noted"
    AFTER_WORD = "after a case is told, before that is noted"


def spring(var: Path, point: WatchPoint) -> None:
    """Die here, as SIGKILL kills, unless somebody died here before."""
    folder = var / TRAPS
    folder.mkdir(exist_ok=True)
    try:
        os.close(os.open(folder / point, os.O_CREAT | os.O_EXCL | os.O_WRONLY))
    except FileExistsError:
        return
    os.kill(os.getpid(), signal.SIGKILL)


def sprung(var: Path) -> set[WatchPoint]:
    """At which points a worker died."""
    return {WatchPoint(path.name) for path in (var / TRAPS).iterdir()}


class TrappedBook(WatchBook):
    """The records, with a trap behind what is written."""

    var: Path

    @override
    def write(self, written: Round) -> int:
        place = super().write(written)
        spring(self.var, WatchPoint.AFTER_ROUND)
        return place


@dataclass(frozen=True)
class TrappedLine:
    """The way to cases, with a trap behind each word."""

    line: CaseLine
    var: Path

    async def open(self, request: CrisisRequest) -> None:
        """Open a case, and die."""
        await self.line.open(request)
        spring(self.var, WatchPoint.AFTER_OPENING)

    async def mention(self, case_id: str, seen: AddMention) -> bool:
        """Tell a case, and die."""
        heard = await self.line.mention(case_id, seen)
        spring(self.var, WatchPoint.AFTER_WORD)
        return heard


def trapped(settings: Settings) -> Toolbox:
    """The usual tools, with a watch between traps."""
    engine = make_engine(settings.database_url)
    book = TrappedBook(engine)
    book.var = settings.var
    line = TrappedLine(case_line(settings), settings.var)
    desk = WatchDesk(book, detector_shelf(engine, SHIPPED), line, VerdictBook(engine), utc_now)
    return replace(brief_tools(settings), watching=desk)


def main(*queues: str) -> None:
    """Serve until told to stop, or until a trap springs."""
    settings = Settings()
    set_up_logs(settings)
    asyncio.run(run(settings, tuple(map(Queue, queues)), trapped(settings)))


if __name__ == "__main__":
    Nest(lambda: main(*sys.argv[1:])).live()
