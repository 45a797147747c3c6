"""Plays all parties of a sample claim through the client that everyone uses."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Protocol, TypeVar
from uuid import uuid4

from pydantic import BaseModel

from makegood.messages.claims import ClaimFiling
from makegood.messages.commands import Receipt
from makegood.messages.status import ClaimResult, Status
from makegood.rules.casefile import Stage
from starters.client import Filed
from starters.errors import Denied, DoorError, NoSuchClaim, RefusedByRule, Unreachable
from starters.samples.moves import Move
from starters.samples.sample import Sample

Answer = TypeVar("Answer")

Wait = Callable[[str], Awaitable[None]]
"""What is done while a claim, named, has nothing for its parties to do."""

Hear = Callable[[Sample, Move], None]
"""Told of each move that was made."""

GLANCE = 0.4
"""Seconds between two looks at a claim."""

LOOK_AGAIN = frozenset({"stale_subject", "nothing_to_sign", "round_closed"})
"""Refusals that only say that the claim has moved since it was looked at."""

UNREAD = frozenset({Stage.RECEIVED, Stage.VERIFYING})
"""Stages in which a claim's documents are not read yet."""


class Door(Protocol):
    """What the parties need of the client that everyone uses."""

    async def file(self, filing: ClaimFiling) -> Filed: ...

    async def say(
        self, claim_id: str, command: str, message: BaseModel, once: str = ""
    ) -> Receipt: ...

    async def status(self, claim_id: str) -> Status: ...

    async def result(self, claim_id: str) -> ClaimResult: ...


class WentElsewhere(Exception):
    """A claim did not come to where its script goes on; the text says where it is."""


async def a_moment(_: str) -> None:
    """Let a little real time pass."""
    await asyncio.sleep(GLANCE)


def in_silence(_: Sample, __: Move) -> None:
    """Tell nobody."""


class Player:
    """All parties of all samples; what happens depends on what claims say, never on time alone."""

    def __init__(self, claims: Door, wait: Wait = a_moment, hear: Hear = in_silence) -> None:
        self._claims = claims
        self._wait = wait
        self._hear = hear

    async def play(self, sample: Sample) -> ClaimResult:
        """File the claim, say all that its script says, and return what it ends with."""
        await self.file(sample)
        await self.say_all(sample)
        return await self._answered(sample.claim_id, self._claims.result)

    async def file(self, sample: Sample) -> None:
        """File the claim, after the one that it must follow."""
        while sample.after and not await self._is_read(sample.after):
            await self._wait(sample.after)
        await self._answered(sample.claim_id, lambda _: self._claims.file(sample.filing))

    async def say_all(self, sample: Sample) -> None:
        """Say all that the script says; raises WentElsewhere, or the door's own refusal."""
        for move in sample.moves:
            while not await self._made(sample, move):
                await self._wait(sample.claim_id)
            self._hear(sample, move)

    async def _is_read(self, claim_id: str) -> bool:
        try:
            status = await self._looked_at(claim_id)
        except NoSuchClaim:
            return False
        return status is not None and status.stage not in UNREAD

    async def _made(self, sample: Sample, move: Move) -> bool:
        """Whether the move's time had come and it was made."""
        status = await self._looked_at(sample.claim_id)
        if status is None:
            return False
        if not move.due(status):
            _insist_on_open(status, move)
            return False
        return await self._said(sample.claim_id, move, status)

    async def _said(self, claim_id: str, move: Move, status: Status) -> bool:
        message, once = move.message(status), str(uuid4())
        try:
            await self._answered(
                claim_id, lambda _: self._claims.say(claim_id, move.command, message, once)
            )
        except (Denied, RefusedByRule) as refusal:
            if move.refused and refusal.code == move.refused:
                return True
            if refusal.code in LOOK_AGAIN:
                return False
            raise _of(claim_id, move, refusal) from refusal
        if move.refused:
            raise WentElsewhere(f"{move.who} could {move.what}, against {move.refused}")
        return True

    async def _answered(self, claim_id: str, ask: Callable[[str], Awaitable[Answer]]) -> Answer:
        """What is answered once somebody answers; asking again is the same question."""
        while True:
            try:
                return await ask(claim_id)
            except Unreachable:
                await self._wait(claim_id)

    async def _looked_at(self, claim_id: str) -> Status | None:
        """The status; None while the claim is only being opened, or nobody answers yet."""
        try:
            return await self._claims.status(claim_id)
        except Unreachable:
            return None


def _insist_on_open(status: Status, move: Move) -> None:
    if status.stage == Stage.CLOSED:
        raise WentElsewhere(f"closed as {status.outcome}, before {move.who}: {move.what}")
    if status.parked:
        raise WentElsewhere(f"parked before {move.who}: {move.what}: {status.parked}")


def _of(claim_id: str, move: Move, refusal: DoorError) -> WentElsewhere:
    return WentElsewhere(
        f"{claim_id} refused {move.who}: {move.what}: {refusal.code}: {refusal.message}"
    )
