"""The short steps of a crisis case that touch the application database or the policy."""

from temporalio import activity

from activities.crisis_ports import CrisisPolicies, CrisisRecordBook
from activities.ports import CALENDAR_SPAN
from makegood.messages.crisis_recording import crisis_record_of
from makegood.messages.crisis_records import CrisisRecord
from makegood.messages.crisis_steps import (
    CaseOrder,
    CaseQuery,
    HoldingAnswer,
    HoldingQuery,
    PlaybookAnswer,
    PlaybookQuery,
)
from makegood.rules.crisis.opening import CrisisAdmission, opened


class CrisisDesk:
    """Idempotent: a case is opened by its id, a record applied by its keys; the rest reads."""

    def __init__(
        self, records: CrisisRecordBook, policies: CrisisPolicies, *, sealed: bool = False
    ) -> None:
        self._records = records
        self._policies = policies
        self._sealed = sealed

    @activity.defn
    def open_case(self, order: CaseOrder) -> CrisisAdmission:
        """Take the case in once, pinned to terms and calendars; find what it is the same as.

        Writes the first record of the case too, so that it is in the lists from here on.
        """
        terms, today = self._policies.terms(), order.at.date()
        calendars = self._policies.calendars(today, today + CALENDAR_SPAN)

        def first(same_as: str, near: str) -> CrisisRecord:
            admitted = CrisisAdmission(terms, calendars, same_as, near, self._sealed)
            return crisis_record_of(opened(order.alert, admitted, order.at), order.run_id, order.at)

        same_as, near = self._records.open_case(order, first)
        return CrisisAdmission(terms, calendars, same_as, near, self._sealed)

    @activity.defn
    def record_crisis(self, record: CrisisRecord) -> None:
        """Write down what a step of the case has changed, in one transaction."""
        self._records.record(record)

    @activity.defn
    def held_clocks(self, claim_id: str) -> tuple[str, ...]:  # noqa: ARG002 - of any claim
        """Which clocks of a claim stand still while it is a crisis, as policy says now."""
        return self._policies.terms().held_claim_clocks

    @activity.defn
    def is_active(self, query: CaseQuery) -> bool:
        """Whether there is such a case, and somebody works on it."""
        return self._records.is_active(query.case_id)

    @activity.defn
    def find_playbook(self, query: PlaybookQuery) -> PlaybookAnswer:
        """The playbook as it is in force now; without a name the one that policy takes."""
        name = query.name or self._policies.playbook_for(query.triggers, query.source)
        return PlaybookAnswer(playbook=self._policies.playbook(name) if name else None)

    @activity.defn
    def holding_statement(self, query: HoldingQuery) -> HoldingAnswer:
        """A text approved beforehand, as it is in force now."""
        found = self._policies.holding_statement(query.playbook, query.language, query.key)
        return HoldingAnswer(statement=found)
