"""What the system page shows: queues, cases that cannot go on, letters that nobody could take."""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Engine

from makegood.messages.crisis_records import CrisisRow
from makegood.messages.records import CaseRow
from makegood.store.claims import ClaimRecords
from makegood.store.crisis_desk import CrisisFilter, CrisisLists
from makegood.store.dead_letters import DeadLetter
from makegood.store.figures import Figures, figures
from makegood.store.filters import ClaimFilter
from makegood.store.inbox import Desk
from starters.backlog import Waiting
from starters.doctor import Check, Verdict

ORDER = (Verdict.WRONG, Verdict.NOTE, Verdict.OK)
"""What is wrong comes first."""


@dataclass(frozen=True)
class SystemView:
    """All of it at one moment."""

    checks: tuple[Check, ...]
    parked_claims: tuple[CaseRow, ...]
    parked_crises: tuple[CrisisRow, ...]
    letters: tuple[DeadLetter, ...]
    figures: Figures
    waiting: Waiting

    @property
    def wrong(self) -> int:
        """How many checks are not as promised."""
        return sum(check.verdict is Verdict.WRONG for check in self.checks)


async def system_view(engine: Engine, checks: Iterable[Check], waiting: Waiting) -> SystemView:
    """What the database knows, beside what was checked and what waits in Temporal."""
    ordered = sorted(checks, key=lambda check: ORDER.index(check.verdict))
    return await asyncio.to_thread(_kept, engine, tuple(ordered), waiting)


def _kept(engine: Engine, checks: tuple[Check, ...], waiting: Waiting) -> SystemView:
    return SystemView(
        checks=checks,
        parked_claims=Desk(engine).list_claims(ClaimFilter(parked=True)).rows,
        parked_crises=CrisisLists(engine).cases(CrisisFilter(parked=True)).rows,
        letters=ClaimRecords(engine).dead_letters(),
        figures=figures(engine),
        waiting=waiting,
    )
