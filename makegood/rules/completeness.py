"""Whether a claim, as it came in, says all that a claim must say before anybody examines it."""

from dataclasses import dataclass
from datetime import date

from makegood.rules.money import Money


@dataclass(frozen=True)
class Intake:
    """What was filled in when a claim was filed; empty where a field was left empty.

    None stands for what the channel does not carry: then nothing is said about it; a sum and a
    date are carried by every channel. `handed_over` is a trace of the thing itself: a tracking
    number, a flight, a receipt.
    """

    sum_claimed: Money | None
    incident_on: date | None
    statement: str | None = None
    location: str | None = None
    handed_over: str | None = None
    signed: bool | None = None


@dataclass(frozen=True)
class Completeness:
    """What a claim lacks, by name, in the order of the form."""

    missing: tuple[str, ...] = ()

    @property
    def complete(self) -> bool:
        """Whether it can be examined as it stands."""
        return not self.missing


def completeness(intake: Intake) -> Completeness:
    """The verdict over intake alone, with the items that the United States' rules name.

    49 CFR 370.3: facts that identify the shipment, an asserted liability, a determinable amount;
    the TSA's letter of insufficiency: sum certain, statement of fact, signature, location, date.
    """
    answers = {
        "sum certain": intake.sum_claimed is not None and intake.sum_claimed.is_positive,
        "statement of fact": _given(intake.statement),
        "signature": intake.signed is not False,
        "location of incident": _given(intake.location),
        "date of incident": intake.incident_on is not None,
        "proof of hand-over": _given(intake.handed_over),
    }
    return Completeness(tuple(item for item, given in answers.items() if not given))


def _given(field: str | None) -> bool:
    return field is None or bool(field.strip())
