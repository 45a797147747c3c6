"""What a case hands to the publisher, and what the publisher answers."""

from datetime import datetime

from makegood.messages.claims import Message, Sha256
from makegood.rules.crisis.file import CrisisFile
from makegood.rules.crisis.stating import Statement


class PublishOrder(Message):
    """A statement to be published, once by case and hash, exactly as it was approved."""

    case_id: str
    sha256: Sha256
    key: str
    version: int
    text: str
    language: str
    channel: str
    corrects: str = ""
    released_by: str = ""
    drill: bool = False


class WithdrawOrder(Message):
    """A published statement to be taken back, once by case and hash."""

    case_id: str
    sha256: Sha256
    key: str
    drill: bool = False


class Published(Message):
    """A statement is out: where, and since when, on the server's clock."""

    sha256: Sha256
    reference: str
    at: datetime


class Withdrawn(Message):
    """A statement is out no more, since when."""

    key: str
    at: datetime


class Publication(Message):
    """A statement as the publication book has it; both moments None: it is on its way out."""

    case_id: str
    sha256: Sha256
    key: str
    version: int
    language: str
    channel: str
    released_by: str
    drill: bool
    reference: str
    ordered_at: datetime
    published_at: datetime | None = None
    withdrawn_at: datetime | None = None


def publish_order(case: CrisisFile, statement: Statement) -> PublishOrder:
    """The order to publish a statement of a case."""
    return PublishOrder(
        case_id=case.case_id,
        sha256=statement.sha256,
        key=statement.key,
        version=statement.version,
        text=statement.text,
        language=statement.language,
        channel=statement.channel,
        corrects=statement.corrects,
        released_by=statement.publish_by,
        drill=case.drill,
    )


def withdraw_order(case: CrisisFile, statement: Statement) -> WithdrawOrder:
    """The order to take a statement of a case back."""
    return WithdrawOrder(
        case_id=case.case_id, sha256=statement.sha256, key=statement.key, drill=case.drill
    )
