"""`crisis statement` and `crisis update`: what is said outside, and who signs it first."""

from typing import Annotated

import typer

from makegood.messages import crisis_commands as cmd
from makegood.messages.crisis_status import CrisisStatus, StatementStatus
from makegood.rules.crisis.words import Audience
from makegood.rules.rounds import Decide
from starters.cli.commands import command
from starters.cli.crisis_words import At, Because, CaseId, exactly_one, say
from starters.cli.groups import crisis, statement
from starters.cli.visit import Visit
from starters.cli.words import By, Reason, TeamName
from starters.errors import RefusedByRule

Key = Annotated[str, typer.Option("--key", metavar="KEY", help="Which statement.")]
Hash = Annotated[
    str, typer.Option("--hash", metavar="HASH", help="What was seen; without it, what stands.")
]


@command(statement, "draft")
def draft(
    visit: Visit,
    case_id: CaseId,
    by: By,
    key: Key = "holding",
    text: Annotated[str, typer.Option("--text", help="The text itself.")] = "",
    template: Annotated[
        str, typer.Option("--template", metavar="KEY", help="A holding statement of the library.")
    ] = "",
    language: Annotated[str, typer.Option("--language", metavar="CODE")] = "en",
    channel: Annotated[str, typer.Option("--channel", help="Where it will be said.")] = "social",
    corrects: Annotated[
        str, typer.Option("--corrects", metavar="KEY", help="The statement that it mends.")
    ] = "",
) -> None:
    """Draft a statement; the same key again is an edit, which voids every approval."""
    message = cmd.DraftStatement(
        by=by,
        key=key,
        text=text,
        language=language,
        channel=channel,
        template=template,
        corrects=corrects,
    )
    say(visit, case_id, "draft_statement", message, f"Statement {key} is drafted.")


@command(statement, "sign-off")
def sign_off(
    visit: Visit,
    case_id: CaseId,
    team: TeamName,
    by: By,
    approve: Annotated[bool, typer.Option("--approve", help="Yes.")] = False,
    reject: Annotated[bool, typer.Option("--reject", help="No.")] = False,
    send_back: Annotated[bool, typer.Option("--send-back", help="Not like this.")] = False,
    reason: Reason = "",
    key: Key = "holding",
    seen: Hash = "",
) -> None:
    """Sign a statement for a team: exactly the text whose hash was seen."""
    chosen = exactly_one({"approve": approve, "reject": reject, "send_back": send_back})
    signed = seen or _of(_status(visit, case_id), key).statement_hash
    message = cmd.StatementSignOff(
        statement_hash=signed, team=team, decision=Decide(chosen), by=by, reason=reason
    )
    say(visit, case_id, "sign_off", message, f"{by} for {team}: {chosen} of {signed[:12]}.")


@command(statement, "publish")
def publish(
    visit: Visit,
    case_id: CaseId,
    by: By,
    key: Key = "holding",
    seen: Hash = "",
    reason: Reason = "",
) -> None:
    """Publish what was approved, exactly that, once."""
    approved = seen or _of(_status(visit, case_id), key).statement_hash
    message = cmd.PublishStatement(by=by, statement_hash=approved, reason=reason)
    say(visit, case_id, "publish_statement", message, f"Statement {approved[:12]} goes out.")


@command(statement, "withdraw")
def withdraw(visit: Visit, case_id: CaseId, by: By, reason: Because, key: Key = "holding") -> None:
    """Take a statement back, or drop one that is not out."""
    message = cmd.WithdrawStatement(by=by, key=key, reason=reason)
    say(visit, case_id, "withdraw_statement", message, f"Statement {key} is withdrawn.")


def _status(visit: Visit, case_id: str) -> CrisisStatus:
    return visit.crises(lambda crises: crises.status(case_id))


def _of(status: CrisisStatus, key: str) -> StatementStatus:
    """The statement of that key; RefusedByRule where there is none."""
    found = [one for one in status.statements if one.key == key]
    if not found:
        raise RefusedByRule(f"Case {status.case_id} has no statement {key!r}.", "no_statement")
    return found[-1]


@command(crisis, "update")
def update(
    visit: Visit,
    case_id: CaseId,
    audience: Annotated[Audience, typer.Option("--audience", help="Who is told.")],
    condition: Annotated[str, typer.Option("--condition", metavar="TEXT", help="Where it stands.")],
    by: By,
    actions: Annotated[str, typer.Option("--actions", metavar="TEXT", help="What is done.")] = "",
    needs: Annotated[str, typer.Option("--needs", metavar="TEXT", help="What is needed.")] = "",
    at: At = None,
) -> None:
    """Tell an audience where things stand; --at promises the next, or policy's cadence does."""
    message = cmd.PostUpdate(
        by=by, audience=audience, condition=condition, actions=actions, needs=needs, next_at=at
    )
    say(visit, case_id, "post_update", message, f"{audience} is told by {by}.")
