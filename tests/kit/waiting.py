"""Waiting for something to hold, and failing loudly when it never does."""

import asyncio
from collections.abc import Awaitable, Callable

LONGEST_STEP = 40
PAUSE = 0.03


async def until(holds: Callable[[], Awaitable[bool]], seconds: float = LONGEST_STEP) -> None:
    """Wait until it holds; TimeoutError when it never does."""
    async with asyncio.timeout(seconds):
        while True:
            if await holds():
                return
            await asyncio.sleep(PAUSE)
