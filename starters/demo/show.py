"""The demonstration itself: a stack, the sample cases and their parties, the report."""

import asyncio
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from rich.console import Console

from makegood.gateways.documents import DocumentStore
from makegood.store.crisis_desk import CrisisLists
from makegood.store.engine import make_engine
from makegood.store.inbox import Desk
from starters.client import Claims, connect
from starters.crises import Crises, connect_crises
from starters.demo.board import Board, Lists
from starters.demo.crisis_proof import prove_crises
from starters.demo.crisis_report import CrisisEnd
from starters.demo.proof import prove
from starters.demo.report import End, Told, tell
from starters.demo.room import Room
from starters.demo.watching import Watched, watch_agrees, watched
from starters.errors import DoorError
from starters.exits import Exit
from starters.samples.all import samples
from starters.samples.crisis_player import CrisisPlayer
from starters.samples.crisis_sample import CrisisSample, crisis_differences
from starters.samples.crisis_samples import crisis_samples
from starters.samples.dossier import keep
from starters.samples.parties import WentElsewhere
from starters.samples.player import Player
from starters.samples.sample import Sample, differences
from starters.server import reach
from starters.stack.layout import services
from starters.stack.run import running_stack
from starters.stack.welcome import welcome
from starters.watches import Watches, people

PATIENCE = timedelta(seconds=240)
"""How long a sample may take; the longest takes a good minute, twice that where days are long."""

WIDE = 200
"""Columns of what goes into a file or a pipe."""


@dataclass(frozen=True)
class Cast:
    """Everything that is played."""

    claims: tuple[Sample, ...]
    crises: tuple[CrisisSample, ...]


@dataclass(frozen=True)
class Scene:
    """Where the parties meet, and where it is shown."""

    claims: Claims
    crises: Crises
    board: Board


async def show(room: Room) -> Exit:
    """Start everything, play all samples, tell how they ended, stop everything."""
    console, began = _console(), time.monotonic()
    for moved in room.moved:
        console.print(moved)
    today = datetime.now(UTC).date()
    cast = Cast(await asyncio.to_thread(samples, today), crisis_samples())
    board = Board(console, cast.claims, cast.crises)
    async with running_stack(room.settings, services(room.settings, room.ports), board.say):
        console.print("\n".join(welcome(room.settings)), soft_wrap=True)
        console.print(f"Temporal UI: {room.settings.temporal_ui_url}")
        ends, crises, seen = await _played(room, cast, board)
        proofs = await prove(room.settings, ends)
        proofs += (*await prove_crises(room.settings, crises), watch_agrees(seen))
        tell(console, room, Told(ends, crises, proofs))
        console.print("Stopping ...")
    console.print(f"Done in {time.monotonic() - began:.0f} s. To look at the cases: {room.again}")
    well = (*(end.is_well for end in ends), *(end.is_well for end in crises))
    return Exit.OK if all(well) and all(proof.holds for proof in proofs) else Exit.FAILED


def _console() -> Console:
    console = Console(highlight=False, emoji=False)
    return console if console.is_terminal else Console(highlight=False, emoji=False, width=WIDE)


async def _played(
    room: Room, cast: Cast, board: Board
) -> tuple[tuple[End, ...], tuple[CrisisEnd, ...], Watched]:
    """All samples and a stream at once, each to its own end, with the board kept up to date."""
    store = DocumentStore(room.settings.documents_url)
    for sample in cast.claims:
        await asyncio.to_thread(keep, sample.papers, store)
    scene = Scene(await connect(room.settings), await connect_crises(room.settings), board)
    engine = make_engine(room.settings.database_url)
    watches = Watches(await reach(room.settings), engine, people(room.settings))
    async with board.kept(Lists(Desk(engine), CrisisLists(engine))):
        claims, crises, seen = await asyncio.gather(
            asyncio.gather(*(_end(scene, sample) for sample in cast.claims)),
            asyncio.gather(*(_crisis_end(scene, sample) for sample in cast.crises)),
            watched(watches, scene.crises, board.say),
        )
    return tuple(claims), tuple(crises), seen


async def _end(scene: Scene, sample: Sample) -> End:
    """How a sample ended, or why it did not."""
    player = Player(scene.claims, scene.board.until_moved, scene.board.hear)
    try:
        async with asyncio.timeout(PATIENCE.total_seconds()):
            result = await player.play(sample)
    except TimeoutError:
        where = scene.board.where(sample.claim_id)
        return End(sample, None, (f"not ended in {PATIENCE.seconds} s: {where}",))
    except (WentElsewhere, DoorError) as problem:
        return End(sample, None, (str(problem),))
    return End(sample, result, differences(sample, result))


async def _crisis_end(scene: Scene, sample: CrisisSample) -> CrisisEnd:
    """How a sample crisis ended, or why it did not."""
    player = CrisisPlayer(scene.crises, scene.board.until_moved, scene.board.hear_crisis)
    try:
        async with asyncio.timeout(PATIENCE.total_seconds()):
            status = await player.play(sample)
            timeline = await scene.crises.timeline(sample.case_id)
            card = await scene.crises.scorecard(sample.case_id) if status.drill else None
    except TimeoutError:
        where = scene.board.where_crisis(sample.case_id)
        return CrisisEnd(sample, None, wrong=(f"not ended in {PATIENCE.seconds} s: {where}",))
    except (WentElsewhere, DoorError) as problem:
        return CrisisEnd(sample, None, wrong=(str(problem),))
    return CrisisEnd(sample, status, timeline, card, crisis_differences(sample, status))
