"""The numbered reasons that explain an amount."""

from dataclasses import dataclass
from enum import IntEnum

from makegood.rules.money import Money


class Because(IntEnum):
    """The numbers that the rules give themselves; a contract numbers its own exclusions from 50 on.

    1 to 19 say which limit the amount comes from, 20 to 29 what changed it afterwards, 30 to 39 why
    nothing is due, 40 to 49 what is not known: those never deny, they send the line to a person.
    """

    ASKED = 1
    PROVEN_VALUE = 2
    DECLARED_VALUE = 3
    PARCEL_CAP = 4
    RETURN_CAP = 5
    WEIGHT_LIMIT = 6
    FREIGHT_FALLBACK = 7
    FREIGHT_OF_LATE_PARCEL = 8
    COD_OUTSTANDING = 9
    FEE_OVERCHARGED = 10

    MISSING_SHARE = 20
    FREIGHT_REFUNDED = 21
    CLAIM_CAP = 22

    FILED_TOO_LATE = 30
    FILED_TOO_EARLY = 31
    VALUE_NOT_PROVEN = 32
    VALUE_NOT_DECLARED = 33
    NOT_LATE = 34
    NOTHING_OUTSTANDING = 35

    FILING_UNKNOWN = 40
    VALUE_UNREAD = 41
    WEIGHT_UNKNOWN = 42
    RATE_UNKNOWN = 43
    FREIGHT_UNKNOWN = 44
    SHARE_UNKNOWN = 45
    DATES_UNKNOWN = 46
    FIGURES_UNKNOWN = 47


FIRST_OPEN, FIRST_OF_CONTRACT = 40, 50


@dataclass(frozen=True)
class Reason:
    """One step of the explanation: number, words, the clause it rests on, the amount it gives."""

    number: int
    text: str
    clause: str
    amount: Money | None = None

    @property
    def is_open(self) -> bool:
        """Whether it says that something is not known, so that a person must look."""
        return FIRST_OPEN <= self.number < FIRST_OF_CONTRACT
