"""How a function becomes a command: it gets the visit it serves, and every command `--json`."""

import inspect
from collections.abc import Callable, Iterator
from functools import wraps
from typing import Annotated, ParamSpec, TypeVar

import typer

from starters.cli.visit import Visit

Told = ParamSpec("Told")
Result = TypeVar("Result")
Register = Callable[[Callable[..., None]], Callable[..., None]]

Json = Annotated[bool, typer.Option("--json", help="Answer, and fail, in JSON on standard output.")]


def command(group: typer.Typer, name: str) -> Register:
    """Register a function, whose first parameter is the visit, under a name."""

    def register(function: Callable[..., None]) -> Callable[..., None]:
        @wraps(function)
        def called(ctx: typer.Context, **told: object) -> None:
            visit: Visit = ctx.obj
            function(visit, **{name: value for name, value in told.items() if name != "json"})

        parameters = list(_parameters(function))
        called.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
        called.__annotations__ = {each.name: each.annotation for each in parameters}
        group.command(name)(called)
        return function

    return register


def _parameters(function: Callable[..., None]) -> Iterator[inspect.Parameter]:
    """The parameters that the command line fills: the visit becomes its context."""
    own = list(inspect.signature(function).parameters.values())[1:]
    named = inspect.Parameter.KEYWORD_ONLY
    yield inspect.Parameter("ctx", named, annotation=typer.Context)
    yield from (each.replace(kind=named) for each in own)
    yield inspect.Parameter("json", named, annotation=Json, default=False)
