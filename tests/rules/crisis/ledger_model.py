"""A brute-force oracle of a crisis case's clocks: it counts every stretch of time by itself."""

from datetime import datetime, timedelta

from makegood.rules.clocks import Clock
from makegood.rules.crisis.clocking import CASE_CLOCKS
from makegood.rules.crisis.file import CrisisFile


class StopWatch:
    """Counts, for each clock of a case, the time in which it was to count, stretch by stretch."""

    def __init__(self) -> None:
        self.counted: dict[str, timedelta] = {}
        self.paused: set[str] = set()

    def begin(self, case: CrisisFile, at: datetime) -> None:
        """Every clock of the case counts from what it had at the beginning."""
        self.counted = {clock.name: at - clock.started_at for clock in case.clocks}

    def restart(self, *names: str) -> None:
        """Those clocks begin anew, as in a case that is reopened."""
        self.counted.update(dict.fromkeys(names, timedelta()))
        self.paused -= set(names)

    def pause(self, *names: str) -> None:
        """Those clocks, or all, stand still."""
        self.paused |= set(names or self.counted)

    def resume(self, *names: str) -> None:
        """Those clocks, or all, count on."""
        self.paused -= set(names or self.counted)

    def lengthen(self, case: CrisisFile, since: datetime) -> None:
        """The clocks that still run also answer for a wait that began earlier."""
        for clock in case.clocks:
            if clock.name != "acknowledge" and not clock.stopped_at:
                self.counted[clock.name] += max(clock.started_at - since, timedelta())

    def pass_(self, case: CrisisFile, span: timedelta) -> None:
        """So much time goes by over the case as it stands."""
        for clock in case.clocks:
            if not clock.stopped_at and clock.name not in self.paused:
                self.counted[clock.name] += span

    def agrees(self, case: CrisisFile, now: datetime) -> bool:
        """Whether the case's own clocks have counted the same."""
        own = {clock.name: counted(clock, now) for clock in case.clocks}
        return set(own) <= set(CASE_CLOCKS) and own == self.counted


def counted(clock: Clock, now: datetime) -> timedelta:
    """What a clock that runs day and night has counted, from its own ledger."""
    end = clock.stopped_at or now
    still = ((one.until or end) - one.since for one in clock.pauses)
    return end - clock.started_at - sum(still, timedelta())
