"""Plays all parties of a sample claim through the client that everyone uses."""

from collections.abc import Callable
from typing import Protocol

from pydantic import BaseModel
from typing_extensions import override

from makegood.messages.claims import ClaimFiling
from makegood.messages.commands import Receipt
from makegood.messages.status import ClaimResult, Status
from makegood.rules.casefile import Stage
from starters.client import Filed
from starters.errors import NoSuchClaim
from starters.samples.moves import Move
from starters.samples.parties import Parties, Wait, WentElsewhere, a_moment
from starters.samples.sample import Sample

Hear = Callable[[Sample, Move], None]
"""Told of each move that was made."""

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


def in_silence(_: Sample, __: Move) -> None:
    """Tell nobody."""


class Player(Parties[Status]):
    """All parties of all sample claims."""

    def __init__(self, claims: Door, wait: Wait = a_moment, hear: Hear = in_silence) -> None:
        super().__init__(claims, wait)
        self._claims = claims
        self._hear = hear

    async def play(self, sample: Sample) -> ClaimResult:
        """File the claim, say all that its script says, and return what it ends with."""
        await self.file(sample)
        await self.say_all(sample)
        return await self.answered(sample.claim_id, self._claims.result)

    async def file(self, sample: Sample) -> None:
        """File the claim, after the one that it must follow."""
        while sample.after and not await self._is_read(sample.after):
            await self._wait(sample.after)
        await self.answered(sample.claim_id, lambda _: self._claims.file(sample.filing))

    async def say_all(self, sample: Sample) -> None:
        """Say all that the script says; raises WentElsewhere, or the door's own refusal."""
        await self.take_turns(sample.claim_id, sample.moves, lambda move: self._hear(sample, move))

    async def _is_read(self, claim_id: str) -> bool:
        try:
            status = await self.looked_at(claim_id)
        except NoSuchClaim:
            return False
        return status is not None and status.stage not in UNREAD

    @override
    def insist(self, seen: Status, turn: Move) -> None:
        if seen.stage == Stage.CLOSED:
            raise WentElsewhere(f"closed as {seen.outcome}, before {turn.who}: {turn.what}")
        if seen.parked:
            raise WentElsewhere(f"parked before {turn.who}: {turn.what}: {seen.parked}")
