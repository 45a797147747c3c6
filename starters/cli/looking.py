"""`claim show`, `explain`, `timeline`, `list` and `inbox`: claims as people see them."""

from typing import TYPE_CHECKING, Annotated

import typer

from makegood.messages.records import CaseRow
from makegood.rules.case_words import Outcome, Stage
from makegood.rules.claim import ClaimKind
from starters.cli.case_page import page
from starters.cli.commands import command
from starters.cli.groups import app, claim
from starters.cli.telling import money, table
from starters.cli.visit import Visit
from starters.cli.words import ClaimId, Cursor, Limit, TeamName

if TYPE_CHECKING:
    from rich.table import Table


@command(claim, "show")
def show(visit: Visit, claim_id: ClaimId) -> None:
    """Where a claim stands: amounts, whom it awaits, clocks, lines, offers, payments."""
    status = visit.claims(lambda claims: claims.status(claim_id))
    visit.tell(status, *page(status))


@command(claim, "explain")
def explain(visit: Visit, claim_id: ClaimId) -> None:
    """Why this amount, why these teams, what happens next and when."""
    explanation = visit.claims(lambda claims: claims.explain(claim_id))
    visit.tell(explanation, *explanation.sentences)


@command(claim, "negotiation")
def negotiation(visit: Visit, claim_id: ClaimId) -> None:
    """The desk's own limits and each side's concessions; for the team alone."""
    found = visit.claims(lambda claims: claims.negotiation(claim_id))
    if found.ceiling is None:
        visit.tell(found, "Nothing has been offered yet.")
        return
    limits = ("entitlement", "claimed", "reservation", "authority", "ceiling")
    steps = [
        (s.at, s.side, s.offer_version, money(s.amount), money(s.moved), s.reason)
        for s in found.concessions
    ]
    visit.tell(
        found,
        table(limits, [[money(getattr(found, name)) for name in limits]]),
        table(("at", "side", "offer", "amount", "moved", "why"), steps),
    )


@command(claim, "timeline")
def timeline(visit: Visit, claim_id: ClaimId) -> None:
    """Who did what, when, from which stage to which, why, on what evidence."""
    found = visit.claims(lambda claims: claims.timeline(claim_id))
    rows = [
        (e.number, e.at, e.by, e.what, " > ".join(filter(None, (e.stage_from, e.stage_to))), e.why)
        for e in found.entries
    ]
    earlier = [f"{found.earlier} earlier entries are in the database."] if found.earlier else []
    visit.tell(found, *earlier, table(("no", "at", "by", "what", "stage", "why"), rows))


@command(claim, "list")
def list_(
    visit: Visit,
    stage: Annotated[Stage | None, typer.Option("--stage", help="In this stage.")] = None,
    kind: Annotated[ClaimKind | None, typer.Option("--kind", help="Of this kind.")] = None,
    merchant: Annotated[str | None, typer.Option("--merchant", help="Of this merchant.")] = None,
    outcome: Annotated[Outcome | None, typer.Option("--outcome", help="Ended like this.")] = None,
    assignee: Annotated[str | None, typer.Option("--assignee", help="Owned by them.")] = None,
    awaiting: Annotated[
        str | None, typer.Option("--awaiting", help="Waiting on this team, or the merchant.")
    ] = None,
    parked: Annotated[bool, typer.Option("--parked", help="Parked ones only.")] = False,
    open_: Annotated[bool, typer.Option("--open", help="Open ones only.")] = False,
    limit: Limit = 50,
    cursor: Cursor = "",
) -> None:
    """List claims, the newest first, from the application database."""
    from makegood.store.filters import ClaimFilter

    which = ClaimFilter(
        stage=stage,
        kind=kind,
        merchant_id=merchant,
        outcome=outcome,
        assignee=assignee,
        awaiting=awaiting,
        parked=True if parked else None,
        is_open=True if open_ else None,
    )
    found = visit.desk.list_claims(which, cursor, limit)
    more = f"More: --cursor {found.cursor}" if found.cursor else f"{len(found.rows)} claims"
    visit.tell({"claims": found.rows, "cursor": found.cursor}, listed(found.rows), more)


def listed(rows: tuple[CaseRow, ...]) -> "Table":
    """Claims as a table, a row a claim."""
    columns = ("claim", "kind", "merchant", "stage", "outcome", "claimed", "due", "owner", "awaits")
    return table(columns, map(_cells, rows))


def _cells(row: CaseRow) -> tuple[object, ...]:
    stage = f"{row.stage} (parked)" if row.parked_reason else row.stage
    claimed, awaits = money(row.amounts.claimed), tuple(each.who for each in row.awaiting)
    about = (row.claim_id, row.kind, row.merchant_id, stage, row.outcome)
    return (*about, claimed, row.due_at, row.assignee, awaits)


@command(app, "inbox")
def inbox(visit: Visit, team: TeamName, limit: Limit = 50) -> None:
    """What a team is waited on for, in claims and in crises, the most urgent first."""
    items = visit.desk.inbox(team, limit)
    rows = [
        (i.awaited.due_at, i.row.claim_id, i.awaited.what, i.row.kind, i.row.merchant_id,
         money(i.row.amounts.claimed), i.awaited.since, i.row.assignee)
        for i in items
    ]  # fmt: skip
    columns = ("due", "claim", "what", "kind", "merchant", "claimed", "since", "owner")
    cases = visit.crisis_lists.inbox(team, limit)
    urgent = [
        (i.awaited.due_at, i.row.case_id, i.awaited.what, i.row.severity, i.row.stage, i.row.lead)
        for i in cases
    ]
    visit.tell(
        {"team": team, "items": items, "cases": cases},
        *([table(("due", "case", "what", "severity", "stage", "lead"), urgent)] if urgent else []),
        table(columns, rows),
        f"things to do: {len(items) + len(cases)}",
    )
