"""Bargaining: versioned offers that expire, bounded rounds, approvals above authority."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from makegood.rules.casefile import Act, CaseFile, Outcome, Stage
from makegood.rules.claim import ClaimKind, Team
from makegood.rules.life import bargaining, offer_clock, timing, views
from makegood.rules.life.ticking import next_moment, tick
from makegood.rules.money import Money
from makegood.rules.offers import Answer, OfferState, Reply
from makegood.rules.rounds import Decide, RoundSubject
from tests.builders import DAY, HOUR, a_claim, a_parcel, vnd
from tests.rules.life.walk import (
    SOON,
    accepts,
    all_approve,
    decides,
    offered,
    recommended,
    refusal_of,
)

MERCHANT_ASKS = a_claim(
    claimed=vnd(6_000_000),
    parcels=(a_parcel(asked=vnd(3_000_000)), a_parcel("VN0002", asked=vnd(3_000_000))),
)


def talks(**said: str) -> CaseFile:
    return offered(claim=MERCHANT_ASKS)


def says(
    case: CaseFile, reply: Reply, amount: Money | None = None, at: datetime = SOON
) -> CaseFile:
    version = bargaining.latest_of(case).version
    return bargaining.answer(case, Answer(version, reply, "merchant", at, amount, "too little"))


def offers(case: CaseFile, amount: Money, at: datetime = SOON) -> CaseFile:
    return bargaining.offer(case, Act(at, "desk.chi", "the packing was good"), amount)


def expired(case: CaseFile) -> tuple[CaseFile, datetime]:
    at = bargaining.latest_of(case).valid_until
    return tick(case, at), at


def letters(case: CaseFile) -> list[str]:
    return [letter.template for letter in case.unrecorded.letters]


def test_what_was_approved_is_offered_at_once_with_the_parcels_it_settles() -> None:
    case = offered()

    latest = bargaining.latest_of(case)
    assert (latest.state, latest.total) == (OfferState.OPEN, vnd(4_000_000))
    offer = next(one for one in case.unrecorded.letters if one.template == "offer")
    assert ("parcels", "VN0001, VN0002") in offer.fields
    assert "ceiling" not in str(offer.fields)


def test_money_owed_is_settled_without_any_offer() -> None:
    parcels = (a_parcel(cod_due=vnd(900_000), cod_remitted=vnd(200_000)),)
    claim = a_claim(kind=ClaimKind.COD_MISMATCH, parcels=parcels, claimed=vnd(700_000))

    case = all_approve(recommended(claim=claim))

    assert (case.stage, case.agreed) == (Stage.SETTLED, vnd(700_000))
    assert case.negotiation is None


def test_our_promises_stand_still_while_the_offer_is_with_the_merchant() -> None:
    case = offered()

    (awaited,) = views.waiting(case, SOON)
    assert (awaited.who, awaited.what) == ("merchant", "answer to offer 1")
    assert awaited.due_at == bargaining.latest_of(case).valid_until
    assert {clock.name for clock in case.clocks if clock.is_paused} == {"decision"}


def test_a_counter_offer_is_answered_by_a_better_one() -> None:
    case = says(talks(), Reply.COUNTER, vnd(5_000_000))
    (awaited,) = views.waiting(case, SOON)
    assert (awaited.who, awaited.what) == ("service_desk", "next offer")
    assert awaited.due_at is not None

    case = offers(case, vnd(4_000_000))

    assert [o.state for o in bargaining.talks_of(case).offers] == [
        OfferState.COUNTERED,
        OfferState.OPEN,
    ]
    assert accepts(case).agreed == vnd(4_000_000)


def test_goodwill_by_offer_waits_for_its_own_approval() -> None:
    case = offers(says(talks(), Reply.COUNTER, vnd(5_000_000)), vnd(4_500_000))

    assert case.round is not None
    assert case.round.subject is RoundSubject.OFFER
    assert {Team.KEY_ACCOUNT, Team.SALES} <= {m.team for m in case.round.mandates}
    assert views.sums(case).offered == vnd(4_000_000)
    assert any("because of goodwill" in text for text in views.explain(case, SOON))
    opened = all_approve(case)
    assert bargaining.latest_of(opened).state is OfferState.OPEN
    assert opened.reserve == views.sums(opened).offered == vnd(4_500_000)
    assert views.sums(opened).goodwill == vnd(500_000)


def test_an_offer_that_is_not_approved_goes_back_to_the_desk() -> None:
    case = offers(says(talks(), Reply.COUNTER, vnd(5_000_000)), vnd(4_500_000))

    case = decides(case, Team.SALES, what=Decide.REJECT)

    assert case.stage is Stage.NEGOTIATING
    assert bargaining.latest_of(case).state is OfferState.WITHDRAWN
    assert letters(case)[-1] == "offer_needed"


def test_a_new_offer_voids_the_approval_of_the_one_before() -> None:
    case = offers(says(talks(), Reply.COUNTER, vnd(5_000_000)), vnd(4_500_000))

    case = offers(case, vnd(4_000_000))

    assert case.round is None
    assert "sign_offs_voided" in [event.what for event in case.events]


def test_rounds_are_bounded_and_the_last_one_reaches_the_lead() -> None:
    case = talks()
    for step in range(3):
        case = says(case, Reply.COUNTER, vnd(5_000_000 - step))
        if step < 2:
            case = offers(case, vnd(4_000_000))

    assert "last_round" in letters(case)
    case = offers(case, vnd(4_000_000))
    refusal = refusal_of(lambda: says(case, Reply.COUNTER, vnd(4_900_000)))
    assert refusal.code == "rounds_used_up"


def test_the_merchant_is_reminded_of_each_offer_once() -> None:
    case = offered()
    coming = next_moment(case, SOON)
    while coming is not None and "remind the merchant" not in coming[1]:
        case = tick(case, coming[0])
        coming = next_moment(case, coming[0])
    assert coming is not None

    case = tick(tick(case, coming[0]), coming[0] + HOUR)

    assert letters(case).count("offer_reminder") == 1
    again = offers(case, vnd(4_000_000), coming[0] + HOUR)
    assert again.offer_reminders == 0


def test_an_expired_offer_can_be_accepted_late_with_approval() -> None:
    case, at = expired(offered())
    assert letters(case)[-1] == "offer_expired"

    late = accepts(case, at + HOUR)

    assert late.round is not None
    assert late.round.subject is RoundSubject.LATE_ACCEPTANCE
    assert any("the offer had expired" in text for text in views.explain(late, at))
    settled = all_approve(late, at + HOUR)
    assert (settled.stage, settled.agreed) == (Stage.SETTLED, vnd(4_000_000))


def test_an_acceptance_that_comes_before_the_clock_noticed_is_late_all_the_same() -> None:
    case = offered()
    at = bargaining.latest_of(case).valid_until + timedelta(minutes=1)

    late = accepts(case, at)

    assert bargaining.latest_of(late).state is OfferState.ACCEPTED_LATE


def test_a_late_acceptance_that_is_refused_ends_the_claim() -> None:
    case, at = expired(offered())
    late = accepts(case, at + HOUR)

    ended = decides(late, Team.SERVICE_DESK, at + HOUR, Decide.REJECT)

    assert (ended.stage, ended.outcome) == (Stage.AFTERCARE, Outcome.EXPIRED)


def test_after_the_time_of_grace_nothing_can_be_accepted_any_more() -> None:
    case, _ = expired(offered())
    assert case.desk_reply_by is not None
    over = case.desk_reply_by

    assert refusal_of(lambda: accepts(case, over)).code == "not_negotiating"
    ended = tick(case, over)
    assert (ended.stage, ended.outcome, ended.reserve) == (
        Stage.AFTERCARE,
        Outcome.EXPIRED,
        vnd(0),
    )


def test_the_desk_too_runs_out_of_time() -> None:
    case = says(offered(), Reply.REJECT)
    assert case.desk_reply_by is not None
    assert next_moment(case, case.desk_reply_by) is not None

    assert tick(case, case.desk_reply_by).outcome is Outcome.EXPIRED


def test_nothing_lapses_while_a_late_acceptance_waits_for_approval() -> None:
    case, at = expired(offered())
    assert case.desk_reply_by is not None
    late = accepts(case, at + HOUR)

    assert tick(late, case.desk_reply_by + DAY).stage is Stage.NEGOTIATING
    assert offer_clock.next_offer_moment(late) is None


def test_an_offer_outside_negotiation_is_refused() -> None:
    case = recommended()

    assert refusal_of(lambda: offers(case, vnd(1))).code == "not_negotiating"


@pytest.mark.parametrize("amount", [6_000_000 - 1, 7_000_000])
def test_a_refused_offer_leaves_the_table_as_it_was(amount: int) -> None:
    case = says(offered(claim=a_claim()), Reply.REJECT)

    assert refusal_of(lambda: offers(case, vnd(amount))).code == "above_claimed"
    assert bargaining.latest_of(case).version == 1


def test_an_offer_names_only_the_parcels_that_it_pays_for() -> None:
    parcels = (a_parcel(goods="perishable", declared_value=vnd(0)), a_parcel("VN0002"))
    case = offered(claim=a_claim(parcels=parcels))

    latest = bargaining.latest_of(case)

    assert latest.parcels == tuple(number for number, amount in latest.lines if amount.is_positive)
    assert timing.merchant_owes(case) == "offer with the merchant"


def test_a_reminder_is_not_due_for_an_offer_that_is_answered() -> None:
    case = replace(says(offered(), Reply.REJECT), offer_reminders=0)

    assert letters(tick(case, SOON + 2 * DAY)).count("offer_reminder") == 0
