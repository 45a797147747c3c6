"""The front of the command line: every mistake is explained, every ending has its status."""

import sys
from collections.abc import Sequence
from typing import Any

import typer
from typer.core import TyperGroup
from typing_extensions import override

from starters.cli import telling
from starters.cli.advice import BY_EXIT, following
from starters.cli.doors import Doors
from starters.cli.faults import explained
from starters.cli.visit import Visit
from starters.errors import DoorError
from starters.exits import Exit

HELP = {"-h", "--help"}
INTERRUPTED = 130
"""What a shell says of a program that was ended by Ctrl-C."""


class Front(TyperGroup):
    """The root of all commands; ends with SystemExit, and shows no traceback for a user's error."""

    @override
    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        *told: Any,
        obj: Doors | None = None,
        **more: Any,
    ) -> Any:
        """Run a command; `obj` are the doors that it goes out by."""
        words = sys.argv[1:] if args is None else list(args)
        as_json = "--json" in words
        more["standalone_mode"] = False
        visit = Visit(obj or Doors(), as_json=as_json)
        try:
            status = super().main(words, prog_name, *told, obj=visit, **more)
        except typer.TyperException as mistake:
            status = _misused(mistake, as_json=as_json)
        except typer.Abort:
            status = INTERRUPTED
        except SystemExit as end:  # whoever read the help has gone away
            status = Exit.OK if HELP & set(words) else end.code
        except Exception as error:  # noqa: BLE001 - what is not explained is raised again
            status = _failed(error, words)
        sys.exit(status if isinstance(status, int) else Exit.OK)


def _misused(mistake: typer.TyperException, *, as_json: bool) -> int:
    """Say what is wrong with the command line itself."""
    context = getattr(mistake, "ctx", None)
    how = f"See how it is used: {context.command_path} --help" if context else BY_EXIT[Exit.USAGE]
    said = mistake.format_message().replace("Value error, ", "")
    if said:  # nothing is said where help was shown instead
        telling.failure("usage", said, how, as_json=as_json)
    return mistake.exit_code


def _failed(error: Exception, words: list[str]) -> int:
    """Say what went wrong; what is a mistake of ours goes on as it is."""
    said: DoorError | None = explained(error)
    if said is None:
        raise error
    following_step = following(said, next(iter(words), ""))
    telling.failure(said.code, said.message, following_step, as_json="--json" in words)
    return said.exit
