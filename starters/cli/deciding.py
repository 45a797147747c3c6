"""`claim sign-off`, `recommend`, `offer` and `answer`: what people decide."""

from collections.abc import Mapping
from hashlib import sha256
from typing import Annotated, TypeVar
from uuid import uuid4

import typer

from makegood.messages.commands import Answer, AnswerOffer, LineAward, MakeOffer, Recommend, SignOff
from makegood.messages.status import OfferStatus, Status
from makegood.rules.money import Money
from makegood.rules.rounds import Decide
from starters.cli.commands import command
from starters.cli.groups import claim
from starters.cli.receipts import told
from starters.cli.telling import money
from starters.cli.visit import Visit
from starters.cli.words import Amount, By, ClaimId, Reason, TeamName, amount
from starters.errors import BadInput, RefusedByRule

EVERYTHING = "all"


@command(claim, "sign-off")
def sign_off(
    visit: Visit,
    claim_id: ClaimId,
    team: TeamName,
    by: By,
    approve: Annotated[bool, typer.Option("--approve", help="Yes.")] = False,
    reject: Annotated[bool, typer.Option("--reject", help="No.")] = False,
    send_back: Annotated[bool, typer.Option("--send-back", help="Not like this.")] = False,
    reason: Reason = "",
    subject: Annotated[
        str,
        typer.Option("--subject", metavar="HASH", help="What was seen; or what stands."),
    ] = "",
    decision_id: Annotated[
        str, typer.Option("--decision-id", metavar="ID", help="Counts once, however often given.")
    ] = "",
) -> None:
    """Sign for a team: approve, reject or send back what it was asked to sign.

    What is signed is bound to what was seen. Without --subject it is what stands now, and shown;
    with it, a claim that has changed since refuses.
    """
    decision = _one({Decide.APPROVE: approve, Decide.REJECT: reject, Decide.SEND_BACK: send_back})
    seen = "" if subject else _seen(visit.claims(lambda claims: claims.status(claim_id)))
    signed = subject or seen.partition(" ")[0]
    words = (claim_id, team, decision, by, signed, reason)
    message = SignOff(
        decision_id=decision_id or f"cli-{sha256(repr(words).encode()).hexdigest()[:24]}",
        team=team,
        decision=decision,
        by=by,
        reason=reason,
        subject_hash=signed,
    )
    receipt = visit.claims(
        lambda claims: claims.say(claim_id, "sign_off", message, once=message.decision_id)
    )
    told(visit, claim_id, receipt, f"{by} for {team}: {decision} of {seen or signed}.")


def _seen(status: Status) -> str:
    """What stands to be signed, its hash first; RefusedByRule where nothing does."""
    if not status.subject_hash:
        raise RefusedByRule(
            f"Nothing of claim {status.claim_id} is to be signed.", "nothing_to_sign"
        )
    sums = status.amounts
    figures = (
        ("claimed", sums.claimed),
        ("entitled", sums.entitlement),
        ("approved", sums.approved),
    )
    amounts = ", ".join(f"{name} {money(value)}" for name, value in figures if value)
    return f"{status.subject_hash} ({status.subject}: {amounts})"


@command(claim, "recommend")
def recommend(
    visit: Visit,
    claim_id: ClaimId,
    by: By,
    reason: Reason,
    line: Annotated[
        list[str] | None,
        typer.Option("--line", metavar="TRACKING=AMOUNT", help="What to approve for a parcel."),
    ] = None,
    deny: Annotated[bool, typer.Option("--deny", help="Recommend to pay nothing.")] = False,
    legal_risk: Annotated[bool, typer.Option("--legal-risk", help="Legal signs too.")] = False,
) -> None:
    """Recommend again, after a send-back or an appeal."""
    lines = tuple(_line(each) for each in line or ())
    message = Recommend(by=by, reason=reason, lines=lines, deny=deny, legal_risk=legal_risk)
    receipt = visit.claims(lambda claims: claims.say(claim_id, "recommend", message))
    told(visit, claim_id, receipt, f"Claim {claim_id} is recommended again.")


def _line(text: str) -> LineAward:
    tracking_number, _, value = text.rpartition("=")
    if not tracking_number:
        raise BadInput(f"{text!r}: a line is given as TRACKING=AMOUNT")
    return LineAward(tracking_number=tracking_number, amount=amount(value))


@command(claim, "offer")
def offer(
    visit: Visit,
    claim_id: ClaimId,
    total: Amount,
    by: By,
    reason: Reason,
    offer_id: Annotated[
        str, typer.Option("--offer-id", metavar="ID", help="Counts once, however often given.")
    ] = "",
) -> None:
    """Make the merchant an offer; one above authority waits for approval first."""
    named = offer_id or f"cli-{uuid4().hex[:24]}"
    message = MakeOffer(offer_id=named, total=total, by=by, reason=reason)
    receipt = visit.claims(lambda claims: claims.say(claim_id, "make_offer", message, once=named))
    told(visit, claim_id, receipt, f"{total.text()} is offered on claim {claim_id}.")


@command(claim, "answer")
def answer(
    visit: Visit,
    claim_id: ClaimId,
    accept: Annotated[bool, typer.Option("--accept", help="Yes.")] = False,
    reject: Annotated[bool, typer.Option("--reject", help="No.")] = False,
    counter: Annotated[
        Money | None,
        typer.Option("--counter", parser=amount, metavar="AMOUNT", help="This."),
    ] = None,
    version: Annotated[
        int | None, typer.Option("--version", min=1, help="The offer; without it, the last one.")
    ] = None,
    release: Annotated[
        str, typer.Option("--release", metavar="all|T1,T2", help="The parcels released.")
    ] = "",
    reason: Reason = "",
    by: Annotated[str, typer.Option("--by", metavar="WHO", help="Who says so.")] = "merchant",
) -> None:
    """Answer an offer for the merchant: accept, reject or counter it."""
    said = {Answer.ACCEPT: accept, Answer.REJECT: reject, Answer.COUNTER: counter is not None}
    chosen = _one(said)
    offer = _offer(visit.claims(lambda claims: claims.status(claim_id)), version)
    message = AnswerOffer(
        version=offer.version,
        answer=chosen,
        by=by,
        amount=counter,
        reason=reason,
        release=offer.parcels if release == EVERYTHING else tuple(filter(None, release.split(","))),
    )
    receipt = visit.claims(lambda claims: claims.say(claim_id, "answer_offer", message))
    done = f"Offer {offer.version} of {offer.total.text()}: {chosen}"
    told(visit, claim_id, receipt, f"{done} {money(counter)}".rstrip() + ".")


def _offer(status: Status, version: int | None) -> OfferStatus:
    """The offer of that version, or the last one; RefusedByRule where there is none."""
    found = [each for each in status.offers if version in (None, each.version)]
    if not found:
        named = "no offer" if version is None else f"no offer {version}"
        raise RefusedByRule(f"Claim {status.claim_id} has {named}.", "no_offer")
    return found[-1]


Choice = TypeVar("Choice", Decide, Answer)


def _one(said: Mapping[Choice, bool]) -> Choice:
    """The one thing that was said; BadInput for none or several."""
    chosen = [each for each, is_said in said.items() if is_said]
    if len(chosen) != 1:
        choices = ", ".join(f"--{each.replace('_', '-')}" for each in said)
        raise BadInput(f"Say exactly one of {choices}.")
    return chosen[0]
