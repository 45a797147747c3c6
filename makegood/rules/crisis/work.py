"""What a case has to do by itself now, rather than wait for people or time."""

from enum import StrEnum

from makegood.rules.crisis import granting, paging, statements
from makegood.rules.crisis.closing import claim_of
from makegood.rules.crisis.file import CrisisFile


class Work(StrEnum):
    """A step of the process, each worked off by one of its activities."""

    CALL = "call"
    PAGE = "page"
    PUBLISH = "publish"
    WITHDRAW = "withdraw"
    TELL_CLAIM = "tell_claim"
    ASK_CLAIM = "ask_claim"


def work(case: CrisisFile) -> tuple[Work, ...]:
    """What is to be done now, people first."""
    waiting = (
        (Work.CALL, bool(case.calls)),
        (Work.PAGE, bool(paging.to_page(case) or paging.to_recall(case))),
        (Work.PUBLISH, bool(statements.to_publish(case))),
        (Work.WITHDRAW, bool(statements.to_withdraw(case))),
        (Work.TELL_CLAIM, is_claim_waiting(case)),
        (Work.ASK_CLAIM, granting.to_ask(case) is not None),
    )
    return tuple(step for step, wanted in waiting if wanted)


def has_work(case: CrisisFile) -> bool:
    """Whether the process has a step to take now."""
    return bool(work(case))


def is_claim_waiting(case: CrisisFile) -> bool:
    """Whether the linked claim is to hear that nobody works on the case any more."""
    return not (case.is_active or case.told_claim) and bool(claim_of(case))


def is_claim_to_hear(case: CrisisFile) -> bool:
    """Whether a claim is to hear of a decision, or that nobody works on the case any more."""
    return is_claim_waiting(case) or granting.to_ask(case) is not None
