"""How a case looks from outside: whom it waits on, its amounts, what happens next."""

from dataclasses import dataclass
from datetime import datetime

from makegood.rules import negotiation as bargain
from makegood.rules.attempts import FINALLY_NEGATIVE, PaymentState
from makegood.rules.casefile import CaseFile, Stage
from makegood.rules.clocks import Clock, due_at
from makegood.rules.coverage import LineAssessment
from makegood.rules.life import timing
from makegood.rules.life.recommending import approved, entitlement, goodwill
from makegood.rules.life.settling import paid_so_far
from makegood.rules.life.ticking import next_moment
from makegood.rules.money import Money, total
from makegood.rules.offers import OfferState
from makegood.rules.rounds import awaiting as teams_awaited

MERCHANT = "merchant"
BANK = "bank"
OPERATOR = "operator"


@dataclass(frozen=True)
class Waiting:
    """Somebody the case waits on: for what, since when, until when."""

    who: str
    what: str
    since: datetime
    due_at: datetime | None = None


@dataclass(frozen=True)
class Sums:
    """The amounts of a claim; None means not decided yet."""

    claimed: Money
    entitlement: Money | None
    goodwill: Money | None
    offered: Money | None
    approved: Money | None
    submitted: Money | None
    paid: Money | None
    recovered: Money | None


def waiting(case: CaseFile, now: datetime) -> tuple[Waiting, ...]:
    """Everybody the case waits on now, the parked step and the hold first."""
    if not case.is_open:
        return ()
    stops = (*_parked(case), *_held(case))
    return (*stops, *(_teams(case, now) or _by_stage(case)))


def _parked(case: CaseFile) -> tuple[Waiting, ...]:
    parked = case.parked
    return (Waiting(OPERATOR, f"repair: {parked.step}", parked.since),) if parked else ()


def _held(case: CaseFile) -> tuple[Waiting, ...]:
    hold = case.hold
    return (Waiting("legal", "lift the hold", hold.since),) if hold else ()


def _teams(case: CaseFile, now: datetime) -> tuple[Waiting, ...]:
    round_ = case.round
    if round_ is None:
        return ()
    return tuple(
        Waiting(team, f"sign {round_.subject}", round_.opened_at, _ola_due(case, team, now))
        for team in teams_awaited(round_)
    )


def _ola_due(case: CaseFile, team: str, now: datetime) -> datetime | None:
    asked = case.round.asked if case.round else ()
    clock = next((clock for clock in asked if clock.party == team), None)
    return clock_due(case, clock, now) if clock else None


def clock_due(case: CaseFile, clock: Clock, now: datetime) -> datetime | None:
    """When a clock of the case runs out; None while it stands still."""
    return due_at(clock, case.calendar(clock.calendar), now)


def _by_stage(case: CaseFile) -> tuple[Waiting, ...]:
    since = _since(case)
    match case.stage:
        case Stage.AWAITING_DOCUMENTS:
            due = case.deficiency.answer_by if case.deficiency else None
            return (Waiting(MERCHANT, "documents", since, due),)
        case Stage.RECOMMENDING:
            return (Waiting("service_desk", "recommendation", since),)
        case Stage.PAYMENT_APPROVAL:
            return (Waiting("service_desk", "payment request", since),)
        case Stage.NEGOTIATING:
            return (_negotiating(case, since),)
        case Stage.AWAITING_PAYEE:
            return (Waiting(MERCHANT, "account", since, case.payee_due),)
        case Stage.SUBMITTING | Stage.AWAITING_PAYOUT:
            return (Waiting(BANK, "payout", since),)
        case _:
            return ()


def _since(case: CaseFile) -> datetime:
    moves = (e.at for e in reversed(case.events) if e.stage_to == case.stage != e.stage_from)
    return next(moves, case.opened_at)


def _negotiating(case: CaseFile, since: datetime) -> Waiting:
    latest = case.negotiation.latest if case.negotiation else None
    if latest is not None and latest.state is OfferState.OPEN:
        return Waiting(MERCHANT, f"answer to offer {latest.version}", since, latest.valid_until)
    return Waiting("service_desk", "next offer", since, case.desk_reply_by)


def sums(case: CaseFile) -> Sums:
    """The amounts of the claim as they stand."""
    offered = case.negotiation.latest if case.negotiation else None
    above = bargain.goodwill(case.negotiation) if case.negotiation else goodwill(case)
    assessed = case.assessment is not None
    paid = paid_so_far(case)
    return Sums(
        claimed=case.claim.claimed,
        entitlement=entitlement(case) if assessed else None,
        goodwill=above if assessed else None,
        offered=offered.total if offered else None,
        approved=_approved(case),
        submitted=_submitted(case),
        paid=paid if case.settlement else None,
        recovered=case.recovered,
    )


def _approved(case: CaseFile) -> Money | None:
    if case.agreed is not None:
        return case.agreed
    return approved(case) if case.assessment else None


def _submitted(case: CaseFile) -> Money | None:
    """What has been handed in and has not failed; None before the first payment."""
    sent = [a for a in case.attempts if a.submitted_at and a.state not in FINALLY_NEGATIVE]
    if not any(a.submitted_at for a in case.attempts):
        return None
    return total((attempt.amount for attempt in sent), case.currency)


def due(case: CaseFile, now: datetime) -> datetime | None:
    """The nearest date by which somebody must have acted."""
    dates = [one.due_at for one in waiting(case, now) if one.due_at]
    return min(dates, default=None)


def explain(case: CaseFile, now: datetime) -> tuple[str, ...]:
    """Why this amount, why these teams, what happens next and when, in plain sentences."""
    return (*_why_amount(case), *_why_teams(case), *_what_next(case, now))


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


def _why_teams(case: CaseFile) -> tuple[str, ...]:
    flags = tuple(f"Flagged: {flag}." for flag in (*case.flags, *case.doubts))
    back = (f"Sent back: {case.sent_back}.",) if case.sent_back else ()
    if case.round is None:
        return (*flags, *back)
    levels = case.terms.authority.levels
    asked = ", ".join(f"{m.team} ({levels[m.level - 1]})" for m in case.round.mandates)
    return (*flags, *back, f"The {case.round.subject} must be signed by {asked}.")


def _what_next(case: CaseFile, now: datetime) -> tuple[str, ...]:
    waits = tuple(
        f"Waiting for {one.who}: {one.what}"
        + (f", due {one.due_at:%Y-%m-%d %H:%M} UTC." if one.due_at else ".")
        for one in waiting(case, now)
    )
    coming = next_moment(case, now)
    if coming is None:
        return waits
    return (*waits, f"Next by itself: {coming[1]} at {coming[0]:%Y-%m-%d %H:%M:%S} UTC.")


def clocks(case: CaseFile) -> tuple[Clock, ...]:
    """All clocks, of the case and of the teams asked now."""
    return timing.all_clocks(case)


def settled(case: CaseFile) -> bool:
    """Whether every leg that was handed in has arrived."""
    handed = [a for a in case.attempts if a.submitted_at]
    return bool(handed) and all(a.state is PaymentState.SETTLED for a in handed)
