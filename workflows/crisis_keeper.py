"""The keeper of a crisis case: what it is written down with, found by and shown as."""

from datetime import datetime

from temporalio import workflow
from temporalio.common import SearchAttributeKey
from typing_extensions import override

from activities.crises import CrisisDesk
from makegood.messages.crisis_commands import CaseReceipt
from makegood.messages.crisis_recording import crisis_record_of, open_text
from makegood.messages.crisis_views import explanation_of
from makegood.messages.names import PARKED, Attribute
from makegood.rules.case_words import Parked
from makegood.rules.crisis import awaiting
from makegood.rules.crisis.file import CrisisFile
from makegood.rules.crisis.parking import park
from makegood.rules.crisis.words import Role
from workflows import patience
from workflows.keeper import ASSIGNEE, AWAITING, DUE, OUTCOME, STAGE, Figures, Keeper, bullet

KIND = SearchAttributeKey.for_keyword(Attribute.KIND)
SEVERITY = SearchAttributeKey.for_keyword(Attribute.SEVERITY)
DRILL = SearchAttributeKey.for_bool(Attribute.DRILL)
RESTRICTED = SearchAttributeKey.for_bool(Attribute.RESTRICTED)


class CrisisKeeper(Keeper[CrisisFile]):
    """Holds the one crisis case of a run."""

    @override
    async def record(self) -> None:
        record = crisis_record_of(self.case, workflow.info().run_id, self.now)
        await self.clock.alone(CrisisDesk.record_crisis, record, patience.RECORD)

    @override
    def figures(self) -> Figures:
        case, now = self.case, self.now
        return {
            STAGE: PARKED if case.parked else case.stage.value,
            KIND: case.alert.source.type.value,
            SEVERITY: case.severity.value,
            DRILL: case.drill,
            RESTRICTED: case.restricted,
            ASSIGNEE: case.holder(Role.LEAD) or None,
            AWAITING: sorted({one.who for one in awaiting.waiting(case, now)}),
            OUTCOME: None if case.is_open else case.stage.value,
            DUE: awaiting.due(case, now),
        }

    @override
    def details(self) -> str:
        return details(self.case, self.now)

    @override
    def parked(self, parked: Parked) -> CrisisFile:
        return park(self.case, parked)

    def receipt(self, note: str = "", statement: str = "") -> CaseReceipt:
        """The answer to an accepted command."""
        case = self.case
        return CaseReceipt(
            stage=case.stage,
            severity=case.severity,
            version=case.version,
            note=note,
            statement_hash=next((s.sha256 for s in case.statements if s.key == statement), ""),
        )


def details(case: CrisisFile, now: datetime) -> str:
    """The case as Markdown, for the Temporal UI; nothing of what a restricted one is about."""
    marks = ("**DRILL**",) * case.drill + ("**RESTRICTED**",) * case.restricted
    head = f"## {case.severity} · {case.stage}"
    title = open_text(case, case.alert.headline)
    lead = f"Lead {case.holder(Role.LEAD) or 'nobody yet'}"
    parked = (f"Parked: {case.parked.step}",) if case.parked else ()
    sentences = explanation_of(case, now).sentences
    told = "\n".join(map(bullet, sentences))
    parts = (head, " ".join(marks), title, lead, *parked, told)
    return "\n\n".join(part for part in parts if part) + "\n"
