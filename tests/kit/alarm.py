"""A crisis lived through as a story, with time that passes when it is told to."""

import asyncio
import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from pydantic import BaseModel
from sqlalchemy import text
from temporalio.client import WorkflowExecutionStatus, WorkflowHandle

from makegood.messages import crisis_commands as say
from makegood.messages.crises import CrisisFiling
from makegood.messages.crisis_status import Briefing, CrisisResult, CrisisStatus, StatementStatus
from makegood.messages.names import case_key
from makegood.messages.paging import PageEntry
from makegood.messages.records import TimelineEntry
from makegood.rules.claim import Team
from makegood.rules.crisis.calling import PageReason
from makegood.rules.crisis.words import Audience
from makegood.rules.rounds import Decide
from makegood.store.pages import PageBook
from makegood.store.publications import PublicationBook
from starters.errors import Unreachable
from tests.kit.days import local, quiet_monday
from tests.kit.waiting import until
from tests.kit.world import World

LONGEST_SKIP = 60
A_MOMENT = timedelta(seconds=1)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
SIGNERS = (
    (Team.PR, "pr.hanh"),
    (Team.LEGAL, "legal.vinh"),
    (Team.OPERATIONS, "ops.minh"),
)
POST = {
    "reported_by": "desk.mai",
    "reach": 250_000,
    "customer": {"id": "merchant-lotus", "tier": "gold"},
}


class Alarm:
    """One crisis case of the world, with a clock of its own that runs fast only when told to.

    Real time passes in it all the same, with every command, and more on a busy machine: the next
    thing that is due must be minutes away from where a story looks, never one.
    """

    def __init__(self, world: World, case_id: str, said: dict[str, object]) -> None:
        self.world, self.case_id = world, case_id
        about = {
            "source": {"type": "social_post", "reference": case_id},
            "headline": f"A film named {case_id}",
            "description": " ".join(["Seen in", *words_of(case_id)]),
        }
        self.filing = CrisisFiling.model_validate({**POST, **about, "case_id": case_id, **said})
        self.begins = local(quiet_monday())

    @property
    def handle(self) -> WorkflowHandle[object, CrisisResult]:
        """The workflow of the case."""
        return self.world.crises.handle(self.case_id)

    async def is_raised(self) -> "Alarm":
        """The alarm is raised, at the moment at which the story begins."""
        delay = max(self.begins - datetime.now(UTC), timedelta(0))
        self.world.late.delay = delay or None
        with self.world.env.with_time_skipping_disabled():
            await self.world.crises.open(self.filing)
        await self.passes(delay)
        await self.is_settled()
        return self

    async def now(self) -> datetime:
        """The time in the story."""
        return await self.world.env.get_current_time(self.handle)

    async def passes(self, span: timedelta) -> None:
        """That much time passes, with all that is due in it."""
        if span > timedelta(0):
            async with asyncio.timeout(LONGEST_SKIP):
                await self.world.env.fast_forward(self.handle, span)
            await self.is_settled()

    async def is_settled(self) -> None:
        """What has happened is written down, and every page that is to go out has gone."""
        await until(self._is_settled)

    async def _is_settled(self) -> bool:
        try:
            told = await self.world.crises.timeline(self.case_id)
            status = await self.status()
        except Unreachable:  # the case is being opened
            return False
        written = told.earlier + len(told.entries) <= self.lines_written()
        moving = status.calls > 0 or any(page.state == "pending" for page in status.pages)
        going = any(one.state == "publishing" or one.withdrawing for one in status.statements)
        done = written and not moving and not going
        return done and not await self._is_late(status) and not await self._is_at_work()

    async def _is_at_work(self) -> bool:
        """Whether the case is being worked on now: the next alarm is set when it is not."""
        described = await self.handle.describe()
        return described.raw_description.HasField("pending_workflow_task")

    async def _is_late(self, status: CrisisStatus) -> bool:
        """Whether the ladder is about to climb: its moment has come."""
        ladder = status.ladder
        if ladder is None or not ladder.running or ladder.next_at is None:
            return False
        return ladder.next_at <= await self.now()

    def lines_written(self) -> int:
        """How many lines of the timeline are in the database."""
        query = text("SELECT count(DISTINCT number) FROM timeline WHERE claim_id = :key")
        with self.world.engine.connect() as connection:
            return int(connection.scalar(query, {"key": case_key(self.case_id)}) or 0)

    async def status(self) -> CrisisStatus:
        """Where the case stands."""
        return await self.world.crises.status(self.case_id)

    async def briefing(self, by: str) -> Briefing:
        """All of the case, for whoever may see it."""
        return await self.world.crises.briefing(self.case_id, by)

    async def happened(self, *what: str) -> list[TimelineEntry]:
        """The lines of the timeline that say so."""
        entries = (await self.world.crises.timeline(self.case_id)).entries
        return [entry for entry in entries if entry.what in what]

    def booked(self) -> tuple[PageEntry, ...]:
        """Every page of the case in the page book."""
        return PageBook(self.world.engine).of_case(self.case_id)

    async def pages(self) -> list[str]:
        """Every page of the case, in order: why, as whom somebody was paged, what became of it.

        Who that is changes with the week; that it is the page book's, and no more, is checked.
        """
        pages = (await self.status()).pages
        booked = {one.key for one in self.booked()}
        assert booked <= {one.key for one in pages}
        assert booked >= {one.key for one in pages if one.state not in {"pending", "cancelled"}}
        return [f"{one.reason} > {one.via} {one.state}" for one in pages]

    def letters(self) -> list[str]:
        """Every notice of the case in the outbox, in the order in which they were written."""
        query = text('SELECT key, template, "to" FROM notice WHERE claim_id = :key')
        with self.world.engine.connect() as connection:
            rows = connection.execute(query, {"key": case_key(self.case_id)}).all()
        rows = sorted(rows, key=lambda row: int(row.key.split(":")[1]))
        return [f"{row.template} > {row.to}" for row in rows]

    def published(self) -> list[str]:
        """Every statement that went out, and whether it is out still."""
        found = PublicationBook(self.world.engine).of_case(self.case_id)
        return [f"{one.key}{' taken back' if one.withdrawn_at else ''}" for one in found]

    async def says(self, command: str, message: BaseModel) -> say.CaseReceipt:
        """Somebody gives a command, and what it leads to has happened."""
        receipt = await self.world.crises.say(self.case_id, command, message)
        await self.is_settled()
        return receipt

    async def is_acknowledged(self, by: str) -> say.CaseReceipt:
        """A person has heard."""
        return await self.says("acknowledge", say.Acknowledge(by=by))

    async def is_triaged(self, by: str, **said: object) -> say.CaseReceipt:
        """Somebody assesses the case, as significant and urgent unless told otherwise."""
        usual = {"by": by, "impact": "significant", "urgency": "high"}
        return await self.says("triage", say.Triage.model_validate({**usual, **said}))

    async def statement(self, key: str) -> StatementStatus:
        """A statement of the case."""
        return next(one for one in (await self.status()).statements if one.key == key)

    async def is_drafted(self, key: str, by: str, words: str) -> StatementStatus:
        """Somebody drafts a statement, or edits it."""
        await self.says("draft_statement", say.DraftStatement(key=key, by=by, text=words))
        return await self.statement(key)

    async def is_signed(self, key: str, team: Team, decision: Decide, by: str) -> str:
        """Somebody of a team decides on a statement; returns what it is then."""
        before = await self.statement(key)
        decided = say.StatementSignOff(
            statement_hash=before.statement_hash,
            team=team,
            decision=decision,
            by=by,
            reason="as I see it",
        )
        await self.says("sign_off", decided)
        return (await self.statement(key)).state

    async def all_sign(self, key: str) -> str:
        """PR, Legal and Operations approve a statement; returns what it is then."""
        for team, by in SIGNERS:
            await self.is_signed(key, team, Decide.APPROVE, by)
        return (await self.statement(key)).state

    async def is_published(self, key: str, by: str) -> StatementStatus:
        """Somebody gives the word to publish what was approved."""
        approved = (await self.statement(key)).statement_hash
        word = say.PublishStatement(by=by, statement_hash=approved)
        await self.says("publish_statement", word)
        return await self.statement(key)

    async def is_told(self, audience: Audience, by: str) -> say.CaseReceipt:
        """An audience is told where the case stands."""
        told = say.PostUpdate(
            by=by, audience=audience, condition="known", actions="under way", needs="none"
        )
        return await self.says("post_update", told)

    async def tasks_are_done(self, by: str) -> None:
        """Every task of the case is done, in an order in which they can be."""
        while ready := [one.key for one in (await self.status()).tasks if one.state == "open"]:
            await self.says("complete_task", say.CompleteTask(by=by, key=ready[0]))

    async def ends(self) -> CrisisResult:
        """Nobody says anything any more, and the case comes to its end."""
        if (await self.handle.describe()).status is WorkflowExecutionStatus.RUNNING:
            async with asyncio.timeout(LONGEST_SKIP):
                await self.world.env.fast_forward(self.handle)
        async with asyncio.timeout(LONGEST_SKIP):
            return await self.world.crises.result(self.case_id)

    async def must_have_said(
        self, pages: Sequence[str], letters: Sequence[str], published: Sequence[str] = ()
    ) -> None:
        """Check that exactly these pages, letters and statements went out, and nothing else."""
        found = (await self.pages(), self.letters(), self.published())
        for went, wanted in zip(found, (pages, letters, published), strict=True):
            assert went == list(wanted), f"{went} went out where {list(wanted)} must have"

    async def who_was_paged(self, reason: PageReason = PageReason.LADDER) -> list[str]:
        """Whom the case has called for that reason, in order."""
        return [page.person for page in (await self.status()).pages if page.reason == reason]


def words_of(case_id: str) -> list[str]:
    """Words that no other case has: two cases whose names sound alike are still two."""
    digest = hashlib.sha256(case_id.encode()).hexdigest()
    return [digest[start : start + 8] for start in range(0, len(digest), 8)]


async def an_alarm(world: World, case_id: str, **said: object) -> Alarm:
    """A case that was just opened, on a quiet Monday at ten."""
    return await Alarm(world, case_id, said).is_raised()
