"""The words of public statements: versions, hashes, approvals, publication."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from makegood.rules.crisis.terms import Approver
from makegood.rules.rounds import Round


class StatementState(StrEnum):
    """Where a statement stands; only an approved one may be published, once."""

    DRAFT = "draft"
    IN_APPROVAL = "in_approval"
    SENT_BACK = "sent_back"
    REJECTED = "rejected"
    APPROVED = "approved"
    PUBLISHING = "publishing"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True)
class Statement:
    """One statement; an edit makes a new version, whose hash is signed anew.

    `sha256` covers key, version, text, language, channel and what it corrects. `corrects` names the
    statement that this one mends. `template` and `preapproved` tell of the library's holding
    statements.
    """

    key: str
    version: int
    text: str
    language: str
    channel: str
    sha256: str
    drafted_by: tuple[str, ...]
    drafted_at: datetime
    state: StatementState = StatementState.DRAFT
    round: Round | None = None
    template: str = ""
    preapproved: bool = False
    corrects: str = ""
    publish_by: str = ""
    published_at: datetime | None = None
    reference: str = ""
    withdrawn_at: datetime | None = None
    withdrawing: bool = False
    past: tuple[str, ...] = ()
    """Hashes of earlier versions, oldest first."""
    approvers: tuple[Approver, ...] = ()
    """Who was asked to sign this version: a change of the playbook does not touch its round."""
    sent_back: str = ""
    """Why it was sent back or rejected, for whoever edits it."""
