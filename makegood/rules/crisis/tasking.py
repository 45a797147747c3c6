"""The words of tasks: what a team owes the case, by when, and how it ended."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from makegood.rules.claim import Team
from makegood.rules.clocks import Clock
from makegood.rules.crisis.words import Role
from makegood.rules.durations import Term


class TaskState(StrEnum):
    """Where a task stands; BLOCKED waits for tasks before it."""

    BLOCKED = "blocked"
    OPEN = "open"
    DONE = "done"
    SKIPPED = "skipped"
    VOID = "void"


@dataclass(frozen=True)
class Task:
    """One thing to be done by a team; its clock runs from when it can be begun.

    `key` is unique in the case; those of a playbook keep the playbook's key.
    """

    key: str
    title: str
    owner: Team
    state: TaskState
    added_at: datetime
    added_by: str
    after: tuple[str, ...] = ()
    skippable_by: tuple[Role, ...] = ()
    clock: Clock | None = None
    from_playbook: bool = False
    ended_at: datetime | None = None
    ended_by: str = ""
    note: str = ""
    within: Term | None = None
    """Its own term; those of a playbook have the playbook's, others what policy gives the team."""
