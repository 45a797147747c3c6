"""Many cases asked or told the same: a few at once, each answered for itself."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

AT_ONCE = 8
DONE, WOULD_BE, NOT_PARKED = "done", "would be done", "not parked"

Case = TypeVar("Case")
Found = TypeVar("Found")


async def in_turn(
    cases: Sequence[Case], ask: Callable[[Case], Awaitable[Found]]
) -> tuple[Found, ...]:
    """What asking gives for each case, in their order, a few at once."""
    gate = asyncio.Semaphore(AT_ONCE)

    async def one(case: Case) -> Found:
        async with gate:
            return await ask(case)

    return tuple(await asyncio.gather(*map(one, cases)))


def is_at(parked: str, step: str) -> bool:
    """Whether what a claim says of being parked names that step; any step where none is named."""
    return not step or parked.partition(":")[0] == step
