"""Who was promised word, and what happens when it does not come."""

from makegood.messages import crisis_commands as say
from makegood.rules.crisis.words import Audience, Role
from tests.kit.alarm import MINUTE, Alarm, an_alarm
from tests.kit.signals import ALL_TASKS, FIRST_RUNG, LEADS, TRIAGED
from tests.kit.world import World

WORRIED = (Audience.MANAGEMENT, Audience.CUSTOMER, Audience.INTERNAL)
BEGUN = [*TRIAGED, *LEADS, "crisis_role > desk.dung", *ALL_TASKS[len(TRIAGED) :]]

NEAR = [f"promise > person:desk.{who} sent" for who in ("dung", "mai")]
"""The customer's liaison for the public and the customer, the lead for all others."""

MISSED = ["promise > person:desk.mai sent"] * 2
"""The lead, for the first response, and a moment later for four audiences at once."""

WORDS_DUE = [
    *["crisis_reminder > desk.mai"] * 3,
    *[f"promise_near > desk.{who}" for who in ("dung", "mai")],
    "crisis_breach > pr.lead",
    "promise_missed > desk.mai",
]


async def a_crisis(world: World, case_id: str) -> Alarm:
    """A declared crisis, led by the desk, with a liaison for its customer; its tasks are done."""
    case = await an_alarm(world, case_id)
    await case.is_acknowledged("desk.mai")
    await case.is_triaged("desk.mai")
    await case.says("declare", say.Declare(by="desk.mai"))
    part = say.AssignRole(by="desk.mai", role=Role.CUSTOMER_LIAISON, person="desk.dung")
    await case.says("assign_role", part)
    await case.tasks_are_done("desk.mai")
    return case


async def test_a_promise_about_to_be_missed_pages_its_liaison_and_a_missed_one_the_lead(
    world: World,
) -> None:
    case = await a_crisis(world, "unkept")
    await case.passes(54 * MINUTE)
    quiet = await case.pages()
    await case.is_acknowledged("desk.mai")

    await case.passes(7 * MINUTE)

    missed = [one.audience for one in (await case.status()).promises if one.state == "missed"]
    assert quiet == [FIRST_RUNG]
    assert sorted(missed) == ["customer", "internal", "management", "public"]
    assert (await case.status()).pages[-1].subject == "public, customer, management, internal"
    await case.must_have_said([FIRST_RUNG, *NEAR, *MISSED], [*BEGUN, *WORDS_DUE])


async def test_a_promise_that_is_kept_makes_the_next_and_calls_nobody(world: World) -> None:
    case = await a_crisis(world, "keptword")
    held = say.DraftStatement(by="pr.kim", key="holding", template="public", language="en")
    await case.says("draft_statement", held)
    await case.is_published("holding", "desk.mai")

    await case.passes(50 * MINUTE)
    for audience in WORRIED:
        await case.is_told(audience, "desk.mai")
    await case.passes(20 * MINUTE)

    promises = sorted((one.audience, one.state) for one in (await case.status()).promises)
    audiences = ("customer", "internal", "management", "public")
    assert promises == [(who, state) for who in audiences for state in ("kept", "open")]
    told = ["update_management > management", "update_customer > merchant-lotus"]
    letters = [*BEGUN, "statement_ready > desk.mai", *told, "update_internal > internal"]
    await case.must_have_said([FIRST_RUNG], letters, ["holding"])
