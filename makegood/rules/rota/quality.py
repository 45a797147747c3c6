"""What is wrong with rotas in the time ahead: gaps, absences, double duties, unfair shares."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import combinations

from makegood.rules.claim import Team
from makegood.rules.rota.absences import absences_in
from makegood.rules.rota.cover import NONE, Load, balance, gaps, unbroken
from makegood.rules.rota.lookup import Overrides, shifts_between
from makegood.rules.rota.plan import DAY, Duty, Rota
from makegood.rules.terms import Absence, Directory

DAILY_LOOK = timedelta(weeks=4)
LONGEST_STRETCH = 8 * DAY
"""More than a week on end, with the hand-over, is more than one person's turn."""
FAIR = 1.5
"""How many times the load of their peers somebody may carry."""


class FindingKind(StrEnum):
    """What is wrong; a gap, a stranger and an absence concern pages that somebody must get."""

    GAP = "gap"
    STRANGER = "stranger"
    ABSENT = "absent"
    DOUBLE = "double"
    ALONE = "alone"
    STRETCHED = "stretched"
    UNBALANCED = "unbalanced"


@dataclass(frozen=True, slots=True)
class Finding:
    """Something to mend in a team's rota; the moments are those it concerns, where it has any."""

    team: Team
    kind: FindingKind
    message: str
    since: datetime | None = None
    until: datetime | None = None
    person: str = ""


@dataclass(frozen=True, slots=True)
class Ahead:
    """The time that is looked at, and the people with their teams and absences."""

    since: datetime
    until: datetime
    people: Directory


def daily_check(
    rotas: Sequence[Rota], overrides: Overrides, now: datetime, people: Directory
) -> tuple[Finding, ...]:
    """What the leads of teams are reminded of each day, over the four weeks from now.

    Gaps, people on call who are absent or not in the directory, and people called first for two
    teams at once; by team, the nearest first. Tell a team's lead of those with its `team`.
    """
    return check(rotas, overrides, Ahead(now, now + DAILY_LOOK, people))


def check(rotas: Sequence[Rota], overrides: Overrides, ahead: Ahead) -> tuple[Finding, ...]:
    """The same as the daily check, over any time."""
    found = [finding for rota in rotas for finding in _pages(rota, overrides, ahead)]
    return (*found, *_doubles(rotas, overrides, ahead))


def everything(rotas: Sequence[Rota], overrides: Overrides, ahead: Ahead) -> tuple[Finding, ...]:
    """All that is to be mended: what concerns pages first, then what is tiring or unfair."""
    tiring = (one for rota in rotas for one in quality(rota, overrides, ahead))
    return (*check(rotas, overrides, ahead), *tiring)


def quality(rota: Rota, overrides: Overrides, ahead: Ahead) -> tuple[Finding, ...]:
    """What makes a rota tiring or unfair: a layer of one person, long stretches, unequal shares.

    Shares are compared among the people of the same layers, over two whole rounds of turns at
    least; 1.5 times the mean is unfair.
    """
    return (*_alone(rota), *_stretched(rota, overrides, ahead), *_unfair(rota, overrides, ahead))


def _pages(rota: Rota, overrides: Overrides, ahead: Ahead) -> Iterator[Finding]:
    for gap in gaps(rota, overrides, ahead.since, ahead.until):
        said = f"Nobody but {rota.table.fallback} is on call {rota.window(gap.since, gap.until)}."
        yield Finding(rota.team, FindingKind.GAP, said, gap.since, gap.until)
    duties = shifts_between(rota, overrides, ahead.since, ahead.until)
    last_resort = Duty(ahead.since, ahead.until, len(duties), rota.table.fallback, "")
    for name in dict.fromkeys(duty.person for duty in (*duties, last_resort)):
        own = [duty for duty in (*duties, last_resort) if duty.person == name]
        yield from _person(rota, own, ahead.people)


def _person(rota: Rota, duties: list[Duty], people: Directory) -> Iterator[Finding]:
    name = duties[0].person
    person = people.find(name)
    if person is None:
        said = f"{name} is on call and not in the directory."
        yield Finding(rota.team, FindingKind.STRANGER, said, person=name)
        return
    told: set[Absence] = set()
    for duty in duties:
        for absence in absences_in(rota, person, duty.since, duty.until):
            if absence not in told:
                told.add(absence)
                yield _absent(rota, duty, absence)


def _absent(rota: Rota, duty: Duty, absence: Absence) -> Finding:
    said = (
        f"{duty.person} is absent from {absence.since} until {absence.until}, and on call "
        f"{rota.window(duty.since, duty.until)}."
    )
    return Finding(rota.team, FindingKind.ABSENT, said, duty.since, duty.until, duty.person)


def _doubles(rotas: Sequence[Rota], overrides: Overrides, ahead: Ahead) -> Iterator[Finding]:
    first = [(rota, _first(rota, overrides, ahead)) for rota in rotas]
    for (rota, duties), (other, others) in combinations(first, 2):
        for since, until, name in _shared(duties, others):
            said = (
                f"{name} is called first for {rota.team} and {other.team} "
                f"{rota.window(since, until)}."
            )
            yield Finding(rota.team, FindingKind.DOUBLE, said, since, until, name)


def _first(rota: Rota, overrides: Overrides, ahead: Ahead) -> list[Duty]:
    duties = shifts_between(rota, overrides, ahead.since, ahead.until)
    return [duty for duty in duties if duty.place == 0]


def _shared(duties: list[Duty], others: list[Duty]) -> Iterator[tuple[datetime, datetime, str]]:
    """The first time that each person is in both, for as long as both duties last."""
    told: set[str] = set()
    for duty in duties:
        for other in others:
            since, until = max(duty.since, other.since), min(duty.until, other.until)
            if duty.person == other.person and since < until and duty.person not in told:
                told.add(duty.person)
                yield since, until, duty.person


def _alone(rota: Rota) -> Iterator[Finding]:
    for layer in rota.table.layers:
        if len(set(layer.people)) == 1:
            name = layer.people[0]
            said = f"{name} is alone in {layer.name}: nobody takes turns with them."
            yield Finding(rota.team, FindingKind.ALONE, said, person=name)


def _stretched(rota: Rota, overrides: Overrides, ahead: Ahead) -> Iterator[Finding]:
    for duty in unbroken(shifts_between(rota, overrides, ahead.since, ahead.until)):
        if duty.length > LONGEST_STRETCH:
            said = (
                f"{duty.person} is called first for {duty.length.days} days on end, "
                f"{rota.window(duty.since, duty.until)}."
            )
            since, until = duty.since, duty.until
            yield Finding(rota.team, FindingKind.STRETCHED, said, since, until, duty.person)


def _unfair(rota: Rota, overrides: Overrides, ahead: Ahead) -> Iterator[Finding]:
    rounds = [2 * layer.turn_days * len(layer.people) * DAY for layer in rota.table.layers]
    until = max([ahead.until, *(ahead.since + two for two in rounds)])
    loads = balance(rota, overrides, ahead.since, until)
    for peers in _peers(rota, loads):
        yield from _beyond(rota, peers)


def _peers(rota: Rota, loads: Iterable[Load]) -> Iterator[list[Load]]:
    """The loads of those who take turns in the same layers, group by group."""
    groups: dict[tuple[str, ...], list[Load]] = {}
    for load in loads:
        own = tuple(layer.name for layer in rota.table.layers if load.person in layer.people)
        groups.setdefault(own, []).append(load)
    return (peers for layers, peers in groups.items() if layers)


def _beyond(rota: Rota, peers: list[Load]) -> Iterator[Finding]:
    for what, spent in (
        ("time on call", [load.first for load in peers]),
        ("time out of hours", [load.out_of_hours for load in peers]),
    ):
        mean = sum(spent, NONE) / len(peers)
        for load, own in zip(peers, spent, strict=True):
            if own > FAIR * mean:
                said = f"{load.person} has {own / mean:.1f} times the {what} of their peers."
                yield Finding(rota.team, FindingKind.UNBALANCED, said, person=load.person)
