"""`python -m workers [QUEUE]...`: serves the task queues named, or all."""

import asyncio
import sys

from makegood.logs import set_up_logs
from makegood.messages.names import Queue
from makegood.settings import Settings
from workers.host import run


def main(arguments: list[str]) -> None:
    """Serve until told to stop."""
    settings = Settings()
    set_up_logs(settings)
    asyncio.run(run(settings, tuple(map(Queue, arguments)) or tuple(Queue)))


if __name__ == "__main__":
    main(sys.argv[1:])
