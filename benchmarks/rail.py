"""A bank within this process that takes every payment and tells nothing by itself."""

from datetime import UTC, datetime

from makegood.messages.payments import PaymentInstruction, PaymentReport, PaymentState


class AcceptingRail:
    """Accepts every payment; the notice of what became of it comes from whoever measures."""

    def __init__(self) -> None:
        self._taken: dict[str, PaymentReport] = {}

    async def submit(self, instruction: PaymentInstruction) -> PaymentReport:
        """Take the payment; the same key again is the same payment."""
        key = instruction.payment_key
        report = PaymentReport(
            payment_key=key,
            state=PaymentState.ACCEPTED,
            bank_reference="B-0001",
            occurred_at=datetime.now(UTC),
            amount=instruction.amount,
        )
        self._taken[key] = report.model_copy(update={"state": PaymentState.SETTLED})
        return report

    async def look_up(self, payment_key: str) -> PaymentReport:
        """What was taken under the key."""
        unknown = PaymentReport(payment_key=payment_key, state=PaymentState.NOT_FOUND)
        return self._taken.get(payment_key, unknown)
