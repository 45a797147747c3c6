"""What becomes of an offer, or of a late acceptance, when it was put to sign-off."""

from dataclasses import replace
from datetime import datetime

from makegood.rules import negotiation as bargain
from makegood.rules.casefile import Act, CaseFile, Outcome, log
from makegood.rules.life.bargaining import back_to_desk, latest_of, opened, talks_of
from makegood.rules.life.closing import decided
from makegood.rules.life.settling import settle


def offer_approved(case: CaseFile, at: datetime) -> CaseFile:
    """The case with the waiting offer opened, its validity counted from now."""
    until = case.desk.due(at, case.terms.negotiation.offer_valid)
    talks = bargain.approve_offer(talks_of(case), latest_of(case).version, at, until)
    return opened(replace(case, negotiation=talks), at)


def offer_refused(case: CaseFile, act: Act) -> CaseFile:
    """The case without the offer that was not approved: the desk finds another."""
    talks = bargain.withdraw_offer(talks_of(case), act.why)
    case = log(replace(case, negotiation=talks), act, "offer_not_approved")
    return back_to_desk(case, act.at)


def late_approved(case: CaseFile, at: datetime) -> CaseFile:
    """The case settled on an acceptance that came after the offer had expired."""
    latest = latest_of(case)
    talks = bargain.approve_late(talks_of(case), latest.version)
    return settle(replace(case, negotiation=talks), latest.total, at, "late acceptance approved")


def late_refused(case: CaseFile, act: Act) -> CaseFile:
    """The case ended: the offer had expired, and the late acceptance is not taken."""
    talks = bargain.refuse_late(talks_of(case), latest_of(case).version)
    return decided(replace(case, negotiation=talks), Outcome.EXPIRED, act)
