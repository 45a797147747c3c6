"""Alert load and accuracy by week and shift, over every alert and every verdict that was kept."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from makegood.rules.detection.verdicts import Judged, Load, loads, week_of


@dataclass(frozen=True)
class Alert:
    """A case that was opened or raised: when, and on whose shift."""

    at: datetime
    shift: str


@dataclass(frozen=True)
class ShiftLoad:
    """A week and shift: every alert that somebody got, and the figures of those judged."""

    week: str
    shift: str
    alerts: int
    judged: Load | None


def shift_loads(alerts: Iterable[Alert], judged: Iterable[Judged]) -> tuple[ShiftLoad, ...]:
    """A row a week and shift that has an alert or a verdict, in order."""
    counted = Counter((week_of(one.at), one.shift) for one in alerts)
    known = {(one.week, one.shift): one for one in loads(judged)}
    keys = sorted({*counted, *known})
    return tuple(ShiftLoad(*key, counted[key], known.get(key)) for key in keys)
