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

MID_PAYMENT = (0.3, 1.3)
"""Seconds between a payment's being handed in and the cashier's death: the bank has it by then."""

LONGEST_WAIT = 60.0
"""Seconds to wait for a payment that is with the bank, when its worker is to be killed."""


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
        """Kill for that long, and everybody once at least; the cashier with money in hand."""
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
            await books.payment_in_flight(self.company, LONGEST_WAIT)
            await asyncio.sleep(chance.uniform(*MID_PAYMENT))
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
