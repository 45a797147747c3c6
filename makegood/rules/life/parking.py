"""A step that cannot go on by itself: the case is parked until an operator acts."""

from dataclasses import replace
from datetime import datetime
from enum import StrEnum

from makegood.rules.casefile import Act, CaseFile, Parked, Stage, log, notify
from makegood.rules.life.payments import failed, in_flight, to_send


class Step(StrEnum):
    """The steps at which a case can be parked."""

    READ = "read documents"
    INVOICES = "find overdue invoices"
    SUBMIT = "hand in payment"
    BANK = "payment"
    RECONCILE = "reconcile payment"
    LOOK_UP = "ask the bank"
    RECOVER = "start recovery"
    TIME = "act on time"


ASKING = frozenset({Step.SUBMIT, Step.LOOK_UP})
"""Steps that wait for the bank's word on a payment, however it comes."""


def park(case: CaseFile, parked: Parked) -> CaseFile:
    """The case parked at a step with its reason; one that is parked already keeps the first.

    A closed case waits for nobody: it gets a line on its timeline.
    """
    case = log(case, Act(parked.since, "system", parked.reason), "parked", parked.step)
    if case.parked is not None or not case.is_open:
        return case
    case = notify(case, "operator", "parked", ("step", parked.step), ("reason", parked.reason))
    return replace(case, parked=parked)


def is_parked_at(case: CaseFile, *steps: Step) -> bool:
    """Whether the case is parked at one of these steps."""
    return case.parked is not None and case.parked.step in steps


def heard(case: CaseFile) -> CaseFile:
    """The case no longer parked for the bank's word once it has come for every payment."""
    over = is_parked_at(case, *ASKING) and not in_flight(case)
    return replace(case, parked=None) if over else case


def stopped(case: CaseFile, at: datetime) -> CaseFile:
    """The case parked where money waits to be paid and nothing is planned: never left unseen."""
    left = (*to_send(case), *failed(case))
    planned = case.resubmit_at is not None or case.parked is not None
    if case.stage is not Stage.AWAITING_PAYOUT or planned or not left:
        return case
    why = f"payment {left[-1].key} ({left[-1].code or 'no reason'}): nothing is planned"
    return park(case, Parked(Step.BANK, why, at, left[-1].code))
