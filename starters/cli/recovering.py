"""`claim recovery` and `carrier-answer`: what is claimed back from the carrier."""

from typing import Annotated
from uuid import uuid4

import typer

from makegood.messages.recovery import CarrierAnswer, CarrierSays, RecoveryStatus
from makegood.rules.money import Money
from starters.cli.commands import command
from starters.cli.groups import claim
from starters.cli.telling import cell, money
from starters.cli.visit import Visit
from starters.cli.words import ClaimId, Reason, amount
from starters.errors import BadInput


@command(claim, "recovery")
def recovery(visit: Visit, claim_id: ClaimId) -> None:
    """Where the recovery from the carrier stands."""
    status = visit.at(visit.doors.recoveries, lambda desk: desk.status(claim_id))
    visit.tell(status, _sentence(status))


@command(claim, "carrier-answer")
def carrier_answer(
    visit: Visit,
    claim_id: ClaimId,
    acknowledged: Annotated[bool, typer.Option("--acknowledged", help="It looks into it.")] = False,
    paid: Annotated[
        Money | None, typer.Option("--paid", parser=amount, metavar="AMOUNT", help="It paid this.")
    ] = None,
    declined: Annotated[bool, typer.Option("--declined", help="It pays nothing.")] = False,
    reason: Reason = "",
    by: Annotated[str, typer.Option("--by", metavar="WHO", help="Who says so.")] = "carrier",
    answer_id: Annotated[
        str, typer.Option("--answer-id", metavar="ID", help="Counts once, however often given.")
    ] = "",
) -> None:
    """Take in what the carrier says: acknowledged, paid in part or whole, or declined."""
    answer = CarrierAnswer(
        answer_id=answer_id or f"cli-{uuid4().hex[:24]}",
        state=_said(acknowledged, paid, declined),
        amount=paid,
        reason=reason,
        by=by,
    )
    status = visit.at(visit.doors.recoveries, lambda desk: desk.answer(claim_id, answer))
    visit.tell(status, _sentence(status))


def _said(acknowledged: bool, paid: Money | None, declined: bool) -> CarrierSays:
    chosen = {
        CarrierSays.ACKNOWLEDGED: acknowledged,
        CarrierSays.PAID: paid is not None,
        CarrierSays.DECLINED: declined,
    }
    found = [says for says, is_said in chosen.items() if is_said]
    if len(found) != 1:
        raise BadInput("Say exactly one of --acknowledged, --paid AMOUNT, --declined.")
    return found[0]


def _sentence(status: RecoveryStatus) -> str:
    return (
        f"Recovery of claim {status.claim_id} from the {status.party}: {status.state}.\n"
        f"  demanded   {money(status.demanded)}\n"
        f"  recovered  {money(status.recovered)}\n"
        f"  chased     {status.chases} times\n"
        f"  file by    {cell(status.file_by)}"
    )
