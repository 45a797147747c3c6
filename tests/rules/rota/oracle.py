"""Who is on call by brute force: a walk along the clock on the wall, minute by minute."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from makegood.rules.rota.plan import Layer, Override, RotaTable

MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)

Stack = tuple[tuple[str, str], ...]
"""The people on call and their layers, the first first."""


def walk(
    table: RotaTable, overrides: tuple[Override, ...], since: datetime, until: datetime
) -> Iterator[tuple[datetime, Stack]]:
    """Each minute with those on call, by what a clock on the wall has shown at the latest.

    Clocks that go back are read as if they stood still until they are where they were: an hour that
    comes twice counts the first time.
    """
    zone = ZoneInfo(table.timezone)
    at = since - DAY / 4
    latest = at.replace(tzinfo=None) - DAY
    while at < until:
        latest = max(latest, at.astimezone(zone).replace(tzinfo=None))
        if at >= since:
            yield at, _stack(table, overrides, at, latest)
        at += MINUTE


def _stack(
    table: RotaTable, overrides: tuple[Override, ...], at: datetime, wall: datetime
) -> Stack:
    now = [each for each in overrides if each.since <= at < each.until and each.team == table.team]
    stack: list[tuple[str, str]] = []
    for place, each in reversed(list(enumerate(now))):
        if each.replaces == "":
            stack.append((_after(each.person, now[place + 1 :]), "override"))
    for layer in table.layers:
        stack += [(_after(person, now), layer.name) for person in _on_shift(layer, wall)]
    earlier = [{"", *(name for name, _ in stack[:place])} for place in range(len(stack))]
    return tuple(one for one, seen in zip(stack, earlier, strict=True) if one[0] not in seen)


def _on_shift(layer: Layer, wall: datetime) -> Iterator[str]:
    for day in (wall.date(), wall.date() - DAY):
        if day < layer.since or (layer.until is not None and day > layer.until):
            continue
        for start, end in layer.week[day.weekday()]:
            begins = datetime.combine(day, start)
            ends = datetime.combine(day, end)
            if ends <= begins:
                ends += DAY
            if begins <= wall < ends:
                turns = (day.toordinal() - layer.since.toordinal()) // layer.turn_days
                yield layer.people[turns % len(layer.people)]


def _after(person: str, changes: list[Override]) -> str:
    """Who stands there once each change has been made, each by its id at most once."""
    used: list[str] = []
    for change in changes:
        if change.replaces and change.replaces == person and change.id not in used:
            person, used = change.person, [*used, change.id]
    return person
