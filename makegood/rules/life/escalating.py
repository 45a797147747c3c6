"""A claim that has become a crisis: its deadlines stand still as policy says, until that ends."""

from dataclasses import replace

from makegood.rules.case_words import Escalation
from makegood.rules.casefile import Act, CaseFile, log
from makegood.rules.life import timing
from makegood.rules.refusals import Refused


def escalate(case: CaseFile, act: Act, case_id: str, held: tuple[str, ...]) -> CaseFile:
    """The claim with a crisis case of that id, and its clocks of those names standing still.

    What the law counts goes on. Refuses `closed` and `escalated_already`.
    """
    if not case.is_open:
        raise Refused("closed", "The claim is closed.")
    if case.escalation is not None:
        raise Refused("escalated_already", f"The claim is escalated as {case.escalation.case_id}.")
    escalation = Escalation(case_id, act.at, act.by, held)
    case = replace(case, escalation=escalation, escalations=case.escalations + 1)
    return timing.aligned(log(case, act, "escalated", case_id), act.at)


def escalation_ended(case: CaseFile, act: Act, case_id: str) -> CaseFile:
    """The claim that goes on where it stood: nobody works on its crisis any more.

    Of a case that it did not become, as one that is only linked to it, the claim keeps a note.
    """
    ours = case.escalation is not None and case.escalation.case_id == case_id
    case = log(case, act, "escalation_ended" if ours else "linked_case_ended", case_id)
    return timing.aligned(replace(case, escalation=None), act.at) if ours else case
