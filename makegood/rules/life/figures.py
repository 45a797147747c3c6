"""The amounts that were assessed and recommended, as a case holds them now."""

from makegood.rules.casefile import CaseFile
from makegood.rules.coverage import LineAssessment
from makegood.rules.money import Money, total


def lines(case: CaseFile) -> tuple[LineAssessment, ...]:
    """The lines as assessed; none before assessment."""
    return case.assessment.lines if case.assessment else ()


def approved(case: CaseFile) -> Money:
    """The total recommended for payment."""
    return total((line.approved for line in lines(case)), case.currency).rounded()


def entitlement(case: CaseFile) -> Money:
    """What the contract grants; zero before assessment."""
    return case.assessment.entitlement if case.assessment else Money.zero(case.currency)


def goodwill(case: CaseFile) -> Money:
    """What is recommended above the entitlement; never below zero."""
    return max(approved(case) - entitlement(case), Money.zero(case.currency))


def claimed_of(case: CaseFile) -> Money:
    """What is claimed, in the currency of the contract once that is known."""
    return case.assessment.claimed if case.assessment else case.claim.claimed


def denies(case: CaseFile) -> bool:
    """Whether the recommendation is to pay nothing."""
    return not approved(case).is_positive
