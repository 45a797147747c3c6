"""Three books of the same money, held against each other: the bank's, our payments, our ledger."""

import sqlite3
from collections import Counter
from collections.abc import Sequence
from contextlib import closing

from sqlalchemy import func, select
from temporalio.api.enums.v1 import EventType, WorkflowTaskFailedCause

from makegood.store import doctor
from makegood.store.claims import utc_now
from makegood.store.engine import reading
from makegood.store.money_tables import LEDGER_ENTRY, PAYMENT
from makegood.store.tables import CLAIM
from tests.faults.company import Company

BANK_ACCOUNT = "bank:cash"
FAILED = EventType.EVENT_TYPE_WORKFLOW_TASK_FAILED
HARMLESS = WorkflowTaskFailedCause.WORKFLOW_TASK_FAILED_CAUSE_UNHANDLED_COMMAND
"""News arrived while the claim was about to end: it looks at them first."""


async def paid_by_bank(company: Company) -> Counter[str]:
    """How often the bank paid under each key."""
    return Counter(line.payment_key for line in await company.statement() if line.kind == "debit")


def paid_by_us(company: Company) -> Counter[str]:
    """How often our records say that a key was settled."""
    query = select(PAYMENT.c.key).where(PAYMENT.c.state == "settled")
    with reading(company.engine) as connection:
        return Counter(connection.scalars(query))


def taken_by_bank(company: Company) -> int:
    """How many payments the bank has taken, booked or not, as its own file says."""
    path = company.settings.var / "bank.sqlite"
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as file:
        return int(file.execute("SELECT count(*) FROM payments").fetchone()[0])


def outcomes(company: Company) -> dict[str, str]:
    """How every claim ended, as lists show it."""
    query = select(CLAIM.c.claim_id, CLAIM.c.outcome).where(CLAIM.c.closed_at.is_not(None))
    with reading(company.engine) as connection:
        return {row.claim_id: row.outcome for row in connection.execute(query)}


def ledger_sum(company: Company) -> int:
    """The sum of all entries: zero, or money came from nowhere."""
    with reading(company.engine) as connection:
        return int(connection.scalar(select(func.coalesce(func.sum(LEDGER_ENTRY.c.minor), 0))) or 0)


def money_out(company: Company) -> int:
    """What has left our account at the bank, by our own ledger."""
    query = select(func.coalesce(func.sum(LEDGER_ENTRY.c.minor), 0))
    with reading(company.engine) as connection:
        out = connection.scalar(query.where(LEDGER_ENTRY.c.account == BANK_ACCOUNT))
        return -int(out or 0)


def complaints(company: Company) -> list[str]:
    """What the doctor finds wrong in the database."""
    found = doctor.examine(company.engine, utc_now())
    return [f"{finding.invariant}: {finding.subject}" for finding in found]


async def failed_tasks(company: Company, claim_ids: Sequence[str]) -> list[str]:
    """The workflow tasks that failed by a mistake of ours, in the histories of those claims."""
    failures = []
    for claim_id in claim_ids:
        async for event in company.claims.handle(claim_id).fetch_history_events():
            said = event.workflow_task_failed_event_attributes
            if event.event_type == FAILED and said.cause != HARMLESS:
                failures.append(f"{claim_id}: {said.failure.message}")
    return failures
