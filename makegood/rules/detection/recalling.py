"""What a step of a watch asks its records for, and what it writes into them."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from makegood.rules.detection.decisions import Decision, Seen
from makegood.rules.detection.mention import Mention
from makegood.rules.detection.taking import case_id_of


@dataclass(frozen=True)
class Waiting:
    """A mention on which nothing was decided yet, by its number."""

    number: int
    mention: Mention


@dataclass(frozen=True)
class Recall:
    """What a detector of a watch is to remember: decisions after a place, or of the window.

    The empty `detector` is the one that rules. One in shadow remembers what was decided before
    `since`, when it began, and its own decisions from there on.
    """

    watch: str
    window: timedelta
    detector: str = ""
    since: int = 0
    after: int = 0


@dataclass(frozen=True)
class Ruled:
    """What one detector decided on a mention that waited."""

    mention: int
    detector: str
    seen: Seen
    decision: Decision


@dataclass(frozen=True)
class Round:
    """Decisions that are written together, if no other was written after `position` meanwhile."""

    watch: str
    position: int
    at: datetime
    ruled: tuple[Ruled, ...]

    def case_of(self, one: Ruled) -> str:
        """The id of the case that a decision concerns; empty for none."""
        opener = one.decision.case
        return case_id_of(self.watch, opener) if opener else ""
