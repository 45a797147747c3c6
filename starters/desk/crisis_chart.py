"""How often a case was mentioned over time, as bars of a small picture."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

BARS = 24
BAR, GAP, HEIGHT = 8, 2, 48
LEAST = timedelta(hours=1)
AN_HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Bar:
    """One span of time: how many fell into it, and where its bar is drawn."""

    count: int
    x: int
    y: int
    height: int


@dataclass(frozen=True)
class Chart:
    """The bars of equal spans, the first of which begins at `since`, and what they add up to."""

    bars: tuple[Bar, ...]
    since: datetime
    span: timedelta
    in_last_hour: int

    @property
    def width(self) -> int:
        """The width of the picture, in its own units."""
        return len(self.bars) * (BAR + GAP) - GAP

    @property
    def height(self) -> int:
        """The height of the picture, in its own units."""
        return HEIGHT

    @property
    def peak(self) -> int:
        """How many fell into the busiest span."""
        return max(bar.count for bar in self.bars)


def chart(moments: Iterable[datetime], now: datetime) -> Chart | None:
    """The chart of what happened at those moments until now; None where nothing did."""
    known = sorted(moments)
    if not known:
        return None
    since = min(known[0], now - LEAST)
    span = (max(now, known[-1]) - since) / BARS
    counts = [0] * BARS
    for at in known:
        counts[min(BARS - 1, int((at - since) / span))] += 1
    most = max(counts)
    bars = tuple(_bar(place, count, most) for place, count in enumerate(counts))
    return Chart(bars, since, span, sum(at > now - AN_HOUR for at in known))


def _bar(place: int, count: int, most: int) -> Bar:
    """A bar; one that counts anything is high enough to be seen."""
    height = max(2, round(count / most * HEIGHT)) if count else 0
    return Bar(count, place * (BAR + GAP), HEIGHT - height, height)
