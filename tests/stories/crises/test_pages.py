"""Whoever sleeps is woken by what is worth it, and called again where everybody falls silent."""

from datetime import time, timedelta

from makegood.rules.crisis.calling import PageState
from makegood.store.pages import PageBook
from tests.kit.alarm import HOUR, MINUTE, Alarm, an_alarm
from tests.kit.days import local, quiet_monday
from tests.kit.waiting import until
from tests.kit.world import World

NIGHT = time(23)
LATER = timedelta(hours=12)


SLEEPERS = ("desk.dung", "desk.giang", "legal.thao", "pr.duy", "dir.mai", "dir.nam")
"""Who may be on call at night and is in bed then, unlike the night shift."""


async def a_mild_night_case(world: World, case_id: str) -> Alarm:
    """A case that came in at eleven at night, and was found to be no great harm."""
    world.contacts.limited |= {*SLEEPERS}
    case = Alarm(world, case_id, {})
    case.begins = local(quiet_monday(), NIGHT)
    await case.is_raised()
    await case.is_triaged("desk.mai", impact="minor", urgency="low")
    return case


async def ladder_pages(case: Alarm) -> list[str]:
    """Every page of the ladder, and what became of it."""
    return [page for page in await case.pages() if page.startswith("ladder")]


async def test_at_night_a_mild_case_wakes_the_night_shift_and_at_last_management(
    world: World,
) -> None:
    case = await a_mild_night_case(world, "mild")

    await case.passes(36 * MINUTE)

    assert await ladder_pages(case) == [
        "ladder > rota:service_desk:1 sent",
        "ladder > rota:service_desk:2 deferred",
        "ladder > rota:legal:1 deferred",
        "ladder > rota:pr:1 deferred",
        "ladder > rota:management:1 sent",
    ]
    waiting = [page for page in case.booked() if page.state is PageState.DEFERRED]
    assert {page.until for page in waiting} == {case.begins + 8 * HOUR}


async def test_what_waits_for_the_morning_is_forgotten_once_somebody_has_acknowledged(
    world: World,
) -> None:
    case = await a_mild_night_case(world, "forgotten")
    await case.passes(11 * MINUTE)
    before = await ladder_pages(case)

    await case.is_acknowledged("desk.mai")
    await case.passes(MINUTE)

    assert before[1:] == ["ladder > rota:service_desk:2 deferred"]
    assert (await ladder_pages(case))[1:] == ["ladder > rota:service_desk:2 cancelled"]
    digests = PageBook(world.engine).due_digests(50, case.begins + LATER)
    assert [
        page.case_id for digest in digests for page in digest.pages if page.case_id == "forgotten"
    ] == []


async def test_after_an_acknowledgement_and_an_hour_of_silence_the_ladder_begins_anew(
    world: World,
) -> None:
    case = await an_alarm(world, "silent")
    await case.is_acknowledged("desk.mai")

    await case.passes(50 * MINUTE)
    still = await ladder_pages(case)
    await case.passes(15 * MINUTE)

    async def is_called_anew() -> bool:
        return await ladder_pages(case) == ["ladder > rota:service_desk:1 sent"] * 2

    assert still == ["ladder > rota:service_desk:1 sent"]
    await until(is_called_anew)
    (_, anew) = await case.happened("ladder_begun")
    assert anew.why == "nothing has happened for 1 hour since the acknowledgement"
