"""A crisis case from the first alarm to the last action of its review, as one durable process."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from functools import partial

from temporalio import workflow
from temporalio.exceptions import ActivityError, ApplicationError, is_cancelled_exception

from activities.crises import CrisisDesk
from activities.paging import Pager
from makegood.messages import crisis_commands as say
from makegood.messages import crisis_views as views
from makegood.messages import names
from makegood.messages.crisis_carried import CarriedCase, CrisisStart
from makegood.messages.crisis_records import CrisisRow
from makegood.messages.crisis_status import (
    Briefing,
    BriefingQuery,
    CrisisExplanation,
    CrisisResult,
    CrisisStatus,
    CrisisTimeline,
)
from makegood.messages.crisis_steps import CaseOrder
from makegood.messages.paging import CallQuery
from makegood.rules.case_words import Act
from makegood.rules.chronicle import log, recorded, trimmed
from makegood.rules.crisis import closing, drills, granting, paging, ticking
from makegood.rules.crisis.calling import Call, Reachable
from makegood.rules.crisis.drills import Scorecard
from makegood.rules.crisis.file import CrisisFile
from makegood.rules.crisis.opening import CrisisAdmission, opened
from makegood.rules.crisis.parking import CrisisStep, without_call
from makegood.rules.crisis.words import RecordedDecision
from makegood.rules.crisis.work import is_claim_to_hear, is_claim_waiting
from makegood.rules.grants import GrantState
from workflows import patience
from workflows.alarm import Alarm
from workflows.clock import GAVE_UP, problem_of
from workflows.crisis_commands import CrisisCommands
from workflows.crisis_errands import CrisisErrands
from workflows.crisis_keeper import CrisisKeeper

MOST_EVENTS = 4_000
"""A run continues as new before its history gets longer than this."""

LONGEST = 12_000
"""From so many events on a new run does not wait for a moment at which nothing is under way."""

MOST_HEARD = 1_500
"""A run continues as new before so much was said to it: a run may have 2,000 updates."""

IDLE = timedelta(minutes=1)
"""How soon a moment is looked at again that passed without anything being done."""

KEPT_EVENTS = 200
"""How many lines of the timeline a new run takes along; all of them are in the database."""

LONGEST_EXCERPT = 500


@workflow.defn(name=names.CRISIS)
class CrisisEscalation(CrisisCommands):
    """Detected, triaged, declared, contained, stable, closed, reviewed; nobody left unpaged."""

    @workflow.init
    def __init__(self, request: CrisisStart) -> None:
        """Before anything else, so that commands which come with the start find their place."""
        super().__init__()
        self._request = request
        self._alarm = Alarm()
        self._idle = False
        if request.carried is not None:
            self._keeper = CrisisKeeper(request.carried.case, self._clock)
            self._answered = dict(request.carried.answered)

    @workflow.run
    async def run(self, request: CrisisStart) -> CrisisResult:
        """The case, until its last window has passed and its last action is done."""
        while self._keeper is None:
            with suppress(asyncio.CancelledError):
                await self._receive(request)
        keeper = self._keeper
        errands = CrisisErrands(keeper, self._stir)
        while keeper.case.is_open or keeper.case.calls or is_claim_to_hear(keeper.case):
            try:
                await self._advance(keeper, errands)
            except asyncio.CancelledError:
                await self._refuse_cancel(keeper)
        return await self._end(keeper, errands)

    async def _advance(self, keeper: CrisisKeeper, errands: CrisisErrands) -> None:
        """One step: people are looked up first, the rest goes on while the case waits."""
        if keeper.case.calls:
            await self._call(keeper, keeper.case.calls[0])
        elif asking := granting.to_ask(keeper.case):
            await self._ask_claim(keeper, asking)
        elif is_claim_waiting(keeper.case):
            await self._tell_claim(keeper)
        else:
            errands.see_to()
            await self._wait(keeper, errands)

    def _stir(self) -> None:
        """Something has happened: the case is looked at."""
        self._stirred = True

    async def _refuse_cancel(self, keeper: CrisisKeeper) -> None:
        """A cancel in Temporal is for operators: a case is rejected or closed, never dropped."""
        act = Act(await self._clock.look(), "operator", "reject or close the case instead")
        keeper.apply(lambda case: log(case, act, "cancel_refused"))

    async def _receive(self, request: CrisisStart) -> None:
        """Take the case in, pinned to its terms; one that is known already joins the other."""
        info, at = workflow.info(), await self._clock.look()
        order = CaseOrder(alert=request.alert(), at=at, run_id=info.run_id)
        admission = await self._admitted(order)
        known = admission.same_as or admission.near
        if known and not await self._mentioned(known, order):
            order = order.model_copy(update={"alone": True})
            admission = await self._admitted(order)
        case = opened(order.alert, admission, order.at)
        self._keeper = CrisisKeeper(recorded(case, case.unrecorded), self._clock)

    async def _admitted(self, order: CaseOrder) -> CrisisAdmission:
        """The admission of the case; while it cannot be had the case waits at the door, visibly."""
        while True:
            try:
                return await self._clock.alone(
                    CrisisDesk.open_case, order, patience.quick("open the case")
                )
            except GAVE_UP as error:
                _pass_on(error)
                await self._parked_at_the_door(str(problem_of(error)))

    @staticmethod
    async def _mentioned(known: str, order: CaseOrder) -> bool:
        """Whether the open case has heard of the alarm that it is the same as."""
        alert = order.alert
        seen = say.AddMention.model_validate(
            {
                "source": vars(alert.source),
                "at": order.at,
                "reach": alert.reach,
                "excerpt": "" if alert.restricted else alert.description[:LONGEST_EXCERPT],
                "author": alert.reported_by,
                "triggers": alert.triggers,
            }
        )
        other = workflow.get_external_workflow_handle(names.crisis_workflow_id(known))
        try:
            await other.signal("mention", seen)
        except ApplicationError:
            return False
        return True

    async def _call(self, keeper: CrisisKeeper, wanted: Call) -> None:
        """Look up whom to page, and make pages of them; nobody found is an answer too."""
        query = CallQuery(contacts=paging.contacts_of(keeper.case, wanted), at=keeper.now)
        reachable = await self._found(query)
        at = await self._clock.rung(query.at)
        keeper.act(CrisisStep.CALL, lambda case: paging.called(case, wanted, reachable, at))
        if wanted in keeper.case.calls:
            keeper.apply(lambda case: without_call(case, wanted))

    async def _found(self, query: CallQuery) -> tuple[Reachable, ...]:
        try:
            return await self._clock.alone(
                Pager.who_to_call, query, patience.quick("look up whom to call")
            )
        except GAVE_UP as error:
            _pass_on(error)
            workflow.logger.error("crisis.nobody_found: %s", problem_of(error))
            return ()

    async def _ask_claim(self, keeper: CrisisKeeper, decision: RecordedDecision) -> None:
        """Ask the claim that pays it for the goodwill of a decision; it has it signed and tells."""
        claim = workflow.get_external_workflow_handle(names.claim_workflow_id(decision.claim_id))
        state, why = GrantState.ASKED, ""
        try:
            await claim.signal("grant_goodwill", views.goodwill_of(keeper.case, decision))
        except ApplicationError:
            state, why = GrantState.REFUSED, "There is no such claim, or it is over."
        act = Act(keeper.now, "system", why)
        keeper.apply(lambda case: granting.told(case, act, decision.number, state))

    async def _tell_claim(self, keeper: CrisisKeeper) -> None:
        """Tell the linked claim, once, that nobody works on the case any more."""
        case = keeper.case
        claim = workflow.get_external_workflow_handle(
            names.claim_workflow_id(closing.claim_of(case))
        )
        if not case.drill:
            with suppress(ApplicationError):  # a claim that is over has nothing left to resume
                await claim.signal("escalation_ended", views.escalation_ended_of(case))
        keeper.apply(lambda case: closing.claim_told(case, keeper.now))

    async def _wait(self, keeper: CrisisKeeper, errands: CrisisErrands) -> None:
        """Write down what was done; wait until somebody speaks or the next thing is due; do it.

        After a standstill it is done as of now: people get the whole of their time, and are not all
        called at once.
        """
        await keeper.write()
        await self._continue_if_long(keeper, errands)
        if not keeper.case.calls and await self._rang(keeper):
            planned = self._alarm.rang_at or keeper.now
            self._alarm.clear()
            await self._clock.rung(planned)
            before = keeper.case
            self._on_time(keeper, keeper.now)
            self._idle = keeper.case == before

    @staticmethod
    def _on_time(keeper: CrisisKeeper, now: datetime) -> None:
        """Everything that is due now; a rule that fails is parked, and stops none of the others."""
        for due in ticking.STEPS:
            if keeper.case.is_open:
                keeper.act(CrisisStep.TIME, partial(_at, due, now))

    async def _rang(self, keeper: CrisisKeeper) -> bool:
        """Wait until somebody has spoken, or the next thing is due; whether it was the latter."""
        coming, now = ticking.next_moment(keeper.case, keeper.now), self._clock.time
        if coming is not None:
            at, purpose = coming
            self._alarm.set(now + IDLE if self._idle and at <= now else at, purpose)
        await workflow.wait_condition(lambda: self._stirred or self._alarm.rang)
        self._idle = self._idle and not self._stirred
        self._stirred = False
        return self._alarm.rang

    async def _continue_if_long(self, keeper: CrisisKeeper, errands: CrisisErrands) -> None:
        """Begin a new run with the case as it is, before the history gets too long.

        What is under way would be under way twice: a slow channel is not waited for, as the clocks
        go on, unless the history gets much too long.
        """
        info = workflow.info()
        long = info.get_current_history_length() >= MOST_EVENTS or self._heard >= MOST_HEARD
        if not keeper.case.is_open or not (long or info.is_continue_as_new_suggested()):
            return
        if errands.under_way and info.get_current_history_length() < LONGEST:
            return
        await errands.are_over()
        await self._settled_down(keeper)
        carried = CarriedCase(
            case=trimmed(keeper.case, KEPT_EVENTS), answered=tuple(self._answered.items())
        )
        workflow.continue_as_new(self._request.model_copy(update={"carried": carried}))

    async def _end(self, keeper: CrisisKeeper, errands: CrisisErrands) -> CrisisResult:
        """Everything written down, everything out, everyone answered."""
        self._alarm.clear()
        errands.see_to()
        await errands.are_over()
        await self._settled_down(keeper)
        return views.crisis_result_of(keeper.case)

    @staticmethod
    async def _settled_down(keeper: CrisisKeeper) -> None:
        """Wait until all is written and no handler runs; a handler may begin while we write."""
        while True:
            await keeper.write()
            if workflow.all_handlers_finished():
                return
            await workflow.wait_condition(workflow.all_handlers_finished)

    @workflow.query(description="Where the case stands, whom it waits on, pages, clocks, promises.")
    def status(self) -> CrisisStatus:
        """The status of the case; of a restricted one nothing that it is about."""
        return views.crisis_status_of(self._open_case(), workflow.now())

    @workflow.query(description="The case as one row of the lists; rebuilds the projection.")
    def row(self) -> CrisisRow:
        """The row of the case in lists and inboxes."""
        return views.crisis_row_of(self._open_case(), workflow.info().run_id, workflow.now())

    @workflow.query(description="Who did what and when; why, where the case is not restricted.")
    def timeline(self) -> CrisisTimeline:
        """The timeline of the case."""
        return views.crisis_timeline_of(self._open_case())

    @workflow.query(description="Why this severity, why these pages, what happens next and when.")
    def explain(self) -> CrisisExplanation:
        """The case in its own words."""
        return views.explanation_of(self._open_case(), workflow.now())

    @workflow.query(description="All of the case with its content, for whoever may see it.")
    def briefing(self, query: BriefingQuery) -> Briefing:
        """The whole case, for its members."""
        return views.briefing_of(self._open_case(), query.by, workflow.now())

    @workflow.query(description="How a rehearsal went: times, roles, tasks, promises.")
    def scorecard(self) -> Scorecard:
        """The card of a drill."""
        return drills.scorecard(self._open_case())

    def _open_case(self) -> CrisisFile:
        if self._keeper is None:
            raise self._not_open("The case")
        return self._keeper.case


def _pass_on(error: ActivityError | ApplicationError) -> None:
    """A cancel of the workflow is no failure of the activity that it meets."""
    if is_cancelled_exception(error):
        raise asyncio.CancelledError from error


def _at(
    due: Callable[[CrisisFile, datetime], CrisisFile], at: datetime, case: CrisisFile
) -> CrisisFile:
    return due(case, at)
