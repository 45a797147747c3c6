"""A text is drafted, edited, signed again: what people approved is what they saw."""

from dataclasses import replace

import pytest

from makegood.rules.crisis.statements import Draft, draft, open_statements, statement_hash
from makegood.rules.crisis.stating import StatementState
from makegood.rules.crisis.words import CrisisStage
from makegood.rules.refusals import Refused
from makegood.rules.rounds import Decide
from tests.rules.crisis.cases import (
    BINH,
    CHI,
    MAI,
    MINUTE,
    a_case,
    a_declared_case,
    a_holding_statement,
    a_playbook,
    by,
)
from tests.rules.crisis.saying import (
    HOLDING,
    LEGAL,
    PR,
    SORRY,
    answered,
    approved,
    calls,
    drafted,
    happened,
    letters,
    out,
    quiet,
    the_statement,
)

EDITED = replace(SORRY, text="We are sorry, and will replace the parcel.")


def test_every_approver_of_the_playbook_is_asked_at_once_by_letter_and_page() -> None:
    case = drafted()

    assert letters(case) == [
        ("legal", "statement_asked"),
        ("pr", "statement_asked"),
        ("operations", "statement_asked"),
    ]
    assert calls(case) == [("rota:legal:1",), ("rota:pr:1",), ("rota:operations:1",)]
    assert the_statement(case).state is StatementState.IN_APPROVAL
    assert case.last_human_at == by(BINH, MINUTE).at


def test_pages_of_one_draft_are_told_apart() -> None:
    keys = {(call.reason, call.run, call.round, call.step) for call in drafted().calls}

    assert len(keys) == 3


def test_an_edit_is_a_new_version_whose_approvals_are_void() -> None:
    before = answered(drafted(), LEGAL)
    old = the_statement(before)

    case = draft(before, by(BINH, 3 * MINUTE), EDITED)

    new = the_statement(case)
    assert (new.version, new.state, new.past) == (2, StatementState.IN_APPROVAL, (old.sha256,))
    assert new.sha256 != old.sha256
    assert new.round is not None
    assert new.round.decisions == ()
    assert "approvals_voided" in happened(case)
    assert case.events[-2].why == "edited after legal"


def test_an_edit_of_what_everybody_approved_is_signed_anew() -> None:
    case = draft(approved(), by(CHI, 4 * MINUTE), EDITED)

    assert the_statement(case).state is StatementState.IN_APPROVAL


def test_an_edit_that_nobody_had_signed_voids_nothing() -> None:
    case = draft(drafted(), by(BINH, 3 * MINUTE), EDITED)

    assert "approvals_voided" not in happened(case)
    assert happened(case)[-1] == "statement_edited"


def test_everybody_who_wrote_a_version_counts_as_its_drafter() -> None:
    case = draft(drafted(), by(PR, 2 * MINUTE), EDITED)
    case = draft(case, by(BINH, 3 * MINUTE), replace(SORRY, text="We are very sorry."))

    assert the_statement(case).drafted_by == (PR, BINH)


def test_the_same_draft_again_changes_nothing() -> None:
    case = drafted()

    assert draft(case, by(BINH, 3 * MINUTE), SORRY) == case


def test_the_hash_covers_all_that_a_reader_would_see() -> None:
    seen = the_statement(drafted())
    others = (
        replace(seen, key="other"),
        replace(seen, version=2),
        replace(seen, text="We are sorry"),
        replace(seen, language="vi"),
        replace(seen, channel="radio"),
        replace(seen, corrects="first"),
    )

    assert statement_hash(seen) == seen.sha256
    assert len({seen.sha256, *map(statement_hash, others)}) == 7


def test_what_was_sent_back_has_to_change() -> None:
    case = answered(drafted(), LEGAL, Decide.SEND_BACK)

    with pytest.raises(Refused, match="too early to say so") as refused:
        draft(case, by(BINH, 3 * MINUTE), SORRY)
    again = draft(case, by(BINH, 3 * MINUTE), EDITED)

    assert refused.value.code == "unchanged"
    assert the_statement(again).state is StatementState.IN_APPROVAL


def test_a_holding_statement_unchanged_waits_for_the_lead_alone() -> None:
    case = drafted(said=HOLDING)

    holding = the_statement(case, "holding")
    assert holding.text == a_holding_statement().text
    assert (holding.state, holding.preapproved) == (StatementState.APPROVED, True)
    assert letters(case) == [(MAI, "statement_ready")]
    assert calls(case) == []
    assert case.events[-1].why == "approved beforehand as viral.en"


def test_a_holding_statement_that_was_edited_is_signed_like_any_other() -> None:
    case = drafted(said=replace(HOLDING, text=a_holding_statement().text + " Promise."))

    assert not the_statement(case, "holding").preapproved
    assert the_statement(case, "holding").state is StatementState.IN_APPROVAL


def test_a_holding_statement_in_another_language_was_not_approved_in_it() -> None:
    text = a_holding_statement().text

    case = drafted(said=replace(HOLDING, text=text, language="vi"))

    assert the_statement(case, "holding").state is StatementState.IN_APPROVAL


def test_a_holding_statement_of_another_scenario_was_not_approved_for_this_one() -> None:
    other = replace(a_playbook(), name="data_leak", statements=())
    text = a_holding_statement().text

    case = drafted(a_declared_case(playbook=other), replace(HOLDING, text=text))

    assert the_statement(case, "holding").state is StatementState.IN_APPROVAL


def test_a_library_text_that_changed_since_its_approval_is_not_approved() -> None:
    changed = replace(a_holding_statement(), text="We deny everything.")
    shelf = replace(a_playbook(), statements=(changed,))

    case = drafted(a_declared_case(playbook=shelf), HOLDING)

    assert not the_statement(case, "holding").preapproved


def test_an_edit_of_a_holding_statement_loses_its_approval() -> None:
    edited = replace(HOLDING, text="We have seen the post.")

    case = draft(drafted(said=HOLDING), by(BINH, 2 * MINUTE), edited)

    assert the_statement(case, "holding").state is StatementState.IN_APPROVAL
    assert not the_statement(case, "holding").preapproved


def test_a_statement_that_is_out_is_corrected_and_not_edited() -> None:
    case = out()
    correction = Draft("mended", "We were wrong.", "en", "website", corrects="sorry")

    with pytest.raises(Refused, match="key of its own") as refused:
        draft(case, by(BINH, 6 * MINUTE), EDITED)
    case = draft(case, by(BINH, 6 * MINUTE), correction)

    assert refused.value.code == "statement_is_out"
    assert the_statement(case, "mended").corrects == "sorry"
    assert happened(case)[-1] == "correction_drafted"


def test_only_what_was_published_can_be_corrected() -> None:
    correction = Draft("mended", "We were wrong.", "en", "website", corrects="sorry")

    with pytest.raises(Refused, match="never published"):
        draft(drafted(), by(BINH, 2 * MINUTE), correction)
    with pytest.raises(Refused, match="no statement 'sorry'"):
        draft(a_declared_case(), by(BINH, 2 * MINUTE), correction)


def test_a_case_without_playbook_has_nobody_to_approve() -> None:
    with pytest.raises(Refused) as refused:
        drafted(a_declared_case(playbook=None))

    assert refused.value.code == "no_playbook"


def test_a_playbook_without_approvers_does_not_approve_in_silence() -> None:
    with pytest.raises(Refused) as refused:
        drafted(a_declared_case(playbook=replace(a_playbook(), approvers=())))

    assert refused.value.code == "nobody_to_sign"


@pytest.mark.parametrize(
    "empty", [{"text": " "}, {"key": ""}, {"channel": ""}, {"text": "", "template": "unknown"}]
)
def test_a_draft_says_something_somewhere(empty: dict[str, str]) -> None:
    with pytest.raises(Refused) as refused:
        drafted(said=replace(SORRY, **empty))

    assert refused.value.code == "nothing_to_say"


def test_nobody_drafts_in_a_case_that_is_over() -> None:
    with pytest.raises(Refused) as refused:
        drafted(a_case(stage=CrisisStage.CLOSED))

    assert refused.value.code == "not_active"


def test_a_statement_under_way_hinders_the_closing_and_one_that_is_out_does_not() -> None:
    assert [one.key for one in open_statements(approved())] == ["sorry"]
    assert open_statements(out()) == ()


def test_an_approver_who_is_taken_out_of_the_playbook_still_signs_what_is_asked() -> None:
    case = quiet(drafted())
    case = replace(case, playbook=replace(a_playbook(), approvers=()))

    assert the_statement(approved(case)).state is StatementState.APPROVED
