"""`docs/reference/http.md`, made from what the API says of itself."""

import asyncio
import sys
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory

from fastapi import FastAPI, Request

from makegood.gateways.documents import DocumentStore
from makegood.rules.access import AccessTable, Actor
from makegood.settings import Settings
from makegood.store.crisis_desk import CrisisLists
from makegood.store.engine import make_engine
from makegood.store.inbox import Desk
from starters.client import Claims
from starters.crises import Crises
from starters.http import catalogue
from starters.http.openapi import ABOUT, Schema, describe
from starters.http.routes import api_router
from starters.http.telling import Operation, Part, models, operations
from starters.server import reach
from starters.web.house import House

HEAD = f"""# The HTTP API

{ABOUT}

A running stack describes itself: `/v1/openapi.json` is this page as OpenAPI 3.1, `/v1/docs` the
same for people. [How to use it](../how-to/use-the-http-api.md) shows it with `curl` and Python.
"""


def page(schema: Schema) -> str:
    """The page, whole."""
    return "\n".join(_lines(schema)).rstrip() + "\n"


def _lines(schema: Schema) -> Iterator[str]:
    yield HEAD
    yield from _problems()
    about = {tag["name"]: tag["description"] for tag in schema["tags"]}
    for tag, found in groupby(operations(schema), key=lambda one: one.tag):
        yield f"## {tag.capitalize()}\n\n{about.get(tag, '')}\n"
        for operation in found:
            yield from _operation(operation)
    yield "## Models\n\nWhat bodies and answers are made of.\n"
    for name, parts in models(schema):
        yield f"### {name}\n"
        yield from _table("field", parts)


def _problems() -> Iterator[str]:
    yield "## Problems\n\n| type | status | title | what to do |\n|---|---|---|---|"
    for kind in catalogue.KINDS:
        yield f"| `{kind.type}` | {kind.status} | {kind.title} | {kind.next} |"
    yield ""


def _operation(one: Operation) -> Iterator[str]:
    yield f"### {one.summary}\n\n`{one.method} {one.path}`, for whoever may `{one.action}`\n"
    if one.about:
        yield f"{one.about}\n"
    yield from _table("parameter", one.parameters)
    yield from _table("field", one.fields)
    if one.example:
        yield f"```json\n{one.example}\n```\n"
    fine = [f"{status} {what}" for status, what in one.answers if status < "400"]
    yield f"Answers: {'; '.join(fine)}.\n"


def _table(head: str, parts: tuple[Part, ...]) -> Iterator[str]:
    if not parts:
        return
    yield f"| {head} | type | |\n|---|---|---|"
    for part in parts:
        must = "must be there. " if part.required else ""
        kind = part.kind.replace("|", "\\|")
        yield f"| `{part.name}` | {kind} | {must}{part.about} |"
    yield ""


async def own_schema() -> Schema:
    """What the API says of itself, without anything behind it."""
    with TemporaryDirectory() as folder:
        return describe(await _bare(Settings(var=Path(folder))))


async def _bare(settings: Settings) -> FastAPI:
    async def nobody(request: Request) -> Actor | None:  # noqa: ARG001
        return None

    client, engine = await reach(settings, lazily=True), make_engine(settings.database_url)
    app = FastAPI(openapi_url=None)
    house = House(
        settings=settings,
        engine=engine,
        claims=Claims(client),
        crises=Crises(client),
        desk=Desk(engine),
        lists=CrisisLists(engine),
        documents=DocumentStore(settings.documents_url),
        access=AccessTable(grants=()),
        recognise=nobody,
    )
    app.include_router(api_router(house))
    return app


if __name__ == "__main__":
    sys.stdout.write(page(asyncio.run(own_schema())))
