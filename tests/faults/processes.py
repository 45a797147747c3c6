"""Which processes of a test still run."""

import asyncio
from collections.abc import Sequence
from pathlib import Path

import psutil


def living_in(folder: Path) -> list[psutil.Process]:
    """The processes whose settings or command line name the folder."""
    return [one for one in psutil.process_iter() if _names(one, str(folder))]


def _names(process: psutil.Process, folder: str) -> bool:
    try:
        said: Sequence[str] = [process.environ().get("MAKEGOOD_VAR", ""), *process.cmdline()]
        ended = process.status() == psutil.STATUS_ZOMBIE
    except psutil.Error:
        return False
    return not ended and any(folder in part for part in said)


async def none_left_in(folder: Path) -> bool:
    """Whether every process of the folder has ended, given a moment."""
    for _ in range(100):
        if not living_in(folder):
            return True
        await asyncio.sleep(0.1)
    return False
