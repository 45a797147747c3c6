"""A case kept in a workflow: changed by rules, written down once, seen from outside."""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Generic, TypeVar

from temporalio import workflow
from temporalio.common import SearchAttributeKey, SearchAttributeUpdate
from temporalio.exceptions import ApplicationError, is_cancelled_exception

from makegood.messages.names import PARKED, Attribute
from makegood.rules.case_words import Parked, Unrecorded
from makegood.rules.chronicle import Chronicle, recorded
from makegood.rules.refusals import Refused
from workflows.clock import GAVE_UP, Clock, problem_of

Case = TypeVar("Case", bound=Chronicle)

STAGE = SearchAttributeKey.for_keyword(Attribute.STAGE)
AWAITING = SearchAttributeKey.for_keyword_list(Attribute.AWAITING)
DUE = SearchAttributeKey.for_datetime(Attribute.DUE)
ASSIGNEE = SearchAttributeKey.for_keyword(Attribute.ASSIGNEE)
OUTCOME = SearchAttributeKey.for_keyword(Attribute.OUTCOME)

Figures = Mapping[SearchAttributeKey[Any], object]
"""What a case is found by; None takes a figure away."""

NOTHING = Unrecorded()

TROUBLE = (Refused, ValueError, ArithmeticError)
"""What a rule raises over an input; anything else is a bug, which a mended worker replays."""


class Keeper(ABC, Generic[Case]):
    """Holds the one case of a run; every change goes through `apply` or `act`.

    What a kind of case is written down with, found by and shown as, its own keeper says.
    """

    def __init__(self, case: Case, clock: Clock | None = None) -> None:
        self.case = case
        self.clock = clock or Clock()
        self._writing = asyncio.Lock()
        self._written = -1
        self.trouble = ""
        self._shown: dict[str, object] = {}

    @abstractmethod
    async def record(self) -> None:
        """Have the activity write down what has happened; one of `GAVE_UP` when it gives up."""

    @abstractmethod
    def figures(self) -> Figures:
        """What the case is found by now; no personal data."""

    @abstractmethod
    def details(self) -> str:
        """The case as Markdown, for whoever opens it in the Temporal UI."""

    @abstractmethod
    def parked(self, parked: Parked) -> Case:
        """The case parked at a step."""

    @property
    def passes(self) -> bool:
        """Whether the stage lasts a moment: the search attributes wait for what follows."""
        return False

    @property
    def now(self) -> datetime:
        """The moment of a step of ours, the same at every replay."""
        return self.clock.of(self.case)

    def act(self, step: str, change: Callable[[Case], Case]) -> None:
        """Change the case with nobody there to hear a refusal: what a rule refuses parks it."""
        try:
            self.case = change(self.case)
        except TROUBLE as trouble:
            self.case = self.parked(Parked(step, str(trouble)[:500], self.now))

    def apply(self, change: Callable[[Case], Case]) -> None:
        """Change the case by a rule; a refusal goes to the caller and leaves the case as it was."""
        try:
            self.case = change(self.case)
        except Refused as refusal:
            raise refused(refusal) from refusal

    def would_apply(self, change: Callable[[Case], Case]) -> None:
        """Refuse what a rule would refuse, without any effect."""
        try:
            change(self.case)
        except Refused as refusal:
            raise refused(refusal) from refusal

    async def write(self) -> None:
        """See that all that has happened so far is written down, and show the case as it is.

        Whoever comes first writes for all: others who are ready change the case before that.
        """
        version = self.case.version
        async with self._writing:
            if self._written >= version:
                return
            await workflow.wait_condition(lambda: True)
            while (pending := self.case.unrecorded) != NOTHING:
                version = self.case.version
                if await self._wrote():
                    self.case = recorded(self.case, pending)
            self._written = version
            self.show()

    async def _wrote(self) -> bool:
        """Whether the record was taken; one that cannot be taken waits, visibly, for an operator.

        A case is never ended by its own bookkeeping: nothing that has happened is given up.
        """
        try:
            await self.record()
        except GAVE_UP as error:
            if is_cancelled_exception(error):
                raise asyncio.CancelledError from error
            self.trouble = f"write down the case: {problem_of(error)}"[:500]
            workflow.upsert_search_attributes([STAGE.value_set(PARKED)])
            workflow.set_current_details(f"## parked\n\n{self.trouble}\n")
            self._shown.pop(STAGE.name, None)
            await workflow.wait_condition(lambda: not self.trouble)
            return False
        return True

    def show(self) -> None:
        """Put the case where lists, the Temporal UI and engineers see it; only what is new."""
        workflow.set_current_details(self.details())
        if self.passes:
            return
        figures = self.figures()
        new = {key: value for key, value in figures.items() if self._shown.get(key.name) != value}
        if new:
            self._shown |= {key.name: value for key, value in new.items()}
            workflow.upsert_search_attributes([_update(key, value) for key, value in new.items()])


def refused(refusal: Refused) -> ApplicationError:
    """A refusal as callers of an update see it."""
    return ApplicationError(refusal.message, refusal.code, type="Refused", non_retryable=True)


def _update(key: SearchAttributeKey[Any], value: object) -> SearchAttributeUpdate[Any]:
    return key.value_unset() if value is None else key.value_set(value)


def bullet(sentence: str) -> str:
    """A list item; what explains the sentence before it stands below that."""
    inner = sentence.startswith(" ")
    return f"    - {sentence.strip()}" if inner else f"- {sentence}"
