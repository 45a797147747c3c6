"""What the public hears: only what was approved, once; silence calls people and says nothing."""

import pytest

from makegood.messages import crisis_commands as say
from starters.errors import RefusedByRule
from tests.kit.alarm import MINUTE, Alarm, an_alarm
from tests.kit.signals import (
    ALL_TASKS,
    ASKED,
    DECIDED,
    FIRST_RUNG,
    LEADS,
    SIGNERS,
    TRIAGED,
    called,
)
from tests.kit.world import World

REMINDED = [
    f"statement_reminder > {to}"
    for to in (
        *("pr", "pr", "legal", "operations", "pr", "desk.mai"),
        *("legal", "operations", "legal", "operations", "desk.mai"),
    )
]
"""Each team on its way, and the lead once the time of one is up."""

BACKUPS = [f"approval > person:{who} sent" for who in ("pr.duy", "legal.vinh", "ops.minh")]


async def a_crisis(world: World, case_id: str) -> Alarm:
    """A declared crisis, led by the desk."""
    case = await an_alarm(world, case_id)
    await case.is_acknowledged("desk.mai")
    await case.is_triaged("desk.mai")
    await case.says("declare", say.Declare(by="desk.mai"))
    return case


async def test_silence_calls_the_backups_and_publishes_nothing(world: World) -> None:
    case = await a_crisis(world, "silence")
    await case.tasks_are_done("desk.mai")
    await case.is_drafted("first", "pr.kim", "We are looking into it.")

    await case.passes(16 * MINUTE)

    assert (await case.statement("first")).state == "in_approval"
    with pytest.raises(RefusedByRule):
        await case.is_published("first", "desk.mai")
    pages = [FIRST_RUNG, *called(*SIGNERS), *BACKUPS]
    tasks = [*TRIAGED, *LEADS, *ALL_TASKS[len(TRIAGED) :]]
    await case.must_have_said(pages, [*tasks, *ASKED, *REMINDED])


async def test_an_edit_voids_what_was_approved(world: World) -> None:
    case = await a_crisis(world, "edited")
    first = await case.is_drafted("first", "pr.kim", "We are looking into it.")
    await case.all_sign("first")

    await case.is_drafted("first", "pr.kim", "We are looking into it now.")
    old = say.PublishStatement(by="desk.mai", statement_hash=first.statement_hash)
    with pytest.raises(RefusedByRule):
        await case.says("publish_statement", old)

    edited = await case.statement("first")
    assert (edited.state, edited.version) == ("in_approval", 2)
    assert [one.decision for one in edited.approvals] == ["", "", ""]
    pages = [FIRST_RUNG, *called(*SIGNERS), *called(*SIGNERS)]
    await case.must_have_said(pages, [*TRIAGED, *LEADS, *ASKED, *DECIDED, *ASKED])


async def test_a_text_of_the_library_goes_out_at_the_word_of_the_lead_alone(world: World) -> None:
    case = await a_crisis(world, "library")

    held = say.DraftStatement(by="pr.kim", key="holding", template="public", language="vi")
    await case.says("draft_statement", held)
    out = await case.is_published("holding", "desk.mai")

    assert (out.state, out.preapproved) == ("published", True)
    letters = [*TRIAGED, *LEADS, "statement_ready > desk.mai"]
    await case.must_have_said([FIRST_RUNG], letters, ["holding"])


async def test_what_was_wrong_is_corrected_and_taken_back(world: World) -> None:
    case = await a_crisis(world, "wrong")
    await case.is_drafted("first", "pr.kim", "It was the courier.")
    await case.all_sign("first")
    await case.is_published("first", "desk.mai")

    right = say.DraftStatement(
        by="pr.kim", key="second", text="It was the weather.", corrects="first"
    )
    await case.says("draft_statement", right)
    await case.all_sign("second")
    await case.is_published("second", "desk.mai")
    taken = say.WithdrawStatement(by="desk.mai", key="first", reason="it was wrong")
    await case.says("withdraw_statement", taken)

    assert (await case.statement("first")).state == "withdrawn"
    assert (await case.statement("second")).corrects == "first"
    pages = [FIRST_RUNG, *called(*SIGNERS), *called(*SIGNERS)]
    letters = [*TRIAGED, *LEADS, *ASKED, *DECIDED, *ASKED, *DECIDED]
    await case.must_have_said(pages, letters, ["first taken back", "second"])
