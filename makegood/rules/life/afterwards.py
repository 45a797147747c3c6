"""After the decision: one appeal, a parcel that turns up, recovery from the carrier, the end."""

from dataclasses import replace
from datetime import datetime

from makegood.rules import ledger
from makegood.rules.casefile import Act, Appeal, CaseFile, Outcome, Stage, book, log, move, notify
from makegood.rules.claim import HeldDocument
from makegood.rules.ledger import Award
from makegood.rules.life import timing
from makegood.rules.life.closing import close
from makegood.rules.life.recommending import Award as LineAward
from makegood.rules.life.recommending import entitlement, recommend_again
from makegood.rules.life.settling import in_flight, paid_so_far
from makegood.rules.life.timing import Moment
from makegood.rules.money import Money, total
from makegood.rules.refusals import Refused


def appeal(case: CaseFile, act: Act, documents: tuple[HeldDocument, ...] = ()) -> CaseFile:
    """The case reopened by its one appeal, with a clock of its own.

    Refuses a second appeal, one before a decision, and one after the window.
    """
    _require_appealable(case, act.at)
    opened = Appeal(act.by, act.why, act.at)
    case = replace(case, appeal=opened, outcome=None, sent_back=f"appeal: {act.why}")
    case = timing.start(case, "appeal", act.at)
    case = log(case, act, "appealed")
    case = notify(case, "service_desk", "appeal", ("reason", act.why))
    held = {document.sha256 for document in case.documents}
    new = tuple(document for document in documents if document.sha256 not in held)
    case = replace(case, documents=(*case.documents, *new), aftercare_until=None)
    stage = Stage.VERIFYING if new else Stage.RECOMMENDING
    return move(case, stage, act, "reopened")


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


def parcel_found(case: CaseFile, act: Act, numbers: tuple[str, ...]) -> CaseFile:
    """The case told that parcels turned up: unpaid lines fall away, paid ones are to be repaid.

    While money is on its way the news is kept, and acted on when it has arrived. Refuses parcels
    that are not of the claim, and a closed case.
    """
    _require_own(case, numbers)
    news = tuple(number for number in numbers if number not in case.found)
    if not news:
        return log(case, act, "parcel_found_again")
    case = replace(case, found=(*case.found, *news))
    case = log(case, act, "parcel_found", ", ".join(news))
    return after_find(case, act.at)


def after_find(case: CaseFile, at: datetime) -> CaseFile:
    """The case with what the found parcels mean for it now."""
    if not case.found or case.reversals or in_flight(case) or case.stage is Stage.SUBMITTING:
        return case
    if paid_so_far(case).is_positive:
        return _reversed(case, at)
    if len(case.found) == len(case.claim.parcels):
        return close(case, Outcome.FOUND, Act(at, "system", "every parcel was found"))
    return _without_found(case, at)


def _require_own(case: CaseFile, numbers: tuple[str, ...]) -> None:
    if not case.is_open:
        raise Refused("closed", "The claim is closed; its money is final.")
    own = {parcel.tracking_number for parcel in case.claim.parcels}
    strangers = sorted(set(numbers) - own)
    if strangers:
        raise Refused("unknown_parcel", f"Not a parcel of this claim: {', '.join(strangers)}.")


def _without_found(case: CaseFile, at: datetime) -> CaseFile:
    """Before payment the found lines are recommended at nothing; signatures so far do not count."""
    if case.assessment is None:
        return case
    case = replace(case, negotiation=None, agreed=None, desk_reply_by=None, deficiency=None)
    case = timing.resume_promises(case, at)
    found = Act(at, "system", "parcels were found")
    case = move(case, Stage.RECOMMENDING, found, "assessment_changed")
    zero = Money.zero(case.currency)
    awards: tuple[LineAward, ...] = tuple((number, zero) for number in case.found)
    return recommend_again(case, replace(found, by=case.assignee), awards)


def _reversed(case: CaseFile, at: datetime) -> CaseFile:
    """What was paid for the found parcels is owed back by the merchant."""
    back = _paid_for(case, case.found)
    granted = min(back, entitlement(case))
    award = Award(granted, back - granted)
    number = case.reversals + 1
    case = book(case, ledger.reverse(case.claim_id, case.claim.merchant_id, number, award))
    case = replace(case, reversals=number, outcome=Outcome.REVERSED)
    case = log(case, Act(at, "system", f"{back.text()} to be repaid"), "payment_reversed")
    case = notify(case, case.claim.merchant_id, "repayment", ("amount", back.text()))
    return notify(case, "finance", "repayment", ("amount", back.text()))


def _paid_for(case: CaseFile, numbers: tuple[str, ...]) -> Money:
    latest = case.negotiation.latest if case.negotiation else None
    by_line = latest.lines if latest else _assessed(case)
    share = total((amount for number, amount in by_line if number in numbers), case.currency)
    return min(share, paid_so_far(case))


def _assessed(case: CaseFile) -> tuple[tuple[str, Money], ...]:
    lines = case.assessment.lines if case.assessment else ()
    return tuple((line.tracking_number, line.approved) for line in lines)


def recovery_told(case: CaseFile, recovered: Money, state: str, at: datetime) -> CaseFile:
    """The case told by its recovery what the carrier has paid so far."""
    case = replace(case, recovered=recovered)
    return log(case, Act(at, "recovery", recovered.text()), f"recovery_{state}")


def end_aftercare(case: CaseFile, now: datetime) -> CaseFile:
    """The case closed when the windows of return and appeal have passed."""
    if case.stage is not Stage.AFTERCARE or not case.aftercare_until or now < case.aftercare_until:
        return case
    passed = Act(now, "clock", "all windows have passed")
    return close(case, case.outcome or Outcome.DENIED, passed)


def next_aftercare_moment(case: CaseFile) -> Moment | None:
    """When the last window passes."""
    if case.stage is not Stage.AFTERCARE or case.aftercare_until is None:
        return None
    return case.aftercare_until, "return and appeal windows pass"
