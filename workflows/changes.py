"""Commands put into changes of a case file at a moment."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from makegood.messages import commands as say
from makegood.messages.claims import DocumentRef
from makegood.messages.payments import PaymentNotice, PaymentReport
from makegood.rules.attempts import PaymentState, Report
from makegood.rules.casefile import Act, CaseFile
from makegood.rules.claim import HeldDocument
from makegood.rules.grants import Grant
from makegood.rules.life import (
    afterwards,
    bargaining,
    escalating,
    granting,
    interruptions,
    paying,
    recommending,
    repairing,
    settling,
    verifying,
)
from makegood.rules.offers import Answer, Reply
from makegood.rules.rounds import Decision

Deed = Callable[[CaseFile, datetime], CaseFile]
"""What somebody does to a case at a moment."""


def held(documents: tuple[DocumentRef, ...]) -> tuple[HeldDocument, ...]:
    """The documents as the rules see them."""
    return tuple(HeldDocument(**dict(document)) for document in documents)


def decision_of(message: say.SignOff, at: datetime) -> Decision:
    """The decision as the rules see it, given at that moment."""
    return Decision(
        decision_id=message.decision_id,
        team=message.team,
        decision=message.decision,
        by=message.by,
        at=at,
        subject_hash=message.subject_hash,
        reason=message.reason,
    )


def documents(message: say.SubmitDocuments) -> Deed:
    """More documents."""
    new = held(message.documents)
    return lambda case, at: verifying.add_documents(case, Act(at, message.by), new)


def recommendation(message: say.Recommend) -> Deed:
    """The desk's new recommendation."""
    awards = tuple((line.tracking_number, line.amount) for line in message.lines)

    def change(case: CaseFile, at: datetime) -> CaseFile:
        risky = replace(case, legal_risk=case.legal_risk or message.legal_risk)
        ready = recommending.deny_all(risky) if message.deny else risky
        return recommending.recommend_again(ready, Act(at, message.by, message.reason), awards)

    return change


def offer(message: say.MakeOffer) -> Deed:
    """The desk's next offer."""
    return lambda case, at: bargaining.offer(
        case, Act(at, message.by, message.reason), message.total, message.remedy
    )


def answer(message: say.AnswerOffer) -> Deed:
    """The merchant's answer."""

    def change(case: CaseFile, at: datetime) -> CaseFile:
        given = Answer(
            message.version,
            Reply(message.answer),
            message.by,
            at,
            message.amount,
            message.reason,
            message.release,
        )
        return bargaining.answer(case, given)

    return change


def withdrawal(message: say.Withdraw) -> Deed:
    """The claim taken back."""
    return lambda case, at: interruptions.withdraw(case, Act(at, message.by, message.reason))


def assignment(message: say.Assign) -> Deed:
    """Another owner."""
    return lambda case, at: interruptions.assign(
        case, Act(at, message.by, message.reason), message.assignee
    )


def hold(message: say.PlaceHold) -> Deed:
    """A litigation hold."""
    return lambda case, at: interruptions.hold(case, Act(at, message.by, message.reason))


def release(message: say.ReleaseHold) -> Deed:
    """The hold lifted."""
    return lambda case, at: interruptions.release_hold(case, Act(at, message.by, message.reason))


def payee(message: say.CorrectPayee) -> Deed:
    """The merchant's account."""
    return lambda case, at: settling.correct_payee(
        case, Act(at, message.by, message.reason), message.payee
    )


def appeal(message: say.MakeAppeal) -> Deed:
    """The one appeal."""
    new = held(message.documents)
    return lambda case, at: afterwards.appeal(case, Act(at, message.by, message.reason), new)


def found(message: say.ParcelFound) -> Deed:
    """Parcels that turned up."""
    return lambda case, at: afterwards.parcel_found(
        case, Act(at, message.by, message.reason), message.tracking_numbers
    )


def note(message: say.AddNote) -> Deed:
    """A remark."""
    return lambda case, at: interruptions.note(case, Act(at, message.by, message.text))


def recovered(message: say.RecoveryNotice) -> Deed:
    """What the recovery brought in."""
    return lambda case, at: afterwards.recovery_told(case, message.recovered, message.state, at)


def escalation(message: say.Escalate, case_id: str, held: tuple[str, ...]) -> Deed:
    """A crisis of its own."""
    return lambda case, at: escalating.escalate(
        case, Act(at, message.by, message.reason), case_id, held
    )


def escalation_ended(message: say.EscalationEnded) -> Deed:
    """The crisis over."""
    why = f"{message.severity} {message.stage}"
    return lambda case, at: escalating.escalation_ended(
        case, Act(at, message.by, why), message.case_id
    )


def goodwill(message: say.GrantGoodwill) -> Deed:
    """Goodwill that a crisis decided on."""
    asked = Grant(message.case_id, message.decision)
    return lambda case, at: granting.grant(case, Act(at, message.by), asked, message.total)


def bank_notice(message: PaymentNotice) -> Deed:
    """What the bank tells by itself."""
    report = Report(
        PaymentState(message.state),
        message.occurred_at,
        message.code,
        bank_reference=message.bank_reference,
        amount=message.amount,
    )
    return lambda case, at: paying.reported(
        case, Act(at, message.source), message.payment_key, report
    )


def bank_report(report: PaymentReport) -> Deed:
    """What the bank answered when it was asked."""

    def change(case: CaseFile, at: datetime) -> CaseFile:
        told = Report(
            PaymentState(report.state),
            report.occurred_at or at,
            report.code,
            report.value_date,
            report.bank_reference,
            report.amount,
            report.why,
        )
        by = "cashier" if report.why else "bank"
        return paying.reported(case, Act(at, by), report.payment_key, told)

    return change


def repair(message: say.Repair) -> Deed:
    """An operator's way out of a parked step."""
    remedy = repairing.Remedy(message.remedy)
    return lambda case, at: repairing.repair(case, remedy, Act(at, message.by, message.reason))
