"""The end of a case: undone what must be undone, said to the merchant, written down."""

from dataclasses import replace
from datetime import datetime

from makegood.rules import ledger
from makegood.rules.casefile import Act, CaseFile, Outcome, Stage, book, log, move, notify
from makegood.rules.ledger import Award
from makegood.rules.life import timing
from makegood.rules.life.figures import lines
from makegood.rules.life.payments import kept, not_arrived, paid_so_far, unpaid
from makegood.rules.money import Money
from makegood.rules.negotiation import withdraw_offer

PROMISES = ("decision", "payout", "appeal", "statutory", "bank")
"""The clocks that end with a decision after which nothing is left to pay, or with the payment."""


def close(case: CaseFile, outcome: Outcome, act: Act) -> CaseFile:
    """The closed case: nothing reserved, payable, asked or counted; a closing letter is sent."""
    case = undone(case, act)
    case = replace(case, outcome=outcome, hold=None, parked=None, closed_at=act.at)
    case = move(timing.finish_all(case, act.at), Stage.CLOSED, act, "claim_closed")
    merchant = case.claim.merchant_id
    return notify(case, merchant, "closing", ("outcome", outcome), ("why", act.why))


def decided(case: CaseFile, outcome: Outcome, act: Act) -> CaseFile:
    """The case decided without a further payment: open for the one appeal, if there was none yet.

    A claim that was paid before its appeal stays paid; what came back meanwhile is paid again.
    """
    case = timing.finish(_without_bargain(case, act), act.at, *PROMISES)
    until = case.desk.due(act.at, case.terms.appeal.within)
    case = notify(
        case,
        case.claim.merchant_id,
        "denial",
        ("outcome", outcome),
        ("why", act.why),
        ("reasons", _reasons(case, outcome) or act.why),
        ("appeal_until", "" if case.appeal else until.isoformat()),
    )
    if case.appeal is not None:
        return _after_appeal(case, outcome, act)
    case = move(replace(case, outcome=outcome), Stage.AFTERCARE, act, "decided")
    return timing.aligned(replace(case, aftercare_until=until, appeal_until=until), act.at)


def _reasons(case: CaseFile, outcome: Outcome) -> str:
    """Why the contract grants nothing, with its clauses, where that is what a claim ends with."""
    if outcome is not Outcome.DENIED:
        return ""
    barred = (line for line in lines(case) if not line.entitled.is_positive)
    reasons = (reason for line in barred for reason in line.reasons)
    said = (reason.text + (f" [{reason.clause}]" if reason.clause else "") for reason in reasons)
    return "\n".join(dict.fromkeys(said))


def _after_appeal(case: CaseFile, outcome: Outcome, act: Act) -> CaseFile:
    case = appeal_decided(case)
    if unpaid(case).is_positive:
        return timing.aligned(move(case, Stage.SETTLED, act, "appeal_dismissed"), act.at)
    if paid_so_far(case).is_positive:
        return back_to_aftercare(case, act, "appeal_dismissed")
    return close(case, outcome, act)


def appeal_decided(case: CaseFile) -> CaseFile:
    """The case whose appeal, if there was one, is answered."""
    return replace(case, appeal=replace(case.appeal, open=False) if case.appeal else None)


def outcome_of_money(case: CaseFile, otherwise: Outcome) -> Outcome:
    """How a case stands whose money has moved; the other outcome where none has arrived."""
    if case.reversals:
        return Outcome.REVERSED
    return Outcome.PAID if paid_so_far(case).is_positive else otherwise


def back_to_aftercare(case: CaseFile, act: Act, what: str) -> CaseFile:
    """The paid case in its windows again, as they were."""
    outcome = outcome_of_money(case, Outcome.PAID)
    case = timing.finish(case, act.at, *PROMISES)
    case = move(replace(case, outcome=outcome, sent_back=""), Stage.AFTERCARE, act, what)
    until = case.aftercare_until or act.at
    return timing.aligned(replace(case, aftercare_until=until), act.at)


def undone(case: CaseFile, act: Act) -> CaseFile:
    """The case with no offer on the table, nothing payable that was not paid, nothing reserved."""
    return carried_over(_without_bargain(case, act))


def _without_bargain(case: CaseFile, act: Act) -> CaseFile:
    talks = withdraw_offer(case.negotiation, act.why) if case.negotiation else None
    case = replace(case, negotiation=talks, desk_reply_by=None, deficiency=None)
    return set_reserve(void_round(case, act.at, act.why), None)


def carried_over(case: CaseFile) -> CaseFile:
    """The case with nothing payable: what was left of its settlements is no payment of theirs."""
    left = unpaid(case)
    if case.settlement is None or not left.is_positive:
        return case
    undo = ledger.unsettle(case.claim_id, case.settlement.version, _award_left(case, left))
    open_legs = ((a.settlement_version, a.leg) for a in not_arrived(case))
    legs = (*case.carried_over, *open_legs)
    return replace(book(case, undo), award=None, carried_over=legs, resubmit_at=None)


def _award_left(case: CaseFile, left: Money) -> Award:
    goodwill = min(left, case.award.goodwill) if case.award else Money.zero(case.currency)
    return Award(left - goodwill, goodwill)


def void_round(case: CaseFile, at: datetime, why: str) -> CaseFile:
    """The case without an open round: signatures on what has changed do not count."""
    if case.round is None:
        return case
    return replace(log(case, Act(at, "system", why), "sign_offs_voided"), round=None)


def set_reserve(case: CaseFile, amount: Money | None) -> CaseFile:
    """The case with its reserve moved to what of `amount` is not paid yet; None releases it."""
    zero = Money.zero(case.currency)
    before = case.reserve or zero
    now = max(zero, amount - kept(case) - unpaid(case)) if amount else zero
    if before == now:
        return case
    number = case.reserve_changes + 1
    case = book(case, ledger.reserve(case.claim_id, before, now, number))
    return replace(case, reserve=now, reserve_changes=number)
