"""What all moves of a crisis case have in common: who makes them, and at which stage."""

from collections.abc import Callable

from makegood.messages.crisis_status import CrisisStatus
from makegood.rules.crisis.words import CrisisStage, Role
from starters.samples.turn import Turn

CrisisMove = Turn[CrisisStatus]
"""One thing that somebody says to a crisis case."""

ON_CALL = "on call"
"""Whoever the rota names at that moment, as the parties are told of."""


def in_charge(status: CrisisStatus) -> str:
    """Who leads the case, and until somebody does, whoever acknowledged it."""
    held = (one.person for one in status.roles if one.role == Role.LEAD)
    return next(held, "") or next(iter(status.acknowledged_by), ON_CALL)


def is_at(stage: CrisisStage) -> Callable[[CrisisStatus], bool]:
    """A case in that stage."""
    return lambda status: status.stage == stage
