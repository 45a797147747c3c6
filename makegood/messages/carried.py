"""What a long case takes along when its run continues as new."""

from makegood.messages.claims import Message
from makegood.rules.casefile import CaseFile


class Carried(Message):
    """The case file, and the commands that were answered, by their own ids."""

    case: CaseFile
    answered: tuple[tuple[str, str], ...] = ()
    recoveries: int = 0
