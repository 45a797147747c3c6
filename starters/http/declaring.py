"""How a route of the API is declared: its action, its words, the problems it may answer with."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from fastapi import APIRouter, Depends
from fastapi.responses import JSONResponse, Response
from fastapi.routing import APIRoute

from starters.http import catalogue
from starters.http.catalogue import Kind
from starters.http.etags import require_unconditional
from starters.http.passing import Passing

CONDITIONAL = "x-conditional"
"""How a route tells its description that it minds `If-Match`; nobody else is told."""

PROBLEM_SCHEMA = {"$ref": "#/components/schemas/Problem"}

OF_ALL = (catalogue.NOT_FOUND, catalogue.INVALID, catalogue.TOO_MANY, catalogue.BROKEN)
OF_KNOWN = (catalogue.NOT_SIGNED_IN, catalogue.DENIED, catalogue.UNREACHABLE)
OF_READING = (*OF_KNOWN, catalogue.MALFORMED, catalogue.REFUSED)
OF_DOING = (
    *OF_READING,
    catalogue.STALE,
    catalogue.TOO_LARGE,
    catalogue.WRONG_TYPE,
)

Endpoint = Callable[..., Awaitable[Response]]


@dataclass(frozen=True)
class Way:
    """What a route says of itself: `answer` is the model of its success, `status` its status.

    What is not JSON has its media types in `media`. One that is `conditional` does something only
    to the version that `If-Match` names; others refuse that header.
    """

    path: str
    action: str
    name: str
    summary: str
    tag: str
    answer: Any = None
    status: int = 200
    also: tuple[tuple[int, str], ...] = ()
    media: tuple[str, ...] = ()
    extra: Mapping[str, Any] = field(default_factory=dict)
    conditional: bool = False


class Routes:
    """The routes of the API, each of which passes the gate and says what it is."""

    def __init__(self, router: APIRouter, passing: Passing) -> None:
        self._router = router
        self._passing = passing

    def reads(self, way: Way, endpoint: Endpoint) -> None:
        """Let a GET be answered by the endpoint."""
        self._add(way, endpoint, "GET", self._passing.counted)

    def does(self, way: Way, endpoint: Endpoint) -> None:
        """Let a POST of JSON be answered by the endpoint, each key once.

        `request.state.once` is an id that follows from the actor and the key.
        """
        self._add(way, endpoint, "POST", self._passing.keyed)

    def receives(self, way: Way, endpoint: Endpoint) -> None:
        """Let a POST of a file be answered by the endpoint, which reads it and minds the key."""
        self._add(way, endpoint, "POST", self._passing.counted)

    def _add(self, way: Way, endpoint: Endpoint, method: str, passing: type[APIRoute]) -> None:
        blind = method == "POST" and not way.conditional
        self._router.add_api_route(
            way.path,
            endpoint,
            methods=[method],
            status_code=way.status,
            response_model=way.answer,
            tags=[way.tag],
            summary=way.summary,
            operation_id=way.name,
            responses=_answers(way, method),
            response_class=Response if way.media else JSONResponse,
            dependencies=[Depends(require_unconditional)] if blind else [],
            openapi_extra={"x-action": way.action, CONDITIONAL: way.conditional, **way.extra},
            route_class_override=passing,
        )


def _answers(way: Way, method: str) -> dict[int | str, dict[str, Any]]:
    """What the route may be answered with, besides its success."""
    problems = OF_READING if method == "GET" else OF_DOING
    kinds = OF_ALL if way.action == "public" else (*problems, *OF_ALL)
    answers: dict[int | str, dict[str, Any]] = {kind.status: _told(kind) for kind in kinds}
    answers |= {status: {"description": what, "model": way.answer} for status, what in way.also}
    if way.media:
        content = {media: {"schema": {"type": "string"}} for media in way.media}
        answers[way.status] = {"description": way.summary, "content": content}
    return answers


def _told(kind: Kind) -> dict[str, Any]:
    content = {"application/problem+json": {"schema": PROBLEM_SCHEMA}}
    return {"description": kind.title, "content": content}
