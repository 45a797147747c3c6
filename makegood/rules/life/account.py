"""What is owed by the merchant before money can leave: an account, and its confirmation."""

from dataclasses import replace
from datetime import datetime

from makegood.rules.attempts import ReturnAction, action_for
from makegood.rules.casefile import Act, CaseFile, Stage, log, move, notify
from makegood.rules.documents import sufficiency
from makegood.rules.life import timing
from makegood.rules.life.closing import void_round
from makegood.rules.life.payments import failed, to_send
from makegood.rules.requirements import Requirement, documents_before_payout
from makegood.rules.terms import Condition, DocumentRule, Need, PayoutMethod


def owed_before_payout(case: CaseFile) -> str:
    """What is missing to transfer money; empty where nothing is, or nothing is transferred."""
    asked = ReturnAction.ASK_MERCHANT
    if any(action_for(attempt.code) is asked for attempt in failed(case)):
        return "the bank refused the account"
    if not any(attempt.method is PayoutMethod.TRANSFER for attempt in to_send(case)):
        return ""
    if case.payee is None:
        return "no account is known"
    missing = ", ".join(need.document.replace("_", " ") for need in papers_missing(case))
    return f"not held yet: {missing}" if missing else ""


def papers_missing(case: CaseFile) -> tuple[Requirement, ...]:
    """The documents that the contract asks for before money leaves, and that are not held."""
    held = tuple(paper for paper in case.documents if paper.sha256 not in case.papers_refused)
    return sufficiency(case.claim, _before_payout(case), held, case.checks).missing


def confirmation_refused(case: CaseFile) -> CaseFile:
    """The case whose papers confirmed an account that money came back from: others are needed."""
    kinds = confirming_kinds(case)
    refused = tuple(paper.sha256 for paper in case.documents if paper.kind in kinds)
    return replace(case, papers_refused=refused)


def confirming_kinds(case: CaseFile) -> frozenset[str]:
    """The kinds of document that confirm an account, by the contract."""
    needs = documents_before_payout(case.terms.documents)
    return frozenset(kind for need in needs for kind in need.kinds)


def _before_payout(case: CaseFile) -> tuple[DocumentRule, ...]:
    return tuple(
        replace(rule, need=Need.REQUIRED)
        for rule in case.terms.documents
        if rule.when is Condition.BEFORE_PAYOUT
    )


def ask_payee(case: CaseFile, at: datetime, why: str) -> CaseFile:
    """The case while the merchant owes an account: promises stand still, reminders go out."""
    case = void_round(case, at, why)
    case = move(case, Stage.AWAITING_PAYEE, Act(at, "system", why), "payee_asked")
    case = timing.aligned(replace(case, payee_due=_due(case, at), resubmit_at=None), at)
    return notify(case, case.claim.merchant_id, "payee_asked", ("why", why))


def remind_payee(case: CaseFile, now: datetime) -> CaseFile:
    """The case with the merchant, and the key account, reminded of the account that is owed."""
    if case.stage is not Stage.AWAITING_PAYEE or not case.payee_due or now < case.payee_due:
        return case
    case = log(case, Act(now, "clock"), "payee_reminded")
    case = notify(case, case.claim.merchant_id, "payee_reminder")
    case = notify(case, "key_account", "payee_reminder")
    return replace(case, payee_due=_due(case, now))


def _due(case: CaseFile, at: datetime) -> datetime:
    within = case.terms.payment.payee_answer_within or case.terms.deficiency.answer_within
    return case.desk.due(at, within)
