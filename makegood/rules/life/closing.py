"""The end of a case: undone what must be undone, said to the merchant, written down."""

from dataclasses import replace
from datetime import datetime

from makegood.rules import ledger
from makegood.rules.casefile import Act, CaseFile, Outcome, Stage, book, log, move, notify
from makegood.rules.life import timing
from makegood.rules.money import Money
from makegood.rules.signoff import RoundState, state, void


def close(case: CaseFile, outcome: Outcome, act: Act) -> CaseFile:
    """The closed case: no reserve, no open round, no running clock, and a closing letter sent."""
    case = replace(set_reserve(void_round(case, act.at, act.why), None), outcome=outcome, hold=None)
    case = move(timing.finish_all(case, act.at), Stage.CLOSED, act, "claim_closed")
    case = notify(case, case.claim.merchant_id, "closing", ("outcome", outcome), ("why", act.why))
    return replace(case, closed_at=act.at, parked=None)


def decided(case: CaseFile, outcome: Outcome, act: Act) -> CaseFile:
    """The case decided without a payment: it stays open for the appeal, if there was none yet."""
    case = replace(set_reserve(void_round(case, act.at, act.why), None), outcome=outcome)
    case = timing.finish(timing.finish(case, "decision", act.at), "appeal", act.at)
    case = notify(case, case.claim.merchant_id, "denial", ("outcome", outcome), ("why", act.why))
    if case.appeal is not None:
        return close(case, outcome, act)
    until = case.desk.due(act.at, case.terms.appeal.within)
    case = move(case, Stage.AFTERCARE, act, "decided")
    return replace(case, aftercare_until=until, appeal_until=until)


def void_round(case: CaseFile, at: datetime, why: str) -> CaseFile:
    """The case without an open round: signatures on what has changed do not count."""
    if case.round is None:
        return case
    if state(case.round) is RoundState.OPEN:
        case = replace(case, round=void(case.round, why, at))
        case = log(case, Act(at, "system", why), "sign_offs_voided")
    return replace(case, round=None)


def set_reserve(case: CaseFile, amount: Money | None) -> CaseFile:
    """The case with its reserve moved to `amount` in the ledger; None releases it."""
    zero = Money.zero(case.currency)
    before, now = case.reserve or zero, amount or zero
    if before == now:
        return case
    number = case.reserve_changes + 1
    case = book(case, ledger.reserve(case.claim_id, before, now, number))
    return replace(case, reserve=now, reserve_changes=number)
