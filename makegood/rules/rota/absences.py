"""Whether people are absent while they are on call."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from makegood.rules.rota.plan import Rota
from makegood.rules.terms import Absence, Person

INSTANT = timedelta(microseconds=1)


def absences_in(rota: Rota, person: Person, since: datetime, until: datetime) -> Iterator[Absence]:
    """The absences of a person that touch a time, by the dates of the team's own clocks."""
    first, last = rota.local(since).date(), rota.local(until - INSTANT).date()
    return (each for each in person.absences if each.since <= last and first <= each.until)
