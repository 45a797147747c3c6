"""What was changed in the rotas: saved once, counted from then on, never taken off the record."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import NamedTuple

from sqlalchemy import Connection, Engine, Row, Select, func, insert, select

from makegood.messages.problems import NotFound
from makegood.rules.claim import Team
from makegood.rules.refusals import Refused
from makegood.rules.rota.plan import Override
from makegood.rules.rota.saving import Change, Standing, admitted, said_already, withdrawn
from makegood.store.engine import add_once, reading, serialise, writing
from makegood.store.rota_tables import ROTA_CHANGE, ROTA_OVERRIDE, ROTA_WITHDRAWAL

_ONE_AT_A_TIME = 73013
"""Changes are judged by what is saved already, so they are saved one after the other."""

_SAME = ROTA_WITHDRAWAL.c.number == ROTA_CHANGE.c.number

BEGINNING = datetime(1, 1, 2, tzinfo=UTC)
END = datetime(9999, 12, 30, tzinfo=UTC)


@dataclass(frozen=True)
class Saved:
    """A change on record, with what to know about it; `already` when it had been saved before."""

    id: str
    change: Change
    warnings: tuple[str, ...] = ()
    already: bool = False


class Wanted(NamedTuple):
    """A change that is to be saved, and the event of a calendar that it comes from, if any."""

    change: Change
    source: str = ""


def _any_version(_: int) -> None:
    """Whatever was changed meanwhile."""


@dataclass(frozen=True)
class Judged:
    """How changes are taken in: `require` raises for a version that will not do, `dry` looks.

    `told` hears the version that the rota has with them, before anybody else can change it.
    """

    require: Callable[[int], None] = _any_version
    dry: bool = False
    told: Callable[[int], None] = _any_version


HOWEVER = Judged()
"""Whatever version the rota has, and for good."""


class _OnlyLooked(Exception):
    """What was written is not to be kept."""


class Word(NamedTuple):
    """Who says so, and why."""

    by: str
    why: str


class RotaChanges:
    """The overrides and swaps of all teams; each save and each withdrawal is one transaction."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def overrides(
        self, since: datetime = BEGINNING, until: datetime = END, team: Team | None = None
    ) -> tuple[Override, ...]:
        """What counts in that time, of a team or of all, in the order in which it was saved.

        A change that was withdrawn counts up to then.
        """
        with reading(self._engine) as connection:
            touching = (ROTA_OVERRIDE.c.since < until, ROTA_OVERRIDE.c.until > since)
            found = tuple(_overrides(connection.execute(_rows(team).where(*touching))))
        return tuple(each for each in found if each.until > since)

    def save(
        self, change: Change, standing: Standing, source: str = "", judged: Judged = HOWEVER
    ) -> Saved:
        """Save a change under an id of its own; Refused where a rule says no.

        What was saved before is read here and not taken from the standing. The same change again
        is the one that is there. A change of a `source` that was saved otherwise takes its place.
        """
        [found] = self.save_all([Wanted(change, source)], standing, judged)
        if isinstance(found, Refused):
            raise found
        return found

    def save_all(
        self, wanted: Iterable[Wanted], standing: Standing, judged: Judged
    ) -> tuple[Saved | Refused, ...]:
        """Save changes one after the other, in one transaction; the refusal where a rule says no.

        Each is judged by what those before it have changed. What is only looked at is not kept.
        """
        found: list[Saved | Refused] = []
        with suppress(_OnlyLooked), writing(self._engine) as connection:
            serialise(connection, _ONE_AT_A_TIME)
            judged.require(_version(connection, standing.rota.team))
            standing = _with_saved(connection, standing)
            for each in wanted:
                try:
                    saved, standing = _saved(connection, each, standing)
                except Refused as refusal:
                    found.append(refusal)
                else:
                    found.append(saved)
            if judged.dry:
                raise _OnlyLooked
            judged.told(_version(connection, standing.rota.team))
        return tuple(found)

    def version(self, team: Team) -> int:
        """How often the rota of a team was changed: higher after each change and withdrawal."""
        with reading(self._engine) as connection:
            return _version(connection, team)

    def withdraw(
        self, change_id: str, standing: Standing, word: Word, judged: Judged = HOWEVER
    ) -> tuple[str, ...]:
        """Let a change count no more from now on; what to know about it.

        Refused where it is over already, NotFound where no change of the team has that id. To
        withdraw again changes nothing.
        """
        with writing(self._engine) as connection:
            serialise(connection, _ONE_AT_A_TIME)
            judged.require(_version(connection, standing.rota.team))
            warnings = _withdrawn(connection, change_id, _with_saved(connection, standing), word)
            judged.told(_version(connection, standing.rota.team))
        return warnings

    def team_of(self, change_id: str) -> Team:
        """Whose rota a change is of, withdrawn or not; NotFound where there is none of that id."""
        with reading(self._engine) as connection:
            return Team(_change(connection, change_id).team)


def _id(number: int) -> str:
    return f"R-{number}"


def _number(change_id: str) -> int:
    number = change_id.removeprefix("R-")
    if not (number.isascii() and number.isdecimal() and len(number) < 19):
        raise NotFound(f"There is no change {change_id} of a rota")
    return int(number)


def _rows(team: Team | None) -> Select[*tuple[object, ...]]:
    query = (
        select(ROTA_CHANGE, ROTA_OVERRIDE, ROTA_WITHDRAWAL.c.at.label("withdrawn_at"))
        .join_from(ROTA_CHANGE, ROTA_OVERRIDE, ROTA_OVERRIDE.c.number == ROTA_CHANGE.c.number)
        .outerjoin(ROTA_WITHDRAWAL, ROTA_WITHDRAWAL.c.number == ROTA_CHANGE.c.number)
        .order_by(ROTA_CHANGE.c.number, ROTA_OVERRIDE.c.position)
    )
    return query.where(ROTA_CHANGE.c.team == team) if team else query


def _overrides(rows: Iterable[Row[*tuple[object, ...]]]) -> Iterable[Override]:
    for row in rows:
        until = min(row.until, row.withdrawn_at or row.until)
        if row.since < until:
            yield Override(
                id=_id(row.number),
                team=Team(row.team),
                person=row.person,
                since=row.since,
                until=until,
                by=row.by,
                why=row.why,
                replaces=row.replaces,
            )


def _with_saved(connection: Connection, standing: Standing) -> Standing:
    """The standing with what is on record and was not withdrawn."""
    rows = connection.execute(_rows(standing.rota.team).where(ROTA_WITHDRAWAL.c.at.is_(None)))
    return replace(standing, saved=tuple(_overrides(rows)))


def _saved(connection: Connection, wanted: Wanted, standing: Standing) -> tuple[Saved, Standing]:
    """A change on record, and the standing after it; Refused before anything is written."""
    known = said_already(wanted.change, standing)
    if known:
        own = tuple(each for each in standing.saved if each.id == known)
        return Saved(known, own, already=True), standing
    older = _older(connection, standing, wanted.source)
    rest = tuple(each for each in standing.saved if each not in older)
    judged = admitted(wanted.change, replace(standing, saved=rest))
    for each in older:
        word = Word(each.by, "a newer version of the event takes its place")
        _withdraw(connection, each.id, word, standing.now)
    number = _write(connection, judged.change, standing.now, wanted.source)
    own = tuple(replace(each, id=_id(number)) for each in judged.change)
    return Saved(_id(number), own, judged.warnings), replace(standing, saved=(*rest, *own))


def _withdrawn(
    connection: Connection, change_id: str, standing: Standing, word: Word
) -> tuple[str, ...]:
    """What to know about a withdrawal; one that was made before, or is of nothing, is no other."""
    if change_id not in {each.id for each in standing.saved}:
        _change(connection, change_id)  # not in force: withdrawn before, or unknown
        return ()
    warnings = withdrawn(change_id, standing)
    _withdraw(connection, change_id, word, standing.now)
    return warnings


def _version(connection: Connection, team: Team) -> int:
    mine = ROTA_CHANGE.c.team == team
    made = select(func.count()).select_from(ROTA_CHANGE).where(mine)
    gone = select(func.count()).select_from(ROTA_WITHDRAWAL.join(ROTA_CHANGE, _SAME)).where(mine)
    return int(connection.execute(made).scalar_one() + connection.execute(gone).scalar_one())


def _older(connection: Connection, standing: Standing, source: str) -> tuple[Override, ...]:
    """What was saved of the source before, and counts still."""
    if not source:
        return ()
    numbers = select(ROTA_CHANGE.c.number).where(
        ROTA_CHANGE.c.source == source, ROTA_CHANGE.c.team == standing.rota.team
    )
    older = {_id(number) for number in connection.scalars(numbers)}
    return tuple(e for e in standing.saved if e.until > standing.now and e.id in older)


def _write(connection: Connection, change: Change, now: datetime, source: str) -> int:
    first = change[0]
    values = {"team": first.team, "by": first.by, "why": first.why, "at": now, "source": source}
    made = connection.execute(insert(ROTA_CHANGE).values(values).returning(ROTA_CHANGE.c.number))
    number: int = made.scalar_one()
    rows = [
        {
            "number": number,
            "position": position,
            "person": each.person,
            "replaces": each.replaces,
            "since": each.since,
            "until": each.until,
        }
        for position, each in enumerate(change)
    ]
    connection.execute(insert(ROTA_OVERRIDE), rows)
    return number


def _withdraw(connection: Connection, change_id: str, word: Word, now: datetime) -> None:
    row = {"number": _number(change_id), "by": word.by, "why": word.why, "at": now}
    add_once(connection, ROTA_WITHDRAWAL, [row])


def _change(connection: Connection, change_id: str) -> Row[*tuple[object, ...]]:
    query = select(ROTA_CHANGE).where(ROTA_CHANGE.c.number == _number(change_id))
    found = connection.execute(query).one_or_none()
    if found is None:
        raise NotFound(f"There is no change {change_id} of a rota")
    return found
