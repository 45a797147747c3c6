"""What every word that goes out has in common: when it may, who is told, who is called."""

from collections.abc import Iterable

from makegood.rules.crisis.calling import Call, PageReason
from makegood.rules.crisis.file import CrisisFile, call
from makegood.rules.crisis.words import Role
from makegood.rules.refusals import Refused

MANAGEMENT_ON_CALL = "rota:management:1"


def require_open(case: CrisisFile) -> None:
    """Refuse `ended` once nothing of the case is left to do."""
    if not case.is_open:
        raise Refused("ended", "The case has ended; nothing can be added to it.")


def summon(
    case: CrisisFile, reason: PageReason, subject: str, *contacts: str, step: int = 0
) -> CrisisFile:
    """The case that wants these people paged; `step` tells calls of one event apart.

    The number of the newest event makes the pages of this call once-only, and other calls' pages
    other ones.
    """
    run = case.event_count
    return call(case, Call(reason, contacts, subject, run, step=step))


def first_held(case: CrisisFile, *roles: Role) -> str:
    """The first of these parts that somebody plays, as a call names it; else management."""
    return next((f"role:{role}" for role in roles if case.holder(role)), MANAGEMENT_ON_CALL)


def lead_of(case: CrisisFile) -> str:
    """To whom a letter for the lead goes; to management where there is none."""
    return case.holder(Role.LEAD) or "management"


def shown(case: CrisisFile, text: str) -> str:
    """A text as a letter may carry it: nothing of a restricted case leaves the case."""
    return "" if case.restricted else text


def together(lines: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """Lines by recipient, bundled: one letter each, however many there are (500 are one)."""
    letters: dict[str, list[str]] = {}
    for to, line in lines:
        letters.setdefault(to, []).append(line)
    return tuple((to, "\n".join(told)) for to, told in letters.items())
