"""What the bank is told to do wrong, and to whom."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from makegood.messages.payments import PaymentState, ReasonCode

Days = Annotated[Decimal, Field(ge=0, le=400)]
Prefix = Annotated[str, Field(min_length=1, max_length=35)]


class Asked(StrEnum):
    """The two things that a client asks of the bank about a payment."""

    SUBMIT = "submit"
    LOOK_UP = "look_up"


class Answering(StrEnum):
    """How the answer goes out. Up to DENIED the payment is not taken; from LOST on it is.

    NORMAL says the truth. UNAVAILABLE, BUSY, DENIED are 503, 429, 401. REFUSED_LINE drops the line.
    LOST drops it after taking the payment. HALF_OPEN sends half an answer and falls silent.
    GARBLED is no JSON, ERROR_IN_200 an error dressed as success, BROKEN a 500, OTHER_PAYMENT a
    report of some other payment. AFTER_NOTICE answers once its first notice is delivered.
    """

    NORMAL = "normal"
    UNAVAILABLE = "unavailable"
    BUSY = "busy"
    DENIED = "denied"
    REFUSED_LINE = "refused_line"
    LOST = "lost"
    HALF_OPEN = "half_open"
    GARBLED = "garbled"
    ERROR_IN_200 = "error_in_200"
    BROKEN = "broken"
    OTHER_PAYMENT = "other_payment"
    AFTER_NOTICE = "after_notice"


NOT_TAKING = frozenset(
    {Answering.UNAVAILABLE, Answering.BUSY, Answering.DENIED, Answering.REFUSED_LINE}
)


class _Told(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Match(_Told):
    """Which calls a rule is about: all that is given must hold.

    `nth` counts the calls of a payment key, submissions and look-ups apart, from 1.
    """

    asked: Asked = Asked.SUBMIT
    account: Prefix | None = None
    account_suffix: Prefix | None = None
    payment_key: Prefix | None = None
    amount: Decimal | None = None
    amount_over: Decimal | None = None
    nth: Annotated[int, Field(ge=1)] | None = None


class Then(_Told):
    """What becomes of the payment, of the answer and of the notices.

    A `code` alone rejects at once, with `at_cut_off` at the next booking; with
    `return_after_days` the payment settles first. Days are bank days. `late_days` holds a notice
    of that state back: later than the next one is out of order, weeks late is 21.
    """

    code: ReasonCode = ""
    at_cut_off: bool = False
    return_after_days: Days | None = None
    settle_after_days: Days = Decimal(0)
    answering: Answering = Answering.NORMAL
    delay_seconds: Annotated[float, Field(ge=0, le=600)] = 0
    copies: Annotated[int, Field(ge=1, le=10)] = 1
    announce_acceptance: bool = False
    late_days: dict[PaymentState, Days] = {}
    silent: frozenset[PaymentState] = frozenset()


class Rule(_Told):
    """One line of a script."""

    match: Match
    then: Then


SCRIPT = TypeAdapter(tuple[Rule, ...])


@dataclass(frozen=True)
class Call:
    """One request about a payment, as rules see it."""

    asked: Asked
    payment_key: str
    account: str
    amount: Decimal
    nth: int


def answer_to(call: Call, rules: Iterable[Rule]) -> Then:
    """What the first rule that matches says; without one, all goes well."""
    return next((rule.then for rule in rules if _matches(rule.match, call)), Then())


def _matches(match: Match, call: Call) -> bool:
    return (
        match.asked is call.asked
        and match.account in (None, call.account)
        and call.account.endswith(match.account_suffix or "")
        and call.payment_key.startswith(match.payment_key or "")
        and match.amount in (None, call.amount)
        and (match.amount_over is None or call.amount > match.amount_over)
        and match.nth in (None, call.nth)
    )
