"""`python -m benchmarks.desk_pages`: the inbox and a claim's page with 10,000 open cases."""

import argparse
import asyncio
import tempfile
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from statistics import quantiles

import httpx
from fastapi import FastAPI, Request, Response
from sqlalchemy import Engine, insert
from typing_extensions import override

from makegood.gateways.documents import DocumentStore
from makegood.messages.docket import (
    CheckStatus,
    Docket,
    FiledStatus,
    PaperStatus,
    SignatureStatus,
)
from makegood.messages.records import Amounts
from makegood.messages.status import LineStatus, NegotiationView, Status
from makegood.policy.access import load_access
from makegood.rules.access import Actor
from makegood.rules.money import Money
from makegood.settings import Settings
from makegood.store.crisis_desk import CrisisLists
from makegood.store.engine import make_engine, writing
from makegood.store.inbox import Desk
from makegood.store.migrate import migrate
from makegood.store.tables import AWAITING, CLAIM, TIMELINE
from starters.client import Claims
from starters.crises import Crises
from starters.desk.routes import desk_router
from starters.server import reach
from starters.web.house import House

NOW = datetime(2026, 11, 28, 5, tzinfo=UTC)
WHO = "fin.oanh"
ENTRIES = 20
TEAMS = ("finance", "operations", "legal", "sales", "service_desk")
P95 = 94
"""The place of the 95th percentile among 99 cut points."""


def fill(engine: Engine, claim_ids: Iterable[str]) -> None:
    """Open claims, each waiting on a team, with a timeline."""
    claims, waits, lines = [], [], []
    for number, claim_id in enumerate(claim_ids):
        claims.append(_claim(claim_id, number))
        waits.append(_wait(claim_id, number))
        lines += [_line(claim_id, place) for place in range(1, ENTRIES + 1)]
    with writing(engine) as connection:
        connection.execute(insert(CLAIM), claims)
        connection.execute(insert(AWAITING), waits)
        connection.execute(insert(TIMELINE), lines)


def _claim(claim_id: str, number: int) -> dict[str, object]:
    amount = {"amount": str(100_000 + number), "currency": "VND"}
    return {
        "claim_id": claim_id,
        "run_id": "r",
        "version": 3,
        "kind": "lost",
        "merchant_id": f"merchant-{number % 200}",
        "stage": "signing_off",
        "assignee": f"desk.{number % 9}",
        "amounts": {"claimed": amount},
        "currency": "VND",
        "claimed_minor": 100_000 + number,
        "approved_minor": 0,
        "paid_minor": 0,
        "sign_offs": 0,
        "due_at": NOW + timedelta(minutes=number),
        "opened_at": NOW - timedelta(minutes=number),
        "policy_version": "2026.11.1",
        "parked_reason": "",
        "on_hold": False,
    }


def _wait(claim_id: str, number: int) -> dict[str, object]:
    return {
        "claim_id": claim_id,
        "position": 0,
        "who": TEAMS[number % len(TEAMS)],
        "what": "sign recommendation",
        "since": NOW,
        "due_at": NOW + timedelta(minutes=number),
    }


def _line(claim_id: str, place: int) -> dict[str, object]:
    told = {"by": "system", "what": "sign_off_asked", "stage_from": "", "stage_to": ""}
    at = NOW + timedelta(seconds=place)
    where = {"claim_id": claim_id, "number": place, "at": at}
    return {**where, **told, "why": "", "evidence": ""}


class AnsweringClaims(Claims):
    """Claims that answer at once: what Temporal takes is another benchmark's."""

    @override
    async def docket(self, claim_id: str) -> Docket:
        return _docket(claim_id)


def _docket(claim_id: str) -> Docket:
    asked = Money(Decimal(1_250_000), "VND")
    line = LineStatus(
        tracking_number="GHN-1",
        asked=asked,
        entitled=asked,
        approved=asked,
        reasons=("1. Lost",) * 4,
    )
    checks = tuple(
        CheckStatus(name="readable", verdict="pass", detail="text", document=f"{n % 4}" * 12)
        for n in range(24)
    )
    papers = tuple(PaperStatus(kind="invoice", sha256=f"{n}" * 64) for n in range(4))
    return Docket(
        status=Status(
            claim_id=claim_id,
            kind="lost",
            merchant_id="merchant-1",
            stage="signing_off",
            outcome=None,
            awaiting=(),
            amounts=Amounts(claimed=asked, entitlement=asked, approved=asked),
            subject="recommendation",
            subject_hash="0" * 64,
            clocks=(),
            policy_version="2026.11.1",
            assignee="desk.1",
            sign_offs=0,
            lines=(line,) * 10,
            opened_at=NOW,
            version=3,
        ),
        talks=NegotiationView(claim_id=claim_id),
        filed=FiledStatus(
            statement="Lost.",
            incident_on=NOW.date(),
            received_on=NOW.date(),
            submitted_by="shop",
            channel="api",
        ),
        sentences=("A sentence of the case.",) * 20,
        signatures=(SignatureStatus(team="finance", level=1, rank="executive"),),
        round_state="open",
        checks=checks,
        papers=papers,
    )


async def _app(settings: Settings, engine: Engine, *, really: bool) -> FastAPI:
    """The desk alone; claims are asked in Temporal only where that is wanted."""
    book = load_access(settings.policy_dir)
    client = await reach(Settings() if really else settings, lazily=not really)

    async def somebody(request: Request) -> Actor | None:
        request.state.actor = book.actor(WHO)
        return book.actor(WHO)

    house = House(
        settings=settings,
        engine=engine,
        claims=Claims(client) if really else AnsweringClaims(client),
        crises=Crises(client),
        desk=Desk(engine),
        lists=CrisisLists(engine),
        documents=DocumentStore(settings.documents_url),
        access=book.table,
        recognise=somebody,
        now=lambda: NOW,
    )
    app = FastAPI()
    app.include_router(desk_router(house))

    @app.get("/floor")
    async def floor() -> Response:
        return Response("floor", media_type="text/plain")

    return app


@dataclass(frozen=True)
class Took:
    """Milliseconds of a request: within which 95 of 100 are answered, and of CPU on average."""

    p95: float
    cpu: float


async def _took(browser: httpx.AsyncClient, path: str, times: int) -> Took:
    """How long requests take, one after the other."""
    took, cpu = [], time.process_time()
    for _ in range(times):
        begun = time.perf_counter()
        answer = await browser.get(path)
        took.append((time.perf_counter() - begun) * 1000)
        answer.raise_for_status()
    return Took(quantiles(took, n=100)[P95], (time.process_time() - cpu) / times * 1000)


async def measure(folder: Path, cases: int, times: int, claim: str) -> dict[str, Took]:
    """What each page takes, and of a route that does nothing, in turns."""
    settings = Settings(var=folder)
    migrate(settings.database_url)
    engine = make_engine(settings.database_url)
    claim_ids = [f"C-{number:06}" for number in range(cases)]
    shown = claim or claim_ids[cases // 2]
    fill(engine, [*claim_ids, claim] if claim else claim_ids)
    transport = httpx.ASGITransport(await _app(settings, engine, really=bool(claim)))
    pages = {"floor": "/floor", "inbox": "/inbox", "claim": f"/claims/{shown}", "list": "/claims"}
    async with httpx.AsyncClient(transport=transport, base_url="http://desk") as browser:
        for path in pages.values():
            await _took(browser, path, 5)
        return {name: await _took(browser, path, times) for name, path in pages.items()}


def table(took: dict[str, Took]) -> Iterator[str]:
    """The figures in Markdown, each beside the floor."""
    yield "| page | p95, ms | times the floor | CPU, ms |"
    yield "|---|---:|---:|---:|"
    for name, one in took.items():
        ratio = one.p95 / took["floor"].p95
        yield f"| {name} | {one.p95:.1f} | {ratio:.0f} | {one.cpu:.1f} |"


def main() -> None:
    """Fill a database, ask for the pages, say how long they took."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.desk_pages", description=__doc__)
    parser.add_argument("--cases", type=int, default=10_000, help="open claims")
    parser.add_argument("--times", type=int, default=200, help="requests of each page")
    parser.add_argument(
        "--claim", default="", help="show this claim, asked in the Temporal of the running stack"
    )
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="makegood-") as folder:
        took = asyncio.run(measure(Path(folder), asked.cases, asked.times, asked.claim))
    print("\n".join(table(took)))


if __name__ == "__main__":
    main()
