"""Money that has arrived: the windows in which it may come back or the decision be appealed."""

from dataclasses import replace
from datetime import datetime

from makegood.rules.casefile import Act, CaseFile, Outcome, Stage, log, move, notify
from makegood.rules.life import timing
from makegood.rules.life.closing import PROMISES, appeal_decided, outcome_of_money
from makegood.rules.life.finding import after_find
from makegood.rules.life.payments import paid_so_far
from makegood.rules.life.promised import payout_promise
from makegood.rules.payout import return_window_ends


def arrived(case: CaseFile, at: datetime) -> CaseFile:
    """The case paid: it stays open for the bank's return window, and for an appeal.

    Parcels that were found meanwhile are acted on now.
    """
    case = timing.finish(_windows(_late(case, at), at), at, *PROMISES)
    paid = paid_so_far(case).text()
    case = replace(appeal_decided(case), look_up_at=None, last_look=False, payee_due=None)
    case = replace(case, outcome=outcome_of_money(case, Outcome.PAID))
    case = move(case, Stage.AFTERCARE, Act(at, "bank", paid), "paid")
    case = notify(case, case.claim.merchant_id, "payment_advice", ("paid", paid))
    return after_find(timing.aligned(replace(case, recovery_due=True), at), at)


def _late(case: CaseFile, at: datetime) -> CaseFile:
    """The case with a line that says so where the money came after its day."""
    promise = payout_promise(case)
    if promise is None or promise.on_time is not False:
        return case
    return log(case, Act(at, "bank", promise.text()), "payout_late")


def _windows(case: CaseFile, at: datetime) -> CaseFile:
    returns = return_window_ends(at, case.terms.payment, case.bank)
    until = max(returns, case.desk.due(at, case.terms.aftercare))
    if case.appeal is not None:
        return replace(case, aftercare_until=until)
    appeal_until = case.desk.due(at, case.terms.appeal.within)
    return replace(case, aftercare_until=max(until, appeal_until), appeal_until=appeal_until)
