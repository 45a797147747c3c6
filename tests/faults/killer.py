"""Kills services at random, by a seed: the same seed kills in the same order and rhythm."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from random import Random

from tests.faults import books
from tests.faults.company import Company

PAYMENTS = "worker-payments"
VICTIMS = (
    *(PAYMENTS, PAYMENTS, "worker-claims", "worker-documents", "worker-notices"),
    *("temporal", "bank", "webhooks"),
)
"""Where money moves twice as often; every other service once a round."""

SEED = 20261127
PAUSES = (1.5, 3.5)
"""Seconds between two kills."""

LONGEST_WAIT = 25.0
"""Seconds to wait for a payment that is with the bank, when its worker is to be killed."""


def schedule(seed: int = SEED) -> Iterator[tuple[str, float]]:
    """Whom to kill and how long to wait before, for ever."""
    chance = Random(seed)
    while True:
        for victim in chance.sample(VICTIMS, len(VICTIMS)):
            yield victim, chance.uniform(*PAUSES)


@dataclass
class Killer:
    """Follows the schedule; remembers whom it killed."""

    company: Company
    killed: list[str] = field(default_factory=list)

    async def go_round(self, seconds: float) -> None:
        """Kill for that long, and a whole round at least; who has not come back yet is spared."""
        until = asyncio.get_running_loop().time() + seconds
        for victim, pause in schedule():
            await asyncio.sleep(pause)
            if asyncio.get_running_loop().time() > until and set(VICTIMS) <= set(self.killed):
                return
            await self.company.stack.serves(victim)
            if victim == PAYMENTS:
                await books.payment_in_flight(self.company, LONGEST_WAIT)
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
