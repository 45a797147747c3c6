"""`make demo`: real claims and crises travel to their ends on a real server; then all stops."""

import asyncio
import sys

from starters.exits import Exit


def main() -> Exit:
    """Run the demonstration; OK only if every sample case ended as it should."""
    try:
        return _shown()
    except (KeyboardInterrupt, asyncio.CancelledError):
        print("\nStopped; nothing of the demonstration is running any more.", flush=True)
        return Exit.FAILED


def _shown() -> Exit:
    """The show; what it needs takes a second to load, in which Ctrl-C is heard already."""
    from pydantic import ValidationError

    from starters.demo.room import make_room
    from starters.demo.show import show
    from starters.stack.home import AlreadyRunning
    from starters.stack.services import ServiceFailed

    try:
        return asyncio.run(show(make_room()))
    except (ServiceFailed, AlreadyRunning) as problem:
        print(problem, file=sys.stderr, flush=True)
        return Exit.FAILED
    except ValidationError as problem:
        print(f"A MAKEGOOD_ setting is wrong: {problem}", file=sys.stderr, flush=True)
        return Exit.USAGE
