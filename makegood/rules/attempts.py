"""One try to pay one leg: its key for ever, what the bank says of it, when another may follow."""

import hashlib
import re
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import TypeVar

from makegood.rules.money import Money
from makegood.rules.refusals import Refused
from makegood.rules.terms import PayoutMethod

KEY_MAX = 35
"""EndToEndId of ISO 20022 is Max35Text."""

_PLAIN_KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9.-]*")
_HASHED_PREFIX = "mg"


class PaymentState(StrEnum):
    """Where a payment stands, as far as we know.

    SETTLED is the debtor's side only (ISO 20022 ACSC): it may still be RETURNED. UNKNOWN is an
    answer that never came; NOT_FOUND is the bank's word that it has never seen the key.
    """

    SUBMITTED = "submitted"
    UNKNOWN = "unknown"
    NOT_FOUND = "not_found"
    ACCEPTED = "accepted"
    QUEUED = "queued"
    REJECTED = "rejected"
    SETTLED = "settled"
    RETURNED = "returned"


RANK = {state: rank for rank, state in enumerate(PaymentState)}
"""A report moves an attempt up this ladder, never down, whatever the order of the notices.

Settled ranks above rejected: a bank that says both has moved the money, and we must not pay again.
"""

FINALLY_NEGATIVE = frozenset({PaymentState.REJECTED, PaymentState.RETURNED})
"""States after which the money is not with the merchant and will not come from this attempt."""


class ReturnAction(StrEnum):
    """What a reason code of the bank asks for."""

    ASK_MERCHANT = "ask_merchant"
    TREASURY_RETRY = "treasury_retry"
    STOP_RECONCILE = "stop_reconcile"
    SPLIT = "split"
    RESCHEDULE = "reschedule"
    COMPLIANCE_HOLD = "compliance_hold"
    SIGN_ANEW = "sign_anew"
    PERSON = "person"


NOT_HANDED_IN = "DS0A"
"""A signature is wanted: our own reason for a payment that nothing proves to be released."""

_ACTIONS = {
    ReturnAction.ASK_MERCHANT: "AC01 AC03 AC04 AC06 AC13 AC14 BE01 RC01",
    ReturnAction.TREASURY_RETRY: "AM04",
    ReturnAction.STOP_RECONCILE: "AM05 DUPL",
    ReturnAction.SPLIT: "AM02 AM14",
    ReturnAction.RESCHEDULE: "CH03 CH04 TM01",
    ReturnAction.COMPLIANCE_HOLD: "RR04 FRAD NOCM",
    ReturnAction.SIGN_ANEW: NOT_HANDED_IN,
    ReturnAction.PERSON: "MS02 MS03 NARR",
}
_ACTION_OF = {code: action for action, codes in _ACTIONS.items() for code in codes.split()}


@dataclass(frozen=True)
class Attempt:
    """One try to pay one leg, under a key of its own; `leg` counts from 1.

    `as_of` and `code` are of the report that gave the state. `settled_at` and `value_date` are kept
    when a settled payment is returned. An offset names the invoice it is set `against`. `unseen` is
    how often it was handed in again because the bank had never seen it.
    """

    settlement_version: int
    leg: int
    attempt: int
    key: str
    amount: Money
    method: PayoutMethod
    state: PaymentState = PaymentState.SUBMITTED
    code: str = ""
    submitted_at: datetime | None = None
    value_date: date | None = None
    settled_at: datetime | None = None
    bank_reference: str = ""
    as_of: datetime | None = None
    against: str = ""
    unseen: int = 0


@dataclass(frozen=True)
class Report:
    """What the bank says of an attempt, when it happened, with the reason code if it went wrong.

    `amount` is what the bank names; None where it names none. `why` is our own word for a payment
    that never left.
    """

    state: PaymentState
    occurred_at: datetime
    code: str = ""
    value_date: date | None = None
    bank_reference: str = ""
    amount: Money | None = None
    why: str = ""


def payment_key(claim_id: str, settlement_version: int, leg: int, attempt: int) -> str:
    """The key of one attempt, at most 35 characters: readable where it fits, else a hash of it.

    It is the EndToEndId and the bank's idempotency key: the same four parts give the same key for
    ever, other parts another one.
    """
    plain = f"{claim_id}-s{settlement_version}-l{leg}-a{attempt}"
    if len(plain) <= KEY_MAX and _PLAIN_KEY.fullmatch(plain):
        return plain
    digest = hashlib.sha256(plain.encode()).hexdigest()
    return f"{_HASHED_PREFIX}{digest}"[:KEY_MAX]


def action_for(code: str) -> ReturnAction:
    """What a reject or return code asks for (ISO 20022 external codes); a person for all others."""
    return _ACTION_OF.get(code, ReturnAction.PERSON)


def next_attempt(claim_id: str, failed: Attempt) -> Attempt:
    """The attempt after one that was rejected or returned, under a new key.

    Refuses `not_finally_negative`: an unknown outcome is looked up, never sent again; and
    `duplicate_reported`, where the bank has the payment already and the books are reconciled.
    """
    if failed.state not in FINALLY_NEGATIVE:
        raise Refused(
            "not_finally_negative", f"Payment {failed.key} is {failed.state}: look it up."
        )
    if action_for(failed.code) is ReturnAction.STOP_RECONCILE:
        raise Refused("duplicate_reported", f"The bank has {failed.key} already: reconcile.")
    number = failed.attempt + 1
    key = payment_key(claim_id, failed.settlement_version, failed.leg, number)
    return Attempt(
        failed.settlement_version,
        failed.leg,
        number,
        key,
        failed.amount,
        failed.method,
        against=failed.against,
    )


def send_again(attempt: Attempt, at: datetime) -> Attempt:
    """The same attempt handed in once more under the same key, because the bank never saw it.

    Refuses `outcome_unknown` in every other state: it is looked up first.
    """
    if attempt.state is not PaymentState.NOT_FOUND:
        raise Refused("outcome_unknown", f"Payment {attempt.key} is {attempt.state}: look it up.")
    again = replace(attempt, state=PaymentState.SUBMITTED, submitted_at=at, as_of=None)
    return replace(again, unseen=attempt.unseen + 1)


def apply_report(attempt: Attempt, report: Report) -> Attempt:
    """The attempt with a report taken in; reports in any order, however often, end the same.

    The state climbs `RANK` and never falls: a late notice of the queue does not undo a settlement,
    a return does, and a late duplicate of the settlement does not undo the return.
    """
    known = replace(
        attempt,
        settled_at=_latest(attempt.settled_at, _if_settled(report, report.occurred_at)),
        value_date=_latest(attempt.value_date, _if_settled(report, report.value_date)),
        bank_reference=max(attempt.bank_reference, report.bank_reference),
    )
    if attempt.as_of and _weight(report.state, report.occurred_at, report.code) <= _weight(
        attempt.state, attempt.as_of, attempt.code
    ):
        return known
    return replace(known, state=report.state, code=report.code, as_of=report.occurred_at)


def contradicts(attempt: Attempt, report: Report) -> bool:
    """Whether the bank says both rejected and settled of one attempt: a person must reconcile."""
    said = {attempt.state, report.state}
    both = said == {PaymentState.REJECTED, PaymentState.SETTLED}
    return both or (report.state is PaymentState.REJECTED and attempt.settled_at is not None)


T = TypeVar("T", datetime, date)


def _latest(known: T | None, told: T | None) -> T | None:
    return max((moment for moment in (known, told) if moment is not None), default=None)


def _if_settled(report: Report, moment: T | None) -> T | None:
    return moment if report.state is PaymentState.SETTLED else None


def _weight(state: PaymentState, at: datetime, code: str) -> tuple[int, datetime, str]:
    return RANK[state], at, code
