"""Parts in a case: exactly one lead, handed over only to whoever accepts."""

from dataclasses import replace
from datetime import timedelta

import pytest

from makegood.rules.crisis.calling import PageReason
from makegood.rules.crisis.roles import accept_role, assign_role, hand_over, led_by, may_see
from makegood.rules.crisis.words import CrisisStage, Role
from tests.rules.crisis.cases import BINH, CHI, MAI, MINUTE, START, a_case, a_declared_case, by
from tests.rules.crisis.walk import called, opened_case, people_paged
from tests.rules.life.walk import refusal_of


def test_a_part_is_assigned_and_told() -> None:
    case = assign_role(opened_case(), by(MAI, MINUTE), Role.SCRIBE, CHI)

    assert case.holder(Role.SCRIBE) == CHI
    assert case.last_human_at == START + MINUTE
    letter = case.unrecorded.letters[-1]
    assert (letter.to, letter.template) == (CHI, "crisis_role")
    assert ("role", "scribe") in letter.fields


def test_any_part_but_the_lead_may_be_given_to_another() -> None:
    case = assign_role(a_declared_case(), by(MAI), Role.CUSTOMER_LIAISON, CHI)

    assert case.holder(Role.CUSTOMER_LIAISON) == CHI
    assert case.events[-1].evidence == f"customer_liaison: {BINH} -> {CHI}"


def test_a_lead_is_handed_over_not_replaced() -> None:
    refused = refusal_of(lambda: assign_role(a_declared_case(), by(MAI), Role.LEAD, BINH))

    assert refused.code == "lead_held"


def test_the_lead_stays_lead_until_the_other_has_accepted() -> None:
    offered = hand_over(a_declared_case(), by(MAI, MINUTE), Role.LEAD, BINH)
    assert offered.holder(Role.LEAD) == MAI

    case = accept_role(offered, by(BINH, 2 * MINUTE), Role.LEAD)

    assert [one.person for one in case.roles if one.role is Role.LEAD] == [BINH]
    held = next(one for one in case.roles if one.role is Role.LEAD)
    assert (held.offered_to, held.since, held.filled_since) == ("", START + 2 * MINUTE, START)


def test_whoever_is_offered_a_part_is_paged_and_only_until_they_accept() -> None:
    offered = hand_over(a_declared_case(), by(MAI), Role.LEAD, BINH)
    assert people_paged(called(offered, START)) == [BINH]

    accepted = accept_role(offered, by(BINH), Role.LEAD)
    assert PageReason.HAND_OVER not in {wanted.reason for wanted in accepted.calls}


def test_a_shift_ends_and_the_newest_offer_counts() -> None:
    case = hand_over(a_declared_case(), by(MAI), Role.LEAD, BINH)
    case = hand_over(case, by(MAI), Role.LEAD, CHI)

    assert refusal_of(lambda: accept_role(case, by(BINH), Role.LEAD)).code == "not_offered"
    assert accept_role(case, by(CHI), Role.LEAD).holder(Role.LEAD) == CHI


def test_only_whom_a_part_is_offered_to_accepts_it() -> None:
    refused = refusal_of(lambda: accept_role(a_declared_case(), by(BINH), Role.LEAD))

    assert refused.code == "not_offered"
    nobody = refusal_of(lambda: accept_role(a_declared_case(), by(""), Role.DEPUTY))
    assert nobody.code == "not_offered"


@pytest.mark.parametrize(
    ("role", "to", "code"),
    [
        (Role.DEPUTY, BINH, "role_not_held"),
        (Role.LEAD, MAI, "same_person"),
        (Role.LEAD, " ", "nobody_named"),
    ],
)
def test_a_part_that_cannot_be_handed_over_stays_where_it_is(
    role: Role, to: str, code: str
) -> None:
    assert refusal_of(lambda: hand_over(a_declared_case(), by(MAI), role, to)).code == code


def test_nobody_is_given_a_part_without_a_name_or_in_a_case_that_is_over() -> None:
    case = a_declared_case()
    over = replace(case, stage=CrisisStage.CLOSED)

    assert refusal_of(lambda: assign_role(case, by(MAI), Role.SCRIBE, "")).code == "nobody_named"
    assert refusal_of(lambda: assign_role(over, by(MAI), Role.SCRIBE, CHI)).code == "not_active"
    assert refusal_of(lambda: hand_over(over, by(MAI), Role.LEAD, CHI)).code == "not_active"
    assert refusal_of(lambda: accept_role(over, by(MAI), Role.LEAD)).code == "not_active"


def test_a_case_without_a_lead_gets_whoever_acts() -> None:
    assert led_by(a_case(), by(CHI)).holder(Role.LEAD) == CHI
    assert led_by(a_declared_case(), by(CHI)).holder(Role.LEAD) == MAI


def test_a_restricted_case_is_seen_by_its_members_alone() -> None:
    case = assign_role(opened_case(restricted=True), by(MAI, timedelta()), Role.SCRIBE, CHI)

    assert [who for who in (MAI, BINH, CHI, "legal.khanh") if may_see(case, who)] == [
        MAI,
        CHI,
        "legal.khanh",
    ]
    assert may_see(opened_case(), BINH)
