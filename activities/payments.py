"""Handing payments to the bank, once, and asking what became of them."""

from asyncio import to_thread
from datetime import UTC, datetime

from temporalio import activity

from activities.ports import PaymentRail, PaymentRecords
from makegood.messages.payments import PaymentReport, PaymentState
from makegood.messages.problems import OutcomeUnknown
from makegood.messages.steps import PaymentOrder

ALREADY = "already"


class Cashier:
    """Idempotent by the payment key: in our database, at the bank, by looking up before sending.

    A second try at an order asks the bank first, and sends only what the bank has never seen.
    """

    def __init__(self, rail: PaymentRail, records: PaymentRecords) -> None:
        self._rail = rail
        self._records = records

    @activity.defn
    async def submit_payment(self, order: PaymentOrder) -> PaymentReport:
        """Hand one payment in; an outcome that nobody told is `unknown`, to be looked up."""
        begun = await to_thread(
            self._records.begin_payment, order.claim_id, order.attempt, (order.posting,)
        )
        if begun == ALREADY:
            known = await self._rail.look_up(order.instruction.payment_key)
            if known.state is not PaymentState.NOT_FOUND:
                return known
        try:
            return await self._rail.submit(order.instruction)
        except OutcomeUnknown as unknown:
            return _unknown(order.instruction.payment_key, unknown)

    @activity.defn
    async def look_up_payment(self, payment_key: str) -> PaymentReport:
        """What the bank holds under the key; changes nothing."""
        return await self._rail.look_up(payment_key)


def _unknown(payment_key: str, why: OutcomeUnknown) -> PaymentReport:
    activity.logger.warning("payment.outcome_unknown: %s", why)
    return PaymentReport(
        payment_key=payment_key, state=PaymentState.UNKNOWN, occurred_at=datetime.now(UTC)
    )
