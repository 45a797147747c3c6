"""The vocabulary of a claim: what was sent, what went wrong, what is asked."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from makegood.rules.money import Money


class ClaimKind(StrEnum):
    """What went wrong with the parcels of one incident."""

    LOST = "lost"
    DAMAGED = "damaged"
    MISSING_ITEMS = "missing_items"
    LATE = "late"
    COD_MISMATCH = "cod_mismatch"
    WAREHOUSE_LOSS = "warehouse_loss"
    WRONG_FEE = "wrong_fee"


OWED_KINDS = frozenset({ClaimKind.COD_MISMATCH, ClaimKind.WRONG_FEE})
"""Kinds that are money plainly owed: no proof of value, no negotiation, no release."""


class Team(StrEnum):
    """Who takes part in a decision; the ladder of authority stands above each of them."""

    SERVICE_DESK = "service_desk"
    OPERATIONS = "operations"
    FINANCE = "finance"
    LEGAL = "legal"
    SALES = "sales"
    KEY_ACCOUNT = "key_account"
    MANAGEMENT = "management"
    PR = "pr"


@dataclass(frozen=True)
class Parcel:
    """One parcel of the incident, and so one line of the claim.

    Dates are local dates at the place of the event. `asked` is the merchant's figure for this
    line; where it is absent the claimed total is shared out by declared value.
    `missing_share` is the part of the contents that is gone (0 to 100, by mass), for missing items.
    """

    tracking_number: str
    declared_value: Money | None = None
    weight_g: int | None = None
    goods: str = ""
    freight: Money | None = None
    asked: Money | None = None
    shipped_on: date | None = None
    promised_on: date | None = None
    delivered_on: date | None = None
    last_scan_on: date | None = None
    missing_share: int | None = None
    cod_due: Money | None = None
    cod_remitted: Money | None = None
    fee_charged: Money | None = None
    fee_due: Money | None = None
    return_leg: bool = False


@dataclass(frozen=True)
class HeldDocument:
    """A document of the claim, by content: the bytes are in the document store under `sha256`."""

    kind: str
    sha256: str
    name: str = ""


@dataclass(frozen=True)
class Claim:
    """What a merchant asks, as the rules see it."""

    claim_id: str
    merchant_id: str
    kind: ClaimKind
    parcels: tuple[Parcel, ...]
    claimed: Money
    incident_on: date
    received_on: date
    statement: str = ""
    documents: tuple[HeldDocument, ...] = ()
    submitted_by: str = ""
    channel: str = "api"
    urgent: bool = False
