"""What can go wrong at a door, each with the exit status and the sentence that its user needs."""

from starters.exits import Exit


class DoorError(Exception):
    """Something a user of a door must hear; `code` is stable for programs."""

    exit = Exit.FAILED
    code = "failed"

    def __init__(self, message: str, code: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.code = code or type(self).code


class BadInput(DoorError):
    """The input cannot be used; it names the field."""

    exit = Exit.USAGE
    code = "bad_input"


class NoSuchClaim(DoorError):
    """There is no claim of that id."""

    exit = Exit.NOT_FOUND
    code = "not_found"


class Denied(DoorError):
    """The person may not do that."""

    exit = Exit.DENIED
    code = "denied"


class RefusedByRule(DoorError):
    """A rule of the claim says no, or the same id was used for something else."""

    exit = Exit.REFUSED
    code = "refused"


class Unreachable(DoorError):
    """Temporal, its workers or the database do not answer; nothing is lost, try again."""

    exit = Exit.UNREACHABLE
    code = "unreachable"
