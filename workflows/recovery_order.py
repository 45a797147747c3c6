"""What a paid claim claims back, and from whom."""

from datetime import datetime

from makegood.messages.steps import RecoveryOrder
from makegood.rules.casefile import CaseFile
from makegood.rules.life.settling import paid_so_far


def recovery_order(case: CaseFile, now: datetime) -> RecoveryOrder | None:
    """The order of a recovery; None where policy sees nobody to claim it from, or too little."""
    terms, paid = case.terms.recovery, paid_so_far(case)
    if terms is None or case.claim.kind not in terms.kinds or paid < terms.from_amount:
        return None
    return RecoveryOrder(
        claim_id=case.claim_id,
        merchant_id=case.claim.merchant_id,
        party=terms.party,
        amount=paid,
        parcels=tuple(parcel.tracking_number for parcel in case.claim.parcels),
        paid_at=now,
        file_by=case.desk.due(case.opened_at, terms.within),
        chase_every_seconds=(case.desk.due(now, terms.chase_every) - now).total_seconds(),
    )
