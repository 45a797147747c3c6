"""Goodwill that a decision of a crisis asks of a claim, in the currency of the claim."""

import asyncio

from makegood.messages.crisis_commands import RecordDecision
from makegood.messages.problems import NotFound
from makegood.rules.access import Actor, Resource
from makegood.rules.money import Money
from starters.desk.crisis_fields import Field
from starters.desk.forms import Typed
from starters.desk.room import Room
from starters.desk.words import N_

CLAIM, TOTAL, MONEY = "claim_id", "total", "money"
WHICH = N_("Name the claim as well: the amount is in its currency, and its approvers sign it.")
UNKNOWN = N_("There is no claim %(claim)s that you may see.")
ASKED = N_(
    "Done: the decision is noted, and %(total)s goes to the approvers of claim %(claim)s. "
    "Nothing is paid by this."
)


def goodwill_fields() -> tuple[Field, ...]:
    """The claim that is asked, and the whole amount that its merchant is to be offered."""
    claim = N_("Where it is signed, if it goes beyond policy.")
    total = N_(
        "Goodwill, in the currency of the claim: all that the customer is to be offered. It goes "
        "to the claim's approvers; nothing is paid by this."
    )
    return (
        Field(CLAIM, N_("Claim"), optional=True, help=claim),
        Field(TOTAL, N_("Total amount"), MONEY, optional=True, help=total),
    )


async def currency_of(room: Room, actor: Actor, claim_id: str) -> str:
    """The currency of a claim; empty where there is none that the actor may read."""
    if not claim_id:
        return ""
    try:
        row = await asyncio.to_thread(room.house.desk.row, claim_id)
    except NotFound:
        return ""
    about = Resource("claim", claim_id, row.merchant_id)
    return row.amounts.claimed.currency if room.may(actor, "claim.read", about) else ""


def total_of(form: Typed, currency: str) -> Money | None:
    """The amount in the claim's currency; None where none is typed or to be read."""
    if not form.value(TOTAL):
        return None
    claim_id = form.value(CLAIM)
    if claim_id and currency:
        return form.amount(TOTAL, currency)
    if claim_id:
        form.blame(CLAIM, UNKNOWN, claim=claim_id)
    else:
        form.blame(CLAIM, WHICH)
    return None


def asked_in_words(message: object, form: Typed) -> str:
    """What a decision sets going in its claim; empty where it asks none."""
    if not isinstance(message, RecordDecision) or message.total is None:
        return ""
    total = form.speaks.money(message.total)
    return form.speaks.text(ASKED, total=total, claim=message.claim_id)
