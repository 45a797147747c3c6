"""Rows of crisis cases of which only what matters needs saying."""

from datetime import datetime

from makegood.messages.crisis_records import CrisisRecord, CrisisRow
from makegood.messages.records import Awaited, TimelineEntry
from tests.store.builders import HOUR, MONDAY


def a_crisis_row(case_id: str = "K-1", version: int = 1, **changes: object) -> CrisisRow:
    """A crisis that desk.mai leads, and that owes management word."""
    row = CrisisRow(
        case_id=case_id,
        run_id="run-1",
        version=version,
        source_type="social_post",
        headline="A film of thrown parcels",
        language="en",
        stage="declared",
        severity="SEV1",
        lead="desk.mai",
        crisis_class="",
        playbook="viral_post",
        customer_id="",
        drill=False,
        restricted=False,
        active=True,
        members=("desk.mai",),
        mention_count=0,
        reach=0,
        due_at=None,
        opened_at=MONDAY,
        closed_at=None,
        ended_at=None,
        policy_version="2026.11.1",
        parked_reason="",
        merged_into="",
        awaiting=(owes("management"),),
    )
    return row.model_copy(update=changes)


def owes(audience: str, who: str = "desk.mai") -> Awaited:
    """Somebody is to tell an audience where the case stands."""
    return Awaited(who=who, what=f"tell {audience}", since=MONDAY, due_at=MONDAY + HOUR)


def a_crisis_record(row: CrisisRow | None = None, at: datetime = MONDAY) -> CrisisRecord:
    """The record of a case with the first line of its timeline."""
    line = TimelineEntry(number=1, at=at, by="monitor", what="case_opened", stage_to="detected")
    return CrisisRecord(row=row or a_crisis_row(), timeline=(line,))
