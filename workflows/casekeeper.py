"""A case file kept in a workflow: changed by rules, written down once, seen from outside."""

import asyncio
from collections.abc import Callable
from datetime import datetime
from typing import Any

from temporalio import workflow
from temporalio.common import SearchAttributeKey, SearchAttributeUpdate
from temporalio.exceptions import ActivityError, ApplicationError

from activities.casework import Casework
from makegood.messages.commands import Receipt
from makegood.messages.names import PARKED, Attribute
from makegood.messages.records import CaseRecord
from makegood.messages.views import record_of
from makegood.rules.casefile import CaseFile, Parked, Stage, Unrecorded, recorded
from makegood.rules.life import views
from makegood.rules.life.parking import park
from makegood.rules.life.repairing import Step
from makegood.rules.refusals import Refused
from workflows import patience

Change = Callable[[CaseFile], CaseFile]

STAGE = SearchAttributeKey.for_keyword(Attribute.STAGE)
AWAITING = SearchAttributeKey.for_keyword_list(Attribute.AWAITING)
DUE = SearchAttributeKey.for_datetime(Attribute.DUE)
ASSIGNEE = SearchAttributeKey.for_keyword(Attribute.ASSIGNEE)
OUTCOME = SearchAttributeKey.for_keyword(Attribute.OUTCOME)


class CaseKeeper:
    """Holds the one case file of a run; every change goes through `apply`."""

    def __init__(self, case: CaseFile) -> None:
        self.case = case
        self._writing = asyncio.Lock()
        self._written = -1
        self.trouble = ""
        self._shown: dict[str, object] = {}

    def act(self, step: Step, change: Change) -> None:
        """Change the case with nobody there to hear a refusal: what a rule refuses parks it."""
        try:
            self.case = change(self.case)
        except TROUBLE as trouble:
            self.case = park(self.case, Parked(step, str(trouble)[:500], workflow.now()))

    def apply(self, change: Change) -> None:
        """Change the case by a rule; a refusal goes to the caller and leaves the case as it was."""
        try:
            self.case = change(self.case)
        except Refused as refusal:
            raise refused(refusal) from refusal

    def would_apply(self, change: Change) -> None:
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
                record = record_of(self.case, workflow.info().run_id, workflow.now())
                if await self._wrote(record):
                    self.case = recorded(self.case, pending)
            self._written = version
            self.show()

    async def _wrote(self, record: CaseRecord) -> bool:
        """Whether the record was taken; one that cannot be taken waits, visibly, for an operator.

        A case is never ended by its own bookkeeping: nothing that has happened is given up.
        """
        try:
            await workflow.execute_local_activity_method(
                Casework.record_case, record, **patience.RECORD
            )
        except ActivityError as error:
            self.trouble = f"write down the case: {error.cause or error}"[:500]
            workflow.upsert_search_attributes([STAGE.value_set(PARKED)])
            workflow.set_current_details(f"## parked\n\n{self.trouble}\n")
            self._shown.pop(STAGE.name, None)
            await workflow.wait_condition(lambda: not self.trouble)
            return False
        return True

    def show(self) -> None:
        """Put the case where lists, the Temporal UI and engineers see it; only what is new.

        Handing a payment in lasts a moment: the search attributes wait for what follows.
        """
        now = workflow.now()
        workflow.set_current_details(details(self.case, now))
        if self.case.stage is Stage.SUBMITTING and not self.case.parked:
            return
        figures = _figures(self.case, now)
        new = {key: value for key, value in figures.items() if self._shown.get(key.name) != value}
        if new:
            self._shown |= {key.name: value for key, value in new.items()}
            workflow.upsert_search_attributes([_update(key, value) for key, value in new.items()])

    def receipt(self, note: str = "") -> Receipt:
        """The answer to an accepted command."""
        round_ = self.case.round
        return Receipt(
            stage=self.case.stage,
            subject_hash=round_.subject_hash if round_ else "",
            version=self.case.version,
            note=note,
        )


NOTHING = Unrecorded()

TROUBLE = (Refused, ValueError, ArithmeticError)
"""What a rule raises over an input; anything else is a bug, which a mended worker replays."""


def refused(refusal: Refused) -> ApplicationError:
    """A refusal as callers of an update see it."""
    return ApplicationError(refusal.message, refusal.code, type="Refused", non_retryable=True)


def _stage(case: CaseFile) -> str:
    return PARKED if case.parked else case.stage


def _teams(case: CaseFile, now: datetime) -> tuple[str, ...]:
    return tuple(sorted({one.who for one in views.waiting(case, now)}))


def _figures(case: CaseFile, now: datetime) -> dict[SearchAttributeKey[Any], object]:
    """What the case is found by; no personal data."""
    return {
        STAGE: _stage(case),
        ASSIGNEE: case.assignee,
        AWAITING: list(_teams(case, now)),
        OUTCOME: case.outcome.value if case.outcome else None,
        DUE: views.due(case, now),
    }


def _update(key: SearchAttributeKey[Any], value: object) -> SearchAttributeUpdate[Any]:
    return key.value_unset() if value is None else key.value_set(value)


def details(case: CaseFile, now: datetime) -> str:
    """The case as Markdown, for whoever opens it in the Temporal UI."""
    sums = views.sums(case)
    figures = (
        ("claimed", sums.claimed),
        ("entitled", sums.entitlement),
        ("offered", sums.offered),
        ("approved", sums.approved),
        ("paid", sums.paid),
    )
    head = f"## {case.claim.kind} · {_stage(case)}" + (f" · {case.outcome}" if case.outcome else "")
    amounts = " · ".join(f"{name} **{money.text()}**" for name, money in figures if money)
    sentences = "\n".join(_bullet(text) for text in views.explain(case, now))
    return f"{head}\n\n{amounts}\n\nOwner {case.assignee}\n\n{sentences}\n"


def _bullet(sentence: str) -> str:
    """A list item; what explains the sentence before it stands below that."""
    inner = sentence.startswith(" ")
    return f"    - {sentence.strip()}" if inner else f"- {sentence}"
