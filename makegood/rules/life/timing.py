"""The clocks of a case: started, stopped, standing still while they must."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from makegood.rules.casefile import CaseFile, Stage
from makegood.rules.clocks import Clock, ClockKind, ClockState, pause, resume, state, stop
from makegood.rules.offers import OfferState

MERCHANT_CLOCKS = frozenset({"documents", "decision", "payout", "appeal"})
"""Clocks of our promise to the merchant, which stand still while the merchant owes an answer."""

Moment = tuple[datetime, str]
"""A moment at which something is due, and what."""

Still = tuple[str, str]
"""Why a clock stands still, and who asked for it."""


def start(case: CaseFile, name: str, at: datetime) -> CaseFile:
    """The case with the clock of policy target `name` running, unless policy has no such target."""
    target = next((target for target in case.terms.targets if target.name == name), None)
    if target is None:
        return case
    kind = ClockKind(target.kind)
    clock = Clock(name, kind, target.party, at, target.target, target.calendar)
    others = tuple(clock for clock in case.clocks if clock.name != name)
    return aligned(replace(case, clocks=(*others, clock)), at)


def team_clock(case: CaseFile, team: str, at: datetime) -> tuple[Clock, ...]:
    """The OLA clock of a team that is asked now; none where policy sets no target for it."""
    name = f"ola.{team}"
    found = (target for target in case.terms.targets if target.name == name)
    return tuple(
        Clock(name, ClockKind.ola, team, at, target.target, target.calendar) for target in found
    )


def finish(case: CaseFile, at: datetime, *names: str) -> CaseFile:
    """The case with those clocks stopped; one that is stopped already stays as it was."""
    return changed_clocks(case, lambda c: stop(c, at) if c.name in names and running(c) else c)


def finish_all(case: CaseFile, at: datetime) -> CaseFile:
    """The case with every clock stopped."""
    return changed_clocks(case, lambda clock: stop(clock, at) if running(clock) else clock)


def running(clock: Clock) -> bool:
    """Whether a clock still counts, or stands still only for a while."""
    return clock.stopped_at is None


def merchant_owes(case: CaseFile) -> str:
    """What the merchant owes us now; empty where it is our turn, or somebody else's."""
    match case.stage:
        case Stage.AWAITING_DOCUMENTS:
            return "documents owed by the merchant"
        case Stage.AWAITING_PAYEE:
            return "account owed by the merchant"
        case Stage.NEGOTIATING if _offered(case):
            return "offer with the merchant"
    return ""


def _offered(case: CaseFile) -> bool:
    latest = case.negotiation.latest if case.negotiation else None
    return latest is not None and latest.state is OfferState.OPEN


def aligned(case: CaseFile, at: datetime) -> CaseFile:
    """The case with each clock counting or standing still as the case stands now.

    A litigation hold stops all but the statutory one, a crisis what policy says. A debt of the
    merchant's stops what we promised to the merchant, never a queue of our own.
    """
    return changed_clocks(case, lambda clock: _aligned(clock, _still(case, clock), at))


def _still(case: CaseFile, clock: Clock) -> Still | None:
    if clock.kind is ClockKind.statutory:
        return None
    if case.hold is not None:
        return f"litigation hold: {case.hold.reason}", case.hold.by
    if case.escalation is not None and clock.name in case.escalation.held:
        return f"escalated as {case.escalation.case_id}", case.escalation.by
    owed = merchant_owes(case)
    return (owed, "system") if owed and clock.name in MERCHANT_CLOCKS else None


def _aligned(clock: Clock, still: Still | None, at: datetime) -> Clock:
    if not running(clock):
        return clock
    last = clock.pauses[-1] if clock.is_paused else None
    if (last and (last.reason, last.by)) == still:
        return clock
    if last is not None:
        clock = resume(clock, at)
    return pause(clock, at, *still) if still else clock


def changed_clocks(case: CaseFile, change: Callable[[Clock], Clock]) -> CaseFile:
    """The case with every clock, its own and those of the teams asked, put through `change`."""
    clocks = tuple(change(clock) for clock in case.clocks)
    if case.round is None:
        return replace(case, clocks=clocks)
    asked = tuple(change(clock) for clock in case.round.asked)
    return replace(case, clocks=clocks, round=replace(case.round, asked=asked))


def all_clocks(case: CaseFile) -> tuple[Clock, ...]:
    """The clocks of the case and those of the teams that are asked now."""
    return (*case.clocks, *(case.round.asked if case.round else ()))


def clock_state(case: CaseFile, clock: Clock, now: datetime) -> ClockState:
    """Where a clock of the case stands now."""
    return state(clock, case.calendar(clock.calendar), now)
