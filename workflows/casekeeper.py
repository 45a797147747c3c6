"""The keeper of a claim: what a claim is written down with, found by and shown as."""

from collections.abc import Callable
from datetime import datetime

from temporalio import workflow
from typing_extensions import override

from activities.casework import Casework
from makegood.messages.commands import Receipt
from makegood.messages.names import PARKED
from makegood.messages.views import record_of
from makegood.rules.casefile import CaseFile, Parked, Stage
from makegood.rules.life import views
from makegood.rules.life.parking import park
from workflows import patience
from workflows.keeper import (
    ASSIGNEE,
    AWAITING,
    DUE,
    OUTCOME,
    STAGE,
    Figures,
    Keeper,
    bullet,
    refused,
)

__all__ = ["STAGE", "CaseKeeper", "Change", "details", "refused"]

Change = Callable[[CaseFile], CaseFile]


class CaseKeeper(Keeper[CaseFile]):
    """Holds the one claim of a run."""

    @override
    async def record(self) -> None:
        record = record_of(self.case, workflow.info().run_id, self.now)
        await self.clock.alone(Casework.record_case, record, patience.RECORD)

    @override
    def figures(self) -> Figures:
        case, now = self.case, self.now
        return {
            STAGE: _stage(case),
            ASSIGNEE: case.assignee,
            AWAITING: list(_teams(case, now)),
            OUTCOME: case.outcome.value if case.outcome else None,
            DUE: views.due(case, now),
        }

    @override
    def details(self) -> str:
        return details(self.case, self.now)

    @override
    def parked(self, parked: Parked) -> CaseFile:
        return park(self.case, parked)

    @property
    @override
    def passes(self) -> bool:
        """Handing a payment in lasts a moment."""
        return self.case.stage is Stage.SUBMITTING and not self.case.parked

    def receipt(self, note: str = "") -> Receipt:
        """The answer to an accepted command."""
        round_ = self.case.round
        return Receipt(
            stage=self.case.stage,
            subject_hash=round_.subject_hash if round_ else "",
            version=self.case.version,
            note=note,
        )


def _stage(case: CaseFile) -> str:
    return PARKED if case.parked else case.stage


def _teams(case: CaseFile, now: datetime) -> tuple[str, ...]:
    return tuple(sorted({one.who for one in views.waiting(case, now)}))


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
    sentences = "\n".join(bullet(text) for text in views.explain(case, now))
    return f"{head}\n\n{amounts}\n\nOwner {case.assignee}\n\n{sentences}\n"
