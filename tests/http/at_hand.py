"""The API with stand-ins for Temporal's side, and a real database and document store."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import httpx
from fastapi import FastAPI, Request
from pydantic import BaseModel
from sqlalchemy import Engine
from typing_extensions import override

from makegood.gateways.documents import DocumentStore
from makegood.gateways.seals import DOOR
from makegood.messages.claims import ClaimFiling, ClaimRequest
from makegood.messages.commands import Receipt
from makegood.messages.crisis_commands import CaseReceipt
from makegood.messages.status import Status
from makegood.rules.access import AccessTable, Actor, Condition, Grant, Role
from makegood.rules.claim import Team
from makegood.settings import Settings
from makegood.store.claims import utc_now
from makegood.store.crisis_desk import CrisisLists
from makegood.store.inbox import Desk
from starters.client import Claims, Filed
from starters.crises import Crises
from starters.errors import Unreachable
from starters.http.problems import install_problems
from starters.http.routes import api_router
from starters.web.house import House
from tests.starters.cli.crisis_hand import CrisesAtHand
from tests.starters.cli.world import ClaimsAtHand

STAFF = "desk.chi"
LOTUS, OTHERS = "portal.lotus", "portal.rival"

PEOPLE = {
    STAFF: Actor(STAFF, frozenset({Role.EXECUTIVE}), frozenset({Team.SERVICE_DESK})),
    "desk.dung": Actor("desk.dung", frozenset({Role.EXECUTIVE}), frozenset({Team.SERVICE_DESK})),
    "fin.mai": Actor("fin.mai", frozenset({Role.FINANCE}), frozenset({Team.FINANCE})),
    LOTUS: Actor(LOTUS, frozenset({Role.MERCHANT}), merchant_id="shop-of-lan"),
    OTHERS: Actor(OTHERS, frozenset({Role.MERCHANT}), merchant_id="shop-of-tam"),
    "eyes.only": Actor("eyes.only", frozenset({Role.AUDITOR})),
}
"""Who signs in as whom, by their names; a test's key is its actor's name."""

OF_MERCHANTS = frozenset(
    {"claim.file", "claim.list", "claim.read", "claim.answer_offer", "claim.submit_documents"}
    | {"claim.withdraw", "claim.appeal", "claim.correct_payee", "document.store", "document.read"}
)

TABLE = AccessTable(
    grants=(
        Grant(Role.EXECUTIVE, frozenset({"*"})),
        Grant(Role.FINANCE, frozenset({"claim.read", "claim.list"})),
        Grant(Role.FINANCE, frozenset({"claim.sign_off"}), frozenset({Condition.OWN_TEAM})),
        Grant(Role.MERCHANT, OF_MERCHANTS, frozenset({Condition.OWN_MERCHANT})),
    )
)


class ClaimsHere(ClaimsAtHand, Claims):
    """Claims that can go away, and are slow when they are told to be."""

    def __init__(self) -> None:
        ClaimsAtHand.__init__(self)
        self.away = False
        self.slow = 0.0
        self.lost_answers = 0
        self.told_how: list[tuple[str, ...]] = []
        self._recognised = DOOR

    @override
    async def file(self, filing: ClaimFiling | ClaimRequest) -> Filed:
        await self._there()
        return await ClaimsAtHand.file(self, filing)

    @override
    async def say(self, claim_id: str, command: str, message: BaseModel, once: str = "") -> Receipt:
        await self._there()
        self.told_how.append(self._recognised)
        if once not in {said[3] for said in self.said}:
            receipt = await ClaimsAtHand.say(self, claim_id, command, message, once)
        else:
            receipt = Receipt(stage="signing_off", version=8, note="answered before")
        if self.lost_answers:
            self.lost_answers -= 1
            raise Unreachable("No worker has answered yet; nothing is lost, try again.")
        return receipt

    @override
    async def status(self, claim_id: str) -> Status:
        await self._there()
        return await ClaimsAtHand.status(self, claim_id)

    async def _there(self) -> None:
        await asyncio.sleep(self.slow)
        if self.away:
            raise Unreachable("Temporal does not answer; try again.")


class CrisesHere(CrisesAtHand, Crises):
    """Crisis cases at hand, which can go away."""

    def __init__(self) -> None:
        CrisesAtHand.__init__(self)
        self.away = False

    @override
    async def say(
        self, case_id: str, command: str, message: BaseModel, once: str = ""
    ) -> CaseReceipt:
        if self.away:
            raise Unreachable("Temporal does not answer; try again.")
        return await CrisesAtHand.say(self, case_id, command, message, once)


async def by_key(request: Request) -> Actor | None:
    """Whoever the bearer key names."""
    return PEOPLE.get(request.headers.get("authorization", "").removeprefix("Bearer "))


@dataclass
class ApiAtHand:
    """The API, with what is behind it."""

    house: House
    app: FastAPI
    claims: ClaimsHere
    crises: CrisesHere

    @asynccontextmanager
    async def client(self, who: str) -> AsyncIterator[httpx.AsyncClient]:
        """A client with the key of somebody; of nobody where that is empty."""
        headers = {"authorization": f"Bearer {who}"} if who else {}
        transport = httpx.ASGITransport(self.app, raise_app_exceptions=False)
        async with httpx.AsyncClient(
            transport=transport, base_url="http://api", headers=headers
        ) as client:
            yield client

    async def get(self, path: str, who: str = STAFF, **headers: str) -> httpx.Response:
        """A GET; an underscore in a header's name is a hyphen."""
        async with self.client(who) as client:
            return await client.get(path, headers=_named(headers))

    async def post(
        self, path: str, body: object, who: str = STAFF, **headers: str
    ) -> httpx.Response:
        """A POST of JSON under a key of its own, unless one is given."""
        keyed = {"idempotency-key": uuid4().hex, **_named(headers)}
        async with self.client(who) as client:
            return await client.post(path, json=body, headers=keyed)

    async def send(
        self, path: str, content: bytes, who: str = STAFF, **headers: str
    ) -> httpx.Response:
        """A POST of bytes, with exactly these headers."""
        async with self.client(who) as client:
            return await client.post(path, content=content, headers=_named(headers))

    def forget(self) -> None:
        """Whatever was said before never was."""
        self.claims.__init__()  # type: ignore[misc]
        self.crises.__init__()  # type: ignore[misc]


def _named(headers: Mapping[str, str]) -> dict[str, str]:
    return {name.replace("_", "-"): value for name, value in headers.items()}


def an_api(folder: Path, engine: Engine, changes: Mapping[str, object] | None = None) -> ApiAtHand:
    """The API on a database, with settings of a folder; `changes` are of the settings."""
    settings = Settings(var=folder).model_copy(update={"http_rate": 100_000, **(changes or {})})
    claims, crises = ClaimsHere(), CrisesHere()
    house = House(
        settings=settings,
        engine=engine,
        claims=claims,
        crises=crises,
        desk=Desk(engine),
        lists=CrisisLists(engine),
        documents=DocumentStore(settings.documents_url),
        access=TABLE,
        recognise=by_key,
        now=utc_now,
    )
    return ApiAtHand(house, served(house), claims, crises)


def served(house: House) -> FastAPI:
    """The API alone as an application."""
    app = FastAPI(openapi_url=None)
    app.include_router(api_router(house))
    install_problems(app)
    return app
