"""`python -m benchmarks.http`: what a request to the API costs beside a bare route, in Markdown.

The floor is a route of the same framework, in the same process, that answers a constant: the ratio
is what sign-in, rates, keys, records and models add, whatever else the machine is doing. Temporal
is not part of it.
"""

import argparse
import asyncio
import tempfile
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from statistics import median, quantiles

import httpx
from fastapi import FastAPI

from makegood.messages.records import Amounts, CaseRecord, CaseRow
from makegood.rules.money import Money
from makegood.store.claims import ClaimRecords
from makegood.store.engine import make_engine
from makegood.store.migrate import migrate
from tests.http.at_hand import STAFF, an_api

OPENED = datetime(2026, 3, 2, 2, tzinfo=UTC)
NUMBERS = count(1)

Ask = Callable[[httpx.AsyncClient], Awaitable[httpx.Response]]


async def listed(client: httpx.AsyncClient) -> httpx.Response:
    """A page of fifty claims."""
    return await client.get("/v1/claims?limit=50")


async def shown(client: httpx.AsyncClient) -> httpx.Response:
    """One claim, as its workflow answers; the workflow itself is not there."""
    return await client.get("/v1/claims/C-1")


async def noted(client: httpx.AsyncClient) -> httpx.Response:
    """A command, kept under its key."""
    key = {"idempotency-key": f"bench-{next(NUMBERS)}"}
    return await client.post("/v1/claims/C-1/add-note", json={"text": "x"}, headers=key)


async def bare(client: httpx.AsyncClient) -> httpx.Response:
    """The floor."""
    return await client.get("/floor")


ASKED: dict[str, Ask] = {
    "floor: a route that answers a constant": bare,
    "GET /v1/claims, a page of 50": listed,
    "GET /v1/claims/C-1": shown,
    "POST /v1/claims/C-1/add-note": noted,
}


async def measured(app: FastAPI, rounds: int) -> dict[str, list[float]]:
    """Milliseconds of each request, all of them in turns."""
    took: dict[str, list[float]] = {name: [] for name in ASKED}
    transport = httpx.ASGITransport(app)
    bearer = {"authorization": f"Bearer {STAFF}"}
    async with httpx.AsyncClient(
        transport=transport, base_url="http://api", headers=bearer
    ) as client:
        for ask in ASKED.values():
            (await ask(client)).raise_for_status()
        for _ in range(rounds):
            for name, ask in ASKED.items():
                began = time.perf_counter()
                (await ask(client)).raise_for_status()
                took[name].append(1000 * (time.perf_counter() - began))
    return took


def stocked(folder: Path, claims: int) -> FastAPI:
    """The API over so many open claims, beside the floor."""
    url = f"sqlite:///{folder / 'makegood.sqlite'}"
    migrate(url)
    engine = make_engine(url)
    records = ClaimRecords(engine)
    for number in range(1, claims + 1):
        records.record(CaseRecord(row=_row(f"C-{number}")))
    app = an_api(folder, engine, {"http_rate": 10_000_000}).app

    async def floor() -> dict[str, str]:
        return {"answer": "constant"}

    app.add_api_route("/floor", floor)
    return app


def _row(claim_id: str) -> CaseRow:
    return CaseRow(
        claim_id=claim_id,
        run_id="run",
        version=1,
        kind="lost",
        merchant_id="shop-of-lan",
        stage="signing_off",
        outcome=None,
        assignee="desk.chi",
        amounts=Amounts(claimed=Money.from_minor(1_250_000, "VND")),
        currency="VND",
        sign_offs=0,
        due_at=None,
        opened_at=OPENED,
        closed_at=None,
        policy_version="2026-01",
        parked_reason="",
        on_hold=False,
    )


def table(took: dict[str, list[float]]) -> list[str]:
    """Medians and 95th percentiles, and how many floors that is."""
    lines = ["| request | median ms | p95 ms | p95 in floors |", "|---|---|---|---|"]
    floor = quantiles(took["floor: a route that answers a constant"], n=20)[-1]
    for name, all_of_it in took.items():
        p95 = quantiles(all_of_it, n=20)[-1]
        lines.append(f"| {name} | {median(all_of_it):.1f} | {p95:.1f} | {p95 / floor:.1f} |")
    return lines


def main() -> None:
    """Measure, and print the table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.http", description=__doc__)
    parser.add_argument("--rounds", type=int, default=200)
    parser.add_argument("--claims", type=int, default=10_000)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="makegood-") as folder:
        app = stocked(Path(folder), asked.claims)
        print("\n".join(table(asyncio.run(measured(app, asked.rounds)))))


if __name__ == "__main__":
    main()
