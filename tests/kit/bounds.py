"""The bounds of a whole run: it ends in time, and leaves no process behind."""

import asyncio
import faulthandler
import gc
import os
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import psutil

LONGEST_RUN_SECONDS = 60 * 60.0
"""Many times what a run needs; a test that hangs is ended by itself long before."""

LONGEST_TEST_SECONDS = 7 * 60.0
"""More than `timeout` in pyproject.toml, whose alarm a busy event loop may swallow."""

LONGEST_FAREWELL_SECONDS = 15.0
GLANCE_SECONDS = 0.2


def bounded(what: str, seconds: float) -> threading.Timer:
    """End this process and all that it started, unless the timer is cancelled before."""
    timer = threading.Timer(seconds, _give_up, [what, seconds])
    timer.daemon = True
    timer.start()
    return timer


def _give_up(what: str, seconds: float) -> None:
    print(f"\n{what} is given up after {seconds:.0f} seconds.", file=sys.stderr, flush=True)
    faulthandler.dump_traceback(file=sys.__stderr__ or sys.stderr)
    for task in (one for one in gc.get_objects() if isinstance(one, asyncio.Task)):
        if not task.done():
            print(task.get_name(), *_awaited(task.get_coro()), sep="\n  ", file=sys.stderr)
    sys.stderr.flush()
    for process in psutil.Process().children(recursive=True):
        _kill(process)
    os._exit(3)


def _awaited(coroutine: object) -> Iterator[str]:
    """Where a task stands: what it awaits, and what that awaits."""
    while coroutine is not None:
        frame = getattr(coroutine, "cr_frame", None)
        at = f", {frame.f_code.co_filename}:{frame.f_lineno}" if frame else ""
        yield f"{getattr(coroutine, '__qualname__', coroutine)}{at}"
        coroutine = getattr(coroutine, "cr_await", None)


def left_behind(folder: Path, seconds: float = LONGEST_FAREWELL_SECONDS) -> list[str]:
    """The processes that still live in the folder after a moment, each by its command; killed."""
    last_call = time.monotonic() + seconds
    while (living := living_in(folder)) and time.monotonic() < last_call:
        time.sleep(GLANCE_SECONDS)
    told = [_described(process) for process in living]
    for process in living:
        _kill(process)
    return told


def living_in(folder: Path) -> list[psutil.Process]:
    """The processes whose settings or command line name the folder."""
    return [one for one in psutil.process_iter() if _names(one, str(folder))]


def _names(process: psutil.Process, folder: str) -> bool:
    try:
        said = [process.environ().get("MAKEGOOD_VAR", ""), *process.cmdline()]
        ended = process.status() == psutil.STATUS_ZOMBIE
    except psutil.Error:
        return False
    return not ended and any(folder in part for part in said)


def _described(process: psutil.Process) -> str:
    try:
        return f"{process.pid}: {' '.join(process.cmdline())[:200]}"
    except psutil.Error:
        return f"{process.pid}: ended"


def _kill(process: psutil.Process) -> None:
    try:
        process.kill()
    except psutil.Error:
        return
