"""How a command becomes an endpoint: its body is typed by its message."""

import inspect
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Annotated

from fastapi import Body, Request
from fastapi.openapi.models import Example
from fastapi.responses import Response
from pydantic import BaseModel

from makegood.messages.claims import Identifier
from starters.http.bodies import body_of

ALSO = ((202, "Taken in, and given later, where `Prefer: respond-async` allows it"),)
"""What any command may be answered with besides its receipt."""

Say = Callable[[Request, str, str, BaseModel], Awaitable[Response]]


@dataclass(frozen=True)
class Spoken:
    """A command by its name, with its message, and examples of its body."""

    name: str
    kind: type[BaseModel]
    examples: dict[str, Example] | None = None


def endpoint(say: Say, command: Spoken, case: str) -> Callable[..., Awaitable[Response]]:
    """The endpoint of a command: its body is the message without what the door knows.

    `case` is how the path names the case.
    """
    body = body_of(command.kind)

    async def given(request: Request, said: BaseModel, **path: str) -> Response:
        return await say(request, path[case], command.name, said)

    given.__doc__ = command.kind.__doc__
    given.__signature__ = inspect.Signature(  # type: ignore[attr-defined]
        [
            _parameter("request", Request),
            _parameter(case, Identifier),
            _parameter("said", Annotated[body, Body(openapi_examples=command.examples)]),
        ]
    )
    return given


def _parameter(name: str, kind: object) -> inspect.Parameter:
    return inspect.Parameter(name, inspect.Parameter.POSITIONAL_OR_KEYWORD, annotation=kind)
