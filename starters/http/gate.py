"""What every request to the HTTP API passes: its rate is counted, and a POST is done once."""

from collections import Counter
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from fastapi.routing import APIRoute
from typing_extensions import override

from makegood.rules.access import Actor
from starters.http import catalogue
from starters.http.once import Call, Once, command_id, fingerprint, idempotency_key
from starters.http.problems import Problem, Turned
from starters.http.rates import Left, Rates
from starters.storable import holds_nothing
from starters.web.house import House

Handle = Callable[[Request], Coroutine[Any, Any, Response]]
JSON_TYPE = "application/json"
GIVEN_TWICE = "Is given more than once"


class Gate:
    """Lets requests through to their routes."""

    def __init__(self, house: House, rates: Rates, once: Once) -> None:
        self._house = house
        self._rates = rates
        self._once = once

    async def counted(self, request: Request, handle: Handle) -> Response:
        """The answer of a route that only reads, with how much may still be asked."""
        left = await self._left(request)
        return _with(left, await handle(request))

    async def once(self, request: Request, handle: Handle) -> Response:
        """The answer of a route that does something: what a key asks for is done once."""
        left = await self._left(request)
        actor = await self._house.caller(request)
        key = idempotency_key(request)
        _require_json(request)
        content = await request.body()
        _require_storable(content)
        call = Call(actor, key, fingerprint(request, content))
        request.state.once = command_id(actor, key)

        async def work() -> Response:
            return await handle(request)

        return _with(left, await self._once.answer(request, call, work))

    async def _left(self, request: Request) -> Left:
        known: Actor | None = getattr(request.state, "actor", None)
        actor = known or await self._house.recognise(request)
        request.state.actor = actor
        if actor is not None:
            left = await self._rates.actor(actor.name)
        else:
            left = await self._rates.stranger(request.client.host if request.client else "")
        request.state.rate_headers = left.headers()
        return left


def _require_json(request: Request) -> None:
    said = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if said not in ("", JSON_TYPE) and not said.endswith("+json"):
        raise Turned(Problem(catalogue.WRONG_TYPE, f"{JSON_TYPE} is expected here."))


def _require_storable(content: bytes) -> None:
    if holds_nothing(content):
        wrong = "A text without zero bytes is expected: no database keeps them."
        raise Turned(Problem(catalogue.INVALID, wrong, "zero_byte"))


def _require_each_once(request: Request) -> None:
    """Refuse a parameter that is given twice: of two values, each reader may take another."""
    given = Counter(name for name, _ in request.query_params.multi_items())
    if repeated := [name for name, times in given.items() if times > 1]:
        raise RequestValidationError(
            [{"type": "repeated", "loc": ("query", name), "msg": GIVEN_TWICE} for name in repeated]
        )


def _with(left: Left, response: Response) -> Response:
    response.headers.update(left.headers())
    return response


Pass = Callable[[Gate, Request, Handle], Awaitable[Response]]


def route_class(gate: Gate, through: Pass) -> type[APIRoute]:
    """Routes whose requests pass the gate in that way."""

    class GatedRoute(APIRoute):
        @override
        def get_route_handler(self) -> Handle:
            handle = super().get_route_handler()

            async def strict(request: Request) -> Response:
                _require_each_once(request)
                return await handle(request)

            async def passed(request: Request) -> Response:
                return await through(gate, request, strict)

            return passed

    return GatedRoute
