"""How soon a burst is seen, against how often there is an alarm without one."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from makegood.detector.storms import Labelled, Weather, stream
from makegood.rules.detection.decisions import Act, Seen
from makegood.rules.detection.likeness import sketch
from makegood.rules.detection.mention import Mention, TextScore
from makegood.rules.detection.scoring import assess
from makegood.rules.detection.terms import DetectionTerms
from makegood.rules.detection.velocity import VelocityTerms
from makegood.rules.detection.watch import Watch

Score = Callable[[Mention], TextScore | None]
HOUR = timedelta(hours=1)
LIMITS = (
    VelocityTerms(chance=1e-1, authors=2, least=2),
    VelocityTerms(chance=1e-2, authors=3, least=3),
    VelocityTerms(chance=1e-3, authors=4, least=4),
    VelocityTerms(chance=1e-4, authors=5, least=6),
    VelocityTerms(chance=1e-6, authors=8, least=10),
    VelocityTerms(chance=1e-9, authors=15, least=20),
    VelocityTerms(chance=1e-12, authors=30, least=40),
)
"""The limits of a burst that are tried, from the laxest; policy's own is among them."""
DAYS_BEFORE = 14


@dataclass(frozen=True)
class Trial:
    """What one limit gives on a stream: how soon each burst was seen, and alarms without one.

    `delays` are minutes from the start of a burst to the first alarm in it, in their order; bursts
    that were never seen are in `unseen`.
    """

    limit: VelocityTerms
    delays: tuple[float, ...]
    unseen: int
    false_alarms_a_day: float
    mentions: int
    cases: int

    @property
    def mean_delay(self) -> float | None:
        """Minutes; None when no burst was seen."""
        return sum(self.delays) / len(self.delays) if self.delays else None


def trials(
    weather: Weather,
    score: Score,
    terms: DetectionTerms,
    limits: Sequence[VelocityTerms] = LIMITS,
) -> tuple[Trial, ...]:
    """A trial for each limit over the same stream, which is scored once."""
    labelled = tuple(stream(weather))
    seen = [_seen(one.mention, score, terms) for one in labelled]
    return tuple(
        _trial(weather, labelled, seen, replace(terms, velocity=limit)) for limit in limits
    )


def cases_of(mentions: Iterable[Mention], score: Score, terms: DetectionTerms) -> int:
    """How many cases a watch opens on mentions."""
    watch = Watch(terms)
    return sum(watch.take(_seen(one, score, terms)).act is Act.OPEN for one in mentions)


class _Hours:
    """Concerning mentions by hour, for what is usual at this hour."""

    def __init__(self, first: datetime) -> None:
        self._first = first
        self._counts: dict[int, int] = {}

    def count(self, at: datetime) -> None:
        hour = (at - self._first) // HOUR
        self._counts[hour] = self._counts.get(hour, 0) + 1

    def same(self, at: datetime) -> tuple[int, ...]:
        hour = (at - self._first) // HOUR
        before = (hour - 24 * day for day in range(1, DAYS_BEFORE + 1))
        return tuple(self._counts.get(each, 0) for each in before if each >= 0)


def _trial(
    weather: Weather, labelled: Sequence[Labelled], seen: Sequence[Seen], terms: DetectionTerms
) -> Trial:
    watch, hours = Watch(terms), _Hours(weather.first)
    alarms: dict[int, datetime] = {}
    false_alarms, cases, quiet_until = 0, 0, weather.first
    for one, each in zip(labelled, seen, strict=True):
        at = one.mention.at
        watch.same_hour = hours.same(at)
        cases += watch.take(each).act is Act.OPEN
        if each.found.concerns:
            hours.count(at)
        if not watch.velocity(at).is_burst:
            continue
        during = _during(weather, at)
        if during:
            alarms.setdefault(during, at)
        elif at >= quiet_until:
            false_alarms, quiet_until = false_alarms + 1, at + terms.storm.window
    delays = (alarms[n] - weather.bursts[n - 1].start for n in sorted(alarms))
    return Trial(
        limit=terms.velocity,
        delays=tuple(round(delay.total_seconds() / 60, 1) for delay in delays),
        unseen=len(weather.bursts) - len(alarms),
        false_alarms_a_day=false_alarms / weather.days,
        mentions=len(labelled),
        cases=cases,
    )


def _during(weather: Weather, at: datetime) -> int:
    """The number of the burst that goes on, or has left the window just now; 0 for none."""
    for number, burst in enumerate(weather.bursts, 1):
        if burst.start <= at <= burst.start + burst.lasts + HOUR:
            return number
    return 0


def _seen(mention: Mention, score: Score, terms: DetectionTerms) -> Seen:
    return Seen(mention, assess(mention, score(mention), terms), sketch(mention.text))
