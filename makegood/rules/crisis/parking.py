"""A step of a crisis case that cannot go on by itself: shown, and tried again by an operator."""

from dataclasses import replace
from enum import StrEnum

from makegood.rules.case_words import Act, Parked
from makegood.rules.chronicle import log
from makegood.rules.crisis.calling import Call
from makegood.rules.crisis.file import CrisisFile, notify
from makegood.rules.refusals import Refused


class CrisisStep(StrEnum):
    """The steps at which a case can be parked; none of them stops the others."""

    CALL = "call people"
    PAGE = "take in a page"
    PUBLISH = "publish"
    WITHDRAW = "withdraw"
    CLAIM = "tell the claim"
    TIME = "act on time"


def park(case: CrisisFile, parked: Parked) -> CrisisFile:
    """The case parked at a step with its reason; one that is parked already keeps the first.

    People are paged and promises are kept all the same: only that step does not go on.
    """
    if case.parked is not None:
        return case
    case = log(case, Act(parked.since, "system", parked.reason), "parked", parked.step)
    case = notify(case, "operator", "crisis_parked", ("step", parked.step))
    return replace(case, parked=parked)


def repair(case: CrisisFile, act: Act) -> CrisisFile:
    """The case whose step is tried again; refuses `not_parked`."""
    if case.parked is None:
        raise Refused("not_parked", "No step of this case is parked.")
    return replace(log(case, act, "repaired", case.parked.step), parked=None)


def without_call(case: CrisisFile, wanted: Call) -> CrisisFile:
    """The case that does not look for these people any more: no rule could make pages of them."""
    return replace(case, calls=tuple(one for one in case.calls if one != wanted))
