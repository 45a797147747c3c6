"""`database migrate`, `projection` and `dead-letters`: what keeps the records in order."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, TypeVar

import typer

from makegood.messages.crisis_records import CrisisRow
from makegood.messages.records import CaseRow
from starters.cli import groups
from starters.cli.commands import command
from starters.cli.telling import table
from starters.cli.visit import Visit
from starters.exits import Exit

Row = TypeVar("Row")

A_PAGE = 500

LOOKS = 3
"""A case that moves differs for a moment; what still differs at the last look is wrong."""

Number = Annotated[int, typer.Argument(metavar="NUMBER", help="The number of the letter.")]


@command(groups.database, "migrate")
def migrate(visit: Visit) -> None:
    """Bring the application database to the shape that this version needs."""
    from makegood.store.migrate import migrate

    migrate(visit.settings.database_url)
    visit.tell({"migrated": True}, "The application database is as this version needs it.")


@dataclass(frozen=True)
class Truth:
    """What all cases say of themselves."""

    claims: tuple[CaseRow, ...]
    crises: tuple[CrisisRow, ...]

    def counted(self) -> dict[str, int]:
        """How many there are of each kind, for programs."""
        return {"claims": len(self.claims), "crises": len(self.crises)}

    def text(self) -> str:
        """How many there are, for people."""
        return f"{len(self.claims)} claims, {len(self.crises)} crises"


@command(groups.projection, "check")
def check(visit: Visit) -> None:
    """Prove that the lists show what the cases say of themselves, or print each difference."""
    truth, found = _differences(visit)
    for _ in range(LOOKS - 1):
        if found:
            truth, again = _differences(visit)
            found = [line for line in found if line in again]
    fine = f"{truth.text()}: the projection is equal to Temporal."
    visit.tell({**truth.counted(), "differences": found}, *(found or [fine]))
    if found:
        raise typer.Exit(Exit.FAILED)


def _differences(visit: Visit) -> tuple[Truth, list[str]]:
    truth = _truth(visit)
    return truth, _mended_by(visit, truth)


def _mended_by(visit: Visit, truth: Truth) -> list[str]:
    from makegood.store.rebuild import crisis_differences, differences

    claims = differences(visit.engine, truth.claims)
    return [*claims, *crisis_differences(visit.engine, truth.crises)]


@command(groups.projection, "rebuild")
def rebuild(visit: Visit) -> None:
    """Make the lists anew from what the cases say of themselves."""
    from makegood.store.crisis_desk import rebuild_crises
    from makegood.store.rebuild import rebuild

    truth = _truth(visit)
    mended = _mended_by(visit, truth)
    rebuild(visit.engine, truth.claims)
    rebuild_crises(visit.engine, truth.crises)
    said = f"{truth.text()}: the projection is made anew."
    visit.tell({**truth.counted(), "mended": mended}, *mended, said)


def _truth(visit: Visit) -> Truth:
    """What Temporal says; and of closed cases that it has forgotten, what we have kept."""
    claims, crises = visit.at(visit.doors.rows, _given), visit.at(visit.doors.crisis_rows, _given)
    told = {row.claim_id for row in claims} | {row.case_id for row in crises}
    return Truth(
        (*claims, *(row for row in _closed(visit) if row.claim_id not in told)),
        (*crises, *(row for row in _ended(visit) if row.case_id not in told)),
    )


async def _given(rows: tuple[Row, ...]) -> tuple[Row, ...]:
    return rows


def _closed(visit: Visit) -> Iterator[CaseRow]:
    from makegood.store.filters import ClaimFilter

    cursor = "-"
    while cursor:
        page = visit.desk.list_claims(ClaimFilter(is_open=False), cursor.strip("-"), A_PAGE)
        cursor = page.cursor
        yield from page.rows


def _ended(visit: Visit) -> Iterator[CrisisRow]:
    from makegood.store.crisis_desk import CrisisFilter

    cursor = "-"
    while cursor:
        page = visit.crisis_lists.cases(CrisisFilter(active=False), cursor.strip("-"), A_PAGE)
        cursor = page.cursor
        yield from (row for row in page.rows if row.ended_at)


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
