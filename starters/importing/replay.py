"""Accepted rows filed as real claims, some at once, each moved into the present."""

import asyncio
import hashlib
import heapq
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Protocol

from makegood.messages.claims import ClaimFiling
from makegood.messages.status import Status
from makegood.rules.casefile import Stage
from starters.client import Filed
from starters.errors import BadInput, DoorError, NoSuchClaim, Unreachable
from starters.importing.mapping import ParcelDay
from starters.importing.rows import Row

OPENING = "opening"
"""What the client says of a claim that no worker has taken up yet."""
UNSETTLED = frozenset({OPENING, Stage.RECEIVED.value, Stage.VERIFYING.value})
LOOK_AGAIN = 0.25
SLACK = 1000


class Door(Protocol):
    """What a replay needs of the claims; `starters.client.Claims` is one."""

    async def file(self, filing: ClaimFiling) -> Filed:
        """Start a claim once."""

    async def status(self, claim_id: str) -> Status:
        """Where it stands."""


@dataclass(frozen=True)
class Plan:
    """On which day the claims are received, and how many are filed at the same time.

    `settle` is how long each claim may take to get past its first checks before it is counted.
    """

    on: date
    at_once: int = 8
    settle: timedelta = timedelta(seconds=10)


@dataclass
class Outcomes:
    """What became of the filings, and where the claims stand; `unreachable` says why it stopped."""

    filings: Counter[str] = field(default_factory=Counter)
    stages: Counter[str] = field(default_factory=Counter)
    awaiting: Counter[str] = field(default_factory=Counter)
    refusals: list[str] = field(default_factory=list)
    unreachable: str = ""


class Sample:
    """As many accepted rows as planned, the same for the same seed, in whatever order they come.

    A larger count of the same seed adds to a smaller one.
    """

    def __init__(self, count: int, seed: int) -> None:
        self._count = count
        self._seed = seed
        self._kept: list[ClaimFiling] = []

    def add(self, row: Row) -> None:
        """Take a row into the draw, if it is accepted."""
        if row.filing is None or not self._count:
            return
        self._kept.append(row.filing)
        if len(self._kept) >= 2 * self._count + SLACK:
            self._kept = self.filings()

    def filings(self) -> list[ClaimFiling]:
        """The rows drawn so far."""
        return heapq.nsmallest(self._count, self._kept, key=self._lot)

    def _lot(self, filing: ClaimFiling) -> bytes:
        return hashlib.sha256(f"{self._seed}\0{filing.claim_id}".encode()).digest()


def in_the_present(filing: ClaimFiling, on: date) -> ClaimFiling:
    """The filing as if received on that day: all dates move alike, and the claim says so.

    BadInput where it cannot be said of that day, or has no room for the sentence.
    """
    moved = on - (filing.received_on or on)
    raw = filing.model_dump()
    said = f"Its dates were moved by {moved.days:+} days: received {on - moved} in the file."
    raw["statement"] = f"{filing.statement}\n{said}"
    try:
        raw["received_on"], raw["incident_on"] = on, filing.incident_on + moved
        raw["parcels"] = [_moved(parcel, moved) for parcel in raw["parcels"]]
        return ClaimFiling.model_validate(raw)
    except (OverflowError, ValueError) as error:
        raise BadInput(f"It cannot be received on {on}.", "not_moved") from error


def _moved(parcel: dict[str, object], by: timedelta) -> dict[str, object]:
    days = {name: day for name in ParcelDay if isinstance(day := parcel[name], date)}
    return {**parcel, **{name.value: day + by for name, day in days.items()}}


class Replay:
    """Files a sample through a door; to repeat it on the same day changes nothing."""

    def __init__(
        self, door: Door, plan: Plan, told: Callable[[int], None] = lambda _: None
    ) -> None:
        self._door = door
        self._plan = plan
        self._told = told
        self._outcomes = Outcomes()
        self._room = asyncio.Semaphore(plan.at_once)

    async def run(self, filings: Iterable[ClaimFiling]) -> Outcomes:
        """File each, then see where each stands; stops trying once nobody answers."""
        drawn = list(filings)
        await asyncio.gather(*(self._in_turn(self._filed(filing)) for filing in drawn))
        ids = [filing.claim_id for filing in drawn]
        await asyncio.gather(*(self._in_turn(self._seen(claim_id)) for claim_id in ids))
        return self._outcomes

    async def _in_turn(self, step: Awaitable[None]) -> None:
        async with self._room:
            await step

    async def _filed(self, filing: ClaimFiling) -> None:
        self._outcomes.filings[await self._answer(filing)] += 1
        self._told(self._outcomes.filings.total())

    async def _answer(self, filing: ClaimFiling) -> str:
        if self._outcomes.unreachable:
            return "not tried"
        try:
            filed = await self._door.file(in_the_present(filing, self._plan.on))
        except Unreachable as error:
            self._outcomes.unreachable = error.message
            return "unreachable"
        except DoorError as error:
            self._outcomes.refusals.append(f"{filing.claim_id}: {error.message}")
            return f"refused: {error.code}"
        return "already there" if filed.already else "started"

    async def _seen(self, claim_id: str) -> None:
        if self._outcomes.unreachable:
            return
        try:
            status = await self._settled(claim_id)
        except NoSuchClaim:
            return
        except Unreachable as error:
            self._outcomes.unreachable = error.message
            return
        self._outcomes.stages[_standing(status)] += 1
        self._outcomes.awaiting.update({each.who for each in status.awaiting} if status else ())

    async def _settled(self, claim_id: str) -> Status | None:
        """The status past the first checks, or whatever it is when patience ends."""
        ends = asyncio.get_running_loop().time() + self._plan.settle.total_seconds()
        status = await self._asked(claim_id)
        while _standing(status) in UNSETTLED and asyncio.get_running_loop().time() < ends:
            await asyncio.sleep(LOOK_AGAIN)
            status = await self._asked(claim_id)
        return status

    async def _asked(self, claim_id: str) -> Status | None:
        """The status; None while the claim is still being opened."""
        try:
            return await self._door.status(claim_id)
        except Unreachable as error:
            if error.code != OPENING:
                raise
            return None


def _standing(status: Status | None) -> str:
    """The outcome of a claim that has one, or else its stage."""
    return status.outcome or status.stage if status else OPENING
