"""A stack of stand-ins that is served as `make up` serves the real one."""

import asyncio
import contextlib
import sys

from makegood.settings import Ports, Settings
from starters.stack.commands import serve
from starters.stack.services import ServiceFailed
from tests.stack.stand_ins import SERVE, a_service

if __name__ == "__main__":
    code = SERVE if sys.argv[1] == "well" else "raise SystemExit('the queue is unknown')"
    with contextlib.suppress(asyncio.CancelledError):
        try:
            crew = (a_service("bank"), a_service("worker", code, order=1))
            asyncio.run(serve(Settings(), Ports(), crew, background=True))
        except ServiceFailed as failure:
            sys.exit(str(failure))
