"""The command that reads a foreign file of claims, and files some of them."""

import asyncio
import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated

import typer

from makegood.messages.claims import ClaimFiling
from makegood.settings import Settings
from starters.client import connect
from starters.errors import BadInput
from starters.exits import Exit
from starters.importing.mapping import load_mapping
from starters.importing.replay import Outcomes, Plan, Replay
from starters.importing.running import Wanted, progress, read_through
from starters.importing.source import open_source
from starters.importing.telling import Told

File = Annotated[Path, typer.Argument(help="The CSV file, zipped with gzip or not.")]
Name = Annotated[str, typer.Option(help="A mapping by its name, or a mapping file (.yaml).")]
Start = Annotated[int, typer.Option(min=0, help="File that many accepted rows as real claims.")]
ReportFile = Annotated[
    Path | None, typer.Option(help="Write what was found in each row to a .csv or .jsonl file.")
]
Limit = Annotated[int | None, typer.Option(min=1, help="Read only the first rows.")]
Seed = Annotated[int, typer.Option(help="Which rows --start draws; the same seed, the same rows.")]
Scored = Annotated[
    bool, typer.Option("--score", help="Score the completeness check against people's verdict.")
]
On = Annotated[
    str, typer.Option(help="Day on which started claims count as received; default: today, UTC.")
]
AtOnce = Annotated[int, typer.Option(min=1, max=64, help="Claims filed at the same time.")]
AsJson = Annotated[bool, typer.Option("--json", help="Say it as one JSON object.")]


def import_claims(  # noqa: PLR0913, PLR0917 - an option a parameter
    file: File,
    mapping: Name,
    start: Start = 0,
    report: ReportFile = None,
    limit: Limit = None,
    seed: Seed = 0,
    score: Scored = False,  # noqa: FBT002
    on: On = "",
    at_once: AtOnce = 8,
    as_json: AsJson = False,  # noqa: FBT002
) -> None:
    """Read claims from a foreign CSV file: every row is accepted, or refused with the reason."""
    day = _day(on)
    chosen = load_mapping(mapping, Settings().policy_dir)
    wanted = Wanted(report, limit, score, start, seed)
    read = read_through(open_source(file, chosen.columns), chosen, wanted)
    started = asyncio.run(_filed(read.drawn, Plan(day, at_once))) if read.drawn else None
    told = Told(file, chosen, read, started, day.isoformat())
    print(json.dumps(told.as_json(), indent=2) if as_json else "\n".join(told.lines()))
    raise typer.Exit(_status(started))


async def _filed(filings: list[ClaimFiling], plan: Plan) -> Outcomes:
    claims = await connect(Settings())
    with progress("claims", len(filings)) as step:
        return await Replay(claims, plan, step).run(filings)


def _day(on: str) -> date:
    try:
        return date.fromisoformat(on) if on else datetime.now(UTC).date()
    except ValueError as error:
        raise BadInput(f"--on is a day such as 2026-11-21, not {on!r}.") from error


def _status(started: Outcomes | None) -> Exit:
    """Whether each drawn row is a claim now; rows that the file itself spoils are no failure."""
    if started and started.unreachable:
        return Exit.UNREACHABLE
    return Exit.REFUSED if started and started.refusals else Exit.OK
