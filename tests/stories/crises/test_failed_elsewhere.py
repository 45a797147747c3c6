"""What users of other systems complain of, by the name of their complaint."""

import asyncio
from datetime import timedelta

from makegood.messages import crisis_commands as say
from makegood.rules.claim import Team
from makegood.rules.crisis.severity import Severity
from starters.errors import RefusedByRule
from tests.kit.alarm import HOUR, MINUTE, an_alarm
from tests.kit.signals import ALL_TASKS, ENDED, FIRST_RUNG, TRIAGED, WARNED, begun
from tests.kit.world import World

A_BIT = timedelta(seconds=30)
MANY = 12


async def test_an_acknowledgement_racing_the_resolution_reopens_nothing(world: World) -> None:
    case = await an_alarm(world, "race")
    heard = say.Acknowledge(by="desk.dung")
    over = say.SaysWhy(by="desk.mai", reason="a mistake")

    answers = await asyncio.gather(
        world.crises.say("race", "acknowledge", heard),
        world.crises.say("race", "reject", over),
        return_exceptions=True,
    )
    result = await case.ends()

    assert isinstance(answers[0], say.CaseReceipt | RefusedByRule)
    assert isinstance(answers[1], say.CaseReceipt)
    assert result.stage == "rejected"
    await case.must_have_said([FIRST_RUNG], ENDED)


async def test_no_page_after_an_acknowledgement(world: World) -> None:
    case = await an_alarm(world, "heard")
    await case.passes(9 * MINUTE + A_BIT)

    await case.is_acknowledged("desk.mai")
    await case.passes(5 * MINUTE)

    await case.must_have_said([FIRST_RUNG], WARNED)


async def test_a_pause_is_not_lost_when_the_sla_changes(world: World) -> None:
    case = await an_alarm(world, "paused")
    await case.is_acknowledged("desk.mai")
    await case.is_triaged("desk.mai")
    waits = say.PauseClocks(by="desk.mai", reason="the seller is asleep", names=("containment",))
    await case.says("pause_clocks", waits)
    await case.passes(4 * MINUTE)

    worse = say.ChangeSeverity(by="desk.mai", severity=Severity.SEV1, reason="it spreads")
    await case.says("change_severity", worse)
    await case.says("resume_clocks", say.ResumeClocks(by="desk.mai"))

    status = await case.status()
    due = next(one.due_at for one in status.clocks if one.name == "containment")
    assert due is not None
    assert (due - status.opened_at) // MINUTE == 4 * 60 + 4
    await case.must_have_said([FIRST_RUNG], TRIAGED)


async def test_no_storm_of_breach_mails_when_many_tasks_are_late(world: World) -> None:
    case = await an_alarm(world, "storm")
    await case.is_acknowledged("desk.mai")
    await case.is_triaged("desk.mai")
    for number in range(MANY):
        task = say.AddTask(
            by="desk.mai",
            key=f"call-{number}",
            title="Call a seller",
            owner=Team.LEGAL,
            within_minutes=4,
            after=("capture",),
        )
        await world.crises.say("storm", "add_task", task)
    await case.says("complete_task", say.CompleteTask(by="desk.mai", key="capture"))

    await case.passes(4 * MINUTE + A_BIT)

    waiting = begun("pr", "pr", *["legal"] * MANY)
    late = [*["crisis_reminder > legal"] * 3, "crisis_breach > legal.lead"]
    pages = [FIRST_RUNG, "task > rota:legal:1 sent"]
    await case.must_have_said(pages, [*TRIAGED, *waiting, *late])


async def test_what_is_due_at_a_full_hour_happens_then_and_not_at_twenty_to_two(
    world: World,
) -> None:
    case = await an_alarm(world, "onthedot")
    await case.is_acknowledged("desk.mai")

    await case.passes(HOUR - A_BIT)
    before = await case.happened("clock_breached")
    await case.passes(MINUTE)

    opened = (await case.status()).opened_at
    (broken,) = await case.happened("clock_breached")
    assert before == []
    assert broken.evidence == (opened + HOUR).isoformat()
    assert (broken.at - opened) // MINUTE == 60


async def test_what_is_due_in_half_a_day_is_done_once_though_it_is_looked_at_often(
    world: World,
) -> None:
    case = await an_alarm(world, "eta")
    await case.is_acknowledged("desk.mai")
    await case.is_triaged("desk.mai", impact="minor", urgency="low")
    await case.tasks_are_done("desk.mai")
    answer = say.AddTask(
        by="desk.mai", key="sue", title="Answer", owner=Team.LEGAL, within_minutes=720
    )
    await case.says("add_task", answer)

    for _ in range(5):
        await case.passes(2 * HOUR + 5 * A_BIT)
        await case.is_acknowledged("desk.mai")
    await case.passes(2 * HOUR)

    reminded = [f"crisis_reminder > {team}" for team in ("pr", "legal", "pr", "legal", "legal")]
    letters = [*ALL_TASKS, *begun("legal"), *reminded, "crisis_breach > legal.lead"]
    await case.must_have_said([FIRST_RUNG, "task > rota:legal:1 sent"], letters)
