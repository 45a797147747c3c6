"""Cases that end quietly: a false alarm, the same alarm twice, a letter that nobody may read."""

import json

import pytest
from sqlalchemy import select
from temporalio.api.sdk.v1 import WorkflowMetadata

from makegood.messages import crisis_commands as say
from makegood.rules.claim import Team
from makegood.rules.crisis.words import Audience
from makegood.store.columns import METADATA
from makegood.store.crisis_desk import CrisisLists
from starters.errors import RefusedByRule
from tests.kit.alarm import MINUTE, Alarm, an_alarm
from tests.kit.signals import ENDED, FIRST_RUNG
from tests.kit.world import World

SECRETS = (
    "Nguyen family", "sues for negligence", "counsel", "denies", "privileged", "settlement talks",
    "LETTER-77",
)  # fmt: skip
"""Words of the letter, and of what was said and done about it."""


async def test_a_false_alarm_leaves_everybody_alone_at_once(world: World) -> None:
    case = await an_alarm(world, "false")

    await case.passes(2 * MINUTE)
    await case.says("reject", say.SaysWhy(by="desk.mai", reason="it is an old film of another"))
    result = await case.ends()

    assert result.stage == "rejected"
    assert (await case.status()).awaiting == ()
    await case.must_have_said([FIRST_RUNG], ENDED)


async def test_the_same_alarm_twice_is_one_case_and_a_likeness_joins_it(world: World) -> None:
    link = {"type": "social_post", "reference": "twice", "url": "https://social.example/twice"}
    first = await an_alarm(world, "twice", source=link)

    again = Alarm(world, "again", {"source": {**link, "url": ""}})
    await world.crises.open(again.filing)
    near = Alarm(world, "near", {"source": {**link, "type": "ticket", "reference": "T-9"}})
    await world.crises.open(near.filing)

    assert [(await world.crises.result(one.case_id)).merged_into for one in (again, near)] == [
        "twice",
        "twice",
    ]
    await first.is_settled()
    assert (await first.status()).mention_count == 2
    for joined in (again, near):
        await joined.must_have_said([], [])
    await first.must_have_said([FIRST_RUNG], [])


async def test_an_alarm_about_a_case_that_is_over_is_a_case_of_its_own(world: World) -> None:
    source = {"type": "ticket", "reference": "T-over"}
    first = await an_alarm(world, "over", source=source)
    await first.says("reject", say.SaysWhy(by="desk.mai", reason="a mistake"))

    second = await an_alarm(world, "over2", source=source)

    assert (await second.status()).stage == "detected"
    assert await second.pages() == [FIRST_RUNG]


async def test_a_command_that_ended_the_case_is_answered_again_as_before(world: World) -> None:
    await an_alarm(world, "blunder")
    reject = say.SaysWhy(by="desk.mai", reason="a mistake")

    told = [await world.crises.say("blunder", "reject", reject, "word") for _ in range(2)]

    assert told[0] == told[1]
    with pytest.raises(RefusedByRule, match="Case blunder is closed"):
        await world.crises.say("blunder", "reject", reject, "another word")


async def a_secret_letter(world: World) -> Alarm:
    """A restricted letter of a lawyer, worked on by Legal."""
    case = await an_alarm(
        world,
        "letter",
        source={"type": "legal_letter", "reference": "LETTER-77"},
        headline="The Nguyen family sues for negligence",
        description="Their counsel writes that the courier ran a red light.",
        triggers=["legal_letter"],
        reported_by="legal.uyen",
        customer=None,
        restricted=True,
    )
    await case.is_acknowledged("legal.uyen")
    await case.is_triaged("legal.uyen", reason="privileged: the letter is real")
    await case.says("declare", say.Declare(by="legal.uyen", reason="settlement talks are near"))
    await case.is_drafted("denial", "pr.kim", "The company denies everything.")
    task = say.AddTask(
        by="legal.uyen", key="talk", title="Prepare settlement talks", owner=Team.LEGAL
    )
    await case.says("add_task", task)
    await case.says(
        "complete_task", say.CompleteTask(by="legal.uyen", key="talk", note="privileged")
    )
    decided = say.RecordDecision(by="legal.uyen", what="settlement talks", reason="privileged")
    await case.says("record_decision", decided)
    await case.is_told(Audience.MANAGEMENT, "legal.uyen")
    return case


TABLES = [table for table in METADATA.sorted_tables if table.name != "timeline"]
"""All that the database has, but for the timeline: its content is masked for whoever reads it."""


async def seen_from_outside(case: Alarm) -> str:
    """All that somebody who is no member of the case can lay hands on."""
    world, case_id = case.world, case.case_id
    described = await case.handle.describe()
    metadata = await case.handle.query("__temporal_workflow_metadata", result_type=WorkflowMetadata)
    lists = CrisisLists(world.engine)
    with world.engine.connect() as connection:
        notices = connection.exec_driver_sql("SELECT fields FROM notice WHERE key LIKE 'letter:%'")
        letters = [json.dumps(row.fields) for row in notices]
        rows = [str(row) for table in TABLES for row in connection.execute(select(table))]
    return "\n".join(
        (
            (await case.status()).model_dump_json(),
            (await world.crises.timeline(case_id)).model_dump_json(),
            (await world.crises.explain(case_id)).model_dump_json(),
            (await case.briefing("desk.mai")).model_dump_json(),
            lists.case(case_id).model_dump_json(),
            *(entry.model_dump_json() for entry in lists.timeline(case_id, "desk.mai")),
            *(page.model_dump_json() for page in case.booked()),
            *letters,
            *(row for row in rows if case_id in row),
            str(metadata),
            str(await described.static_summary()),
            str(described.typed_search_attributes),
        )
    )


async def test_a_restricted_letter_leaks_nothing(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    case = await a_secret_letter(world)

    outside = await seen_from_outside(case)
    inside = await case.briefing("legal.uyen")

    leaked = [word for word in SECRETS if word in outside or word in caplog.text]
    assert leaked == []
    assert "restricted case, legal_letter" in outside
    assert "**RESTRICTED**" in outside
    assert (await case.briefing("desk.mai")).refused
    assert inside.status is not None
    assert inside.status.headline == "The Nguyen family sues for negligence"
    assert inside.status.statements[0].text == "The company denies everything."
    lines = CrisisLists(world.engine).timeline("letter", "legal.uyen")
    assert "settlement talks" in [line.evidence for line in lines]


async def test_an_id_that_was_used_for_another_alarm_is_refused(world: World) -> None:
    case = await an_alarm(world, "used")
    other = Alarm(world, "used", {"headline": "Another"})

    same = await world.crises.open(case.filing)
    with pytest.raises(RefusedByRule, match="filed before"):
        await world.crises.open(other.filing)

    assert same.already
    assert await case.pages() == [FIRST_RUNG]
