"""Which door answers what went wrong: the API in its form, the desk as a page."""

from collections.abc import Awaitable, Callable, Mapping
from typing import TypeAlias

from fastapi import FastAPI, Request
from starlette.responses import Response

Install = Callable[[FastAPI], None]
"""Registers a door's handlers of exceptions with the application that it is given."""

Handlers: TypeAlias = Mapping[object, Callable[..., object]]
API = "/v1"


def answer_by_door(app: FastAPI, api: Install, pages: Install) -> None:
    """Let whatever is raised under `/v1` be answered by the API's handlers, the rest as pages."""
    of_api, of_pages, usual = _handlers(api), _handlers(pages), app.exception_handlers
    for kind in {**of_api, **of_pages}:
        if isinstance(kind, type | int):
            before = usual.get(kind)
            chosen = (of_api.get(kind, before), of_pages.get(kind, before))
            app.add_exception_handler(kind, _by_path(*chosen))


def _handlers(install: Install) -> dict[object, Callable[..., object]]:
    """What a door registers, and nothing that FastAPI had there before."""
    bare, told = FastAPI(), FastAPI()
    install(told)
    before = bare.exception_handlers
    return {
        kind: handler
        for kind, handler in told.exception_handlers.items()
        if before.get(kind) is not handler
    }


def _by_path(
    api: Callable[..., object] | None, pages: Callable[..., object] | None
) -> Callable[[Request, Exception], Awaitable[Response]]:
    async def answer(request: Request, error: Exception) -> Response:
        chosen = api if is_api(request.url.path) else pages
        if chosen is None:
            raise error
        found = chosen(request, error)
        said = await found if isinstance(found, Awaitable) else found
        assert isinstance(said, Response)
        return said

    return answer


def is_api(path: str) -> bool:
    """Whether a path belongs to the API."""
    return path == API or path.startswith(API + "/")
