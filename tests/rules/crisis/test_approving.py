"""Legal, PR and Operations sign in parallel, by name; nobody signs what they wrote."""

from dataclasses import replace

import pytest

from makegood.rules.authority import Signer
from makegood.rules.claim import Team
from makegood.rules.crisis.statements import draft, sign, signing_request
from makegood.rules.crisis.stating import StatementState
from makegood.rules.refusals import Refused
from makegood.rules.rounds import Decide, Decision
from tests.rules.crisis.cases import BINH, MAI, MINUTE, START, a_declared_case, an_alert, by
from tests.rules.crisis.saying import (
    HOLDING,
    LEGAL,
    OPERATIONS,
    PR,
    SIGNERS,
    SORRY,
    answered,
    approved,
    drafted,
    happened,
    letters,
    quiet,
    the_statement,
)


def a_decision(who: str, sha256: str, team: Team = Team.LEGAL) -> Decision:
    """An approval by somebody, of what has that hash."""
    return Decision(f"{who}-1", team, Decide.APPROVE, who, START + 2 * MINUTE, sha256)


def test_the_last_signature_approves() -> None:
    case = answered(answered(drafted(), LEGAL), OPERATIONS)
    assert the_statement(case).state is StatementState.IN_APPROVAL

    case = answered(quiet(case), PR)

    assert the_statement(case).state is StatementState.APPROVED
    assert letters(case) == [(BINH, "statement_decided"), (MAI, "statement_decided")]


def test_a_statement_sent_back_tells_its_drafter_and_the_lead_why() -> None:
    case = answered(quiet(drafted()), LEGAL, Decide.SEND_BACK)

    assert the_statement(case).state is StatementState.SENT_BACK
    assert letters(case) == [(BINH, "statement_decided"), (MAI, "statement_decided")]
    assert ("why", "legal: too early to say so") in case.unrecorded.letters[0].fields


def test_the_letters_of_a_restricted_case_do_not_say_why() -> None:
    case = drafted(a_declared_case(alert=an_alert(restricted=True)))

    case = answered(quiet(case), LEGAL, Decide.SEND_BACK)

    assert "too early" not in str(case.unrecorded.letters)
    assert the_statement(case).sent_back == "legal: too early to say so"


def test_one_rejection_rejects() -> None:
    case = answered(answered(drafted(), PR), LEGAL, Decide.REJECT)

    assert the_statement(case).state is StatementState.REJECTED
    assert happened(case)[-1] == "statement_rejected"


def test_the_drafter_never_approves() -> None:
    statement = the_statement(drafted())

    with pytest.raises(Refused) as refused:
        sign(drafted(), a_decision(BINH, statement.sha256, Team.PR), SIGNERS[BINH])

    assert refused.value.code == "own_work"


def test_the_drafter_of_an_earlier_version_never_approves_a_later_one() -> None:
    case = draft(drafted(who=PR), by(BINH, 2 * MINUTE), replace(SORRY, text="Sorry indeed."))

    with pytest.raises(Refused) as refused:
        answered(case, PR)

    assert refused.value.code == "own_work"


def test_the_drafter_does_not_approve_through_a_delegate_either() -> None:
    statement = the_statement(drafted())
    delegate = Signer("pr.dung", (Team.PR,), 1, acting_for=BINH)

    with pytest.raises(Refused) as refused:
        sign(drafted(), a_decision("pr.dung", statement.sha256, Team.PR), delegate)

    assert refused.value.code == "own_work"


def test_nobody_signs_for_two_teams() -> None:
    both = Signer(LEGAL, (Team.LEGAL, Team.PR), 1)
    case = answered(drafted(), LEGAL)
    second = replace(a_decision(LEGAL, the_statement(case).sha256, Team.PR), decision_id="second")

    with pytest.raises(Refused) as refused:
        sign(case, second, both)

    assert refused.value.code == "signed_already"


def test_a_signature_of_an_earlier_version_is_told_to_look_again() -> None:
    old = the_statement(drafted()).sha256
    case = draft(drafted(), by(BINH, 2 * MINUTE), replace(SORRY, text="Sorry indeed."))

    with pytest.raises(Refused, match=the_statement(case).sha256[:16]) as refused:
        sign(case, a_decision(LEGAL, old), SIGNERS[LEGAL])

    assert refused.value.code == "stale_subject"


def test_the_same_decision_again_changes_nothing() -> None:
    case = answered(drafted(), LEGAL)

    assert answered(case, LEGAL) == case


def test_a_shortened_hash_is_enough_to_sign() -> None:
    case = drafted()
    short = a_decision(LEGAL, the_statement(case).sha256[:16])

    assert sign(case, short, SIGNERS[LEGAL]) != case


def test_a_hash_of_nothing_is_refused() -> None:
    with pytest.raises(Refused) as refused:
        sign(drafted(), a_decision(LEGAL, "f" * 64), SIGNERS[LEGAL])

    assert refused.value.code == "no_such_statement"


def test_a_holding_statement_asks_nobody() -> None:
    case = drafted(said=HOLDING)
    decision = a_decision(LEGAL, the_statement(case, "holding").sha256)

    with pytest.raises(Refused) as refused:
        sign(case, decision, SIGNERS[LEGAL])

    assert refused.value.code == "nothing_to_sign"
    assert signing_request(case, decision) is None


def test_the_signer_is_looked_up_among_those_who_have_no_part_in_it() -> None:
    case = answered(drafted(), LEGAL)
    request = signing_request(case, a_decision(PR, the_statement(case).sha256, Team.PR))

    assert request is not None
    assert request.mandate.team is Team.PR
    assert set(request.prepared_by | request.signed_by) == {BINH, LEGAL}


def test_a_team_that_has_signed_is_not_looked_up_again() -> None:
    case = answered(drafted(), LEGAL)

    assert signing_request(case, a_decision(LEGAL, the_statement(case).sha256)) is None


def test_a_delegate_is_on_record_with_whom_they_act_for() -> None:
    case = drafted()
    delegate = Signer("legal.hai", (Team.LEGAL,), 1, acting_for=LEGAL)

    case = sign(case, a_decision("legal.hai", the_statement(case).sha256), delegate)

    assert case.events[-1].why == f"legal for {LEGAL}"


def test_two_statements_are_signed_each_by_its_own_hash() -> None:
    case = drafted(drafted(), replace(SORRY, key="second"))

    case = approved(case, "second")

    assert the_statement(case, "second").state is StatementState.APPROVED
    assert the_statement(case).state is StatementState.IN_APPROVAL
