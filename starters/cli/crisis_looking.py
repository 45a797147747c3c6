"""`crisis show`, `explain`, `timeline`, `list`, `pages`: cases as people see them."""

from typing import TYPE_CHECKING, Annotated

import typer

from makegood.messages.crisis_records import CrisisRow
from makegood.messages.crisis_status import Briefing
from makegood.rules.crisis.severity import Severity
from makegood.rules.crisis.words import CrisisStage
from starters.cli.commands import command
from starters.cli.crisis_page import briefed, page
from starters.cli.crisis_words import Asking, CaseId
from starters.cli.groups import crisis
from starters.cli.telling import table
from starters.cli.visit import Visit
from starters.cli.words import Cursor, Limit
from starters.errors import Denied

if TYPE_CHECKING:
    from rich.table import Table


@command(crisis, "show")
def show(visit: Visit, case_id: CaseId, who: Asking = "") -> None:
    """Where a case stands: whom it awaits, who plays which part, tasks, statements, promises.

    Of a restricted case only its members, who say so with --as, are shown what it is about.
    """
    if who:
        found = briefing(visit, case_id, who)
        visit.tell(found, *briefed(found))
        return
    status = visit.crises(lambda crises: crises.status(case_id))
    visit.tell(status, *page(status))


def briefing(visit: Visit, case_id: str, who: str) -> Briefing:
    """All of a case for one of its members; Denied for everybody else."""
    found = visit.crises(lambda crises: crises.briefing(case_id, who))
    if found.refused:
        raise Denied(found.refused, "not_a_member")
    return found


@command(crisis, "explain")
def explain(visit: Visit, case_id: CaseId) -> None:
    """Why this severity, why these people were paged or spared, what happens next and when."""
    found = visit.crises(lambda crises: crises.explain(case_id))
    visit.tell(found, *found.sentences)


@command(crisis, "timeline")
def timeline(visit: Visit, case_id: CaseId, who: Asking = "") -> None:
    """Who did what, when, from which stage to which, and why."""
    if who:
        briefing(visit, case_id, who)
    entries = visit.crisis_lists.timeline(case_id, who)
    rows = [(e.number, e.at, e.by, e.what, e.evidence, e.stage_to, e.why) for e in entries]
    shown = table(("no", "at", "by", "what", "about", "stage", "why"), rows)
    visit.tell({"case_id": case_id, "entries": entries}, shown)


@command(crisis, "pages")
def pages(visit: Visit, case_id: CaseId) -> None:
    """Every page of a case: to whom, by what, why, and what became of it."""
    status = visit.crises(lambda crises: crises.status(case_id))
    rows = [
        (p.at, p.person, p.via, p.channel, p.reason, p.rung, p.state, p.state_at, p.detail)
        for p in status.pages
    ]
    columns = ("at", "person", "as", "by", "because", "rung", "state", "since", "detail")
    visit.tell({"case_id": case_id, "pages": status.pages}, table(columns, rows))


@command(crisis, "list")
def list_(
    visit: Visit,
    stage: Annotated[CrisisStage | None, typer.Option("--stage", help="In this stage.")] = None,
    severity: Annotated[Severity | None, typer.Option("--severity", help="As bad as this.")] = None,
    playbook: Annotated[str | None, typer.Option("--playbook", help="With this playbook.")] = None,
    lead: Annotated[str | None, typer.Option("--lead", help="Led by them.")] = None,
    awaiting: Annotated[str | None, typer.Option("--awaiting", help="Waiting on them.")] = None,
    active: Annotated[bool, typer.Option("--active", help="Those worked on now.")] = False,
    drills: Annotated[bool, typer.Option("--drills", help="Rehearsals, which are hidden.")] = False,
    parked: Annotated[bool, typer.Option("--parked", help="Parked ones only.")] = False,
    limit: Limit = 50,
    cursor: Cursor = "",
) -> None:
    """List cases, the newest first, from the application database."""
    from makegood.store.crisis_desk import CrisisFilter

    which = CrisisFilter(
        stage=stage,
        severity=severity,
        playbook=playbook,
        lead=lead,
        awaiting=awaiting,
        drill=drills,
        active=True if active else None,
        parked=True if parked else None,
    )
    found = visit.crisis_lists.cases(which, cursor, limit)
    more = f"More: --cursor {found.cursor}" if found.cursor else f"cases: {len(found.rows)}"
    visit.tell({"cases": found.rows, "cursor": found.cursor}, listed(found.rows), more)


def listed(rows: tuple[CrisisRow, ...]) -> "Table":
    """Cases as a table, a row a case."""
    columns = ("case", "severity", "stage", "source", "what", "lead", "due", "awaits")
    return table(columns, map(_cells, rows))


def _cells(row: CrisisRow) -> tuple[object, ...]:
    stage = f"{row.stage} (parked)" if row.parked_reason else row.stage
    about = "restricted" if row.restricted else row.headline
    what = f"DRILL {about}" if row.drill else about
    awaits = tuple(dict.fromkeys(each.who for each in row.awaiting))
    return (row.case_id, row.severity, stage, row.source_type, what, row.lead, row.due_at, awaits)
