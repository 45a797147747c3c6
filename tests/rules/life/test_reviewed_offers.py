"""Nobody offers more than was signed without asking those who sign the larger amount."""

from makegood.rules.authority import required_sign_offs
from makegood.rules.casefile import Act, CaseFile, Stage
from makegood.rules.life import bargaining
from makegood.rules.life.asking import need
from makegood.rules.life.recommending import recommend_again
from makegood.rules.offers import OfferState
from makegood.rules.rounds import Decide, RoundSubject, awaiting
from tests.builders import vnd
from tests.rules.life.walk import SOON, accepts, all_approve, decides, recommended

DESK = Act(SOON, "desk.an", "as agreed")
HALF = (("VN0001", vnd(500_000)), ("VN0002", vnd(500_000)))


def approved_below_entitlement() -> CaseFile:
    """Four million are due by contract, one million was recommended and signed."""
    case = recommended()
    assert case.round is not None
    case = decides(case, awaiting(case.round)[0], what=Decide.SEND_BACK)
    return all_approve(recommend_again(case, DESK, HALF))


def test_an_offer_above_what_was_signed_waits_though_the_contract_grants_it() -> None:
    case = bargaining.offer(approved_below_entitlement(), DESK, vnd(3_600_000))

    assert bargaining.latest_of(case).state is OfferState.WAITING_APPROVAL
    assert case.round is not None
    assert case.round.subject is RoundSubject.OFFER
    wanted = required_sign_offs(need(case, vnd(3_600_000), vnd(0)), case.terms.authority)
    assert case.round.mandates == wanted


def test_an_offer_of_what_was_signed_is_open_at_once() -> None:
    case = bargaining.offer(approved_below_entitlement(), DESK, vnd(1_000_000))

    assert bargaining.latest_of(case).state is OfferState.OPEN


def test_the_larger_offer_is_settled_once_it_is_signed() -> None:
    case = bargaining.offer(approved_below_entitlement(), DESK, vnd(3_600_000))

    case = accepts(all_approve(case))

    assert case.stage is Stage.SETTLED
    assert case.agreed == vnd(3_600_000)
