"""After the decision: one appeal, news of the recovery, the end of all windows."""

from dataclasses import replace
from datetime import datetime

from makegood.rules.casefile import Act, Appeal, CaseFile, Outcome, Stage, log, move, notify
from makegood.rules.claim import HeldDocument
from makegood.rules.life import timing
from makegood.rules.life.closing import close
from makegood.rules.life.finding import after_find, parcel_found
from makegood.rules.life.holding import with_documents
from makegood.rules.life.payments import to_look_up
from makegood.rules.life.receiving import begin_verification
from makegood.rules.life.timing import Moment
from makegood.rules.money import Money
from makegood.rules.refusals import Refused

__all__ = [
    "after_find",
    "appeal",
    "ask_before_end",
    "end_aftercare",
    "next_aftercare_moment",
    "parcel_found",
    "recovery_told",
]


def appeal(case: CaseFile, act: Act, documents: tuple[HeldDocument, ...] = ()) -> CaseFile:
    """The case reopened by its one appeal, with a clock of its own.

    New documents are read first; then the desk recommends anew. Refuses a second appeal, one
    before a decision, and one after the window.
    """
    _require_appealable(case, act.at)
    opened = Appeal(act.by, act.why, act.at)
    case = replace(case, appeal=opened, outcome=None, sent_back=f"appeal: {act.why}")
    case = notify(log(case, act, "appealed"), "service_desk", "appeal", ("reason", act.why))
    after = with_documents(case, documents)
    if after.documents == case.documents:
        reopened = move(after, Stage.RECOMMENDING, act, "reopened")
    else:
        reopened = begin_verification(after, act)
    return timing.start(reopened, "appeal", act.at)


def _require_appealable(case: CaseFile, at: datetime) -> None:
    if case.appeal is not None:
        raise Refused("appealed_already", "A claim can be appealed once; that was done.")
    if case.stage is not Stage.AFTERCARE or case.appeal_until is None:
        raise Refused(
            "nothing_to_appeal", f"The claim is {case.stage}: there is no decision to appeal."
        )
    if at > case.appeal_until:
        raise Refused(
            "appeal_too_late", f"The appeal window ended at {case.appeal_until.isoformat()}."
        )


def recovery_told(case: CaseFile, recovered: Money, state: str, at: datetime) -> CaseFile:
    """The case told by its recovery what the carrier has paid so far."""
    case = replace(case, recovered=recovered)
    return log(case, Act(at, "recovery", recovered.text()), f"recovery_{state}")


def end_aftercare(case: CaseFile, now: datetime) -> CaseFile:
    """The case closed when the windows of return and appeal have passed."""
    ends = next_aftercare_moment(case)
    if ends is None or now < ends[0] or case.look_up_at is not None:
        return case
    passed = Act(now, "clock", "all windows have passed")
    return close(case, case.outcome or Outcome.DENIED, passed)


def ask_before_end(case: CaseFile, now: datetime) -> CaseFile:
    """The case that asks the bank once more when its windows end: a notice may have been lost.

    It closes after that look-up, if what had settled is settled still.
    """
    ends = next_aftercare_moment(case)
    over = ends is not None and ends[0] <= now and case.look_up_at is None
    if not over or case.last_look or not to_look_up(case):
        return case
    return replace(log(case, Act(now, "clock"), "asked_before_the_end"), look_up_at=now)


def next_aftercare_moment(case: CaseFile) -> Moment | None:
    """When the last window passes; never by itself while on hold or parked."""
    waits = case.hold is not None or case.parked is not None
    if case.stage is not Stage.AFTERCARE or case.aftercare_until is None or waits:
        return None
    return case.aftercare_until, "return and appeal windows pass"
