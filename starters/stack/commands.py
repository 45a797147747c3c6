"""What `make up`, `make down`, `make status` and `make reset` do."""

import asyncio
import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from datetime import timedelta

from makegood.settings import Ports, Settings
from starters.exits import Exit
from starters.stack.home import AlreadyRunning, Home
from starters.stack.layout import addresses
from starters.stack.run import environment, running_stack
from starters.stack.services import Service
from starters.stack.welcome import welcome

IN_BACKGROUND = (sys.executable, "-m", "starters.stack", "run", "--background")
LONGEST_STOP = timedelta(seconds=90)
GLANCE = timedelta(milliseconds=100)


def up(settings: Settings, command: Sequence[str] = IN_BACKGROUND) -> Exit:
    """Start `command`, which serves a stack in the background; return once it serves."""
    if Home(settings.var).holder():
        print("The stack runs already.")
        return status(settings)
    stack = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
        env=environment(settings),
    )
    try:
        for line in stack.stdout or ():
            print(line, end="", flush=True)
    except KeyboardInterrupt:
        stack.send_signal(signal.SIGTERM)
        stack.wait()
        return Exit.FAILED
    return Exit.OK if Home(settings.var).holder() else Exit(stack.wait())


def down(settings: Settings) -> Exit:
    """Stop the stack and wait until every process has ended."""
    home = Home(settings.var)
    if not (holder := home.holder()):
        print("Nothing runs.")
        return Exit.OK
    print("Stopping; workers finish what they hold ...", flush=True)
    holder.ask()
    last_call = time.monotonic() + LONGEST_STOP.total_seconds()
    while holder.leads() and time.monotonic() < last_call:
        time.sleep(GLANCE.total_seconds())
    holder.strike()
    print("Stopped. `make up` goes on where it was.")
    return Exit.OK


def status(settings: Settings) -> Exit:
    """Say whether the stack runs, and where it serves."""
    home = Home(settings.var)
    if not (holder := home.holder()):
        print("Nothing runs; start it with: make up")
        return Exit.FAILED
    print(f"Running as process {holder.leader}; logs in {home.logs}")
    print(home.written_down(), end="")
    return Exit.OK


def reset(settings: Settings) -> Exit:
    """Throw the state away, unless the stack runs."""
    try:
        gone = Home(settings.var).clear()
    except AlreadyRunning:
        print("The stack runs; stop it first with: make down")
        return Exit.REFUSED
    print("\n".join(f"removed {path}" for path in gone) or "There was nothing to throw away.")
    return Exit.OK


async def serve(
    settings: Settings, ports: Ports, services: Sequence[Service], *, background: bool
) -> None:
    """Run the services until a signal comes; in the background, fall silent once they serve."""
    home = Home(settings.var)
    async with running_stack(settings, services, _tell):
        found = addresses(settings, ports)
        home.write_down(found)
        for name, value in found.items():
            _tell(f"  {name}={value}")
        for line in welcome(settings):
            _tell(line)
        _tell(f"Temporal UI: {settings.temporal_ui_url}   logs: {home.logs}   stop: make down")
        if background:
            _fall_silent(home)
        await asyncio.Event().wait()


def _fall_silent(home: Home) -> None:
    """Write to the log from now on, so that whoever started us may go."""
    with (home.logs / "stack.log").open("a") as log:
        os.dup2(log.fileno(), sys.stdout.fileno())
        os.dup2(log.fileno(), sys.stderr.fileno())


def _tell(line: str) -> None:
    with contextlib.suppress(BrokenPipeError):
        print(line, flush=True)
