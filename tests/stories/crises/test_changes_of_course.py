"""A case that becomes worse, changes hands or its playbook loses nothing by it."""

from datetime import timedelta

from makegood.messages import crisis_commands as say
from makegood.rules.claim import Team
from makegood.rules.crisis.severity import Severity
from makegood.rules.crisis.words import Role
from tests.kit.alarm import HOUR, MINUTE, Alarm, an_alarm
from tests.kit.signals import ALL_TASKS, FIRST_RUNG, LEADS, TRIAGED, begun
from tests.kit.waiting import until
from tests.kit.world import World


async def a_known_case(world: World, case_id: str, **said: object) -> Alarm:
    """A case that the desk has acknowledged and assessed."""
    case = await an_alarm(world, case_id)
    await case.is_acknowledged("desk.mai")
    await case.is_triaged("desk.mai", **said)
    return case


async def given(case: Alarm, clock: str) -> timedelta:
    """The whole time that the running clock of that name leaves the case, from its opening."""
    status = await case.status()
    due = next(one.due_at for one in status.clocks if one.name == clock)
    assert due is not None
    return due - status.opened_at


async def test_a_worse_severity_counts_the_time_that_has_passed(world: World) -> None:
    case = await a_known_case(world, "counted", impact="moderate", urgency="high")
    before = await given(case, "containment")
    await case.passes(4 * MINUTE)

    worse = say.ChangeSeverity(by="desk.mai", severity=Severity.SEV1, reason="it spreads")
    await case.says("change_severity", worse)

    assert before > 24 * HOUR
    assert await given(case, "first_response") == 20 * MINUTE
    assert await given(case, "containment") == 4 * HOUR
    await case.must_have_said([FIRST_RUNG], TRIAGED)


async def test_a_lead_stays_lead_until_the_other_has_accepted(world: World) -> None:
    case = await a_known_case(world, "handed")
    await case.says("declare", say.Declare(by="desk.mai"))

    await case.says("hand_over", say.HandOver(by="desk.mai", role=Role.LEAD, to="desk.giang"))
    (offered,) = (await case.status()).roles
    await case.says("accept_role", say.AcceptRole(by="desk.giang", role=Role.LEAD))

    (held,) = (await case.status()).roles
    assert (offered.person, offered.offered_to) == ("desk.mai", "desk.giang")
    assert (held.person, held.offered_to) == ("desk.giang", "")
    await case.must_have_said(
        [FIRST_RUNG, "hand_over > person:desk.giang sent"],
        [*TRIAGED, *LEADS, "crisis_hand_over > desk.giang"],
    )


async def test_a_playbook_changes_under_a_case_only_when_it_is_based_anew(world: World) -> None:
    case = await a_known_case(world, "rebased")
    await case.says("complete_task", say.CompleteTask(by="desk.mai", key="capture"))
    before = (await case.status()).playbook

    await case.is_triaged("desk.mai", playbook="vip-complaint")

    status = await case.status()
    now = {task.key: task.state for task in status.tasks}
    assert (before, status.playbook) == ("viral-post", "vip-complaint")
    assert (now["capture"], now["pause_campaigns"]) == ("done", "void")
    assert len(await case.happened("playbook_rebased")) == 1
    letters = [*TRIAGED, *begun("pr", "pr", "key_account", "service_desk")]
    await case.must_have_said([FIRST_RUNG], letters)


async def test_a_team_whose_task_is_late_is_reminded_and_then_paged(world: World) -> None:
    case = await a_known_case(world, "ola")
    task = say.AddTask(
        by="desk.mai", key="call", title="Call them", owner=Team.LEGAL, within_minutes=4
    )
    await case.says("add_task", task)

    await case.passes(timedelta(minutes=4, seconds=30))

    late = [*["crisis_reminder > legal"] * 3, "crisis_breach > legal.lead"]
    pages = [FIRST_RUNG, "task > rota:legal:1 sent"]
    await case.must_have_said(pages, [*TRIAGED, *begun("legal"), *late])


async def test_a_task_that_stays_undone_reaches_its_manager_and_management(world: World) -> None:
    case = await a_known_case(world, "undone")
    await case.tasks_are_done("desk.mai")
    task = say.AddTask(
        by="desk.mai", key="call", title="Call them", owner=Team.LEGAL, within_minutes=4
    )
    await case.says("add_task", task)

    await case.passes(5 * MINUTE)
    before = await case.pages()
    await case.passes(20 * MINUTE)

    late = [*["crisis_reminder > legal"] * 3, "crisis_breach > legal.lead"]
    assert before == [FIRST_RUNG, "task > rota:legal:1 sent"]
    await case.must_have_said(
        [*before, "task > rota:management:1 sent"],
        [*ALL_TASKS, *begun("legal"), *late, "crisis_breach > legal.manager"],
    )


async def test_a_case_that_goes_on_in_another_calls_there_and_writes_one_letter_here(
    world: World,
) -> None:
    whole = await an_alarm(world, "whole-of-it")
    part = await an_alarm(world, "part-of-it", triggers=["safety"], reported_by="desk.giang")

    await part.says("merge_into", say.MergeInto(by="desk.mai", case_id="whole-of-it"))
    result = await part.ends()

    async def has_absorbed() -> bool:
        return bool(await whole.happened("absorbed"))

    await until(has_absorbed)
    await whole.is_settled()
    await whole.is_acknowledged("desk.mai")
    await whole.passes(4 * MINUTE)
    assert (result.stage, (await whole.status()).severity) == ("merged", "SEV1")
    await part.must_have_said([FIRST_RUNG], ["crisis_ended > desk.giang"])
    await whole.must_have_said([FIRST_RUNG, FIRST_RUNG], [])
