"""What can be seen of a claim from outside: its answers, letters and books, the doctor's word."""

from datetime import UTC, datetime

from sqlalchemy import text
from temporalio.client import WorkflowHandle

from makegood.messages.names import recovery_workflow_id
from makegood.messages.records import Awaited, TimelineEntry
from makegood.messages.recovery import RecoveryStatus
from makegood.messages.status import ClaimResult, Status
from makegood.store.doctor import examine
from tests.kit.filings import Wanted, numbers
from tests.kit.world import World

MERCHANTS = ("-lotus", "-mabuhay", "-meridian")


class Seen:
    """One claim of the world, looked at."""

    def __init__(self, world: World, claim_id: str, wanted: Wanted) -> None:
        self.world, self.claim_id, self.wanted = world, claim_id, wanted

    @property
    def handle(self) -> WorkflowHandle[object, ClaimResult]:
        """The workflow of the claim."""
        return self.world.claims.handle(self.claim_id)

    @property
    def parcels(self) -> tuple[str, ...]:
        """The parcels of the claim."""
        return numbers(self.claim_id, self.wanted)

    async def now(self) -> datetime:
        """The time in the story."""
        return await self.world.env.get_current_time(self.handle)

    async def status(self) -> Status:
        """Where the claim stands."""
        return await self.world.claims.status(self.claim_id)

    async def awaited(self) -> tuple[Awaited, ...]:
        """Whom the claim waits on."""
        return (await self.status()).awaiting

    async def explained(self) -> str:
        """The claim in its own words."""
        return "\n".join((await self.world.claims.explain(self.claim_id)).sentences)

    async def timeline(self) -> tuple[TimelineEntry, ...]:
        """Who did what, when, why."""
        return (await self.world.claims.timeline(self.claim_id)).entries

    async def happened(self, *what: str) -> list[TimelineEntry]:
        """The lines of the timeline that say so."""
        return [entry for entry in await self.timeline() if entry.what in what]

    async def recovery(self) -> RecoveryStatus:
        """Where the recovery from the carrier stands."""
        handle = self.world.client.get_workflow_handle(recovery_workflow_id(self.claim_id))
        told: RecoveryStatus = await handle.query("status", result_type=RecoveryStatus)
        return told

    def letters(self) -> list[str]:
        """Every notice of the claim in the outbox, in the order in which they were written."""
        query = text('SELECT key, template, "to" FROM notice WHERE claim_id = :claim')
        with self.world.engine.connect() as connection:
            rows = connection.execute(query, {"claim": self.claim_id}).all()
        rows = sorted(rows, key=lambda row: int(row.key.split(":")[1]))
        return [f"{row.template} > {_reader(row.to)}" for row in rows]

    def books(self) -> dict[str, int]:
        """What stands on the accounts that belong to this claim alone."""
        query = text("SELECT account, minor FROM ledger_balance WHERE minor <> 0")
        with self.world.engine.connect() as connection:
            rows = connection.execute(query).all()
        return {row.account: row.minor for row in rows if row.account.endswith(f":{self.claim_id}")}

    def ailments(self) -> list[str]:
        """What the doctor finds wrong with this claim."""
        found = examine(self.world.engine, datetime.now(UTC))
        return [f"{one.invariant}: {one.subject}" for one in found if self.claim_id in one.subject]

    def lines_written(self) -> int:
        """How many lines of the timeline are in the database; what a later one replaces aside."""
        query = text("SELECT count(DISTINCT number) FROM timeline WHERE claim_id = :claim")
        with self.world.engine.connect() as connection:
            return int(connection.scalar(query, {"claim": self.claim_id}) or 0)

    def payments(self) -> list[str]:
        """The state of each payment of the claim in the application database."""
        query = text("SELECT state FROM payment WHERE claim_id = :claim ORDER BY key")
        with self.world.engine.connect() as connection:
            return [row.state for row in connection.execute(query, {"claim": self.claim_id})]

    def dead_letters(self) -> list[str]:
        """What was said to the claim and could not be taken in, by kind."""
        buried = self.world.records.dead_letters()
        return [letter.kind for letter in buried if letter.claim_id == self.claim_id]


def _reader(name: str) -> str:
    for merchant in MERCHANTS:
        name = name.removesuffix(merchant)
    return name
