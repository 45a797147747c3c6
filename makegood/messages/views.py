"""A case file put into messages: what is answered, beside what is recorded."""

from dataclasses import asdict
from datetime import datetime

from makegood.messages.recording import (
    amounts_of,
    awaiting_of,
    entry_of,
    record_of,
    row_of,
    transaction_of,
)
from makegood.messages.status import (
    ClaimResult,
    ClockStatus,
    ConcessionStatus,
    Explanation,
    LineStatus,
    NegotiationView,
    OfferStatus,
    PaymentStatus,
    PayoutStatus,
    Status,
    Timeline,
)
from makegood.rules import negotiation as bargain
from makegood.rules.casefile import CaseFile
from makegood.rules.clocks import Clock
from makegood.rules.life import timing, views
from makegood.rules.life.promised import payout_promise
from makegood.rules.reasons import Reason

__all__ = [
    "amounts_of",
    "awaiting_of",
    "entry_of",
    "explanation_of",
    "negotiation_of",
    "record_of",
    "result_of",
    "row_of",
    "status_of",
    "timeline_of",
    "transaction_of",
]


def status_of(case: CaseFile, now: datetime) -> Status:
    """Where the claim stands."""
    round_ = case.round
    return Status(
        claim_id=case.claim_id,
        kind=case.claim.kind,
        merchant_id=case.claim.merchant_id,
        stage=case.stage,
        outcome=case.outcome,
        awaiting=awaiting_of(case, now),
        amounts=amounts_of(case),
        subject=round_.subject if round_ else "",
        subject_hash=round_.subject_hash if round_ else "",
        clocks=tuple(_clock(case, clock, now) for clock in views.clocks(case)),
        policy_version=case.terms.version,
        assignee=case.assignee,
        sign_offs=case.sign_offs,
        lines=_lines(case),
        offers=_offers(case),
        payments=_payments(case),
        payout=_payout(case),
        flags=case.flags,
        missing=case.deficiency.missing if case.deficiency else (),
        sent_back=case.sent_back,
        on_hold=case.hold is not None,
        parked=f"{case.parked.step}: {case.parked.reason}" if case.parked else "",
        merged_into=case.merged_into,
        escalated_as=case.escalation.case_id if case.escalation else "",
        opened_at=case.opened_at,
        closed_at=case.closed_at,
        version=case.version,
    )


def _clock(case: CaseFile, clock: Clock, now: datetime) -> ClockStatus:
    return ClockStatus(
        name=clock.name,
        kind=clock.kind,
        party=clock.party,
        started_at=clock.started_at,
        due_at=views.clock_due(case, clock, now),
        state=timing.clock_state(case, clock, now),
        announced=clock.fired,
    )


def _lines(case: CaseFile) -> tuple[LineStatus, ...]:
    lines = case.assessment.lines if case.assessment else ()
    return tuple(
        LineStatus(
            tracking_number=line.tracking_number,
            asked=line.asked,
            entitled=line.entitled,
            approved=line.approved,
            reasons=tuple(_reason(reason) for reason in line.reasons),
        )
        for line in lines
    )


def _reason(reason: Reason) -> str:
    clause = f" [{reason.clause}]" if reason.clause else ""
    return f"{reason.number}. {reason.text}{clause}"


def _offers(case: CaseFile) -> tuple[OfferStatus, ...]:
    offers = case.negotiation.offers if case.negotiation else ()
    return tuple(
        OfferStatus(
            version=offer.version,
            total=offer.total,
            state=offer.state,
            made_at=offer.made_at,
            valid_until=offer.valid_until,
            parcels=offer.parcels,
        )
        for offer in offers
    )


def _payments(case: CaseFile) -> tuple[PaymentStatus, ...]:
    return tuple(
        PaymentStatus(
            key=attempt.key,
            method=attempt.method,
            amount=attempt.amount,
            state=attempt.state,
            code=attempt.code,
            submitted_at=attempt.submitted_at,
        )
        for attempt in case.attempts
    )


def _payout(case: CaseFile) -> PayoutStatus | None:
    promise = payout_promise(case)
    return PayoutStatus(**asdict(promise)) if promise else None


def timeline_of(case: CaseFile) -> Timeline:
    """Who did what, when and why."""
    entries = tuple(entry_of(event) for event in case.events)
    return Timeline(
        claim_id=case.claim_id, entries=entries, earlier=case.event_count - len(entries)
    )


def explanation_of(case: CaseFile, now: datetime) -> Explanation:
    """The claim in its own words."""
    return Explanation(claim_id=case.claim_id, sentences=views.explain(case, now))


def negotiation_of(case: CaseFile) -> NegotiationView:
    """How far the desk may go, and what each side gave up; for the team alone."""
    talks = case.negotiation
    if talks is None:
        return NegotiationView(claim_id=case.claim_id)
    limits = bargain.limits(talks, case.terms.negotiation)
    return NegotiationView(
        claim_id=case.claim_id,
        entitlement=talks.entitlement,
        claimed=talks.claimed,
        ceiling=limits.ceiling,
        authority=limits.authority,
        reservation=limits.reservation,
        concessions=tuple(ConcessionStatus(**vars(step)) for step in bargain.concessions(talks)),
    )


def result_of(case: CaseFile) -> ClaimResult:
    """What a closed claim ends with."""
    return ClaimResult(
        claim_id=case.claim_id,
        outcome=case.outcome or "",
        amounts=amounts_of(case),
        sign_offs=case.sign_offs,
        opened_at=case.opened_at,
        closed_at=case.closed_at or case.opened_at,
        merged_into=case.merged_into,
    )
