"""The journal of human decisions and the snapshots of policy: each kept once, as it was."""

from dataclasses import dataclass
from datetime import datetime

from pydantic import JsonValue
from sqlalchemy import Connection, select

from makegood.messages.problems import Conflict, NotFound
from makegood.store.engine import add_once
from makegood.store.outbox_tables import DECISION, POLICY_SNAPSHOT

Content = dict[str, JsonValue]


@dataclass(frozen=True)
class Decision:
    """What somebody decided on a claim; `decision_id` makes it once-only."""

    claim_id: str
    decision_id: str
    by: str
    what: str
    content: Content


def decide(connection: Connection, decision: Decision, now: datetime) -> None:
    """Keep a decision once by its id; Conflict where the id stands for another decision."""
    values = {**vars(decision), "at": now}
    add_once(connection, DECISION, [values])
    held = decisions_of(connection, decision.claim_id)
    if decision not in held:
        raise Conflict(f"Decision {decision.decision_id} was taken before with other content")


def decisions_of(connection: Connection, claim_id: str) -> tuple[Decision, ...]:
    """The decisions on a claim, in the order they came in."""
    columns = [column for column in DECISION.columns if column.name != "at"]
    rows = connection.execute(
        select(*columns)
        .where(DECISION.c.claim_id == claim_id)
        .order_by(DECISION.c.at, DECISION.c.decision_id)
    )
    return tuple(Decision(**row._mapping) for row in rows)


@dataclass(frozen=True)
class PolicySnapshot:
    """The policy that claims started with; `sha256` is of its content."""

    sha256: str
    version: str
    content: Content


def keep_policy(connection: Connection, snapshot: PolicySnapshot, now: datetime) -> None:
    """Keep a policy by its content, once."""
    add_once(connection, POLICY_SNAPSHOT, [{**vars(snapshot), "at": now}])


def policy(connection: Connection, sha256: str) -> Content:
    """The policy of that content; NotFound where no claim ever started with it."""
    content = connection.scalar(
        select(POLICY_SNAPSHOT.c.content).where(POLICY_SNAPSHOT.c.sha256 == sha256)
    )
    if content is None:
        raise NotFound(f"There is no policy with content {sha256}")
    kept: Content = content
    return kept
