"""One ledger of counted time: paused, re-promised, started anew, and nothing of it lost."""

from dataclasses import replace
from datetime import timedelta

import pytest

from makegood.rules.claim import Team
from makegood.rules.clocks import Clock, ClockKind, ClockState
from makegood.rules.crisis import clocking
from makegood.rules.crisis.clocking import clock_due, pause_clocks, rearm, resume_clocks
from makegood.rules.crisis.file import CrisisFile
from makegood.rules.crisis.severity import Severity
from makegood.rules.crisis.tasks import NewTask, add_task
from tests.rules.crisis.cases import (
    HOUR,
    MAI,
    MINUTE,
    START,
    a_case,
    by,
    minutes,
    some_crisis_terms,
)
from tests.rules.crisis.ledger_model import counted
from tests.rules.life.walk import refusal_of


def started(*names: str, severity: Severity = Severity.SEV1) -> CrisisFile:
    """A case of SEV1 whose clocks of those names run."""
    case = a_case(severity=severity)
    for name in names:
        case = clocking.start(case, name, START)
    return case


def the(case: CrisisFile, name: str) -> Clock:
    """The clock of that name."""
    return next(clock for clock in clocking.all_clocks(case) if clock.name == name)


def due(case: CrisisFile, name: str, after: timedelta = timedelta()) -> timedelta | None:
    """How long after the opening that clock runs out, as seen so long after it."""
    moment = clock_due(case, the(case, name), START + after)
    return moment - START if moment else None


def without(name: str) -> CrisisFile:
    """A case whose SEV4 promises nothing under that name."""
    terms = some_crisis_terms()
    kept = tuple(one for one in terms.of(Severity.SEV4).targets if one.name != name)
    mild = replace(terms.of(Severity.SEV4), targets=kept)
    return a_case(terms=replace(terms, by_severity=(*terms.by_severity[:3], mild)))


def test_a_clock_keeps_the_promise_of_the_severity() -> None:
    assert due(started("containment"), "containment") == 2 * HOUR


def test_what_policy_does_not_promise_is_not_timed() -> None:
    assert started("tea").clocks == ()


def test_a_clock_that_runs_is_not_started_twice() -> None:
    case = started("resolution")

    assert clocking.start(case, "resolution", START + HOUR) == case


def test_a_clock_that_has_stopped_starts_anew_and_stays_in_the_ledger() -> None:
    case = clocking.finish(started("resolution"), START + HOUR, "resolution")

    case = clocking.start(case, "resolution", START + 3 * HOUR)

    assert the(case, "resolution").started_at == START + 3 * HOUR
    assert [counted(clock, START + 9 * HOUR) for clock in case.past_clocks] == [HOUR]


def test_a_stopped_clock_stays_as_it_was() -> None:
    case = clocking.finish(started("resolution", "containment"), START + HOUR, "resolution")

    later = clocking.finish_all(case, START + 2 * HOUR)

    stops = {clock.name: clock.stopped_at for clock in later.clocks}
    assert stops == {"resolution": START + HOUR, "containment": START + 2 * HOUR}
    assert clocking.live(later) == ()


def test_a_pause_gives_its_time_back() -> None:
    case = pause_clocks(started("containment"), by(MAI, 30 * MINUTE, "with the police"))
    assert due(case, "containment", HOUR) is None
    assert clocking.clock_state(case, the(case, "containment"), START + HOUR) is ClockState.paused

    case = resume_clocks(case, by(MAI, 90 * MINUTE))

    assert due(case, "containment", 90 * MINUTE) == 3 * HOUR
    assert [event.what for event in case.events] == ["clocks_paused", "clocks_resumed"]
    assert case.events[0].why == "with the police"


def test_a_pause_may_be_of_one_clock_alone() -> None:
    case = pause_clocks(started("containment", "resolution"), by(MAI, MINUTE), "resolution")

    assert not the(case, "containment").is_paused
    assert the(case, "resolution").is_paused
    assert resume_clocks(case, by(MAI, HOUR)).events[-1].evidence == "resolution"


def test_a_pause_has_a_reason_and_something_to_pause() -> None:
    case = started("containment")

    assert refusal_of(lambda: pause_clocks(case, by(MAI, why=""))).code == "reason_missing"
    assert refusal_of(lambda: pause_clocks(case, by(MAI), "tea")).code == "nothing_to_pause"
    assert refusal_of(lambda: resume_clocks(case, by(MAI))).code == "nothing_paused"


def test_a_clock_set_by_law_is_never_paused() -> None:
    case = started("containment")
    law = replace(case.clocks[0], kind=ClockKind.statutory)

    refused = refusal_of(lambda: pause_clocks(replace(case, clocks=(law,)), by(MAI)))

    assert refused.code == "nothing_to_pause"


def test_a_change_of_severity_moves_the_deadline_and_loses_no_counted_time() -> None:
    case = started("containment")

    case = rearm(case, Severity.SEV3, START + HOUR)

    assert due(case, "containment", HOUR) == 8 * HOUR
    assert counted(the(case, "containment"), START + HOUR) == HOUR
    assert [clock.stopped_at for clock in case.past_clocks] == [START + HOUR]


def test_a_pause_outlives_a_change_of_severity() -> None:
    case = pause_clocks(started("containment"), by(MAI, 30 * MINUTE))

    case = rearm(case, Severity.SEV2, START + HOUR)
    assert the(case, "containment").is_paused
    case = resume_clocks(case, by(MAI, 90 * MINUTE))

    assert due(case, "containment", 90 * MINUTE) == 5 * HOUR


def test_a_stricter_promise_that_is_broken_already_is_told_once_not_four_times() -> None:
    case = rearm(started("containment", severity=Severity.SEV4), Severity.SEV1, START + 3 * HOUR)

    assert the(case, "containment").fired == ("50%", "75%", "90%", "breach")


def test_what_was_told_under_the_old_promise_is_not_told_again() -> None:
    case = started("containment", severity=Severity.SEV2)
    told = clocking.changed(case, lambda clock: replace(clock, fired=("50%",)))

    same = rearm(told, Severity.SEV1, START + 70 * MINUTE)
    milder = rearm(told, Severity.SEV3, START + 70 * MINUTE)

    assert the(same, "containment").fired == ("50%",)
    assert the(milder, "containment").fired == ()


def test_the_same_promise_again_changes_nothing() -> None:
    case = started("containment")

    again = rearm(case, Severity.SEV1, START + HOUR)

    assert the(again, "containment") == the(case, "containment")
    assert again.past_clocks == ()


def test_a_promise_that_a_severity_does_not_make_ends_with_it() -> None:
    case = clocking.start(without("containment"), "containment", START)

    case = rearm(case, Severity.SEV4, START + HOUR)

    assert "containment" not in {clock.name for clock in case.clocks}
    assert [clock.name for clock in case.past_clocks] == ["containment"]


def test_a_promise_that_only_the_worse_severity_makes_counts_from_the_opening() -> None:
    case = replace(without("containment"), severity=Severity.SEV4)

    case = rearm(case, Severity.SEV1, START + HOUR)

    assert the(case, "containment").started_at == START


def test_a_task_timed_by_policy_follows_the_severity_and_its_own_term_does_not() -> None:
    case = add_task(a_case(), by(MAI), NewTask("letter", "Answer", Team.LEGAL))
    case = add_task(case, by(MAI), NewTask("call", "Call", Team.LEGAL, minutes(10)))
    terms = some_crisis_terms()
    slower = tuple(replace(t, target=minutes(90)) for t in terms.of(Severity.SEV3).targets)
    mild = replace(terms.of(Severity.SEV3), targets=slower)
    levels = (*terms.by_severity[:2], mild, terms.by_severity[3])
    case = replace(case, terms=replace(terms, by_severity=levels))

    case = rearm(case, Severity.SEV3, START + MINUTE)

    assert due(case, "ola.legal.letter") == 90 * MINUTE
    assert due(case, "task.call") == 10 * MINUTE


def test_the_older_wait_of_a_case_taken_in_counts_on() -> None:
    case = started("acknowledge", "containment", "resolution")
    case = clocking.finish(case, START + MINUTE, "resolution")

    case = clocking.counted_since(case, START - HOUR, START + 10 * MINUTE)

    assert due(case, "containment") == HOUR
    assert the(case, "acknowledge").started_at == START
    assert the(case, "resolution").started_at == START


def test_a_younger_case_taken_in_changes_no_clock() -> None:
    case = started("containment")

    assert clocking.counted_since(case, START + HOUR, START + 2 * HOUR) == case


@pytest.mark.parametrize("minute", [0, 59, 61, 179, 600])
def test_however_late_the_change_the_whole_wait_is_counted(minute: int) -> None:
    at = START + minute * MINUTE

    case = rearm(started("resolution"), Severity.SEV2, at)

    assert counted(the(case, "resolution"), at) == minute * MINUTE
