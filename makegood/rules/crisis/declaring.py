"""From a case to a crisis and through it: declared, contained, stable."""

from dataclasses import replace

from makegood.rules.case_words import Act
from makegood.rules.crisis import clocking, updates
from makegood.rules.crisis.calling import PageReason
from makegood.rules.crisis.file import CrisisFile, move
from makegood.rules.crisis.pages import cancel
from makegood.rules.crisis.roles import led_by
from makegood.rules.crisis.words import CrisisStage
from makegood.rules.refusals import Refused


def declare(case: CrisisFile, act: Act, crisis_class: str = "") -> CrisisFile:
    """The case as a crisis (ISO 22361): it has a lead, and audiences are promised updates.

    Who declares it leads it until somebody else does. Refuses `not_triaged` and
    `declared_already`.
    """
    _require(case, CrisisStage.TRIAGED, CrisisStage.REOPENED)
    if case.declared_at is not None:
        raise Refused("declared_already", "The case has been declared a crisis already.")
    case = led_by(move(case, CrisisStage.DECLARED, act, "declared"), act)
    case = replace(
        case,
        declared_at=act.at,
        last_human_at=act.at,
        crisis_class=crisis_class or case.crisis_class,
    )
    return updates.promise_first(case, act.at)


def contain(case: CrisisFile, act: Act) -> CrisisFile:
    """The crisis no longer growing; refuses `wrong_stage` unless it is declared or reopened."""
    _require(case, CrisisStage.DECLARED, CrisisStage.REOPENED)
    case = move(case, CrisisStage.CONTAINED, act, "contained")
    case = replace(case, contained_at=case.contained_at or act.at, last_human_at=act.at)
    case = cancel(case, act.at, PageReason.PROMISE, subject="containment")
    return clocking.finish(case, act.at, "containment")


def stabilise(case: CrisisFile, act: Act) -> CrisisFile:
    """The crisis over but for what is left to do; refuses `wrong_stage` unless contained."""
    _require(case, CrisisStage.CONTAINED)
    return replace(move(case, CrisisStage.STABLE, act, "stable"), last_human_at=act.at)


def _require(case: CrisisFile, *stages: CrisisStage) -> None:
    if case.stage in stages:
        return
    if case.stage is CrisisStage.DETECTED:
        raise Refused("not_triaged", "Nobody has assessed the case yet; triage it first.")
    allowed = " or ".join(stages)
    raise Refused("wrong_stage", f"The case is {case.stage}; it would have to be {allowed}.")
