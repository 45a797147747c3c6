"""How a short-lived program ends: everything said, then at once."""

import contextlib
import logging
import os
import sys
from enum import IntEnum
from typing import NoReturn


class Exit(IntEnum):
    """The exit statuses of every command."""

    OK = 0
    FAILED = 1
    USAGE = 2
    NOT_FOUND = 3
    DENIED = 4
    REFUSED = 5
    UNREACHABLE = 6


def leave(status: int) -> NoReturn:
    """Flush what was said and end the process with `status`, without tearing the interpreter down.

    The Temporal client's threads may still run, and now and then abort an interpreter that is being
    torn down: an exit status of 134 where 0 was meant.
    """
    logging.shutdown()
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError, ValueError):
            stream.flush()
    os._exit(status)
