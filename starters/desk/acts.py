"""What else may be done to a claim, by whom, and when it makes sense to offer it."""

from collections.abc import Callable
from dataclasses import dataclass

from pydantic import BaseModel

from makegood.messages import commands as say
from makegood.rules.access import Actor
from makegood.rules.case_words import Stage
from makegood.rules.money import Money
from starters.desk.claim_view import ClaimView
from starters.desk.forms import Typed
from starters.desk.room import Room
from starters.desk.words import N_

Build = Callable[[Typed, Actor, ClaimView], BaseModel]


@dataclass(frozen=True)
class Act:
    """A command with a form: its name, what people call it, when it is offered, what it says."""

    command: str
    label: str
    done: str
    fits: Callable[[ClaimView], bool]
    build: Build


def offered(room: Room, actor: Actor, view: ClaimView) -> tuple[Act, ...]:
    """What the actor may do to the claim as it stands."""
    if view.docket is None or view.case.row.closed_at:
        return ()
    return tuple(
        act
        for act in ACTS
        if act.fits(view) and room.may(actor, f"claim.{act.command}", view.resource)
    )


def _at(*stages: Stage) -> Callable[[ClaimView], bool]:
    return lambda view: view.case.row.stage in stages


def _always(_: ClaimView) -> bool:
    return True


def _held(view: ClaimView) -> bool:
    return view.case.row.on_hold


def _free(view: ClaimView) -> bool:
    return not view.case.row.on_hold


def _parked(view: ClaimView) -> bool:
    return bool(view.case.row.parked_reason)


def _no_crisis(view: ClaimView) -> bool:
    return view.docket is not None and not view.docket.status.escalated_as


def _recommend(form: Typed, actor: Actor, view: ClaimView) -> say.Recommend:
    deny = form.ticked("deny")
    lines = () if deny else _awards(form, view)
    reason = form.needed("reason")
    return form.make(
        lambda: say.Recommend(
            by=actor.name,
            reason=reason,
            lines=lines,
            deny=deny,
            legal_risk=form.ticked("legal_risk"),
        )
    )


def _awards(form: Typed, view: ClaimView) -> tuple[say.LineAward, ...]:
    """The lines whose amount was changed; none where the assessment is to stand."""
    status = view.docket.status if view.docket else None
    awards = []
    for place, line in enumerate(status.lines if status else ()):
        amount = _line_amount(form, f"line-{place}", line.entitled.currency)
        if amount is not None and amount != line.approved:
            awards.append(say.LineAward(tracking_number=line.tracking_number, amount=amount))
    return tuple(awards)


def _line_amount(form: Typed, name: str, currency: str) -> Money | None:
    """A line may also be nothing at all."""
    if form.value(name) == "0":
        return Money.zero(currency)
    return form.amount(name, currency, optional=True)


def _offer(form: Typed, actor: Actor, view: ClaimView) -> say.MakeOffer:
    total = form.amount("total", view.case.row.amounts.claimed.currency)
    reason = form.needed("reason")
    return form.make(
        lambda: say.MakeOffer(
            offer_id=form.value("once"),
            total=total or Money.zero("XXX"),
            by=actor.name,
            reason=reason,
        )
    )


def _note(form: Typed, actor: Actor, _: ClaimView) -> say.AddNote:
    text = form.needed("text")
    return form.make(lambda: say.AddNote(by=actor.name, text=text))


def _assign(form: Typed, actor: Actor, _: ClaimView) -> say.Assign:
    to = form.needed("assignee")
    reason = form.value("reason")
    return form.make(lambda: say.Assign(assignee=to, by=actor.name, reason=reason))


def _hold(form: Typed, actor: Actor, _: ClaimView) -> say.PlaceHold:
    reason = form.needed("reason")
    return form.make(lambda: say.PlaceHold(by=actor.name, reason=reason))


def _release(form: Typed, actor: Actor, _: ClaimView) -> say.ReleaseHold:
    reason = form.needed("reason")
    return form.make(lambda: say.ReleaseHold(by=actor.name, reason=reason))


def _escalate(form: Typed, actor: Actor, _: ClaimView) -> say.Escalate:
    reason = form.needed("reason")
    return form.make(lambda: say.Escalate(by=actor.name, reason=reason))


def _repair(form: Typed, actor: Actor, _: ClaimView) -> say.Repair:
    remedy, reason = form.needed("remedy"), form.needed("reason")
    return form.make(lambda: say.Repair(remedy=say.Remedy(remedy), by=actor.name, reason=reason))


def _found(form: Typed, actor: Actor, _: ClaimView) -> say.ParcelFound:
    parcels, reason = form.all("parcel"), form.value("reason")
    if not parcels:
        form.blame("parcel", N_("Choose at least one parcel."))
    return form.make(
        lambda: say.ParcelFound(tracking_numbers=parcels, by=actor.name, reason=reason)
    )


ACTS = (
    Act(
        "recommend",
        N_("Recommend"),
        N_("Claim %(claim)s is recommended again."),
        _at(Stage.RECOMMENDING, Stage.SIGNING_OFF),
        _recommend,
    ),
    Act(
        "make_offer",
        N_("Make an offer"),
        N_("The offer on claim %(claim)s is made."),
        _at(Stage.NEGOTIATING),
        _offer,
    ),
    Act("add_note", N_("Write a note"), N_("Noted on claim %(claim)s."), _always, _note),
    Act("assign", N_("Hand over"), N_("Claim %(claim)s has another owner."), _always, _assign),
    Act(
        "parcel_found",
        N_("A parcel was found"),
        N_("Claim %(claim)s knows what was found."),
        _always,
        _found,
    ),
    Act("hold", N_("Place a hold"), N_("Claim %(claim)s is on hold."), _free, _hold),
    Act(
        "release_hold",
        N_("Lift the hold"),
        N_("The hold of claim %(claim)s is lifted."),
        _held,
        _release,
    ),
    Act(
        "escalate",
        N_("Escalate to a crisis"),
        N_("Claim %(claim)s is a crisis now; its own deadlines stand still."),
        _no_crisis,
        _escalate,
    ),
    Act(
        "repair",
        N_("Repair the parked step"),
        N_("Claim %(claim)s goes on."),
        _parked,
        _repair,
    ),
)
BY_COMMAND = {act.command: act for act in ACTS}
