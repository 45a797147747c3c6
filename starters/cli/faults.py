"""Everything that can go wrong in a command, as its user must hear it."""

from collections.abc import Iterator

from pydantic import ValidationError

from makegood.messages import problems
from makegood.policy.faults import PolicyError, UnknownMerchant
from makegood.rules.refusals import Refused
from starters.errors import BadInput, DoorError, NoSuchClaim, RefusedByRule, Unreachable


def explained(error: Exception) -> DoorError | None:
    """The error in the words of the door; None for a mistake of ours."""
    match error:
        case DoorError():
            return error
        case ValidationError():
            return BadInput("\n".join(fields(error)), "invalid_input")
        case UnknownMerchant():
            return BadInput(f"merchant_id: {error.args[0]}", "unknown_merchant")
        case PolicyError():
            return DoorError(f"The policy cannot be used:\n{error}", "policy_faults")
        case problems.Problem() | Refused():
            return _problem(error)
        case _:
            return None


def _problem(error: problems.Problem | Refused) -> DoorError:
    match error:
        case Refused():
            return RefusedByRule(error.message, error.code)
        case problems.Retryable():
            return Unreachable(str(error), "unavailable")
        case problems.NotFound():
            return NoSuchClaim(str(error))
        case problems.Conflict():
            return RefusedByRule(str(error), "conflict")
        case problems.Malformed():
            return BadInput(str(error))
        case _:
            return DoorError(str(error), "needs_person")


def fields(error: ValidationError) -> Iterator[str]:
    """A line a mistake: the field, and what is wrong with it; no value is repeated."""
    for mistake in error.errors(include_input=False, include_url=False, include_context=False):
        where = ".".join(map(str, mistake["loc"]))
        said = mistake["msg"].removeprefix("Value error, ")
        yield f"{where}: {said}" if where else said
