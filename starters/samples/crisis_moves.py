"""How people move a crisis case on, each step once the case waits for just that."""

from makegood.messages import crisis_commands as say
from makegood.messages.crisis_status import CrisisStatus
from makegood.rules.crisis.calling import PageReason, PageState
from makegood.rules.crisis.severity import Impact, Urgency
from makegood.rules.crisis.words import Cluster, CrisisStage, Role
from starters.samples.crisis_turn import ON_CALL, CrisisMove, in_charge, is_at

SERIOUS = (Impact.SIGNIFICANT, Urgency.HIGH)
"""An assessment that makes a case a SEV2."""

OUT = frozenset({PageState.QUEUED_REMOTELY, PageState.SENT, PageState.DELIVERED, PageState.READ})
"""States of a page that has gone to its reader."""


def acknowledges(rung: int) -> CrisisMove:
    """Whoever was paged on that rung acknowledges; those below are silent."""

    def acknowledged(status: CrisisStatus) -> say.Acknowledge:
        return say.Acknowledge(by=_paged(status, rung)[0], reason="on it")

    return CrisisMove(
        f"{ON_CALL}, rung {rung}",
        "acknowledges",
        "acknowledge",
        lambda status: bool(_paged(status, rung)),
        acknowledged,
    )


def _paged(status: CrisisStatus, rung: int) -> tuple[str, ...]:
    """Who has been paged on a rung of the ladder, in its first round."""
    pages = (one for one in status.pages if one.reason == PageReason.LADDER and one.state in OUT)
    return tuple(one.person for one in pages if (one.rung, one.round) == (rung, 1))


def triages(impact: Impact, urgency: Urgency, cluster: Cluster = Cluster.ACCIDENTAL) -> CrisisMove:
    """Whoever acknowledged assesses the case."""

    def assessed(status: CrisisStatus) -> say.Triage:
        return say.Triage(by=in_charge(status), impact=impact, urgency=urgency, cluster=cluster)

    return CrisisMove(
        ON_CALL,
        f"triages: {impact} impact, {urgency} urgency",
        "triage",
        is_at(CrisisStage.DETECTED),
        assessed,
    )


def rejects(why: str) -> CrisisMove:
    """Whoever acknowledged finds that it is a false alarm."""
    return CrisisMove(
        ON_CALL,
        "rejects it as a false alarm",
        "reject",
        is_at(CrisisStage.DETECTED),
        lambda status: say.SaysWhy(by=in_charge(status), reason=why),
    )


def appoints(role: Role, person: str) -> CrisisMove:
    """Somebody gets a part in the case."""
    return CrisisMove(
        ON_CALL,
        f"makes {person} {role.replace('_', ' ')}",
        "assign_role",
        lambda status: bool(status.acknowledged_by),
        lambda status: say.AssignRole(by=in_charge(status), role=role, person=person),
    )


def declares() -> CrisisMove:
    """The case becomes a crisis, and whoever declares it leads it unless somebody does."""
    return CrisisMove(
        ON_CALL,
        "declares a crisis",
        "declare",
        is_at(CrisisStage.TRIAGED),
        lambda status: say.Declare(by=in_charge(status)),
    )


def contains() -> CrisisMove:
    """It no longer grows."""
    return _moves_on("contains it", "contain", CrisisStage.DECLARED)


def stabilises() -> CrisisMove:
    """It is over but for what is left to do."""
    return _moves_on("holds it stable", "stabilise", CrisisStage.CONTAINED)


def _moves_on(what: str, command: str, since: CrisisStage) -> CrisisMove:
    due, by_lead = is_at(since), lambda status: say.Says(by=in_charge(status))
    return CrisisMove("lead", what, command, due, by_lead)


def closes(resolution: str) -> CrisisMove:
    """The lead closes the case, with nothing left on its checklist."""
    return CrisisMove(
        "lead",
        "closes the case",
        "close",
        _is_ripe,
        lambda status: say.CloseCase(by=in_charge(status), resolution=resolution),
    )


def _is_ripe(status: CrisisStatus) -> bool:
    mild = status.stage == CrisisStage.TRIAGED
    return (mild or status.stage == CrisisStage.STABLE) and not status.checklist
