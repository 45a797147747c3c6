"""The recovery from the carrier: what the carrier says, and where it stands."""

from datetime import datetime
from enum import StrEnum
from typing import Self

from pydantic import model_validator

from makegood.messages.claims import Identifier, Line, Message, Who
from makegood.rules.money import Money


class CarrierSays(StrEnum):
    """What a carrier may answer to a demand."""

    ACKNOWLEDGED = "acknowledged"
    PAID = "paid"
    DECLINED = "declined"


class RecoveryState(StrEnum):
    """Where a recovery stands."""

    DEMANDED = "demanded"
    ACKNOWLEDGED = "acknowledged"
    PAID = "paid"
    DECLINED = "declined"
    WRITTEN_OFF = "written_off"


class CarrierAnswer(Message):
    """The carrier's answer; a payment without an amount is the whole of what is left."""

    answer_id: Identifier
    state: CarrierSays
    amount: Money | None = None
    reason: Line = ""
    by: Who = "carrier"

    @model_validator(mode="after")
    def _pays_something(self) -> Self:
        if self.amount is not None and not self.amount.is_positive:
            raise ValueError("amount: a payment is more than zero")
        return self


class RecoveryStatus(Message):
    """Where the recovery stands."""

    claim_id: str
    party: str
    state: RecoveryState
    demanded: Money
    recovered: Money
    chases: int
    file_by: datetime
    reference: str
