"""A mention on its way through a watch: paced, assessed, decided, and named for its case."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from makegood.rules.crisis.severity import Severity
from makegood.rules.detection.decisions import Act, Decision, Seen
from makegood.rules.detection.likeness import sketch
from makegood.rules.detection.mention import Mention, TextScore
from makegood.rules.detection.scoring import assess
from makegood.rules.detection.terms import JoiningTerms
from makegood.rules.detection.watch import Watch

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
MILDEST = len(Severity) + 1
BASELINE_DAYS = 28
"""Days of which the same hour is looked at to say what is usual."""


@dataclass(frozen=True)
class Decided:
    """A mention with what was decided on it: in which round, and for which case, if any.

    `number` is its place among all decisions of the watch; `round` is the same for those that were
    decided and written together.
    """

    number: int
    round: int
    seen: Seen
    decision: Decision
    case_id: str


@dataclass(frozen=True)
class Tiding:
    """What one case is to be told of one round: its opening, and what joined it."""

    case_id: str
    opening: Decided | None
    joining: tuple[Decided, ...]

    @property
    def numbers(self) -> tuple[int, ...]:
        """The decisions that are told by it."""
        own = (self.opening,) if self.opening else ()
        return tuple(one.number for one in (*own, *self.joining))


def taken(watch: Watch, mention: Mention, text: TextScore | None) -> tuple[Seen, Decision]:
    """What a watch makes of a mention; in a burst everything is a band louder."""
    speed = watch.velocity(mention.at)
    found = assess(mention, text, watch.terms, speed)
    seen = Seen(mention, found, sketch(mention.text))
    return seen, watch.take(seen)


def case_id_of(watch: str, mention_id: str) -> str:
    """The id of the case that a mention opens: always the same, and without the mention's own.

    An id of a source may be a person's name, and ids of cases are read by everybody.
    """
    told = hashlib.sha256(f"{watch}\n{mention_id}".encode()).hexdigest()[:16]
    return f"{watch}-{told}"


def tidings(decided: tuple[Decided, ...]) -> tuple[Tiding, ...]:
    """One word for each round and case, in the order of the decisions.

    The same decisions make the same words, so that a word which is said again is known again.
    """
    groups: dict[tuple[int, str], list[Decided]] = {}
    for one in decided:
        groups.setdefault((one.round, one.case_id), []).append(one)
    return tuple(_tiding(case_id, own) for (_, case_id), own in groups.items())


def _tiding(case_id: str, own: list[Decided]) -> Tiding:
    opening = next((one for one in own if one.decision.act is Act.OPEN), None)
    return Tiding(case_id, opening, tuple(one for one in own if one is not opening))


def foremost(joining: tuple[Decided, ...]) -> Decided:
    """The one that speaks for all that joined together: the worst, then the most heard."""
    return min(joining, key=lambda one: (_rank(one), -one.seen.found.people, one.number))


def _rank(one: Decided) -> int:
    own = one.seen.found.severity
    return own.rank if own else MILDEST


def longest_window(joining: JoiningTerms) -> timedelta:
    """For how long a watch must look back to be what it was."""
    return max(joining.author, joining.thread, joining.address, joining.copy, DAY)


def same_hours(at: datetime, first: datetime) -> tuple[datetime, ...]:
    """The beginnings of this hour on the days before, the latest first, from the first mention on.

    Days on which nobody watched say nothing of what is usual.
    """
    start = at.replace(minute=0, second=0, microsecond=0)
    days = (start - n * DAY for n in range(1, BASELINE_DAYS + 1))
    return tuple(day for day in days if day + HOUR > first)
