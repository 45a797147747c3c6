"""The review of a closed case: opened with a due date, reminded, completed by a person."""

from dataclasses import dataclass, replace
from datetime import datetime
from fractions import Fraction

from makegood.rules.case_words import Act
from makegood.rules.chronicle import log
from makegood.rules.crisis.acting import ReviewDraft
from makegood.rules.crisis.calling import PageReason
from makegood.rules.crisis.file import CrisisFile, move, notify
from makegood.rules.crisis.review_figures import ReviewFigures, figures
from makegood.rules.crisis.severity import worst
from makegood.rules.crisis.speaking import first_held, lead_of, summon
from makegood.rules.crisis.words import CrisisStage, Role
from makegood.rules.durations import part_of
from makegood.rules.refusals import Refused

__all__ = [
    "ReviewFigures",
    "ReviewText",
    "complete_review",
    "figures",
    "next_review",
    "open_review",
    "review_due",
]

Moment = tuple[datetime, str]

REMINDED_AT = (Fraction(50, 100), Fraction(90, 100), Fraction(1))
"""Parts of its time at which the lead is reminded of a review; after them once a whole time."""


@dataclass(frozen=True)
class ReviewText:
    """What people add to what the history says: the story, what went well, why it happened."""

    summary: str
    went_well: str
    causes: str


def open_review(case: CrisisFile, at: datetime) -> CrisisFile:
    """The case whose review is due so long after its closing as its worst severity says, if at all.

    Lowering the severity before the closing does not get anybody out of a review.
    A case that is closed anew is reviewed anew; what was written before is kept to go on from.
    """
    within = case.terms.of(worst(case.peak, case.severity)).review_within
    if within is None:
        return case
    draft = replace(case.review or ReviewDraft(), completed_by="", completed_at=None, opened_at=at)
    due = case.desk.due(at, within)
    case = replace(case, review=draft, review_due=due, review_reminded=0)
    return notify(case, lead_of(case), "review_opened", ("due", due.isoformat()))


def complete_review(case: CrisisFile, act: Act, text: ReviewText) -> CrisisFile:
    """The case reviewed: learnings and actions go on, the review is done.

    A mild case may be reviewed too. The same review again changes nothing. Refuses
    `review_incomplete`, `reviewed_already` and `not_closed`.
    """
    parts = (text.summary, text.went_well, text.causes)
    if case.stage is CrisisStage.REVIEWED:
        return _reviewed_before(case, parts)
    if case.stage is not CrisisStage.CLOSED:
        raise Refused("not_closed", f"The case is {case.stage}; only a closed one is reviewed.")
    if not all(part.strip() for part in parts):
        raise Refused("review_incomplete", "A review says what happened, what went well, and why.")
    done = replace(
        case.review or ReviewDraft(opened_at=act.at),
        summary=text.summary,
        went_well=text.went_well,
        causes=text.causes,
        completed_by=act.by,
        completed_at=act.at,
    )
    case = move(case, CrisisStage.REVIEWED, act, "reviewed")
    return replace(case, review=done, reviewed_at=act.at, last_human_at=act.at)


def next_review(case: CrisisFile) -> Moment | None:
    """When the lead is reminded of the review next; None when none is asked for, or it is done."""
    review, due = case.review, case.review_due
    if case.stage is not CrisisStage.CLOSED or review is None or due is None:
        return None
    since = review.opened_at or due
    number, given = case.review_reminded, due - since
    if number < len(REMINDED_AT):
        return since + part_of(given, REMINDED_AT[number]), "the review is due"
    return due + given * (number + 1 - len(REMINDED_AT)), "the review is overdue"


def review_due(case: CrisisFile, now: datetime) -> CrisisFile:
    """The case whose lead has been reminded of the review; once it is overdue, paged too."""
    case, times = _passed(case, now)
    if not times:
        return case
    late = case.review_reminded >= len(REMINDED_AT)
    what = "review_overdue" if late else "review_reminded"
    case = log(case, Act(now, "clock"), what)
    due = case.review_due.isoformat() if case.review_due else ""
    case = notify(case, lead_of(case), what, ("due", due))
    if not late:
        return case
    return summon(case, PageReason.REVIEW, "review", first_held(case, Role.LEAD))


def _passed(case: CrisisFile, now: datetime) -> tuple[CrisisFile, int]:
    """How many reminders are due by now: after an outage they are one."""
    times = 0
    while (moment := next_review(case)) is not None and moment[0] <= now:
        case, times = replace(case, review_reminded=case.review_reminded + 1), times + 1
    return case, times


def _reviewed_before(case: CrisisFile, parts: tuple[str, str, str]) -> CrisisFile:
    review = case.review
    if review is not None and (review.summary, review.went_well, review.causes) == parts:
        return case
    raise Refused("reviewed_already", "The case has been reviewed; record a learning instead.")
