"""The vocabulary of a rota: layers of people who take turns, and what is changed in them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

from makegood.rules.claim import Team
from makegood.rules.local_time import OffsetFrom, as_utc, instant_of, local_at
from makegood.rules.week import DAYS_A_WEEK, Week, require_week

FALLBACK = "fallback"
OVERRIDE = "override"
"""Names in the place of a layer's: the person of last resort, and whoever stands on top."""

LONGEST_TURN_DAYS = 28
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Layer:
    """People who take turns, in this order, at the shifts of a week (Monday first, local time).

    A turn lasts `turn_days` days; the first begins on `since`, and so is the first person's. A
    shift belongs to the day it starts on, and to that day's turn: whoever starts a night ends it.
    ValueError where nobody takes turns, or two shifts overlap.
    """

    name: str
    people: tuple[str, ...]
    since: date
    week: Week
    turn_days: int = DAYS_A_WEEK
    until: date | None = None

    def __post_init__(self) -> None:
        require_week(self.week)
        if not self.people:
            raise ValueError("nobody takes turns in this layer")
        if not 1 <= self.turn_days <= LONGEST_TURN_DAYS:
            raise ValueError(f"a turn lasts 1 to {LONGEST_TURN_DAYS} days, not {self.turn_days}")
        if self.name in {FALLBACK, OVERRIDE}:
            raise ValueError(f"{self.name} is no name for a layer: it has a meaning of its own")
        if self.until and self.until < self.since:
            raise ValueError(f"ends on {self.until}, before it begins on {self.since}")
        _require_apart(self.week)

    def turn_of(self, day: date) -> int | None:
        """The number of the turn that the day belongs to; None outside the layer's dates."""
        if day < self.since or (self.until and day > self.until):
            return None
        return (day - self.since).days // self.turn_days

    def person_of(self, turn: int) -> str:
        """Whose turn it is."""
        return self.people[turn % len(self.people)]


def _require_apart(week: Week) -> None:
    """Raise ValueError where a shift begins before the one before it has ended."""
    spans = [
        (day * DAY + _of_day(start), (day + (end <= start)) * DAY + _of_day(end))
        for day, shifts in enumerate(week)
        for start, end in sorted(shifts)
    ]
    monday_after = spans[0][0] + DAYS_A_WEEK * DAY
    for (_, end), (start, _) in pairwise([*spans, (monday_after, monday_after)]):
        if start < end:
            raise ValueError("two shifts of this layer overlap: one of them needs its own layer")


def _of_day(clock: time) -> timedelta:
    return timedelta(hours=clock.hour, minutes=clock.minute, seconds=clock.second)


@dataclass(frozen=True, slots=True)
class RotaTable:
    """The rota of a team as the policy's author writes it.

    Of the layers that are on shift the first is called first, the others back it up. `cover` is
    when somebody besides the fallback has to be on call; `fallback` is called last, at any time.
    """

    team: Team
    timezone: str
    fallback: str
    cover: Week
    layers: tuple[Layer, ...]

    def __post_init__(self) -> None:
        require_week(self.cover)
        names = [layer.name for layer in self.layers]
        if len(set(names)) < len(names):
            raise ValueError("two layers of a rota have one name")

    def people(self) -> tuple[str, ...]:
        """Everybody who takes turns, each once, in the order of the layers."""
        return tuple(dict.fromkeys(name for layer in self.layers for name in layer.people))


@dataclass(frozen=True, slots=True)
class Rota:
    """A rota frozen with the changes of its clocks: no library update moves a shift."""

    table: RotaTable
    offsets: tuple[OffsetFrom, ...]

    @property
    def team(self) -> Team:
        """Whose rota it is."""
        return self.table.team

    def local(self, at: datetime) -> datetime:
        """What the team's clocks show at an instant, written as if it were UTC."""
        return local_at(self.offsets, as_utc(at))

    def instant(self, local: datetime) -> datetime:
        """When the team's clocks first show this, or jump past it; the zone of it is not read."""
        return instant_of(self.offsets, local.replace(tzinfo=UTC))

    def window(self, since: datetime, until: datetime) -> str:
        """A stretch of time as the team's clocks show it, for a sentence."""
        return f"from {self.clock(since)} until {self.clock(until)}"

    def clock(self, at: datetime) -> str:
        """An instant as the team's clocks show it, for a sentence."""
        return f"{self.local(at):%Y-%m-%d %H:%M}"


@dataclass(frozen=True, slots=True)
class Override:
    """Somebody is on call instead, from an instant up to another: who said so, and why.

    Without `replaces`, the person stands on top of all layers. With it, they stand wherever that
    person would have; and where `person` is empty, nobody does. Halves of a swap share their id.
    """

    id: str
    team: Team
    person: str
    since: datetime
    until: datetime
    by: str
    why: str
    replaces: str = ""

    def covers(self, at: datetime) -> bool:
        """Whether it holds at an instant; it does at its first, not at its last."""
        return self.since <= at < self.until


@dataclass(frozen=True, slots=True)
class OnCall:
    """Who is called, in which layer, and until when they stand there.

    `until` is None for the fallback, and where no change is in sight for five weeks. `override` is
    the change by which they stand there, empty where it is their turn.
    """

    person: str
    layer: str
    until: datetime | None
    override: str = ""


@dataclass(frozen=True, slots=True)
class Duty:
    """A stretch of time in which somebody is on call: first where `place` is 0, else as backup."""

    since: datetime
    until: datetime
    place: int
    person: str
    layer: str
    override: str = ""

    @property
    def length(self) -> timedelta:
        """How long it lasts, in elapsed time: a night over a change of clocks is 7 or 9 hours."""
        return self.until - self.since


@dataclass(frozen=True, slots=True)
class Gap:
    """A stretch of the promised cover in which only the fallback would be called."""

    since: datetime
    until: datetime
