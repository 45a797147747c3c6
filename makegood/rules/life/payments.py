"""Which payments of a case are made, on their way, or still to be made."""

from dataclasses import replace

from makegood.rules.attempts import (
    FINALLY_NEGATIVE,
    Attempt,
    PaymentState,
    ReturnAction,
    action_for,
)
from makegood.rules.casefile import CaseFile, Stage
from makegood.rules.money import Money, total
from makegood.rules.terms import PayoutMethod

_ENDED = frozenset({*FINALLY_NEGATIVE, PaymentState.SETTLED, PaymentState.NOT_FOUND})


def current(case: CaseFile) -> tuple[Attempt, ...]:
    """The latest attempt of each leg of every settlement whose money is still its own.

    What an earlier settlement left unpaid may have become part of a later one; then it is not here.
    """
    kept = [a for a in case.attempts if (a.settlement_version, a.leg) not in case.carried_over]
    latest = {(a.settlement_version, a.leg): a for a in kept}
    return tuple(latest[leg] for leg in sorted(latest))


def to_send(case: CaseFile) -> tuple[Attempt, ...]:
    """The attempts that were not handed in, or that the bank has never seen."""
    never_seen = PaymentState.NOT_FOUND
    return tuple(a for a in current(case) if a.submitted_at is None or a.state is never_seen)


def in_flight(case: CaseFile) -> tuple[Attempt, ...]:
    """The attempts that were handed in and whose end is not known."""
    return tuple(a for a in current(case) if a.submitted_at and a.state not in _ENDED)


def to_look_up(case: CaseFile) -> tuple[Attempt, ...]:
    """The attempts to ask the bank about: those on their way, or before the end those settled."""
    if case.stage is not Stage.AFTERCARE:
        return in_flight(case)
    settled, transfer = PaymentState.SETTLED, PayoutMethod.TRANSFER
    return tuple(a for a in current(case) if a.state is settled and a.method is transfer)


def failed(case: CaseFile) -> tuple[Attempt, ...]:
    """The attempts that ended without the money being with the merchant."""
    return tuple(a for a in current(case) if a.state in FINALLY_NEGATIVE)


def duplicates(case: CaseFile) -> tuple[Attempt, ...]:
    """The failed attempts that the bank says it has already: it may have paid or not."""
    stop = ReturnAction.STOP_RECONCILE
    return tuple(a for a in failed(case) if action_for(a.code) is stop)


def unproven(case: CaseFile) -> tuple[Attempt, ...]:
    """The failed attempts that never left, because no seals proved that they were released."""
    anew = ReturnAction.SIGN_ANEW
    return tuple(a for a in failed(case) if action_for(a.code) is anew)


def paid_so_far(case: CaseFile) -> Money:
    """What has arrived at the merchant and has not come back, over all settlements."""
    arrived = (a.amount for a in case.attempts if a.state is PaymentState.SETTLED)
    return total(arrived, case.currency)


def kept(case: CaseFile) -> Money:
    """What has arrived at the merchant and is not to be repaid for parcels that were found."""
    return paid_so_far(case) - (case.reversed or Money.zero(case.currency))


def unpaid(case: CaseFile) -> Money:
    """What is payable and has not arrived, been credited or been set off."""
    return total((attempt.amount for attempt in not_arrived(case)), case.currency)


def not_arrived(case: CaseFile) -> tuple[Attempt, ...]:
    """The attempts whose money is not with the merchant, or is there no longer."""
    return tuple(a for a in current(case) if a.state is not PaymentState.SETTLED)


def changed(case: CaseFile, attempt: Attempt) -> CaseFile:
    """The case with that attempt in place of the one with the same key."""
    attempts = tuple(attempt if a.key == attempt.key else a for a in case.attempts)
    if attempts == case.attempts:
        return case
    return replace(case, attempts=attempts, version=case.version + 1)
