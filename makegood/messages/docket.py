"""A claim whole, as the teams that decide it see it at one moment: what a merchant never sees."""

from datetime import date, datetime

from makegood.messages.claims import Message
from makegood.messages.status import NegotiationView, Status
from makegood.rules.money import Money


class SignatureStatus(Message):
    """A signature that the open round asks for: of which team and level, and who has given it."""

    team: str
    level: int
    rank: str
    decision: str = ""
    by: str = ""
    acting_for: str = ""
    at: datetime | None = None
    reason: str = ""


class CheckStatus(Message):
    """What the documents answer to one question; `document` begins a sha256, or is empty."""

    name: str
    verdict: str
    detail: str
    document: str = ""
    page: int | None = None
    snippet: str = ""


class PaperStatus(Message):
    """A document that the claim holds."""

    kind: str
    sha256: str
    name: str = ""


class ParcelStatus(Message):
    """What was filed about one parcel."""

    tracking_number: str
    goods: str = ""
    declared_value: Money | None = None
    asked: Money | None = None


class FiledStatus(Message):
    """What the merchant said when the claim was filed."""

    statement: str
    incident_on: date
    received_on: date
    submitted_by: str
    channel: str
    parcels: tuple[ParcelStatus, ...] = ()


class Docket(Message):
    """All of a claim for those who decide it; every part is of the same moment.

    `payee` is masked: the last digits of the account, and the bank. `round_state` is empty where
    nothing is to be signed.
    """

    status: Status
    talks: NegotiationView
    filed: FiledStatus
    sentences: tuple[str, ...]
    signatures: tuple[SignatureStatus, ...] = ()
    round_state: str = ""
    prepared_by: tuple[str, ...] = ()
    payee: str = ""
    checks: tuple[CheckStatus, ...] = ()
    papers: tuple[PaperStatus, ...] = ()
