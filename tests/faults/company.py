"""A company of real processes on its own ports, with a merchant that files claims there."""

import asyncio
import contextlib
import io
import shutil
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import httpx
from pydantic import TypeAdapter
from sqlalchemy import Engine
from temporalio.client import Client

from makegood.gateways.bank_simulator.app import Statement
from makegood.gateways.bank_simulator.book import Booking
from makegood.gateways.bank_simulator.script import SCRIPT, Rule
from makegood.gateways.documents import DocumentStore
from makegood.messages.claims import ClaimFiling, DocumentRef
from makegood.messages.names import Queue
from makegood.rules.money import Money
from makegood.settings import Ports, Settings
from makegood.store.engine import make_engine
from makegood.store.migrate import migrate
from starters import papers
from starters.client import Claims
from starters.papers import Paper
from starters.server import reach
from starters.stack.layout import READY_LINE, addressed, bank, webhooks
from starters.stack.run import running_stack
from starters.stack.services import Service, says
from starters.stack.stack import Stack
from starters.stack.temporal import temporal

PACE = 2.0
"""Seconds that a day of policy lasts here; the bank's too."""

POLICY = Settings().policy_dir / "tables"
SHORTER = {
    "aftercare: 30 calendar_days": "aftercare: 2 calendar_days",
    "appeal: {within: 30 calendar_days}": "appeal: {within: 2 calendar_days}",
    "return_window: 10 business_days": "return_window: 2 business_days",
    "offer_valid: 7 business_days": "offer_valid: 90 business_days",
}
"""So that a claim ends soon after it is paid, and no offer expires while everything is down."""

FREIGHT = Money(Decimal(48_000), "VND")
PAUSE = 0.3
MOST_BYTES = 10_000_000
DOORS = 2


@dataclass(frozen=True)
class Company:
    """The stack as a test sees it."""

    stack: Stack
    settings: Settings
    client: Client
    claims: Claims
    engine: Engine

    async def statement(self) -> list[Booking]:
        """Every booking that the bank ever made; waits for a bank that is away."""
        while True:
            with contextlib.suppress(httpx.TransportError):
                async with httpx.AsyncClient(trust_env=False) as client:
                    told = await client.get(f"{self.settings.bank_url}/statement")
                return Statement.model_validate_json(told.content).entries
            await asyncio.sleep(PAUSE)

    async def tell_bank(self, *rules: Rule) -> None:
        """Add rules to the bank's script."""
        async with httpx.AsyncClient(trust_env=False) as client:
            script = SCRIPT.dump_json(rules)
            told = await client.post(f"{self.settings.bank_url}/script", content=script)
        told.raise_for_status()

    def hand_in(self, *written: Paper) -> list[dict[str, str]]:
        """Put papers into the document store; how a filing refers to them."""
        store = DocumentStore(self.settings.documents_url)
        return [
            {
                "kind": paper.kind.value,
                "name": paper.name,
                "sha256": store.put(io.BytesIO(paper.content), MOST_BYTES).sha256,
            }
            for paper in written
        ]

    def a_confirmation(self, number: str, account: str) -> tuple[DocumentRef, ...]:
        """A new paper that confirms an account, as the merchant hands it in."""
        today = date.today()  # noqa: DTZ011 - it is dated when it is written
        said = papers.Statement("Lotus", f"Account {account} is ours", today, (number,))
        held = self.hand_in(papers.payee_confirmation(said))
        return tuple(DocumentRef.model_validate(one) for one in held)

    def a_late_parcel(self, claim_id: str, account: str = "0071000123456") -> ClaimFiling:
        """A claim for the freight of a parcel that came late: plainly owed, nothing to bargain."""
        number = f"VN-{claim_id}"
        said = late_parcel(claim_id, account)
        return TypeAdapter(ClaimFiling).validate_python(
            {**said, "documents": self.hand_in(*papers_of(number))}
        )


def late_parcel(claim_id: str, account: str) -> dict[str, object]:
    """The facts of the claim, as JSON."""
    today = date.today()  # noqa: DTZ011 - filing windows count real dates
    parcel = {
        "tracking_number": f"VN-{claim_id}",
        "declared_value": "900000",
        "weight_g": 900,
        "goods": "lamp",
        "freight": str(FREIGHT.amount),
        "shipped_on": str(today - timedelta(days=12)),
        "promised_on": str(today - timedelta(days=9)),
        "delivered_on": str(today - timedelta(days=4)),
    }
    return {
        "claim_id": claim_id,
        "merchant_id": "merchant-lotus",
        "kind": "late",
        "parcels": [parcel],
        "claimed": {"amount": str(FREIGHT.amount), "currency": "VND"},
        "incident_on": str(today - timedelta(days=4)),
        "statement": "It came five days late.",
        "submitted_by": "lotus.portal",
        "channel": "portal",
        "payee": {"account": account, "bank_code": "VCB", "holder": "LOTUS HOME LIVING"},
    }


def papers_of(number: str) -> tuple[Paper, ...]:
    """What the contract asks for such a claim."""
    today = date.today()  # noqa: DTZ011 - filing windows count real dates
    shipped = today - timedelta(days=12)
    form = papers.ClaimForm("Lotus", FREIGHT, (number,), "It came five days late.", today)
    handed = papers.Statement("GHN", f"Parcel {number} taken over", shipped, (number,))
    account = papers.Statement("Lotus", "The account on the claim is ours", today, (number,))
    return papers.claim_form(form), papers.waybill(handed), papers.payee_confirmation(account)


def worker(queue: Queue, tools: str = "", name: str = "") -> Service:
    """The worker process of a queue, with the usual tools or others of `worker_main`."""
    program = ("tests.faults.worker_main", tools) if tools else ("workers",)
    argv = (sys.executable, "-P", "-m", *program, queue)
    return Service(f"worker-{name or queue}", argv, ready=says(READY_LINE), order=DOORS)


WORKERS = tuple(worker(queue) for queue in Queue)


def policy_in(folder: Path) -> Path:
    """The policy that ships, with other windows for the merchant from Vietnam."""
    contract = shutil.copytree(POLICY, folder) / "contracts" / "vn-lotus-2026.yaml"
    text = contract.read_text("utf-8")
    for shipped, ours in SHORTER.items():
        assert shipped in text
        text = text.replace(shipped, ours)
    contract.write_text(text, "utf-8")
    return folder


@asynccontextmanager
async def a_company(
    folder: Path, free_port: Callable[[], int], workers: tuple[Service, ...] = WORKERS
) -> AsyncIterator[Company]:
    """The whole stack in a folder, for as long as the block lasts."""
    ports = Ports.model_validate({name: free_port() for name in Ports.model_fields})
    policy = policy_in(folder / "policy" / "tables").parent
    settings = addressed(Settings(var=folder, policy_pace=PACE, policy_dir=policy), ports)
    migrate(settings.database_url)
    infrastructure = (temporal(settings, ports), bank(settings, ports), webhooks(settings, ports))
    told: list[str] = []
    async with running_stack(settings, (*infrastructure, *workers), told.append) as stack:
        client = await reach(settings)
        engine = make_engine(settings.database_url)
        try:
            yield Company(stack, settings, client, Claims(client), engine)
        finally:
            engine.dispose()
