"""Goodwill beyond policy that the crisis team decided on: the claim has it signed and pays it."""

from dataclasses import replace

from makegood.rules.case_words import Act
from makegood.rules.chronicle import log
from makegood.rules.crisis.file import CrisisFile
from makegood.rules.crisis.words import RecordedDecision
from makegood.rules.grants import FINAL, UNDECIDED, GrantState
from makegood.rules.money import Money
from makegood.rules.refusals import Refused


def require_grantable(case: CrisisFile, claim_id: str, total: Money) -> None:
    """Refuses `claim_missing`, `not_payable` and `drill_pays_nobody`."""
    if case.drill:
        raise Refused("drill_pays_nobody", "A drill asks no claim for money.")
    if not claim_id:
        raise Refused("claim_missing", "Name the claim in whose authority matrix it is signed.")
    if not total.is_positive:
        raise Refused("not_payable", "Goodwill is an amount above zero.")


def to_ask(case: CrisisFile) -> RecordedDecision | None:
    """The first decision whose claim has not heard of it yet."""
    return next((one for one in case.decisions if one.grant is GrantState.TO_ASK), None)


def undecided(case: CrisisFile) -> tuple[RecordedDecision, ...]:
    """The decisions that wait for signatures in their claims."""
    return tuple(one for one in case.decisions if one.grant in UNDECIDED)


def told(case: CrisisFile, act: Act, number: int, state: GrantState) -> CrisisFile:
    """The case that knows how far the grant of a decision has got; refuses `no_such_grant`.

    It is no work on the case, so it ends no silence; once paid or refused nothing else follows.
    """
    known = next((one for one in case.decisions if one.number == number and one.grant), None)
    if known is None:
        raise Refused("no_such_grant", f"Decision {number} of the case grants no goodwill.")
    if known.grant is state or known.grant in FINAL:
        return case
    case = log(case, act, f"goodwill_{state}", f"decision {number}, claim {known.claim_id}")
    news = replace(known, grant=state)
    return replace(case, decisions=tuple(news if one is known else one for one in case.decisions))
