"""The desk with stand-ins behind it: cases that answer as they are told, on a real database."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

import httpx
from fastapi import FastAPI, Request

from makegood.gateways.documents import DocumentStore
from makegood.messages.crisis_records import CrisisRow
from makegood.messages.records import CaseRow
from makegood.policy.access import load_access
from makegood.rules.access import Actor, Role
from makegood.settings import Settings
from makegood.store.claims import ClaimRecords
from makegood.store.crises import CrisisRecords
from makegood.store.crisis_desk import CrisisLists
from makegood.store.engine import make_engine
from makegood.store.inbox import Desk
from starters.desk.refusals import install_pages
from starters.desk.routes import desk_router
from starters.web.house import House
from tests.desk.dockets import ClaimsAtTheDesk
from tests.desk.moment import NOON
from tests.starters.cli.crisis_hand import CrisesAtHand
from tests.store.builders import a_record
from tests.store.crisis_builders import a_crisis_record

POLICY = load_access(Settings().policy_dir)
"""Who may do what here: what our own policy says."""


def somebody(name: str) -> Actor:
    """An account of the policy, just signed in."""
    actor = POLICY.actor(name)
    assert actor is not None
    return replace(actor, signed_in_at=NOON)


OANH, BINH, UYEN = somebody("fin.oanh"), somebody("ops.binh"), somebody("legal.uyen")
CHI, DUNG = somebody("desk.chi"), somebody("desk.dung")
LAN, HUNG = somebody("shop.lotus"), somebody("shop.meridian")
THU, QUAN = somebody("audit.thu"), somebody("admin.quan")

WHO = "x-test-actor"


@dataclass
class World:
    """Everything that pages reach, each of it a stand-in or a folder of the test's own."""

    folder: Path
    claims: ClaimsAtTheDesk = field(default_factory=ClaimsAtTheDesk)
    crises: CrisesAtHand = field(default_factory=CrisesAtHand)
    now: datetime = NOON
    guests: dict[str, Actor] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.settings = Settings(var=self.folder)
        self.engine = make_engine(self.settings.database_url)
        self.documents = DocumentStore(self.settings.documents_url)

    def house(self) -> House:
        """The doors' means, with stand-ins for cases and for sign-in."""
        return House(
            settings=self.settings,
            engine=self.engine,
            claims=self.claims,  # type: ignore[arg-type]
            crises=self.crises,  # type: ignore[arg-type]
            desk=Desk(self.engine),
            lists=CrisisLists(self.engine),
            documents=self.documents,
            access=POLICY.table,
            recognise=self._recognise,
            now=lambda: self.now,
        )

    async def _recognise(self, request: Request) -> Actor | None:
        name = request.headers.get(WHO, "")
        return self.guests.get(name) or somebody(name) if name else None

    def app(self) -> FastAPI:
        """The desk alone, as an application."""
        app = FastAPI()
        app.include_router(desk_router(self.house()))
        install_pages(app)
        return app

    def browser(self, actor: Actor | None = None, **headers: str) -> httpx.AsyncClient:
        """A browser in which somebody has signed in, or nobody."""
        signed = {WHO: actor.name} if actor else {}
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return httpx.AsyncClient(
            transport=httpx.ASGITransport(self.app(), raise_app_exceptions=False),
            base_url="http://desk.test",
            headers=signed | named,
        )

    def guest(self, name: str, *roles: Role) -> Actor:
        """Somebody whom the policy does not know, signed in with those roles."""
        return self.guests.setdefault(name, Actor(name, frozenset(roles), signed_in_at=NOON))

    def keep(self, *rows: CaseRow) -> None:
        """Put claims into the lists, as their own steps would."""
        records = ClaimRecords(self.engine)
        for row in rows:
            records.record(a_record(row))

    def row(self, claim_id: str) -> CaseRow:
        """A claim as the lists have it."""
        return Desk(self.engine).row(claim_id)

    def keep_crises(self, *rows: CrisisRow) -> None:
        """Put crisis cases into the lists."""
        records = CrisisRecords(self.engine)
        for row in rows:
            records.record(a_crisis_record(row))
