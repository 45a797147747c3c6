"""What people call the words of the cases: stages, kinds, teams, states."""

from makegood.rules.access import Role
from makegood.rules.case_words import Outcome, Stage
from makegood.rules.claim import ClaimKind, Team
from makegood.rules.evidence import DocumentKind


def N_(text: str) -> str:  # noqa: N802
    """Marks a text for translation; it is translated where it is shown."""
    return text


KINDS: dict[str, str] = {
    ClaimKind.LOST: N_("Lost parcel"),
    ClaimKind.DAMAGED: N_("Damaged parcel"),
    ClaimKind.MISSING_ITEMS: N_("Missing items"),
    ClaimKind.LATE: N_("Late delivery"),
    ClaimKind.COD_MISMATCH: N_("Cash on delivery short"),
    ClaimKind.WAREHOUSE_LOSS: N_("Warehouse loss"),
    ClaimKind.WRONG_FEE: N_("Wrong fee"),
}

TEAMS: dict[str, str] = {
    Team.SERVICE_DESK: N_("Service desk"),
    Team.OPERATIONS: N_("Operations"),
    Team.FINANCE: N_("Finance"),
    Team.LEGAL: N_("Legal"),
    Team.SALES: N_("Sales"),
    Team.KEY_ACCOUNT: N_("Key account"),
    Team.MANAGEMENT: N_("Management"),
    Team.PR: N_("PR"),
}

PARTIES: dict[str, str] = {
    "merchant": N_("Merchant"),
    "bank": N_("Bank"),
    "operator": N_("Operator"),
    "system": N_("Makegood"),
    "desk": N_("Service desk"),
    "company": N_("Company"),
}

STAGES: dict[str, str] = {
    Stage.RECEIVED: N_("Received"),
    Stage.VERIFYING: N_("Checking documents"),
    Stage.AWAITING_DOCUMENTS: N_("Waiting for documents"),
    Stage.RECOMMENDING: N_("To be recommended"),
    Stage.SIGNING_OFF: N_("Being signed"),
    Stage.NEGOTIATING: N_("Negotiating"),
    Stage.SETTLED: N_("Settled"),
    Stage.AWAITING_PAYEE: N_("Waiting for the account"),
    Stage.PAYMENT_APPROVAL: N_("Payment to be released"),
    Stage.SUBMITTING: N_("Handing in the payment"),
    Stage.AWAITING_PAYOUT: N_("With the bank"),
    Stage.AFTERCARE: N_("Paid, open for appeal"),
    Stage.CLOSED: N_("Closed"),
}

OUTCOMES: dict[str, str] = {
    Outcome.PAID: N_("Paid"),
    Outcome.DENIED: N_("Denied"),
    Outcome.LAPSED: N_("Lapsed"),
    Outcome.EXPIRED: N_("Offer expired"),
    Outcome.WITHDRAWN: N_("Withdrawn"),
    Outcome.MERGED: N_("Merged"),
    Outcome.FOUND: N_("Parcel found"),
    Outcome.REVERSED: N_("Reversed"),
    Outcome.COMPENSATED: N_("Closed by an operator"),
}

SUBJECTS: dict[str, str] = {
    "recommendation": N_("the recommendation"),
    "denial": N_("the denial"),
    "offer": N_("the offer"),
    "late_acceptance": N_("the late acceptance"),
    "payment": N_("the payment"),
    "statement": N_("the statement"),
}

PAPERS: dict[str, str] = {
    DocumentKind.CLAIM_FORM: N_("Claim form"),
    DocumentKind.INVOICE: N_("Invoice"),
    DocumentKind.WAYBILL: N_("Waybill"),
    DocumentKind.PACKING_PHOTO: N_("Photo of the packing"),
    DocumentKind.DAMAGE_PHOTO: N_("Photo of the damage"),
    DocumentKind.LABEL_PHOTO: N_("Photo of the label"),
    DocumentKind.INSPECTION_MINUTES: N_("Minutes of the inspection"),
    DocumentKind.NON_RECEIPT_STATEMENT: N_("Statement that nothing arrived"),
    DocumentKind.POLICE_REPORT: N_("Police report"),
    DocumentKind.TRACKING_HISTORY: N_("Tracking history"),
    DocumentKind.COD_REPORT: N_("Cash on delivery report"),
    DocumentKind.BANK_CREDIT_LINE: N_("Bank statement"),
    DocumentKind.STOCK_COUNT: N_("Stock count"),
    DocumentKind.FEE_INVOICE: N_("Invoice of the fee"),
    DocumentKind.REPAIR_ESTIMATE: N_("Estimate of the repair"),
    DocumentKind.PAYEE_CONFIRMATION: N_("Confirmation of the account"),
    DocumentKind.OTHER: N_("Another paper"),
}

ROLES: dict[str, str] = {
    Role.EXECUTIVE: N_("Executive"),
    Role.LEAD: N_("Lead"),
    Role.ON_CALL: N_("On call"),
    Role.AUDITOR: N_("Auditor"),
    Role.ADMIN: N_("Administrator"),
    Role.SYSTEM: N_("System"),
    "manager": N_("Manager"),
    "director": N_("Director"),
}

STATES: dict[str, str] = {
    "running": N_("running"),
    "paused": N_("paused"),
    "met": N_("met"),
    "breached": N_("breached"),
    "stopped": N_("stopped"),
    "open": N_("open"),
    "accepted": N_("accepted"),
    "rejected": N_("rejected"),
    "countered": N_("countered"),
    "superseded": N_("superseded"),
    "expired": N_("expired"),
    "waiting_approval": N_("waits for approval"),
    "accepted_late": N_("accepted late"),
    "approved": N_("approved"),
    "sent_back": N_("sent back"),
    "void": N_("void"),
    "submitted": N_("handed in"),
    "not_found": N_("never seen by the bank"),
    "queued": N_("queued"),
    "settled": N_("settled"),
    "returned": N_("returned"),
    "decided_approve": N_("approved"),
    "decided_reject": N_("rejected"),
    "decided_send_back": N_("sent back"),
    "retry": N_("try again"),
    "skip": N_("go on without it"),
    "compensate": N_("undo and close"),
    "count_as_paid": N_("count it as paid"),
    "pay_again": N_("pay again"),
    "transfer": N_("transfer"),
    "credit_note": N_("credit note"),
    "offset": N_("set off"),
    "withdrawn": N_("withdrawn"),
    "pass": N_("pass"),
    "fail": N_("fail"),
    "unknown": N_("unknown"),
    "approve": N_("approve"),
    "reject": N_("reject"),
    "send_back": N_("send back"),
}

FINDINGS: dict[str, str] = {
    "gap": N_("gap"),
    "stranger": N_("unknown person"),
    "absent": N_("absent"),
    "double": N_("on call twice"),
    "alone": N_("alone"),
    "stretched": N_("too long"),
    "unbalanced": N_("unfair share"),
    "ok": N_("fine"),
    "note": N_("to look at"),
    "wrong": N_("wrong"),
    "changed": N_("changed"),
    "added": N_("added"),
    "removed": N_("removed"),
    "workflow": N_("workflow"),
    "activity": N_("activity"),
}

WORDS: dict[str, str] = {
    **ROLES,
    **PAPERS,
    **FINDINGS,
    **STATES,
    **SUBJECTS,
    **OUTCOMES,
    **STAGES,
    **PARTIES,
    **TEAMS,
    **KINDS,
}
"""What people call a code, for every code that pages show."""
