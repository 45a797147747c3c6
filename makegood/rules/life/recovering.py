"""Whether a paid claim is claimed back, and that it was begun."""

from dataclasses import replace

from makegood.rules.casefile import Act, CaseFile, log

BEGUN = "recovery_begun"


def recovery_started(case: CaseFile, act: Act, *, begun: bool) -> CaseFile:
    """The case whose recovery is under way, or is not worth it; it is begun once only."""
    case = replace(case, recovery_due=False)
    before = any(event.what == BEGUN for event in case.events)
    return log(case, act, BEGUN) if begun and not before else case
