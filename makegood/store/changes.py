"""How things stand that open pages show: a short text that differs once something has changed."""

from collections.abc import Callable, Iterable

from sqlalchemy import Connection, Engine, func, select

from makegood.store.crisis_tables import CRISIS, CRISIS_AWAITING
from makegood.store.engine import reading
from makegood.store.tables import AWAITING, CLAIM

Marker = Callable[[Connection, list[str]], dict[str, str]]


def marks(engine: Engine, topics: frozenset[str]) -> dict[str, str]:
    """The mark of each topic, `<kind>:<name>`; one of a kind that nobody knows has none.

    `claim` and `crisis` are cases by id, `merchant` is all claims of one, `inbox` all that a team
    or person is waited on for, and `crises` every crisis case that somebody works on. One query a
    kind, however many topics.
    """
    with reading(engine) as connection:
        return {
            topic: mark
            for kind, names in _by_kind(topics).items()
            for topic, mark in _marked(connection, kind, names)
        }


def _by_kind(topics: Iterable[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for topic in sorted(topics):
        kind, _, name = topic.partition(":")
        found.setdefault(kind, []).append(name)
    return found


def _marked(connection: Connection, kind: str, names: list[str]) -> list[tuple[str, str]]:
    marker = _MARKERS.get(kind)
    known = marker(connection, names) if marker else {}
    return [(f"{kind}:{name}", known.get(name, "0")) for name in names if marker]


def _claims(connection: Connection, names: list[str]) -> dict[str, str]:
    rows = connection.execute(
        select(CLAIM.c.claim_id, CLAIM.c.version).where(CLAIM.c.claim_id.in_(names))
    )
    return {claim_id: str(version) for claim_id, version in rows}


def _crises(connection: Connection, names: list[str]) -> dict[str, str]:
    rows = connection.execute(
        select(CRISIS.c.case_id, CRISIS.c.version).where(CRISIS.c.case_id.in_(names))
    )
    return {case_id: str(version) for case_id, version in rows}


def _merchants(connection: Connection, names: list[str]) -> dict[str, str]:
    """A claim's version only ever grows, so their sum is another after every step of any."""
    rows = connection.execute(
        select(CLAIM.c.merchant_id, func.count(), func.sum(CLAIM.c.version))
        .where(CLAIM.c.merchant_id.in_(names))
        .group_by(CLAIM.c.merchant_id)
    )
    return {name: f"{count}.{versions}" for name, count, versions in rows}


def _all_crises(connection: Connection, names: list[str]) -> dict[str, str]:
    active = select(func.count(), func.sum(CRISIS.c.version), func.max(CRISIS.c.opened_at))
    count, versions, newest = connection.execute(active.where(CRISIS.c.active)).one()
    return dict.fromkeys(names, f"{count}.{versions}.{newest}")


def _inboxes(connection: Connection, names: list[str]) -> dict[str, str]:
    claims = connection.execute(
        select(AWAITING.c.who, func.count(), func.sum(CLAIM.c.version))
        .join_from(AWAITING, CLAIM, AWAITING.c.claim_id == CLAIM.c.claim_id)
        .where(AWAITING.c.who.in_(names))
        .group_by(AWAITING.c.who)
    )
    crises = connection.execute(
        select(CRISIS_AWAITING.c.who, func.count(), func.sum(CRISIS.c.version))
        .join_from(CRISIS_AWAITING, CRISIS, CRISIS_AWAITING.c.case_id == CRISIS.c.case_id)
        .where(CRISIS_AWAITING.c.who.in_(names))
        .group_by(CRISIS_AWAITING.c.who)
    )
    found: dict[str, str] = {}
    for who, count, versions in (*claims, *crises):
        found[who] = f"{found.get(who, '')}/{count}.{versions}"
    return found


_MARKERS: dict[str, Marker] = {
    "claim": _claims,
    "crisis": _crises,
    "crises": _all_crises,
    "merchant": _merchants,
    "inbox": _inboxes,
}
