"""What the bank says of a payment: booked in whatever order it comes, and what follows from it."""

from dataclasses import replace
from datetime import datetime

from makegood.rules import ledger
from makegood.rules.attempts import (
    FINALLY_NEGATIVE,
    Attempt,
    PaymentState,
    Report,
    ReturnAction,
    action_for,
    apply_report,
    contradicts,
)
from makegood.rules.casefile import Act, CaseFile, Parked, Stage, book, log, move, notify
from makegood.rules.life import timing
from makegood.rules.life.account import ask_payee, confirmation_refused
from makegood.rules.life.arriving import arrived
from makegood.rules.life.asking import ask_again
from makegood.rules.life.closing import void_round
from makegood.rules.life.finding import after_find
from makegood.rules.life.parking import ASKING, Step, heard, is_parked_at, park
from makegood.rules.life.payments import changed, current, in_flight, not_arrived
from makegood.rules.refusals import Refused
from makegood.rules.terms import PayoutMethod

MOST_TRIES = 5
"""How often a leg is paid anew by itself before a person must look."""

PAYING = frozenset(
    {
        Stage.AWAITING_PAYEE,
        Stage.PAYMENT_APPROVAL,
        Stage.SUBMITTING,
        Stage.AWAITING_PAYOUT,
        Stage.AFTERCARE,
    }
)
"""Stages in which a payment is all that the case is about; in others an appeal is under way."""

RETRIED = frozenset({ReturnAction.TREASURY_RETRY, ReturnAction.RESCHEDULE})


def reported(case: CaseFile, act: Act, key: str, report: Report) -> CaseFile:
    """The case with the bank's word on a payment taken in, in whatever order it comes.

    News that change nothing change nothing; news of another amount are not booked, a person looks.
    Refuses `unknown_payment`, and `claim_closed` for what would reopen a closed claim: a person
    must see to that money.
    """
    before = _handed_in(case, key)
    if report.amount not in (None, before.amount):
        return _differs(case, replace(act, why=report.state), before)
    if _overruled(before, report):
        return case
    after = apply_report(before, report)
    doubted = contradicts(before, report) and _contradiction(key) not in case.flags
    if after.state is before.state and not doubted:
        return changed(case, after) if case.is_open else case
    if not case.is_open:
        raise Refused("claim_closed", f"Payment {key} is {report.state}, but the claim is closed.")
    if doubted:
        case = _contradicted(case, replace(act, why=report.state), key)
    case = heard(changed(case, after))
    if after.state is before.state:
        return case
    told = replace(act, why=f"{after.code} {report.why}".strip())
    case = log(case, told, f"payment_{after.state}", key)
    return after_find(_consequence(_posted(case, before, after), (before, after), act.at), act.at)


def counted_as_paid(case: CaseFile, act: Act, key: str) -> CaseFile:
    """The case with a payment taken as settled on a person's word, and booked like the bank's."""
    before = _handed_in(case, key)
    after = replace(before, state=PaymentState.SETTLED, settled_at=act.at, as_of=act.at)
    case = log(changed(case, after), act, "payment_counted_as_paid", key)
    return after_find(_consequence(_posted(case, before, after), (before, after), act.at), act.at)


def _overruled(attempt: Attempt, report: Report) -> bool:
    """Whether it is the old news again in spite of which a person counted the payment as paid."""
    known = attempt.as_of is not None and report.occurred_at <= attempt.as_of
    counted = attempt.state is PaymentState.SETTLED and bool(attempt.code)
    return counted and known and report.code == attempt.code


def _handed_in(case: CaseFile, key: str) -> Attempt:
    """The transfer of that key that the bank was given."""
    for attempt in case.attempts:
        if attempt.key == key and attempt.submitted_at and attempt.method is PayoutMethod.TRANSFER:
            return attempt
    raise Refused("unknown_payment", f"No payment {key} of this claim was handed in.")


def another_amount(key: str) -> str:
    """The flag of a payment of which the bank names another amount than ours."""
    return f"the bank names another amount than ours for payment {key}"


def _differs(case: CaseFile, act: Act, attempt: Attempt) -> CaseFile:
    """Not booked: a person finds out which amount has moved."""
    doubt = another_amount(attempt.key)
    if doubt not in case.flags:
        if not case.is_open:
            raise Refused("claim_closed", f"The claim is closed, but {doubt}.")
        case = log(case, act, "payment_amount_differs", attempt.key)
        case = ask_again(replace(case, flags=(*case.flags, doubt)), act.at, "a doubt")
    elif case.parked is not None or attempt not in in_flight(case):
        return case
    return _to_reconcile(case, Parked(Step.RECONCILE, doubt, act.at, "amount_differs"))


def _to_reconcile(case: CaseFile, parked: Parked) -> CaseFile:
    """Parked for a person; that the bank was silent before is over."""
    return park(replace(case, parked=None) if is_parked_at(case, *ASKING) else case, parked)


def _contradiction(key: str) -> str:
    return f"the bank says of {key} both that it was rejected and that it settled"


def _contradicted(case: CaseFile, act: Act, key: str) -> CaseFile:
    """Both cannot be true: a person reconciles the books with the bank's."""
    case = log(case, act, "payment_contradicted", key)
    case = ask_again(replace(case, flags=(*case.flags, _contradiction(key))), act.at, "a doubt")
    why = _contradiction(key)
    return _to_reconcile(case, Parked(Step.RECONCILE, why, act.at, "contradicted"))


def _posted(case: CaseFile, before: Attempt, after: Attempt) -> CaseFile:
    claim = case.claim_id
    if after.state is PaymentState.SETTLED:
        was_payable = before.state in FINALLY_NEGATIVE
        post = ledger.arrived_after_all if was_payable else ledger.arrived
        return book(_not_again(case, after), post(claim, after))
    if after.state in FINALLY_NEGATIVE and before.state not in FINALLY_NEGATIVE:
        return book(case, ledger.returned(claim, before))
    return case


def _not_again(case: CaseFile, settled: Attempt) -> CaseFile:
    """The case without another attempt of a leg that has settled after all, if none was sent."""
    leg = (settled.settlement_version, settled.leg)
    kept = tuple(a for a in case.attempts if a.submitted_at or (a.settlement_version, a.leg) != leg)
    return replace(case, attempts=kept)


def _consequence(case: CaseFile, change: tuple[Attempt, Attempt], at: datetime) -> CaseFile:
    before, after = change
    if after.state in FINALLY_NEGATIVE:
        return case if before.state in FINALLY_NEGATIVE else _failed(case, after, at)
    if case.stage not in PAYING and not case.confirming:
        return case
    if after.state is PaymentState.NOT_FOUND:
        return _unseen(case, after, at)
    if after.state is not PaymentState.SETTLED or case.stage is Stage.SUBMITTING:
        return case
    if not_arrived(case):
        return ask_again(case, at, "a payment arrived")
    return arrived(void_round(case, at, "all is paid"), at)


def _unseen(case: CaseFile, attempt: Attempt, at: datetime) -> CaseFile:
    """Handed in again under its key, until it is plain that it never gets through."""
    if attempt.unseen >= MOST_TRIES:
        why = f"the bank has never seen {attempt.key}, handed in {attempt.unseen + 1} times"
        return park(case, Parked(Step.BANK, why, at, "never_seen"))
    if case.stage is not Stage.AWAITING_PAYOUT:
        return case
    return move(
        case, Stage.SUBMITTING, Act(at, "system", "never seen by the bank"), "payment_unseen"
    )


def _failed(case: CaseFile, attempt: Attempt, at: datetime) -> CaseFile:
    """What a rejected or returned payment asks for, by the bank's reason code."""
    if attempt not in current(case):
        return case
    case = notify(case, "finance", "payment_failed", ("code", attempt.code))
    action = action_for(attempt.code)
    if attempt.state is PaymentState.RETURNED and action is ReturnAction.ASK_MERCHANT:
        case = confirmation_refused(case)
    if case.stage not in PAYING:
        return _failed_in_appeal(case, action, at)
    case = _reopened(case, at)
    if action is ReturnAction.ASK_MERCHANT:
        return ask_payee(case, at, f"the bank refused the account ({attempt.code})")
    return _waiting(case, attempt, at)


def _failed_in_appeal(case: CaseFile, action: ReturnAction, at: datetime) -> CaseFile:
    """What came back is paid with what the appeal decides; a refused account is not used again."""
    if action is not ReturnAction.ASK_MERCHANT:
        return case
    return ask_again(replace(case, payee=None), at, "the bank refused the account")


def _reopened(case: CaseFile, at: datetime) -> CaseFile:
    """The case unpaid again; what had arrived is promised anew, look-ups go on while they must."""
    if case.stage is Stage.AFTERCARE:
        case = timing.start(case, "payout", at)
    still = case.look_up_at if in_flight(case) else None
    return replace(case, outcome=None, look_up_at=still)


def _waiting(case: CaseFile, attempt: Attempt, at: datetime) -> CaseFile:
    """Paid again by itself later, or parked for a person; what was not sent waits with it."""
    action, said = action_for(attempt.code), Act(at, "system", attempt.code)
    by_itself = action in RETRIED and attempt.attempt < MOST_TRIES
    if case.stage is not Stage.AWAITING_PAYEE:
        what = "payment_rescheduled" if by_itself else "payment_stopped"
        again = case.bank.due(at, case.terms.payment.look_up_every)
        case = void_round(case, at, "a payment failed")
        case = move(case, Stage.AWAITING_PAYOUT, said, what)
        case = replace(case, resubmit_at=again if by_itself else None)
    if by_itself:
        return timing.aligned(case, at)
    why = _why_stopped(attempt, action)
    return park(timing.aligned(case, at), Parked(Step.BANK, why, at, attempt.code))


def _why_stopped(attempt: Attempt, action: ReturnAction) -> str:
    if action is ReturnAction.SIGN_ANEW:
        return f"not paid, as no seals prove that it was released ({attempt.code})"
    return f"the bank says {attempt.code or 'no reason'}: {action}"
