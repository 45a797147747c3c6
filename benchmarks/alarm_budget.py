"""`python -m benchmarks.alarm_budget`: what one crisis costs from its alarm to its closing."""

import asyncio
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from pydantic import BaseModel
from temporalio.client import Client

from benchmarks.alarm_hosting import EVERYBODY
from benchmarks.alarm_watch import GLANCE, Watch
from benchmarks.anatomy import Anatomy
from benchmarks.budget import at_rest, figures, limits
from benchmarks.temporal import temporal
from makegood.messages import crisis_commands as say
from makegood.messages.crises import CrisisFiling
from makegood.messages.crisis_status import CrisisStatus
from makegood.messages.names import Queue
from makegood.rules.claim import Team
from makegood.rules.crisis.severity import Impact, Urgency
from makegood.rules.crisis.words import Audience
from makegood.rules.rounds import Decide
from makegood.settings import Settings
from makegood.store.engine import make_engine
from makegood.store.migrate import migrate
from starters.crises import Crises
from starters.exits import leave
from workers.queues import worker
from workers.toolbox import page_line, pager, toolbox

CASE_ID, LEAD, STATEMENT = "BUDGET-0001", "desk.mai", "last"
SIGNERS = ((Team.PR, "pr.hanh"), (Team.LEGAL, "legal.vinh"), (Team.OPERATIONS, "ops.minh"))
TOLD = (Audience.MANAGEMENT, Audience.CUSTOMER, Audience.INTERNAL)
ALARM = {
    "case_id": CASE_ID,
    "source": {"type": "social_post", "reference": "P-1"},
    "headline": "A film of a courier who throws parcels",
    "description": "Seen by a quarter of a million people since this morning.",
    "reported_by": LEAD,
    "reach": 250_000,
    "customer": {"id": "merchant-lotus", "tier": "gold"},
}


@dataclass
class AlarmCourse:
    """A viral post and everybody who has a part in it; each step waits for the end of the last."""

    crises: Crises
    watch: Watch

    async def run(self) -> None:
        """From the alarm to the closing; the ladder never climbs, nothing is late."""
        await self.crises.open(CrisisFiling.model_validate(ALARM))
        await self._out("page ladder 1.0.0", 1)
        await self._say("acknowledge", say.Acknowledge(by=LEAD))
        assessed = say.Triage(by=LEAD, impact=Impact.SIGNIFICANT, urgency=Urgency.HIGH)
        await self._say("triage", assessed)
        await self._say("declare", say.Declare(by=LEAD))
        await self._work_off()
        await self._say("contain", say.Says(by=LEAD))
        await self._say("stabilise", say.Says(by=LEAD))
        await self._tell()
        await self._publish()
        await self._say("close", say.CloseCase(by=LEAD, resolution="The parcels were replaced."))

    async def _work_off(self) -> None:
        """Every task of the playbook, in an order in which they can be done."""
        while ready := [task.key for task in (await self._status()).tasks if task.state == "open"]:
            await self._say("complete_task", say.CompleteTask(by=LEAD, key=ready[0]))

    async def _tell(self) -> None:
        for audience in TOLD:
            told = say.PostUpdate(
                by=LEAD, audience=audience, condition="known", actions="under way", needs="none"
            )
            await self._say("post_update", told)

    async def _publish(self) -> None:
        """The last word: drafted, signed by three teams, published once."""
        words = say.DraftStatement(by="pr.kim", key=STATEMENT, text="It is solved.")
        await self._say("draft_statement", words)
        await self._out("page approval", len(SIGNERS))
        sha256 = (await self._status()).statements[0].statement_hash
        for team, by in SIGNERS:
            decided = say.StatementSignOff(
                statement_hash=sha256, team=team, decision=Decide.APPROVE, by=by
            )
            await self._say("sign_off", decided)
        await self._say("publish_statement", say.PublishStatement(by=LEAD, statement_hash=sha256))
        await self._out(f"publication {STATEMENT}", 1)

        async def is_known() -> bool:
            return (await self._status()).statements[0].state == "published"

        await _until(is_known)

    async def _say(self, command: str, message: BaseModel) -> None:
        await self.crises.say(CASE_ID, command, message)

    async def _status(self) -> CrisisStatus:
        return await self.crises.status(CASE_ID)

    async def _out(self, label: str, count: int) -> None:
        async def is_out() -> bool:
            self.watch.look()
            return self.watch.counted(CASE_ID)[label] >= count

        await _until(is_out)


async def _until(holds: Callable[[], Awaitable[bool]]) -> None:
    while not await holds():  # noqa: ASYNC110 - a database tells
        await asyncio.sleep(GLANCE)


@asynccontextmanager
async def working(client: Client, folder: Path) -> AsyncIterator[AlarmCourse]:
    """The workers that a crisis needs, under the policy that ships; each page is sent at once."""
    settings = Settings(var=folder)
    migrate(settings.database_url)
    engine = make_engine(settings.database_url)
    rail = page_line(settings, EVERYBODY)
    tools = replace(toolbox(settings, engine), pager=pager(settings, engine, EVERYBODY, rail))
    async with AsyncExitStack() as stack:
        for queue in (Queue.CRISES, Queue.NOTICES):
            await stack.enter_async_context(worker(client, queue, tools))
        yield AlarmCourse(Crises(client), Watch(engine))
    engine.dispose()


async def spend(folder: Path) -> Anatomy:
    """Take one crisis to its closing, and count."""
    async with temporal() as server, working(server.client, folder) as course:
        await course.run()
        return await at_rest(course.crises.handle(CASE_ID))


def table(cost: Anatomy) -> Iterator[str]:
    """The lines of the whole account, in Markdown."""
    ceilings = limits("crisis")
    yield "| figure | now | ceiling |\n|---|---|---|"
    for name, now in figures(cost).items():
        yield f"| {name} | {now} | {ceilings[name]} |"
    yield "\n| actions | count |\n|---|---|"
    for what, count in cost.actions.most_common():
        yield f"| {what} | {count} |"
    yield "\n| where it goes | events | bytes |\n|---|---|---|"
    for part in cost.parts:
        yield f"| {part.kind} | {part.count} | {part.size} |"


def main() -> None:
    """Measure once and print."""
    with tempfile.TemporaryDirectory(prefix="makegood-") as folder:
        print("\n".join(table(asyncio.run(spend(Path(folder))))))
    leave(0)


if __name__ == "__main__":
    main()
