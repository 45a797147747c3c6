"""`claim handover`: a person's whole backlog goes to another in one command."""

from typing import Annotated

import typer

from makegood.messages.commands import Assign
from starters.batches import WOULD_BE
from starters.cli import batches
from starters.cli.commands import command
from starters.cli.doors import ClaimsDesk
from starters.cli.groups import claim
from starters.cli.visit import Visit
from starters.cli.words import DryRun


@command(claim, "handover")
def handover(
    visit: Visit,
    from_: Annotated[str, typer.Option("--from", metavar="WHO", help="Whose shift ends.")],
    to: Annotated[str, typer.Option("--to", metavar="WHO", help="Whose shift begins.")],
    by: Annotated[str, typer.Option("--by", metavar="WHO", help="Who says so; or --from.")] = "",
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why.")] = "hand-over",
    dry_run: DryRun = False,
) -> None:
    """Hand every open claim of a person over to another, and report each."""
    from starters.claim_picks import owned_by

    backlog = list(owned_by(visit.desk, from_))
    message = Assign(assignee=to, by=by or from_, reason=reason)

    async def assign(claims: ClaimsDesk, claim_id: str) -> str:
        return (await claims.say(claim_id, "assign", message)).stage

    if dry_run:
        lines = tuple(batches.Line(r.claim_id, WOULD_BE, r.stage) for r in backlog)
    else:
        lines = batches.run(visit, [row.claim_id for row in backlog], assign) if backlog else ()
    batches.report(visit, lines, dry_run=dry_run)
