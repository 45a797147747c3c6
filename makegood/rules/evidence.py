"""The vocabulary of evidence: what was read in a document, and what follows from it."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from makegood.rules.money import Money


class DocumentKind(StrEnum):
    """What a document is said to be by the one who handed it in."""

    CLAIM_FORM = "claim_form"
    INVOICE = "invoice"
    WAYBILL = "waybill"
    PACKING_PHOTO = "packing_photo"
    DAMAGE_PHOTO = "damage_photo"
    LABEL_PHOTO = "label_photo"
    INSPECTION_MINUTES = "inspection_minutes"
    NON_RECEIPT_STATEMENT = "non_receipt_statement"
    POLICE_REPORT = "police_report"
    TRACKING_HISTORY = "tracking_history"
    COD_REPORT = "cod_report"
    BANK_CREDIT_LINE = "bank_credit_line"
    STOCK_COUNT = "stock_count"
    FEE_INVOICE = "fee_invoice"
    REPAIR_ESTIMATE = "repair_estimate"
    PAYEE_CONFIRMATION = "payee_confirmation"
    OTHER = "other"


PHOTO_KINDS = frozenset(
    {DocumentKind.PACKING_PHOTO, DocumentKind.DAMAGE_PHOTO, DocumentKind.LABEL_PHOTO}
)


class Verdict(StrEnum):
    """The answer of a check: unknown goes to a person and never counts against the merchant."""

    PASS = "pass"
    FAIL = "fail"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Found:
    """Something read in a document: its normalised value, the page (from 1), the words by it."""

    value: str
    page: int
    snippet: str


@dataclass(frozen=True)
class Check:
    """One question put to the evidence, with its answer and where the answer is to be seen.

    `document` is the start of the document's sha256, empty where the check concerns several.
    """

    name: str
    verdict: Verdict
    detail: str
    document: str = ""
    page: int | None = None
    snippet: str = ""


@dataclass(frozen=True)
class LineItem:
    """A row of an invoice; `tracking_number` is empty where the row names no parcel."""

    quantity: Decimal
    unit_price: Decimal
    amount: Decimal
    page: int
    snippet: str
    tracking_number: str = ""


@dataclass(frozen=True)
class DocumentReading:
    """All that was read in one document; a document that could not be read has its checks alone.

    `currency` is that of the document as a whole, and empty where it names none or several.
    `charges` are the amounts beside the lines (tax, freight, discounts with a minus).
    `dated_on` is the day the document gives as its own. `taken_on` is the camera's local day:
    EXIF carries no zone, so nothing finer is known. `image_hashes` are difference hashes of the
    eight orientations, upright first.
    """

    sha256: str
    kind: str
    name: str
    size: int
    media_type: str = ""
    pages: int | None = None
    checks: tuple[Check, ...] = ()
    currency: str = ""
    invoice_numbers: tuple[Found, ...] = ()
    dates: tuple[Found, ...] = ()
    amounts: tuple[Found, ...] = ()
    charges: tuple[Found, ...] = ()
    tracking_numbers: tuple[Found, ...] = ()
    line_items: tuple[LineItem, ...] = ()
    total: Found | None = None
    dated_on: Found | None = None
    taken_on: date | None = None
    image_hashes: tuple[str, ...] = ()


@dataclass(frozen=True)
class ClaimFacts:
    """What the claim says, for the documents to be held against; days are local to the incident."""

    kind: str
    received_on: date
    claimed: Money
    tracking_numbers: tuple[str, ...]
    incident_on: date | None = None
    shipped_on: date | None = None


def worst(checks: tuple[Check, ...]) -> Verdict:
    """One verdict for many: a single fail fails, a single unknown leaves the rest in doubt."""
    verdicts = {check.verdict for check in checks}
    for verdict in (Verdict.FAIL, Verdict.UNKNOWN):
        if verdict in verdicts:
            return verdict
    return Verdict.PASS


def normalised_number(number: str) -> str:
    """A number as it is compared across documents and claims: capitals and digits alone."""
    return "".join(sign for sign in number.upper() if sign.isalnum())


def amount_of(found: Found) -> Money | None:
    """The money in a finding such as `1250000 VND`, or None where no currency could be read."""
    figure, _, currency = found.value.partition(" ")
    return Money(Decimal(figure), currency) if currency else None
