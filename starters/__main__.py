"""The command line of Makegood: `makegood`, or `python -m starters`."""

import io
import sys
import traceback
from typing import NoReturn

from starters.cli.app import app
from starters.exits import Exit, leave


def main() -> NoReturn:
    """Do what the command line asks, and end with its status, whatever happens."""
    status: object = Exit.OK
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a terminal that lacks letters shows their codes
            stream.reconfigure(errors="backslashreplace")
    try:
        app(prog_name="makegood")
    except SystemExit as end:
        status = end.code
    except BaseException:  # noqa: BLE001 - a mistake of ours: shown whole, and the process ends
        traceback.print_exc()
        status = Exit.FAILED
    leave(status if isinstance(status, int) else Exit.OK)


if __name__ == "__main__":
    sys.exit(main())
