"""`database migrate`, `projection` and `dead-letters`: what keeps the records in order."""

from typing import Annotated

import typer

from makegood.messages.records import CaseRow
from starters.cli import groups
from starters.cli.commands import command
from starters.cli.telling import table
from starters.cli.visit import Visit
from starters.exits import Exit

LOOKS = 3
"""A claim that moves differs for a moment; what still differs at the last look is wrong."""

Number = Annotated[int, typer.Argument(metavar="NUMBER", help="The number of the letter.")]


@command(groups.database, "migrate")
def migrate(visit: Visit) -> None:
    """Bring the application database to the shape that this version needs."""
    from makegood.store.migrate import migrate

    migrate(visit.settings.database_url)
    visit.tell({"migrated": True}, "The application database is as this version needs it.")


@command(groups.projection, "check")
def check(visit: Visit) -> None:
    """Prove that the lists show what the claims say of themselves, or print each difference."""
    count, found = _differences(visit)
    for _ in range(LOOKS - 1):
        if found:
            count, again = _differences(visit)
            found = [line for line in found if line in again]
    fine = f"{count} claims: the projection is equal to Temporal."
    visit.tell({"claims": count, "differences": found}, *(found or [fine]))
    if found:
        raise typer.Exit(Exit.FAILED)


def _differences(visit: Visit) -> tuple[int, list[str]]:
    from makegood.store.rebuild import differences

    rows = _truth(visit)
    return len(rows), differences(visit.engine, rows)


@command(groups.projection, "rebuild")
def rebuild(visit: Visit) -> None:
    """Make the lists anew from what the claims say of themselves."""
    from makegood.store.rebuild import differences, rebuild

    rows = _truth(visit)
    mended = differences(visit.engine, rows)
    rebuild(visit.engine, rows)
    said = f"{len(rows)} claims: the projection is made anew."
    visit.tell({"claims": len(rows), "mended": mended}, *mended, said)


def _truth(visit: Visit) -> tuple[CaseRow, ...]:
    """What Temporal says; and of closed claims that it has forgotten, what we have kept."""

    async def given(rows: tuple[CaseRow, ...]) -> tuple[CaseRow, ...]:
        return rows

    rows = visit.at(visit.doors.rows, given)
    known = {row.claim_id for row in rows}
    return (*rows, *(row for row in _closed(visit) if row.claim_id not in known))


def _closed(visit: Visit) -> tuple[CaseRow, ...]:
    from makegood.store.filters import ClaimFilter

    found: list[CaseRow] = []
    cursor = "-"
    while cursor:
        page = visit.desk.list_claims(ClaimFilter(is_open=False), cursor.strip("-"), 500)
        found, cursor = [*found, *page.rows], page.cursor
    return tuple(found)


@command(groups.dead_letters, "list")
def list_letters(visit: Visit) -> None:
    """List what could not be accepted and nobody has dealt with yet, oldest first."""
    from makegood.store.claims import ClaimRecords

    letters = ClaimRecords(visit.engine).dead_letters()
    rows = [(n.number, n.at, n.kind, n.claim_id, n.owner, n.reason) for n in letters]
    shown = table(("no", "at", "kind", "claim", "owner", "reason"), rows)
    visit.tell({"dead_letters": letters}, shown, f"{len(letters)} dead letters")


@command(groups.dead_letters, "assign")
def assign_letter(
    visit: Visit,
    number: Number,
    to: Annotated[str, typer.Option("--to", metavar="WHO", help="Who looks after it now.")],
) -> None:
    """Make somebody responsible for a dead letter."""
    from makegood.store.dead_letters import hand_over
    from makegood.store.engine import writing

    with writing(visit.engine) as connection:
        hand_over(connection, number, to)
    visit.tell({"number": number, "owner": to}, f"Dead letter {number} is {to}'s.")


@command(groups.dead_letters, "done")
def done_letter(visit: Visit, number: Number) -> None:
    """Say that a dead letter has been dealt with."""
    from makegood.store.claims import utc_now
    from makegood.store.dead_letters import handled
    from makegood.store.engine import writing

    with writing(visit.engine) as connection:
        handled(connection, number, utc_now())
    visit.tell({"number": number, "handled": True}, f"Dead letter {number} is dealt with.")
