"""The counter-example: a payment step written by somebody who trusts that nothing is killed."""

import uuid
from datetime import UTC, datetime

from temporalio import activity
from typing_extensions import override

from activities.payments import Cashier
from makegood.messages.payments import PaymentReport, PaymentState
from makegood.messages.steps import PaymentOrder


class NaiveCashier(Cashier):
    """Pays under a fresh key at every try, and never looks whether a try before went through."""

    @activity.defn
    @override
    async def submit_payment(self, order: PaymentOrder) -> PaymentReport:
        key = f"{order.claim_id}-{uuid.uuid4().hex[:12]}"
        self._records.begin_payment(order.claim_id, order.attempt, (order.posting,))
        await self._rail.submit(order.instruction.model_copy(update={"payment_key": key}))
        return _settled(order.instruction.payment_key)

    @activity.defn
    @override
    async def look_up_payment(self, payment_key: str) -> PaymentReport:
        return _settled(payment_key)


def _settled(payment_key: str) -> PaymentReport:
    return PaymentReport(
        payment_key=payment_key, state=PaymentState.SETTLED, occurred_at=datetime.now(UTC)
    )
