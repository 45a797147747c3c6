"""Problems of ours as Temporal sees them: what is tried again, when, and what needs a person."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from temporalio import activity
from temporalio.exceptions import ApplicationError
from temporalio.testing import ActivityEnvironment
from temporalio.worker import (
    ActivityInboundInterceptor,
    ActivityOutboundInterceptor,
    ExecuteActivityInput,
)
from typing_extensions import override

from makegood.gateways.bank import BankAway
from makegood.messages.problems import (
    Conflict,
    Malformed,
    NeedsPerson,
    NotFound,
    OutcomeUnknown,
    Problem,
    Retryable,
)
from workers.interceptors import NamedProblems


class Raises(ActivityInboundInterceptor):
    """An activity that ends with a problem, or with a result."""

    def __init__(self, ends: Callable[[], object]) -> None:
        self.ends = ends

    @override
    def init(self, outbound: ActivityOutboundInterceptor) -> None:
        """Nothing to begin."""

    @override
    async def execute_activity(self, input: ExecuteActivityInput) -> object:
        """End as told."""
        return self.ends()


async def told(ends: Callable[[], object], kind: str = "unknown") -> object:
    """What Temporal is told of an activity of that type that ends so."""
    environment = ActivityEnvironment()
    environment.info = activity_of(kind)
    wrapped = NamedProblems().intercept_activity(Raises(ends))

    async def run() -> object:
        return await wrapped.execute_activity(
            ExecuteActivityInput(fn=run, args=(), executor=None, headers={})
        )

    return await environment.run(run)


def activity_of(kind: str) -> activity.Info:
    """An activity of that type."""
    return replace(ActivityEnvironment.default_info(), activity_type=kind)


def raising(problem: Problem) -> Callable[[], object]:
    """An end with that problem."""

    def end() -> object:
        raise problem

    return end


async def failure(problem: Problem, kind: str = "unknown") -> ApplicationError:
    """How the problem looks to Temporal."""
    with pytest.raises(ApplicationError) as raised:
        await told(raising(problem), kind)
    return raised.value


@pytest.mark.parametrize("kind", [NeedsPerson, Malformed, Conflict, NotFound, OutcomeUnknown])
async def test_what_needs_a_person_is_not_tried_again(kind: type[Problem]) -> None:
    error = await failure(kind("field x: not a date"))

    assert error.non_retryable
    assert (error.type, error.message) == (kind.__name__, "field x: not a date")


async def test_what_may_succeed_later_is_tried_again() -> None:
    error = await failure(Retryable("locked"))

    assert not error.non_retryable
    assert (error.type, error.next_retry_delay) == ("Retryable", None)


async def test_a_bank_that_names_a_time_is_asked_again_then() -> None:
    error = await failure(BankAway("busy", retry_after=timedelta(seconds=7)))

    assert (error.type, error.next_retry_delay) == ("BankAway", timedelta(seconds=7))


@pytest.mark.parametrize("kind", ["record_case", "open_claim"])
async def test_a_database_that_is_not_ready_yet_is_waited_for(kind: str) -> None:
    assert not (await failure(NeedsPerson("not migrated"), kind)).non_retryable
    assert (await failure(Malformed("no rate"), kind)).non_retryable


async def test_a_result_goes_through_as_it_is() -> None:
    assert await told(lambda: "done") == "done"
