"""`python -m benchmarks.budget`: what one claim paid within contract costs, and where it goes."""

import argparse
import asyncio
import tempfile
import tomllib
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path

from temporalio.client import WorkflowHandle
from temporalio.service import RPCError

from activities.payments import Cashier
from benchmarks.anatomy import Anatomy, dissect
from benchmarks.course import Course
from benchmarks.lists import Lists
from benchmarks.rail import AcceptingRail
from benchmarks.sample import filing, keep, today
from benchmarks.temporal import Temporal, temporal
from makegood.gateways.documents import DocumentStore
from makegood.messages.names import Queue, claim_workflow_id, recovery_workflow_id
from makegood.settings import Settings
from makegood.store.claims import ClaimRecords
from makegood.store.engine import make_engine
from makegood.store.migrate import migrate
from starters.client import Claims
from starters.exits import leave
from workers.queues import worker
from workers.toolbox import toolbox

CLAIM_ID, TRACKING = "BUDGET-0001", "TRK0001"
STILL = 0.7
"""Seconds without a new transition after which a claim counts as standing still."""

LIMITS = Path(__file__).parent.parent / "tests" / "budget" / "budget.toml"


@dataclass(frozen=True)
class Spent:
    """The cost of the claim, of the recovery that it opened, and what the server counted."""

    claim: Anatomy
    recovery: Anatomy | None
    counted: Counter[str]


@asynccontextmanager
async def working(server: Temporal, folder: Path) -> AsyncIterator[Course]:
    """All four workers with a database and documents of their own, and a bank that accepts."""
    settings = Settings(var=folder)
    migrate(settings.database_url)
    engine = make_engine(settings.database_url)
    cashier = Cashier(AcceptingRail(), ClaimRecords(engine))
    tools = replace(toolbox(settings, engine), payments=cashier)
    lists = Lists(engine)
    async with AsyncExitStack() as stack:
        for queue in Queue:
            await stack.enter_async_context(worker(server.client, queue, tools))
        await stack.enter_async_context(lists.watched())
        yield Course(Claims(server.client), lists)
    engine.dispose()


async def spend(folder: Path, *, to_the_end: bool = False) -> Spent:
    """Take one claim to its payment, or to its close, and count."""
    async with temporal(skipping=to_the_end) as server, working(server, folder) as course:
        before = server.actions()
        day = today()
        documents = keep(DocumentStore(Settings(var=folder).documents_url), TRACKING, day)
        sample = filing(CLAIM_ID, TRACKING, documents, day)
        with server.human_time():
            await course.run(sample)
        handle = server.client.get_workflow_handle(claim_workflow_id(CLAIM_ID))
        await at_rest(handle)
        if to_the_end:
            await _forward(server, handle)
        claim = await at_rest(handle)
        return Spent(claim, await _recovery(server), server.actions() - before)


async def _forward(server: Temporal, claim: WorkflowHandle[object, object]) -> None:
    """Pass over the claim's last weeks; it does not skip past a recovery that stays behind."""
    recovery = server.client.get_workflow_handle(recovery_workflow_id(CLAIM_ID))
    forward = server.environment.fast_forward
    with suppress(RPCError):
        await forward(recovery)
    await forward(claim)
    await claim.result()


async def at_rest(handle: WorkflowHandle[object, object]) -> Anatomy:
    """The cost once nothing moves any more."""
    seen, now = None, await dissect(handle)
    while seen != now:
        await asyncio.sleep(STILL)
        seen, now = now, await dissect(handle)
    return now


async def _recovery(server: Temporal) -> Anatomy | None:
    try:
        return await at_rest(server.client.get_workflow_handle(recovery_workflow_id(CLAIM_ID)))
    except RPCError:
        return None


def figures(cost: Anatomy) -> dict[str, int]:
    """The figures that have a ceiling."""
    return {
        "events": cost.events,
        "transitions": cost.transitions,
        "bytes": cost.size,
        "actions": cost.billed,
    }


def limits(which: str) -> dict[str, int]:
    """The ceilings, or the targets, of the budget file."""
    table: dict[str, int] = tomllib.loads(LIMITS.read_text(encoding="utf-8"))[which]
    return table


def table(spent: Spent) -> Iterator[str]:
    """The lines of the whole account, in Markdown."""
    ceilings, targets = limits("ceilings"), limits("targets")
    yield "| figure | now | ceiling | target |\n|---|---|---|---|"
    for name, now in figures(spent.claim).items():
        yield f"| {name} | {now} | {ceilings[name]} | {targets[name]} |"
    yield "\n| actions of the claim | count |\n|---|---|"
    for what, count in spent.claim.actions.most_common():
        yield f"| {what} | {count} |"
    if spent.recovery:
        yield f"| (its recovery, not counted above) | {spent.recovery.billed} |"
    counted = ", ".join(f"{what} {count}" for what, count in spent.counted.most_common())
    yield f"\nThe server itself counted, recovery and questions included: {counted}."
    yield "\n| where it goes | events | bytes |\n|---|---|---|"
    for part in spent.claim.parts:
        yield f"| {part.kind} | {part.count} | {part.size} |"


def main() -> None:
    """Measure once and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.budget", description=__doc__)
    parser.add_argument("--to-the-end", action="store_true", help="until the claim has closed")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="makegood-") as folder:
        spent = asyncio.run(spend(Path(folder), to_the_end=asked.to_the_end))
        print("\n".join(table(spent)))
    leave(0)


if __name__ == "__main__":
    main()
