"""The progress of all cases: a line a case at a terminal, a line a change elsewhere."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass

from rich import box
from rich.console import Console, Group
from rich.live import Live
from rich.table import Table
from rich.text import Text

from makegood.messages.records import CaseRow
from makegood.rules.casefile import Stage
from makegood.store.crisis_desk import CrisisLists
from makegood.store.inbox import Desk
from starters.demo.crisis_board import CrisisBoard
from starters.samples.crisis_sample import CrisisSample
from starters.samples.crisis_turn import CrisisMove
from starters.samples.moves import Move
from starters.samples.sample import Sample

GLANCE = 0.5

LONGEST_WAIT = 8
"""Glances after which a case is looked at that has not moved."""

TRAIL = (
    Stage.RECEIVED,
    Stage.VERIFYING,
    Stage.AWAITING_DOCUMENTS,
    Stage.RECOMMENDING,
    Stage.SIGNING_OFF,
    Stage.NEGOTIATING,
    Stage.SETTLED,
    Stage.AWAITING_PAYEE,
    Stage.PAYMENT_APPROVAL,
    Stage.SUBMITTING,
    Stage.AWAITING_PAYOUT,
    Stage.AFTERCARE,
    Stage.CLOSED,
)
"""The stages of a claim, in the order in which it meets them."""


@dataclass(frozen=True)
class Lists:
    """Where claims and crises are to be seen; no workflow is asked."""

    claims: Desk
    crises: CrisisLists


class Board:
    """Says what happens as it happens."""

    def __init__(
        self, console: Console, found: tuple[Sample, ...], crises: tuple[CrisisSample, ...] = ()
    ) -> None:
        self._console = console
        self._samples = found
        self._crises = CrisisBoard(crises)
        self._rows: dict[str, CaseRow] = {}
        self._last: dict[str, str] = {}
        self._versions: dict[str, int] = {}
        self._acted_on: dict[str, int] = {}
        self._began = time.monotonic()
        self._live: Live | None = None

    def say(self, line: str) -> None:
        """Tell of the stack itself."""
        self._console.print(line, style="dim", markup=False)

    def hear(self, sample: Sample, move: Move) -> None:
        """Take note of what somebody has said to a claim."""
        refused = f" (refused: {move.refused})" if move.refused else ""
        self._last[sample.claim_id] = f"{move.who}: {move.what}{refused}"
        if self._live is None:
            self._plain(sample.claim_id, self._last[sample.claim_id])

    def hear_crisis(self, sample: CrisisSample, move: CrisisMove) -> None:
        """Take note of what somebody has said to a crisis case."""
        told = self._crises.hear(sample, move)
        if self._live is None:
            self._plain(sample.case_id, told)

    def where_crisis(self, case_id: str) -> str:
        """Where a crisis case stands, in a few words."""
        return self._crises.where(case_id)

    async def until_moved(self, case_id: str) -> None:
        """Wait until the case has moved since the last call; not for ever.

        Parties who ask only what is worth asking leave the workers to those who have something to
        say.
        """
        for _ in range(LONGEST_WAIT):
            await asyncio.sleep(GLANCE)
            if self._versions.get(case_id) != self._acted_on.get(case_id):
                break
        self._acted_on[case_id] = self._versions.get(case_id, 0)

    def where(self, claim_id: str) -> str:
        """Where a claim stands, in a few words."""
        row = self._rows.get(claim_id)
        if row is None:
            return "not filed yet"
        return f"{_stage(row)}{_awaited(row)}"

    @contextlib.asynccontextmanager
    async def kept(self, lists: Lists) -> AsyncIterator[None]:
        """Keep the board up to date while the block lasts."""
        with self._shown():
            watching = asyncio.create_task(self._watch(lists))
            try:
                yield
            finally:
                watching.cancel()
                await asyncio.gather(watching, return_exceptions=True)
            await self._look(lists)

    @contextlib.contextmanager
    def _shown(self) -> Iterator[None]:
        self._began = time.monotonic()
        if not self._console.is_terminal:
            yield
            return
        with Live(console=self._console, transient=True, get_renderable=self._shown_now) as live:
            self._live = live
            yield
        self._live = None

    async def _watch(self, lists: Lists) -> None:
        """Look at the projection again and again; no workflow is asked."""
        while True:
            await self._look(lists)
            await asyncio.sleep(GLANCE)

    async def _look(self, lists: Lists) -> None:
        page = await asyncio.to_thread(lists.claims.list_claims)
        crises = await asyncio.to_thread(lists.crises.cases)
        for row in sorted(page.rows, key=lambda row: row.claim_id):
            self._take(row)
        for case in sorted(crises.rows, key=lambda row: row.case_id):
            self._versions[case.case_id] = case.version
            told = self._crises.take(case)
            if told and self._live is None:
                self._plain(case.case_id, told)

    def _take(self, row: CaseRow) -> None:
        before = self._rows.get(row.claim_id)
        self._rows[row.claim_id] = row
        self._versions[row.claim_id] = row.version
        if self._live is None and (before is None or _stage(before) != _stage(row)):
            self._plain(row.claim_id, self.where(row.claim_id))

    def _plain(self, claim_id: str, what: str) -> None:
        passed = time.monotonic() - self._began
        self._console.print(f"{passed:6.1f} s  {claim_id:20} {what}", markup=False)

    def _shown_now(self) -> Group:
        return Group(self._crises.table(), self._table())

    def _table(self) -> Table:
        table = Table("claim", "", "stage", "last said", box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0))
        for sample in self._samples:
            row = self._rows.get(sample.claim_id)
            last = Text(self._last.get(sample.claim_id, ""), style="dim", no_wrap=True)
            table.add_row(Text(sample.claim_id, no_wrap=True), _way(row), _shown(row), last)
        return table


def _way(row: CaseRow | None) -> Text:
    """How far the claim has come."""
    gone = TRAIL.index(Stage(row.stage)) + 1 if row else 0
    style = "green" if row and row.stage == Stage.CLOSED else "cyan"
    return Text("●" * gone, style=style, no_wrap=True) + Text("·" * (len(TRAIL) - gone), "dim")


def _shown(row: CaseRow | None) -> Text:
    return Text(f"{_stage(row)}{_awaited(row)}" if row else "", no_wrap=True)


def _stage(row: CaseRow) -> str:
    if row.parked_reason:
        return f"parked: {row.parked_reason}"
    return (row.outcome or row.stage if row.closed_at else row.stage).replace("_", " ")


def _awaited(row: CaseRow) -> str:
    names = dict.fromkeys(one.who.replace("_", " ") for one in row.awaiting)
    return f", waits on {', '.join(names)}" if names else ""
