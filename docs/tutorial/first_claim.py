"""Makes the papers of the first claim: `python docs/tutorial/first_claim.py FOLDER`."""

# ruff: noqa: INP001 - a script of the tutorial, not a package
import json
import sys
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

from makegood.rules.money import Money
from starters import papers

PARCEL = "LTS0000001"
LAMP = Money(Decimal(1_250_000), "VND")
TODAY = date.today()  # noqa: DTZ011 - papers carry the local date of whoever signs them


def day(ago: int) -> date:
    """The date so many days ago."""
    return TODAY - timedelta(days=ago)


def claim() -> dict[str, object]:
    """The claim as the merchant's system sends it."""
    amount = {"amount": str(LAMP.amount), "currency": LAMP.currency}
    parcel = {
        "tracking_number": PARCEL,
        "declared_value": amount,
        "weight_g": 900,
        "goods": "table lamp",
        "freight": {"amount": "30000", "currency": "VND"},
        "shipped_on": str(day(ago=10)),
        "promised_on": str(day(ago=6)),
        "last_scan_on": str(day(ago=9)),
    }
    return {
        "claim_id": "FIRST-1",
        "merchant_id": "merchant-lotus",
        "kind": "lost",
        "parcels": [parcel],
        "claimed": amount,
        "incident_on": str(day(ago=9)),
        "statement": "No scan since the first sorting centre; the parcel never came.",
        "submitted_by": "lotus.portal",
        "channel": "portal",
    }


def documents() -> dict[str, papers.Paper]:
    """What the merchant holds, by file name."""
    merchant = "Lotus Home Living"
    lamp = papers.Goods("table lamp", 1, LAMP, PARCEL)
    form = papers.ClaimForm(merchant, LAMP, (PARCEL,), "The parcel never came.", TODAY)
    handed_over = papers.Statement("Carrier", f"Parcel {PARCEL} taken over", day(10), (PARCEL,))
    account = papers.Statement(merchant, "Account 0011223344 at VCB is ours", TODAY)
    return {
        "claim-form.pdf": papers.claim_form(form),
        "invoice.pdf": papers.invoice(
            papers.Invoice("LTS-2041", day(ago=12), merchant, "A buyer", (lamp,))
        ),
        "waybill.pdf": papers.waybill(handed_over),
        "account.pdf": papers.payee_confirmation(account),
    }


def main(folder: Path) -> None:
    """Write the claim and its papers into the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "claim.json").write_text(json.dumps(claim(), indent=2) + "\n", "utf-8")
    for name, paper in documents().items():
        (folder / name).write_bytes(paper.content)
    print(f"{folder}: claim.json, {', '.join(documents())}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
