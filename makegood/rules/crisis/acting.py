"""The words of the review: draft, learnings, and the actions that outlive the case."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Learning:
    """What the case taught; it may propose a change to a playbook, which somebody approves."""

    number: int
    at: datetime
    by: str
    text: str
    playbook: str = ""
    proposal: str = ""
    approved_by: str = ""
    refused_by: str = ""


@dataclass(frozen=True)
class ReviewAction:
    """Something to be done after the case: owner, due moment, reminders until it is done."""

    number: int
    title: str
    owner: str
    added_at: datetime
    due_at: datetime
    reminders: tuple[datetime, ...] = ()
    reminded: int = 0
    overdue_told: bool = False
    done_at: datetime | None = None
    done_by: str = ""
    note: str = ""


@dataclass(frozen=True)
class ReviewDraft:
    """A review of a case: by whom it was completed, what it says; the figures are computed."""

    went_well: str = ""
    causes: str = ""
    summary: str = ""
    completed_by: str = ""
    opened_at: datetime | None = None
    completed_at: datetime | None = None
