"""A claim in its own words: why this amount, why these teams, what happens next and when."""

from datetime import datetime

from makegood.rules.authority import Need
from makegood.rules.casefile import CaseFile
from makegood.rules.coverage import LineAssessment
from makegood.rules.life.asking import need
from makegood.rules.life.awaited import waiting
from makegood.rules.life.figures import approved, goodwill
from makegood.rules.life.promised import payout_promise
from makegood.rules.life.ticking import next_moment
from makegood.rules.negotiation import goodwill_in
from makegood.rules.rounds import Round, RoundSubject
from makegood.rules.terms import Mandate


def explain(case: CaseFile, now: datetime) -> tuple[str, ...]:
    """Why this amount, why these teams, what happens next and when, in plain sentences."""
    return (*_why_amount(case), *_what_is_odd(case), *_why_teams(case), *_what_next(case, now))


def _why_amount(case: CaseFile) -> tuple[str, ...]:
    if case.assessment is None:
        return ("The claim is not assessed yet.",)
    head = (
        f"Claimed {case.assessment.claimed.text()}, entitled to "
        f"{case.assessment.entitlement.text()} under {case.terms.contract} ({case.terms.version})."
    )
    return (head, *(text for line in case.assessment.lines for text in _why_line(line)))


def _why_line(line: LineAssessment) -> tuple[str, ...]:
    head = f"{line.tracking_number}: asked {line.asked.text()}, entitled {line.entitled.text()}"
    if line.approved != line.entitled:
        head += f", recommended {line.approved.text()}"
    reasons = (
        f"  {r.number}. {r.text}" + (f" [{r.clause}]" if r.clause else "") for r in line.reasons
    )
    return (head, *reasons)


def _what_is_odd(case: CaseFile) -> tuple[str, ...]:
    flags = tuple(f"Flagged: {flag}." for flag in (*case.flags, *case.doubts))
    back = (f"Sent back: {case.sent_back}.",) if case.sent_back else ()
    found = (f"Found meanwhile: {', '.join(case.found)}.",) if case.found else ()
    return (*flags, *back, *found)


def _why_teams(case: CaseFile) -> tuple[str, ...]:
    if case.round is None:
        return ()
    levels, round_ = case.terms.authority.levels, case.round
    asked = (f"{m.team} ({levels[m.level - 1]}) {_why(case, round_, m)}" for m in round_.mandates)
    return (f"The {round_.subject} must be signed by {'; '.join(asked)}.",)


def _why(case: CaseFile, round_: Round, mandate: Mandate) -> str:
    if round_.subject is RoundSubject.PAYMENT:
        return "because no seals prove it" if case.all_sign else "to release the money"
    if round_.subject is RoundSubject.LATE_ACCEPTANCE:
        return "because the offer had expired"
    added = [why for why, teams in _added(case, _needed(case, round_)) if mandate.team in teams]
    return f"because of {' and '.join(added or ['the amount'])}"


def _needed(case: CaseFile, round_: Round) -> Need:
    talks = case.negotiation
    if round_.subject is RoundSubject.OFFER and talks is not None and talks.latest is not None:
        total = talks.latest.total
        return need(case, total, goodwill_in(talks, total))
    return need(case, approved(case), goodwill(case))


def _added(case: CaseFile, wanted: Need) -> tuple[tuple[str, frozenset[str]], ...]:
    """What adds a signature to those of the amount, with the teams that it adds."""
    matrix = case.terms.authority
    causes = (
        ("goodwill", wanted.goodwill.is_positive, matrix.goodwill),
        ("the denial", wanted.denial, matrix.denial),
        ("doubts", wanted.doubt, matrix.doubt),
        ("legal risk", wanted.legal_risk, matrix.legal_risk),
        ("money owed", wanted.owed, matrix.owed),
    )
    return tuple((why, frozenset(m.team for m in who)) for why, applies, who in causes if applies)


def _what_next(case: CaseFile, now: datetime) -> tuple[str, ...]:
    promise = payout_promise(case)
    promised = (promise.text(),) if promise else ()
    waits = tuple(
        f"Waiting for {one.who}: {one.what}"
        + (f", due {one.due_at:%Y-%m-%d %H:%M} UTC." if one.due_at else ".")
        for one in waiting(case, now)
    )
    coming = next_moment(case, now)
    if coming is None:
        return (*promised, *waits)
    return (*promised, *waits, f"Next by itself: {coming[1]} at {coming[0]:%Y-%m-%d %H:%M:%S} UTC.")
