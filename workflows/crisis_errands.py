"""What a crisis case has under way outside: pages, statements that go out or are taken back."""

from collections.abc import Callable, Coroutine, Iterator
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any

from temporalio import workflow
from temporalio.exceptions import ActivityError, is_cancelled_exception

from activities.paging import Pager
from activities.publishing import Publisher
from makegood.messages.paging import PageOrder
from makegood.messages.publishing import publish_order, withdraw_order
from makegood.rules.crisis import paging, statements
from makegood.rules.crisis.calling import Page, PageReport, PageState
from makegood.rules.crisis.file import CrisisFile
from makegood.rules.crisis.parking import CrisisStep
from makegood.rules.crisis.stating import Statement
from workflows import patience
from workflows.crisis_keeper import CrisisKeeper
from workflows.errands import Errands

Errand = Callable[[], Coroutine[Any, Any, None]]


class CrisisErrands:
    """Begins what the case wants done, and tells the case what became of it."""

    def __init__(self, keeper: CrisisKeeper, stir: Callable[[], None]) -> None:
        self._keeper = keeper
        self._errands = Errands(stir)

    def see_to(self) -> None:
        """See that everything is under way that the case wants now, and nothing else."""
        wanted = dict(self._wanted(self._keeper.case))
        self._errands.give_up(wanted)
        for key, errand in wanted.items():
            self._errands.begin(key, errand)

    def _wanted(self, case: CrisisFile) -> Iterator[tuple[str, Errand]]:
        for page in paging.to_page(case):
            yield page.key, partial(self._page, page)
        for one in statements.to_publish(case):
            yield f"publish {one.sha256}", partial(self._publish, one)
        for one in statements.to_withdraw(case):
            yield f"withdraw {one.sha256}", partial(self._withdraw, one)
        if recalled := paging.to_recall(case):
            yield f"recall {' '.join(recalled)}", partial(self._recall, recalled)

    def _heard(self, at: datetime) -> datetime:
        """The moment at which the case hears of something: never before what it knows already."""
        self._keeper.clock.to(at)
        return self._keeper.now

    @property
    def under_way(self) -> bool:
        """Whether anything is under way outside."""
        return not self._errands.are_over

    async def are_over(self) -> None:
        """Wait until nothing is under way."""
        await workflow.wait_condition(lambda: self._errands.are_over)

    async def _page(self, page: Page) -> None:
        """Page somebody; what cannot be sent at all is told as failed, and the next is tried."""
        keeper = self._keeper
        order = PageOrder(request=paging.request_of(keeper.case, page.key))
        try:
            report = await workflow.execute_activity_method(
                Pager.page, order, **patience.paging(f"page {page.person} by {page.channel}")
            )
        except ActivityError as error:
            if is_cancelled_exception(error):
                return
            why = str(error.cause or error)[:400]
            report = PageReport(page.key, PageState.FAILED, await keeper.clock.look(), why)
        told = replace(report, at=self._heard(report.at))
        keeper.act(CrisisStep.PAGE, lambda case: paging.paged(case, told))

    async def _publish(self, statement: Statement) -> None:
        """Publish exactly what was approved; where that fails for good, people are called."""
        keeper, sha256 = self._keeper, statement.sha256
        try:
            done = await workflow.execute_activity_method(
                Publisher.publish,
                publish_order(keeper.case, statement),
                **patience.publishing(f"publish {statement.key}"),
            )
        except ActivityError as error:
            why, at = str(error.cause or error)[:400], await keeper.clock.look()
            keeper.act(
                CrisisStep.PUBLISH, lambda case: statements.publish_failed(case, sha256, why, at)
            )
            return
        at = self._heard(done.at)
        keeper.act(
            CrisisStep.PUBLISH,
            lambda case: statements.published(case, sha256, done.reference, at),
        )

    async def _withdraw(self, statement: Statement) -> None:
        """Take back what is out; where that fails for good, people are called."""
        keeper, key = self._keeper, statement.key
        try:
            done = await workflow.execute_activity_method(
                Publisher.withdraw_statement,
                withdraw_order(keeper.case, statement),
                **patience.publishing(f"take back {key}"),
            )
        except ActivityError as error:
            why, at = str(error.cause or error)[:400], await keeper.clock.look()
            keeper.act(
                CrisisStep.WITHDRAW, lambda case: statements.withdraw_failed(case, key, why, at)
            )
            return
        at = self._heard(done.at)
        keeper.act(CrisisStep.WITHDRAW, lambda case: statements.withdrawn(case, key, at))

    async def _recall(self, keys: tuple[str, ...]) -> None:
        """Take pages that nobody needs out of the digests that they wait for."""
        await self._keeper.clock.alone(
            Pager.recall, keys, patience.quick("take pages out of their digests")
        )
        self._keeper.act(CrisisStep.PAGE, lambda case: paging.recalled(case, keys))
