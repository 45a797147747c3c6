"""The words of updates: what audiences were told, and what they were promised next."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from makegood.rules.crisis.words import Audience


class PromiseState(StrEnum):
    """Where a promise of an update stands; KEPT and MISSED are for ever."""

    OPEN = "open"
    KEPT = "kept"
    MISSED = "missed"
    RELEASED = "released"


@dataclass(frozen=True)
class Promise:
    """An audience is to hear of the case by `due_at`; one that was missed stays missed."""

    number: int
    audience: Audience
    made_at: datetime
    due_at: datetime
    state: PromiseState = PromiseState.OPEN
    warned: bool = False
    settled_at: datetime | None = None


@dataclass(frozen=True)
class StakeholderUpdate:
    """What an audience was told; to management as condition, actions, needs (a CAN report)."""

    number: int
    audience: Audience
    at: datetime
    by: str
    condition: str
    actions: str = ""
    needs: str = ""
    next_at: datetime | None = None


@dataclass(frozen=True)
class Csat:
    """The customer is asked how it went, reminded, and may answer 1 to 5."""

    ask_at: datetime
    asked_at: datetime | None = None
    reminded: int = 0
    next_at: datetime | None = None
    score: int | None = None
    comment: str = ""
    answered_at: datetime | None = None
