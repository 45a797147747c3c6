"""Examples of what is said to claims, as the reference shows them."""

from fastapi.openapi.models import Example
from pydantic import JsonValue

HASH = "81e4b6e56860b0ec010e14f3a112800e"
SHA256 = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"


def example(summary: str, value: JsonValue) -> dict[str, Example]:
    """The one example of a body."""
    return {"example": Example(summary=summary, value=value)}


def dong(amount: str) -> dict[str, JsonValue]:
    """An amount as a body spells it."""
    return {"amount": amount, "currency": "VND"}


FILING = example(
    "A parcel is lost",
    {
        "claim_id": "2026-0412-7",
        "merchant_id": "merchant-lotus",
        "kind": "lost",
        "claimed": dong("1250000"),
        "incident_on": "2026-11-02",
        "statement": "The parcel never came.",
        "parcels": [
            {
                "tracking_number": "GHN-778-1",
                "declared_value": "1250000",
                "goods": "lamp",
                "shipped_on": "2026-10-29",
            }
        ],
        "documents": [{"kind": "invoice", "sha256": SHA256, "name": "invoice.pdf"}],
    },
)

EXAMPLES: dict[str, dict[str, Example]] = {
    "sign_off": example(
        "Finance approves what it was shown",
        {"team": "finance", "decision": "approve", "subject_hash": HASH, "reason": "As computed."},
    ),
    "submit_documents": example(
        "What was missing",
        {"documents": [{"kind": "waybill", "sha256": SHA256, "name": "waybill.pdf"}]},
    ),
    "recommend": example("The assessment stands", {"reason": "The scans were checked again."}),
    "make_offer": example(
        "A second offer", {"total": dong("900000"), "reason": "Half of the goods were recovered."}
    ),
    "answer_offer": example(
        "Accepted", {"version": 1, "answer": "accept", "release": ["GHN-778-1"]}
    ),
    "withdraw": example("The parcel came", {"reason": "The parcel came after all."}),
    "assign": example("To a colleague", {"assignee": "desk.chi", "reason": "Holiday."}),
    "hold": example("A lawsuit", {"reason": "A lawsuit was announced."}),
    "release_hold": example("It is settled", {"reason": "The lawsuit was withdrawn."}),
    "correct_payee": example(
        "Another account",
        {"payee": {"account": "0055667788", "bank_code": "VCB", "holder": "LOTUS HOME LIVING"}},
    ),
    "appeal": example("Once, with a reason", {"reason": "The invoice was misread."}),
    "parcel_found": example("In the hub", {"tracking_numbers": ["GHN-778-1"]}),
    "add_note": example("For the timeline", {"text": "Called the hub; they look again."}),
    "repair": example("Try again", {"remedy": "retry", "reason": "The store is back."}),
    "escalate": example("It is in the press", {"reason": "A newspaper asks.", "severity": "SEV2"}),
}
"""By the name of the command."""
