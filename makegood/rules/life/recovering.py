"""Whether a paid claim is claimed back, and that it was begun."""

from dataclasses import replace

from makegood.rules.casefile import Act, CaseFile, log


def recovery_started(case: CaseFile, act: Act, *, begun: bool) -> CaseFile:
    """The case whose recovery is under way, or is not worth it; it is asked once only."""
    case = replace(case, recovery_due=False)
    return log(case, act, "recovery_begun") if begun else case
