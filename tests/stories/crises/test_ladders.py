"""Who is called one after the other, for how long, and what makes it stop."""

from datetime import timedelta

from makegood.messages import crisis_commands as say
from makegood.rules.crisis.severity import Severity
from tests.kit.alarm import HOUR, MINUTE, Alarm, an_alarm
from tests.kit.signals import BREACHED, FIRST_RUNG, SECOND_RUNG, WARNED
from tests.kit.waiting import until
from tests.kit.world import World

EXPERTS = ["ladder > rota:legal:1 sent", "ladder > rota:pr:1 sent"]
TOP = "ladder > rota:management:1 sent"
FALLBACK = "ladder > rota:service_desk:0 sent"
OF_OPERATIONS = "ladder > rota:operations:1 sent"
UNTRIAGED = "triage > rota:management:1 sent"
UNANSWERED = ["promise > rota:pr:1 sent", "promise > rota:management:1 sent"]
NO_ANSWER = [
    *["crisis_reminder > pr"] * 3,
    "crisis_breach > pr.lead",
    "crisis_breach > pr.manager",
]
"""Letters about a first response that does not come."""

CRISIS = ["safety"]
"""A trigger that makes a case SEV1 from its first second."""


async def is_running(case: Alarm) -> bool:
    """Whether the ladder of the case still climbs."""
    ladder = (await case.status()).ladder
    return ladder is not None and ladder.running


async def test_a_case_that_nobody_hears_is_called_for_ever(world: World) -> None:
    case = await an_alarm(world, "unheard")

    await case.passes(3 * HOUR + 35 * MINUTE)

    assert await is_running(case)
    first = [FIRST_RUNG, SECOND_RUNG, UNTRIAGED, *EXPERTS, TOP]
    second = [FIRST_RUNG, UNANSWERED[0], SECOND_RUNG, *EXPERTS, UNANSWERED[1], TOP]
    third = [FIRST_RUNG, SECOND_RUNG, *EXPERTS, TOP]
    late = ["crisis_triage_late > service_desk.lead", "crisis_breach > service_desk.manager"]
    letters = [*WARNED, *BREACHED, *late, *NO_ANSWER]
    await case.must_have_said([*first, *second, *third, *[FALLBACK] * 3], letters)


async def test_a_rung_that_asks_for_two_goes_on_until_two_have_heard(world: World) -> None:
    case = await an_alarm(world, "two", triggers=CRISIS)
    await case.passes(11 * MINUTE)

    await case.is_acknowledged("legal.vinh")
    await case.is_acknowledged("legal.vinh")
    after_one = await is_running(case)
    await case.is_acknowledged("pr.hanh")
    await case.passes(2 * MINUTE)

    assert (after_one, await is_running(case)) == (True, False)
    pages = [FIRST_RUNG, SECOND_RUNG, OF_OPERATIONS, *EXPERTS]
    await case.must_have_said(pages, [*WARNED, *BREACHED, "crisis_reminder > pr"])


async def test_a_case_that_nobody_triages_is_told_to_management_once(world: World) -> None:
    case = await an_alarm(world, "untriaged")
    await case.is_acknowledged("desk.mai")

    await case.passes(10 * MINUTE)
    before = await case.happened("triage_late")
    await case.passes(19 * MINUTE)

    assert (before, len(await case.happened("triage_late"))) == ([], 1)
    await case.must_have_said([FIRST_RUNG, UNTRIAGED], ["crisis_triage_late > service_desk.lead"])


async def test_a_case_that_gets_worse_unheard_is_called_by_the_higher_ladder(
    world: World,
) -> None:
    case = await an_alarm(world, "worse")
    await case.passes(4 * MINUTE)

    worse = say.ChangeSeverity(by="desk.mai", severity=Severity.SEV1, reason="a child is hurt")
    await case.says("change_severity", worse)

    async def is_reminded() -> bool:
        return len(await case.happened("clock_warned")) == 1

    await until(is_reminded)
    await case.is_settled()
    await case.passes(timedelta(minutes=5, seconds=30))

    pages = [FIRST_RUNG, FIRST_RUNG, SECOND_RUNG, OF_OPERATIONS]
    await case.must_have_said(pages, [*WARNED[:2], *BREACHED])


async def test_an_alarm_that_joins_a_case_may_make_it_worse_and_call_anew(world: World) -> None:
    film = {"type": "social_post", "reference": "film", "url": "https://social.example/film"}
    case = await an_alarm(world, "film", source=film)

    ticket = {**film, "type": "ticket", "reference": "T-7"}
    near = Alarm(world, "burning", {"source": ticket, "triggers": CRISIS})
    await world.crises.open(near.filing)
    await near.ends()
    await case.is_settled()

    status = await case.status()
    assert (status.severity, status.mention_count) == ("SEV1", 1)
    await near.must_have_said([], [])
    await case.must_have_said([FIRST_RUNG, FIRST_RUNG], [])
