"""`oncall hand-over`: every part that somebody plays in an open case, offered at once."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Annotated

import typer

from makegood.messages import crisis_commands as cmd
from makegood.messages.crisis_status import CrisisStatus, RoleStatus
from makegood.rules.claim import Team
from makegood.rules.rota.lookup import HORIZON, rota_for, shift_end, who_is_on_call
from starters.cli.commands import command
from starters.cli.doors import CrisesDesk
from starters.cli.groups import oncall
from starters.cli.rota_room import RotaRoom
from starters.cli.telling import table
from starters.cli.visit import Visit
from starters.cli.words import By, DryRun, TeamName
from starters.errors import BadInput, Denied, NoSuchClaim, RefusedByRule
from starters.exits import Exit

if TYPE_CHECKING:
    from rich.table import Table

    from makegood.messages.crisis_records import CrisisRow

LONGEST_REASON = 4000
A_PAGE = 200


@dataclass(frozen=True)
class Shift:
    """Who hands over to whom, and in whose words."""

    person: str
    to: str
    by: str
    reason: str
    dry: bool = False


@dataclass(frozen=True)
class Offer:
    """One part in one case, what lies open there, and what became of the offer."""

    case_id: str
    severity: str
    stage: str
    role: str
    open: tuple[str, ...]
    outcome: str

    @property
    def is_refused(self) -> bool:
        """Whether the case said no."""
        return self.outcome.startswith("refused")


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
    shift = Shift(person, to or _next(RotaRoom(visit), team, person), by, reason, dry_run)
    if shift.to == person:
        raise BadInput(f"{person} cannot hand over to {person}: name somebody else with --to")
    cases = tuple(_active(visit))

    async def offered(crises: CrisesDesk) -> tuple[Offer, ...]:
        found = [one for row in cases for one in await _of_case(crises, row, shift)]
        return tuple(found)

    offers = visit.crises(offered)
    answer = {"from": person, "to": shift.to, "dry_run": dry_run, "offers": offers}
    visit.tell(answer, *([_shown(offers)] if offers else []), _said(offers, shift))
    if any(one.is_refused for one in offers):
        raise typer.Exit(Exit.REFUSED)


def _next(room: RotaRoom, team: Team, person: str) -> str:
    """Who is called once the person's shift ends; now, where they are not on call."""
    rota = rota_for(room.rotas, team)
    overrides = room.changes.overrides(room.now, room.now + HORIZON, rota.team)
    ending = shift_end(rota, overrides, person, room.now)
    then = ending.then if ending else who_is_on_call(rota, overrides, room.now)
    return next((one.person for one in then if one.person != person), person)


def _active(visit: Visit) -> Iterator["CrisisRow"]:
    from makegood.store.crisis_desk import CrisisFilter

    cursor = "-"
    while cursor:
        page = visit.crisis_lists.cases(CrisisFilter(active=True), cursor.strip("-"), A_PAGE)
        cursor = page.cursor
        yield from page.rows


async def _of_case(crises: CrisesDesk, row: "CrisisRow", shift: Shift) -> list[Offer]:
    """What becomes of each part of the person in a case; a case that is over has none."""
    try:
        status = await crises.status(row.case_id)
    except NoSuchClaim:
        return []
    held = [role for role in status.roles if role.person == shift.person]
    return [await _offer(crises, status, role, shift) for role in held]


async def _offer(crises: CrisesDesk, status: CrisisStatus, role: RoleStatus, shift: Shift) -> Offer:
    lies_open = tuple(one.what for one in status.awaiting)
    if role.offered_to == shift.to:
        outcome = "offered before"
    elif shift.dry:
        outcome = "would be offered"
    else:
        outcome = await _outcome(crises, status.case_id, role, _words(shift, lies_open))
    return Offer(status.case_id, status.severity, status.stage, role.role, lies_open, outcome)


def _words(shift: Shift, lies_open: tuple[str, ...]) -> Shift:
    """The shift whose reason says what lies open: the timeline, and who takes over, read it."""
    listed = f"; open: {', '.join(lies_open)}" if lies_open else ""
    said = (shift.reason + listed)[:LONGEST_REASON]
    return replace(shift, reason=said)


async def _outcome(crises: CrisesDesk, case_id: str, role: RoleStatus, shift: Shift) -> str:
    message = cmd.HandOver.model_validate(
        {"by": shift.by, "role": role.role, "to": shift.to, "reason": shift.reason}
    )
    try:
        await crises.say(case_id, "hand_over", message)
    except (RefusedByRule, Denied) as error:
        return f"refused: {error}"
    return "offered"


def _shown(offers: tuple[Offer, ...]) -> "Table":
    rows = [
        (one.case_id, one.severity, one.stage, one.role, ", ".join(one.open), one.outcome)
        for one in offers
    ]
    return table(("case", "severity", "stage", "part", "open", "outcome"), rows)


def _said(offers: tuple[Offer, ...], shift: Shift) -> str:
    if not offers:
        return f"{shift.person} plays no part in any open case."
    cases = len({one.case_id for one in offers})
    return f"{shift.person} to {shift.to}: {len(offers)} parts in {cases} cases."
