"""The watch of the demonstration: a stream is fed to it twice, and one case comes of it."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from makegood.messages.crisis_commands import SaysWhy
from makegood.messages.crisis_status import CrisisStatus
from makegood.messages.watches import WatchStatus
from makegood.rules.detection.taking import case_id_of
from starters.crises import Crises
from starters.demo.report import Proof
from starters.errors import DoorError
from starters.samples.stream import JOINING, THREAT, WATCH, stream
from starters.watches import Watches

GLANCE = 0.5
PATIENCE = 60
"""Seconds after which the watch is waited for no longer; it takes a few."""

CASE = case_id_of(WATCH, THREAT)


@dataclass(frozen=True)
class Watched:
    """How the watch stood when it had decided on everything, and the case that it opened."""

    fed: int = 0
    status: WatchStatus | None = None
    case: CrisisStatus | None = None
    wrong: str = ""


async def watched(watches: Watches, crises: Crises, say: Callable[[str], None]) -> Watched:
    """Feed the stream, and once more as a source that heard nothing; wait; call the case off."""
    mentions = stream(datetime.now(UTC))
    try:
        async with asyncio.timeout(PATIENCE):
            await watches.feed(WATCH, mentions)
            await watches.feed(WATCH, mentions)
            say(f"Watch {WATCH}: {len(mentions)} mentions were fed, twice")
            status = await _decided(watches, len(mentions))
            case = await _heard(crises)
            over = SaysWhy(by="desk.mai", reason="the stream was made up")
            await crises.say(CASE, "reject", over, "made-up")
    except TimeoutError:
        return Watched(len(mentions), wrong=f"not done in {PATIENCE} s")
    except DoorError as problem:
        return Watched(len(mentions), wrong=problem.message)
    return Watched(len(mentions), status, case)


async def _decided(watches: Watches, fed: int) -> WatchStatus:
    """The watch, once it has decided on all and told every case."""
    while True:
        status = await watches.status(WATCH)
        if status.tally.decided >= fed and not status.last.untold:
            return status
        await asyncio.sleep(GLANCE)


async def _heard(crises: Crises) -> CrisisStatus:
    """The case, once it has heard of everybody who joined in."""
    while True:
        case = await crises.status(CASE)
        if case.mention_count >= len(JOINING):
            return case
        await asyncio.sleep(GLANCE)


def watch_agrees(seen: Watched) -> Proof:
    """Of everything that was fed one case came, which the others joined; each counts once."""
    if seen.status is None or seen.case is None:
        return Proof("watch", holds=False, found=seen.wrong)
    tally = seen.status.tally
    joined, listed = tally.joined + tally.raised, seen.case.mention_count
    whole = (tally.decided, tally.opened, joined, listed)
    right = whole == (seen.fed, 1, len(JOINING), len(JOINING)) and not seen.status.trouble
    found = (
        f"of {tally.decided} mentions {tally.opened} opened a case ({seen.case.severity}), "
        f"{joined} joined it, {tally.ignored} were let be"
    )
    said = f"{found}; {seen.fed} were fed, the case has {listed}; {seen.status.trouble}"
    return Proof("watch", holds=right, found=found if right else said)
