"""The commands behind `make up`, `make down`, `make status` and `make reset`."""

import argparse
import asyncio
import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import timedelta

from pydantic import ValidationError

from makegood.settings import Ports, Settings
from starters.exits import Exit, leave
from starters.stack.home import AlreadyRunning, Home
from starters.stack.layout import addressed, addresses, services
from starters.stack.ports import PortsTaken, insist_on
from starters.stack.run import environment, running_stack
from starters.stack.services import ServiceFailed

LONGEST_STOP = timedelta(seconds=90)
GLANCE = timedelta(milliseconds=100)


def up(settings: Settings) -> Exit:
    """Start the stack in the background; return once it serves, its addresses told."""
    if Home(settings.var).holder():
        print("The stack runs already.")
        return status(settings)
    command = (sys.executable, "-m", "starters.stack", "run", "--background")
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
    return Exit.OK if stack.poll() is None else Exit(stack.returncode)


def run(settings: Settings, *, background: bool = False) -> Exit:
    """Run the stack until a signal comes; in the background, fall silent once it serves."""
    try:
        ports = insist_on(Ports())
        asyncio.run(_serve(addressed(settings, ports), ports, background=background))
    except (PortsTaken, AlreadyRunning, ServiceFailed) as problem:
        print(problem, flush=True)
        return Exit.FAILED
    except (KeyboardInterrupt, asyncio.CancelledError):
        return Exit.OK
    return Exit.OK


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


COMMANDS: dict[str, Callable[[Settings], Exit]] = {
    "up": up,
    "down": down,
    "status": status,
    "reset": reset,
    "run": run,
}


async def _serve(settings: Settings, ports: Ports, *, background: bool) -> None:
    home = Home(settings.var)
    async with running_stack(settings, services(settings, ports), _tell):
        found = addresses(settings, ports)
        home.write_down(found)
        for name, value in found.items():
            _tell(f"  {name}={value}")
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


def main() -> Exit:
    """Do what the command line asks."""
    parser = argparse.ArgumentParser(prog="python -m starters.stack", description=__doc__)
    parser.add_argument("command", choices=COMMANDS)
    parser.add_argument("--background", action="store_true", help=argparse.SUPPRESS)
    told = parser.parse_args()
    try:
        settings = Settings()
    except ValidationError as error:
        print(error, file=sys.stderr)
        return Exit.USAGE
    if told.command == "run":
        return run(settings, background=told.background)
    return COMMANDS[told.command](settings)


if __name__ == "__main__":
    leave(main())
