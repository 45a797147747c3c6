"""What a long case takes along when its run continues as new."""

from makegood.messages.claims import ClaimRequest, Message
from makegood.rules.casefile import CaseFile


class Carried(Message):
    """The case file, and the commands that were answered, by their own ids."""

    case: CaseFile
    answered: tuple[tuple[str, str], ...] = ()


class ClaimStart(ClaimRequest):
    """The start argument as the workflow reads it: a run that continues brings its case along."""

    carried: Carried | None = None
