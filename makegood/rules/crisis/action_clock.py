"""Time passing over the actions of a review: reminders on the way, and for as long as it takes."""

from dataclasses import replace
from datetime import datetime
from fractions import Fraction

from makegood.rules.case_words import Act
from makegood.rules.chronicle import log
from makegood.rules.crisis.acting import ReviewAction
from makegood.rules.crisis.file import CrisisFile, notify
from makegood.rules.crisis.speaking import lead_of, shown, together
from makegood.rules.durations import part_of

Moment = tuple[datetime, str]


def reminders(case: CrisisFile, since: datetime, due: datetime) -> tuple[datetime, ...]:
    """When the owner of an action is reminded: at those parts of its time that policy names."""
    parts = sorted(case.terms.action_reminders_percent)
    return tuple(since + part_of(due - since, Fraction(part, 100)) for part in parts)


def next_action(case: CrisisFile) -> Moment | None:
    """When the next owner is reminded, or an action is overdue; None when all is done."""
    if not case.is_open:
        return None
    undone = (one for one in case.actions if one.done_at is None)
    return min(((_next(one), f"action {one.number} of the review") for one in undone), default=None)


def action_due(case: CrisisFile, now: datetime) -> CrisisFile:
    """The case whose owners of actions have been reminded, each moment once.

    What is due together is one letter an owner, however many actions there are; of what is overdue
    the lead has a letter too. An overdue action reminds again after as long as it was given.
    """
    if not case.is_open:
        return case
    due = tuple(one for one in case.actions if one.done_at is None and _next(one) <= now)
    late = tuple(one for one in due if one.due_at <= now)
    for one in due:
        case = _noticed(case, one, now)
    case = _told(case, "action_reminder", tuple((one.owner, one) for one in due))
    return _told(case, "actions_overdue", tuple((lead_of(case), one) for one in late))


def _next(action: ReviewAction) -> datetime:
    ahead = action.reminders[action.reminded : action.reminded + 1]
    overdue = () if action.overdue_told else (action.due_at,)
    moments: tuple[datetime, ...] = (*ahead, *overdue)
    return min(moments)


def _noticed(case: CrisisFile, action: ReviewAction, now: datetime) -> CrisisFile:
    """After an outage reminders that were missed are not made up for, one by one."""
    passed = sum(1 for moment in action.reminders if moment <= now)
    noticed = replace(action, reminded=passed)
    if action.due_at <= now:
        noticed = _again(noticed, now)
    what = "action_overdue" if action.due_at <= now else "action_reminded"
    case = log(case, Act(now, "clock", action.title), what, str(action.number))
    kept = tuple(noticed if one.number == action.number else one for one in case.actions)
    return replace(case, actions=kept)


def _again(action: ReviewAction, now: datetime) -> ReviewAction:
    given = action.due_at - action.added_at
    next_one = (*action.reminders[: action.reminded], now + given)
    return replace(action, overdue_told=True, reminders=next_one)


def _told(
    case: CrisisFile, template: str, actions: tuple[tuple[str, ReviewAction], ...]
) -> CrisisFile:
    lines = together((to, _line(case, one)) for to, one in actions)
    for to, told in lines:
        case = notify(case, to, template, ("actions", told))
    return case


def _line(case: CrisisFile, action: ReviewAction) -> str:
    title = shown(case, f": {action.title}")
    return f"{action.number}{title} ({action.owner}, due {action.due_at:%Y-%m-%d %H:%M} UTC)"
