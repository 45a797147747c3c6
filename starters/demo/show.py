"""The demonstration itself: a stack, the sample claims and their parties, the report."""

import asyncio
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from rich.console import Console

from makegood.gateways.documents import DocumentStore
from makegood.store.engine import make_engine
from makegood.store.inbox import Desk
from starters.client import Claims, connect
from starters.demo.board import Board
from starters.demo.proof import prove
from starters.demo.report import End, tell
from starters.demo.room import Room
from starters.errors import DoorError
from starters.exits import Exit
from starters.samples.all import samples
from starters.samples.dossier import keep
from starters.samples.player import Player, WentElsewhere
from starters.samples.sample import Sample, differences
from starters.stack.layout import services
from starters.stack.run import running_stack

PATIENCE = timedelta(seconds=170)
"""How long a sample may take; with a stack that is well, the longest takes a good minute."""

WIDE = 200
"""Columns of what goes into a file or a pipe."""


@dataclass(frozen=True)
class Scene:
    """Where the parties meet, and where it is shown."""

    claims: Claims
    board: Board


async def show(room: Room) -> Exit:
    """Start everything, play all samples, tell how they ended, stop everything."""
    console, began = _console(), time.monotonic()
    for moved in room.moved:
        console.print(moved)
    found = await asyncio.to_thread(samples, datetime.now(UTC).date())
    board = Board(console, found)
    async with running_stack(room.settings, services(room.settings, room.ports), board.say):
        console.print(f"Temporal UI: {room.settings.temporal_ui_url}")
        ends = await _played(room, found, board)
        proofs = await prove(room.settings, ends)
        tell(console, room, ends, proofs)
        console.print("Stopping ...")
    console.print(f"Done in {time.monotonic() - began:.0f} s. To look at the claims: {room.again}")
    well = all(end.is_well for end in ends) and all(proof.holds for proof in proofs)
    return Exit.OK if well else Exit.FAILED


def _console() -> Console:
    console = Console(highlight=False, emoji=False)
    return console if console.is_terminal else Console(highlight=False, emoji=False, width=WIDE)


async def _played(room: Room, found: tuple[Sample, ...], board: Board) -> list[End]:
    """All samples at once, each to its own end, with the board kept up to date."""
    store = DocumentStore(room.settings.documents_url)
    for sample in found:
        await asyncio.to_thread(keep, sample.papers, store)
    scene = Scene(await connect(room.settings), board)
    desk = Desk(make_engine(room.settings.database_url))
    async with board.kept(desk):
        return list(await asyncio.gather(*(_end(scene, sample) for sample in found)))


async def _end(scene: Scene, sample: Sample) -> End:
    """How a sample ended, or why it did not."""
    player = Player(scene.claims, hear=scene.board.hear)
    try:
        async with asyncio.timeout(PATIENCE.total_seconds()):
            result = await player.play(sample)
    except TimeoutError:
        where = scene.board.where(sample.claim_id)
        return End(sample, None, (f"not ended in {PATIENCE.seconds} s: {where}",))
    except (WentElsewhere, DoorError) as problem:
        return End(sample, None, (str(problem),))
    return End(sample, result, differences(sample, result))
