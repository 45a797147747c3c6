"""The customer is asked how it went, reminded, and followed up where it went badly."""

from dataclasses import replace
from datetime import datetime

from makegood.rules.case_words import Act
from makegood.rules.chronicle import log
from makegood.rules.crisis.file import CrisisFile, notify
from makegood.rules.crisis.hearing import heard
from makegood.rules.crisis.learning import NewAction, add_action
from makegood.rules.crisis.promising import Csat
from makegood.rules.crisis.speaking import lead_of
from makegood.rules.refusals import Refused

Moment = tuple[datetime, str]

SCORES = range(1, 6)
UNHAPPY = 2
"""Up to this score somebody gets back to the customer."""


def ask(case: CrisisFile, at: datetime) -> CrisisFile:
    """The case that will ask its customer, so long after its closing as policy says.

    Nobody is asked of a rehearsal, without a customer, or again after an answer.
    """
    answered = case.csat is not None and case.csat.answered_at is not None
    if case.alert.customer is None or case.drill or answered:
        return case
    return replace(case, csat=Csat(case.desk.due(at, case.terms.csat_after)))


def next_csat(case: CrisisFile) -> Moment | None:
    """When the customer is asked or reminded next; None when it is not, or not any more."""
    csat = case.csat
    if csat is None or case.is_active or csat.answered_at is not None:
        return None
    if csat.asked_at is None:
        return csat.ask_at, "ask the customer how it went"
    return (csat.next_at, "remind the customer of the question") if csat.next_at else None


def csat_due(case: CrisisFile, now: datetime) -> CrisisFile:
    """The case whose customer has been asked, or reminded, where that is due."""
    moment, csat = next_csat(case), case.csat
    if csat is None or moment is None or now < moment[0]:
        return case
    reminded = csat.reminded + 1 if csat.asked_at else 0
    again = reminded < case.terms.csat_reminders
    asked = replace(
        csat,
        asked_at=csat.asked_at or now,
        reminded=reminded,
        next_at=case.desk.due(now, case.terms.csat_after) if again else None,
    )
    what = "csat_reminded" if csat.asked_at else "csat_asked"
    case = log(replace(case, csat=asked), Act(now, "clock"), what)
    customer = case.alert.customer
    return notify(case, customer.id, "csat_request") if customer else case


def record_csat(case: CrisisFile, act: Act, score: int, comment: str = "") -> CrisisFile:
    """The case with the customer's answer, 1 to 5; an unhappy one makes an action of the review.

    The same answer again changes nothing. Refuses `bad_score`, `not_asked`, `answered_already`.
    """
    csat = case.csat
    if score not in SCORES:
        raise Refused("bad_score", f"A score is 1 to 5, not {score}.")
    if csat is None or not case.is_open:
        raise Refused("not_asked", "The customer of this case is not being asked.")
    if (csat.score, csat.comment) == (score, comment):
        return case
    if csat.score is not None:
        raise Refused("answered_already", f"The customer has answered {csat.score} already.")
    answered = replace(csat, score=score, comment=comment, answered_at=act.at, next_at=None)
    case = heard(replace(case, csat=answered), act, "csat_answered", str(score))
    return _followed_up(case, act, score) if score <= UNHAPPY else case


def _followed_up(case: CrisisFile, act: Act, score: int) -> CrisisFile:
    title = f"Get back to the customer, who gave {score} of 5"
    return add_action(case, act, NewAction(title, lead_of(case)))
