"""A program that runs a stack in the folder it is told, and prints the processes it started."""

import asyncio
import contextlib
import sys
from pathlib import Path

from starters.stack.run import running_stack
from tests.stack.stand_ins import WITH_A_CHILD, a_service, settings_in


def _keep_quiet(_: str) -> None:
    pass


async def main() -> None:
    """Run two services, one with a child of its own, until a signal comes."""
    services = (a_service("bank"), a_service("worker", WITH_A_CHILD, order=1))
    folder = settings_in(Path(sys.argv[1]))
    async with running_stack(folder, services, _keep_quiet) as stack:
        child = stack.log("worker").split()[0]
        print(stack.pid("bank"), stack.pid("worker"), child, flush=True)
        await asyncio.Event().wait()


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt, asyncio.CancelledError):
        asyncio.run(main())
