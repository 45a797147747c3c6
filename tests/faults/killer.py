"""Kills services at random, by a seed: the same seed kills in the same order and rhythm."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from random import Random

from tests.faults import books
from tests.faults.company import Company

CASHIER = "worker-payments"
OTHERS = ("worker-claims", "worker-documents", "worker-notices", "temporal", "bank", "webhooks")
VICTIMS = (CASHIER, *OTHERS)

SEED = 20261127
PAUSES = (1.5, 4.0)
"""Seconds between two kills, and twice that between two of the cashier."""

GLANCE = 0.1


def schedule(victims: tuple[str, ...], chance: Random) -> Iterator[tuple[str, float]]:
    """Whom to kill and how long to wait before, for ever: each once a round."""
    while True:
        for victim in chance.sample(victims, len(victims)):
            yield victim, chance.uniform(*PAUSES)


@dataclass
class Killer:
    """Follows the schedule; remembers whom it killed."""

    company: Company
    killed: list[str] = field(default_factory=list)

    async def go_round(self, seconds: float) -> None:
        """Kill for that long, and all once at least; the cashier when the bank has just paid."""
        until = asyncio.get_running_loop().time() + seconds
        await asyncio.gather(self._kill_others(until), self._kill_cashier(until))

    async def _kill_others(self, until: float) -> None:
        for victim, pause in schedule(OTHERS, Random(SEED)):
            await asyncio.sleep(pause)
            if asyncio.get_running_loop().time() > until and set(OTHERS) <= set(self.killed):
                return
            await self._kill(victim)

    async def _kill_cashier(self, until: float) -> None:
        chance = Random(SEED)
        while asyncio.get_running_loop().time() < until or CASHIER not in self.killed:
            taken = books.taken_by_bank(self.company)
            while books.taken_by_bank(self.company) == taken:  # noqa: ASYNC110 - a file tells
                await asyncio.sleep(GLANCE)
            await self._kill(CASHIER)
            await asyncio.sleep(2 * chance.uniform(*PAUSES))

    async def _kill(self, victim: str) -> None:
        await self.company.stack.serves(victim)
        self.company.stack.kill(victim)
        self.killed.append(victim)


@asynccontextmanager
async def killing(company: Company, seconds: float) -> AsyncIterator[Killer]:
    """Kills while the block lasts, at most for so many seconds."""
    killer = Killer(company)
    task = asyncio.create_task(killer.go_round(seconds))
    try:
        yield killer
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
