"""Offers and answers: bounded, versioned, and fair to the merchant."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from makegood.rules.calendar import Term, Unit, always_open
from makegood.rules.claim import ClaimKind
from makegood.rules.money import Money, total
from makegood.rules.negotiation import (
    Answer,
    Negotiation,
    Offer,
    OfferState,
    Proposal,
    Reply,
    answer,
    approve_late,
    approve_offer,
    concessions,
    expire,
    goodwill,
    goodwill_in,
    limits,
    make_offer,
    opening,
    refuse_late,
    release_needed,
    reminder_moments,
    withdraw_offer,
)
from makegood.rules.refusals import Refused
from makegood.rules.terms import (
    AppealTerms,
    AuthorityMatrix,
    Coverage,
    DeficiencyTerms,
    NegotiationTerms,
    PaymentTerms,
    PayoutMethod,
    Terms,
    Unsupplied,
)

MONDAY = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
TUESDAY = MONDAY + timedelta(days=1)
NEXT_WEEK = MONDAY + timedelta(days=7)
AFTER_EXPIRY = NEXT_WEEK + timedelta(days=1)

TERMS = NegotiationTerms(
    rounds=2,
    offer_valid=Term(7, Unit.business_days),
    authority_percent=90,
    ceiling_percent=150,
    reservation_percent=80,
)


def vnd(amount: int) -> Money:
    return Money(Decimal(amount), "VND")


def talks(entitlement: int = 1000, claimed: int = 2000, approved: int | None = None) -> Negotiation:
    """Three parcels: six tenths, four tenths, and one that is excluded."""
    lines = (
        ("GHN-1", vnd(entitlement * 6 // 10)),
        ("GHN-2", vnd(entitlement * 4 // 10)),
        ("GHN-3", vnd(0)),
    )
    signed = None if approved is None else vnd(approved)
    return opening(vnd(entitlement), lines, vnd(claimed), signed)


def a_proposal(amount: int, reason: str = "a fair share", at: datetime = MONDAY) -> Proposal:
    return Proposal(vnd(amount), "an", reason, PayoutMethod.TRANSFER, at, NEXT_WEEK)


def offered(amount: int, before: Negotiation | None = None, at: datetime = MONDAY) -> Negotiation:
    return make_offer(before or talks(), a_proposal(amount, at=at), TERMS)


def an_acceptance(version: int = 1, at: datetime = TUESDAY) -> Answer:
    return Answer(version, Reply.ACCEPT, "merchant", at, release=("GHN-1", "GHN-2"))


def a_counter(amount: int, version: int = 1, at: datetime = TUESDAY) -> Answer:
    return Answer(version, Reply.COUNTER, "merchant", at, vnd(amount), "the goods were new")


def answered(negotiation: Negotiation, given: Answer) -> Negotiation:
    return answer(negotiation, given, TERMS, release_needed=True)


def latest(negotiation: Negotiation) -> Offer:
    assert negotiation.latest is not None
    return negotiation.latest


def a_contract(*, release_needed: bool) -> Terms:
    days = Term(5, Unit.business_days)
    return Terms(
        version="2026-10",
        sha256="0" * 64,
        contract="lotus",
        country="VN",
        currency="VND",
        coverage=Coverage(),
        deficiency=DeficiencyTerms(days, 1, Unsupplied.LAPSE),
        negotiation=TERMS,
        payment=PaymentTerms(PayoutMethod.TRANSFER, days, days, time(16), days),
        appeal=AppealTerms(days),
        authority=AuthorityMatrix(()),
        aftercare=days,
        release_needed=release_needed,
    )


def states(negotiation: Negotiation) -> list[str]:
    return [offer.state for offer in negotiation.offers]


def refused_offer(negotiation: Negotiation, proposal: Proposal) -> Refused:
    with pytest.raises(Refused) as refusal:
        make_offer(negotiation, proposal, TERMS)
    return refusal.value


def refused_answer(negotiation: Negotiation, given: Answer) -> Refused:
    with pytest.raises(Refused) as refusal:
        answered(negotiation, given)
    return refusal.value


# What the desk may offer


def test_an_offer_within_authority_is_open_at_once() -> None:
    offer = latest(offered(900))

    assert offer.state is OfferState.OPEN
    assert (offer.version, offer.made_by, offer.open_since) == (1, "an", MONDAY)


def test_an_offer_above_authority_waits_for_approval_unseen() -> None:
    offer = latest(offered(901))

    assert offer.state is OfferState.WAITING_APPROVAL
    assert offer.open_since is None


def test_authority_alone_never_gives_more_than_the_entitlement() -> None:
    generous = replace(TERMS, authority_percent=200)

    at_entitlement = make_offer(talks(), a_proposal(1000), generous)
    above = make_offer(talks(), a_proposal(1001), generous)

    assert (states(at_entitlement), states(above)) == (["open"], ["waiting_approval"])


def test_an_approved_offer_opens_with_its_time_counted_from_then() -> None:
    later = NEXT_WEEK + timedelta(days=1)

    offer = latest(approve_offer(offered(1200), 1, TUESDAY, later))

    assert (offer.state, offer.open_since, offer.valid_until) == (OfferState.OPEN, TUESDAY, later)


def test_only_an_offer_that_waits_can_be_approved() -> None:
    with pytest.raises(Refused, match="is open, not waiting") as refusal:
        approve_offer(offered(900), 1, TUESDAY, NEXT_WEEK)

    assert refusal.value.code == "offer_not_waiting"


def test_an_offer_that_nobody_made_cannot_be_approved() -> None:
    with pytest.raises(Refused, match="no offer 4") as refusal:
        approve_offer(offered(1200), 4, TUESDAY, NEXT_WEEK)

    assert refusal.value.code == "unknown_offer"


def test_the_ceiling_holds_and_its_figure_stays_with_the_team() -> None:
    refused = refused_offer(talks(), a_proposal(1501))

    assert refused.code == "above_ceiling"
    assert "1,500" not in refused.message
    assert states(offered(1500)) == ["waiting_approval"]


def test_the_team_can_see_its_limits() -> None:
    bounds = limits(talks(), TERMS)

    assert (bounds.ceiling, bounds.authority, bounds.reservation) == (vnd(1500), vnd(900), vnd(800))


def test_what_was_signed_off_may_be_offered_though_nothing_is_owed() -> None:
    ex_gratia = opening(vnd(0), (("GHN-1", vnd(300)),), vnd(2000), approved=vnd(300))

    offer = latest(make_offer(ex_gratia, a_proposal(300), TERMS))

    assert (offer.state, offer.lines) == (OfferState.OPEN, (("GHN-1", vnd(300)),))


def test_more_than_was_signed_off_waits_or_is_refused() -> None:
    assert states(offered(1400, talks(approved=1400))) == ["open"]
    assert states(offered(1401, talks(approved=1400))) == ["waiting_approval"]
    assert refused_offer(talks(approved=1600), a_proposal(1601)).code == "above_ceiling"


def test_no_more_is_offered_than_is_claimed() -> None:
    refused = refused_offer(talks(claimed=950), a_proposal(951))

    assert refused.code == "above_claimed"
    assert "950 VND" in refused.message


@pytest.mark.parametrize(
    ("amount", "code"),
    [
        (vnd(0), "not_payable"),
        (vnd(-5), "not_payable"),
        (Money(Decimal("900.5"), "VND"), "not_payable"),
        (Money(Decimal(900), "USD"), "currency_mismatch"),
    ],
)
def test_an_offer_is_an_amount_that_can_be_paid(amount: Money, code: str) -> None:
    assert refused_offer(talks(), replace(a_proposal(900), total=amount)).code == code


def test_an_offer_cannot_have_expired_when_it_is_made() -> None:
    refused = refused_offer(talks(), replace(a_proposal(900), valid_until=MONDAY))

    assert refused.code == "validity_past"


def test_the_desk_does_not_go_back_on_an_offer_without_a_reason() -> None:
    before = offered(800)

    refused = refused_offer(before, a_proposal(799, reason=" "))
    with_reason = make_offer(before, a_proposal(799, reason="an item was found"), TERMS)

    assert refused.code == "retrograde"
    assert states(with_reason) == ["superseded", "open"]


def test_an_offer_the_merchant_never_saw_binds_nobody() -> None:
    unseen = offered(1200)

    assert states(make_offer(unseen, a_proposal(700, reason=""), TERMS)) == ["superseded", "open"]


def test_a_new_offer_takes_the_place_of_the_one_before() -> None:
    both = offered(850, offered(800))

    assert states(both) == ["superseded", "open"]
    assert [offer.version for offer in both.offers] == [1, 2]


def test_an_offer_that_was_answered_keeps_its_answer_when_the_next_is_made() -> None:
    countered = answered(offered(800), a_counter(1500))

    assert states(offered(850, countered)) == ["countered", "open"]


@pytest.mark.parametrize("at", [TUESDAY, AFTER_EXPIRY])
def test_nothing_is_offered_after_acceptance(at: datetime) -> None:
    accepted = answered(offered(800), an_acceptance(at=at))

    assert refused_offer(accepted, a_proposal(900)).code == "already_settled"


# How an offer is shared out


def test_an_offer_is_shared_out_by_entitlement_and_names_the_parcels_it_pays() -> None:
    offer = latest(offered(801))

    assert offer.lines == (("GHN-1", vnd(481)), ("GHN-2", vnd(320)), ("GHN-3", vnd(0)))
    assert offer.parcels == ("GHN-1", "GHN-2")


@given(st.integers(10, 10**9), st.integers(1, 150), st.integers(1, 10**9))
def test_the_lines_of_an_offer_always_sum_to_it(
    entitlement: int, percent: int, claimed: int
) -> None:
    amount = max(1, min(claimed, entitlement * percent // 100))

    offer = latest(offered(amount, talks(entitlement, claimed)))

    assert total((part for _, part in offer.lines), "VND") == offer.total
    assert offer.total <= vnd(claimed)


# What the merchant answers


def test_an_accepted_offer_says_who_when_and_which_parcels_are_released() -> None:
    offer = latest(answered(offered(900), an_acceptance()))

    assert offer.state is OfferState.ACCEPTED
    assert (offer.answered_by, offer.answered_at) == ("merchant", TUESDAY)
    assert offer.release == ("GHN-1", "GHN-2")


@pytest.mark.parametrize(
    ("release", "code"),
    [
        ((), "release_missing"),
        (("GHN-1",), "release_differs"),
        (("GHN-1", "GHN-2", "GHN-3"), "release_differs"),
        (("GHN-1", "GHN-1", "GHN-2"), "release_differs"),
    ],
)
def test_a_release_names_exactly_the_parcels_that_are_paid(
    release: tuple[str, ...], code: str
) -> None:
    refused = refused_answer(offered(900), replace(an_acceptance(), release=release))

    assert refused.code == code
    assert "GHN-1, GHN-2" in refused.message


def test_a_release_names_the_parcels_in_any_order() -> None:
    given = replace(an_acceptance(), release=("GHN-2", "GHN-1"))

    assert states(answered(offered(900), given)) == ["accepted"]


def test_a_refusal_does_not_list_hundreds_of_parcels() -> None:
    lines = tuple((f"P{n}", vnd(10)) for n in range(500))
    many = offered(5000, opening(vnd(5000), lines, vnd(9000), vnd(5000)))

    refused = refused_answer(many, replace(an_acceptance(), release=()))

    assert "P0, P1, P2, P3, P4 and 495 more" in refused.message


def test_where_no_release_is_needed_none_is_taken() -> None:
    accepted = answer(offered(900), an_acceptance(), TERMS, release_needed=False)

    assert latest(accepted).state is OfferState.ACCEPTED
    assert latest(accepted).release == ()


@pytest.mark.parametrize(
    ("kind", "contract_asks", "needed"),
    [
        (ClaimKind.LOST, True, True),
        (ClaimKind.LOST, False, False),
        (ClaimKind.COD_MISMATCH, True, False),
        (ClaimKind.WRONG_FEE, True, False),
    ],
)
def test_no_release_is_asked_for_money_plainly_owed(
    kind: ClaimKind, contract_asks: bool, needed: bool
) -> None:
    assert release_needed(a_contract(release_needed=contract_asks), kind) is needed


def test_an_acceptance_of_another_amount_is_no_acceptance() -> None:
    refused = refused_answer(offered(900), replace(an_acceptance(), amount=vnd(950)))

    assert refused.code == "amount_differs"
    assert "900 VND" in refused.message


def test_an_acceptance_may_repeat_the_amount() -> None:
    given = replace(an_acceptance(), amount=vnd(900))

    assert states(answered(offered(900), given)) == ["accepted"]


def test_a_rejected_offer_is_closed() -> None:
    rejected = answered(offered(900), replace(an_acceptance(), answer=Reply.REJECT))

    assert states(rejected) == ["rejected"]
    assert refused_answer(rejected, an_acceptance()).code == "offer_closed"


def test_a_counter_offer_is_kept_and_closes_the_offer() -> None:
    countered = answered(offered(900), a_counter(1500))

    (counter,) = countered.counters
    assert states(countered) == ["countered"]
    assert (counter.offer_version, counter.amount) == (1, vnd(1500))
    assert (counter.by, counter.reason) == ("merchant", "the goods were new")


@pytest.mark.parametrize(
    ("amount", "code"),
    [
        (None, "counter_amount_missing"),
        (vnd(2001), "counter_above_claimed"),
        (vnd(900), "counter_below_offer"),
        (vnd(899), "counter_below_offer"),
        (Money(Decimal("1000.5"), "VND"), "not_payable"),
        (Money(Decimal(1000), "USD"), "currency_mismatch"),
    ],
)
def test_a_counter_offer_lies_between_the_offer_and_the_claim(
    amount: Money | None, code: str
) -> None:
    given = replace(a_counter(1000), amount=amount)

    assert refused_answer(offered(900), given).code == code


def test_counter_offers_end_with_the_rounds_of_policy() -> None:
    once = answered(offered(800), a_counter(1500))
    twice = answered(offered(850, once), a_counter(1400, version=2))
    third = offered(900, twice)

    refused = refused_answer(third, a_counter(1300, version=3))

    assert refused.code == "rounds_used_up"
    assert states(answered(third, an_acceptance(version=3)))[-1] == "accepted"


def test_an_answer_to_an_offer_that_does_not_exist_is_refused() -> None:
    assert refused_answer(offered(900), an_acceptance(version=2)).code == "unknown_offer"


def test_only_the_newest_offer_can_be_answered() -> None:
    both = offered(850, offered(800))

    assert refused_answer(both, an_acceptance(version=1)).code == "offer_superseded"


def test_an_offer_that_waits_for_approval_cannot_be_accepted() -> None:
    assert refused_answer(offered(1200), an_acceptance()).code == "offer_waiting_approval"


def test_an_offer_is_accepted_once() -> None:
    accepted = answered(offered(900), an_acceptance())

    assert refused_answer(accepted, an_acceptance()).code == "offer_closed"


# When time is over


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        (NEXT_WEEK - timedelta(seconds=1), "open"),
        (NEXT_WEEK, "expired"),
        (AFTER_EXPIRY, "expired"),
    ],
)
def test_an_offer_expires_when_its_time_is_reached(at: datetime, expected: str) -> None:
    assert states(expire(offered(900), at)) == [expected]


def test_only_an_open_offer_expires() -> None:
    waiting = offered(1200)

    assert expire(waiting, AFTER_EXPIRY) == waiting
    assert expire(talks(), AFTER_EXPIRY) == talks()


@pytest.mark.parametrize("noticed", [True, False])
@pytest.mark.parametrize("at", [NEXT_WEEK, AFTER_EXPIRY])
def test_an_acceptance_after_expiry_needs_approval(at: datetime, noticed: bool) -> None:
    before = expire(offered(900), at) if noticed else offered(900)

    late = answered(before, an_acceptance(at=at))

    assert states(late) == ["accepted_late"]
    assert states(approve_late(late, 1)) == ["accepted"]
    assert states(refuse_late(late, 1)) == ["expired"]


@pytest.mark.parametrize(
    "given",
    [a_counter(1500, at=AFTER_EXPIRY), Answer(1, Reply.REJECT, "merchant", AFTER_EXPIRY)],
)
def test_nothing_but_acceptance_comes_after_expiry(given: Answer) -> None:
    assert refused_answer(offered(900), given).code == "offer_expired"


def test_only_a_late_acceptance_can_be_approved_as_one() -> None:
    with pytest.raises(Refused, match="is open, not accepted_late") as refusal:
        approve_late(offered(900), 1)

    assert refusal.value.code == "offer_not_accepted_late"


@pytest.mark.parametrize(
    "before",
    [offered(900), offered(1200), answered(offered(900), an_acceptance(at=AFTER_EXPIRY))],
)
def test_what_is_on_the_table_can_be_withdrawn_with_a_reason(before: Negotiation) -> None:
    offer = latest(withdraw_offer(before, "the claim was withdrawn"))

    assert offer.state is OfferState.WITHDRAWN
    assert (offer.ended_because, offer.reason) == ("the claim was withdrawn", "a fair share")


@pytest.mark.parametrize("before", [talks(), answered(offered(900), an_acceptance())])
def test_where_nothing_is_on_the_table_nothing_is_withdrawn(before: Negotiation) -> None:
    assert withdraw_offer(before, "too late") == before


def test_reminders_come_at_parts_of_the_time_an_offer_is_open() -> None:
    moments = reminder_moments(latest(offered(900)), always_open(), (50, 20))

    week = timedelta(days=7)
    assert moments == (MONDAY + week / 5, MONDAY + week / 2)


@pytest.mark.parametrize(
    "offer",
    [latest(offered(1200)), latest(answered(offered(900), an_acceptance()))],
)
def test_nobody_is_reminded_of_an_offer_that_is_not_open(offer: Offer) -> None:
    assert reminder_moments(offer, always_open(), (50,)) == ()


# What was given


@pytest.mark.parametrize(
    ("negotiation", "expected"),
    [
        (talks(), 0),
        (offered(900), 0),
        (offered(1200), 0),
        (approve_offer(offered(1200), 1, TUESDAY, NEXT_WEEK), 200),
        (withdraw_offer(approve_offer(offered(1200), 1, TUESDAY, NEXT_WEEK), "no"), 0),
        (offered(1300, talks(approved=1400)), 300),
    ],
)
def test_goodwill_is_what_stands_above_the_entitlement(
    negotiation: Negotiation, expected: int
) -> None:
    assert goodwill(negotiation) == vnd(expected)


def test_goodwill_of_an_offer_is_known_before_it_is_approved() -> None:
    assert goodwill_in(talks(), vnd(1200)) == vnd(200)
    assert goodwill_in(talks(), vnd(800)) == vnd(0)


def test_the_log_says_what_each_side_gave_up_in_turn() -> None:
    first = answered(offered(700), a_counter(1800))
    unseen = offered(1200, first, at=TUESDAY)
    second = offered(800, unseen, at=TUESDAY + timedelta(hours=1))
    last = answered(second, a_counter(1500, version=3, at=TUESDAY + timedelta(hours=2)))

    steps = [(step.side, step.amount, step.moved) for step in concessions(last)]

    assert steps == [
        ("desk", vnd(700), vnd(0)),
        ("merchant", vnd(1800), vnd(200)),
        ("desk", vnd(800), vnd(100)),
        ("merchant", vnd(1500), vnd(300)),
    ]


# Whatever is said

amounts = st.integers(0, 2200)
moments = st.integers(0, 10).map(lambda days: MONDAY + timedelta(days=days))
moves = st.one_of(
    st.tuples(st.just("offer"), amounts, moments),
    st.tuples(st.just("counter"), amounts, moments),
    st.tuples(st.sampled_from(["accept", "approve", "expire", "withdraw"]), amounts, moments),
)


def _moved(negotiation: Negotiation, what: str, amount: int, at: datetime) -> Negotiation:
    version = len(negotiation.offers)
    until = at + timedelta(days=3)
    match what:
        case "offer":
            return make_offer(
                negotiation, replace(a_proposal(amount, at=at), valid_until=until), TERMS
            )
        case "counter":
            return answered(negotiation, a_counter(amount, version, at))
        case "accept":
            return answered(negotiation, an_acceptance(version, at))
        case "approve":
            return approve_offer(negotiation, version, at, until)
        case "expire":
            return expire(negotiation, at)
    return withdraw_offer(negotiation, "no more")


@given(st.lists(moves, max_size=12))
def test_whatever_is_said_at_most_one_offer_stands_and_none_breaks_a_limit(
    said: list[tuple[str, int, datetime]],
) -> None:
    negotiation = talks()
    for what, amount, at in said:
        try:
            negotiation = _moved(negotiation, what, amount, at)
        except Refused:
            continue

    standing = {"open", "waiting_approval", "accepted", "accepted_late"}
    assert sum(state in standing for state in states(negotiation)) <= 1
    assert len(negotiation.counters) <= TERMS.rounds
    assert all(offer.total <= vnd(1500) for offer in negotiation.offers)
    wire = TypeAdapter(Negotiation)
    assert wire.validate_json(wire.dump_json(negotiation)) == negotiation
