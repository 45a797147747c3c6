"""Commands handed to their cases, in person or later: the same words, counted once."""

from collections.abc import Mapping
from enum import StrEnum

from pydantic import BaseModel

from makegood.messages.claims import ClaimRequest
from makegood.messages.crises import CrisisRequest
from makegood.store.command_outbox import QueuedCommand
from starters.client import Claims
from starters.crises import Crises
from workflows.claim_commands import MESSAGES as OF_CLAIMS
from workflows.crisis_commands import CrisisCommands

FILE, OPEN = "file", "open"


class Kind(StrEnum):
    """What a command is said to."""

    CLAIM = "claim"
    CRISIS = "crisis"


OF_OUTSIDERS = frozenset(
    {
        "payment_notice",
        "recovery_notice",
        "escalation_ended",
        "grant_goodwill",
        "goodwill_told",
        "absorb",
        "page_receipt",
    }
)
"""What only the bank, a provider of pages or another case says, each by a way of its own."""


def spoken(messages: Mapping[str, type[BaseModel]]) -> dict[str, type[BaseModel]]:
    """The commands that people and systems give, each with its message."""
    return {name: kind for name, kind in messages.items() if name not in OF_OUTSIDERS}


CLAIM_COMMANDS = spoken(OF_CLAIMS)
CRISIS_COMMANDS = spoken(CrisisCommands.MESSAGES)


def message_in(command: QueuedCommand) -> BaseModel:
    """What a command says to a case that is there."""
    messages = CRISIS_COMMANDS if command.kind == Kind.CRISIS else CLAIM_COMMANDS
    return messages[command.command].model_validate_json(command.message)


class Carrier:
    """Hands commands to their cases; the same command twice takes effect once."""

    def __init__(self, claims: Claims, crises: Crises) -> None:
        self._claims = claims
        self._crises = crises

    async def give(self, command: QueuedCommand) -> BaseModel:
        """What the case answers; RefusedByRule, Denied, NoSuchClaim or Unreachable say why not."""
        if command.kind == Kind.CRISIS:
            return await self._to_crisis(command)
        if command.command == FILE:
            return await self._claims.file(ClaimRequest.model_validate_json(command.message))
        said = message_in(command)
        return await self._claims.say(command.case_id, command.command, said, command.id)

    async def _to_crisis(self, command: QueuedCommand) -> BaseModel:
        if command.command == OPEN:
            return await self._crises.open(CrisisRequest.model_validate_json(command.message))
        said = message_in(command)
        return await self._crises.say(command.case_id, command.command, said, command.id)
