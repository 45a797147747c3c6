"""What else is said to a claim: withdrawn, assigned, held, found, appealed, annotated."""

from typing import Annotated

import typer
from pydantic import BaseModel

from makegood.messages import commands as say
from makegood.rules.payee import Payee
from starters.cli.commands import command
from starters.cli.filing import kept
from starters.cli.groups import claim
from starters.cli.receipts import told
from starters.cli.visit import Visit
from starters.cli.words import Attach, By, ClaimId, Reason
from starters.errors import BadInput

Merchant = Annotated[str, typer.Option("--by", metavar="WHO", help="Who says so.")]


def _say(visit: Visit, claim_id: str, name: str, message: BaseModel, done: str) -> None:
    receipt = visit.claims(lambda claims: claims.say(claim_id, name, message))
    told(visit, claim_id, receipt, done)


@command(claim, "withdraw")
def withdraw(visit: Visit, claim_id: ClaimId, reason: Reason, by: Merchant = "merchant") -> None:
    """Take a claim back, at any stage before the bank has the money."""
    message = say.Withdraw(by=by, reason=reason)
    _say(visit, claim_id, "withdraw", message, f"Claim {claim_id} is withdrawn.")


@command(claim, "assign")
def assign(
    visit: Visit,
    claim_id: ClaimId,
    to: Annotated[str, typer.Option("--to", metavar="WHO", help="The new owner.")],
    by: By,
    reason: Reason = "",
) -> None:
    """Give a claim to another owner."""
    message = say.Assign(assignee=to, by=by, reason=reason)
    _say(visit, claim_id, "assign", message, f"Claim {claim_id} is {to}'s.")


@command(claim, "hold")
def hold(visit: Visit, claim_id: ClaimId, by: By, reason: Reason) -> None:
    """Place a litigation hold: negotiation and payment freeze."""
    message = say.PlaceHold(by=by, reason=reason)
    _say(visit, claim_id, "hold", message, f"Claim {claim_id} is on hold.")


@command(claim, "release-hold")
def release_hold(visit: Visit, claim_id: ClaimId, by: By, reason: Reason) -> None:
    """Lift the litigation hold, as Legal."""
    message = say.ReleaseHold(by=by, reason=reason)
    _say(visit, claim_id, "release_hold", message, f"The hold of claim {claim_id} is lifted.")


@command(claim, "payee")
def payee(
    visit: Visit,
    claim_id: ClaimId,
    account: Annotated[str, typer.Option("--account", help="The number of the account.")],
    bank: Annotated[str, typer.Option("--bank", metavar="CODE", help="The code of the bank.")],
    holder: Annotated[str, typer.Option("--holder", help="Whose account it is.")],
    by: Merchant = "merchant",
    reason: Reason = "",
) -> None:
    """Give or correct the merchant's account."""
    try:
        whose = Payee(account, bank, holder)
    except ValueError as error:
        raise BadInput(str(error), "invalid_input") from error
    message = say.CorrectPayee(payee=whose, by=by, reason=reason)
    _say(visit, claim_id, "correct_payee", message, f"Claim {claim_id} pays to {whose.masked()}.")


@command(claim, "appeal")
def appeal(
    visit: Visit,
    claim_id: ClaimId,
    reason: Reason,
    by: Merchant = "merchant",
    attach: Attach = None,
) -> None:
    """Appeal, once, within the window; new documents may come with it."""
    papers = tuple(kept(visit.documents, attach or []))
    message = say.MakeAppeal(by=by, reason=reason, documents=papers)
    _say(visit, claim_id, "appeal", message, f"The appeal on claim {claim_id} is taken in.")


@command(claim, "found")
def found(
    visit: Visit,
    claim_id: ClaimId,
    parcels: Annotated[list[str], typer.Argument(metavar="TRACKING...", help="What was found.")],
    by: By,
    reason: Reason = "",
) -> None:
    """Say that parcels have turned up: what is unpaid ends, what is paid is reversed."""
    message = say.ParcelFound(tracking_numbers=tuple(parcels), by=by, reason=reason)
    _say(visit, claim_id, "parcel_found", message, f"Found, of claim {claim_id}: {len(parcels)}.")


@command(claim, "note")
def note(
    visit: Visit,
    claim_id: ClaimId,
    text: Annotated[str, typer.Argument(metavar="TEXT", help="The remark.")],
    by: By,
) -> None:
    """Write a remark into the timeline."""
    message = say.AddNote(by=by, text=text)
    _say(visit, claim_id, "add_note", message, f"Noted on claim {claim_id}.")
