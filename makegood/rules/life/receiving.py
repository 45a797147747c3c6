"""Receipt of a claim: pinned to its terms, owned by somebody, or merged with an earlier claim."""

from dataclasses import dataclass, replace
from datetime import datetime

from makegood.rules.calendar import BusinessCalendar
from makegood.rules.casefile import Act, CaseFile, Outcome, Stage, log, move, notify
from makegood.rules.claim import Claim
from makegood.rules.duplicates import Match, judge_duplicates
from makegood.rules.life import timing
from makegood.rules.life.closing import close
from makegood.rules.payee import Payee
from makegood.rules.terms import Terms


@dataclass(frozen=True)
class Admission:
    """What is looked up when a claim comes in: terms, calendars, owner and likely duplicates."""

    terms: Terms
    calendars: tuple[BusinessCalendar, ...]
    assignee: str
    matches: tuple[Match, ...] = ()
    sealed: bool = False


def receive(claim: Claim, admission: Admission, payee: Payee | None, at: datetime) -> CaseFile:
    """The new case: acknowledged, its clocks running, flagged or merged where it is another.

    The same parcel and kind in an earlier claim is that claim; anything else that matches is a
    flag for a person, never a denial.
    """
    case = CaseFile(
        claim=claim,
        opened_at=at,
        terms=admission.terms,
        calendars=admission.calendars,
        assignee=admission.assignee,
        documents=claim.documents,
        payee=payee,
        sealed=admission.sealed,
    )
    case = log(case, Act(at, claim.submitted_by, f"by {claim.channel}"), "claim_received")
    return _judged(_promised(case, at), admission.matches, at)


def _promised(case: CaseFile, at: datetime) -> CaseFile:
    for name in ("acknowledge", "decision", "statutory"):
        case = timing.start(case, name, at)
    case = timing.finish(case, at, "acknowledge")
    return notify(case, case.claim.merchant_id, "acknowledgement", ("policy", case.terms.version))


def _judged(case: CaseFile, matches: tuple[Match, ...], at: datetime) -> CaseFile:
    verdict = judge_duplicates(case.claim, matches)
    if verdict.merge_into:
        case = replace(case, merged_into=verdict.merge_into)
        same = f"same parcel as {verdict.merge_into}"
        return close(case, Outcome.MERGED, Act(at, "system", same))
    return begin_verification(flag(case, verdict.flags, at), Act(at, "system"))


def begin_verification(case: CaseFile, act: Act) -> CaseFile:
    """The case whose documents are to be read, within the time that we promise for it."""
    return timing.start(
        move(case, Stage.VERIFYING, act, "verification_started"), "documents", act.at
    )


def flag(case: CaseFile, flags: tuple[str, ...], at: datetime) -> CaseFile:
    """The case with the flags that it did not carry yet, each on the timeline."""
    for text in flags:
        if text not in case.flags:
            case = log(case, Act(at, "system", text), "flagged")
            case = replace(case, flags=(*case.flags, text))
    return case
