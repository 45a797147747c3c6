"""Payments: one row an attempt, for ever, with at most one live or settled for a leg."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Connection, Row, select, update
from sqlalchemy.exc import IntegrityError

from makegood.messages.problems import Conflict, NotFound
from makegood.rules.attempts import Attempt, PaymentState, Report, apply_report
from makegood.rules.money import Money
from makegood.rules.terms import PayoutMethod
from makegood.store.engine import insert_into
from makegood.store.money_tables import PAYMENT


class Begun(StrEnum):
    """Whether the row of a payment is of this call, or was there before."""

    NEW = "new"
    ALREADY = "already"


def begin(connection: Connection, claim_id: str, attempt: Attempt, now: datetime) -> Begun:
    """Keep the row of a payment before it is sent, once by its key.

    Conflict where the key or the attempt stands for another payment, or another attempt at the
    same leg is live or settled: of two at once the database lets one through.
    """
    identity = _identity(claim_id, attempt)
    blank = {"state": PaymentState.SUBMITTED, "code": "", "bank_reference": "", "begun_at": now}
    once = insert_into(connection, PAYMENT).on_conflict_do_nothing(index_elements=[PAYMENT.c.key])
    try:
        made = connection.execute(once.values(**identity, **blank).returning(PAYMENT.c.key)).first()
    except IntegrityError as error:
        leg = f"leg {attempt.leg} of settlement {attempt.settlement_version}"
        raise Conflict(f"{leg} of claim {claim_id} has another payment already") from error
    if made is not None:
        return Begun.NEW
    _begin_again(connection, attempt.key, identity)
    return Begun.ALREADY


def _begin_again(connection: Connection, key: str, identity: dict[str, str | int]) -> None:
    """The same payment once more; one that the bank has never seen counts as submitted again."""
    held = _held(connection, key)
    if any(held._mapping[name] != value for name, value in identity.items()):
        raise Conflict(f"Payment {key} was begun before for another amount, leg or claim")
    if held.state == PaymentState.NOT_FOUND:
        submitted = {"state": PaymentState.SUBMITTED, "reported_at": None}
        connection.execute(update(PAYMENT).where(PAYMENT.c.key == key).values(submitted))


def _identity(claim_id: str, attempt: Attempt) -> dict[str, str | int]:
    """What a payment key stands for."""
    return {
        "key": attempt.key,
        "claim_id": claim_id,
        "settlement_version": attempt.settlement_version,
        "leg": attempt.leg,
        "attempt": attempt.attempt,
        "minor": attempt.amount.minor,
        "currency": attempt.amount.currency,
        "method": attempt.method,
    }


def mark(connection: Connection, key: str, report: Report) -> PaymentState:
    """Take the bank's word on a payment and give the state it is in now.

    Reports that come late, twice or out of order end the same. Conflict where the bank pays an
    attempt after all that another has replaced.
    """
    known = apply_report(_attempt(_held(connection, key)), report)
    values = {
        "state": known.state,
        "code": known.code,
        "bank_reference": known.bank_reference,
        "value_date": known.value_date,
        "settled_at": known.settled_at,
        "reported_at": known.as_of,
    }
    try:
        with connection.begin_nested():
            connection.execute(update(PAYMENT).where(PAYMENT.c.key == key).values(values))
    except IntegrityError as error:
        raise Conflict(f"{key} is {known.state}, and another payment of its leg stands") from error
    return known.state


def _held(connection: Connection, key: str) -> Row[*tuple[object, ...]]:
    row = connection.execute(select(PAYMENT).where(PAYMENT.c.key == key).with_for_update()).first()
    if row is None:
        raise NotFound(f"There is no payment {key}")
    return row


def attempts_of(connection: Connection, claim_id: str) -> tuple[Attempt, ...]:
    """The payments of a claim, by settlement, leg and attempt."""
    order = (PAYMENT.c.settlement_version, PAYMENT.c.leg, PAYMENT.c.attempt)
    rows = connection.execute(
        select(PAYMENT).where(PAYMENT.c.claim_id == claim_id).order_by(*order)
    )
    return tuple(_attempt(row) for row in rows)


def _attempt(row: Row[*tuple[object, ...]]) -> Attempt:
    return Attempt(
        settlement_version=row.settlement_version,
        leg=row.leg,
        attempt=row.attempt,
        key=row.key,
        amount=Money.from_minor(row.minor, row.currency),
        method=PayoutMethod(row.method),
        state=PaymentState(row.state),
        code=row.code,
        submitted_at=row.begun_at,
        value_date=row.value_date,
        settled_at=row.settled_at,
        bank_reference=row.bank_reference,
        as_of=row.reported_at,
    )
