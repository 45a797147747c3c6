"""What audiences are told and promised: each update promises the next, no promise is forgotten."""

from dataclasses import dataclass, replace
from datetime import datetime

from makegood.rules.case_words import Act
from makegood.rules.crisis.clocking import finish
from makegood.rules.crisis.file import CrisisFile, notify
from makegood.rules.crisis.hearing import heard, require_active
from makegood.rules.crisis.promise_clock import next_promise, promise_due
from makegood.rules.crisis.promises import next_promised, promise, settled
from makegood.rules.crisis.promising import StakeholderUpdate
from makegood.rules.crisis.rearming import promise_first, rearm_promises, release_promises
from makegood.rules.crisis.speaking import shown
from makegood.rules.crisis.words import Audience
from makegood.rules.refusals import Refused

__all__ = [
    "Told",
    "next_promise",
    "post_update",
    "promise_due",
    "promise_first",
    "rearm_promises",
    "release_promises",
    "responded",
    "stated",
]

KEPT_UPDATES = 50
"""How many updates a case carries along; all of them are on its timeline, word for word."""


@dataclass(frozen=True)
class Told:
    """What an audience is told; to management condition, actions and needs (a CAN report).

    `next_at` is when it hears again; None: as policy promises for the severity.
    """

    audience: Audience
    condition: str
    actions: str = ""
    needs: str = ""
    next_at: datetime | None = None


def post_update(case: CrisisFile, act: Act, told: Told) -> CrisisFile:
    """The case whose audience has been told, which keeps one promise and makes the next.

    Refuses `not_active`, `statement_needed` for the public, which hears approved statements alone,
    `no_customer`, `report_incomplete`, `promise_in_past`, and `promise_too_late` where policy has
    the audience hear earlier.
    """
    require_active(case)
    _require_addressee(case, told)
    _require_complete(told)
    next_at = next_promised(case, told.audience, act.at, told.next_at)
    number = case.update_count + 1
    update = StakeholderUpdate(
        number,
        told.audience,
        act.at,
        act.by,
        told.condition,
        told.actions,
        told.needs,
        next_at,
    )
    case = heard(case, replace(act, why=_in_words(told)), "update_posted", told.audience)
    kept = (*case.updates, update)[-KEPT_UPDATES:]
    case = _sent(replace(case, updates=kept, update_count=number), update)
    case = promise(settled(case, told.audience, act.at), told.audience, act.at, next_at)
    return responded(case, act.at) if told.audience is Audience.CUSTOMER else case


def stated(case: CrisisFile, audience: Audience, at: datetime) -> CrisisFile:
    """The case whose audience has heard an approved statement: a promise kept, the next made."""
    case = settled(responded(case, at), audience, at)
    return promise(case, audience, at, next_promised(case, audience, at, None))


def responded(case: CrisisFile, at: datetime) -> CrisisFile:
    """The case that has answered: its clock of the first response has stopped, the first time."""
    case = finish(case, at, "first_response")
    return replace(case, responded_at=case.responded_at or at)


def _require_addressee(case: CrisisFile, told: Told) -> None:
    if told.audience is Audience.PUBLIC:
        raise Refused("statement_needed", "The public is told by statements that are approved.")
    if told.audience is Audience.CUSTOMER and case.alert.customer is None:
        raise Refused("no_customer", "The case concerns no customer of the register.")


def _require_complete(told: Told) -> None:
    to_management = told.audience is Audience.MANAGEMENT
    parts = (told.condition, told.actions, told.needs) if to_management else (told.condition,)
    if not all(part.strip() for part in parts):
        raise Refused(
            "report_incomplete",
            "Say the condition; to management also actions and needs, if only 'none'.",
        )


def _in_words(told: Told) -> str:
    parts = (("condition", told.condition), ("actions", told.actions), ("needs", told.needs))
    return "; ".join(f"{name}: {text}" for name, text in parts if text.strip())


def _sent(case: CrisisFile, update: StakeholderUpdate) -> CrisisFile:
    """A letter with the update; that of a restricted case says only that there is one."""
    return notify(
        case,
        _addressee(case, update.audience),
        f"update_{update.audience}",
        ("condition", shown(case, update.condition)),
        ("actions", shown(case, update.actions)),
        ("needs", shown(case, update.needs)),
        ("next_at", update.next_at.isoformat() if update.next_at else ""),
    )


def _addressee(case: CrisisFile, audience: Audience) -> str:
    """To whom the letter goes; a rehearsal never writes to a customer who is there in earnest."""
    customer = case.alert.customer
    in_earnest = audience is Audience.CUSTOMER and not case.drill
    return customer.id if customer and in_earnest else audience
