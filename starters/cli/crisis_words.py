"""The words of the crisis commands: cases, people, moments; and how an answer is told."""

from datetime import datetime
from typing import Annotated

import typer
from pydantic import BaseModel

from makegood.messages.crisis_commands import CaseReceipt
from makegood.rules.crisis.severity import Trigger
from starters.cli.visit import Visit
from starters.errors import BadInput

CaseId = Annotated[str, typer.Argument(metavar="ID", help="The case.")]
Because = Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why; it must be said.")]
Playbook = Annotated[str, typer.Option("--playbook", metavar="NAME", help="The playbook.")]
Triggers = Annotated[
    list[Trigger] | None,
    typer.Option("--trigger", help="A hard trigger, which sets a floor; repeatable."),
]
Asking = Annotated[
    str,
    typer.Option("--as", metavar="WHO", help="Who looks: a restricted case shows its members all."),
]


def moment(text: str) -> datetime:
    """A moment with its zone, such as `2026-11-22T14:00+07:00`; BadParameter says what is asked."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError as error:
        raise typer.BadParameter(f"{text!r}: write 2026-11-22T14:00+07:00") from error
    if found.tzinfo is None:
        raise typer.BadParameter(f"{text!r}: say the zone too, as in 2026-11-22T14:00+07:00")
    return found


At = Annotated[
    datetime | None,
    typer.Option("--at", parser=moment, metavar="TIME", help="A moment with its zone."),
]


def say(visit: Visit, case_id: str, command: str, message: BaseModel, done: str) -> None:
    """Give a case a command, and tell where it stands after it."""
    receipt = visit.crises(lambda crises: crises.say(case_id, command, message))
    told(visit, case_id, receipt, done)


def told(visit: Visit, case_id: str, receipt: CaseReceipt, done: str) -> None:
    """Say what was done, and where the case stands now."""
    note = f" ({receipt.note})" if receipt.note else ""
    signed = f"  to sign   {receipt.statement_hash}\n" if receipt.statement_hash else ""
    visit.tell(
        {"case_id": case_id, **receipt.model_dump(mode="json")},
        f"{done}{note}",
        f"{signed}  stage     {receipt.stage}, {receipt.severity}",
    )


def exactly_one(said: dict[str, bool]) -> str:
    """The one choice that was made; BadInput for none or several."""
    chosen = [name for name, is_said in said.items() if is_said]
    if len(chosen) != 1:
        choices = ", ".join(f"--{name.replace('_', '-')}" for name in said)
        raise BadInput(f"Say exactly one of {choices}.")
    return chosen[0]
