"""The claim's start argument, which upstream systems send."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    model_validator,
)

from makegood.rules.claim import Claim, ClaimKind, HeldDocument, Parcel
from makegood.rules.money import Money
from makegood.rules.payee import Payee

MOST_PARCELS = 500
MOST_DOCUMENTS = 60

FIRST_DAY, LAST_DAY = date(1990, 1, 1), date(2100, 1, 1)
"""The days that a claim may name: all that lies outside is a slip of the pen."""


def _plausible(day: date) -> date:
    if not FIRST_DAY <= day <= LAST_DAY:
        raise ValueError(f"{day} is no day of a claim: {FIRST_DAY} to {LAST_DAY} are")
    return day


Day = Annotated[date, AfterValidator(_plausible)]
Identifier = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$")]
Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
Line = Annotated[str, StringConstraints(max_length=200)]
Text = Annotated[str, StringConstraints(max_length=4000)]
Who = Annotated[str, StringConstraints(min_length=1, max_length=80)]
Reason = Annotated[str, StringConstraints(min_length=1, max_length=1000, strip_whitespace=True)]


class Message(BaseModel):
    """The base of what is said to a claim: frozen, bounded, tolerant of newer fields."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class DocumentRef(Message):
    """A document by content: its bytes are in the document store under `sha256`."""

    kind: Line
    sha256: Sha256
    name: Line = ""


class ParcelClaim(Message):
    """A parcel of the incident; amounts may be plain strings, in the currency of the claim.

    `asked` is the merchant's figure for this line. Dates are local dates of the events that open
    filing windows. `missing_share` is the part of the contents gone, 1 to 100 by mass.
    """

    tracking_number: Annotated[
        str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9./_-]{2,39}$")
    ]
    declared_value: Money | None = None
    weight_g: Annotated[int, Field(ge=0, le=10_000_000)] | None = None
    goods: Line = ""
    freight: Money | None = None
    asked: Money | None = None
    shipped_on: Day | None = None
    promised_on: Day | None = None
    delivered_on: Day | None = None
    last_scan_on: Day | None = None
    missing_share: Annotated[int, Field(ge=1, le=100)] | None = None
    cod_due: Money | None = None
    cod_remitted: Money | None = None
    fee_charged: Money | None = None
    fee_due: Money | None = None
    return_leg: bool = False

    def line(self) -> Parcel:
        """The parcel as the rules see it."""
        return Parcel(**dict(self))


PARCEL_AMOUNTS = (
    "declared_value", "freight", "asked", "cod_due", "cod_remitted", "fee_charged", "fee_due",
)  # fmt: skip


class ClaimRequest(Message):
    """What starts a `CompensationClaim`: who asks how much for which parcels, and on what proof.

    `claim_id` is the caller's idempotency key: the same id with the same content is one claim.
    `received_on` is the local date of receipt; the door fills it in. `payee` may come later.
    """

    claim_id: Identifier
    merchant_id: Identifier
    kind: ClaimKind
    parcels: Annotated[tuple[ParcelClaim, ...], Field(min_length=1, max_length=MOST_PARCELS)]
    claimed: Money
    incident_on: Day
    statement: Text = ""
    documents: Annotated[tuple[DocumentRef, ...], Field(max_length=MOST_DOCUMENTS)] = ()
    submitted_by: Who = "merchant"
    channel: Annotated[str, StringConstraints(max_length=40)] = "api"
    received_on: Day | None = None
    payee: Payee | None = None
    urgent: bool = False

    @model_validator(mode="before")
    @classmethod
    def _plain_amounts(cls, raw: object) -> object:
        return _with_currency(raw) if isinstance(raw, dict) else raw

    @model_validator(mode="after")
    def _makes_sense(self) -> Self:
        if not self.claimed.is_positive:
            raise ValueError("claimed: the amount must be above zero")
        numbers = [parcel.tracking_number for parcel in self.parcels]
        if len(set(numbers)) != len(numbers):
            raise ValueError("parcels: the same tracking number stands twice")
        if any(_negative(parcel) for parcel in self.parcels):
            raise ValueError("parcels: an amount is below zero")
        return self

    def claim(self, received_on: date) -> Claim:
        """The claim as the rules see it; `received_on` counts where the door gave no date."""
        return Claim(
            claim_id=self.claim_id,
            merchant_id=self.merchant_id,
            kind=self.kind,
            parcels=tuple(parcel.line() for parcel in self.parcels),
            claimed=self.claimed,
            incident_on=self.incident_on,
            received_on=self.received_on or received_on,
            statement=self.statement,
            documents=tuple(HeldDocument(**dict(document)) for document in self.documents),
            submitted_by=self.submitted_by,
            channel=self.channel,
            urgent=self.urgent,
        )


def _with_currency(raw: dict[str, object]) -> dict[str, object]:
    """The same input with plain parcel amounts put into the currency of the claim."""
    claimed, parcels = raw.get("claimed"), raw.get("parcels")
    currency = claimed.get("currency") if isinstance(claimed, dict) else None
    if currency is None or not isinstance(parcels, list | tuple):
        return raw
    return {**raw, "parcels": [_spelled_out(parcel, currency) for parcel in parcels]}


def _spelled_out(parcel: object, currency: object) -> object:
    if not isinstance(parcel, dict):
        return parcel
    plain = {
        name: {"amount": parcel[name], "currency": currency}
        for name in PARCEL_AMOUNTS
        if isinstance(parcel.get(name), str | int | Decimal)
    }
    return {**parcel, **plain}


def _negative(parcel: ParcelClaim) -> bool:
    amounts = (getattr(parcel, name) for name in PARCEL_AMOUNTS)
    return any(amount is not None and amount.amount < 0 for amount in amounts)


UNKNOWN_FIELDS_REFUSED = ConfigDict(frozen=True, extra="forbid")


class StrictDocument(DocumentRef):
    """A document reference at a door."""

    model_config = UNKNOWN_FIELDS_REFUSED


class StrictParcel(ParcelClaim):
    """A parcel at a door."""

    model_config = UNKNOWN_FIELDS_REFUSED


class ClaimFiling(ClaimRequest):
    """The start argument as the doors take it: a field that nobody knows is refused by name."""

    model_config = UNKNOWN_FIELDS_REFUSED

    parcels: Annotated[tuple[StrictParcel, ...], Field(min_length=1, max_length=MOST_PARCELS)]
    documents: Annotated[tuple[StrictDocument, ...], Field(max_length=MOST_DOCUMENTS)] = ()

    def request(self) -> ClaimRequest:
        """The same claim as the workflow takes it."""
        return ClaimRequest.model_validate(self.model_dump())
