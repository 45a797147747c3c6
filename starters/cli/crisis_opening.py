"""`crisis open` and `crisis drill`: how a case begins, in earnest or as a rehearsal."""

from datetime import UTC, datetime
from typing import Annotated

import typer
from pydantic import JsonValue

from makegood.messages.crises import CrisisFiling
from makegood.rules.crisis.rehearsing import HALF_A_YEAR, rehearsal_due
from starters.cli.commands import command
from starters.cli.filing import read
from starters.cli.groups import crisis, drill
from starters.cli.telling import cell, table
from starters.cli.visit import Visit

Alarm = Annotated[
    str, typer.Argument(metavar="FILE.json", help="The alarm as JSON; `-` is standard input.")
]


@command(crisis, "open")
def open_(visit: Visit, alarm: Alarm) -> None:
    """Open a case; the same case opened twice is one case, and the same source as well.

    The file is the start argument of docs/reference/crisis-contract.md.
    """
    _open(visit, read(alarm))


@command(drill, "start")
def start(visit: Visit, alarm: Alarm) -> None:
    """Rehearse: the same case, marked as a drill, on pretend channels and out of every figure."""
    _open(visit, {**read(alarm), "drill": True})


def _open(visit: Visit, raw: dict[str, JsonValue]) -> None:
    filing = CrisisFiling.model_validate(raw)
    opened = visit.crises(lambda crises: crises.open(filing))
    link = visit.link(opened.workflow_id)
    said = "was opened before, as it is" if opened.already else "is open"
    visit.tell(
        {**opened.model_dump(), "link": link},
        f"{'Drill' if filing.drill else 'Case'} {opened.case_id} {said}.",
        f"  workflow  {opened.workflow_id}\n  see it    {link}",
        f"  follow    makegood crisis show {opened.case_id}",
    )


@command(drill, "due")
def due(visit: Visit, days: Annotated[int, typer.Option("--days", min=1)] = HALF_A_YEAR) -> None:
    """When each playbook was last rehearsed; one not rehearsed for so many days is due."""
    from makegood.policy.crises import load_crises
    from starters.policy_tables import tables

    book = load_crises(tables(visit.settings.policy_dir))
    last = visit.crisis_lists.rehearsed()
    now = datetime.now(UTC)
    rows = [
        {
            "playbook": one.name,
            "rehearsed_at": last.get(one.name),
            "due": rehearsal_due(last.get(one.name), now, days),
        }
        for one in book.shelf.playbooks
    ]
    lines = [(r["playbook"], cell(r["rehearsed_at"]) or "never", _due(r["due"])) for r in rows]
    visit.tell({"playbooks": rows}, table(("playbook", "last rehearsed", ""), lines))


def _due(is_due: object) -> str:
    return "due" if is_due else ""
