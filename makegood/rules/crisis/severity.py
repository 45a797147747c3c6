"""How bad a case is: a matrix of impact and urgency, and triggers that set a floor."""

from dataclasses import dataclass
from enum import StrEnum

from makegood.rules.refusals import Refused


class Severity(StrEnum):
    """SEV1 is the worst; the words of the trade, so that a page needs no explaining."""

    SEV1 = "SEV1"
    SEV2 = "SEV2"
    SEV3 = "SEV3"
    SEV4 = "SEV4"

    @property
    def rank(self) -> int:
        """1 for the worst."""
        return int(self.value[-1])


class Impact(StrEnum):
    """How much is harmed: people, money, the company's name (ITIL: impact)."""

    EXTENSIVE = "extensive"
    SIGNIFICANT = "significant"
    MODERATE = "moderate"
    MINOR = "minor"


class Urgency(StrEnum):
    """How fast harm grows if nobody acts (ITIL: urgency)."""

    CRITICAL = "critical"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class Trigger(StrEnum):
    """What sets a floor that no score averages away."""

    LEGAL_LETTER = "legal_letter"
    REGULATOR = "regulator"
    PRESS = "press"
    SAFETY = "safety"
    DATA_LEAK = "data_leak"
    VIP = "vip"
    MINORS = "minors"
    STAFF_MISCONDUCT = "staff_misconduct"
    MANAGEMENT = "management"


@dataclass(frozen=True)
class Cell:
    """One cell of the matrix."""

    impact: Impact
    urgency: Urgency
    severity: Severity


@dataclass(frozen=True)
class Floor:
    """The least severity of a case that shows a trigger."""

    trigger: Trigger
    severity: Severity


def worst(*severities: Severity | None) -> Severity:
    """The worst of them; SEV4 where none is given."""
    return min((one for one in severities if one), key=lambda one: one.rank, default=Severity.SEV4)


def floor_of(triggers: tuple[Trigger, ...], floors: tuple[Floor, ...]) -> Severity | None:
    """The floor that the triggers set, None where none of them has one."""
    found = [floor.severity for floor in floors if floor.trigger in triggers]
    return worst(*found) if found else None


def from_matrix(impact: Impact, urgency: Urgency, matrix: tuple[Cell, ...]) -> Severity:
    """What the matrix says; refuses `no_such_cell` where policy left a hole."""
    for cell in matrix:
        if (cell.impact, cell.urgency) == (impact, urgency):
            return cell.severity
    raise Refused("no_such_cell", f"Policy has no severity for {impact} impact, {urgency} urgency.")


def one_worse(severity: Severity) -> Severity:
    """The next worse: unsure means the higher (PagerDuty, severity levels)."""
    return Severity(f"SEV{max(1, severity.rank - 1)}")
