"""The recommendation: made once, made again after a send-back, never by those who sign it."""

from dataclasses import replace
from datetime import date

import pytest

from makegood.rules.authority import Signer
from makegood.rules.casefile import Act, CaseFile, Outcome, Stage
from makegood.rules.claim import Team
from makegood.rules.life import asked, interruptions, recommending, settling, signing
from makegood.rules.life.asking import fingerprint
from makegood.rules.money import Money
from makegood.rules.rounds import Decide, RoundSubject, awaiting
from tests.builders import (
    DAY,
    MONDAY,
    OTHER_PAYEE,
    a_case,
    a_claim,
    a_parcel,
    vnd,
)
from tests.rules.life.walk import (
    SOON,
    a_decision,
    a_signer,
    all_approve,
    decides,
    offered,
    recommended,
    refusal_of,
    requested,
    settled,
)

CHI = Act(SOON, "desk.chi", "the second bowl was glued before")


def sent_back() -> CaseFile:
    return decides(recommended(), Team.OPERATIONS, what=Decide.SEND_BACK)


def again(*awards: tuple[str, Money], case: CaseFile | None = None) -> CaseFile:
    return recommending.recommend_again(case or sent_back(), CHI, awards)


def test_all_teams_of_the_matrix_are_asked_in_parallel() -> None:
    case = recommended()

    assert case.round is not None
    assert awaiting(case.round) == (Team.SERVICE_DESK, Team.OPERATIONS)
    asked_for = [one.to for one in case.unrecorded.letters if one.template == "sign_off_asked"]
    assert asked_for == ["service_desk", "operations"]


def test_one_team_sends_back_and_the_desk_recommends_other_amounts() -> None:
    back = sent_back()
    assert back.stage is Stage.RECOMMENDING
    assert back.sent_back.startswith("operations: ")

    case = again(("VN0002", vnd(500_000)), case=back)

    assert case.stage is Stage.SIGNING_OFF
    assert case.reserve == vnd(2_500_000)
    assert case.sent_back == ""


def test_a_new_recommendation_is_another_subject() -> None:
    before, after = recommended(), again(("VN0002", vnd(500_000)))

    assert before.round is not None
    assert after.round is not None
    assert before.round.subject_hash != after.round.subject_hash
    stale = replace(a_decision(after, Team.OPERATIONS, "ops.minh", SOON))
    stale = replace(stale, subject_hash=before.round.subject_hash)
    assert refusal_of(lambda: asked.require_current(after, stale)).code == "stale_subject"


@pytest.mark.parametrize(
    ("number", "amount", "code"),
    [
        ("VN9999", vnd(1), "unknown_parcel"),
        ("VN0001", vnd(2_000_001), "above_claim"),
        ("VN0001", vnd(-1), "above_claim"),
        ("VN0001", Money(vnd(1).amount, "USD"), "other_currency"),
        ("VN0001", Money(vnd(1).amount / 2, "VND"), "not_payable"),
    ],
)
def test_the_desk_cannot_recommend_what_cannot_be_paid(
    number: str, amount: Money, code: str
) -> None:
    assert refusal_of(lambda: again((number, amount))).code == code


def denial_letter(case: CaseFile) -> dict[str, str]:
    """What the letter of denial says."""
    (letter,) = [each for each in case.unrecorded.letters if each.template == "denial"]
    return dict(letter.fields)


def test_nothing_is_recommended_for_a_parcel_that_was_found() -> None:
    case = replace(sent_back(), found=("VN0001",))

    assert refusal_of(lambda: again(("VN0001", vnd(1)), case=case)).code == "parcel_found"
    assert again(("VN0001", vnd(0)), case=case).stage is Stage.SIGNING_OFF


def test_the_desk_recommends_only_when_it_is_its_turn() -> None:
    assert refusal_of(lambda: again(case=recommended())).code == "nothing_to_recommend"
    assert refusal_of(lambda: recommending.deny_all(recommended())).code == "nothing_to_recommend"


def test_a_denial_asks_whoever_could_grant_the_claim_and_legal() -> None:
    case = recommending.recommend_again(recommending.deny_all(sent_back()), CHI)

    assert case.round is not None
    assert case.round.subject is RoundSubject.DENIAL
    assert Team.LEGAL in awaiting(case.round)
    assert case.reserve == vnd(0)
    denied = all_approve(case)
    assert (denied.stage, denied.outcome) == (Stage.AFTERCARE, Outcome.DENIED)
    assert denial_letter(denied)["reasons"] == "nothing is due"


def test_a_denial_cites_what_the_contract_says_and_the_window_of_appeal() -> None:
    parcel = replace(a_parcel("VN0001"), promised_on=date(2026, 1, 5))
    late = a_claim(parcels=(parcel,), claimed=vnd(2_000_000))

    denied = all_approve(recommended(claim=late))

    said = denial_letter(denied)
    assert (denied.outcome, said["outcome"]) == (Outcome.DENIED, "denied")
    assert said["reasons"] == "filing closed on 2026-07-04 [Postal Law 2010, art. 38.1]"
    assert denied.appeal_until is not None
    assert said["appeal_until"] == denied.appeal_until.isoformat()


def test_a_denial_that_is_rejected_goes_back_to_the_desk() -> None:
    case = recommending.recommend_again(recommending.deny_all(sent_back()), CHI)

    assert decides(case, Team.LEGAL, what=Decide.REJECT).stage is Stage.RECOMMENDING


def test_one_rejection_denies_the_claim_and_leaves_it_open_to_appeal() -> None:
    case = decides(recommended(), Team.OPERATIONS, what=Decide.REJECT)

    assert (case.stage, case.outcome) == (Stage.AFTERCARE, Outcome.DENIED)
    assert case.reserve == vnd(0)
    assert case.appeal_until == SOON + 30 * DAY


def test_goodwill_has_signatures_of_its_own() -> None:
    parcels = (a_parcel(declared_value=vnd(1_000_000), asked=vnd(2_000_000)), a_parcel("VN0002"))
    back = decides(
        recommended(claim=a_claim(parcels=parcels)), Team.OPERATIONS, what=Decide.SEND_BACK
    )

    case = again(("VN0001", vnd(2_000_000)), case=back)

    assert case.round is not None
    assert {Team.KEY_ACCOUNT, Team.SALES} <= set(awaiting(case.round))


def test_another_owner_does_not_free_the_former_one_to_sign() -> None:
    case = interruptions.assign(recommended(), Act(SOON, "desk.ha"), "desk.chi")
    decision = a_decision(case, Team.SERVICE_DESK, "desk.an", SOON)
    as_lead = Signer("desk.an", (Team.SERVICE_DESK,), 2)

    assert refusal_of(lambda: signing.sign(case, decision, as_lead)).code == "own_work"


def test_whoever_filed_the_claim_does_not_sign_it() -> None:
    case = recommended(claim=a_claim(submitted_by="desk.dung"))
    decision = a_decision(case, Team.SERVICE_DESK, "desk.dung", SOON)

    assert refusal_of(lambda: a_signer(case, decision)).code == "own_work"


def test_another_account_voids_what_was_signed() -> None:
    signed = decides(recommended(), Team.SERVICE_DESK)

    case = settling.correct_payee(signed, Act(SOON, "merchant"), OTHER_PAYEE)

    assert case.round is not None
    assert case.round.decisions == ()
    assert case.round.subject_hash == fingerprint(case, RoundSubject.RECOMMENDATION)


def test_the_same_account_again_voids_nothing() -> None:
    signed = decides(recommended(), Team.SERVICE_DESK)
    assert signed.payee is not None

    case = settling.correct_payee(signed, Act(SOON, "merchant"), signed.payee)

    assert case.round == signed.round


def test_a_payment_that_finance_sends_back_is_asked_again_as_agreed() -> None:
    back = decides(requested(), Team.FINANCE, what=Decide.SEND_BACK)
    assert (back.stage, back.round) == (Stage.PAYMENT_APPROVAL, None)
    assert refusal_of(lambda: again(("VN0001", vnd(1)), case=back)).code == "agreed_already"

    case = again(case=back)

    assert case.round is not None
    assert case.round.subject is RoundSubject.PAYMENT
    assert "desk.chi" in case.round.prepared_by


def test_nothing_is_assessed_before_documents_are_read() -> None:
    case = a_case()

    assert recommending.with_awards(case, (("VN0001", vnd(1)),)) == case


# Signing


def test_what_nobody_asks_cannot_be_signed() -> None:
    case = settled()
    decision = a_decision(recommended(), Team.FINANCE, "fin.oanh", SOON)

    assert signing.signing_request(case, decision) is None
    assert signing.signing_request(recommended(), decision) is None
    assert refusal_of(lambda: signing.open_round_of(case)).code == "nothing_to_sign"


def test_a_decision_is_checked_before_anybody_is_looked_up() -> None:
    case = recommended()
    silent = replace(a_decision(case, Team.OPERATIONS, "ops.lan", SOON, Decide.REJECT), reason=" ")
    other = a_decision(case, Team.FINANCE, "fin.oanh", SOON)
    good = a_decision(case, Team.OPERATIONS, "ops.lan", SOON)

    asked.require_current(case, good)
    assert refusal_of(lambda: asked.require_current(case, silent)).code == "reason_missing"
    assert refusal_of(lambda: asked.require_current(case, other)).code == "team_not_asked"


def test_the_same_decision_again_changes_nothing() -> None:
    case = recommended()
    decision = a_decision(case, Team.OPERATIONS, "ops.lan", SOON)
    signer = a_signer(case, decision)
    once = signing.sign(case, decision, signer)

    asked.require_current(once, decision)
    assert signing.sign(once, decision, signer) == once
    assert once.sign_offs == 1


def test_a_delegate_signs_in_the_name_of_another() -> None:
    case = recommended(claim=a_claim(claimed=vnd(4_000_000)))
    decision = a_decision(case, Team.OPERATIONS, "kam.linh", SOON)
    delegate = Signer("kam.linh", (Team.OPERATIONS,), 3, acting_for="ops.minh")

    case = signing.sign(case, decision, delegate)

    assert case.events[-1].why == "operations for ops.minh: as it should be"


def test_who_signed_the_recommendation_does_not_release_the_payment() -> None:
    case = requested()

    assert case.round is not None
    assert {"desk.dung", "ops.lan"} <= set(case.round.barred)
    assert "desk.an" in case.round.prepared_by


def test_the_clocks_of_teams_end_with_their_round() -> None:
    case = offered()

    assert case.round is None
    assert all(
        clock.name in {"acknowledge", "documents", "decision", "statutory"} for clock in case.clocks
    )
    assert MONDAY < SOON
