"""Who plays which part in a case: assigned, handed over, accepted; one lead at a time."""

from dataclasses import replace

from makegood.rules.case_words import Act
from makegood.rules.crisis.calling import Call, PageReason
from makegood.rules.crisis.file import CrisisFile, call, notify
from makegood.rules.crisis.hearing import heard, require_active
from makegood.rules.crisis.pages import cancel
from makegood.rules.crisis.words import Role, RoleHolding
from makegood.rules.refusals import Refused


def assign_role(case: CrisisFile, act: Act, role: Role, person: str) -> CrisisFile:
    """The case with that person in that part, instead of whoever played it.

    Refuses `lead_held`: a lead is handed over, so that the case is never without one, and
    `nobody_named`.
    """
    require_active(case)
    _require_person(person)
    held = case.holder(role)
    if held and role is Role.LEAD:
        raise Refused("lead_held", f"{held} leads the case; hand the lead over instead.")
    case = heard(case, act, "role_assigned", f"{role}: {held or 'nobody'} -> {person}")
    return notify(_held_by(case, act, role, person), person, "crisis_role", ("role", role))


def hand_over(case: CrisisFile, act: Act, role: Role, to: str) -> CrisisFile:
    """The case with a part offered to somebody, who is paged; it stays where it is till accepted.

    Refuses `role_not_held` where nobody plays it, `same_person` and `nobody_named`.
    """
    require_active(case)
    _require_person(to)
    held = case.holder(role)
    if not held:
        raise Refused("role_not_held", f"Nobody is {role} yet; assign it instead.")
    if held == to:
        raise Refused("same_person", f"{to} is {role} already.")
    case = heard(case, act, "hand_over_offered", f"{role}: {held} -> {to}")
    roles = tuple(replace(r, offered_to=to) if r.role is role else r for r in case.roles)
    case = notify(replace(case, roles=roles), to, "crisis_hand_over", ("role", role))
    wanted = Call(PageReason.HAND_OVER, (f"person:{to}",), subject=role, run=case.event_count)
    return call(case, wanted)


def accept_role(case: CrisisFile, act: Act, role: Role) -> CrisisFile:
    """The case with the part taken over by whom it was offered to; refuses `not_offered`."""
    require_active(case)
    offered = next((one.offered_to for one in case.roles if one.role is role), "")
    if not offered or offered != act.by:
        raise Refused("not_offered", f"The part of {role} is not offered to {act.by}.")
    case = heard(case, act, "role_accepted", f"{role}: {case.holder(role)} -> {act.by}")
    case = cancel(case, act.at, PageReason.HAND_OVER, subject=role)
    return _held_by(case, act, role, act.by)


def led_by(case: CrisisFile, act: Act) -> CrisisFile:
    """The case with a lead: whoever acts, where nobody leads it yet."""
    if case.holder(Role.LEAD):
        return case
    return assign_role(case, act, Role.LEAD, act.by)


def may_see(case: CrisisFile, person: str) -> bool:
    """Whether title and content are for that person: all may see what is not restricted."""
    return not case.restricted or person in (*case.terms.members, *case.members)


def _held_by(case: CrisisFile, act: Act, role: Role, person: str) -> CrisisFile:
    """The case with that holding; who plays a part needs to know what the case is about."""
    before = next((one for one in case.roles if one.role is role), None)
    others = tuple(one for one in case.roles if one.role is not role)
    filled = (before.filled_since or before.since) if before else act.at
    holding = RoleHolding(role, person, act.at, act.by, filled_since=filled)
    members = tuple(dict.fromkeys((*case.members, person)))
    return replace(case, roles=(*others, holding), members=members)


def _require_person(person: str) -> None:
    if not person.strip():
        raise Refused("nobody_named", "Say who it is.")
