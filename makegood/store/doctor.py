"""The invariants of the database, one query each: what is found is what is wrong."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Engine, bindparam, text
from sqlalchemy.sql.elements import TextClause

from makegood.store.columns import Moment
from makegood.store.crisis_invariants import CRISIS_INVARIANTS
from makegood.store.door_invariants import DOOR_INVARIANTS
from makegood.store.engine import reading
from makegood.store.watch_invariants import WATCH_INVARIANTS

OLDEST_NOTICE = timedelta(hours=1)


@dataclass(frozen=True)
class Finding:
    """An invariant that does not hold, and for what."""

    invariant: str
    subject: str


_INVARIANTS = {
    "every ledger transaction sums to zero": """
        SELECT t.key FROM ledger_transaction t LEFT JOIN ledger_entry e ON e.key = t.key
        GROUP BY t.key HAVING count(e.key) < 2 OR sum(e.minor) <> 0 ORDER BY t.key
    """,
    "every ledger transaction is sealed": """
        SELECT t.key FROM ledger_transaction t LEFT JOIN ledger_seal s ON s.key = t.key
        WHERE s.key IS NULL ORDER BY t.key
    """,
    "every balance is the sum of its entries": """
        SELECT b.account || ' ' || b.currency FROM ledger_balance b LEFT JOIN (
            SELECT account, currency, sum(minor) AS minor
            FROM ledger_entry e JOIN ledger_transaction t ON t.key = e.key
            GROUP BY account, currency
        ) s ON s.account = b.account AND s.currency = b.currency
        WHERE b.minor <> coalesce(s.minor, 0) ORDER BY 1
    """,
    "every account has a balance": """
        SELECT DISTINCT e.account || ' ' || t.currency FROM ledger_entry e
        JOIN ledger_transaction t ON t.key = e.key
        LEFT JOIN ledger_balance b ON b.account = e.account AND b.currency = t.currency
        WHERE b.account IS NULL ORDER BY 1
    """,
    "a leg of a settlement is paid at most once": """
        SELECT claim_id || ' s' || settlement_version || ' l' || leg FROM payment
        WHERE state NOT IN ('rejected', 'returned')
        GROUP BY claim_id, settlement_version, leg HAVING count(*) > 1 ORDER BY 1
    """,
    "a closed claim has nothing reserved, payable or in clearing": """
        SELECT b.account || ' ' || b.currency FROM ledger_balance b JOIN claim c ON b.account IN (
            'claims:reserve:' || c.claim_id, 'claims:payable:' || c.claim_id,
            'bank:clearing:' || c.claim_id
        ) WHERE c.closed_at IS NOT NULL AND b.minor <> 0 ORDER BY 1
    """,
    "no invoice is set off beyond its amount": """
        SELECT merchant_id || ' ' || invoice_number FROM invoice_offset
        WHERE state <> 'released' GROUP BY merchant_id, invoice_number, currency
        HAVING sum(minor) > max(total_minor) ORDER BY 1
    """,
    "a closed claim reserves no invoice": """
        SELECT o.claim_id || ' ' || o.invoice_number FROM invoice_offset o
        JOIN claim c ON c.claim_id = o.claim_id
        WHERE o.state = 'reserved' AND c.closed_at IS NOT NULL ORDER BY 1
    """,
    "every claim was taken in": """
        SELECT c.claim_id FROM claim c LEFT JOIN intake i ON i.claim_id = c.claim_id
        WHERE i.claim_id IS NULL ORDER BY c.claim_id
    """,
    "a closed claim waits on nobody": """
        SELECT DISTINCT c.claim_id FROM claim c JOIN awaiting a ON a.claim_id = c.claim_id
        WHERE c.closed_at IS NOT NULL ORDER BY c.claim_id
    """,
    "a timeline has no gaps": """
        SELECT claim_id FROM timeline GROUP BY claim_id
        HAVING min(number) <> 1 OR max(number) <> count(DISTINCT number) ORDER BY claim_id
    """,
    "a clock reaches each milestone once": """
        SELECT claim_id || ' ' || why || ' ' || evidence FROM timeline t
        WHERE what LIKE 'clock%' AND NOT EXISTS (
            SELECT 1 FROM timeline later WHERE later.claim_id = t.claim_id
            AND later.number = t.number AND later.at > t.at
        ) GROUP BY claim_id, what, why, evidence HAVING count(*) > 1 ORDER BY 1
    """,
    "the outbox is empty or young": """
        SELECT key FROM notice WHERE state = 'waiting' AND made_at < :oldest ORDER BY key
    """,
    "a notice that was given up is a dead letter": """
        SELECT n.key FROM notice n
        LEFT JOIN dead_letter d ON d.kind = 'notice' AND d.payload = n.key
        WHERE n.state = 'given_up' AND d.number IS NULL ORDER BY n.key
    """,
    "every dead letter has an owner": """
        SELECT CAST(number AS text) FROM dead_letter
        WHERE handled_at IS NULL AND owner = '' ORDER BY number
    """,
    **CRISIS_INVARIANTS,
    **DOOR_INVARIANTS,
    **WATCH_INVARIANTS,
}

INVARIANTS = tuple(_INVARIANTS)


def examine(engine: Engine, now: datetime) -> list[Finding]:
    """Everything that is wrong in the database now; an empty list when nothing is."""
    with reading(engine) as connection:
        return [
            Finding(invariant, str(subject))
            for invariant, query in _INVARIANTS.items()
            for subject in connection.scalars(_asked(query, now))
        ]


def _asked(query: str, now: datetime) -> TextClause:
    asked = text(query)
    if ":oldest" not in query:
        return asked
    return asked.bindparams(bindparam("oldest", now - OLDEST_NOTICE, Moment))
