"""Cases that go on for long, and cases that are part of others."""

import asyncio
from collections import Counter

import pytest

from makegood.messages import crisis_commands as say
from makegood.messages.commands import Escalate
from makegood.messages.names import escalation_case_id
from makegood.rules.casefile import Stage
from makegood.rules.crisis.severity import Severity, Trigger
from makegood.store.crisis_desk import CrisisLists
from tests.kit.alarm import Alarm, an_alarm
from tests.kit.signals import ENDED, FIRST_RUNG
from tests.kit.story import a_story
from tests.kit.waiting import until
from tests.kit.world import World

STORM = (2_000, 300)
"""So many mentions and updates a case has to live through."""

AT_ONCE, FEW_AT_ONCE = 50, 10
"""Signals that are sent together, and updates that wait for their answers together."""

ENOUGH = (260, 40)
"""As many as make the server, which stories tell to be strict, ask for a new run."""


@pytest.mark.parametrize(
    ("mentions", "updates"), [ENOUGH, pytest.param(*STORM, marks=pytest.mark.slow)]
)
async def test_a_long_case_goes_on_in_a_new_run_and_loses_nothing(
    world: World, mentions: int, updates: int
) -> None:
    case_id = f"long{mentions}"
    case = await an_alarm(world, case_id)
    first_run = (await case.handle.describe()).run_id
    await case.is_acknowledged("desk.mai")
    at = await case.now()

    async def is_mentioned(number: int) -> None:
        source = {"type": "social_post", "reference": f"again-{number}"}
        seen = say.AddMention.model_validate({"source": source, "at": at, "reach": number})
        await case.handle.signal("mention", seen)

    async def is_decided(number: int) -> None:
        decided = say.RecordDecision(by="desk.mai", what=f"decision {number}", reason="because")
        await world.crises.say(case_id, "record_decision", decided)

    for begin in range(0, mentions, AT_ONCE):
        last = min(begin + AT_ONCE, mentions)
        await asyncio.gather(*(is_mentioned(number) for number in range(begin, last)))
        await case.is_settled()
    for begin in range(0, updates, FEW_AT_ONCE):
        last = min(begin + FEW_AT_ONCE, updates)
        await asyncio.gather(*(is_decided(number) for number in range(begin, last)))
    await case.is_settled()

    status = await case.status()
    assert (await case.handle.describe()).run_id != first_run
    assert (status.mention_count, status.reach) == (mentions, 250_000)
    lines = Counter(line.what for line in CrisisLists(world.engine).timeline(case_id))
    assert (lines["mentioned"], lines["decided"]) == (mentions, updates)
    told = await world.crises.timeline(case_id)
    assert sum(lines.values()) == told.earlier + len(told.entries)
    await case.must_have_said([FIRST_RUNG], [])


async def test_a_case_merged_into_another_goes_on_there(world: World) -> None:
    whole, part = await an_alarm(world, "whole"), await an_alarm(world, "part")
    await whole.is_acknowledged("desk.mai")
    await part.is_triaged("desk.mai", impact="extensive", urgency="critical")

    await part.says("merge_into", say.MergeInto(by="desk.mai", case_id="whole"))
    result = await part.ends()

    async def is_absorbed() -> bool:
        return (await whole.status()).absorbed == ("part",)

    await until(is_absorbed)
    assert (result.stage, result.merged_into) == ("merged", "whole")
    assert (await whole.status()).severity == "SEV1"
    assert part.letters()[-1:] == ENDED


async def test_a_claim_that_becomes_a_crisis_waits_for_its_end(world: World) -> None:
    claim = await a_story(world, "vip")
    await claim.reaches(Stage.SIGNING_OFF)
    alarm = Escalate(
        by="desk.mai", reason="the press calls", severity=Severity.SEV1, triggers=(Trigger.PRESS,)
    )

    case_id = (await claim.says("escalate", alarm)).note
    case = Alarm(world, case_id, {})
    await case.is_settled()
    held = await claim.status()
    known = await case.status()
    await case.says("reject", say.SaysWhy(by="desk.mai", reason="the press was mistaken"))

    async def goes_on() -> bool:
        return (await claim.status()).escalated_as == ""

    await until(goes_on)
    assert case_id == escalation_case_id("vip", 1)
    assert (known.source_type, known.severity, known.claim_id) == ("claim", "SEV1", "vip")
    assert held.escalated_as == case_id
    assert [one.name for one in held.clocks if one.state == "paused"] == ["decision"]
    assert [one.name for one in (await claim.status()).clocks if one.state == "paused"] == []
    assert [one.what for one in await claim.happened("escalated", "escalation_ended")] == [
        "escalated",
        "escalation_ended",
    ]
