"""Plays all parties of one kind of case through the client that everyone uses."""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, Protocol, TypeVar
from uuid import uuid4

from pydantic import BaseModel

from starters.errors import Denied, DoorError, RefusedByRule, Unreachable
from starters.samples.turn import Turn

Seen = TypeVar("Seen", bound=BaseModel)
Answered_co = TypeVar("Answered_co", bound=BaseModel, covariant=True)
Answer = TypeVar("Answer")

Wait = Callable[[str], Awaitable[None]]
"""What is done while a case, named, has nothing for its parties to do."""

GLANCE = 0.4
"""Seconds between two looks at a case."""

LOOK_AGAIN = frozenset({"stale_subject", "nothing_to_sign", "round_closed"})
"""Refusals that only say that the case has moved since it was looked at."""


class SpokenTo(Protocol[Answered_co]):
    """What the parties need of the client of a kind of case."""

    async def say(
        self, case_id: str, command: str, message: BaseModel, once: str = "", /
    ) -> object: ...

    async def status(self, case_id: str, /) -> Answered_co: ...


class WentElsewhere(Exception):
    """A case did not come to where its script goes on; the text says where it is."""


async def a_moment(_: str) -> None:
    """Let a little real time pass."""
    await asyncio.sleep(GLANCE)


class Parties(ABC, Generic[Seen]):
    """All parties of cases; what happens depends on what cases say, never on time alone."""

    def __init__(self, door: SpokenTo[Seen], wait: Wait = a_moment) -> None:
        self._door = door
        self._wait = wait

    @abstractmethod
    def insist(self, seen: Seen, turn: Turn[Seen]) -> None:
        """Raise WentElsewhere where the case will never come to that turn."""

    async def take_turns(
        self, case_id: str, turns: Sequence[Turn[Seen]], hear: Callable[[Turn[Seen]], None]
    ) -> None:
        """Say all that a script says; raises WentElsewhere, or the door's own refusal."""
        for turn in turns:
            while not await self._taken(case_id, turn):
                await self._wait(case_id)
            hear(turn)

    async def _taken(self, case_id: str, turn: Turn[Seen]) -> bool:
        """Whether the turn's time had come and it was taken."""
        seen = await self.looked_at(case_id)
        if seen is None:
            return False
        if not turn.due(seen):
            self.insist(seen, turn)
            return False
        return await self._said(case_id, turn, turn.message(seen))

    async def _said(self, case_id: str, turn: Turn[Seen], message: BaseModel) -> bool:
        once = str(uuid4())
        try:
            await self.answered(
                case_id, lambda _: self._door.say(case_id, turn.command, message, once)
            )
        except (Denied, RefusedByRule) as refusal:
            if turn.refused and refusal.code == turn.refused:
                return True
            if refusal.code in LOOK_AGAIN:
                return False
            raise _of(case_id, turn, refusal) from refusal
        if turn.refused:
            raise WentElsewhere(f"{turn.who} could {turn.what}, against {turn.refused}")
        return True

    async def answered(self, case_id: str, ask: Callable[[str], Awaitable[Answer]]) -> Answer:
        """What is answered once somebody answers; asking again is the same question."""
        while True:
            try:
                return await ask(case_id)
            except Unreachable:
                await self._wait(case_id)

    async def looked_at(self, case_id: str) -> Seen | None:
        """The status; None while the case is only being opened, or nobody answers yet."""
        try:
            return await self._door.status(case_id)
        except Unreachable:
            return None


def _of(case_id: str, turn: Turn[Seen], refusal: DoorError) -> WentElsewhere:
    return WentElsewhere(
        f"{case_id} refused {turn.who}: {turn.what}: {refusal.code}: {refusal.message}"
    )
