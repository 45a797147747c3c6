"""Claiming back from the carrier, warehouse or insurer."""

from temporalio import activity

from activities.ports import Carriers, LedgerRecords
from makegood.messages.records import LedgerTransaction
from makegood.messages.steps import DemandOrder


class RecoveryDesk:
    """Idempotent: the carrier's desk takes a demand once by its key, the ledger once by its own."""

    def __init__(self, carriers: Carriers, ledger: LedgerRecords) -> None:
        self._carriers = carriers
        self._ledger = ledger

    @activity.defn
    def demand_recovery(self, order: DemandOrder) -> str:
        """Send the demand or chase it, and book it; returns the carrier's reference."""
        if order.posting is not None:
            self._ledger.post(order.claim_id, order.posting)
        return self._carriers.demand(order.key, order.party, letter(order))

    @activity.defn
    def book_recovery(self, claim_id: str, posting: LedgerTransaction) -> None:
        """Book what came in from the carrier, or will not come."""
        self._ledger.post(claim_id, posting)


def letter(order: DemandOrder) -> str:
    """The letter to the carrier: what happened, how much, for which parcels."""
    parcels = ", ".join(order.parcels)
    opening = "We claim" if not order.chase else f"Reminder {order.chase}: we claim"
    return (
        f"Claim {order.claim_id} to {order.party}\n\n{opening} {order.amount.text()} for the "
        f"parcels {parcels}, which were in your custody and for which we have compensated their "
        f"sender. Please acknowledge, and pay or decline with your reasons.\n"
    )
