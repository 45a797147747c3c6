"""The steps of a watch: waiting mentions are decided, and cases hear of what concerns them."""

import asyncio
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from threading import Lock

from temporalio import activity

from activities.watch_memory import RULING, WatchMemory
from activities.watch_ports import CaseLine, Detector, Detectors, MissedCases, WatchRecords
from activities.watch_words import mention_of, request_of
from makegood.messages.watches import WatchDone, WatchOrder, WatchTally
from makegood.rules.detection.decisions import Act
from makegood.rules.detection.languages import guessed
from makegood.rules.detection.mention import TextScore
from makegood.rules.detection.recalling import Round, Ruled, Waiting
from makegood.rules.detection.taking import (
    Decided,
    Tiding,
    case_id_of,
    foremost,
    taken,
    tidings,
)
from makegood.rules.detection.watch import Watch


class WatchDesk:
    """Decides on as many mentions in one step as the slowest detector reads, in one transaction.

    Idempotent: a mention is decided once, by its row; a case hears the same word once.

    What is remembered between steps is thrown away by any failure, and read up again.
    """

    def __init__(
        self,
        records: WatchRecords,
        detectors: Detectors,
        cases: CaseLine,
        missed: MissedCases,
        now: Callable[[], datetime],
    ) -> None:
        self._records = records
        self._detectors = detectors
        self._cases = cases
        self._missed = missed
        self._now = now
        self._memories: dict[str, WatchMemory] = {}
        self._turns: defaultdict[str, Lock] = defaultdict(Lock)

    @activity.defn
    def decide_mentions(self, order: WatchOrder) -> WatchDone:
        """Decide on the mentions that wait longest, and write that down as a whole."""
        with self._turns[order.name]:
            memory = self._memories.pop(order.name, None) or WatchMemory(self._records, order.name)
            done = self._decided(order.name, memory)
            self._memories[order.name] = memory
        return done

    def _decided(self, name: str, memory: WatchMemory) -> WatchDone:
        detectors = self._detectors.of(name)
        waiting = self._records.waiting(name, min(one.reader.at_once for one in detectors))
        watches = memory.brought_up(detectors)
        ruled = [
            one
            for detector in detectors
            for one in self._ruled(memory, watches[detector.key], detector, waiting)
        ]
        if ruled:
            written = Round(name, memory.position, self._now(), tuple(ruled))
            memory.position = self._records.write(written)
        left = self._records.left(name)
        missed = 0 if left.waiting else self._missed.find_missed(name, self._now())
        rule, *shadows = detectors
        return left.model_copy(
            update={
                "at": self._now(),
                "tally": _tally(ruled),
                "open_cases": len(watches[RULING].open_cases),
                "missed": missed,
                "model": rule.reader.version,
                "policy": rule.terms.version,
                "shadow": ", ".join(f"{s.reader.version} / {s.terms.version}" for s in shadows),
            }
        )

    @staticmethod
    def _ruled(
        memory: WatchMemory, watch: Watch, detector: Detector, waiting: Sequence[Waiting]
    ) -> Iterator[Ruled]:
        """What a detector decides on the mentions, one after the other."""
        for one, text in zip(waiting, _scores(detector, waiting), strict=True):
            watch.same_hour = memory.same_hour(watch, one.mention.at)
            seen, decision = taken(watch, one.mention, text)
            yield Ruled(one.number, detector.key, seen, decision)

    @activity.defn
    async def tell_cases(self, order: WatchOrder) -> int:
        """Open the cases that were decided on, and tell those that something has joined."""
        untold = await asyncio.to_thread(self._records.untold, order.name)
        openers = {one.decision.case for one in untold}
        over = await asyncio.to_thread(self._records.over, order.name, openers)
        for tiding in tidings(untold):
            case_id = await self._tell(order.name, tiding, over)
            await asyncio.to_thread(self._records.told, tiding.numbers, case_id)
        return len(untold)

    async def _tell(self, name: str, tiding: Tiding, over: frozenset[str]) -> str:
        """Tell one case; gives the id of the case that has heard it."""
        if tiding.opening:
            await self._cases.open(request_of(name, tiding.opening, tiding.case_id))
        if not tiding.joining:
            return tiding.case_id
        if tiding.joining[0].decision.case not in over:
            heard_by = await self._heard(tiding)
            if heard_by:
                return heard_by
        return await self._opened_anew(name, foremost(tiding.joining), tiding.case_id)

    async def _heard(self, tiding: Tiding) -> str:
        """The case that hears it: the one joined, or what that was merged into; empty for none."""
        said = mention_of(tiding.joining)
        if await self._cases.mention(tiding.case_id, said):
            return tiding.case_id
        successor = await asyncio.to_thread(self._records.successor, tiding.case_id)
        return successor if successor and await self._cases.mention(successor, said) else ""

    async def _opened_anew(self, name: str, first: Decided, case_id: str) -> str:
        """A case for what has joined one that was closed meanwhile, if it opens one by itself."""
        own, terms = first.seen.found.severity, self._detectors.of(name)[0].terms
        if own is None or own.rank > terms.opens_from.rank:
            return case_id
        anew = case_id_of(name, first.seen.mention.mention_id)
        await self._cases.open(request_of(name, first, anew))
        return anew


def _scores(detector: Detector, waiting: Sequence[Waiting]) -> list[TextScore | None]:
    """What the model says of each text; copies of a text are read once."""
    told = [
        (one.mention.text, one.mention.language or guessed(one.mention.text)) for one in waiting
    ]
    once = list(dict.fromkeys(told))
    known = dict(zip(once, detector.reader.score_many(once), strict=True))
    return [known[each] for each in told]


def _tally(ruled: Sequence[Ruled]) -> WatchTally:
    acts = Counter(one.decision.act for one in ruled if one.detector == RULING)
    return WatchTally(
        opened=acts[Act.OPEN],
        joined=acts[Act.JOIN],
        raised=acts[Act.RAISE],
        ignored=acts[Act.IGNORE],
    )
