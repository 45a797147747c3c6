"""What a crisis case writes down at each step: one record, applied in one transaction, once."""

from datetime import datetime

from makegood.messages.records import Awaited, Notice, Record, TimelineEntry


class CrisisRow(Record):
    """A crisis case as lists and inboxes see it; of a restricted one nothing that it is about.

    `members` are those who may see the content of a restricted case.
    """

    case_id: str
    run_id: str
    version: int
    source_type: str
    headline: str
    language: str
    stage: str
    severity: str
    lead: str
    crisis_class: str
    playbook: str
    customer_id: str
    drill: bool
    restricted: bool
    active: bool
    members: tuple[str, ...]
    mention_count: int
    reach: int
    due_at: datetime | None
    opened_at: datetime
    closed_at: datetime | None
    ended_at: datetime | None
    policy_version: str
    parked_reason: str
    merged_into: str
    awaiting: tuple[Awaited, ...] = ()


class CrisisRecord(Record):
    """All that one step writes: applied in one transaction; a lower `row.version` changes no row.

    Lines and notices are added once by their number or key, whatever the version.
    """

    row: CrisisRow
    timeline: tuple[TimelineEntry, ...] = ()
    notices: tuple[Notice, ...] = ()
