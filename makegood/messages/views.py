"""A case file put into messages: what is recorded, and what is answered."""

from dataclasses import asdict
from datetime import datetime

from makegood.messages.records import (
    Amounts,
    Awaited,
    CaseRecord,
    CaseRow,
    Entry,
    LedgerTransaction,
    Notice,
    PaymentNews,
    TimelineEntry,
)
from makegood.messages.status import (
    ClaimResult,
    ClockStatus,
    Explanation,
    LineStatus,
    OfferStatus,
    PaymentStatus,
    Status,
    Timeline,
)
from makegood.rules.casefile import CaseFile, Event, Letter
from makegood.rules.clocks import Clock
from makegood.rules.ledger import Posted
from makegood.rules.life import timing, views
from makegood.rules.terms import PayoutMethod


def record_of(case: CaseFile, run_id: str, now: datetime) -> CaseRecord:
    """All that the case has to write down now."""
    pending = case.unrecorded
    return CaseRecord(
        row=row_of(case, run_id, now),
        timeline=tuple(entry_of(event) for event in pending.events),
        notices=tuple(_notice(letter) for letter in pending.letters),
        ledger=tuple(transaction_of(posted) for posted in pending.postings),
        payments=_news(case),
    )


def _news(case: CaseFile) -> tuple[PaymentNews, ...]:
    """What the bank has said of each payment that went to it."""
    return tuple(
        PaymentNews(
            key=attempt.key,
            state=attempt.state,
            code=attempt.code,
            bank_reference=attempt.bank_reference,
            value_date=attempt.value_date,
            occurred_at=attempt.as_of,
        )
        for attempt in case.attempts
        if attempt.as_of and attempt.method is PayoutMethod.TRANSFER
    )


def row_of(case: CaseFile, run_id: str, now: datetime) -> CaseRow:
    """The case as lists and inboxes see it."""
    return CaseRow(
        claim_id=case.claim_id,
        run_id=run_id,
        version=case.version,
        kind=case.claim.kind,
        merchant_id=case.claim.merchant_id,
        stage=case.stage,
        outcome=case.outcome,
        assignee=case.assignee,
        amounts=amounts_of(case),
        currency=case.currency,
        sign_offs=case.sign_offs,
        due_at=views.due(case, now),
        opened_at=case.opened_at,
        closed_at=case.closed_at,
        policy_version=case.terms.version,
        parked_reason=case.parked.reason if case.parked else "",
        on_hold=case.hold is not None,
        awaiting=awaiting_of(case, now),
    )


def awaiting_of(case: CaseFile, now: datetime) -> tuple[Awaited, ...]:
    """Whom the case waits on."""
    return tuple(Awaited(**asdict(one)) for one in views.waiting(case, now))


def amounts_of(case: CaseFile) -> Amounts:
    """The amounts of the claim."""
    sums = views.sums(case)
    return Amounts(**{name: getattr(sums, name) for name in Amounts.model_fields})


def entry_of(event: Event) -> TimelineEntry:
    """A line of the timeline as it is recorded and shown."""
    return TimelineEntry(**asdict(event))


def _notice(letter: Letter) -> Notice:
    return Notice(
        key=letter.key, to=letter.to, template=letter.template, fields=dict(letter.fields)
    )


def transaction_of(posted: Posted) -> LedgerTransaction:
    """A ledger transaction as it is recorded."""
    entries = tuple(Entry(account=p.account, minor=p.minor) for p in posted.postings)
    return LedgerTransaction(
        key=posted.key, what=posted.what, currency=posted.currency, entries=entries
    )


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
        flags=case.flags,
        missing=case.deficiency.missing if case.deficiency else (),
        sent_back=case.sent_back,
        on_hold=case.hold is not None,
        parked=f"{case.parked.step}: {case.parked.reason}" if case.parked else "",
        merged_into=case.merged_into,
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
            reasons=tuple(f"{r.number}. {r.text} [{r.clause}]" for r in line.reasons),
        )
        for line in lines
    )


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


def timeline_of(case: CaseFile) -> Timeline:
    """Who did what, when and why."""
    entries = tuple(entry_of(event) for event in case.events)
    return Timeline(
        claim_id=case.claim_id, entries=entries, earlier=case.event_count - len(entries)
    )


def explanation_of(case: CaseFile, now: datetime) -> Explanation:
    """The claim in its own words."""
    return Explanation(claim_id=case.claim_id, sentences=views.explain(case, now))


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
