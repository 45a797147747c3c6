"""Many things late at once are a few letters and a few pages: nobody mutes what shouts at them."""

from dataclasses import replace

from makegood.rules.claim import Team
from makegood.rules.clocks import Clock, ClockKind
from makegood.rules.crisis.file import CrisisFile
from makegood.rules.crisis.tasking import Task, TaskState
from makegood.rules.crisis.ticking import tick
from tests.rules.crisis.cases import MAI, MINUTE, START, a_declared_case, minutes
from tests.rules.crisis.saying import calls, happened, letters


def a_task(team: Team, number: int) -> Task:
    """A task of that team, which has ten minutes from the start."""
    key = f"{team}-{number}"
    clock = Clock(f"task.{key}", ClockKind.ola, team, START, minutes(10), "always_open")
    return Task(key, key, team, TaskState.OPEN, START, MAI, clock=clock)


def with_tasks(count: int, *teams: Team) -> CrisisFile:
    """A crisis in which each team owes that many tasks."""
    tasks = tuple(a_task(team, number) for team in teams for number in range(count))
    return replace(a_declared_case(), tasks=tasks)


def test_breach_mail_storm_five_hundred_tasks_overdue_are_one_mail_a_team() -> None:
    """Elsewhere 500 tickets made hundreds of breach mails at once (frappe/helpdesk 2967)."""
    case = tick(with_tasks(250, Team.LEGAL, Team.PR), START + 10 * MINUTE)

    assert letters(case) == [("legal.lead", "crisis_breach"), ("pr.lead", "crisis_breach")]
    assert calls(case) == [("rota:legal:1",), ("rota:pr:1",)]
    assert case.calls[0].subject == "task.legal-0 and 249 more"
    lines = dict(case.unrecorded.letters[0].fields)["clock"].splitlines()
    assert lines[:2] == ["task.legal-0", "task.legal-1"]
    assert len(lines) == 250


def test_every_one_of_them_is_still_on_the_timeline() -> None:
    case = tick(with_tasks(100, Team.LEGAL), START + 10 * MINUTE)

    assert happened(case).count("clock_breached") == 100


def test_a_storm_is_told_once() -> None:
    case = tick(with_tasks(20, Team.LEGAL), START + 10 * MINUTE)

    assert tick(case, START + 10 * MINUTE) == case


def test_pages_of_one_storm_are_told_apart() -> None:
    case = tick(with_tasks(3, *Team), START + 10 * MINUTE)

    keys = {(call.reason, call.run, call.round, call.step) for call in case.calls}
    assert len(keys) == len(case.calls) == len(Team)


def test_one_task_alone_names_itself() -> None:
    case = tick(with_tasks(1, Team.LEGAL), START + 10 * MINUTE)

    assert [call.subject for call in case.calls] == ["task.legal-0"]
