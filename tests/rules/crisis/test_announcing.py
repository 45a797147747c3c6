"""Milestones of clocks: told once, to whoever must act next, and paged once they are broken."""

from datetime import datetime

from makegood.rules.claim import Team
from makegood.rules.crisis import clocking
from makegood.rules.crisis.announcing import announce, next_announcement
from makegood.rules.crisis.clocking import pause_clocks
from makegood.rules.crisis.file import CrisisFile
from makegood.rules.crisis.severity import Severity
from makegood.rules.crisis.tasks import NewTask, add_task, complete_task
from tests.rules.crisis.cases import (
    HOUR,
    MAI,
    MINUTE,
    SECOND,
    START,
    a_case,
    a_declared_case,
    by,
    minutes,
)
from tests.rules.crisis.walk import called, people_paged


def timed(name: str, case: CrisisFile | None = None) -> CrisisFile:
    """A case with that one clock, and whatever it is told of it."""
    return clocking.start(case or a_case(), name, START)


def with_task(case: CrisisFile | None = None) -> CrisisFile:
    """A case with a task of Legal, due in ten minutes."""
    new = NewTask("letter", "Answer the letter", Team.LEGAL, minutes(10))
    return add_task(case or a_case(), by(MAI), new)


def let_run(case: CrisisFile, until: datetime) -> CrisisFile:
    """The case with every milestone announced at its moment."""
    now = START
    while (coming := next_announcement(case, now)) is not None and coming[0] <= until:
        now = coming[0]
        case = announce(case, now)
    return case


def told(case: CrisisFile) -> list[tuple[str, str]]:
    """Who was written to, and how."""
    wanted = ("crisis_reminder", "crisis_breach")
    return [(one.to, one.template) for one in case.unrecorded.letters if one.template in wanted]


def test_the_lead_is_reminded_and_on_breach_the_teams_lead_then_its_manager() -> None:
    case = let_run(timed("containment", a_declared_case()), START + 9 * HOUR)

    assert told(case) == [
        (MAI, "crisis_reminder"),
        (MAI, "crisis_reminder"),
        (MAI, "crisis_reminder"),
        ("service_desk.lead", "crisis_breach"),
        ("service_desk.manager", "crisis_breach"),
    ]
    assert people_paged(called(case, START)) == [MAI, "manager.ha"]


def test_without_a_lead_it_is_the_team_that_is_told_and_called() -> None:
    case = let_run(timed("containment"), START + 2 * HOUR)

    assert told(case)[0] == ("service_desk", "crisis_reminder")
    assert [wanted.contacts for wanted in case.calls] == [("rota:service_desk:1",)]


def test_management_is_told_as_long_after_the_breach_as_the_last_rung_waits() -> None:
    case = let_run(timed("containment"), START + 2 * HOUR)

    assert next_announcement(case, START + 2 * HOUR) == (
        START + 2 * HOUR + 10 * MINUTE,
        "containment clock at next_level",
    )


def test_a_late_task_pages_its_team_and_then_management_never_quietly() -> None:
    case = let_run(with_task(), START + HOUR)

    assert [to for to, _ in told(case)] == [
        "legal",
        "legal",
        "legal",
        "legal.lead",
        "legal.manager",
    ]
    assert [(wanted.contacts, wanted.never_quiet) for wanted in case.calls] == [
        (("rota:legal:1",), False),
        (("rota:management:1",), True),
    ]
    assert people_paged(called(case, START)) == ["legal.khanh", "manager.ha"]


def test_a_task_that_is_done_calls_nobody_any_more() -> None:
    late = let_run(with_task(), START + 10 * MINUTE)
    assert late.calls

    done = complete_task(late, by(MAI, 10 * MINUTE), "letter")

    assert done.calls == ()
    assert next_announcement(done, START + 10 * MINUTE) is None


def test_a_missed_acknowledgement_is_written_not_paged_since_the_ladder_pages_anyway() -> None:
    case = let_run(timed("acknowledge"), START + HOUR)

    assert told(case)[-1] == ("service_desk.manager", "crisis_breach")
    assert case.calls == ()


def test_each_milestone_is_announced_once_and_never_early() -> None:
    case = timed("containment")
    coming = next_announcement(case, START)
    assert coming == (START + HOUR, "containment clock at 50%")

    assert announce(case, coming[0] - SECOND) == case
    told_once = announce(case, coming[0])
    assert announce(told_once, coming[0]) == told_once


def test_after_a_standstill_of_the_machines_one_letter_a_clock_is_sent() -> None:
    case = announce(timed("containment", with_task()), START + 9 * HOUR)

    assert told(case) == [
        ("service_desk.manager", "crisis_breach"),
        ("legal.manager", "crisis_breach"),
    ]
    said = [event.what for event in case.events if event.what.startswith("clock_")]
    assert len(said) == 10


def test_a_paused_clock_announces_nothing() -> None:
    case = pause_clocks(timed("containment"), by(MAI, MINUTE))

    assert next_announcement(case, START + MINUTE) is None
    assert announce(case, START + 9 * HOUR) == case


def test_the_first_of_several_clocks_comes_first() -> None:
    case = timed("resolution", timed("containment", a_case(severity=Severity.SEV4)))

    assert next_announcement(case, START) == (START + 8 * HOUR, "containment clock at 50%")


def test_a_letter_says_which_promise_and_when_it_was_due() -> None:
    (letter,) = announce(timed("containment"), START + HOUR).unrecorded.letters

    assert letter.fields == (
        ("case", "C-1"),
        ("clock", "containment"),
        ("milestone", "50%"),
        ("due_at", (START + HOUR).isoformat()),
    )
