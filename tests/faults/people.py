"""People who do their part in every claim, and try again when nobody answers."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress

from sqlalchemy import select

from makegood.messages.commands import Answer, AnswerOffer, SignOff
from makegood.rules.claim import Team
from makegood.rules.signoff import Decide
from makegood.store.engine import reading
from makegood.store.inbox import Case, Desk
from makegood.store.tables import AWAITING, CLAIM
from starters.errors import RefusedByRule, Unreachable
from tests.faults.company import Company

SIGNERS = {
    Team.SERVICE_DESK: "desk.dung",
    Team.OPERATIONS: "ops.lan",
    Team.FINANCE: "fin.oanh",
}
AT_ONCE = 6
PAUSE = 0.3


class People:
    """Sign, accept offers, and repeat under the same ids: whatever is lost is said again.

    They work from the lists, as a desk does, and ask no workflow what it waits for.
    """

    def __init__(self, company: Company) -> None:
        self._company = company
        self._gate = asyncio.Semaphore(AT_ONCE)
        self.unanswered = 0

    async def work_until_closed(self, claim_ids: Sequence[str]) -> None:
        """Do what is waited for until every claim has ended."""
        wanted = set(claim_ids)
        while not wanted <= self._closed():
            asked = sorted(wanted & self._asked())
            await asyncio.gather(*(self._see_to(claim_id) for claim_id in asked))
            await asyncio.sleep(PAUSE)

    async def see_to(self, claim_id: str) -> None:
        """Do what one claim waits for, until it has ended."""
        await self.work_until_closed([claim_id])

    def _closed(self) -> set[str]:
        query = select(CLAIM.c.claim_id).where(CLAIM.c.closed_at.is_not(None))
        with reading(self._company.engine) as connection:
            return set(connection.scalars(query))

    def _asked(self) -> set[str]:
        query = select(AWAITING.c.claim_id).where(
            AWAITING.c.who.in_([*map(str, SIGNERS), "merchant"])
        )
        with reading(self._company.engine) as connection:
            return set(connection.scalars(query))

    async def _see_to(self, claim_id: str) -> None:
        async with self._gate:
            try:
                await self._answer(Desk(self._company.engine).case(claim_id))
            except Unreachable:
                self.unanswered += 1

    async def _answer(self, case: Case) -> None:
        for one in case.row.awaiting:
            with suppress(RefusedByRule):  # somebody's answer came through before ours
                if one.who in SIGNERS:
                    await self._sign(case, Team(one.who))
                elif one.what.startswith("answer"):
                    await self._accept(case)

    async def _sign(self, case: Case, team: Team) -> None:
        subject = [line.evidence for line in case.timeline if line.what == "sign_off_asked"][-1]
        decision_id = f"{team}-{subject}"
        said = SignOff(
            decision_id=decision_id,
            team=team,
            decision=Decide.APPROVE,
            by=SIGNERS[team],
            subject_hash=subject,
        )
        await self._company.claims.say(case.row.claim_id, "sign_off", said, once=decision_id)

    async def _accept(self, case: Case) -> None:
        claim_id = case.row.claim_id
        version = sum(line.what == "offer_sent" for line in case.timeline)
        said = AnswerOffer(version=version, answer=Answer.ACCEPT, release=(f"VN-{claim_id}",))
        await self._company.claims.say(claim_id, "answer_offer", said, once=f"accept-{version}")


async def insist(attempt: Callable[[], Awaitable[object]]) -> None:
    """Do it until somebody answers; only safe for what may be repeated."""
    while True:
        try:
            await attempt()
        except Unreachable:
            await asyncio.sleep(PAUSE)
        else:
            return
