"""Whoever sleeps is woken by what is worth it, and called again where everybody falls silent."""

import asyncio
from datetime import UTC, datetime, time, timedelta

from makegood.messages import crisis_commands as say
from makegood.messages.names import DIGESTS, Queue
from makegood.messages.paging import PageText
from makegood.rules.crisis.calling import PageState
from makegood.rules.crisis.words import Channel, Role
from makegood.store.pages import PageBook
from tests.kit.alarm import HOUR, LONGEST_SKIP, MINUTE, Alarm, an_alarm
from tests.kit.days import local, quiet_monday
from tests.kit.signals import ALL_TASKS, FIRST_RUNG, LEADS, TRIAGED
from tests.kit.waiting import until
from tests.kit.world import World

NIGHT = time(23)
LATER = timedelta(hours=12)


STEP, AN_HOUR = timedelta(minutes=5), 12
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

    for _ in range(AN_HOUR):  # a server that skips a timer's moment lets it fire a step later
        await case.passes(STEP)
        if "ladder > rota:management:1 sent" in await ladder_pages(case):
            break

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


LED = [*TRIAGED, *LEADS, *ALL_TASKS[len(TRIAGED) :]]
"""The letters of a case that somebody leads, and of which everything is done."""


async def a_led_case(case: Alarm, **said: object) -> Alarm:
    """A case that desk.mai leads, of which everything is done."""
    await case.is_acknowledged("desk.mai")
    await case.is_triaged("desk.mai", **said)
    await case.says("declare", say.Declare(by="desk.mai"))
    await case.tasks_are_done("desk.mai")
    return case


async def test_a_page_that_finds_no_channel_goes_stale_instead_of_out(world: World) -> None:
    case = await a_led_case(await an_alarm(world, "late"))
    before = world.line.to("desk.giang")
    world.line.broken |= {Channel.PUSH, Channel.SMS, Channel.VOICE}
    offered = say.HandOver(by="desk.mai", role=Role.LEAD, to="desk.giang")
    await world.crises.say("late", "hand_over", offered)

    async def is_tried_by_the_last() -> bool:
        return [page.state for page in (await case.status()).pages[1:]] == [
            "failed",
            "failed",
            "pending",
        ]

    await until(is_tried_by_the_last)
    async with asyncio.timeout(LONGEST_SKIP):
        await world.env.fast_forward(case.handle, 21 * MINUTE)
    world.line.broken.clear()
    await case.is_settled()
    await case.passes(5 * MINUTE)

    assert world.line.to("desk.giang") == before
    offer = "hand_over > person:desk.giang"
    pages = [FIRST_RUNG, f"{offer} failed", f"{offer} failed", f"{offer} stale"]
    letters = [*LED, "crisis_hand_over > desk.giang"]
    manager = [f"unreachable > rota:management:1 {state}" for state in ("failed", "failed", "sent")]
    await case.must_have_said([*pages, *manager], letters)


async def the_carrier_comes(world: World, at: datetime) -> list[PageText]:
    """What a look for digests at that moment carries to people."""
    before = len(world.line.delivered)
    delay = at - datetime.now(UTC)
    world.late.delay = delay
    with world.env.with_time_skipping_disabled():
        carrier = await world.client.start_workflow(DIGESTS, id="carrier", task_queue=Queue.CRISES)
    async with asyncio.timeout(LONGEST_SKIP):
        await world.env.fast_forward(carrier, delay + MINUTE)
    await carrier.terminate("the story is over")
    return world.line.delivered[before:]


async def test_what_waited_for_the_end_of_the_night_is_one_message_in_the_morning(
    world: World,
) -> None:
    world.contacts.limited |= {"desk.ha"}
    case = Alarm(world, "morning", {})
    case.begins = local(quiet_monday(), NIGHT)
    await a_led_case(await case.is_raised(), impact="minor", urgency="low")
    part = say.AssignRole(by="desk.mai", role=Role.CUSTOMER_LIAISON, person="desk.dung")
    await case.says("assign_role", part)
    for by, role in (("desk.mai", Role.LEAD), ("desk.dung", Role.CUSTOMER_LIAISON)):
        await case.says("hand_over", say.HandOver(by=by, role=role, to="desk.ha"))
    waiting = await case.pages()

    await case.passes(8 * HOUR)
    carried = await the_carrier_comes(world, case.begins + 8 * HOUR + MINUTE)
    again = await the_carrier_comes(world, case.begins + 8 * HOUR + 5 * MINUTE)
    await case.is_settled()

    offer = "hand_over > person:desk.ha"
    assert waiting == [FIRST_RUNG, *[f"{offer} deferred"] * 2]
    (message,) = [text for text in carried if text.person == "desk.ha"]
    assert message.title == "2 pages while it was quiet or busy"
    assert [text for text in again if text.person == "desk.ha"] == []
    letters = [*LED, "crisis_role > desk.dung", *["crisis_hand_over > desk.ha"] * 2]
    await case.must_have_said([FIRST_RUNG, *[f"{offer} sent"] * 2], letters)
