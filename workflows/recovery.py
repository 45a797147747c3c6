"""Recovery from the carrier, warehouse or insurer, which outlives the claim that opened it."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import TypeVar

from temporalio import workflow
from temporalio.exceptions import ActivityError, ApplicationError

from activities.recovery import RecoveryDesk
from makegood.messages import names, views
from makegood.messages.commands import RecoveryNotice
from makegood.messages.recovery import CarrierAnswer, CarrierSays, RecoveryState, RecoveryStatus
from makegood.messages.steps import DemandOrder, RecoveryOrder
from makegood.rules import ledger
from makegood.rules.ledger import Posted
from makegood.rules.money import Money
from workflows import patience
from workflows.alarm import SHORTEST
from workflows.keeper import STAGE

Result = TypeVar("Result")

MOST_CHASES = 6
"""After so many reminders without an answer the demand is written off, for a person to see."""


@workflow.defn(name=names.RECOVERY)
class CarrierRecovery:
    """Demanded in time, chased, answered in parts or whole, booked, written off in the end."""

    @workflow.init
    def __init__(self, order: RecoveryOrder) -> None:
        """Before anything else, so that an answer which comes early finds its place."""
        self._order = order
        self._state = RecoveryState.DEMANDED
        self._recovered = Money.zero(order.amount.currency)
        self._answers: list[CarrierAnswer] = []
        self._seen: dict[str, CarrierAnswer] = {}
        self._bookings = 0
        self._chases = 0
        self._reference = ""
        self._trouble = ""

    @workflow.run
    async def run(self, order: RecoveryOrder) -> RecoveryStatus:  # noqa: ARG002 - init has it
        """Demand, chase, take answers in, write off what does not come."""
        await self._demand()
        while self._is_open:
            await self._wait_for_answer()
            while self._answers and self._is_open:
                await self._take(self._answers.pop(0))
        await self._write_off()
        await self._tell_claim()
        await workflow.wait_condition(workflow.all_handlers_finished)
        return self.status()

    @property
    def _is_open(self) -> bool:
        return self._state in {RecoveryState.DEMANDED, RecoveryState.ACKNOWLEDGED}

    @property
    def _left(self) -> Money:
        return self._order.amount - self._recovered

    async def _demand(self) -> None:
        """Send the demand, or chase it; what is demanded is booked with the first letter."""
        order = self._order
        posting = ledger.demanded(order.claim_id, order.party, 1, order.amount)
        letter = DemandOrder(
            key=f"recovery-{order.claim_id}-{self._chases}",
            party=order.party,
            claim_id=order.claim_id,
            amount=self._left,
            parcels=order.parcels,
            chase=self._chases,
            posting=None if self._chases else views.transaction_of(posting),
        )
        self._reference = await self._done(
            lambda: workflow.execute_activity_method(
                RecoveryDesk.demand_recovery,
                letter,
                **patience.letters(f"write to the {order.party}"),
            )
        )

    async def _wait_for_answer(self) -> None:
        """Wait until the carrier answers; a silent one is reminded, and in the end given up."""
        try:
            await workflow.wait_condition(
                lambda: bool(self._answers),
                timeout=self._patience,
                timeout_summary=f"chase the {self._order.party}",
            )
        except TimeoutError:
            await self._chase()

    @property
    def _patience(self) -> timedelta:
        """Until the next reminder; while nothing is acknowledged, no longer than the deadline."""
        chase = timedelta(seconds=self._order.chase_every_seconds)
        if self._state is not RecoveryState.DEMANDED:
            return chase
        return max(SHORTEST, min(chase, self._order.file_by - workflow.now()))

    @property
    def _is_too_late(self) -> bool:
        """Whether a demand that was never acknowledged has outlived the carrier's deadline."""
        unheard = self._state is RecoveryState.DEMANDED
        return unheard and workflow.now() >= self._order.file_by

    async def _chase(self) -> None:
        if self._chases >= MOST_CHASES or self._is_too_late:
            self._state = RecoveryState.WRITTEN_OFF
            return
        self._chases += 1
        await self._demand()

    async def _take(self, answer: CarrierAnswer) -> None:
        """Book what was paid; a part payment leaves the rest open."""
        match answer.state:
            case CarrierSays.ACKNOWLEDGED:
                self._state = RecoveryState.ACKNOWLEDGED
            case CarrierSays.DECLINED:
                self._state = RecoveryState.DECLINED
            case CarrierSays.PAID:
                await self._paid(answer.amount or self._left)

    async def _paid(self, amount: Money) -> None:
        part = min(amount, self._left)
        if not part.is_positive:
            return
        self._bookings += 1
        order = self._order
        await self._book(ledger.recovered(order.claim_id, order.party, self._bookings, part))
        self._recovered = self._recovered + part
        if self._left.is_positive:
            await self._tell_claim()
        else:
            self._state = RecoveryState.PAID

    async def _tell_claim(self) -> None:
        """Tell the claim, if it is still open; its figures are in the ledger in any case."""
        claim = workflow.get_external_workflow_handle(names.claim_workflow_id(self._order.claim_id))
        notice = RecoveryNotice(recovered=self._recovered, state=self._state)
        try:
            await claim.signal("recovery_notice", notice)
        except ApplicationError:
            workflow.logger.info("recovery.claim_closed")

    async def _write_off(self) -> None:
        if self._left.is_positive:
            order = self._order
            await self._book(ledger.written_off(order.claim_id, order.party, 1, self._left))

    async def _book(self, posted: Posted) -> None:
        await self._done(
            lambda: workflow.execute_activity_method(
                RecoveryDesk.book_recovery,
                args=[self._order.claim_id, views.transaction_of(posted)],
                **patience.letters("book the recovery"),
            )
        )

    async def _done(self, work: Callable[[], Awaitable[Result]]) -> Result:
        """The result of a step; one that has used up its retries waits, visibly, to be retried."""
        while True:
            try:
                return await work()
            except ActivityError as error:
                self._trouble = str(error.cause or error)[:500]
                workflow.set_current_details(f"## parked\n\n{self._trouble}\n")
                workflow.upsert_search_attributes([STAGE.value_set(names.PARKED)])
                await workflow.wait_condition(lambda: not self._trouble)
                workflow.upsert_search_attributes([STAGE.value_set(self._state)])

    @workflow.update(description="An operator has a parked step tried again.")
    async def retry(self) -> RecoveryStatus:
        """Unpark the recovery."""
        self._trouble = ""
        return self.status()

    @workflow.update(description="The carrier acknowledges, pays in part or whole, or declines.")
    async def carrier_answer(self, answer: CarrierAnswer) -> RecoveryStatus:
        """Take the answer in, once by its id."""
        if answer.answer_id not in self._seen:
            self._seen[answer.answer_id] = answer
            self._answers.append(answer)
        return self.status()

    @carrier_answer.validator
    def _may_answer(self, answer: CarrierAnswer) -> None:
        before = self._seen.get(answer.answer_id)
        if before is not None and before != answer:
            raise ApplicationError("That answer id was used before.", type="Refused")
        if before is None and not self._is_open:
            raise ApplicationError(f"The recovery is {self._state}.", type="Refused")
        if answer.amount is not None and answer.amount.currency != self._order.amount.currency:
            raise ApplicationError("The demand is in another currency.", type="Refused")

    @workflow.query(description="What was demanded, what came in, how often it was chased.")
    def status(self) -> RecoveryStatus:
        """The status of the recovery."""
        return RecoveryStatus(
            claim_id=self._order.claim_id,
            party=self._order.party,
            state=self._state,
            demanded=self._order.amount,
            recovered=self._recovered,
            chases=self._chases,
            file_by=self._order.file_by,
            reference=self._reference,
        )
