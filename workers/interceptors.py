"""Problems of our own put into Temporal's terms: what is tried again, and what needs a person."""

from datetime import timedelta
from typing import Any

from temporalio import activity
from temporalio.exceptions import ApplicationError
from temporalio.worker import (
    ActivityInboundInterceptor,
    ExecuteActivityInput,
    Interceptor,
)
from typing_extensions import override

from makegood.messages.problems import NeedsPerson, OutcomeUnknown, Retryable


class _Named(ActivityInboundInterceptor):
    @override
    async def execute_activity(self, input: ExecuteActivityInput) -> Any:
        """Run the activity; say of each named problem whether it may be tried again."""
        try:
            return await self.next.execute_activity(input)
        except (NeedsPerson, OutcomeUnknown) as problem:
            raise ApplicationError(
                str(problem), type=type(problem).__name__, non_retryable=not _heals(problem)
            ) from problem
        except Retryable as problem:
            wait = getattr(problem, "retry_after", None)
            delay = wait if isinstance(wait, timedelta) else None
            raise ApplicationError(
                str(problem), type=type(problem).__name__, next_retry_delay=delay
            ) from problem


def _heals(problem: Exception) -> bool:
    """Whether writing a case down is to be tried on: a database that is not migrated yet will be.

    Every claim that moves meets it at once; none of them should need an operator of its own.
    """
    return type(problem) is NeedsPerson and activity.info().activity_type in DATABASE_STEPS


DATABASE_STEPS = frozenset(
    {"record_case", "open_claim", "record_crisis", "open_case", "verify_seal"}
)


class NamedProblems(Interceptor):
    """Every activity's problems keep their names."""

    @override
    def intercept_activity(self, next: ActivityInboundInterceptor) -> ActivityInboundInterceptor:
        """Wrap one activity."""
        return _Named(super().intercept_activity(next))
