"""Time never refuses: what a rule does not allow parks the claim, visibly."""

from dataclasses import replace
from decimal import Decimal

from makegood.rules.attempts import PaymentState
from makegood.rules.casefile import Act, CaseFile, Parked, Stage
from makegood.rules.life import paying
from makegood.rules.life.repairing import Remedy, Step, repair
from makegood.rules.life.ticking import next_moment, tick
from makegood.rules.life.verifying import verified
from makegood.rules.money import Money
from makegood.rules.terms import Unsupplied
from tests.builders import DAY, a_case, a_claim, a_reading, terms
from tests.rules.life.walk import SOON, bank_says, submitted


def undecidable() -> CaseFile:
    """Papers are missing, what is held decides, and nobody knows a rate for the currency."""
    shipped = terms()
    decides = replace(shipped, deficiency=replace(shipped.deficiency, then=Unsupplied.DECIDE))
    claim = a_claim(documents=(), claimed=Money(Decimal(100), "EUR"))
    return verified(a_case(claim=claim, terms=decides), a_reading(), SOON)


def test_a_claim_that_time_cannot_decide_is_parked_and_tried_again_by_a_retry() -> None:
    case = undecidable()
    assert case.deficiency is not None
    late = case.deficiency.answer_by

    parked = tick(case, late)

    assert parked.parked is not None
    assert parked.parked.step == Step.TIME
    assert parked.stage is Stage.AWAITING_DOCUMENTS
    assert "documents" not in str(next_moment(parked, late))
    again = repair(parked, Remedy.RETRY, Act(late, "operator", "a rate is there"))
    assert next_moment(again, late) is not None
    assert tick(again, late).parked is not None


def test_clocks_are_still_announced_while_time_is_parked() -> None:
    case = undecidable()
    assert case.deficiency is not None
    parked = tick(case, case.deficiency.answer_by)

    later = tick(parked, case.deficiency.answer_by + 60 * DAY)

    assert later.event_count > parked.event_count
    assert later.stage is Stage.AWAITING_DOCUMENTS


def test_what_is_parked_elsewhere_stays_parked_there() -> None:
    case = undecidable()
    assert case.deficiency is not None
    elsewhere = paying.park(case, Parked(Step.READ, "first", SOON))

    later = tick(elsewhere, case.deficiency.answer_by)

    assert later.parked == elsewhere.parked


def test_a_payment_that_is_planned_again_though_nothing_failed_parks_the_claim() -> None:
    case = bank_says(submitted(), PaymentState.REJECTED, code="AM05")
    planned = replace(case, parked=None, resubmit_at=SOON)

    parked = tick(planned, SOON)

    assert parked.parked is not None
    assert parked.parked.code == "duplicate_reported"
