"""The gate before every route: who asks, and whether such a one may do such a thing at all."""

from collections.abc import Iterator, Sequence

import structlog
from fastapi import FastAPI, Request
from fastapi.routing import iter_route_contexts
from pydantic import JsonValue
from starlette.datastructures import ImmutableMultiDict, UploadFile
from starlette.exceptions import HTTPException
from starlette.routing import BaseRoute, Mount

from makegood.rules.access import granted
from starters.errors import Denied
from starters.storable import NOTHING
from starters.web.csrf import FORMS, require_own_page
from starters.web.house import House

ACTION = "x-action"
PUBLIC = "public"
"""The action of a route that answers strangers too."""

SIGNED_IN = "signed_in"
"""The action of a route for anybody who is known."""

log: structlog.stdlib.BoundLogger = structlog.get_logger()


class UndeclaredRoute(Exception):
    """A route does not say which action it is, so nobody can say who may use it."""


def declares(*actions: str) -> dict[str, JsonValue]:
    """What a route gives as `openapi_extra`: it is open to whoever may do one of the actions.

    A part such as `{command}` is filled from the path.
    """
    return {ACTION: " ".join(actions)}


def declared(route: object) -> tuple[str, ...]:
    """The actions that a route says it is; none where it says nothing."""
    extra = getattr(route, "openapi_extra", None) or {}
    return tuple(str(extra.get(ACTION, "")).split())


def actions_of(request: Request) -> tuple[str, ...]:
    """The actions of the route that was asked for, with the words of its path filled in."""
    words = {name: str(value).replace("-", "_") for name, value in request.path_params.items()}
    return tuple(action.format(**words) for action in declared(request.scope.get("route")))


class Gate:
    """Lets nobody on who is unknown, whom no grant covers, or whose browser was tricked.

    What is asked about, such as whose claim it is, is for the route to judge.
    """

    def __init__(self, house: House) -> None:
        self._house = house

    async def __call__(self, request: Request) -> None:
        """NotSignedIn for a stranger, Denied where no role allows it or no page of ours asked."""
        actions = actions_of(request)
        if PUBLIC in actions:
            return
        actor = await self._house.caller(request)
        await require_own_page(request)
        await _require_storable(request)
        table = self._house.access
        if SIGNED_IN in actions or any(granted(actor, each, table) for each in actions):
            return
        log.info("access.refused", actor=actor.name, action=" ".join(actions), code="not_granted")
        raise Denied(f"{actor.name} may not do that.", "not_granted")


async def _require_storable(request: Request) -> None:
    """Refuse an address or a form with a character that no database keeps."""
    said = [str(request.scope["path"]), *_words(request.query_params)]
    if request.method == "POST" and request.headers.get("content-type", "").startswith(FORMS):
        said += _words(await request.form())
    if any(NOTHING in one for one in said):
        raise HTTPException(400, "A text without zero bytes is expected here.")


def _words(told: ImmutableMultiDict[str, str | UploadFile]) -> list[str]:
    return [part for pair in told.multi_items() for part in pair if isinstance(part, str)]


def require_declared(app: FastAPI) -> None:
    """UndeclaredRoute, naming each, where a route of the application says no action."""
    silent = [path for path, route in routes_of(app.routes) if not declared(route)]
    if silent:
        raise UndeclaredRoute(f"no {ACTION} on {', '.join(silent)}")


def routes_of(routes: Sequence[BaseRoute]) -> Iterator[tuple[str, object]]:
    """Every route with its whole path; folders of files and the description are no routes."""
    for each in iter_route_contexts(routes):
        if not isinstance(each.original_route, Mount):
            yield each.path or "", each
