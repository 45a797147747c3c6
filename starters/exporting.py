"""The JSON Schemas of all that other systems say to cases and hear from them."""

from collections.abc import Mapping

from pydantic import BaseModel, JsonValue

from makegood.messages.claims import ClaimFiling
from makegood.messages.commands import Receipt
from makegood.messages.crises import CrisisFiling
from makegood.messages.crisis_commands import CaseReceipt
from makegood.messages.crisis_status import (
    Briefing,
    CrisisExplanation,
    CrisisResult,
    CrisisStatus,
    CrisisTimeline,
)
from makegood.messages.recovery import CarrierAnswer, RecoveryStatus
from makegood.messages.status import ClaimResult, Explanation, Status, Timeline
from makegood.messages.watches import Fed, MentionLine, WatchStart, WatchStatus
from workflows.claim_commands import MESSAGES
from workflows.crisis_commands import CrisisCommands

Schema = dict[str, JsonValue]

SAID_TO_CASES = CrisisCommands.MESSAGES

SAID: Mapping[str, type[BaseModel]] = {
    "start": ClaimFiling,
    **{f"update.{name}": message for name, message in MESSAGES.items()},
    "recovery.update.carrier_answer": CarrierAnswer,
    "crisis.start": CrisisFiling,
    **{f"crisis.update.{name}": message for name, message in SAID_TO_CASES.items()},
    "watch.start": WatchStart,
    "watch.mention": MentionLine,
    "watch.signal.fed": Fed,
}
"""What is said to a claim, a recovery, a crisis case or a watch, by the name it is said under."""

HEARD: Mapping[str, type[BaseModel]] = {
    "receipt": Receipt,
    "query.status": Status,
    "query.timeline": Timeline,
    "query.explain": Explanation,
    "result": ClaimResult,
    "recovery.query.status": RecoveryStatus,
    "crisis.receipt": CaseReceipt,
    "crisis.query.status": CrisisStatus,
    "crisis.query.timeline": CrisisTimeline,
    "crisis.query.explain": CrisisExplanation,
    "crisis.query.briefing": Briefing,
    "crisis.result": CrisisResult,
    "watch.query.status": WatchStatus,
}
"""What each of them answers."""


def schemas() -> dict[str, Schema]:
    """Every schema by name: of what is said as it is taken, of what is heard as it is given."""
    said = {name: model.model_json_schema(mode="validation") for name, model in SAID.items()}
    heard = {name: model.model_json_schema(mode="serialization") for name, model in HEARD.items()}
    return {name: _named(name, schema) for name, schema in (said | heard).items()}


def _named(name: str, schema: Schema) -> Schema:
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": name, **schema}
