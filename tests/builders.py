"""Claims, terms and cases that tests share: each builder shows only what matters to its test."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from functools import cache
from hashlib import sha256
from typing import TypedDict, Unpack

from makegood.policy.book import Policy
from makegood.policy.loader import load_policy
from makegood.rules.calendar import BusinessCalendar, OffsetFrom, Shift, Week
from makegood.rules.casefile import CaseFile
from makegood.rules.claim import Claim, ClaimKind, HeldDocument, Parcel
from makegood.rules.coverage import ProvenValues
from makegood.rules.duplicates import Match
from makegood.rules.life.receiving import Admission, receive
from makegood.rules.life.verifying import Reading
from makegood.rules.money import Money
from makegood.rules.payee import Payee
from makegood.rules.terms import Terms

MERCHANT = "merchant-lotus"
OWNER = "desk.an"
MONDAY = datetime(2026, 11, 2, 3, 0, tzinfo=UTC)
"""A Monday, ten o'clock in Vietnam."""

HOUR, DAY = timedelta(hours=1), timedelta(days=1)

PAYEE = Payee("0071000123456", "VCB", "LOTUS HOME LIVING")
OTHER_PAYEE = Payee("0071000999999", "VCB", "LOTUS HOME LIVING")

_VIETNAM = (OffsetFrom(datetime(2026, 1, 1, tzinfo=UTC), 7 * HOUR),)
_OFFICE: Week = ((Shift(time(8, 30), time(17, 30)),),) * 6 + ((),)
_BANKING: Week = ((Shift(time(8), time(17)),),) * 5 + ((), ())
_NEW_YEAR = (date(2027, 1, 1),)
_FAR = date(2034, 12, 31)

DESK = BusinessCalendar("desk", _OFFICE, _NEW_YEAR, _VIETNAM, _FAR)
BANK = BusinessCalendar("bank", _BANKING, _NEW_YEAR, _VIETNAM, _FAR)
CARRIER = BusinessCalendar("carrier", _OFFICE, _NEW_YEAR, _VIETNAM, _FAR)

REQUIRED = {
    ClaimKind.LOST: ("claim_form", "invoice", "waybill"),
    ClaimKind.DAMAGED: ("claim_form", "invoice", "waybill", "packing_photo", "damage_photo"),
    ClaimKind.COD_MISMATCH: ("claim_form", "waybill", "cod_report", "bank_credit_line"),
    ClaimKind.WRONG_FEE: ("claim_form", "waybill", "fee_invoice"),
}


def vnd(amount: int) -> Money:
    """That many dong."""
    return Money(Decimal(amount), "VND")


@cache
def policy() -> Policy:
    """The policy that ships."""
    return load_policy()


def terms(kind: ClaimKind = ClaimKind.LOST) -> Terms:
    """The terms of the Vietnamese merchant for that kind, as they ship."""
    return policy().terms_for(MERCHANT, kind)


class ParcelFields(TypedDict, total=False):
    """What a test may say of a parcel."""

    declared_value: Money
    weight_g: int
    freight: Money
    asked: Money
    goods: str
    cod_due: Money
    cod_remitted: Money
    fee_charged: Money
    fee_due: Money
    delivered_on: date


def a_parcel(number: str = "VN0001", **said: Unpack[ParcelFields]) -> Parcel:
    """A parcel of two million dong that should have come in October, and did not."""
    parcel = Parcel(
        number,
        declared_value=vnd(2_000_000),
        weight_g=1_200,
        goods="ceramic bowls",
        freight=vnd(35_000),
        shipped_on=date(2026, 10, 12),
        promised_on=date(2026, 10, 15),
        last_scan_on=date(2026, 10, 13),
    )
    return replace(parcel, **said)


def a_document(kind: str, name: str = "") -> HeldDocument:
    """A document of that kind; another name is another content."""
    return HeldDocument(kind, sha256(f"{kind}/{name}".encode()).hexdigest(), name)


def documents_for(kind: ClaimKind, *more: str) -> tuple[HeldDocument, ...]:
    """What the contract asks for that kind, with the confirmation that a payout needs."""
    kinds = (*REQUIRED[kind], "payee_confirmation", *more)
    extra = (a_document("damage_photo", "2"),) if kind is ClaimKind.DAMAGED else ()
    return (*map(a_document, kinds), *extra)


class ClaimFields(TypedDict, total=False):
    """What a test may say of a claim."""

    claim_id: str
    kind: ClaimKind
    parcels: tuple[Parcel, ...]
    claimed: Money
    documents: tuple[HeldDocument, ...]
    submitted_by: str
    statement: str


def a_claim(**said: Unpack[ClaimFields]) -> Claim:
    """Two parcels of a merchant lost on the way, two million dong each, all papers held."""
    claim = Claim(
        claim_id="C-1001",
        merchant_id=MERCHANT,
        kind=said.get("kind", ClaimKind.LOST),
        parcels=(a_parcel("VN0001"), a_parcel("VN0002")),
        claimed=vnd(4_000_000),
        incident_on=date(2026, 10, 15),
        received_on=date(2026, 11, 2),
        statement="The parcels never came.",
        documents=documents_for(said.get("kind", ClaimKind.LOST)),
        submitted_by="merchant",
    )
    return replace(claim, **said)


class CaseFields(TypedDict, total=False):
    """What a test may say of a case, beside the claim."""

    claim: Claim
    terms: Terms
    matches: tuple[Match, ...]
    payee: Payee | None
    at: datetime


def a_case(**said: Unpack[CaseFields]) -> CaseFile:
    """A case that was just received, and whose documents are to be read."""
    claim = said.get("claim") or a_claim()
    pinned = said.get("terms") or terms(claim.kind)
    admission = Admission(pinned, (DESK, BANK, CARRIER), OWNER, said.get("matches", ()))
    return receive(claim, admission, said.get("payee", PAYEE), said.get("at", MONDAY))


def a_reading(total: Money | None = None) -> Reading:
    """Documents without fault that prove the value claimed, unless another total is named."""
    proven = ProvenValues(total=total or vnd(4_000_000), legal_invoice=True)
    return Reading((), proven, passed=12)
