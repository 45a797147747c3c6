"""What people look at: the watches, their decisions, and one mention with all its reasons."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Engine, func, select

from makegood.messages.problems import Malformed, NotFound
from makegood.messages.watch_views import (
    DecisionPage,
    DecisionRow,
    ExplainedMention,
    VerdictRow,
    WatchRow,
)
from makegood.rules.detection.decisions import Act, Decision
from makegood.rules.detection.scoring import explained
from makegood.store.engine import reading
from makegood.store.watch_rows import WHOLE, decided_of, decision_of
from makegood.store.watch_tables import WATCH, WATCH_DECISION, WATCH_MENTION, WATCH_VERDICT

OWN, RAW, SAID = WATCH_DECISION.c, WATCH_MENTION.c, WATCH_VERDICT.c
RULING = ""
PAGE = 50
FIELDS = tuple(DecisionRow.model_fields)


@dataclass(frozen=True)
class DecisionFilter:
    """What a decision must be to be listed; None does not matter."""

    act: str | None = None
    case_id: str | None = None
    severity: str | None = None
    mention_id: str | None = None


class WatchLists:
    """Read models of the watches: no workflow is asked."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def watches(self) -> tuple[WatchRow, ...]:
        """Every watch, by name."""
        acts = {name: _counted(OWN.act == str(act)) for name, act in ALERTS.items()}
        waiting = select(func.count()).where(RAW.watch == WATCH.c.name, RAW.decided.is_(False))
        mentions = select(func.count()).where(RAW.watch == WATCH.c.name)
        last = select(func.max(OWN.at)).where(OWN.watch == WATCH.c.name)
        asked = select(
            WATCH,
            mentions.scalar_subquery().label("mentions"),
            waiting.scalar_subquery().label("waiting"),
            last.scalar_subquery().label("last_mention_at"),
            *(column.label(name) for name, column in acts.items()),
        ).order_by(WATCH.c.name)
        with reading(self._engine) as connection:
            rows = connection.execute(asked).mappings()
            return tuple(WatchRow.model_validate(dict(row)) for row in rows)

    def decisions(
        self, watch: str, which: DecisionFilter, cursor: str = "", limit: int = PAGE
    ) -> DecisionPage:
        """A page of the decisions that pass the filter, the newest first."""
        asked = select(WATCH_DECISION).where(OWN.watch == watch, OWN.detector == RULING)
        asked = asked.where(*_conditions(which)).order_by(OWN.number.desc())
        if cursor:
            asked = asked.where(OWN.number < _place(cursor))
        with reading(self._engine) as connection:
            found = connection.execute(asked.limit(limit + 1)).all()
        rows = tuple(DecisionRow.model_validate(row._mapping) for row in found[:limit])
        return DecisionPage(rows=rows, cursor=str(rows[-1].number) if len(found) > limit else "")

    def mention(self, watch: str, mention_id: str) -> ExplainedMention:
        """A mention and what was made of it; NotFound where nothing was decided on such a one."""
        asked = WHOLE.where(
            OWN.watch == watch, OWN.detector == RULING, OWN.mention_id == mention_id
        )
        said = select(WATCH_VERDICT).where(SAID.watch == watch, SAID.mention_id == mention_id)
        with reading(self._engine) as connection:
            row = connection.execute(asked).first()
            if row is None:
                raise NotFound(f"The watch {watch} has decided on no mention {mention_id}")
            verdicts = connection.execute(said.order_by(SAID.number)).all()
        seen = decided_of(row).seen
        return ExplainedMention(
            decision=DecisionRow.model_validate({name: getattr(row, name) for name in FIELDS}),
            author=seen.mention.author,
            text=seen.mention.text,
            address=seen.mention.address,
            parts=tuple((one.name, one.contribution, one.why) for one in seen.found.parts),
            why=tuple(explained(seen.found)),
            verdicts=tuple(VerdictRow.model_validate(one._mapping) for one in verdicts),
        )

    def both(self, watch: str, shadow: str) -> tuple[tuple[Decision, Decision], ...]:
        """What the ruling detector and a shadow decided on the same mentions, in their order."""
        other = WATCH_DECISION.alias("other")
        asked = select(WATCH_DECISION).where(OWN.watch == watch).order_by(OWN.mention)
        same = select(other.c.mention).where(other.c.watch == watch, other.c.detector == shadow)
        with reading(self._engine) as connection:
            ruling = connection.execute(
                asked.where(OWN.detector == RULING, OWN.mention.in_(same))
            ).all()
            shadowed = connection.execute(asked.where(OWN.detector == shadow)).all()
        pairs = zip(ruling, shadowed, strict=True)
        return tuple((decision_of(one), decision_of(two)) for one, two in pairs)


ALERTS = {"opened": Act.OPEN, "raised": Act.RAISE}


def _counted(condition: ColumnElement[bool]) -> ColumnElement[int]:
    own = (OWN.watch == WATCH.c.name, OWN.detector == RULING, condition)
    return select(func.count()).select_from(WATCH_DECISION).where(*own).scalar_subquery()


def _conditions(which: DecisionFilter) -> Iterator[ColumnElement[bool]]:
    for name, value in vars(which).items():
        if value is not None:
            yield WATCH_DECISION.c[name] == value


def _place(cursor: str) -> int:
    if not cursor.isdecimal():
        raise Malformed("cursor: not one of this list; leave it out for the first page")
    return int(cursor)
