"""Time passing over a crisis case: what is due now, and when the next thing will be."""

from datetime import datetime

from makegood.rules.crisis.announcing import announce, next_announcement
from makegood.rules.crisis.clocking import Moment
from makegood.rules.crisis.closing import end_due, next_end
from makegood.rules.crisis.csat import csat_due, next_csat
from makegood.rules.crisis.drills import inject_due, next_inject
from makegood.rules.crisis.file import CrisisFile
from makegood.rules.crisis.ladders import next_rung, rung_due
from makegood.rules.crisis.learning import action_due, next_action
from makegood.rules.crisis.reviewing import next_review, review_due
from makegood.rules.crisis.statements import approval_due, next_approval
from makegood.rules.crisis.triaging import next_triage, triage_due
from makegood.rules.crisis.updates import next_promise, promise_due

STEPS = (
    rung_due,
    triage_due,
    announce,
    promise_due,
    approval_due,
    inject_due,
    csat_due,
    review_due,
    action_due,
    end_due,
)
"""What time does to a case; people who are waited for first, its end last."""


def tick(case: CrisisFile, now: datetime) -> CrisisFile:
    """The case with everything done that is due at `now`, each thing once and nothing early.

    It never refuses, and does nothing to a case that has ended.
    """
    if not case.is_open:
        return case
    for step in STEPS:
        case = step(case, now)
    return case


def next_moment(case: CrisisFile, now: datetime) -> Moment | None:
    """When the case next acts by itself, and what it does; None while it waits for people alone."""
    if not case.is_open:
        return None
    moments = (
        next_rung(case),
        next_triage(case),
        next_announcement(case, now),
        next_promise(case),
        next_approval(case, now),
        next_inject(case),
        next_csat(case),
        next_review(case),
        next_action(case),
        next_end(case),
    )
    return min((moment for moment in moments if moment is not None), default=None)
