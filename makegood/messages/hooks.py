"""Webhooks out: what subscribers are told of cases, without personal data or restricted content."""

import hashlib
from collections.abc import Iterable, Iterator
from datetime import datetime
from enum import StrEnum

from pydantic import JsonValue

from makegood.messages.crisis_records import CrisisRecord
from makegood.messages.names import case_key
from makegood.messages.records import CaseRecord, Record, TimelineEntry
from makegood.rules.case_words import Stage
from makegood.rules.crisis.words import CrisisStage


class HookEvent(StrEnum):
    """What a subscriber can be told of."""

    CLAIM_RECEIVED = "claim.received"
    CLAIM_STAGE = "claim.stage_changed"
    CLAIM_DECISION = "claim.decision_asked"
    CLAIM_PAID = "claim.paid"
    CLAIM_PARKED = "claim.parked"
    CLAIM_CLOSED = "claim.closed"
    CRISIS_OPENED = "crisis.opened"
    CRISIS_STAGE = "crisis.stage_changed"
    CRISIS_SEVERITY = "crisis.severity_changed"
    CRISIS_DECISION = "crisis.decision_asked"
    CRISIS_PARKED = "crisis.parked"
    CRISIS_CLOSED = "crisis.closed"


CLAIM_SAYS = {
    "claim_received": HookEvent.CLAIM_RECEIVED,
    "paid": HookEvent.CLAIM_PAID,
    "parked": HookEvent.CLAIM_PARKED,
}
CLAIM_COMES_TO: dict[str, HookEvent] = {
    Stage.SIGNING_OFF: HookEvent.CLAIM_DECISION,
    Stage.PAYMENT_APPROVAL: HookEvent.CLAIM_DECISION,
    Stage.CLOSED: HookEvent.CLAIM_CLOSED,
}
CRISIS_SAYS = {
    "opened": HookEvent.CRISIS_OPENED,
    "severity_changed": HookEvent.CRISIS_SEVERITY,
    "statement_drafted": HookEvent.CRISIS_DECISION,
    "statement_edited": HookEvent.CRISIS_DECISION,
    "correction_drafted": HookEvent.CRISIS_DECISION,
    "correction_edited": HookEvent.CRISIS_DECISION,
    "parked": HookEvent.CRISIS_PARKED,
}
CRISIS_COMES_TO: dict[str, HookEvent] = {
    CrisisStage.CLOSED: HookEvent.CRISIS_CLOSED,
    CrisisStage.REJECTED: HookEvent.CRISIS_CLOSED,
    CrisisStage.MERGED: HookEvent.CRISIS_CLOSED,
}


class Told(Record):
    """One event, once by its id, as subscribers get it; `merchant_id` says whose it is."""

    id: str
    type: HookEvent
    case_key: str
    merchant_id: str
    at: datetime
    data: dict[str, JsonValue]


def told_of_claim(record: CaseRecord) -> tuple[Told, ...]:
    """What subscribers hear of one step of a claim, from the lines that it writes."""
    row = record.row
    about: dict[str, JsonValue] = {
        "claim_id": row.claim_id,
        "merchant_id": row.merchant_id,
        "kind": row.kind,
    }

    def told(line: TimelineEntry, event: HookEvent) -> Told:
        data = about | _stages(line)
        if event is HookEvent.CLAIM_CLOSED:
            data["outcome"] = row.outcome
        if event is HookEvent.CLAIM_PAID and row.amounts.paid:
            data["paid"] = {
                "amount": str(row.amounts.paid.amount),
                "currency": row.amounts.paid.currency,
            }
        return _told(row.claim_id, row.merchant_id, line, event, data)

    return tuple(told(line, event) for line, event in _claim_events(record.timeline))


def told_of_crisis(record: CrisisRecord) -> tuple[Told, ...]:
    """What subscribers hear of one step of a case: of a drill nothing, of a restricted one less."""
    row = record.row
    if row.drill:
        return ()
    about: dict[str, JsonValue] = {
        "case_id": row.case_id,
        "severity": row.severity,
        "restricted": row.restricted,
    }
    if not row.restricted:
        about["source_type"] = row.source_type
    key = case_key(row.case_id)
    return tuple(
        _told(key, "", line, event, about | _stages(line))
        for line, event in _crisis_events(record.timeline)
    )


def _claim_events(lines: Iterable[TimelineEntry]) -> Iterator[tuple[TimelineEntry, HookEvent]]:
    for line in lines:
        if line.what in CLAIM_SAYS:
            yield line, CLAIM_SAYS[line.what]
        if _moved(line):
            yield line, HookEvent.CLAIM_STAGE
            if event := CLAIM_COMES_TO.get(line.stage_to):
                yield line, event


def _crisis_events(lines: Iterable[TimelineEntry]) -> Iterator[tuple[TimelineEntry, HookEvent]]:
    for line in lines:
        if line.what in CRISIS_SAYS:
            yield line, CRISIS_SAYS[line.what]
        if _moved(line):
            yield line, HookEvent.CRISIS_STAGE
            if event := CRISIS_COMES_TO.get(line.stage_to):
                yield line, event


def _moved(line: TimelineEntry) -> bool:
    return bool(line.stage_to) and line.stage_from != line.stage_to


def _stages(line: TimelineEntry) -> dict[str, JsonValue]:
    moved: dict[str, JsonValue] = {"stage_from": line.stage_from} if _moved(line) else {}
    return {"number": line.number, "stage": line.stage_to, **moved}


def _told(
    key: str, merchant_id: str, line: TimelineEntry, event: HookEvent, data: dict[str, JsonValue]
) -> Told:
    """The event; its id is the same however often the line is written."""
    own = f"{key}|{line.number}|{line.at.isoformat()}|{event}"
    number = hashlib.sha256(own.encode()).hexdigest()[:24]
    return Told(
        id=f"evt_{number}",
        type=event,
        case_key=key,
        merchant_id=merchant_id,
        at=line.at,
        data=data,
    )


class HookDelivery(Record):
    """One event on its way to one subscriber, ready to be signed and sent."""

    id: str
    hook_id: str
    url: str
    secret: str
    event_id: str
    type: str
    at: datetime
    data: dict[str, JsonValue]


class HookAnswer(Record):
    """What a subscriber answered; status 0 where none did, with the reason as `error`."""

    status: int = 0
    text: str = ""
    error: str = ""

    @property
    def is_taken(self) -> bool:
        """Whether the subscriber has it."""
        return 200 <= self.status < 300

    @property
    def is_away(self) -> bool:
        """Whether nobody can be reached there now, whatever is sent."""
        return self.status in AWAY

    @property
    def is_gone(self) -> bool:
        """Whether the subscriber wants nothing more (410)."""
        return self.status == GONE


GONE = 410
AWAY = frozenset({0, 429, 502, 503, 504})
