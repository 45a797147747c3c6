"""What a page that is open may be told about: topics, for those who may read what they are of."""

from collections.abc import Callable

from makegood.messages.problems import NotFound
from makegood.rules.access import Actor, Resource
from makegood.rules.claim import Team
from starters.desk.room import Room
from starters.errors import BadInput, Denied, NoSuchClaim

Topics = tuple[str, ...]


def topics(room: Room, actor: Actor, about: str) -> Topics:
    """The topics of what a page is about; a DoorError where the actor may not read it."""
    kind, _, name = about.partition(":")
    known = ABOUT.get(kind)
    if known is None:
        raise BadInput(f"about: {', '.join(ABOUT)}; not {kind!r}")
    return known(room, actor, name)


def _inbox(room: Room, actor: Actor, _: str) -> Topics:
    teams = room.teams(actor)
    if not teams:
        raise Denied(f"{actor.name} has no inbox.", "not_granted")
    return inbox_topics(actor, teams)


def inbox_topics(actor: Actor, teams: tuple[Team, ...]) -> Topics:
    """All that somebody is waited on for, by team and by name."""
    return tuple(f"inbox:{who}" for who in (*teams, actor.name))


def _mine(room: Room, actor: Actor, _: str) -> Topics:
    own = Resource("claim", merchant_id=actor.merchant_id)
    room.house.require(actor, "claim.list", own)
    return (f"merchant:{actor.merchant_id}",)


def _claim(room: Room, actor: Actor, claim_id: str) -> Topics:
    try:
        merchant_id = room.house.desk.row(claim_id).merchant_id
    except NotFound as unknown:
        raise NoSuchClaim(f"There is no claim {claim_id}.") from unknown
    room.house.require(actor, "claim.read", Resource("claim", claim_id, merchant_id))
    return (f"claim:{claim_id}",)


def _crisis(room: Room, actor: Actor, case_id: str) -> Topics:
    room.house.require(actor, "crisis.read", Resource("crisis", case_id))
    return (f"crisis:{case_id}",)


def _crises(room: Room, actor: Actor, _: str) -> Topics:
    room.house.require(actor, "crisis.list", Resource("crisis"))
    return ("crises:all",)


ABOUT: dict[str, Callable[[Room, Actor, str], Topics]] = {
    "inbox": _inbox,
    "mine": _mine,
    "claim": _claim,
    "crisis": _crisis,
    "crises": _crises,
}
