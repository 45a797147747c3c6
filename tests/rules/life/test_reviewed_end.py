"""Before a paid claim closes the bank is asked once more: a notice of a return may be lost."""

from dataclasses import replace
from datetime import datetime

from makegood.rules.attempts import PaymentState
from makegood.rules.casefile import Act, CaseFile, Parked, Stage
from makegood.rules.life import interruptions, paying, repairing
from makegood.rules.life.recovering import recovery_started
from makegood.rules.life.ticking import tick
from makegood.rules.life.work import has_work, look_up_due
from tests.builders import DAY
from tests.rules.life.walk import SOON, bank_says, newest, paid, submitted


def ended() -> tuple[CaseFile, datetime]:
    """A paid claim at the end of its windows, when time asks the bank first."""
    case = recovery_started(paid(), Act(SOON, "system"), begun=False)
    assert case.aftercare_until is not None
    return tick(case, case.aftercare_until, ask_first=True), case.aftercare_until


def test_at_the_end_of_the_windows_the_bank_is_asked_before_the_claim_closes() -> None:
    case, end = ended()

    assert case.stage is Stage.AFTERCARE
    assert has_work(case, end)
    assert paying.to_look_up(case) == (newest(case),)
    assert tick(case, end, ask_first=True) == case


def test_a_claim_whose_money_is_settled_still_closes_after_the_look_up() -> None:
    case, end = ended()

    case = paying.looked_up(bank_says(case, PaymentState.SETTLED, SOON), end)

    assert not has_work(case, end)
    assert tick(case, end, ask_first=True).stage is Stage.CLOSED


def test_money_that_came_back_unseen_is_paid_again() -> None:
    case, end = ended()

    case = paying.looked_up(bank_says(case, PaymentState.RETURNED, end, "AM04"), end)

    assert case.stage is Stage.AWAITING_PAYOUT
    assert case.resubmit_at is not None


def test_a_bank_that_is_not_reached_at_the_end_keeps_the_claim_open() -> None:
    case, end = ended()

    case = paying.park(case, Parked(repairing.Step.LOOK_UP, "no answer", end))
    case = paying.looked_up(case, end)

    assert tick(case, end + DAY, ask_first=True).stage is Stage.AFTERCARE
    again = repairing.repair(case, repairing.Remedy.RETRY, Act(end, "operator"))
    assert look_up_due(again, end)
    skipped = repairing.repair(case, repairing.Remedy.SKIP, Act(end, "operator"))
    assert tick(skipped, end, ask_first=True).stage is Stage.CLOSED


def test_on_hold_the_bank_is_not_asked() -> None:
    case, end = ended()

    assert not has_work(interruptions.hold(case, Act(end, "legal.uyen", "a suit")), end)


def test_a_claim_that_was_never_paid_closes_without_a_look_up() -> None:
    case = replace(paid(), attempts=(), recovery_due=False)
    assert case.aftercare_until is not None

    assert tick(case, case.aftercare_until, ask_first=True).stage is Stage.CLOSED


def test_while_money_is_on_its_way_that_is_what_the_bank_is_asked() -> None:
    case = submitted()

    assert paying.to_look_up(case) == (newest(case),)
