"""The typed client of watches: takes mentions in, asks, and keeps what people say of the work."""

import asyncio
import hashlib
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine
from temporalio.client import Client
from temporalio.common import WorkflowIDConflictPolicy
from typing_extensions import TypeVar

from makegood.messages.names import WATCH, Queue, watch_workflow_id
from makegood.messages.watch_views import (
    DecisionPage,
    ExplainedMention,
    FedReceipt,
    TrainingRow,
    WatchRow,
)
from makegood.messages.watches import Fed, MentionLine, WatchStart, WatchStatus
from makegood.rules.detection.figures import Alert, ShiftLoad, shift_loads
from makegood.rules.detection.verdicts import Verdict, training_rows
from makegood.rules.terms import Directory
from makegood.settings import Settings
from makegood.store.claims import utc_now
from makegood.store.engine import make_engine
from makegood.store.watch_lists import PAGE, DecisionFilter, WatchLists
from makegood.store.watch_mentions import MentionBook
from makegood.store.watch_verdicts import VerdictBook
from starters.asking import Question
from starters.errors import BadInput, Denied
from starters.server import reach
from starters.talking import Cases
from starters.watch_lines import timely

Answer = TypeVar("Answer")

A_BATCH = 1_000
"""Mentions that are taken in by one transaction; more come as several batches."""


async def connect_watches(settings: Settings) -> "Watches":
    """The watches of the settings; Temporal is reached when it is needed first."""
    client = await reach(settings, lazily=True)
    return Watches(client, make_engine(settings.database_url), people(settings))


def people(settings: Settings) -> Directory:
    """Who may judge and approve: the people of the policy."""
    from makegood.policy.loader import load_policy

    return load_policy(tables_of(settings.policy_dir)).directory


def tables_of(folder: Path) -> Path:
    """The folder of the tables: the one named, or the `tables` in it."""
    return folder / "tables" if (folder / "tables").is_dir() else folder


class Watches(Cases):
    """The watches of one namespace, with their database; every call may be repeated.

    Raises NoSuchClaim (not_found) where there is no such watch, Unreachable where nobody answers.
    """

    kind = "watch"

    def __init__(
        self,
        client: Client,
        engine: Engine,
        directory: Directory,
        now: Callable[[], datetime] = utc_now,
    ) -> None:
        super().__init__(client)
        self._directory = directory
        self._now = now
        self._mentions = MentionBook(engine)
        self._lists = WatchLists(engine)
        self._verdicts = VerdictBook(engine)

    async def feed(self, name: str, mentions: Sequence[MentionLine]) -> FedReceipt:
        """Take mentions in, each once by its id, and give the watch word; it starts if need be.

        They are safe when this returns. Whoever hears nothing sends the same again.
        """
        start = WatchStart(name=name)
        known = new = 0
        batch = ""
        for at in range(0, len(mentions), A_BATCH):
            part = mentions[at : at + A_BATCH]
            batch = batch_of(name, part)
            taken = await self._taken(name, batch, part)
            new, known = new + taken, known + len(part) - taken
            await self._reached(self._nudge(start, Fed(batch=batch, mentions=taken)), name)
        return FedReceipt(watch=name, batch=batch, new=new, known=known)

    async def _taken(self, name: str, batch: str, part: Sequence[MentionLine]) -> int:
        now = self._now()
        try:
            told = [timely(one, now).mention() for one in part]
        except ValueError as error:
            raise BadInput(str(error)) from error
        return await asyncio.to_thread(self._mentions.take_in, name, batch, told, now)

    async def _nudge(self, start: WatchStart, fed: Fed) -> None:
        await self._client.start_workflow(
            WATCH,
            start,
            id=watch_workflow_id(start.name),
            task_queue=Queue.CRISES,
            id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
            start_signal="fed",
            start_signal_args=[fed],
            static_summary=f"Watches {start.name}",
            rpc_timeout=self._patience,
        )

    async def status(self, name: str) -> WatchStatus:
        """How the watch stands: counts, last mention, open cases, lag, versions."""
        return await self._ask(watch_workflow_id(name), Question("status"), WatchStatus)

    async def list(self) -> tuple[WatchRow, ...]:
        """Every watch that was ever fed."""
        return await asyncio.to_thread(self._lists.watches)

    async def decisions(
        self, name: str, which: DecisionFilter | None = None, cursor: str = "", limit: int = PAGE
    ) -> DecisionPage:
        """What was decided, the newest first."""
        asked = which or DecisionFilter()
        return await asyncio.to_thread(self._lists.decisions, name, asked, cursor, limit)

    async def explain(self, name: str, mention_id: str) -> ExplainedMention:
        """One mention with every part of its score, and what people said of it."""
        return await asyncio.to_thread(self._lists.mention, name, mention_id)

    async def verdict(self, name: str, mention_id: str, said: Verdict, by: str) -> None:
        """Keep what an analyst says of a mention; Denied for somebody whom policy does not know."""
        require_known(self._directory, by)
        await asyncio.to_thread(self._verdicts.say, name, mention_id, said, by, self._now())

    async def figures(
        self, name: str, shift_of: Callable[[datetime], str]
    ) -> tuple[ShiftLoad, ...]:
        """Alert load, precision and recall by week and shift, from the verdicts that were kept."""
        alerts = await asyncio.to_thread(self._verdicts.alerts, name)
        judged = await asyncio.to_thread(self._verdicts.judged, name)
        return shift_loads(
            (Alert(at, shift_of(at)) for at in alerts),
            (replace(one, shift=shift_of(one.at)) for one in judged),
        )

    async def rows(self, name: str, degree: Callable[[str], int]) -> tuple[TrainingRow, ...]:
        """The mentions that were judged, as rows to train on.

        `degree` is what a crisis counts as in a language; what is none counts as 0.
        """
        judged = await asyncio.to_thread(self._verdicts.judged, name)
        texts = await asyncio.to_thread(self._verdicts.texts, name)
        return tuple(
            TrainingRow(
                language=language, text=text, severity=degree(language) * label, domain=name
            )
            for mention_id, label in training_rows(judged)
            for language, text in (texts[mention_id],)
        )


def require_known(directory: Directory, by: str) -> None:
    """Denied for a person whom the policy does not name."""
    if directory.find(by) is None:
        raise Denied(f"{by} is nobody of this company's policy.", "unknown_person")


def batch_of(name: str, part: Sequence[MentionLine]) -> str:
    """The reference of a batch: the same mentions have the same."""
    told = "\n".join((name, *(one.mention_id for one in part)))
    return hashlib.sha256(told.encode()).hexdigest()[:20]
