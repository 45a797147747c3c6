"""`watch feed` and `watch drop`: how mentions come in."""

import asyncio
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from starters.cli.commands import command
from starters.cli.groups import watch
from starters.cli.telling import table
from starters.cli.visit import Visit
from starters.cli.watch_words import NameOption
from starters.errors import BadInput
from starters.exits import Exit

if TYPE_CHECKING:
    from rich.table import Table

    from starters.cli.doors import WatchesDesk
    from starters.watch_drop import Dropped
    from starters.watch_lines import RefusedLine

STDIN = "-"
SHOWN = 20
A_PART = 1_000
LOOK_SECONDS = 1.0


@command(watch, "feed")
def feed(
    visit: Visit,
    file: Annotated[
        str, typer.Argument(metavar="FILE", help="A JSON object a line; `-` is standard input.")
    ],
    name: NameOption,
) -> None:
    """Hand mentions to a watch; each counts once by its id, however often it is sent.

    A line that is no mention is refused by its number, and the rest is taken.
    """
    from starters.watch_lines import parts

    refused: list[RefusedLine] = []

    async def fed(watches: "WatchesDesk") -> tuple[int, int]:
        new = known = 0
        with _lines(file) as lines:
            for part in parts(lines, visit.doors.now(), A_PART):
                receipt = await watches.feed(name, part.mentions)
                new, known = new + receipt.new, known + receipt.known
                refused.extend(part.refused)
        return new, known

    new, known = visit.watches(fed)
    visit.tell(
        {"watch": name, "new": new, "known": known, "refused": refused},
        f"{new} new mentions for {name}, {known} known already, {len(refused)} lines refused.",
        *_refusals(refused),
    )
    if refused:
        raise typer.Exit(Exit.FAILED)


@command(watch, "drop")
def drop(
    visit: Visit,
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Where files are dropped.")],
    name: NameOption,
    once: Annotated[bool, typer.Option("--once", help="Take what lies there, then end.")] = False,
) -> None:
    """Look after a folder: every *.jsonl in it is fed, and moved to done or failed.

    A file in failed has its refused lines beside it; its other lines were taken.
    """
    from starters.watch_drop import DropFolder

    async def kept(watches: "WatchesDesk") -> "tuple[Dropped, ...]":
        drops = DropFolder(folder, lambda part: watches.feed(name, part), visit.doors.now)
        with drops.kept():
            found = await drops.look()
            while not once:
                if found:
                    visit.tell({"files": found}, _files(found))
                await asyncio.sleep(LOOK_SECONDS)
                found = await drops.look()
        return found

    found = visit.watches(kept)
    visit.tell({"files": found}, _files(found))


@contextmanager
def _lines(file: str) -> Iterator[Iterable[str]]:
    """The lines of a file or of standard input; BadInput where it cannot be read."""
    if file == STDIN:
        yield sys.stdin
        return
    try:
        with Path(file).open(encoding="utf-8-sig", newline="\n") as lines:
            yield lines
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"{file} cannot be read as UTF-8.") from error


def _refusals(refused: "list[RefusedLine]") -> Iterator[str]:
    for one in refused[:SHOWN]:
        yield f"  line {one.line}: {one.reason}"
    if len(refused) > SHOWN:
        yield f"  and {len(refused) - SHOWN} more: --json names them all"


def _files(found: "tuple[Dropped, ...]") -> "Table":
    rows = [(one.file, one.new, one.known, len(one.refused)) for one in found]
    return table(("file", "new", "known", "refused"), rows)
