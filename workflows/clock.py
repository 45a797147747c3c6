"""The moments of a case as its history has them, and its local activities one after the other."""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TypeVar

from temporalio import workflow
from temporalio.exceptions import ActivityError, ApplicationError
from temporalio.workflow import LocalActivityConfig

from activities.casework import Casework
from makegood.rules.chronicle import Chronicle
from workflows import patience

Desk = TypeVar("Desk")
Said = TypeVar("Said")
Result = TypeVar("Result")


ON_TIME = timedelta(seconds=5)
"""How late an alarm may be heard and still count as heard at the moment it was set to."""

GAVE_UP = (ActivityError, ApplicationError)
"""What a step that has given up raises: a local activity its problem, any other one around it."""


def problem_of(error: ActivityError | ApplicationError) -> BaseException:
    """What was the matter with a step that has given up."""
    return (error.cause or error) if isinstance(error, ActivityError) else error


class Clock:
    """Tells a run the time in a way that its replay hears again.

    `workflow.now()` is no such way: a local activity moves it on, a query splits the task that it
    belongs to, and a replay joins the parts, so that it then differs. Whatever decides a step is
    therefore a moment that `look` has put into the history, or one that an alarm was set to.
    """

    def __init__(self) -> None:
        self.time = workflow.info().start_time
        self._turn = asyncio.Lock()

    async def look(self) -> datetime:
        """Now, kept in the history; never before a moment that was told already."""
        told = await self.alone(Casework.moment, workflow.now(), patience.RECORD)
        return self.to(told)

    async def rung(self, planned: datetime) -> datetime:
        """Move on to the moment at which an alarm has rung: the planned one, unless that is past.

        After a standstill people get the whole of their time: what was due long ago is done now.
        """
        told = await self.alone(Casework.moment, workflow.now(), patience.RECORD)
        return self.to(told if told - planned > ON_TIME else planned)

    def to(self, moment: datetime) -> datetime:
        """Move on to a moment that the history knows."""
        self.time = max(self.time, moment)
        return self.time

    def of(self, case: Chronicle) -> datetime:
        """The moment of a step of ours: that of the last thing said, or of the last bell."""
        return max(self.time, case.events[-1].at)

    async def alone(
        self,
        step: Callable[[Desk, Said], Result],
        said: Said,
        config: LocalActivityConfig,
    ) -> Result:
        """The result of a local activity, while no other runs.

        Of two at once the first run hears in the order in which they end, a replay in another.
        """
        async with self._turn:
            return await workflow.execute_local_activity_method(step, said, **config)
