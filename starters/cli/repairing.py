"""`claim parked`, `retry`, `skip` and the like: the way out for claims that cannot go on."""

from collections.abc import Callable, Sequence
from typing import Annotated

import typer

from makegood.messages.commands import Remedy, Repair
from makegood.messages.records import CaseRow
from makegood.rules.claim import ClaimKind
from starters.batches import DONE, NOT_PARKED, WOULD_BE, is_at
from starters.cli import batches
from starters.cli.commands import command
from starters.cli.doors import ClaimsDesk
from starters.cli.groups import claim
from starters.cli.telling import table
from starters.cli.visit import Visit
from starters.cli.words import By, DryRun, Reason
from starters.errors import BadInput

Because = Annotated[str, typer.Option("--because", metavar="TEXT", help="The reason holds this.")]
Merchant = Annotated[str | None, typer.Option("--merchant", help="Of this merchant.")]
Kind = Annotated[ClaimKind | None, typer.Option("--kind", help="Of this kind.")]
Ids = Annotated[list[str] | None, typer.Argument(metavar="ID...", help="The claims.")]
All = Annotated[bool, typer.Option("--all", help="Every parked claim that the filters leave.")]
Step = Annotated[str, typer.Option("--step", metavar="STEP", help="Parked at this step.")]
Yes = Annotated[bool, typer.Option("--yes", help="With --all: do it, and not only show it.")]


@command(claim, "parked")
def parked(
    visit: Visit, because: Because = "", merchant: Merchant = None, kind: Kind = None
) -> None:
    """List the claims whose step has used up its retries, with the reason."""
    rows = waiting(visit, because, merchant, kind)
    lines = [(r.claim_id, r.stage, r.merchant_id, r.parked_reason, r.assignee) for r in rows]
    shown = table(("claim", "stage", "merchant", "reason", "owner"), lines)
    visit.tell({"claims": rows}, shown, f"{len(rows)} claims are parked")


def waiting(
    visit: Visit, because: str, merchant: str | None, kind: ClaimKind | None
) -> tuple[CaseRow, ...]:
    """The parked claims in the projection that pass the filters."""
    from starters.claim_picks import Parked, parked

    return parked(visit.desk, Parked(because, merchant, kind))


def _command_of(remedy: Remedy, about: str) -> Callable[..., None]:
    """The command of one remedy: for claims by id, or for all that filters leave."""

    def repair(
        visit: Visit,
        by: By,
        reason: Reason,
        ids: Ids = None,
        all_: All = False,
        step: Step = "",
        because: Because = "",
        merchant: Merchant = None,
        kind: Kind = None,
        yes: Yes = False,
        dry_run: DryRun = False,
    ) -> None:
        if bool(ids) is all_:
            raise BadInput("Name the claims, or say --all with filters.")
        chosen = ids or [row.claim_id for row in waiting(visit, because, merchant, kind)]
        only_shown = dry_run or (all_ and not yes)
        at_step = parked_at(visit, chosen, step) if only_shown or step else None
        message = Repair(remedy=remedy, by=by, reason=reason)
        if only_shown:
            batches.report(visit, at_step or (), dry_run=True)
        else:
            named = chosen if at_step is None else [line.claim_id for line in at_step]
            batches.report(visit, _repaired(visit, named, message), dry_run=False)

    repair.__doc__ = about
    return repair


def _repaired(visit: Visit, claim_ids: Sequence[str], message: Repair) -> tuple[batches.Line, ...]:
    async def repair(claims: ClaimsDesk, claim_id: str) -> str:
        return (await claims.say(claim_id, "repair", message)).stage

    return batches.run(visit, claim_ids, repair) if claim_ids else ()


def parked_at(visit: Visit, claim_ids: Sequence[str], step: str) -> tuple[batches.Line, ...]:
    """Each claim as it is parked now, asked of itself; those at another step are left out."""

    async def look(claims: ClaimsDesk, claim_id: str) -> str:
        return (await claims.status(claim_id)).parked

    if not claim_ids:
        return ()
    found = batches.run(visit, claim_ids, look)
    return tuple(_shown(line) for line in found if is_at(line.detail, step))


def _shown(line: batches.Line) -> batches.Line:
    if line.result != DONE:
        return line
    result = WOULD_BE if line.detail else NOT_PARKED
    return batches.Line(line.claim_id, result, line.detail)


command(claim, "retry")(
    _command_of(
        Remedy.RETRY,
        "Try the parked step again. With --all it only shows what it would do, until --yes.",
    )
)
command(claim, "skip")(
    _command_of(
        Remedy.SKIP,
        "Go on without the parked step; money is never skipped. --all only shows, until --yes.",
    )
)
command(claim, "compensate")(
    _command_of(
        Remedy.COMPENSATE,
        "Undo what was done and close the claim. With --all it only shows, until --yes.",
    )
)
command(claim, "count-as-paid")(
    _command_of(
        Remedy.COUNT_AS_PAID,
        "Take as paid what the bank says it has already. --all only shows, until --yes.",
    )
)
command(claim, "pay-again")(
    _command_of(
        Remedy.PAY_AGAIN,
        "Release and pay again what the bank calls a duplicate. --all only shows, until --yes.",
    )
)
