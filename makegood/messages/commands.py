"""What people and systems say to a claim: one message an update, and signal of its name."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from makegood.messages.claims import DocumentRef, Identifier, Line, Message, Reason, Text, Who
from makegood.messages.sealing import Sealed
from makegood.rules.claim import Team
from makegood.rules.crisis.severity import Severity, Trigger
from makegood.rules.life import repairing
from makegood.rules.money import Money
from makegood.rules.payee import Payee
from makegood.rules.signoff import Decide
from makegood.rules.terms import PayoutMethod


class SignOff(Sealed):
    """A team's decision on what stands at `subject_hash`; the same `decision_id` counts once."""

    decision_id: Identifier
    team: Team
    decision: Decide
    by: Who
    reason: Text = ""
    subject_hash: Annotated[str, Field(min_length=8, max_length=64)]


class SubmitDocuments(Message):
    """The merchant supplies documents, asked for or not; one held already is not held twice."""

    documents: Annotated[tuple[DocumentRef, ...], Field(min_length=1, max_length=20)]
    by: Who = "merchant"


class LineAward(Message):
    """What is recommended for one parcel."""

    tracking_number: Line
    amount: Money


class Recommend(Sealed):
    """The desk recommends again after a send-back or an appeal; `lines` change what is approved.

    Without lines the assessment stands. `deny` recommends to pay nothing. `legal_risk` adds Legal.
    """

    by: Who
    reason: Reason
    lines: Annotated[tuple[LineAward, ...], Field(max_length=500)] = ()
    deny: bool = False
    legal_risk: bool = False


class MakeOffer(Sealed):
    """The desk's next offer, as a total; above authority it waits for approval."""

    offer_id: Identifier
    total: Money
    by: Who
    reason: Reason
    remedy: PayoutMethod | None = None


class Answer(StrEnum):
    """What a merchant may say to an offer."""

    ACCEPT = "accept"
    REJECT = "reject"
    COUNTER = "counter"


class AnswerOffer(Sealed):
    """The merchant's answer to the open offer; acceptance names the parcels it releases."""

    version: Annotated[int, Field(ge=1)]
    answer: Answer
    by: Who = "merchant"
    amount: Money | None = None
    reason: Text = ""
    release: Annotated[tuple[Line, ...], Field(max_length=500)] = ()


class Withdraw(Message):
    """The merchant takes the claim back."""

    by: Who = "merchant"
    reason: Reason


class Assign(Message):
    """The claim gets another owner."""

    assignee: Who
    by: Who
    reason: Text = ""


class PlaceHold(Message):
    """A litigation hold: negotiation and payment freeze until Legal lifts it."""

    by: Who
    reason: Reason


class ReleaseHold(Sealed):
    """Legal lifts the hold."""

    by: Who
    reason: Reason


class CorrectPayee(Sealed):
    """The merchant's account, given or corrected."""

    payee: Payee
    by: Who = "merchant"
    reason: Text = ""


class MakeAppeal(Message):
    """The merchant appeals, once, within the window; new documents may come with it."""

    by: Who = "merchant"
    reason: Reason
    documents: Annotated[tuple[DocumentRef, ...], Field(max_length=20)] = ()


class ParcelFound(Message):
    """Parcels have been found: what is unpaid for them ends, what is paid is reversed."""

    tracking_numbers: Annotated[tuple[Line, ...], Field(min_length=1, max_length=500)]
    by: Who
    reason: Text = ""


class AddNote(Message):
    """A remark for the timeline; it changes nothing."""

    by: Who
    text: Reason


Remedy = repairing.Remedy
"""What an operator may do with a parked step."""


class Repair(Sealed):
    """An operator's way out of a parked step: try again, go on without it, or undo and close.

    A payment that the bank calls a duplicate is counted as paid, or paid again after a release.
    """

    remedy: Remedy
    by: Who
    reason: Reason


class RecoveryNotice(Message):
    """The recovery from the carrier tells its claim what came in."""

    recovered: Money
    state: Line


class Escalate(Message):
    """The claim becomes a crisis, which has a case of its own; `severity` may only make it worse.

    Without a `case_id` it is named after the claim.
    """

    case_id: Annotated[str, Field(pattern=r"^([A-Za-z0-9][A-Za-z0-9._-]{0,63})?$")] = ""
    by: Who
    reason: Reason
    severity: Severity | None = None
    triggers: Annotated[tuple[Trigger, ...], Field(max_length=20)] = ()


class EscalationEnded(Message):
    """The crisis case tells its claim that nobody works on it any more."""

    case_id: Identifier
    stage: Line
    severity: Line
    by: Who = "system"


class GrantGoodwill(Message):
    """A crisis asks its claim for goodwill beyond policy: the total to be offered, once signed."""

    case_id: Identifier
    decision: Annotated[int, Field(ge=1, le=100_000)]
    total: Money
    by: Who


class Receipt(Message):
    """The answer to an accepted command: where the claim stands now and what is signed next."""

    stage: str
    subject_hash: str = ""
    version: int
    note: Line = ""
