"""What the process of a crisis case hands to its activities, and what they bring back."""

from datetime import datetime

from makegood.messages.claims import Message
from makegood.rules.crisis.file import Alert
from makegood.rules.crisis.severity import Trigger
from makegood.rules.crisis.terms import HoldingStatement, Playbook
from makegood.rules.crisis.words import SourceType


class CaseOrder(Message):
    """A case to be opened, received at `at`; `alone` where the case it would join is over."""

    alert: Alert
    at: datetime
    run_id: str
    alone: bool = False


class CaseQuery(Message):
    """A case by its id."""

    case_id: str


class PlaybookQuery(Message):
    """A playbook by name; without a name the one that policy has for triggers and source."""

    name: str = ""
    triggers: tuple[Trigger, ...] = ()
    source: SourceType


class PlaybookAnswer(Message):
    """The playbook as it is in force; None where there is none of that name."""

    playbook: Playbook | None = None


class HoldingQuery(Message):
    """A text approved beforehand: for a playbook, in a language, under a key."""

    playbook: str
    language: str
    key: str


class HoldingAnswer(Message):
    """The text as it is in force; None where there is none."""

    statement: HoldingStatement | None = None
