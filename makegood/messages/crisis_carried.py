"""What a long crisis case takes along when its run continues as new."""

from makegood.messages.claims import Message
from makegood.messages.crises import CrisisRequest
from makegood.rules.crisis.file import CrisisFile


class CarriedCase(Message):
    """The crisis file, and the commands that were answered, by their own ids."""

    case: CrisisFile
    answered: tuple[tuple[str, str], ...] = ()


class CrisisStart(CrisisRequest):
    """The start argument as the workflow reads it: a run that continues brings its case along."""

    carried: CarriedCase | None = None
