"""The command line behind `make up`, `make down`, `make status` and `make reset`."""

import argparse
import asyncio
import sys
from collections.abc import Callable

from pydantic import ValidationError

from makegood.settings import Ports, Settings
from starters.exits import Exit, leave
from starters.stack.commands import down, reset, serve, status, up
from starters.stack.home import AlreadyRunning, Home
from starters.stack.layout import addressed, services
from starters.stack.ports import PortsTaken, insist_on
from starters.stack.seals import sealing
from starters.stack.services import ServiceFailed

COMMANDS: dict[str, Callable[[Settings], Exit]] = {
    "up": up,
    "down": down,
    "status": status,
    "reset": reset,
}


def run(settings: Settings, *, background: bool) -> Exit:
    """Run the services of Makegood until a signal comes."""
    try:
        with Home(settings.var).held():  # once the services of a killed stack have let go
            ports = insist_on(Ports())
        told = sealing(addressed(settings, ports))
        asyncio.run(serve(told, ports, services(told, ports), background=background))
    except (PortsTaken, AlreadyRunning, ServiceFailed) as problem:
        print(problem, flush=True)
        return Exit.FAILED
    except (KeyboardInterrupt, asyncio.CancelledError):
        return Exit.OK
    return Exit.OK


def main() -> Exit:
    """Do what the command line asks."""
    parser = argparse.ArgumentParser(prog="python -m starters.stack", description=__doc__)
    parser.add_argument("command", choices=[*COMMANDS, "run"])
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
