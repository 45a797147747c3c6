"""A round of sign-offs: asked in parallel, bound to what was seen, nobody twice."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from makegood.rules.authority import Signer
from makegood.rules.calendar import Term, Unit
from makegood.rules.claim import Team
from makegood.rules.clocks import Clock, ClockKind
from makegood.rules.refusals import Refused
from makegood.rules.signoff import (
    Decide,
    Decision,
    Opening,
    Round,
    RoundState,
    RoundSubject,
    awaiting,
    decide,
    open_round,
    outstanding,
    signers,
    state,
    void,
)
from makegood.rules.subject import SHOWN
from makegood.rules.terms import Mandate

MONDAY = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
LATER = MONDAY + timedelta(hours=3)
SEEN, CHANGED = "a1" * 32, "b2" * 32
OPERATIONS, FINANCE = Mandate(Team.OPERATIONS), Mandate(Team.FINANCE, 2)

HOA = Signer("hoa", (Team.FINANCE,), 2)
MINH = Signer("minh", (Team.OPERATIONS,), 1)


def a_clock(team: Team) -> Clock:
    return Clock(f"ola.{team}", ClockKind.ola, team, MONDAY, Term(1, Unit.business_days), "desk")


def a_round(
    *mandates: Mandate, prepared_by: tuple[str, ...] = ("an",), barred: tuple[str, ...] = ()
) -> Round:
    """What An recommends is put to Operations and Finance, unless others are named."""
    asked = mandates or (OPERATIONS, FINANCE)
    clocks = tuple(a_clock(team) for team in dict.fromkeys(m.team for m in asked))
    opening = Opening(MONDAY, prepared_by, barred, clocks)
    return open_round(RoundSubject.RECOMMENDATION, SEEN, asked, opening)


def a_decision(by: str = "hoa", team: Team = Team.FINANCE, what: str = "approve") -> Decision:
    return Decision(f"d-{by}-{team}", team, Decide(what), by, LATER, SEEN, reason="as it should be")


def minh_decides(what: str = "approve") -> Decision:
    return a_decision("minh", Team.OPERATIONS, what)


def refusal_of(round_: Round, decision: Decision, signer: Signer = HOA) -> Refused:
    with pytest.raises(Refused) as refusal:
        decide(round_, decision, signer)
    return refusal.value


# How a round goes


def test_all_teams_are_asked_at_once() -> None:
    round_ = a_round()

    assert state(round_) is RoundState.OPEN
    assert awaiting(round_) == (Team.OPERATIONS, Team.FINANCE)


def test_a_team_that_approved_is_no_longer_awaited() -> None:
    round_ = decide(a_round(), a_decision(), HOA)

    assert state(round_) is RoundState.OPEN
    assert awaiting(round_) == (Team.OPERATIONS,)
    assert outstanding(round_) == (OPERATIONS,)


def test_the_round_is_approved_when_everyone_has_approved() -> None:
    round_ = decide(decide(a_round(), a_decision(), HOA), minh_decides(), MINH)

    assert state(round_) is RoundState.APPROVED
    assert awaiting(round_) == ()


@pytest.mark.parametrize(
    ("what", "expected"), [("reject", RoundState.REJECTED), ("send_back", RoundState.SENT_BACK)]
)
def test_one_team_alone_can_reject_or_send_back(what: str, expected: RoundState) -> None:
    round_ = decide(a_round(), a_decision(what=what), HOA)

    assert state(round_) is expected
    assert awaiting(round_) == ()


def test_a_decision_is_kept_with_name_capacity_reason_and_time() -> None:
    delegate = Signer("minh", (Team.FINANCE,), 3, acting_for="director")

    (kept,) = decide(a_round(), a_decision("minh"), delegate).decisions

    assert (kept.by, kept.acting_for, kept.level) == ("minh", "director", 3)
    assert (kept.reason, kept.at) == ("as it should be", LATER)


def test_an_approval_needs_no_reason() -> None:
    round_ = decide(a_round(), replace(a_decision(), reason=""), HOA)

    assert awaiting(round_) == (Team.OPERATIONS,)


def test_a_round_that_nobody_would_sign_is_not_opened() -> None:
    with pytest.raises(Refused, match="names nobody who signs a payment") as refusal:
        open_round(RoundSubject.PAYMENT, SEEN, (), Opening(MONDAY, ("an",)))

    assert refusal.value.code == "nobody_to_sign"


# Clocks


def stopped(round_: Round) -> set[str]:
    return {clock.party for clock in round_.asked if clock.stopped_at == LATER}


def test_a_teams_clock_stops_with_its_decision() -> None:
    assert stopped(decide(a_round(), a_decision(), HOA)) == {Team.FINANCE}


@pytest.mark.parametrize("what", ["reject", "send_back"])
def test_a_closed_round_stops_the_clocks_of_all(what: str) -> None:
    round_ = decide(a_round(), a_decision(what=what), HOA)

    assert stopped(round_) == {Team.OPERATIONS, Team.FINANCE}


def test_a_clock_that_has_stopped_keeps_its_time() -> None:
    after = LATER + timedelta(hours=1)
    round_ = decide(a_round(), a_decision(), HOA)

    round_ = decide(round_, replace(minh_decides(), at=after), MINH)

    assert {clock.party: clock.stopped_at for clock in round_.asked} == {
        Team.FINANCE: LATER,
        Team.OPERATIONS: after,
    }


# What was seen


def test_a_signature_on_something_else_is_refused_and_says_what_is_current() -> None:
    refused = refusal_of(a_round(), replace(a_decision(), subject_hash=CHANGED))

    assert refused.code == "stale_subject"
    assert SEEN[:SHOWN] in refused.message


def test_the_fingerprint_may_be_quoted_as_shown_and_is_kept_whole() -> None:
    quoted = replace(a_decision(), subject_hash=SEEN[:SHOWN])

    round_ = decide(a_round(), quoted, HOA)

    assert round_.decisions[0].subject_hash == SEEN
    assert decide(round_, quoted, HOA) == round_


def test_a_change_of_what_is_signed_voids_the_round_even_when_approved() -> None:
    approved = decide(decide(a_round(), a_decision(), HOA), minh_decides(), MINH)

    voided = void(approved, "the payee was corrected", LATER)

    assert state(voided) is RoundState.VOID
    assert "the payee was corrected" in refusal_of(voided, a_decision("chi")).message


def test_a_void_round_asks_nobody_and_stops_its_clocks() -> None:
    voided = void(a_round(), "another amount", LATER)

    assert awaiting(voided) == ()
    assert stopped(voided) == {Team.OPERATIONS, Team.FINANCE}


def test_a_round_is_voided_once_for_its_first_reason() -> None:
    voided = void(a_round(), "", LATER)

    assert void(voided, "again", LATER) == voided
    assert voided.void_reason == "the subject changed"


# Who may not


def test_a_team_that_is_not_asked_cannot_decide() -> None:
    legal = Signer("linh", (Team.LEGAL,), 4)

    refused = refusal_of(a_round(), a_decision("linh", Team.LEGAL), legal)

    assert refused.code == "team_not_asked"


def test_a_team_decides_once() -> None:
    round_ = decide(a_round(), a_decision(), HOA)

    refused = refusal_of(round_, a_decision("chi"), Signer("chi", (Team.FINANCE,), 4))

    assert refused.code == "team_decided"


def test_a_closed_round_takes_no_more_decisions() -> None:
    rejected = decide(a_round(), a_decision(what="reject"), HOA)

    refused = refusal_of(rejected, minh_decides(), MINH)

    assert refused.code == "round_closed"
    assert "rejected" in refused.message


def test_nobody_signs_in_the_name_of_another() -> None:
    assert refusal_of(a_round(), a_decision("chi"), HOA).code == "not_the_signer"


@pytest.mark.parametrize("signer", [HOA, replace(HOA, name="chi", acting_for="hoa")])
def test_nobody_signs_their_own_work_also_not_by_delegation(signer: Signer) -> None:
    round_ = a_round(prepared_by=("hoa",))

    assert refusal_of(round_, a_decision(signer.name), signer).code == "own_work"


@pytest.mark.parametrize(
    "second",
    [
        Signer("hoa", (Team.OPERATIONS,), 4),
        Signer("chi", (Team.OPERATIONS,), 4, acting_for="hoa"),
        Signer("director", (Team.OPERATIONS,), 4),
        Signer("hoa", (Team.OPERATIONS,), 4, acting_for="minh"),
    ],
)
def test_nobody_signs_twice_in_a_round_also_not_by_delegation(second: Signer) -> None:
    for_director = replace(HOA, acting_for="director")
    round_ = decide(a_round(), a_decision(), for_director)

    refused = refusal_of(round_, a_decision(second.name, Team.OPERATIONS), second)

    assert refused.code == "signed_already"


@pytest.mark.parametrize("signer", [HOA, replace(HOA, name="chi", acting_for="hoa")])
def test_who_signed_the_recommendation_does_not_release_the_payment(signer: Signer) -> None:
    recommended = decide(a_round(), a_decision(), HOA)
    opening = Opening(LATER, ("bao",), barred=tuple(sorted(signers(recommended))))
    payment = open_round(RoundSubject.PAYMENT, SEEN, (FINANCE,), opening)

    refused = refusal_of(payment, a_decision(signer.name), signer)

    assert refused.code == "separation_of_duties"


def test_the_names_of_all_who_had_a_hand_in_it_are_known() -> None:
    round_ = decide(a_round(), a_decision(), replace(HOA, acting_for="director"))

    assert signers(round_) == {"an", "hoa", "director"}


def test_a_junior_does_not_sign_what_needs_a_lead() -> None:
    refused = refusal_of(a_round(), a_decision(), replace(HOA, level=1))

    assert refused.code == "level_too_low"


@pytest.mark.parametrize("what", ["reject", "send_back"])
@pytest.mark.parametrize("reason", ["", "  \n"])
def test_to_reject_or_send_back_needs_a_reason(what: str, reason: str) -> None:
    refused = refusal_of(a_round(), replace(a_decision(what=what), reason=reason))

    assert refused.code == "reason_missing"


# The same decision again


def test_the_same_decision_again_changes_nothing_whenever_it_comes() -> None:
    rejected = decide(a_round(), a_decision(what="reject"), HOA)
    repeated = replace(a_decision(what="reject"), at=LATER + timedelta(days=1))

    assert decide(rejected, repeated, HOA) == rejected


@pytest.mark.parametrize(
    "other",
    [
        replace(a_decision(), decision=Decide.REJECT),
        replace(a_decision(), reason="on second thoughts"),
        replace(a_decision(), by="chi"),
        replace(a_decision(), team=Team.OPERATIONS),
        replace(a_decision(), subject_hash=CHANGED),
    ],
)
def test_a_decision_id_is_not_used_for_another_decision(other: Decision) -> None:
    round_ = decide(a_round(), a_decision(), HOA)

    assert refusal_of(round_, other).code == "decision_id_reused"


# Two persons of one team


TWICE = (Mandate(Team.FINANCE), Mandate(Team.FINANCE, 2))
CLERK = Signer("clerk", (Team.FINANCE,), 1)


@pytest.mark.parametrize("first", [HOA, CLERK])
def test_dual_release_takes_two_persons_in_any_order(first: Signer) -> None:
    second = CLERK if first is HOA else HOA

    half = decide(a_round(*TWICE), a_decision(first.name), first)
    whole = decide(half, a_decision(second.name), second)

    assert awaiting(half) == (Team.FINANCE,)
    assert state(whole) is RoundState.APPROVED


def test_dual_release_still_needs_one_who_is_high_enough() -> None:
    half = decide(a_round(*TWICE), a_decision("clerk"), CLERK)

    refused = refusal_of(half, a_decision("other clerk"), replace(CLERK, name="other clerk"))

    assert refused.code == "level_too_low"


def test_the_clock_of_a_team_runs_until_both_have_signed() -> None:
    half = decide(a_round(*TWICE), a_decision("clerk"), CLERK)
    whole = decide(half, a_decision(), HOA)

    assert stopped(half) == set()
    assert stopped(whole) == {Team.FINANCE}


# Whatever happens

people = st.sampled_from(["an", "binh", "chi", "dung"])
teams = st.sampled_from([Team.OPERATIONS, Team.FINANCE, Team.LEGAL])
signed_by = st.builds(
    Signer,
    name=people,
    teams=st.just((Team.OPERATIONS, Team.FINANCE, Team.LEGAL)),
    level=st.integers(1, 3),
    acting_for=st.sampled_from(["", "", "emi", "binh"]),
)
tries = st.lists(st.tuples(signed_by, teams, st.sampled_from(Decide)), max_size=8)


@given(tries)
def test_a_round_is_only_ever_approved_by_enough_independent_people(
    attempts: list[tuple[Signer, Team, Decide]],
) -> None:
    round_ = a_round(OPERATIONS, FINANCE, Mandate(Team.LEGAL))
    for number, (signer, team, what) in enumerate(attempts):
        decision = Decision(f"d{number}", team, what, signer.name, LATER, SEEN, "because")
        try:
            round_ = decide(round_, decision, signer)
        except Refused:
            continue

    hands = [name for d in round_.decisions for name in (d.by, d.acting_for) if name]
    assert "an" not in hands
    assert len({d.by for d in round_.decisions}) == len(round_.decisions)
    if state(round_) is RoundState.APPROVED:
        assert {d.team for d in round_.decisions} == {m.team for m in round_.mandates}
        assert all(d.decision is Decide.APPROVE for d in round_.decisions)


@given(tries)
def test_a_round_survives_the_journey_over_the_wire(
    attempts: list[tuple[Signer, Team, Decide]],
) -> None:
    wire = TypeAdapter(Round)
    round_ = a_round()
    for number, (signer, team, what) in enumerate(attempts):
        decision = Decision(f"d{number}", team, what, signer.name, LATER, SEEN, "because")
        try:
            round_ = decide(round_, decision, signer)
        except Refused:
            continue

    assert wire.validate_json(wire.dump_json(round_)) == round_
