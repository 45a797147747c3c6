"""Outlives the supervisor by a moment: when that dies, ends the process groups it left behind."""

import signal
import sys
import time
from collections.abc import Iterable
from datetime import timedelta

from starters.stack.groups import Group

GRACE = timedelta(seconds=10)
GLANCE = timedelta(milliseconds=50)


def wards_left(lines: Iterable[str]) -> list[Group]:
    """Follow `watch PID BORN` and `forget PID` lines to their end; return whoever is left."""
    wards: dict[int, Group] = {}
    for line in lines:
        verb, leader, *born = line.split()
        if verb == "watch":
            wards[int(leader)] = Group(int(leader), float(born[0]))
        else:
            wards.pop(int(leader), None)
    return list(wards.values())


def end(wards: list[Group], grace: timedelta = GRACE) -> None:
    """Ask each group to end, the youngest first, and strike what is left after `grace`."""
    for ward in reversed(wards):
        ward.ask()
    last_call = time.monotonic() + grace.total_seconds()
    while any(ward.leads() for ward in wards) and time.monotonic() < last_call:
        time.sleep(GLANCE.total_seconds())
    for ward in wards:
        ward.strike()


if __name__ == "__main__":
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    end(wards_left(sys.stdin))
