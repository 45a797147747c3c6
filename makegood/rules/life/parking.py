"""A step that cannot go on by itself: the case is parked until an operator acts."""

from dataclasses import replace

from makegood.rules.casefile import Act, CaseFile, Parked, log, notify


def park(case: CaseFile, parked: Parked) -> CaseFile:
    """The case parked at a step with its reason; one that is parked already keeps the first."""
    case = log(case, Act(parked.since, "system", parked.reason), "parked", parked.step)
    if case.parked is not None:
        return case
    case = notify(case, "operator", "parked", ("step", parked.step), ("reason", parked.reason))
    return replace(case, parked=parked)
