"""Handing payments to the bank, once, and asking what became of them."""

from asyncio import to_thread
from datetime import UTC, datetime

from temporalio import activity

from activities.ports import PaymentRail, PaymentRecords
from activities.proving import Prover
from makegood.messages.payments import PaymentReport, PaymentState
from makegood.messages.problems import Conflict, NeedsPerson, OutcomeUnknown, Problem, Unproven
from makegood.messages.steps import PaymentOrder
from makegood.rules.attempts import NOT_HANDED_IN

ALREADY = "already"

DUPLICATE, SEE_TEXT = "AM05", "NARR"
"""ISO 20022 reasons: the bank has another payment under the key; a refusal in words."""

GONE = {PaymentState.REJECTED, PaymentState.RETURNED}
"""What the bank says of a payment whose money is not with the merchant."""

LONGEST_WHY = 500


class Cashier:
    """Idempotent by the payment key: in our database, at the bank, by looking up before sending.

    A second try at an order asks the bank first, and sends only what the bank has never seen. With
    a prover it sends nothing that seals do not prove to be released.
    """

    def __init__(
        self, rail: PaymentRail, records: PaymentRecords, prover: Prover | None = None
    ) -> None:
        self._rail = rail
        self._records = records
        self._prover = prover

    @activity.defn
    async def submit_payment(self, order: PaymentOrder) -> PaymentReport:
        """Hand one payment in; an outcome that nobody told is `unknown`, to be looked up.

        One that is not proven is `rejected` before it leaves, unless the bank has it already.
        """
        try:
            await self._prove(order)
        except NeedsPerson as why:
            return await self._not_handed_in(order.instruction.payment_key, why)
        return await self._hand_in(order)

    async def _prove(self, order: PaymentOrder) -> None:
        if self._prover is None:
            return
        proof = await to_thread(self._prover.prove, order)
        over = GONE | {PaymentState.NOT_FOUND} if proof.repaired else GONE
        for key in proof.failed:
            known = await self._rail.look_up(key)
            if known.state not in over:
                raise Unproven(f"Not proven: the bank says that payment {key} is {known.state}.")

    async def _not_handed_in(self, key: str, why: Problem) -> PaymentReport:
        known = await self._rail.look_up(key)
        if known.state is not PaymentState.NOT_FOUND:
            return known
        report = _said(key, PaymentState.REJECTED, why, NOT_HANDED_IN)
        return report.model_copy(update={"why": str(why)[:LONGEST_WHY]})

    async def _hand_in(self, order: PaymentOrder) -> PaymentReport:
        begun = await to_thread(
            self._records.begin_payment, order.claim_id, order.attempt, (order.posting,)
        )
        if begun == ALREADY:
            known = await self._rail.look_up(order.instruction.payment_key)
            if known.state is not PaymentState.NOT_FOUND:
                return known
        key = order.instruction.payment_key
        try:
            return await self._rail.submit(order.instruction)
        except OutcomeUnknown as unknown:
            return _said(key, PaymentState.UNKNOWN, unknown)
        except Conflict as conflict:
            return _said(key, PaymentState.REJECTED, conflict, DUPLICATE)
        except NeedsPerson as refusal:
            return _said(key, PaymentState.REJECTED, refusal, SEE_TEXT)

    @activity.defn
    async def look_up_payment(self, payment_key: str) -> PaymentReport:
        """What the bank holds under the key; changes nothing."""
        return await self._rail.look_up(payment_key)


def _said(key: str, state: PaymentState, why: Problem, code: str = "") -> PaymentReport:
    """What a problem means for the payment, as the bank would have reported it."""
    activity.logger.warning("payment.%s: %s", state, why)
    return PaymentReport(payment_key=key, state=state, code=code, occurred_at=datetime.now(UTC))
