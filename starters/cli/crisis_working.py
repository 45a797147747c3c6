"""`crisis task`, `decide`, `evidence`, `link`: what the crisis team does and writes down."""

from datetime import UTC, datetime
from typing import Annotated

import typer

from makegood.messages import crisis_commands as cmd
from makegood.rules.money import Money
from starters.cli.commands import command
from starters.cli.crisis_words import At, Because, CaseId, say
from starters.cli.groups import crisis, task
from starters.cli.visit import Visit
from starters.cli.words import By, Reason, TeamName, amount

Key = Annotated[str, typer.Option("--key", metavar="KEY", help="The task.")]


@command(task, "add")
def add(
    visit: Visit,
    case_id: CaseId,
    key: Key,
    title: Annotated[str, typer.Option("--title", help="What is to be done.")],
    team: TeamName,
    by: By,
    minutes: Annotated[int | None, typer.Option("--minutes", min=1, help="By when.")] = None,
    after: Annotated[
        list[str] | None, typer.Option("--after", metavar="KEY", help="Which task comes before.")
    ] = None,
) -> None:
    """Give a team a task, with a clock from when it can be begun."""
    message = cmd.AddTask(
        by=by, key=key, title=title, owner=team, within_minutes=minutes, after=tuple(after or ())
    )
    say(visit, case_id, "add_task", message, f"{team} has task {key}.")


@command(task, "done")
def done(
    visit: Visit,
    case_id: CaseId,
    key: Key,
    by: By,
    note: Annotated[str, typer.Option("--note", metavar="TEXT", help="How.")] = "",
) -> None:
    """Say that a task is done; what waited for it can begin."""
    message = cmd.CompleteTask(by=by, key=key, note=note)
    say(visit, case_id, "complete_task", message, f"Task {key} is done.")


@command(task, "skip")
def skip(visit: Visit, case_id: CaseId, key: Key, by: By, reason: Because) -> None:
    """Leave a task out, for a reason, if your part allows it."""
    message = cmd.SkipTask(by=by, key=key, reason=reason)
    say(visit, case_id, "skip_task", message, f"Task {key} is skipped.")


@command(crisis, "decide")
def decide(
    visit: Visit,
    case_id: CaseId,
    what: Annotated[str, typer.Option("--what", metavar="TEXT", help="What was decided.")],
    by: By,
    reason: Because,
    claim_id: Annotated[
        str, typer.Option("--claim", metavar="ID", help="Where it is signed, beyond policy.")
    ] = "",
    total: Annotated[
        Money | None,
        typer.Option("--total", parser=amount, metavar="AMOUNT", help="Goodwill: what to offer."),
    ] = None,
) -> None:
    """Write a decision of the team down; goodwill beyond policy goes to the claim to be signed."""
    message = cmd.RecordDecision(by=by, what=what, reason=reason, claim_id=claim_id, total=total)
    say(visit, case_id, "record_decision", message, "The decision is on the timeline.")


@command(crisis, "evidence")
def evidence(
    visit: Visit,
    case_id: CaseId,
    sha256: Annotated[str, typer.Option("--sha256", help="Of what was kept.")],
    what: Annotated[str, typer.Option("--what", metavar="TEXT", help="What it shows.")],
    by: By,
    url: Annotated[str, typer.Option("--url", help="Where it was seen.")] = "",
    at: At = None,
) -> None:
    """Put evidence on record: what was seen where and when, by its hash."""
    captured = at or datetime.now(UTC)
    message = cmd.AddEvidence(by=by, sha256=sha256, what=what, url=url, captured_at=captured)
    say(visit, case_id, "add_evidence", message, "The evidence is on record.")


@command(crisis, "link")
def link(
    visit: Visit,
    case_id: CaseId,
    kind: Annotated[str, typer.Option("--kind", help="claim, ticket or case.")],
    reference: Annotated[str, typer.Option("--reference", metavar="ID", help="Which.")],
    by: By,
    url: Annotated[str, typer.Option("--url", help="Where it is to be seen.")] = "",
    reason: Reason = "",
) -> None:
    """Say what else the case has to do with."""
    message = cmd.AddLink(by=by, kind=kind, reference=reference, url=url, reason=reason)
    say(visit, case_id, "link", message, f"Linked with {kind} {reference}.")
