"""What a worker remembers of a watch between its steps; the records can make all of it anew."""

from collections.abc import Sequence
from datetime import datetime

from activities.watch_ports import Detector, WatchRecords
from makegood.rules.detection.recalling import Recall
from makegood.rules.detection.taking import HOUR, longest_window, same_hours
from makegood.rules.detection.watch import Watch

RULING = ""
HOURS_KEPT = 8


class WatchMemory:
    """The watches of each detector, brought up to the last decision that was written.

    Whoever's decisions could not be written throws it away: it remembers what did not happen.
    """

    def __init__(self, records: WatchRecords, name: str) -> None:
        self._records = records
        self._name = name
        self._watches: dict[str, Watch] = {}
        self._usual: dict[datetime, tuple[int, ...]] = {}
        self.position = 0

    def brought_up(self, detectors: Sequence[Detector]) -> dict[str, Watch]:
        """The watch of each detector, knowing all that was decided until now."""
        position = self._records.position(self._name)
        self._watches = {
            detector.key: self._caught_up(detector, position) for detector in detectors
        }
        self.position = position
        self._forget_what_is_over()
        return self._watches

    def same_hour(self, watch: Watch, at: datetime) -> tuple[int, ...]:
        """What is usual at that hour of a day, for a window of the watch."""
        hour = at.replace(minute=0, second=0, microsecond=0)
        if hour not in self._usual:
            self._usual = dict(list(self._usual.items())[-HOURS_KEPT:])
            first = self._records.first(self._name) or at
            self._usual[hour] = self._records.counts(self._name, same_hours(at, first))
        share = watch.terms.storm.window / HOUR
        return tuple(round(count * share) for count in self._usual[hour])

    def _caught_up(self, detector: Detector, position: int) -> Watch:
        known = self._watches.get(detector.key)
        watch, after = (known, self.position) if known else (Watch(detector.terms), 0)
        watch.terms = detector.terms
        if after < position:
            window = longest_window(detector.terms.joining)
            which = Recall(self._name, window, detector.key, detector.since, after)
            watch.rebuild(self._records.recalled(which))
            newest = self._records.newest(self._name)
            if newest:
                watch.velocity(newest)
        return watch

    def _forget_what_is_over(self) -> None:
        ruling = self._watches[RULING]
        for case in sorted(self._records.over(self._name, ruling.open_cases)):
            for watch in self._watches.values():
                watch.close(case)
