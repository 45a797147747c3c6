"""Goodwill that a crisis asks a claim for: signed by the claim's matrix, and told back."""

from makegood.rules.attempts import PaymentState
from makegood.rules.casefile import Act, CaseFile, Outcome
from makegood.rules.claim import ClaimKind, Team
from makegood.rules.grants import Grant, GrantState
from makegood.rules.life import bargaining, granting, interruptions
from makegood.rules.life.closing import decided
from makegood.rules.life.settling import request_payment
from makegood.rules.offers import Answer, OfferState, Reply
from makegood.rules.rounds import Decide
from tests.builders import a_claim, a_parcel, vnd
from tests.rules.life.walk import (
    SOON,
    accepts,
    all_approve,
    bank_says,
    decides,
    offered,
    recommended,
    sent,
)

ASKED = Grant("press", 2)
LEAD = Act(SOON, "desk.mai")
CLAIM = a_claim(
    claimed=vnd(6_000_000),
    parcels=(a_parcel(asked=vnd(3_000_000)), a_parcel("VN0002", asked=vnd(3_000_000))),
)


def asked(total: int = 5_000_000, case: CaseFile | None = None) -> CaseFile:
    return granting.grant(case or offered(claim=CLAIM), LEAD, ASKED, vnd(total))


def news(case: CaseFile) -> tuple[GrantState, str]:
    """What the case is told next; that it was told is kept."""
    which = granting.untold(case)
    assert which is not None
    state = granting.state_of(case, which)
    after = granting.told(case, which, state)
    assert granting.untold(after) is None
    assert granting.state_of(after, after.grants[0]) is state
    return state, granting.reason_of(case, which)


def test_goodwill_waits_for_the_signatures_of_the_claims_matrix() -> None:
    case = asked()

    assert bargaining.latest_of(case).state is OfferState.WAITING_APPROVAL
    assert case.round is not None
    assert {mandate.team for mandate in case.round.mandates} >= {"sales", "key_account"}
    assert news(case)[0] is GrantState.SIGNING
    assert (case.events[-1].what, case.events[-1].evidence) == (
        "goodwill_asked",
        "case press, decision 2",
    )
    assert "desk.mai" in case.recommended_by


def test_the_same_decision_asks_once() -> None:
    case = asked()

    assert granting.grant(case, LEAD, ASKED, vnd(5_500_000)) == case


def test_what_is_signed_is_offered_and_what_is_sent_back_is_refused() -> None:
    case = asked()

    assert news(all_approve(case))[0] is GrantState.APPROVED
    assert news(decides(case, Team.SALES, what=Decide.SEND_BACK))[0] is GrantState.REFUSED


def test_what_the_desk_may_offer_by_itself_is_left_to_it() -> None:
    before = offered(claim=CLAIM)
    case = asked(4_000_000, before)

    assert (case.negotiation, case.round) == (before.negotiation, before.round)
    assert news(case) == (
        GrantState.REFUSED,
        "The desk may offer that by itself; offer it there.",
    )


def test_a_claim_that_is_not_negotiating_refuses_and_goes_on() -> None:
    case = asked(case=recommended())

    state, why = news(case)
    assert state is GrantState.REFUSED
    assert "nothing to negotiate" in why
    assert case.events[-1].what == "goodwill_refused"


def test_the_case_hears_when_the_money_has_arrived() -> None:
    waiting = request_payment(accepts(all_approve(asked())), (), SOON)
    on_its_way = sent(all_approve(waiting))

    assert news(on_its_way)[0] is GrantState.APPROVED
    assert news(bank_says(on_its_way, PaymentState.SETTLED))[0] is GrantState.PAID


def test_an_offer_that_comes_to_nothing_lapses() -> None:
    case = all_approve(asked())
    no = Answer(bargaining.latest_of(case).version, Reply.REJECT, "merchant", SOON, None, "no")

    assert news(bargaining.answer(case, no))[0] is GrantState.LAPSED
    assert news(interruptions.withdraw(case, LEAD))[0] is GrantState.LAPSED
    assert news(accepts(case))[0] is GrantState.APPROVED


def test_a_claim_that_ends_before_it_has_signed_has_refused() -> None:
    over = decided(asked(), Outcome.EXPIRED, LEAD)

    assert news(over)[0] is GrantState.REFUSED


def test_a_claim_for_money_owed_offers_nothing() -> None:
    owed = a_claim(kind=ClaimKind.COD_MISMATCH)

    assert news(asked(case=recommended(claim=owed)))[0] is GrantState.REFUSED
