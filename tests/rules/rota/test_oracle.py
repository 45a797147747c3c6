"""The rules of the rota agree with a walk along the clock on the wall, minute by minute."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from functools import cache

from hypothesis import given, settings
from hypothesis import strategies as st

from makegood.gateways.calendars import clock_changes
from makegood.rules.claim import Team
from makegood.rules.local_time import OffsetFrom
from makegood.rules.rota.cover import balance, gaps
from makegood.rules.rota.lookup import (
    shift_end,
    shifts_between,
    who_is_on_call,
    whole_shifts,
)
from makegood.rules.rota.plan import Layer, Override, Rota, RotaTable
from makegood.rules.week import Shift, Week
from tests.rules.rota.oracle import DAY, MINUTE, Stack, walk

HOUR = timedelta(hours=1)
LOOK = 30
PEOPLE = ("an", "binh", "chi")
CHANGES = {
    "Europe/Berlin": (date(2026, 3, 29), date(2026, 10, 25)),
    "America/New_York": (date(2026, 3, 8), date(2026, 11, 1)),
    "Australia/Lord_Howe": (date(2026, 4, 5), date(2026, 10, 4)),
    "Asia/Ho_Chi_Minh": (date(2026, 5, 1),),
    "America/St_Johns": (date(2010, 3, 14), date(2010, 11, 7)),
}
"""Zones with the dates on which their clocks change; St John's went back from 0:01 to 23:01."""


@cache
def offsets(zone: str, around: date) -> tuple[OffsetFrom, ...]:
    return clock_changes(zone, around - 40 * DAY, around + 40 * DAY)


@st.composite
def shifts(draw: st.DrawFn) -> tuple[Shift, ...]:
    """Up to three stretches of a day, the last of which may run into the next."""
    quarter = st.integers(0, 95)
    marks = sorted(draw(st.lists(quarter, min_size=2, max_size=6, unique=True)))
    times = [time(mark // 4, mark % 4 * 15) for mark in marks]
    pairs = [Shift(a, b) for a, b in zip(times[::2], times[1::2], strict=False)]
    if draw(st.booleans()):
        return tuple(pairs)
    return (Shift(times[-1], times[0]),)


@st.composite
def weeks(draw: st.DrawFn) -> Week:
    """The same shifts on some days of the week."""
    day = draw(st.one_of(st.just((Shift(time(), time()),)), shifts()))
    rested = draw(st.sets(st.integers(0, 6), max_size=3))
    return tuple(() if n in rested else day for n in range(7))


@st.composite
def layers(draw: st.DrawFn, name: str, around: date) -> Layer:
    people = draw(st.lists(st.sampled_from(PEOPLE), min_size=1, max_size=3, unique=True))
    since = around - draw(st.integers(0, 30)) * DAY
    until = draw(st.none() | st.integers(0, 40).map(lambda days: since + days * DAY))
    return Layer(name, tuple(people), since, draw(weeks()), draw(st.integers(1, 9)), until)


@st.composite
def overrides(draw: st.DrawFn, midnight: datetime) -> tuple[Override, ...]:
    """Some changes; two that follow each other may be the halves of a swap."""
    made: list[Override] = []
    for number in range(4):
        since = midnight + draw(st.integers(-600, 2000)) * MINUTE
        until = since + draw(st.integers(1, 3000)) * MINUTE
        replaces = draw(st.sampled_from(("", *PEOPLE)))
        person = draw(st.sampled_from(PEOPLE if not replaces else ("", *PEOPLE)))
        team = draw(st.sampled_from((Team.LEGAL, Team.LEGAL, Team.LEGAL, Team.PR)))
        change = draw(st.sampled_from((f"R-{number}", f"R-{max(number - 1, 0)}")))
        made.append(Override(change, team, person, since, until, "mai", "", replaces))
    return tuple(made)


Case = tuple[Rota, tuple[Override, ...], datetime]


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """A rota whose clocks change within the time that is looked at, and what is changed in it."""
    zone = draw(st.sampled_from(sorted(CHANGES)))
    around = draw(st.sampled_from(CHANGES[zone]))
    names = ("night", "day", "weekend")[: draw(st.integers(1, 3))]
    made = tuple(draw(layers(name, around)) for name in names)
    table = RotaTable(Team.LEGAL, zone, "mai", draw(weeks()), made)
    midnight = datetime.combine(around, time(), UTC) - draw(st.integers(0, 20)) * HOUR
    return Rota(table, offsets(zone, around)), draw(overrides(midnight)), midnight


def walked(case: Case, hours: int = LOOK) -> dict[datetime, Stack]:
    rota, changes, since = case
    return dict(walk(rota.table, changes, since, since + hours * HOUR))


@settings(max_examples=50, deadline=None)
@given(cases())
def test_shifts_are_those_of_a_walk_along_the_wall_clock(case: Case) -> None:
    rota, changes, since = case
    expected = walked(case)
    found: dict[datetime, dict[int, tuple[str, str]]] = {at: {} for at in expected}

    for duty in shifts_between(rota, changes, since, since + LOOK * HOUR):
        at = duty.since
        while at < duty.until:
            assert duty.place not in found[at], "two people in one place"
            found[at][duty.place] = (duty.person, duty.layer)
            at += MINUTE

    assert {at: tuple(posts[n] for n in sorted(posts)) for at, posts in found.items()} == expected


@settings(max_examples=50, deadline=None)
@given(cases(), st.integers(0, LOOK * 60 - 1))
def test_who_is_on_call_and_until_when_is_what_the_walk_says(case: Case, minute: int) -> None:
    rota, changes, since = case
    at, end = since + minute * MINUTE, since + LOOK * HOUR
    seen = walked(case)

    *called, last = who_is_on_call(rota, changes, at)

    assert tuple((each.person, each.layer) for each in called) == seen[at]
    assert (last.person, last.layer, last.until) == ("mai", "fallback", None)
    for each in called:
        later = (m for m in seen if m > at and (each.person, each.layer) not in seen[m])
        gone = next(later, None)
        assert each.until == gone if gone else each.until is None or each.until >= end
        ending = shift_end(rota, changes, each.person, at)
        assert (ending and ending.at) == each.until


@settings(max_examples=25, deadline=None)
@given(cases())
def test_gaps_are_the_promised_minutes_in_which_nobody_stands(case: Case) -> None:
    rota, changes, since = case
    promise = replace(
        rota.table, layers=(Layer("cover", ("x",), date(2000, 1, 1), rota.table.cover),)
    )
    promised = dict(walk(promise, (), since, since + LOOK * HOUR))
    bare = {at for at, stack in walked(case).items() if promised[at] and not stack}

    found = gaps(rota, changes, since, since + LOOK * HOUR)

    assert {at for at in promised if any(g.since <= at < g.until for g in found)} == bare
    assert sum((g.until - g.since for g in found), timedelta(0)) == len(bare) * MINUTE


@settings(max_examples=25, deadline=None)
@given(cases())
def test_each_is_credited_with_the_minutes_that_they_carry(case: Case) -> None:
    rota, changes, since = case
    stacks = walked(case).values()

    for load in balance(rota, changes, since, since + LOOK * HOUR):
        first = sum(1 for stack in stacks if stack and stack[0][0] == load.person)
        behind = sum(1 for s in stacks if load.person in {name for name, _ in s[1:]})
        assert (load.first, load.backup) == (first * MINUTE, behind * MINUTE)


@settings(max_examples=25, deadline=None)
@given(cases(), st.integers(1, LOOK - 1))
def test_whole_shifts_are_the_same_wherever_the_look_begins(case: Case, hours: int) -> None:
    rota, changes, since = case
    until = since + LOOK * HOUR

    whole = whole_shifts(rota, changes, since, until)
    later = whole_shifts(rota, changes, since + hours * HOUR, until)

    assert set(later) <= set(whole)
    cut = [replace(d, since=max(d.since, since), until=min(d.until, until)) for d in whole]
    assert set(cut) == set(shifts_between(rota, changes, since, until))
