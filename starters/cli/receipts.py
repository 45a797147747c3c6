"""How the answer to an accepted command is told."""

from makegood.messages.commands import Receipt
from starters.cli.visit import Visit


def told(visit: Visit, claim_id: str, receipt: Receipt, done: str) -> None:
    """Say what was done, where the claim stands now, and what is signed next."""
    signed = f" To be signed: {receipt.subject_hash[:12]}." if receipt.subject_hash else ""
    note = f" ({receipt.note})" if receipt.note else ""
    visit.tell(
        {"claim_id": claim_id, **receipt.model_dump(mode="json")},
        f"{done}{note}",
        f"  stage     {receipt.stage}.{signed}",
    )
