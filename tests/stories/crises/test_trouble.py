"""What goes wrong in the life of a case: it is told, and the case goes on."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from makegood.messages import crisis_commands as say
from makegood.messages.names import PARKED, case_key
from makegood.rules.claim import Team
from makegood.rules.crisis.words import Channel
from makegood.rules.rounds import Decide
from starters.errors import Denied, RefusedByRule
from tests.kit.alarm import MINUTE, Alarm, an_alarm
from tests.kit.signals import FIRST_RUNG, SECOND_RUNG
from tests.kit.waiting import until
from tests.kit.world import World
from workflows.keeper import STAGE

UNKNOWN = {"by": "desk.mai", "impact": "minor", "urgency": "low", "playbook": "none-such"}


async def test_a_cancel_in_temporal_ends_no_case_and_no_ladder(world: World) -> None:
    case = await an_alarm(world, "cancelled")

    await case.handle.cancel()

    async def is_refused() -> bool:
        return bool(await case.happened("cancel_refused"))

    await until(is_refused)
    await case.passes(10 * MINUTE)
    assert await case.pages() == [FIRST_RUNG, SECOND_RUNG]
    assert (await case.status()).stage == "detected"


async def test_a_channel_that_is_down_is_followed_by_the_next_at_once(world: World) -> None:
    world.line.broken |= {Channel.PUSH}

    case = await an_alarm(world, "down")

    failed, sent = (await case.status()).pages
    assert (failed.state, sent.state) == ("failed", "sent")
    assert failed.person == sent.person
    assert failed.channel == Channel.PUSH != sent.channel
    assert await case.happened("ladder_climbed") == []
    assert case.letters() == []


async def test_what_a_stranger_signals_is_kept_and_changes_nothing(world: World) -> None:
    case = await an_alarm(world, "strange")

    await case.handle.signal("explode", {"by": "nobody"})
    await case.handle.signal("close", say.CloseCase(by="desk.mai", resolution="nothing"))
    await case.handle.signal("triage", {"by": "desk.mai"})

    def kinds() -> list[str]:
        buried = world.records.dead_letters()
        return sorted(one.kind for one in buried if one.claim_id == case_key("strange"))

    async def all_are_kept() -> bool:
        return kinds() == ["signal close", "signal explode", "signal triage"]

    await until(all_are_kept)
    assert (await case.status()).stage == "detected"
    await case.must_have_said([FIRST_RUNG], [])


async def test_a_signal_is_heard_like_an_update(world: World) -> None:
    case = await an_alarm(world, "signalled")

    await case.handle.signal("acknowledge", say.Acknowledge(by="desk.mai"))

    async def is_heard() -> bool:
        return (await case.status()).acknowledged_by == ("desk.mai",)

    await until(is_heard)
    await case.passes(4 * MINUTE)
    await case.must_have_said([FIRST_RUNG], [])


async def test_a_decision_counts_once_and_its_id_for_nothing_else(world: World) -> None:
    case = await an_alarm(world, "once")
    await case.is_acknowledged("desk.mai")
    await case.is_triaged("desk.mai")
    drafted = await case.is_drafted("first", "pr.kim", "We are looking into it.")
    decision = say.StatementSignOff(
        statement_hash=drafted.statement_hash,
        team=Team.LEGAL,
        decision=Decide.APPROVE,
        by="legal.vinh",
        decision_id="d-1",
    )

    first = await case.says("sign_off", decision)
    again = await case.says("sign_off", decision)
    with pytest.raises(RefusedByRule, match="used before"):
        await case.says("sign_off", decision.model_copy(update={"decision": Decide.REJECT}))
    with pytest.raises(Denied):
        await case.says(
            "sign_off",
            decision.model_copy(update={"team": Team.PR, "by": "pr.kim", "decision_id": "d-2"}),
        )

    assert (first.note, again.note) == ("", "answered before")
    assert len(await case.happened("statement_approved")) == 1


async def test_what_a_rule_refuses_leaves_no_trace(world: World) -> None:
    case = await an_alarm(world, "refused")
    before = await case.status()

    for command, message, why in (
        ("declare", say.Declare(by="desk.mai"), "triage it first"),
        ("close", say.CloseCase(by="desk.mai", resolution="done"), "triaged"),
        ("merge_into", say.MergeInto(by="desk.mai", case_id="nowhere"), "Nobody works"),
        ("triage", say.Triage.model_validate(UNKNOWN), "No playbook"),
    ):
        with pytest.raises(RefusedByRule, match=why):
            await world.crises.say("refused", command, message)

    assert (await case.status()).version == before.version
    await case.must_have_said([FIRST_RUNG], [])


@contextmanager
def closed_books(case: Alarm) -> Iterator[None]:
    """A database that refuses every change of a case, until an operator has seen to it."""
    guard = (
        "CREATE TRIGGER closed BEFORE UPDATE ON crisis "
        f"WHEN NEW.case_id = '{case.case_id}' BEGIN SELECT RAISE(ABORT, 'closed'); END"
    )
    with case.world.engine.begin() as connection:
        connection.exec_driver_sql(guard)
    yield
    with case.world.engine.begin() as connection:
        connection.exec_driver_sql("DROP TRIGGER closed")


async def is_parked(case: Alarm) -> bool:
    """Whether lists show that an operator is needed."""
    return (await case.handle.describe()).typed_search_attributes.get(STAGE) == PARKED


async def test_a_case_that_cannot_be_written_down_waits_for_an_operator_and_loses_nothing(
    world: World,
) -> None:
    case = await an_alarm(world, "mended")
    with closed_books(case):
        heard = asyncio.create_task(
            world.crises.say("mended", "acknowledge", say.Acknowledge(by="desk.mai"))
        )
        await until(lambda: is_parked(case))
        unwritten = (await case.happened("acknowledged"), case.lines_written())

    mended = say.RepairCase(by="operator", reason="the books are open again")
    receipt = await case.says("repair", mended)
    await heard
    await case.passes(4 * MINUTE)

    (line,) = await case.happened("acknowledged")
    assert (unwritten[0], receipt.note) == ([line], "written down again")
    assert unwritten[1] < case.lines_written()
    assert not await is_parked(case)
    await case.must_have_said([FIRST_RUNG], [])
