"""A house of stand-ins and a browser before it: who asks is a header, what is behind is nothing."""

import tempfile
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import httpx
from fastapi import APIRouter, FastAPI, Request
from temporalio.client import Client

from makegood.gateways.documents import DocumentStore
from makegood.policy.access import load_access
from makegood.policy.loader import SHIPPED
from makegood.rules.access import Actor
from makegood.settings import Settings
from makegood.store.crisis_desk import CrisisLists
from makegood.store.engine import make_engine
from makegood.store.inbox import Desk
from makegood.store.migrate import migrate
from starters.client import Claims
from starters.crises import Crises
from starters.desk.refusals import install_pages
from starters.http.problems import install_problems
from starters.server import reach
from starters.site import site
from starters.web.app import WebDoors, create_app
from starters.web.house import House, Recognise

BOOK = load_access(SHIPPED)
NOON = datetime(2026, 12, 1, 12, tzinfo=UTC)
WELL = {"database": "ok", "temporal": "ok", "workers": "ok"}


async def by_header(request: Request) -> Actor | None:
    """Whoever the header `who` names, signed in right now."""
    actor = BOOK.actor(request.headers.get("who", ""))
    return replace(actor, signed_in_at=NOON) if actor else None


@cache
def _template() -> bytes:
    """A migrated database, made once for all tests of a process."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "template.sqlite"
        migrate(f"sqlite:///{path}")
        return path.read_bytes()


async def nowhere(settings: Settings) -> Client:
    """A client of a Temporal that is not there; it is not asked."""
    return await reach(settings, lazily=True)


async def a_house(folder: Path, recognise: Recognise = by_header, **changes: str) -> House:
    """A house on a database of its own, with nobody behind it."""
    settings = Settings(var=folder, temporal_address="127.0.0.1:1").model_copy(update=changes)
    client = await nowhere(settings)
    engine = make_engine(settings.database_url)
    book = folder / "makegood.sqlite"
    if not book.exists():
        book.write_bytes(_template())
    return House(
        settings=settings,
        engine=engine,
        claims=Claims(client),
        crises=Crises(client),
        desk=Desk(engine),
        lists=CrisisLists(engine),
        documents=DocumentStore(settings.documents_url),
        access=BOOK.table,
        recognise=recognise,
        now=lambda: NOON,
    )


async def all_well() -> dict[str, str]:
    """Everything answers."""
    return WELL


def an_app(house: House, *others: APIRouter) -> FastAPI:
    """The application of a house, with routers of the test's own."""
    return site(house, all_well, others)


def a_gate(house: House, *routers: APIRouter) -> FastAPI:
    """What stands before both doors, with routers of the test's own instead of theirs."""
    return create_app(house, all_well, WebDoors(routers, install_problems, install_pages))


def a_browser(app: FastAPI, host: str = "http://127.0.0.1:8740") -> httpx.AsyncClient:
    """Somebody who asks the application, and keeps its cookies."""
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    return httpx.AsyncClient(transport=transport, base_url=host)
