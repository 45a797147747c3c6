"""One command for many claims: each is answered for itself, and none stops the others."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

import typer

from starters.batches import DONE, in_turn
from starters.cli.doors import ClaimsDesk
from starters.cli.faults import explained
from starters.cli.telling import table
from starters.cli.visit import Visit
from starters.exits import Exit

Do = Callable[[ClaimsDesk, str], Awaitable[str]]
"""What is done with one claim: a word on how it stands then."""


@dataclass(frozen=True)
class Line:
    """What became of one claim of a batch."""

    claim_id: str
    result: str
    detail: str
    exit: Exit = Exit.OK


def run(visit: Visit, claim_ids: Sequence[str], do: Do) -> tuple[Line, ...]:
    """Do it with each claim, a few at once; a refusal is a line of the report."""

    async def each(claims: ClaimsDesk) -> tuple[Line, ...]:
        return await in_turn(claim_ids, lambda claim_id: _line(claims, claim_id, do))

    return visit.claims(each)


async def _line(claims: ClaimsDesk, claim_id: str, do: Do) -> Line:
    try:
        return Line(claim_id, DONE, await do(claims, claim_id))
    except Exception as error:
        said = explained(error)
        if said is None:
            raise
        return Line(claim_id, said.code, said.message, said.exit)


def report(visit: Visit, lines: Sequence[Line], *, dry_run: bool) -> None:
    """Say what became of each claim; ends with the gravest status among them."""
    done = sum(line.exit is Exit.OK for line in lines)
    changed = "nothing was changed" if dry_run else f"{done} done, {len(lines) - done} not"
    rows = [(line.claim_id, line.result, line.detail) for line in lines]
    visit.tell(
        {"dry_run": dry_run, "claims": lines},
        table(("claim", "result", "detail"), rows),
        f"{len(lines)} claims: {changed}",
    )
    if (status := max((line.exit for line in lines), default=Exit.OK)) is not Exit.OK:
        raise typer.Exit(status)
