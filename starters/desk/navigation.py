"""Where somebody may go from every page."""

from dataclasses import dataclass

from makegood.rules.access import Actor, Resource, Role
from makegood.rules.claim import Team
from starters.desk.words import N_
from starters.web.house import House


@dataclass(frozen=True)
class Place:
    """An entry of the top navigation: its path, what it is called, the actions that open it.

    Of several actions, written one after the other, any one opens it.
    """

    path: str
    label: str
    action: str


COMPANY = (
    Place("/inbox", N_("Inbox"), "inbox.read"),
    Place("/claims", N_("Claims"), "claim.list"),
    Place("/crises", N_("Crises"), "crisis.list"),
    Place("/on-call", N_("On call"), "oncall.read"),
    Place("/search", N_("Search"), "claim.list crisis.list"),
    Place("/policy", N_("Policy"), "policy.read"),
    Place("/system", N_("System"), "system.read"),
    Place("/keys", N_("API keys"), "key.list"),
)
MERCHANT = (
    Place("/my/claims", N_("My claims"), "claim.list"),
    Place("/my/claims/new", N_("File a claim"), "claim.file"),
)


def is_merchant(actor: Actor) -> bool:
    """Whether they come to ask rather than to decide."""
    return Role.MERCHANT in actor.roles


def places(house: House, actor: Actor) -> tuple[Place, ...]:
    """The places that the actor may open, in the order of the navigation."""
    offered = MERCHANT if is_merchant(actor) else COMPANY
    return tuple(one for one in offered if _opens(house, actor, one))


def start(house: House, actor: Actor) -> str:
    """The page that somebody begins on."""
    return next((one.path for one in places(house, actor)), "/nowhere")


def _opens(house: House, actor: Actor, place: Place) -> bool:
    teams = actor.teams_at(house.now()) or {None}
    return any(
        house.verdict(actor, action, _any_of(action, actor, team)).allowed
        for action in place.action.split()
        for team in teams
    )


def _any_of(action: str, actor: Actor, team: Team | None) -> Resource:
    kind = action.partition(".")[0]
    return Resource(kind, "", actor.merchant_id, team)
