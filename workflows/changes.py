"""Commands put into changes of a case file, at the moment of the workflow."""

from dataclasses import replace

from temporalio import workflow

from makegood.messages import commands as say
from makegood.messages.claims import DocumentRef
from makegood.messages.payments import PaymentNotice, PaymentReport
from makegood.rules.attempts import PaymentState, Report
from makegood.rules.casefile import Act, CaseFile
from makegood.rules.claim import HeldDocument
from makegood.rules.life import (
    afterwards,
    bargaining,
    escalating,
    interruptions,
    paying,
    recommending,
    repairing,
    settling,
    verifying,
)
from makegood.rules.offers import Answer, Reply
from makegood.rules.rounds import Decision
from workflows.casekeeper import Change


def held(documents: tuple[DocumentRef, ...]) -> tuple[HeldDocument, ...]:
    """The documents as the rules see them."""
    return tuple(HeldDocument(**dict(document)) for document in documents)


def decision_of(message: say.SignOff) -> Decision:
    """The decision as the rules see it, given now."""
    return Decision(
        decision_id=message.decision_id,
        team=message.team,
        decision=message.decision,
        by=message.by,
        at=workflow.now(),
        subject_hash=message.subject_hash,
        reason=message.reason,
    )


def _act(by: str, why: str = "") -> Act:
    """Somebody acting now."""
    return Act(workflow.now(), by, why)


def documents(message: say.SubmitDocuments) -> Change:
    """More documents."""
    new = held(message.documents)
    return lambda case: verifying.add_documents(case, _act(message.by), new)


def recommendation(message: say.Recommend) -> Change:
    """The desk's new recommendation."""
    awards = tuple((line.tracking_number, line.amount) for line in message.lines)

    def change(case: CaseFile) -> CaseFile:
        risky = replace(case, legal_risk=case.legal_risk or message.legal_risk)
        ready = recommending.deny_all(risky) if message.deny else risky
        return recommending.recommend_again(ready, _act(message.by, message.reason), awards)

    return change


def offer(message: say.MakeOffer) -> Change:
    """The desk's next offer."""
    return lambda case: bargaining.offer(
        case, _act(message.by, message.reason), message.total, message.remedy
    )


def answer(message: say.AnswerOffer) -> Change:
    """The merchant's answer."""

    def change(case: CaseFile) -> CaseFile:
        given = Answer(
            message.version,
            Reply(message.answer),
            message.by,
            workflow.now(),
            message.amount,
            message.reason,
            message.release,
        )
        return bargaining.answer(case, given)

    return change


def withdrawal(message: say.Withdraw) -> Change:
    """The claim taken back."""
    return lambda case: interruptions.withdraw(case, _act(message.by, message.reason))


def assignment(message: say.Assign) -> Change:
    """Another owner."""
    return lambda case: interruptions.assign(
        case, _act(message.by, message.reason), message.assignee
    )


def hold(message: say.PlaceHold) -> Change:
    """A litigation hold."""
    return lambda case: interruptions.hold(case, _act(message.by, message.reason))


def release(message: say.ReleaseHold) -> Change:
    """The hold lifted."""
    return lambda case: interruptions.release_hold(case, _act(message.by, message.reason))


def payee(message: say.CorrectPayee) -> Change:
    """The merchant's account."""
    return lambda case: settling.correct_payee(
        case, _act(message.by, message.reason), message.payee
    )


def appeal(message: say.MakeAppeal) -> Change:
    """The one appeal."""
    new = held(message.documents)
    return lambda case: afterwards.appeal(case, _act(message.by, message.reason), new)


def found(message: say.ParcelFound) -> Change:
    """Parcels that turned up."""
    return lambda case: afterwards.parcel_found(
        case, _act(message.by, message.reason), message.tracking_numbers
    )


def note(message: say.AddNote) -> Change:
    """A remark."""
    return lambda case: interruptions.note(case, _act(message.by, message.text))


def recovered(message: say.RecoveryNotice) -> Change:
    """What the recovery brought in."""
    return lambda case: afterwards.recovery_told(
        case, message.recovered, message.state, workflow.now()
    )


def escalation(message: say.Escalate, case_id: str, held: tuple[str, ...]) -> Change:
    """A crisis of its own."""
    act = _act(message.by, message.reason)
    return lambda case: escalating.escalate(case, act, case_id, held)


def escalation_ended(message: say.EscalationEnded) -> Change:
    """The crisis over."""
    act = _act(message.by, f"{message.severity} {message.stage}")
    return lambda case: escalating.escalation_ended(case, act, message.case_id)


def bank_notice(message: PaymentNotice) -> Change:
    """What the bank tells by itself."""
    report = Report(
        PaymentState(message.state),
        message.occurred_at,
        message.code,
        bank_reference=message.bank_reference,
        amount=message.amount,
    )
    return lambda case: paying.reported(case, _act(message.source), message.payment_key, report)


def bank_report(report: PaymentReport) -> Change:
    """What the bank answered when it was asked."""

    def change(case: CaseFile) -> CaseFile:
        told = Report(
            PaymentState(report.state),
            report.occurred_at or workflow.now(),
            report.code,
            report.value_date,
            report.bank_reference,
            report.amount,
        )
        return paying.reported(case, _act("bank"), report.payment_key, told)

    return change


def repair(message: say.Repair) -> Change:
    """An operator's way out of a parked step."""
    remedy = repairing.Remedy(message.remedy)
    return lambda case: repairing.repair(case, remedy, _act(message.by, message.reason))
