"""A claim that is talked about without end goes on in a new run, and forgets nothing."""

import asyncio

from makegood.messages.commands import AddNote
from makegood.rules.casefile import Outcome, Stage
from makegood.rules.claim import Team
from makegood.rules.signoff import Decide
from makegood.store.timeline import entries_of
from tests.kit.letters import CLOSED, OFFERED, SIGNED
from tests.kit.story import Story, a_story
from tests.kit.waiting import until
from tests.kit.world import World

NOTES, AT_ONCE, PATIENCE = 1_000, 100, 60


async def noted(story: Story, count: int) -> None:
    """So many notes, a hundred of them at once, and all of them taken in."""

    async def one(number: int) -> None:
        note = AddNote(by="desk.chi", text=f"note {number}")
        await story.handle.signal("add_note", note)

    for first in range(0, count, AT_ONCE):
        await asyncio.gather(*(one(first + number) for number in range(AT_ONCE)))
        await taken_in(story, first + AT_ONCE)


async def taken_in(story: Story, count: int) -> None:
    """Wait until so many are written: one task of a workflow may not last for two seconds."""

    async def all_there() -> bool:
        return story.lines_written() >= count

    await until(all_there, PATIENCE)


async def test_a_thousand_notes_begin_a_new_run_and_none_is_lost(world: World) -> None:
    story = await a_story(world, "noted")
    await story.reaches(Stage.SIGNING_OFF)
    first_run = (await story.handle.describe()).run_id
    decided = await story.decision(Team.OPERATIONS, Decide.APPROVE)

    await story.says("sign_off", decided)
    await noted(story, NOTES)
    again = await story.says("sign_off", decided)
    status = await story.status()

    assert (await story.handle.describe()).run_id != first_run
    assert again.note == "answered before"
    assert status.sign_offs == 1
    await story.all_sign()
    await story.withdraws()
    await story.must_end(Outcome.WITHDRAWN, [*SIGNED, *OFFERED, *CLOSED])
    told = await world.claims.timeline("noted")
    assert told.earlier + len(told.entries) == story.lines_written() > NOTES
    assert told.earlier > 0
    with world.engine.connect() as connection:
        written = entries_of(connection, "noted")
    assert [entry.number for entry in written] == list(range(1, len(written) + 1))
    notes = [entry.why for entry in written if entry.what == "note"]
    assert sorted(notes) == sorted(f"note {number}" for number in range(NOTES))
    assert written[-len(told.entries) :] == told.entries
