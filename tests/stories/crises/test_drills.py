"""A rehearsal: the same case, marked on everything, with a script and a card."""

from makegood.messages import crisis_commands as say
from makegood.rules.crisis.words import Role
from makegood.store.crisis_desk import CrisisLists
from tests.kit.alarm import MINUTE, an_alarm
from tests.kit.signals import ALL_TASKS, ENDED, FIRST_RUNG, LEADS, TRIAGED
from tests.kit.world import World

SCRIPT = [
    {"after_seconds": 300, "what": "a second post", "text": "Somebody else has filmed it."},
    {"after_seconds": 1200, "what": "the press calls", "text": "A newspaper asks."},
]


async def test_a_drill_follows_its_script_and_is_marked_on_everything(world: World) -> None:
    case = await an_alarm(world, "drill", drill=True, injects=SCRIPT)
    await case.passes(4 * MINUTE)
    await case.is_acknowledged("desk.mai")
    await case.is_triaged("desk.mai")
    lead = say.AssignRole(by="desk.mai", role=Role.LEAD, person="desk.mai")
    await case.says("assign_role", lead)
    await case.tasks_are_done("desk.mai")

    await case.passes(10 * MINUTE)
    await case.says("close", say.CloseCase(by="desk.mai", resolution="We know how."))
    card = await world.crises.scorecard("drill")

    texts = [one for one in world.line.delivered if one.key.startswith("drill:")]
    assert texts
    assert all(one.drill and one.title.startswith("DRILL") for one in texts)
    assert (card.injects_fired, card.injects_left, card.playbook) == (1, 1, "viral-post")
    assert (card.acknowledge or MINUTE) // MINUTE == 4
    assert ("acknowledge" in card.in_time, card.roles_filled) == (True, (Role.LEAD,))
    assert (card.tasks_done, card.tasks_left) == (len(ALL_TASKS), ())
    assert "viral-post" in CrisisLists(world.engine).rehearsed()
    begun = [*TRIAGED, *LEADS, *ALL_TASKS[len(TRIAGED) :]]
    letters = [*begun, "drill_inject > desk.mai", "review_opened > desk.mai", *ENDED]
    await case.must_have_said([FIRST_RUNG], letters)
