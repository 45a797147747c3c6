"""Which processes of a test still run."""

import asyncio
from pathlib import Path

from tests.kit.bounds import living_in


async def none_left_in(folder: Path) -> bool:
    """Whether every process of the folder has ended, given a moment."""
    for _ in range(100):
        if not living_in(folder):
            return True
        await asyncio.sleep(0.1)
    return False
