"""What we tell the bank, and what the bank tells us."""

from datetime import date
from enum import StrEnum
from typing import Annotated, Self

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints, model_validator
from typing_extensions import override

from makegood.messages.sealing import Sealed
from makegood.rules.money import Money
from makegood.rules.payee import Payee
from makegood.rules.terms import PayoutMethod

PaymentKey = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][!-~]{0,34}$")]
"""EndToEndId of ISO 20022 (Max35Text): claim, settlement version, leg and attempt, in one word."""

ReasonCode = Annotated[str, StringConstraints(pattern=r"^([A-Z0-9]{4})?$")]
"""ISO 20022 external status reason, four characters (AC01, AM05); empty where there is none."""

NoticeId = Annotated[str, StringConstraints(pattern=r"^[!-~]{1,128}$")]
BankReference = Annotated[str, StringConstraints(max_length=64)]


class PaymentState(StrEnum):
    """Where a payment stands at the bank.

    SETTLED is the debtor's side only (ACSC): it may still become RETURNED. UNKNOWN is ours, for an
    answer that never came; NOT_FOUND is the bank's, for a key that it has never seen.
    """

    ACCEPTED = "accepted"
    QUEUED = "queued"
    SETTLED = "settled"
    REJECTED = "rejected"
    RETURNED = "returned"
    UNKNOWN = "unknown"
    NOT_FOUND = "not_found"


class _Message(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class PaymentInstruction(_Message):
    """One transfer to make; `payment_key` is also the idempotency key."""

    payment_key: PaymentKey
    amount: Money
    payee: Payee
    reference: Annotated[str, StringConstraints(max_length=140)] = ""
    method: PayoutMethod = PayoutMethod.TRANSFER

    @model_validator(mode="after")
    def _is_payable(self) -> Self:
        if not self.amount.is_positive:
            raise ValueError("amount: a payment is more than zero")
        return self


class PaymentReport(_Message):
    """What the bank says of one payment; for a key it does not know, neither amount nor time.

    `why` is our own word for a payment that was not handed in.
    """

    payment_key: PaymentKey
    state: PaymentState
    code: ReasonCode = ""
    bank_reference: BankReference = ""
    value_date: date | None = None
    occurred_at: AwareDatetime | None = None
    amount: Money | None = None
    why: Annotated[str, StringConstraints(max_length=500)] = ""


class PaymentNotice(Sealed):
    """What the bank tells by itself; one `notice_id` is one piece of news, sent once or often."""

    notice_id: NoticeId
    payment_key: PaymentKey
    state: PaymentState
    code: ReasonCode = ""
    bank_reference: BankReference = ""
    occurred_at: AwareDatetime
    amount: Money
    source: Annotated[str, Field(min_length=1, max_length=64)] = "bank"

    @property
    @override
    def speaker(self) -> str:
        """Whose news it is."""
        return self.source
