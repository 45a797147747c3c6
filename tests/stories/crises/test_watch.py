"""Mentions stream in; the few that matter become a case, whatever is sent twice."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest_asyncio
from temporalio.client import WorkflowHandle
from temporalio.service import RPCError

from makegood.messages.crises import CrisisFiling
from makegood.messages.names import watch_workflow_id
from makegood.messages.problems import NotFound
from makegood.messages.watches import Fed, MentionLine, WatchStatus
from makegood.policy.crises import load_crises
from makegood.rules.detection.taking import case_id_of
from makegood.rules.detection.verdicts import Verdict
from makegood.store.crisis_desk import CrisisLists
from starters.watches import Watches
from tests.kit.shut import shut
from tests.kit.waiting import until
from tests.kit.world import World

NAME, SUED, SICK = "lotus-mobile", "lotus-letters", "lotus-lamps"
MINUTE = timedelta(minutes=1)
WORDS = 410
"""More words than fit into a run, on a server that asks for a new one early."""


@pytest_asyncio.fixture
async def watches(world: World) -> AsyncIterator[Watches]:
    """The client of the watches; each watch is called off in the end."""
    made = Watches(world.client, world.engine, load_crises().directory)
    with world.env.with_time_skipping_disabled():
        yield made
        for row in await made.list():
            handle = world.client.get_workflow_handle(watch_workflow_id(row.name))
            with suppress(RPCError):  # ended with an earlier story
                await handle.terminate("the story is over")


def said(number: int, text: str, **told: object) -> MentionLine:
    """Somebody's post, just now."""
    at = datetime.now(UTC) - MINUTE + timedelta(milliseconds=number)
    facts = {"mention_id": f"p{number}", "at": at, "author": f"a{number}", "text": text}
    return MentionLine.model_validate({**facts, "language": "en", **told})


async def caught_up(watches: Watches, name: str, decided: int) -> WatchStatus:
    """How the watch stands when it has decided on so many."""

    async def enough() -> bool:
        found = await watches.status(name)
        return found.tally.decided >= decided and not found.last.untold

    await until(enough)
    return await watches.status(name)


async def test_a_threat_of_court_becomes_a_case_and_what_belongs_to_it_joins(
    world: World, watches: Watches
) -> None:
    threat = "My lawyer will sue you, you lied about the refund for my broken phone"
    first = [
        said(1, "when does the phone sale start"),
        said(2, threat, thread="t-1", followers=60_000),
        said(3, "same here, my lawyer knows about the refund", thread="t-1"),
    ]
    receipt = await watches.feed(NAME, first)
    again = await watches.feed(NAME, first)
    status = await caught_up(watches, NAME, 3)

    assert (receipt.new, again.new, again.known) == (3, 0, 3)
    tally = status.tally
    assert (tally.opened, tally.joined + tally.raised, tally.ignored) == (1, 1, 1)
    assert (status.last.waiting, status.trouble, status.lag_seconds) == (0, "", 0)
    assert status.last.open_cases == 1
    case_id = case_id_of(NAME, "p2")
    case = await world.crises.status(case_id)
    assert case.case_id == case_id
    why = await watches.explain(NAME, "p2")
    assert why.decision.case_id == case_id
    assert (why.decision.model, why.decision.policy) == (status.last.model, status.last.policy)
    assert any("legal_letter" in line for line in why.why)
    assert (await watches.list())[0].opened == 1
    handle = world.client.get_workflow_handle(watch_workflow_id(NAME))
    events = (await handle.fetch_history()).events
    assert not any(b"lawyer" in event.SerializeToString() for event in events)


async def test_a_watch_begins_a_new_run_and_forgets_nothing(world: World, watches: Watches) -> None:
    handle: WorkflowHandle[object, object] = world.client.get_workflow_handle(
        watch_workflow_id(NAME)
    )
    await watches.feed(NAME, [said(10, "is the kettle back in stock")])
    before = await caught_up(watches, NAME, 1)
    run = (await handle.describe()).run_id
    word = Fed(batch="nothing new")
    await asyncio.gather(*(handle.signal("fed", word) for _ in range(WORDS)))
    await watches.feed(NAME, [said(11, "is the lamp back in stock")])

    async def began_anew() -> bool:
        return (await handle.describe()).run_id != run

    await until(began_anew)
    status = await caught_up(watches, NAME, before.tally.decided + 1)
    assert status.tally.decided == before.tally.decided + 1
    assert status.last.waiting == 0


async def test_a_crisis_that_came_by_another_route_counts_as_missed(
    world: World, watches: Watches
) -> None:
    await watches.feed(SUED, [said(90, "the parcel of my aunt is a bit late", thread="ticket-90")])
    await caught_up(watches, SUED, 1)
    ticket = {"type": "ticket", "reference": "ticket-90"}
    headline = "An aunt who knows a minister waits for a parcel"
    alarm = {"case_id": "aunt-90", "source": ticket, "headline": headline}
    await world.crises.open(CrisisFiling.model_validate(alarm))

    async def is_listed() -> bool:
        with suppress(NotFound):
            return CrisisLists(world.engine).case("aunt-90").case_id == "aunt-90"
        return False

    await until(is_listed)
    await watches.feed(SUED, [said(91, "is the lamp back in stock")])
    await caught_up(watches, SUED, 2)

    async def is_missed() -> bool:
        return bool((await watches.explain(SUED, "p90")).verdicts)

    await until(is_missed)
    [verdict] = (await watches.explain(SUED, "p90")).verdicts
    assert (verdict.verdict, verdict.by, verdict.case_id) == (Verdict.MISSED, "system", "aunt-90")
    await watches.verdict(SUED, "p90", Verdict.NOT, "desk.an")
    [load] = await watches.figures(SUED, lambda _: "day")
    assert load.judged is not None
    assert (load.alerts, load.judged.missed) == (0, 0), "the last word counts"


async def test_a_batch_that_cannot_be_decided_is_shown_and_decided_once_the_database_is_mended(
    world: World, watches: Watches
) -> None:
    threat = said(70, "you liars, my lawyer will sue you for this lamp", followers=60_000)
    with shut(world.engine, "watch_decision", "mention_id", "p70"):
        await watches.feed(SICK, [threat, said(71, "is the lamp back in stock")])

        async def is_shown() -> bool:
            return "the books are shut" in (await watches.status(SICK)).trouble

        await until(is_shown)
        sick = await watches.status(SICK)

    await watches.feed(SICK, [said(72, "does the lamp come in blue")])
    well = await caught_up(watches, SICK, 3)

    assert (sick.tally.decided, sick.tally.opened) == (0, 0), "all of a batch, or nothing"
    assert (well.trouble, well.last.waiting) == ("", 0)
    assert (well.tally.decided, well.tally.opened) == (3, 1)
    case_id = case_id_of(SICK, "p70")
    assert (await world.crises.status(case_id)).case_id == case_id
