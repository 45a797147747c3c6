"""A claim lived through as a story: filed on a day of its own, with time that passes when told."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

from makegood.messages.claims import ClaimFiling
from makegood.messages.names import RECOVERY
from makegood.messages.status import ClaimResult, Status
from makegood.rules.casefile import Outcome, Stage
from starters.errors import Unreachable
from tests.kit.days import VIETNAM, calendar, local, quiet_monday
from tests.kit.filings import Wanted, filing
from tests.kit.people import People
from tests.kit.waiting import until
from tests.kit.world import World

LONGEST_SKIP = 60
LOOK_UP = timedelta(hours=2)
"""Within so many of its open hours every bank is asked."""
A_MOMENT = timedelta(seconds=1)


class Story(People):
    """One claim in the world, with a clock of its own that runs fast only when told to."""

    def __init__(self, world: World, claim_id: str, wanted: Wanted, begins: datetime) -> None:
        super().__init__(world, claim_id, wanted)
        self.begins, self.on = begins, local_day(begins)

    @classmethod
    def untold(cls, world: World, claim_id: str, wanted: Wanted | None = None) -> "Story":
        """A claim that is about to be filed, on a quiet Monday at ten."""
        return cls(world, claim_id, wanted or Wanted(), local(quiet_monday()))

    def filing(self) -> ClaimFiling:
        """The claim as it is filed."""
        return filing(self.world.archive, self.claim_id, self.wanted, self.on)

    async def is_filed(self) -> "Story":
        """The merchant files, at the moment at which the story begins."""
        claim = self.filing()
        delay = max(self.begins - datetime.now(UTC), timedelta(0))
        self.world.late.delay = delay or None
        with self.world.env.with_time_skipping_disabled():
            await self.world.claims.file(claim)
        await self.passes(delay)
        await self.is_written()
        return self

    async def passes(self, span: timedelta) -> None:
        """That much time passes, with all that is due in it."""
        if span > timedelta(0):
            await self._recovery_goes_on()
            async with asyncio.timeout(LONGEST_SKIP):
                await self.world.env.fast_forward(self.handle, span)

    async def _recovery_goes_on(self) -> None:
        """A recovery that nobody looks after comes to its end: time waits for a child at work."""
        described = await self.handle.describe()
        children = described.raw_description.pending_children
        for child in (one for one in children if one.workflow_type_name == RECOVERY):
            recovery = self.world.client.get_workflow_handle(child.workflow_id)
            async with asyncio.timeout(LONGEST_SKIP):
                await self.world.env.fast_forward(recovery)

    async def comes(self, moment: datetime) -> Status:
        """That moment comes, and a second more; returns what stands then."""
        await self.passes(moment - await self.now() + A_MOMENT)
        await self.is_written()
        return await self.status()

    async def ends(self) -> ClaimResult:
        """Nobody says anything any more, and the claim comes to its end."""
        if (await self.status()).stage != Stage.CLOSED:
            await self._recovery_goes_on()
            async with asyncio.timeout(LONGEST_SKIP):
                await self.world.env.fast_forward(self.handle)
        async with asyncio.timeout(LONGEST_SKIP):
            return await self.world.claims.result(self.claim_id)

    async def reaches(self, *stages: Stage) -> Status:
        """The claim gets to one of the stages by itself, in no time of its own."""

        async def is_there() -> bool:
            return (await self.status()).stage in stages

        await until(is_there)
        await self.is_written()
        return await self.status()

    async def gets_paid_for(self, asked: int = 1) -> Status:
        """From the offer on: accepted, released, arrived."""
        await self.accepts(asked)
        await self.reaches(Stage.PAYMENT_APPROVAL)
        return await self.is_paid_out()

    async def is_paid_out(self) -> Status:
        """Finance releases, and the money has arrived when the bank is next asked."""
        await self.all_sign()
        await self.reaches(Stage.AWAITING_PAYOUT, Stage.AFTERCARE)
        if (await self.status()).stage == Stage.AWAITING_PAYOUT:
            await self.comes(calendar("bank").add(await self.now(), LOOK_UP))
        return await self.reaches(Stage.AFTERCARE)

    async def is_written(self) -> None:
        """What has happened is in the database."""
        await until(self._is_written)

    async def _is_written(self) -> bool:
        try:
            told = await self.world.claims.timeline(self.claim_id)
        except Unreachable:  # the claim is being opened
            return False
        return told.earlier + len(told.entries) <= self.lines_written()

    async def must_end(self, outcome: Outcome, letters: Sequence[str]) -> ClaimResult:
        """Check that it ends so, that exactly these letters went out, and that nothing is left."""
        result = await self.ends()
        await self.is_written()
        assert self.letters() == list(letters)
        assert result.outcome == outcome
        assert self.books() == {}
        assert self.ailments() == []
        return result


def local_day(moment: datetime) -> date:
    """The day in Vietnam."""
    return moment.astimezone(VIETNAM).date()


async def a_story(
    world: World, claim_id: str, wanted: Wanted | None = None, begins: datetime | None = None
) -> Story:
    """A claim that was just filed, on a quiet Monday at ten unless told otherwise."""
    story = Story(world, claim_id, wanted or Wanted(), begins or local(quiet_monday()))
    return await story.is_filed()
