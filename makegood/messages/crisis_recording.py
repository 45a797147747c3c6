"""A crisis file put into the record that one step of it writes."""

from dataclasses import asdict
from datetime import datetime

from makegood.messages.crisis_records import CrisisRecord, CrisisRow
from makegood.messages.recording import entry_of
from makegood.messages.records import Awaited, Notice
from makegood.rules.crisis import awaiting
from makegood.rules.crisis.file import CrisisFile
from makegood.rules.crisis.words import Role


def crisis_record_of(case: CrisisFile, run_id: str, now: datetime) -> CrisisRecord:
    """All that the case has to write down now."""
    pending = case.unrecorded
    return CrisisRecord(
        row=crisis_row_of(case, run_id, now),
        timeline=tuple(entry_of(event) for event in pending.events),
        notices=tuple(
            Notice(key=one.key, to=one.to, template=one.template, fields=dict(one.fields))
            for one in pending.letters
        ),
    )


def crisis_row_of(case: CrisisFile, run_id: str, now: datetime) -> CrisisRow:
    """The case as lists and inboxes see it; of a restricted one nothing that it is about."""
    customer = case.alert.customer
    return CrisisRow(
        case_id=case.case_id,
        run_id=run_id,
        version=case.version,
        source_type=case.alert.source.type,
        headline=open_text(case, case.alert.headline),
        language=case.alert.language,
        stage=case.stage,
        severity=case.severity,
        lead=case.holder(Role.LEAD),
        crisis_class=open_text(case, case.crisis_class),
        playbook=case.playbook.name if case.playbook else "",
        customer_id=open_text(case, customer.id if customer else ""),
        drill=case.drill,
        restricted=case.restricted,
        active=case.is_active,
        members=tuple(dict.fromkeys((*case.terms.members, *case.members))),
        mention_count=case.mention_count,
        reach=case.top_reach,
        due_at=awaiting.due(case, now),
        opened_at=case.opened_at,
        closed_at=case.closed_at,
        ended_at=case.ended_at,
        policy_version=case.terms.version,
        parked_reason=case.parked.reason if case.parked else "",
        merged_into=case.merged_into,
        awaiting=awaiting_of(case, now),
    )


def awaiting_of(case: CrisisFile, now: datetime) -> tuple[Awaited, ...]:
    """Whom the case waits on."""
    return tuple(Awaited(**asdict(one)) for one in awaiting.waiting(case, now))


def open_text(case: CrisisFile, text: str) -> str:
    """A text as everybody may see it: nothing of a restricted case."""
    return "" if case.restricted else text
