"""What a case shows: whom it waits on, its amounts, and itself in its own words."""

from dataclasses import replace

from makegood.rules.casefile import Act
from makegood.rules.claim import Team
from makegood.rules.life import interruptions, views
from makegood.rules.life.afterwards import appeal
from makegood.rules.life.explaining import explain
from makegood.rules.life.recommending import deny_all, recommend_again
from makegood.rules.rounds import Decide
from makegood.rules.terms import Exclusion
from tests.builders import a_case, a_claim, a_parcel, terms, vnd
from tests.rules.life.walk import (
    SOON,
    decides,
    offered,
    paid,
    recommended,
    requested,
    settled,
    submitted,
)

DESK = Act(SOON, "desk.chi", "the seal was broken")


def test_every_team_is_awaited_until_its_own_time() -> None:
    waiting = views.waiting(recommended(), SOON)

    assert [(one.who, one.what) for one in waiting] == [
        ("service_desk", "sign recommendation"),
        ("operations", "sign recommendation"),
    ]
    assert all(one.due_at and one.due_at > SOON for one in waiting)
    assert views.due(recommended(), SOON) == min(one.due_at for one in waiting if one.due_at)


def test_a_team_without_a_target_is_awaited_without_a_date() -> None:
    untimed = replace(terms(), targets=())

    waiting = views.waiting(recommended(terms=untimed), SOON)

    assert {one.due_at for one in waiting} == {None}
    assert views.due(recommended(terms=untimed), SOON) is None


def test_amounts_are_absent_until_they_are_decided() -> None:
    sums = views.sums(a_case())

    assert sums.claimed == vnd(4_000_000)
    assert (sums.entitlement, sums.goodwill, sums.approved, sums.offered) == (None,) * 4
    assert (sums.submitted, sums.paid, sums.recovered) == (None,) * 3


def test_amounts_appear_stage_by_stage() -> None:
    assert views.sums(recommended()).approved == vnd(4_000_000)
    assert views.sums(recommended()).goodwill == vnd(0)
    assert views.sums(offered()).offered == vnd(4_000_000)
    assert views.sums(settled()).approved == vnd(4_000_000)
    assert views.sums(requested()).paid == vnd(0)
    assert views.sums(submitted()).submitted == vnd(4_000_000)
    assert views.sums(paid()).paid == vnd(4_000_000)
    assert views.clocks(paid())[0].name == "acknowledge"


def test_goodwill_is_shown_as_recommended_again_after_the_talks_were_undone() -> None:
    case = appeal(paid(), Act(SOON, "merchant", "too little"))

    assert views.sums(case).goodwill == vnd(0)
    assert views.sums(case).offered == vnd(4_000_000)


def test_the_case_says_why_this_amount_and_which_clause() -> None:
    parcels = (a_parcel(declared_value=vnd(500_000), asked=vnd(3_000_000)), a_parcel("VN0002"))
    text = "\n".join(explain(recommended(claim=a_claim(parcels=parcels)), SOON))

    assert "Claimed 4,000,000 VND, entitled to" in text
    assert "declared value" in text
    assert "[art. 7.1]" in text


def test_the_case_says_what_is_odd_about_it() -> None:
    back = decides(recommended(), Team.OPERATIONS, what=Decide.SEND_BACK)
    odd = replace(back, flags=("same invoice",), found=("VN0001",))

    text = explain(odd, SOON)

    assert "Flagged: same invoice." in text
    assert "Found meanwhile: VN0001." in text
    assert any(line.startswith("Sent back: operations") for line in text)
    assert any("recommended 0 VND" in line for line in explain(deny_all(back), SOON))


def test_the_case_says_why_each_team_must_sign() -> None:
    risky = replace(
        decides(recommended(), Team.OPERATIONS, what=Decide.SEND_BACK),
        legal_risk=True,
        doubts=("no date found",),
    )

    denied = explain(recommend_again(deny_all(risky), DESK), SOON)
    granted = explain(recommend_again(risky, DESK), SOON)

    assert any("legal (lead) because of the denial and legal risk" in line for line in denied)
    assert any("service_desk (lead) because of doubts" in line for line in granted)


def test_the_case_says_what_it_waits_for() -> None:
    undated = interruptions.hold(recommended(), DESK)

    assert "Waiting for legal: lift the hold." in explain(undated, SOON)
    assert any(", due 2026-" in line for line in explain(recommended(), SOON))
    closed = interruptions.withdraw(recommended(), DESK)
    assert not any("Next by itself" in line for line in explain(closed, SOON))


def test_a_reason_without_a_clause_is_told_plainly() -> None:
    plain = replace(terms(), coverage=replace(terms().coverage, clause=""))
    excluded = Exclusion(51, "prohibited goods", "art. 8.1", goods=("ceramic",))

    text = explain(recommended(terms=replace(plain, exclusions=(excluded,))), SOON)

    assert any("prohibited goods" in line for line in text)
    assert not any(line.endswith("[]") for line in text)
