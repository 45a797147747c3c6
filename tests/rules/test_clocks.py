"""Promises of the service clocks, checked against known cases and a minute-by-minute count."""

import pickle
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter

from makegood.rules.calendar import BusinessCalendar, OffsetFrom, Shift, Term, Unit
from makegood.rules.clocks import (
    Clock,
    ClockKind,
    ClockState,
    as_of,
    due_at,
    due_now,
    fire,
    milestones,
    next_milestone,
    pause,
    resume,
    state,
    stop,
    used_fraction,
)

MINUTE = timedelta(minutes=1)
VIETNAM = (OffsetFrom(datetime(2026, 1, 1, tzinfo=UTC), timedelta(hours=7)),)
OFFICE = (Shift(time(8, 30), time(17, 30)),)
TET = tuple(date(2026, 2, day) for day in range(16, 21))
TEAM = BusinessCalendar("team", (OFFICE,) * 6 + ((),), TET, VIETNAM, date(2026, 12, 31))
TEN_HOURS = Term(10, Unit.business_hours)
NEXT_DAY = Term(1, Unit.business_days)


def vn(month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    """That time in Vietnam in 2026, in UTC."""
    return datetime(2026, month, day, hour, minute, tzinfo=UTC) - timedelta(hours=7)


MONDAY_MORNING = vn(3, 2, 8, 30)


def a_clock(
    target: Term = TEN_HOURS,
    started_at: datetime = MONDAY_MORNING,
    kind: ClockKind = ClockKind.sla,
) -> Clock:
    return Clock("decision", kind, "Lan's bookshop", started_at, target, "team")


def paused(clock: Clock, since: datetime, until: datetime) -> Clock:
    return resume(pause(clock, since, "invoice asked for", "Minh"), until)


def announced(clock: Clock, now: datetime) -> list[str]:
    return [it.name for it in due_now(clock, TEAM, now, NEXT_DAY)]


def test_a_promise_of_ten_hours_ends_on_the_next_morning() -> None:
    assert due_at(a_clock(), TEAM, vn(3, 2, 9)) == vn(3, 3, 9, 30)


def test_while_paused_nothing_is_due_and_the_reason_and_the_actor_are_kept() -> None:
    waiting = pause(a_clock(), vn(3, 2, 10), "invoice asked for", "Minh")
    assert due_at(waiting, TEAM, vn(3, 5)) is None
    assert state(waiting, TEAM, vn(3, 5)) is ClockState.paused
    assert waiting.is_paused
    assert (waiting.pauses[0].reason, waiting.pauses[0].by) == ("invoice asked for", "Minh")


def test_a_pause_gives_back_the_business_time_it_took() -> None:
    assert due_at(paused(a_clock(), vn(3, 2, 10), vn(3, 2, 12)), TEAM, vn(3, 3)) == vn(3, 3, 11, 30)
    over_night = paused(a_clock(), vn(3, 2, 17), vn(3, 3, 9))
    assert due_at(over_night, TEAM, vn(3, 3, 9)) == vn(3, 3, 10, 30)


def test_a_pause_over_tet_gives_back_only_the_days_that_were_worked() -> None:
    clock = a_clock(Term(5, Unit.business_days), vn(2, 12, 16))
    over_tet = paused(clock, vn(2, 14, 16), vn(2, 21, 16))
    assert due_at(clock, TEAM, vn(2, 21, 16)) == vn(2, 24, 16)
    assert due_at(over_tet, TEAM, vn(2, 21, 16)) == vn(2, 25, 16)


def test_a_pause_within_closed_hours_moves_nothing() -> None:
    asleep = paused(a_clock(), vn(3, 2, 20), vn(3, 3, 6))
    assert due_at(asleep, TEAM, vn(3, 3, 6)) == vn(3, 3, 9, 30)


@pytest.mark.parametrize("unit", [Unit.calendar_days, Unit.hours, Unit.seconds])
def test_a_pause_of_a_promise_in_elapsed_time_gives_back_elapsed_time(unit: Unit) -> None:
    clock = a_clock(Term(timedelta(days=10) // unit.length, unit))
    over_sunday = paused(clock, vn(3, 7, 20), vn(3, 9, 2))
    assert due_at(clock, TEAM, vn(3, 9, 2)) == vn(3, 12, 8, 30)
    assert due_at(over_sunday, TEAM, vn(3, 9, 2)) == vn(3, 13, 14, 30)


def test_a_pause_after_the_breach_does_not_mend_it() -> None:
    late = paused(a_clock(), vn(3, 3, 12), vn(3, 4, 12))
    assert due_at(late, TEAM, vn(3, 4, 12)) == vn(3, 3, 9, 30)
    assert state(late, TEAM, vn(3, 3, 13)) is ClockState.breached


def test_a_pause_from_the_moment_it_is_due_comes_too_late() -> None:
    due = vn(3, 3, 9, 30)
    waiting = pause(a_clock(), due, "invoice asked for", "Minh")
    assert due_at(waiting, TEAM, vn(3, 4)) == due


def test_a_milestone_reached_as_the_pause_begins_is_reached() -> None:
    waiting = pause(a_clock(), vn(3, 2, 13, 30), "invoice asked for", "Minh")
    assert announced(waiting, vn(3, 2, 13, 30)) == ["50%"]


def test_what_the_law_sets_never_pauses() -> None:
    backstop = a_clock(Term(60, Unit.calendar_days), kind=ClockKind.statutory)
    with pytest.raises(ValueError, match="set by law and never pauses"):
        pause(backstop, vn(3, 3), "invoice asked for", "Minh")
    assert due_at(backstop, TEAM, vn(3, 3)) == vn(5, 1, 8, 30)


@pytest.mark.parametrize(("reason", "by"), [("", "Minh"), ("invoice asked for", " ")])
def test_a_pause_without_reason_or_actor_is_refused(reason: str, by: str) -> None:
    with pytest.raises(ValueError, match="a reason and somebody"):
        pause(a_clock(), vn(3, 3), reason, by)


def test_a_clock_pauses_once_and_resumes_once() -> None:
    waiting = pause(a_clock(), vn(3, 2, 10), "invoice asked for", "Minh")
    with pytest.raises(ValueError, match="paused already: invoice asked for"):
        pause(waiting, vn(3, 2, 11), "photos asked for", "Minh")
    with pytest.raises(ValueError, match="is not paused"):
        resume(resume(waiting, vn(3, 2, 11)), vn(3, 2, 12))


def test_a_stopped_clock_changes_no_more() -> None:
    done = stop(a_clock(), vn(3, 2, 10))
    changes: tuple[Callable[[], Clock], ...] = (
        lambda: pause(done, vn(3, 3), "invoice asked for", "Minh"),
        lambda: resume(done, vn(3, 3)),
        lambda: stop(done, vn(3, 3)),
    )
    for change in changes:
        with pytest.raises(ValueError, match="was stopped at"):
            change()


def test_nothing_happens_to_a_clock_before_what_happened_last() -> None:
    with pytest.raises(ValueError, match="last changed"):
        stop(a_clock(), vn(3, 1))
    with pytest.raises(ValueError, match="last changed"):
        stop(paused(a_clock(), vn(3, 2, 10), vn(3, 2, 12)), vn(3, 2, 11))


def test_what_is_done_at_the_moment_it_is_due_is_done_in_time() -> None:
    due = vn(3, 3, 9, 30)
    assert state(stop(a_clock(), due), TEAM, vn(3, 9)) is ClockState.met
    assert state(stop(a_clock(), due + MINUTE), TEAM, vn(3, 9)) is ClockState.breached
    assert state(a_clock(), TEAM, due) is ClockState.running
    assert state(a_clock(), TEAM, due + MINUTE) is ClockState.breached


def test_a_breach_that_was_announced_stands() -> None:
    late = fire(a_clock(), "breach")
    assert state(stop(late, vn(3, 3, 9, 30)), TEAM, vn(3, 9)) is ClockState.breached


def test_a_clock_stopped_while_paused_ends_its_pause() -> None:
    done = stop(pause(a_clock(), vn(3, 2, 10), "invoice asked for", "Minh"), vn(3, 9))
    assert not done.is_paused
    assert state(done, TEAM, vn(3, 9)) is ClockState.met
    assert used_fraction(done, TEAM, vn(3, 20)) == Decimal("0.15")


def test_milestones_lie_at_parts_of_the_open_time() -> None:
    moments = {it.name: it.at for it in milestones(a_clock(), TEAM, vn(3, 2, 9), NEXT_DAY)}
    assert moments == {
        "50%": vn(3, 2, 13, 30),
        "75%": vn(3, 2, 16),
        "90%": vn(3, 2, 17, 30),
        "breach": vn(3, 3, 9, 30),
        "next_level": vn(3, 4, 9, 30),
    }


def test_without_a_next_level_the_breach_is_the_last_milestone() -> None:
    assert [it.name for it in milestones(a_clock(), TEAM, vn(3, 2, 9))] == [
        "50%",
        "75%",
        "90%",
        "breach",
    ]


def test_a_pause_moves_only_the_milestones_that_were_not_reached() -> None:
    clock = paused(a_clock(), vn(3, 2, 14), vn(3, 2, 15))
    moments = {it.name: it.at for it in milestones(clock, TEAM, vn(3, 2, 15))}
    assert (moments["50%"], moments["75%"]) == (vn(3, 2, 13, 30), vn(3, 2, 17))


def test_while_paused_only_what_was_reached_is_announced() -> None:
    waiting = pause(a_clock(), vn(3, 2, 14), "invoice asked for", "Minh")
    assert announced(waiting, vn(3, 9)) == ["50%"]
    assert next_milestone(fire(waiting, "50%"), TEAM, vn(3, 9), NEXT_DAY) is None


def test_each_milestone_is_announced_once_and_never_early() -> None:
    clock = a_clock()
    assert announced(clock, vn(3, 2, 13, 29)) == []
    assert announced(clock, vn(3, 2, 13, 30)) == ["50%"]
    assert announced(fire(clock, "50%"), vn(3, 2, 16)) == ["75%"]
    with pytest.raises(ValueError, match="50% of clock 'decision' was announced already"):
        fire(fire(clock, "50%"), "50%")
    with pytest.raises(ValueError, match="no milestone is called '80%'; there are 50%, 75%, 90%"):
        fire(clock, "80%")


def test_after_a_long_sleep_everything_missed_is_announced_in_order() -> None:
    assert announced(a_clock(), vn(3, 9)) == ["50%", "75%", "90%", "breach", "next_level"]


def test_the_next_milestone_is_what_a_timer_waits_for() -> None:
    clock = fire(a_clock(), "50%")
    upcoming = next_milestone(clock, TEAM, vn(3, 2, 14), NEXT_DAY)
    assert upcoming is not None
    assert (upcoming.name, upcoming.at) == ("75%", vn(3, 2, 16))


def test_a_stopped_clock_announces_nothing() -> None:
    done = stop(a_clock(), vn(3, 2, 10))
    assert announced(done, vn(3, 9)) == []
    assert next_milestone(done, TEAM, vn(3, 9), NEXT_DAY) is None


def test_the_part_used_grows_with_open_time_and_beyond_one_when_late() -> None:
    parts = [used_fraction(a_clock(), TEAM, vn(3, day, 9, 30)) for day in (1, 2, 3, 4)]
    assert parts == [Decimal(it) for it in ("0", "0.1", "1", "1.9")]
    assert used_fraction(a_clock(Term(0, Unit.hours)), TEAM, vn(3, 2, 9)) == 1


def test_the_past_is_seen_without_what_came_later() -> None:
    clock = stop(paused(a_clock(), vn(3, 2, 10), vn(3, 2, 12)), vn(3, 2, 15))
    assert as_of(clock, vn(3, 2, 15)) == clock
    assert state(clock, TEAM, vn(3, 2, 9)) is ClockState.running
    assert state(clock, TEAM, vn(3, 2, 11)) is ClockState.paused
    assert state(clock, TEAM, vn(3, 2, 13)) is ClockState.running
    assert state(clock, TEAM, vn(3, 2, 16)) is ClockState.met
    assert due_at(clock, TEAM, vn(3, 2, 9)) == vn(3, 3, 9, 30)
    assert used_fraction(clock, TEAM, vn(3, 2, 11)) == Decimal("0.15")


def test_a_clock_crosses_the_wire_unchanged() -> None:
    wire = TypeAdapter(Clock)
    clock = stop(fire(paused(a_clock(), vn(3, 2, 10), vn(3, 2, 12)), "50%"), vn(3, 2, 15))
    assert wire.validate_json(wire.dump_json(clock)) == clock
    assert pickle.loads(pickle.dumps(clock)) == clock


MOMENTS = st.integers(0, 6 * 24 * 60).map(lambda minutes: vn(2, 12) + minutes * MINUTE)
TARGETS = st.builds(Term, st.integers(1, 30), st.just(Unit.business_hours)) | st.builds(
    Term, st.integers(1, 70), st.just(Unit.hours)
)


@st.composite
def clocks(draw: st.DrawFn) -> Clock:
    """A clock paused and resumed at random, perhaps paused still."""
    started_at, *turns = sorted(draw(st.lists(MOMENTS, min_size=1, max_size=7)))
    clock = a_clock(draw(TARGETS), started_at)
    for turn in turns:
        clock = resume(clock, turn) if clock.is_paused else pause(clock, turn, "asked", "Minh")
    return clock


def moment_counted(clock: Clock, part: Decimal) -> datetime | None:
    """The oracle: the earliest minute by which that part was counted, minute by minute."""
    left = timedelta(hours=clock.target.count) * int(part * 100) / 100
    at = clock.started_at
    while left > timedelta(0):
        if any(it.since <= at and it.until is None for it in clock.pauses):
            return None
        halted = any(it.since <= at < it.until for it in clock.pauses if it.until)
        left -= MINUTE * (not halted and counts(clock, at))
        at += MINUTE
    return at


def counts(clock: Clock, at: datetime) -> bool:
    local = at + timedelta(hours=7)
    worked = local.weekday() < 6 and local.date() not in TET
    in_hours = time(8, 30) <= local.time() < time(17, 30)
    return clock.target.unit is Unit.hours or (worked and in_hours)


@settings(max_examples=50, deadline=None)
@given(clocks())
def test_pauses_at_random_never_lose_time(clock: Clock) -> None:
    now = vn(2, 28)
    assert due_at(clock, TEAM, now) == moment_counted(clock, Decimal(1))
    moments = {it.name: it.at for it in milestones(clock, TEAM, now)}
    assert moments.get("50%") == moment_counted(clock, Decimal("0.5"))
    assert moments.get("90%") == moment_counted(clock, Decimal("0.9"))


@settings(deadline=None)
@given(clocks(), MOMENTS)
def test_a_milestone_is_announced_exactly_when_its_part_is_used(
    clock: Clock, now: datetime
) -> None:
    names = {"0.5": "50%", "0.75": "75%", "0.9": "90%", "1": "breach"}
    used = used_fraction(clock, TEAM, now)
    if now >= clock.started_at:
        assert announced(clock, now)[:4] == [names[it] for it in names if used >= Decimal(it)]


@settings(deadline=None)
@given(clocks(), MOMENTS, st.integers(1, 30))
def test_milestones_come_in_order_and_a_longer_target_is_never_due_sooner(
    clock: Clock, now: datetime, more: int
) -> None:
    moments = [it.at for it in milestones(clock, TEAM, now, NEXT_DAY)]
    assert moments == sorted(moments)
    longer = replace(clock, target=Term(clock.target.count + more, clock.target.unit))
    due, later = due_at(clock, TEAM, now), due_at(longer, TEAM, now)
    assert later is None or (due is not None and due < later)


@settings(deadline=None)
@given(clocks(), MOMENTS, MOMENTS)
def test_a_further_pause_never_brings_the_deadline_nearer(
    clock: Clock, one: datetime, other: datetime
) -> None:
    now = vn(2, 28)
    counting = clock if not clock.is_paused else resume(clock, vn(2, 19))
    since, until = (max(it, counting.latest) for it in (min(one, other), max(one, other)))
    before = due_at(counting, TEAM, now)
    after = due_at(paused(counting, since, until), TEAM, now)
    assert before is not None
    assert after is not None
    assert after >= before
