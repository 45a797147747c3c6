"""Claims as merchants file them in stories, each with parcels and documents of its own."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from makegood.messages.claims import ClaimFiling
from makegood.rules.claim import ClaimKind
from makegood.rules.money import Money
from tests.kit.archive import Archive

PAPERS = {
    ClaimKind.LOST: ("claim_form", "invoice", "waybill"),
    ClaimKind.LATE: ("claim_form", "waybill"),
    ClaimKind.COD_MISMATCH: ("claim_form", "waybill", "cod_report", "bank_credit_line"),
}
CONFIRMATION = "payee_confirmation"
ACCOUNT = {"account": "0011223344", "bank_code": "VCB", "holder": "LOTUS HOME LIVING"}
OTHER_ACCOUNT = {**ACCOUNT, "account": "0055667788"}


@dataclass(frozen=True)
class Wanted:
    """What matters of a claim to its story; all else is as it should be."""

    kind: ClaimKind = ClaimKind.LOST
    asked: int = 1_250_000
    parcels: int = 1
    without: tuple[str, ...] = ()
    account: bool = True
    cod: tuple[int, int] = (0, 0)
    merchant: str = "merchant-lotus"
    tracking: tuple[str, ...] = ()
    proven: int | None = None
    submitted_by: str = "lotus.portal"
    currency: str = "VND"

    def less(self, *kinds: str) -> "Wanted":
        """The same without documents of these kinds."""
        return replace(self, without=(*self.without, *kinds))

    def money(self, amount: int) -> Money:
        """That much, in the currency of the claim."""
        return Money(Decimal(amount), self.currency)


def numbers(claim_id: str, wanted: Wanted) -> tuple[str, ...]:
    """The parcels of the claim, known by its name."""
    return wanted.tracking or tuple(f"{claim_id}-{n + 1}" for n in range(wanted.parcels))


def filing(archive: Archive, claim_id: str, wanted: Wanted, on: date) -> ClaimFiling:
    """The claim as it is filed on that day."""
    parcels, claimed = numbers(claim_id, wanted), wanted.money(wanted.asked)
    kinds = (*PAPERS[wanted.kind], CONFIRMATION)
    said = {
        "claim_id": claim_id,
        "merchant_id": wanted.merchant,
        "kind": wanted.kind,
        "parcels": [_parcel(number, wanted, on) for number in parcels],
        "claimed": {"amount": str(claimed.amount), "currency": claimed.currency},
        "incident_on": str(on - timedelta(days=9)),
        "statement": "As it happened.",
        "documents": [
            paper(archive, kind, claim_id, wanted, on)
            for kind in kinds
            if kind not in wanted.without
        ],
        "submitted_by": wanted.submitted_by,
        "channel": "portal",
        "received_on": str(on),
        "payee": ACCOUNT if wanted.account else None,
    }
    return ClaimFiling.model_validate(said)


def paper(archive: Archive, kind: str, claim_id: str, wanted: Wanted, on: date) -> dict[str, str]:
    """A document of that kind for the claim."""
    worth = wanted.proven if kind == "invoice" and wanted.proven else wanted.asked
    day = on - timedelta(days=12) if kind in {"invoice", "waybill"} else on
    return archive.paper(kind, day, numbers(claim_id, wanted), wanted.money(worth))


def _parcel(number: str, wanted: Wanted, on: date) -> dict[str, object]:
    each = str(wanted.asked // (len(wanted.tracking) or wanted.parcels))
    due, remitted = wanted.cod
    parcel: dict[str, object] = {
        "tracking_number": number,
        "declared_value": each,
        "asked": each,
        "weight_g": 900,
        "goods": "lamp",
        "freight": "30000",
        "shipped_on": str(on - timedelta(days=10)),
        "promised_on": str(on - timedelta(days=6)),
        "last_scan_on": str(on - timedelta(days=9)),
    }
    if due:
        parcel |= {"cod_due": str(due), "cod_remitted": str(remitted)}
        parcel["delivered_on"] = str(on - timedelta(days=8))
    return parcel
