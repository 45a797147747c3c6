"""`crisis review`, `learning`, `action`, `csat`, `drill scorecard`: what follows a case."""

from datetime import timedelta
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from makegood.messages import crisis_commands as cmd
from starters.cli.commands import command
from starters.cli.crisis_looking import briefing
from starters.cli.crisis_words import At, CaseId, say
from starters.cli.groups import action, crisis, drill, learning, review
from starters.cli.telling import cell, table
from starters.cli.visit import Visit
from starters.cli.words import By, Reason
from starters.errors import BadInput, RefusedByRule

Number = Annotated[int, typer.Option("--number", min=1, help="Which.")]
Title = Annotated[str, typer.Option("--title", help="What is to be done.")]
Owner = Annotated[str, typer.Option("--owner", metavar="WHO", help="Who answers for it.")]


class Form(StrEnum):
    """How a review is written."""

    MARKDOWN = "markdown"
    HTML = "html"


@command(review, "show")
def show(
    visit: Visit,
    case_id: CaseId,
    who: Annotated[str, typer.Option("--as", metavar="WHO", help="Who reads it.")],
    form: Annotated[Form, typer.Option("--form", help="As what.")] = Form.MARKDOWN,
    out: Annotated[Path | None, typer.Option("--out", metavar="FILE", help="Into a file.")] = None,
) -> None:
    """The review of a closed case: its draft is made from the history."""
    from makegood.gateways.review_page import page
    from makegood.rules.crisis.review_text import as_markdown

    found = briefing(visit, case_id, who).review
    if found is None:
        raise RefusedByRule(f"Case {case_id} is not closed yet.", "not_closed")
    text = as_markdown(found) if form is Form.MARKDOWN else page(found)
    if out is not None:
        _write(out, text)
        visit.tell({"case_id": case_id, "file": str(out)}, f"The review is in {out}.")
        return
    visit.tell({"case_id": case_id, "review": text}, text)


def _write(out: Path, text: str) -> None:
    try:
        out.write_text(text, "utf-8")
    except OSError as error:
        raise BadInput(f"{out}: {error.strerror}", "unwritable") from error


@command(review, "complete")
def complete(
    visit: Visit,
    case_id: CaseId,
    by: By,
    summary: Annotated[str, typer.Option("--summary", metavar="TEXT", help="What happened.")],
    went_well: Annotated[str, typer.Option("--went-well", metavar="TEXT")] = "",
    causes: Annotated[str, typer.Option("--causes", metavar="TEXT", help="Why.")] = "",
) -> None:
    """Complete the review: the people's part of it."""
    message = cmd.CompleteReview(by=by, summary=summary, went_well=went_well, causes=causes)
    say(visit, case_id, "complete_review", message, f"Case {case_id} is reviewed.")


@command(learning, "add")
def learn(
    visit: Visit,
    case_id: CaseId,
    text: Annotated[str, typer.Option("--text", help="What the case taught.")],
    by: By,
    playbook: Annotated[str, typer.Option("--playbook", metavar="NAME")] = "",
    proposal: Annotated[str, typer.Option("--proposal", help="What to change in it.")] = "",
) -> None:
    """Write down what a case taught; a proposal for a playbook waits for its owner."""
    message = cmd.RecordLearning(by=by, text=text, playbook=playbook, proposal=proposal)
    say(visit, case_id, "record_learning", message, "It is written down.")


@command(learning, "decide")
def decide(
    visit: Visit,
    case_id: CaseId,
    number: Number,
    by: By,
    approve: Annotated[bool, typer.Option("--approve/--refuse", help="Taken, or not.")],
    reason: Reason = "",
) -> None:
    """Take a proposed change of a playbook, or not."""
    message = cmd.DecideProposal(by=by, number=number, approve=approve, reason=reason)
    taken = "taken" if approve else "not taken"
    say(visit, case_id, "decide_proposal", message, f"The proposal is {taken}.")


@command(action, "add")
def add(visit: Visit, case_id: CaseId, title: Title, owner: Owner, by: By, at: At = None) -> None:
    """Give somebody something to do after the case; they are reminded until it is done."""
    message = cmd.AddAction(by=by, title=title, owner=owner, due_at=at)
    say(visit, case_id, "add_action", message, f"{owner} has an action.")


@command(action, "done")
def done(
    visit: Visit,
    case_id: CaseId,
    number: Number,
    by: By,
    note: Annotated[str, typer.Option("--note", metavar="TEXT", help="How.")] = "",
) -> None:
    """Say that an action is done."""
    message = cmd.CompleteAction(by=by, number=number, note=note)
    say(visit, case_id, "complete_action", message, f"Action {number} is done.")


@command(crisis, "csat")
def csat(
    visit: Visit,
    case_id: CaseId,
    score: Annotated[int, typer.Option("--score", min=1, max=5, help="1 to 5.")],
    comment: Annotated[str, typer.Option("--comment", metavar="TEXT")] = "",
    by: Annotated[str, typer.Option("--by", metavar="WHO")] = "customer",
) -> None:
    """Write the customer's answer down."""
    message = cmd.RecordCsat(by=by, score=score, comment=comment)
    say(visit, case_id, "record_csat", message, f"The customer gave {score} of 5.")


@command(drill, "scorecard")
def scorecard(visit: Visit, case_id: CaseId) -> None:
    """How a drill went: times, roles, tasks, promises."""
    card = visit.crises(lambda crises: crises.scorecard(case_id))
    rows = [
        ("acknowledged after", _span(card.acknowledge)),
        ("first statement after", _span(card.statement)),
        ("roles filled", cell(card.roles_filled)),
        ("roles missing", cell(card.roles_missing)),
        ("tasks done", cell(card.tasks_done)),
        ("tasks skipped", cell(card.tasks_skipped)),
        ("tasks left", cell(card.tasks_left)),
        ("promises kept, missed", f"{card.promises_kept}, {card.promises_missed}"),
        ("clocks kept", cell(card.in_time)),
        ("clocks broken", cell(card.late)),
        ("injects played, left", f"{card.injects_fired}, {card.injects_left}"),
    ]
    title = f"Drill {card.case_id}, playbook {card.playbook or 'none'}"
    visit.tell(card, table(("scored", ""), rows, title))


def _span(span: timedelta | None) -> str:
    """A span as people read it, to the second; a step that was never taken says so."""
    return "never" if span is None else str(timedelta(seconds=int(span.total_seconds())))
