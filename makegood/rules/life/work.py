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
            return case.look_up_at is not None and case.look_up_at <= now
        case Stage.AFTERCARE:
            return case.recovery_due and case.hold is None
        case _:
            return False
