"""A compensation claim from request to payout, as one durable process."""

import asyncio
from collections.abc import Coroutine
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from typing import Any, TypeVar

from temporalio import workflow
from temporalio.common import WorkflowIDReusePolicy
from temporalio.exceptions import ApplicationError, WorkflowAlreadyStartedError
from temporalio.workflow import ParentClosePolicy

from activities.casework import Casework
from activities.documents import DocumentDesk
from activities.payments import Cashier
from makegood.messages import names, views
from makegood.messages.carried import Carried, ClaimStart
from makegood.messages.docket import Docket
from makegood.messages.docket_views import docket_of
from makegood.messages.opening import given_up, opened_case
from makegood.messages.payments import PaymentReport
from makegood.messages.records import CaseRow
from makegood.messages.status import (
    ClaimResult,
    Explanation,
    NegotiationView,
    Status,
    Timeline,
)
from makegood.messages.steps import OpenOrder, RecoveryOrder
from makegood.rules.attempts import Attempt
from makegood.rules.casefile import Act, CaseFile, Parked, Stage, recorded, trimmed
from makegood.rules.life import interruptions, paying, payments, settling, ticking, verifying
from makegood.rules.life.receiving import Admission
from makegood.rules.life.recovering import recovery_started
from makegood.rules.life.repairing import Step
from makegood.rules.life.work import has_work
from makegood.rules.payout import Invoice
from workflows import changes, patience
from workflows.alarm import Alarm
from workflows.casekeeper import CaseKeeper
from workflows.claim_commands import ClaimCommands
from workflows.clock import GAVE_UP, problem_of
from workflows.escalating import tell_crises
from workflows.orders import invoice_query, payment_order, read_order, recovery_order

Result = TypeVar("Result")

MOST_EVENTS = 4_000
"""A run continues as new before its history gets longer than this."""

IDLE = timedelta(minutes=1)
"""How soon a moment is looked at again that passed without anything being done."""

KEPT_EVENTS = 200
"""How many lines of the timeline a new run takes along; all of them are in the database."""


@workflow.defn(name=names.CLAIM)
class CompensationClaim(ClaimCommands):
    """Request, documents, entitlement, sign-off, negotiation, payment, payout, windows, end."""

    @workflow.init
    def __init__(self, request: ClaimStart) -> None:
        """Before anything else, so that commands which come with the start find their place."""
        super().__init__()
        self._request = request
        self._alarm = Alarm()
        self._idle = False
        if request.carried is not None:
            self._keeper = CaseKeeper(request.carried.case, self._clock)
            self._answered = dict(request.carried.answered)

    @workflow.run
    async def run(self, request: ClaimStart) -> ClaimResult:
        """The claim, stage by stage, until its last window has passed."""
        keeper = self._keeper or await self._receive(request)
        while keeper and keeper.case.is_open:
            try:
                await self._advance(keeper)
            except asyncio.CancelledError:
                await self._give_up(keeper)
        return await self._end(keeper)

    async def _advance(self, keeper: CaseKeeper) -> None:
        """One stage further, where the stage has something to do; else wait."""
        match self._work(keeper.case):
            case Stage.VERIFYING:
                await self._verify_documents(keeper)
            case Stage.SETTLED:
                await self._request_payment(keeper)
            case Stage.SUBMITTING:
                await self._hand_in_payment(keeper)
            case Stage.AWAITING_PAYOUT:
                await self._ask_the_bank(keeper)
            case Stage.AFTERCARE if keeper.case.recovery_due:
                await self._start_recovery(keeper)
            case Stage.AFTERCARE:
                await self._ask_the_bank(keeper)
            case _:
                await self._wait(keeper)

    async def _give_up(self, keeper: CaseKeeper) -> None:
        """A cancel in Temporal: everything is undone and closed, unless money is on its way."""
        act = Act(await self._clock.look(), "operator", "cancelled in Temporal")
        try:
            keeper.apply(lambda case: interruptions.cancel(case, act))
        except ApplicationError as refusal:
            why = replace(act, why=f"cancel refused: {refusal.message}")
            keeper.apply(lambda case: interruptions.note(case, why))

    def _work(self, case: CaseFile) -> Stage | None:
        """The stage that has work to do now; None where the case waits for people or time."""
        return case.stage if has_work(case, self._clock.time) else None

    async def _receive(self, request: ClaimStart) -> CaseKeeper | None:
        """Take the claim in, pinned to its terms, calendars and owner; None when it is given up."""
        now = await self._clock.look()
        order = OpenOrder(
            claim=request.claim(now.date()),
            dated=request.received_on is not None,
            payee=request.payee,
            at=now,
            run_id=workflow.info().run_id,
        )
        admission = await self._admitted(order)
        if admission is None:
            return None
        case = opened_case(order, admission)
        self._keeper = CaseKeeper(recorded(case, case.unrecorded), self._clock)
        return self._keeper

    async def _admitted(self, order: OpenOrder) -> Admission | None:
        """The admission of the claim; one that cannot be had parks the claim at the door."""
        while True:
            try:
                return await self._clock.alone(
                    Casework.open_claim, order, patience.quick("open the claim")
                )
            except GAVE_UP as error:
                if not await self._parked_at_the_door(str(problem_of(error))):
                    return None

    async def _verify_documents(self, keeper: CaseKeeper) -> None:
        """Have every document read, and decide whether they suffice."""
        held = keeper.case.documents
        reading = await self._step(
            keeper,
            Step.READ,
            workflow.execute_activity_method(
                DocumentDesk.read_documents,
                read_order(keeper.case),
                **patience.patient(f"read {len(held)} documents"),
            ),
        )
        if reading and keeper.case.stage is Stage.VERIFYING and keeper.case.documents == held:
            keeper.act(Step.READ, lambda case: verifying.verified(case, reading, keeper.now))

    async def _request_payment(self, keeper: CaseKeeper) -> None:
        """Turn the settlement into a payment request; set overdue invoices off where agreed."""
        overdue: tuple[Invoice, ...] | None = ()
        if keeper.case.terms.payment.offset_allowed:
            await keeper.write()
            work = self._clock.alone(
                Casework.overdue_invoices,
                invoice_query(keeper.case, keeper.now),
                patience.quick("find overdue invoices"),
            )
            overdue = await self._step(keeper, Step.INVOICES, work)
        if overdue is not None and keeper.case.stage is Stage.SETTLED:
            invoices = overdue
            keeper.act(
                Step.INVOICES,
                lambda case: settling.request_payment(case, invoices, keeper.now),
            )

    async def _hand_in_payment(self, keeper: CaseKeeper) -> None:
        """Hand in what was released, each payment once; from then on only follow it."""
        keeper.apply(lambda case: paying.book_internal(case, keeper.now))
        attempt = paying.next_to_send(keeper.case)
        if attempt is None:
            keeper.apply(lambda case: paying.follow(case, keeper.now))
            return
        handed = attempt
        keeper.apply(lambda case: paying.handed_in(case, handed, keeper.now))
        report = await self._step(keeper, Step.SUBMIT, self._pay(keeper.case, attempt))
        self._told(keeper, Step.SUBMIT, report)

    @staticmethod
    def _told(keeper: CaseKeeper, step: Step, report: PaymentReport | None) -> None:
        """Take the bank's answer in, where there is one."""
        if report is not None:
            deed = changes.bank_report(report)
            keeper.act(step, lambda case: deed(case, keeper.now))

    @staticmethod
    async def _pay(case: CaseFile, attempt: Attempt) -> PaymentReport:
        """The bank's answer; a cancel does not reach the activity, and its payment is looked up."""
        submission = workflow.start_activity_method(
            Cashier.submit_payment,
            payment_order(case, attempt),
            **patience.money(f"pay {attempt.amount.text()}"),
        )
        return await asyncio.shield(submission)

    async def _ask_the_bank(self, keeper: CaseKeeper) -> None:
        """Look up every payment whose end is not known, and once more before the claim closes."""
        for attempt in payments.to_look_up(keeper.case):
            report = await self._step(
                keeper,
                Step.LOOK_UP,
                workflow.execute_activity_method(
                    Cashier.look_up_payment, attempt.key, **patience.money("ask the bank")
                ),
            )
            self._told(keeper, Step.LOOK_UP, report)
        keeper.apply(lambda case: paying.looked_up(case, keeper.now))

    async def _start_recovery(self, keeper: CaseKeeper) -> None:
        """Open the recovery from the carrier, which has a life of its own; once for a claim.

        It is on the timeline first, so that one record tells of the payout and of the recovery.
        """
        order = recovery_order(keeper.case, keeper.now)
        act = Act(keeper.now, "system")
        keeper.apply(lambda case: recovery_started(case, act, begun=order is not None))
        if order is not None:
            await self._begin(order)

    @staticmethod
    async def _begin(order: RecoveryOrder) -> None:
        """Start the recovery, if the claim never had one."""
        with suppress(WorkflowAlreadyStartedError):
            await workflow.start_child_workflow(
                names.RECOVERY,
                order,
                id=names.recovery_workflow_id(order.claim_id),
                id_reuse_policy=WorkflowIDReusePolicy.REJECT_DUPLICATE,
                parent_close_policy=ParentClosePolicy.ABANDON,
                static_summary=f"Recover {order.amount.text()} from the {order.party}",
            )

    async def _wait(self, keeper: CaseKeeper) -> None:
        """Write down what was done; wait until somebody speaks or the next thing is due; do it."""
        await tell_crises(keeper)
        await keeper.write()
        await self._continue_if_long(keeper)
        if self._work(keeper.case) is None and await self._rang(keeper):
            before, now = (
                keeper.case,
                self._clock.to(max(keeper.now, self._alarm.rang_at or keeper.now)),
            )
            self._alarm.clear()
            keeper.act(Step.TIME, lambda case: ticking.tick(case, now, ask_first=True))
            self._idle = keeper.case == before

    async def _rang(self, keeper: CaseKeeper) -> bool:
        """Wait until somebody has spoken, or the next thing is due; whether it was the latter."""
        coming, now = ticking.next_moment(keeper.case, keeper.now), self._clock.time
        if coming is not None:
            at, purpose = coming
            self._alarm.set(now + IDLE if self._idle and at <= now else at, purpose)
        await workflow.wait_condition(lambda: self._stirred or self._alarm.rang)
        self._idle = self._idle and not self._stirred
        self._stirred = False
        return self._alarm.rang

    async def _step(
        self, keeper: CaseKeeper, step: Step, work: Coroutine[Any, Any, Result]
    ) -> Result | None:
        """The result of a step; one that has used up its retries parks the case instead."""
        try:
            result = await work
            if step is not Step.INVOICES:
                await self._clock.look()
            return result
        except GAVE_UP as error:
            cause = problem_of(error)
            code = cause.type or "" if isinstance(cause, ApplicationError) else ""
            parked = Parked(step, str(cause)[:500], await self._clock.look(), code)
            keeper.apply(lambda case: paying.park(case, parked))
            return None

    async def _continue_if_long(self, keeper: CaseKeeper) -> None:
        """Begin a new run with the case as it is, before the history gets too long."""
        info = workflow.info()
        long = info.get_current_history_length() >= MOST_EVENTS
        if not keeper.case.is_open or not (long or info.is_continue_as_new_suggested()):
            return
        await self._settled_down(keeper)
        carried = Carried(
            case=trimmed(keeper.case, KEPT_EVENTS), answered=tuple(self._answered.items())
        )
        workflow.continue_as_new(self._request.model_copy(update={"carried": carried}))

    async def _end(self, keeper: CaseKeeper | None) -> ClaimResult:
        """Everything written down, everyone answered."""
        self._alarm.clear()
        if keeper is None:
            return given_up(self._request, await self._clock.look())
        await tell_crises(keeper)
        await self._settled_down(keeper)
        return views.result_of(keeper.case)

    @staticmethod
    async def _settled_down(keeper: CaseKeeper) -> None:
        """Wait until all is written and no handler runs; a handler may begin while we write."""
        while True:
            await keeper.write()
            if workflow.all_handlers_finished():
                return
            await workflow.wait_condition(workflow.all_handlers_finished)

    @workflow.query(description="Where the claim stands, whom it waits on, its amounts and clocks.")
    def status(self) -> Status:
        """The status of the claim."""
        return views.status_of(self._open_case(), workflow.now())

    @workflow.query(description="The claim as one row of the lists; rebuilds the projection.")
    def row(self) -> CaseRow:
        """The row of the claim in lists and inboxes."""
        return views.row_of(self._open_case(), workflow.info().run_id, workflow.now())

    @workflow.query(description="How far the desk may go, and what each side gave up: the team's.")
    def negotiation(self) -> NegotiationView:
        """The team's view of the negotiation; never shown to the merchant."""
        return views.negotiation_of(self._open_case())

    @workflow.query(description="All of the claim at one moment, for the teams that decide it.")
    def docket(self) -> Docket:
        """The claim whole; never shown to the merchant."""
        return docket_of(self._open_case(), workflow.now())

    @workflow.query(description="Who did what, when, why, on what evidence.")
    def timeline(self) -> Timeline:
        """The timeline of the claim."""
        return views.timeline_of(self._open_case())

    @workflow.query(description="Why this amount, why these teams, what happens next and when.")
    def explain(self) -> Explanation:
        """The claim in its own words."""
        return views.explanation_of(self._open_case(), workflow.now())

    def _open_case(self) -> CaseFile:
        if self._keeper is None:
            raise self._not_open("The claim")
        return self._keeper.case
