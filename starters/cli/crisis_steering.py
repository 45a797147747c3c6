"""`crisis ack`, `triage`, `declare`, `close` and the like: people moving a case."""

from typing import Annotated

import typer

from makegood.messages import crisis_commands as cmd
from makegood.rules.crisis.severity import Impact, Severity, Urgency
from makegood.rules.crisis.words import Cluster, Role
from starters.cli.commands import command
from starters.cli.crisis_words import Because, CaseId, Playbook, Triggers, say
from starters.cli.groups import crisis, role
from starters.cli.visit import Visit
from starters.cli.words import By, Reason

Class = Annotated[str, typer.Option("--class", metavar="TEXT", help="The class of the crisis.")]
Part = Annotated[Role, typer.Option("--role", help="The part.")]


@command(crisis, "ack")
def acknowledge(visit: Visit, case_id: CaseId, by: By, reason: Reason = "") -> None:
    """Say that you have heard and look after it: only a person stops the ladder."""
    message = cmd.Acknowledge(by=by, reason=reason)
    say(visit, case_id, "acknowledge", message, f"{by} has acknowledged case {case_id}.")


@command(crisis, "triage")
def triage(
    visit: Visit,
    case_id: CaseId,
    by: By,
    impact: Annotated[Impact, typer.Option("--impact", help="How much is harmed.")],
    urgency: Annotated[Urgency, typer.Option("--urgency", help="How fast it grows.")],
    unsure: Annotated[bool, typer.Option("--unsure", help="Then it counts as the worse.")] = False,
    cluster: Annotated[Cluster | None, typer.Option("--cluster", help="Who is to blame.")] = None,
    crisis_class: Class = "",
    trigger: Triggers = None,
    playbook: Playbook = "",
    reason: Reason = "",
) -> None:
    """Assess a case: impact and urgency give its severity, triggers a floor."""
    message = cmd.Triage(
        by=by,
        impact=impact,
        urgency=urgency,
        unsure=unsure,
        cluster=cluster,
        crisis_class=crisis_class,
        triggers=tuple(trigger or ()),
        playbook=playbook,
        reason=reason,
    )
    say(visit, case_id, "triage", message, f"Case {case_id} is triaged by {by}.")


@command(crisis, "declare")
def declare(
    visit: Visit, case_id: CaseId, by: By, crisis_class: Class = "", reason: Reason = ""
) -> None:
    """Declare a crisis: the playbook runs, and audiences are promised updates."""
    message = cmd.Declare(by=by, crisis_class=crisis_class, reason=reason)
    say(visit, case_id, "declare", message, f"Case {case_id} is a crisis, declared by {by}.")


@command(crisis, "severity")
def severity(
    visit: Visit,
    case_id: CaseId,
    to: Annotated[Severity, typer.Option("--to", help="The severity from now on.")],
    by: By,
    reason: Reason = "",
) -> None:
    """Make a case better or worse; clocks keep what they have counted."""
    message = cmd.ChangeSeverity(by=by, severity=to, reason=reason)
    say(visit, case_id, "change_severity", message, f"Case {case_id} is {to} now.")


@command(role, "assign")
def assign(
    visit: Visit,
    case_id: CaseId,
    part: Part,
    person: Annotated[str, typer.Option("--person", metavar="WHO", help="Who gets it.")],
    by: By,
    reason: Reason = "",
) -> None:
    """Give somebody a part; there is exactly one lead."""
    message = cmd.AssignRole(by=by, role=part, person=person, reason=reason)
    say(visit, case_id, "assign_role", message, f"{person} is {part} of case {case_id}.")


@command(role, "hand-over")
def hand_over(
    visit: Visit,
    case_id: CaseId,
    part: Part,
    to: Annotated[str, typer.Option("--to", metavar="WHO", help="To whom.")],
    by: By,
    reason: Reason = "",
) -> None:
    """Offer a part to somebody; it stays where it is until they accept."""
    message = cmd.HandOver(by=by, role=part, to=to, reason=reason)
    say(visit, case_id, "hand_over", message, f"{part} of case {case_id} is offered to {to}.")


@command(role, "accept")
def accept(visit: Visit, case_id: CaseId, part: Part, by: By, reason: Reason = "") -> None:
    """Take over the part that was offered."""
    message = cmd.AcceptRole(by=by, role=part, reason=reason)
    say(visit, case_id, "accept_role", message, f"{by} is {part} of case {case_id}.")


@command(crisis, "contain")
def contain(visit: Visit, case_id: CaseId, by: By, reason: Reason = "") -> None:
    """Say that it no longer spreads."""
    message = cmd.Says(by=by, reason=reason)
    say(visit, case_id, "contain", message, f"Case {case_id} is contained.")


@command(crisis, "stabilise")
def stabilise(visit: Visit, case_id: CaseId, by: By, reason: Reason = "") -> None:
    """Say that it is calm, and only waits to be closed."""
    message = cmd.Says(by=by, reason=reason)
    say(visit, case_id, "stabilise", message, f"Case {case_id} is stable.")


@command(crisis, "reject")
def reject(visit: Visit, case_id: CaseId, by: By, reason: Because) -> None:
    """Say that it was a false alarm."""
    message = cmd.SaysWhy(by=by, reason=reason)
    say(visit, case_id, "reject", message, f"Case {case_id} was a false alarm.")


@command(crisis, "close")
def close(
    visit: Visit,
    case_id: CaseId,
    by: By,
    resolution: Annotated[str, typer.Option("--resolution", metavar="TEXT", help="How it ended.")],
    reason: Reason = "",
) -> None:
    """Close a case whose checklist is empty: tasks, promises and statements are done."""
    message = cmd.CloseCase(by=by, resolution=resolution, reason=reason)
    say(visit, case_id, "close", message, f"Case {case_id} is closed.")


@command(crisis, "reopen")
def reopen(visit: Visit, case_id: CaseId, by: By, reason: Because) -> None:
    """Open a closed case again, with a clock of its own."""
    message = cmd.SaysWhy(by=by, reason=reason)
    say(visit, case_id, "reopen", message, f"Case {case_id} is open again.")


@command(crisis, "merge")
def merge(
    visit: Visit,
    case_id: CaseId,
    into: Annotated[str, typer.Option("--into", metavar="ID", help="The case it goes on in.")],
    by: By,
    reason: Reason = "",
) -> None:
    """Let a case go on as part of another."""
    message = cmd.MergeInto(by=by, case_id=into, reason=reason)
    say(visit, case_id, "merge_into", message, f"Case {case_id} goes on as part of {into}.")


@command(crisis, "retry")
def retry(visit: Visit, case_id: CaseId, by: By, reason: Because) -> None:
    """Try the step again that has used up its retries and parked the case."""
    message = cmd.RepairCase(by=by, reason=reason)
    say(visit, case_id, "repair", message, f"Case {case_id} tries again.")
