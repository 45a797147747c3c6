"""The records of a watch as its steps see them: what waits, what is remembered, what is decided."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import TypeVar

from sqlalchemy import ColumnElement, Connection, Select, func, or_, select, update

from makegood.messages.problems import Retryable
from makegood.messages.watches import WatchDone
from makegood.rules.detection.decisions import Act, Decision, Seen
from makegood.rules.detection.recalling import Recall, Round
from makegood.rules.detection.taking import HOUR, Decided
from makegood.store.crisis_tables import CRISIS
from makegood.store.engine import insert_for, reading, serialise, writing
from makegood.store.watch_mentions import MentionBook
from makegood.store.watch_rows import WHOLE, decided_of, recalled, values
from makegood.store.watch_tables import WATCH_DECISION, WATCH_MENTION

ROUNDS_TOLD = 500
"""Decisions that a step takes up of those that their cases have not heard of."""
_ONE_AT_A_TIME = 73012
"""Of two workers that decide for one watch the later one sees what the earlier wrote."""

OWN, RAW = WATCH_DECISION.c, WATCH_MENTION.c
RULING = ""


class WatchBook(MentionBook):
    """What steps of a watch read and write; every call may be repeated.

    Raises Retryable where the database is away, or another worker has decided meanwhile.
    """

    def position(self, watch: str) -> int:
        """The number of the last decision of a watch; 0 before the first."""
        with reading(self._engine) as connection:
            return position_of(connection, watch)

    def recalled(self, which: Recall) -> tuple[tuple[Seen, Decision], ...]:
        """What a detector remembers, in the order in which it was decided."""
        asked = (
            select(WATCH_DECISION, RAW.author, RAW.thread, RAW.address)
            .join(WATCH_MENTION, RAW.number == OWN.mention)
            .where(*_of(which), or_(OWN.concerns, OWN.opener != ""))
            .order_by(OWN.number)
        )
        with reading(self._engine) as connection:
            newest = _newest(connection, which.watch)
            if newest is None:
                return ()
            rows = connection.execute(asked.where(_in_memory(which, newest)))
            return tuple(map(recalled, rows))

    def newest(self, watch: str) -> datetime | None:
        """When the newest mention that was decided on was made."""
        with reading(self._engine) as connection:
            return _newest(connection, watch)

    def first(self, watch: str) -> datetime | None:
        """When the oldest mention that was decided on was made."""
        with reading(self._engine) as connection:
            asked = select(func.min(OWN.at)).where(OWN.watch == watch)
            found: datetime | None = connection.execute(asked).scalar_one()
            return found

    def counts(self, watch: str, hours: Sequence[datetime]) -> tuple[int, ...]:
        """How many mentions were of concern in each of the hours that begin then."""
        with reading(self._engine) as connection:
            return tuple(connection.execute(_concerning(watch, at)).scalar_one() for at in hours)

    def over(self, watch: str, openers: Iterable[str]) -> frozenset[str]:
        """Those whose cases nobody works on any more, nor on what they were merged into."""
        other = CRISIS.alias("other")
        asked = (
            select(OWN.opener)
            .join(CRISIS, CRISIS.c.case_id == OWN.case_id)
            .outerjoin(other, other.c.case_id == CRISIS.c.merged_into)
            .where(OWN.watch == watch, OWN.detector == RULING, OWN.act == str(Act.OPEN))
            .where(CRISIS.c.active.is_(False), other.c.active.is_not(True))
        )
        with reading(self._engine) as connection:
            found: set[str] = set()
            for some in _some(openers):
                found |= set(connection.scalars(asked.where(OWN.opener.in_(some))))
            return frozenset(found)

    def write(self, written: Round) -> int:
        """Write a round down as a whole, and give the place of its last decision.

        Retryable where another was written meanwhile.
        """
        with writing(self._engine) as connection:
            serialise(connection, _ONE_AT_A_TIME)
            if position_of(connection, written.watch) != written.position:
                raise Retryable("Another worker has decided on mentions of this watch meanwhile")
            insert = insert_for(connection.dialect.name, WATCH_DECISION)
            connection.execute(insert, [values(written, one) for one in written.ruled])
            for some in _some({one.mention for one in written.ruled}):
                connection.execute(
                    update(WATCH_MENTION).where(RAW.number.in_(some)).values(decided=True)
                )
            return position_of(connection, written.watch)

    def untold(self, watch: str) -> tuple[Decided, ...]:
        """The oldest decisions that their cases have not heard of: whole rounds of them."""
        waits = (OWN.watch == watch, OWN.told.is_(False))
        with reading(self._engine) as connection:
            first = select(OWN.round).where(*waits).order_by(OWN.number).limit(ROUNDS_TOLD)
            rounds = sorted(set(connection.scalars(first)))
            asked = WHOLE.where(*waits, OWN.round.in_(rounds)).order_by(OWN.number)
            return tuple(map(decided_of, connection.execute(asked)))

    def told(self, numbers: Sequence[int], case_id: str) -> None:
        """Note that a case has heard of these decisions."""
        with writing(self._engine) as connection:
            for some in _some(numbers):
                connection.execute(
                    update(WATCH_DECISION)
                    .where(OWN.number.in_(some))
                    .values(told=True, case_id=case_id)
                )

    def successor(self, case_id: str) -> str:
        """The active case that one was merged into; empty where there is none."""
        other = CRISIS.alias("other")
        asked = (
            select(other.c.case_id)
            .join(CRISIS, CRISIS.c.merged_into == other.c.case_id)
            .where(CRISIS.c.case_id == case_id, other.c.active)
        )
        with reading(self._engine) as connection:
            return str(connection.execute(asked).scalar_one_or_none() or "")

    def left(self, watch: str) -> WatchDone:
        """What is still to be done for a watch."""
        waits = (RAW.watch == watch, RAW.decided.is_(False))
        unheard = (OWN.watch == watch, OWN.told.is_(False))
        with reading(self._engine) as connection:
            asked = select(func.count(), func.min(RAW.taken_at)).where(*waits)
            count, since = connection.execute(asked).one()
            untold = connection.execute(select(func.count()).where(*unheard)).scalar_one()
            newest = _newest(connection, watch)
        return WatchDone(waiting=count, waiting_since=since, untold=untold, last_mention_at=newest)


def position_of(connection: Connection, watch: str) -> int:
    """The number of the last decision of a watch; 0 before the first."""
    asked = select(func.max(OWN.number)).where(OWN.watch == watch)
    return int(connection.execute(asked).scalar_one() or 0)


def _newest(connection: Connection, watch: str) -> datetime | None:
    asked = select(func.max(OWN.at)).where(OWN.watch == watch)
    found: datetime | None = connection.execute(asked).scalar_one()
    return found


def _of(which: Recall) -> tuple[ColumnElement[bool], ...]:
    """The decisions that a detector counts as its own, after the place that it knows."""
    own = OWN.detector == which.detector
    before = (OWN.detector == RULING) & (OWN.number <= which.since)
    return OWN.watch == which.watch, or_(own, before), OWN.number > which.after


def _in_memory(which: Recall, newest: datetime) -> ColumnElement[bool]:
    """Of the window, or of a case that is not over, however old."""
    other = WATCH_DECISION.alias("opening")
    openings: Select[str] = (
        select(other.c.opener)
        .outerjoin(CRISIS, CRISIS.c.case_id == other.c.case_id)
        .where(other.c.watch == which.watch, other.c.act == str(Act.OPEN))
        .where(or_(CRISIS.c.active, CRISIS.c.merged_into != ""))
    )
    return or_(OWN.at >= newest - which.window, OWN.opener.in_(openings))


def _concerning(watch: str, at: datetime) -> Select[int]:
    spans = (OWN.at >= at, OWN.at < at + HOUR)
    return select(func.count()).where(
        OWN.watch == watch, OWN.detector == RULING, OWN.concerns, *spans
    )


Value = TypeVar("Value")
A_STATEMENT = 5_000
"""Values that one statement may name: fewer than either database allows."""


def _some(values: Iterable[Value]) -> Iterator[list[Value]]:
    """The values in parts that fit into a statement."""
    whole = list(values)
    for start in range(0, len(whole), A_STATEMENT):
        yield whole[start : start + A_STATEMENT]
