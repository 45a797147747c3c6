"""A case file put into the record that one step of it writes."""

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
from makegood.rules.casefile import CaseFile, Event, Letter
from makegood.rules.ledger import Posted
from makegood.rules.life import views
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
