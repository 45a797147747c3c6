"""Whether a case has something to do by itself now, rather than wait for people or time."""

from datetime import datetime

from makegood.rules.casefile import CaseFile, Stage


def has_work(case: CaseFile, now: datetime) -> bool:
    """Whether a step is to be taken now; never while parked, and none with money on hold."""
    if case.parked is not None or not case.is_open:
        return False
    match case.stage:
        case Stage.VERIFYING:
            return True
        case Stage.SETTLED | Stage.SUBMITTING:
            return case.hold is None
        case Stage.AWAITING_PAYOUT:
            return look_up_due(case, now)
        case Stage.AFTERCARE:
            return (case.recovery_due or look_up_due(case, now)) and case.hold is None
        case _:
            return False


def look_up_due(case: CaseFile, now: datetime) -> bool:
    """Whether the bank is to be asked now what became of a payment."""
    return case.look_up_at is not None and case.look_up_at <= now
