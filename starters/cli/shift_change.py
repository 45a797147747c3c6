"""`oncall hand-over`: every part that somebody plays in an open case, offered at once."""

from typing import TYPE_CHECKING, Annotated

import typer

from starters.cli.commands import command
from starters.cli.doors import CrisesDesk
from starters.cli.groups import oncall
from starters.cli.rota_room import RotaRoom
from starters.cli.telling import table
from starters.cli.visit import Visit
from starters.cli.words import By, DryRun, TeamName
from starters.exits import Exit
from starters.shift_change import Leaving, Offer, Outcome, Shift, ShiftChange, active_cases

if TYPE_CHECKING:
    from rich.table import Table


@command(oncall, "hand-over")
def hand_over(
    visit: Visit,
    team: TeamName,
    person: Annotated[str, typer.Option("--from", metavar="WHO", help="Whose shift ends.")],
    by: By,
    to: Annotated[
        str, typer.Option("--to", metavar="WHO", help="Who takes over; or the next on call.")
    ] = "",
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why.")] = "end of shift",
    dry_run: DryRun = False,
) -> None:
    """Offer every part that somebody plays in an open case; each stays theirs until accepted."""
    room = RotaRoom(visit)
    receiver = Leaving(room.rotas, room.changes, team, person, room.now).receiver(to)
    shift = Shift(person, receiver, by, reason, dry_run)
    cases = tuple(active_cases(visit.crisis_lists))

    async def offered(crises: CrisesDesk) -> tuple[Offer, ...]:
        return await ShiftChange(crises).offered(cases, shift)

    offers = visit.crises(offered)
    answer = {"from": person, "to": shift.to, "dry_run": dry_run, "offers": offers}
    visit.tell(answer, *([_shown(offers)] if offers else []), _said(offers, shift))
    if any(one.failed for one in offers):
        unanswered = any(one.outcome is Outcome.UNREACHABLE for one in offers)
        raise typer.Exit(Exit.UNREACHABLE if unanswered else Exit.REFUSED)


def _shown(offers: tuple[Offer, ...]) -> "Table":
    rows = [
        (one.case_id, one.severity, one.stage, one.role, ", ".join(one.open), _outcome(one))
        for one in offers
    ]
    return table(("case", "severity", "stage", "part", "open", "outcome"), rows)


def _outcome(one: Offer) -> str:
    return f"{one.outcome}: {one.detail}" if one.detail else one.outcome.value


def _said(offers: tuple[Offer, ...], shift: Shift) -> str:
    if not offers:
        return f"{shift.person} plays no part in any open case."
    cases = len({one.case_id for one in offers})
    return f"{shift.person} to {shift.to}: {len(offers)} parts in {cases} cases."
