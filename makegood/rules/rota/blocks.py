"""The shifts of a layer as instants, day by day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import NamedTuple

from makegood.rules.calendar import Span
from makegood.rules.rota.plan import DAY, Layer, Rota
from makegood.rules.week import Week


class Block(NamedTuple):
    """A shift of a layer between two instants, the second not included, with whose turn it is."""

    since: datetime
    until: datetime
    turn: int
    person: str


def spans_of(rota: Rota, week: Week, day: date) -> Iterator[Span]:
    """The stretches that begin on a day; one that lies within an hour left out is none at all."""
    for start, end in week[day.weekday()]:
        ends_on = day if end > start else day + DAY
        opens = rota.instant(datetime.combine(day, start))
        closes = rota.instant(datetime.combine(ends_on, end))
        if opens < closes:
            yield Span(opens, closes)


def blocks_of(rota: Rota, layer: Layer, day: date) -> Iterator[Block]:
    """The shifts of a layer that begin on a day, in the order of the table."""
    turn = layer.turn_of(day)
    if turn is not None:
        for opens, closes in spans_of(rota, layer.week, day):
            yield Block(opens, closes, turn, layer.person_of(turn))


def block_at(rota: Rota, layer: Layer, at: datetime) -> Block | None:
    """The shift of a layer that an instant lies in."""
    days = days_between(rota, at, at)
    blocks = (block for day in days for block in blocks_of(rota, layer, day))
    return next((block for block in blocks if block.since <= at < block.until), None)


def days_between(rota: Rota, since: datetime, until: datetime) -> Iterator[date]:
    """Every day on which a shift may begin that touches the time between two instants.

    The day before, for its night; the day after, because clocks that go back at midnight show the
    old day again while a shift of the new one runs.
    """
    day, last = rota.local(since).date() - DAY, rota.local(until).date() + DAY
    while day <= last:
        yield day
        day += DAY


def edges_of(rota: Rota, week: Week, since: datetime, until: datetime) -> Iterator[datetime]:
    """Every instant at which a stretch of the week begins or ends, of those days and a few more."""
    for day in days_between(rota, since, until):
        for span in spans_of(rota, week, day):
            yield from span
