"""Verdicts on the work of watches, and crises that came by another route first."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlalchemy import Connection, Engine, Select, and_, exists, func, insert, or_, select

from makegood.messages.problems import NotFound
from makegood.rules.crisis.severity import Severity
from makegood.rules.crisis.words import SourceType
from makegood.rules.detection.decisions import Act
from makegood.rules.detection.verdicts import Judged, Verdict
from makegood.store.crisis_tables import CRISIS_LIKENESS, CRISIS_SOURCE
from makegood.store.engine import reading, writing
from makegood.store.watch_rows import alerted
from makegood.store.watch_tables import WATCH_DECISION, WATCH_MENTION, WATCH_VERDICT

SYSTEM = "system"
LOOKED_BACK = timedelta(days=90)
"""How old a case may be that is looked for among the mentions that were let be."""

SAID, OWN, RAW = WATCH_VERDICT.c, WATCH_DECISION.c, WATCH_MENTION.c
RULING = ""


class VerdictBook:
    """What people said of the work of watches; the last verdict on a mention counts."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def say(self, watch: str, mention_id: str, said: Verdict, by: str, at: datetime) -> None:
        """Keep a verdict; the same by the same person again is kept once. NotFound: no mention."""
        with writing(self._engine) as connection:
            if not _is_known(connection, watch, mention_id):
                raise NotFound(f"The watch {watch} knows no mention {mention_id}")
            last = connection.execute(_last_said(watch, mention_id)).first()
            if last is None or (last.verdict, last.by) != (str(said), by):
                row = {"watch": watch, "mention_id": mention_id, "verdict": str(said), "by": by}
                row |= {"note": "", "case_id": ""}
                connection.execute(insert(WATCH_VERDICT), [{**row, "at": at}])

    def judged(self, watch: str) -> tuple[Judged, ...]:
        """Every mention that was judged, with the last verdict and what the watch had done."""
        newest = select(func.max(SAID.number)).where(SAID.watch == watch).group_by(SAID.mention_id)
        asked = (
            select(SAID.mention_id, SAID.verdict, OWN.at, OWN.act, OWN.severity)
            .join(WATCH_DECISION, and_(OWN.watch == watch, OWN.mention_id == SAID.mention_id))
            .where(SAID.number.in_(newest), OWN.detector == RULING)
            .order_by(OWN.number)
        )
        with reading(self._engine) as connection:
            return tuple(
                Judged(
                    row.mention_id,
                    row.at,
                    Verdict(row.verdict),
                    alerted(row.act),
                    severity=Severity(row.severity) if row.severity else None,
                )
                for row in connection.execute(asked)
            )

    def alerts(self, watch: str) -> tuple[datetime, ...]:
        """When each case was opened or raised."""
        acts = (str(Act.OPEN), str(Act.RAISE))
        asked = select(OWN.at).where(OWN.watch == watch, OWN.detector == RULING, OWN.act.in_(acts))
        with reading(self._engine) as connection:
            return tuple(connection.scalars(asked.order_by(OWN.number)))

    def texts(self, watch: str) -> dict[str, tuple[str, str]]:
        """Language and text of every mention that was judged."""
        judged = select(SAID.mention_id).where(SAID.watch == watch)
        asked = (
            select(RAW.mention_id, OWN.language, RAW.text)
            .join(WATCH_DECISION, OWN.mention == RAW.number)
            .where(RAW.watch == watch, OWN.detector == RULING, RAW.mention_id.in_(judged))
        )
        with reading(self._engine) as connection:
            return {row.mention_id: (row.language, row.text) for row in connection.execute(asked)}

    def find_missed(self, watch: str, at: datetime) -> int:
        """Note the cases of other sources that are about mentions which the watch let be.

        A case is about a mention by its reference (the mention's id, thread or address) or by its
        address. One mention stands for a case, and a case of which another mention had called
        somebody was not missed. Gives how many are new.
        """
        with writing(self._engine) as connection:
            found = dict(_missed(connection, watch, at))
            rows = [
                {
                    "watch": watch,
                    "mention_id": mention_id,
                    "verdict": str(Verdict.MISSED),
                    "by": SYSTEM,
                    "at": at,
                    "note": "escalated by another route",
                    "case_id": case_id,
                }
                for case_id, mention_id in found.items()
            ]
            if rows:
                connection.execute(insert(WATCH_VERDICT), rows)
        return len(found)


def _is_known(connection: Connection, watch: str, mention_id: str) -> bool:
    asked = select(RAW.number).where(RAW.watch == watch, RAW.mention_id == mention_id)
    return connection.execute(asked).first() is not None


def _last_said(watch: str, mention_id: str) -> Select[str, str]:
    return (
        select(SAID.verdict, SAID.by)
        .where(SAID.watch == watch, SAID.mention_id == mention_id)
        .order_by(SAID.number.desc())
        .limit(1)
    )


def _missed(connection: Connection, watch: str, at: datetime) -> Iterator[tuple[str, str]]:
    """Cases, each with the first mention about it, of which the watch called nobody for any."""
    about: dict[str, list[tuple[str, str]]] = {}
    for row in connection.execute(_about(watch, at - LOOKED_BACK)):
        about.setdefault(row.case_id, []).append((row.mention_id, row.act))
    for case_id, mentions in about.items():
        if all(act == Act.IGNORE for _, act in mentions):
            yield case_id, mentions[0][0]


def _about(watch: str, since: datetime) -> Select[str, str, str]:
    """Real cases of other sources that are not noted yet, with the mentions they are about."""
    source, like = CRISIS_SOURCE.c, CRISIS_LIKENESS.c
    digests = or_(
        source.digest == RAW.digest,
        source.digest == RAW.address_digest,
        source.digest == RAW.thread_digest,
        and_(like.url == RAW.address, RAW.address != ""),
    )
    noted = exists().where(SAID.watch == watch, SAID.case_id == source.case_id)
    return (
        select(source.case_id, RAW.mention_id, OWN.act)
        .select_from(CRISIS_SOURCE)
        .outerjoin(CRISIS_LIKENESS, like.case_id == source.case_id)
        .join(WATCH_MENTION, and_(RAW.watch == watch, digests))
        .join(WATCH_DECISION, OWN.mention == RAW.number)
        .where(source.type != str(SourceType.RISK_WATCH), source.drill == "real")
        .where(source.at >= since, ~noted, OWN.detector == RULING)
        .order_by(source.case_id, OWN.number)
    )
