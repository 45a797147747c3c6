"""Money leaves to the account that was released, and to no other."""

import pytest

from makegood.rules.attempts import PaymentState
from makegood.rules.casefile import Act, CaseFile, Stage
from makegood.rules.life import paying, repairing, settling
from makegood.rules.life.ticking import tick
from makegood.rules.rounds import RoundSubject
from tests.builders import DAY, OTHER_PAYEE, PAYEE
from tests.rules.life.walk import SOON, all_approve, bank_says, paid, released

LATER = SOON + DAY


def with_another_account() -> CaseFile:
    """A paid claim whose merchant names another account afterwards."""
    return settling.correct_payee(paid(), Act(LATER, "merchant"), OTHER_PAYEE)


def test_the_account_that_was_released_is_known() -> None:
    assert released().released_payee == PAYEE


@pytest.mark.parametrize("code", ["AM04", "MS03"])
def test_what_comes_back_goes_to_another_account_only_after_a_new_release(code: str) -> None:
    case = bank_says(with_another_account(), PaymentState.RETURNED, LATER, code)

    if case.resubmit_at is None:
        case = repairing.repair(case, repairing.Remedy.RETRY, Act(LATER, "operator"))
    else:
        case = tick(case, case.resubmit_at)

    assert case.stage is Stage.PAYMENT_APPROVAL
    assert case.round is not None
    assert case.round.subject is RoundSubject.PAYMENT
    assert paying.next_to_send(case) is None
    assert all_approve(case, LATER + DAY).released_payee == OTHER_PAYEE


def test_what_comes_back_goes_again_to_the_account_that_was_released() -> None:
    case = bank_says(paid(), PaymentState.RETURNED, LATER, "AM04")
    assert case.resubmit_at is not None

    assert tick(case, case.resubmit_at).stage is Stage.SUBMITTING
