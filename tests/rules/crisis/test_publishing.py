"""Only the approved hash is published, once, on somebody's word; and it can be taken back."""

from dataclasses import replace

import pytest

from makegood.rules.crisis.file import CrisisFile
from makegood.rules.crisis.promises import open_promise
from makegood.rules.crisis.promising import PromiseState
from makegood.rules.crisis.statements import (
    Draft,
    ask_publish,
    draft,
    publish_failed,
    published,
    to_publish,
    to_withdraw,
    withdraw,
    withdraw_failed,
    withdrawn,
)
from makegood.rules.crisis.stating import StatementState
from makegood.rules.crisis.updates import promise_first
from makegood.rules.crisis.words import Audience, CrisisStage, Role
from makegood.rules.refusals import Refused
from makegood.rules.rounds import RoundState, state
from tests.rules.crisis.cases import (
    BINH,
    CHI,
    MAI,
    MINUTE,
    START,
    a_declared_case,
    a_holding,
    by,
)
from tests.rules.crisis.saying import (
    HOLDING,
    LEGAL,
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

AT = START + 5 * MINUTE


def release(case: CrisisFile, who: str = MAI, key: str = "sorry") -> CrisisFile:
    """The case after somebody has given the word for that statement."""
    return ask_publish(case, by(who, 5 * MINUTE), the_statement(case, key).sha256)


def refused_release(case: CrisisFile, who: str = MAI, key: str = "sorry") -> str:
    """The code of the refusal."""
    with pytest.raises(Refused) as refused:
        release(case, who, key)
    return refused.value.code


def test_an_approved_statement_goes_to_the_publisher_on_the_lead_s_word() -> None:
    case = release(approved())

    assert [one.key for one in to_publish(case)] == ["sorry"]
    assert the_statement(case).publish_by == MAI
    assert happened(case)[-1] == "statement_released"


def test_nothing_is_published_before_everybody_has_signed() -> None:
    assert refused_release(drafted()) == "not_approved"
    assert refused_release(answered(drafted(), LEGAL)) == "not_approved"


def test_only_the_approved_hash_can_be_published() -> None:
    old = the_statement(approved()).sha256
    case = draft(approved(), by(BINH, 4 * MINUTE), replace(SORRY, text="Sorry, all of you."))

    with pytest.raises(Refused) as refused:
        ask_publish(case, by(MAI, 5 * MINUTE), old)

    assert refused.value.code == "stale_subject"
    assert refused_release(case) == "not_approved"


def test_a_text_that_is_not_the_signed_one_any_more_is_refused() -> None:
    case = approved()
    forged = replace(the_statement(case), text="Send your card number to this address.")

    assert refused_release(replace(case, statements=(forged,))) == "tampered"


def test_a_signed_text_is_released_by_lead_deputy_or_customer_liaison() -> None:
    deputy = replace(approved(), roles=(*approved().roles, a_holding(Role.DEPUTY, "desk.duy")))

    assert to_publish(release(approved(), BINH))
    assert to_publish(release(deputy, "desk.duy"))
    assert refused_release(approved(), CHI) == "not_the_speaker"
    assert refused_release(approved(), "") == "not_the_speaker"


def test_a_holding_statement_needs_the_lead_and_nobody_else() -> None:
    case = drafted(said=HOLDING)

    assert refused_release(case, BINH, "holding") == "not_the_speaker"
    assert to_publish(release(case, MAI, "holding"))


def test_a_lead_may_release_a_holding_statement_that_they_took_from_the_library() -> None:
    assert to_publish(release(drafted(said=HOLDING, who=MAI), MAI, "holding"))


def test_the_word_said_twice_publishes_once() -> None:
    case = release(approved())

    assert release(case) == case
    assert release(out()) == out()


def test_nothing_is_published_in_a_case_that_is_over() -> None:
    assert refused_release(replace(approved(), stage=CrisisStage.REJECTED)) == "not_active"


def test_a_publication_is_on_record_with_its_reference() -> None:
    case = out()

    statement = the_statement(case)
    assert (statement.state, statement.published_at) == (StatementState.PUBLISHED, AT)
    assert statement.reference == "post-sorry"
    assert happened(case)[-1] == "statement_published"
    assert case.responded_at == AT
    assert published(case, statement.sha256, "another", AT) == case


def test_a_publication_keeps_the_promise_to_the_public_and_makes_the_next() -> None:
    case = out(approved(drafted(promise_first(a_declared_case(), START))))

    first = next(one for one in case.promises if one.audience is Audience.PUBLIC)
    promised = open_promise(case, Audience.PUBLIC)
    assert first.state is PromiseState.KEPT
    assert promised is not None
    assert promised.due_at == AT + 60 * MINUTE


def test_a_statement_on_the_customer_s_channel_is_told_to_the_customer_alone() -> None:
    said = replace(SORRY, channel="customer")

    case = out(approved(drafted(promise_first(a_declared_case(), START), said)))

    states = {one.audience: one.state for one in case.promises[:3]}
    assert states[Audience.CUSTOMER] is PromiseState.KEPT
    assert states[Audience.PUBLIC] is PromiseState.OPEN


def test_a_statement_that_could_not_be_published_stays_approved_and_calls_people() -> None:
    case = release(quiet(approved()))
    sha256 = the_statement(case).sha256

    case = publish_failed(case, sha256, "the site is down", AT)

    assert the_statement(case).state is StatementState.APPROVED
    assert letters(case) == [(MAI, "statement_failed")]
    assert calls(case) == [("role:customer_liaison",)]
    assert publish_failed(case, sha256, "again", AT) == case


def test_a_second_failure_is_a_page_of_its_own() -> None:
    case = quiet(approved())
    for _ in range(2):
        case = release(case)
        case = publish_failed(case, the_statement(case).sha256, "the site is down", AT)

    assert len({call.run for call in case.calls}) == 2


def test_a_correction_says_what_it_corrects() -> None:
    correction = Draft("mended", "We were wrong.", "en", "website", corrects="sorry")
    case = approved(drafted(out(), correction), "mended")

    case = out(case, "mended", minute=9)

    assert happened(case)[-1] == "statement_corrected"
    assert case.events[-1].evidence == "sorry by mended"


def test_a_published_statement_is_taken_back_with_a_reason() -> None:
    case = withdraw(out(), by(MAI, 6 * MINUTE, "the figure is wrong"), "sorry")
    assert [one.key for one in to_withdraw(case)] == ["sorry"]

    case = withdrawn(case, "sorry", START + 7 * MINUTE)

    assert the_statement(case).state is StatementState.WITHDRAWN
    assert the_statement(case).withdrawn_at == START + 7 * MINUTE
    assert to_withdraw(case) == ()
    assert withdrawn(case, "sorry", START + 8 * MINUTE) == case


def test_a_withdrawal_said_twice_is_one() -> None:
    case = withdraw(out(), by(MAI, 6 * MINUTE, "wrong"), "sorry")
    gone = withdrawn(case, "sorry", START + 7 * MINUTE)

    assert withdraw(case, by(MAI, 7 * MINUTE, "wrong"), "sorry") == case
    assert withdraw(gone, by(MAI, 8 * MINUTE, "wrong"), "sorry") == gone


def test_a_withdrawal_that_failed_calls_people_and_can_be_asked_again() -> None:
    case = withdraw(quiet(out()), by(MAI, 6 * MINUTE, "wrong"), "sorry")

    case = withdraw_failed(case, "sorry", "the site is down", START + 7 * MINUTE)

    assert the_statement(case).state is StatementState.PUBLISHED
    assert calls(case) == [("role:customer_liaison",)]
    assert withdraw_failed(case, "sorry", "again", START + 7 * MINUTE) == case
    assert to_withdraw(withdraw(case, by(MAI, 8 * MINUTE, "wrong"), "sorry"))


def test_a_withdrawal_needs_a_reason_and_somebody_who_may_speak() -> None:
    with pytest.raises(Refused, match="say why"):
        withdraw(out(), by(MAI, 6 * MINUTE, " "), "sorry")
    with pytest.raises(Refused) as refused:
        withdraw(out(), by(CHI, 6 * MINUTE, "wrong"), "sorry")

    assert refused.value.code == "not_the_speaker"


def test_what_is_being_published_is_withdrawn_once_it_is_out() -> None:
    with pytest.raises(Refused) as refused:
        withdraw(release(approved()), by(MAI, 6 * MINUTE, "wrong"), "sorry")

    assert refused.value.code == "being_published"


def test_a_draft_is_dropped_at_once_and_nobody_signs_it_any_more() -> None:
    case = withdraw(drafted(), by(CHI, 2 * MINUTE, "not needed"), "sorry")

    statement = the_statement(case)
    assert statement.state is StatementState.WITHDRAWN
    assert statement.round is not None
    assert state(statement.round) is RoundState.VOID
    assert to_withdraw(case) == ()
    with pytest.raises(Refused) as refused:
        answered(case, LEGAL)
    assert refused.value.code == "round_closed"


def test_a_holding_statement_is_dropped_too() -> None:
    case = withdraw(drafted(said=HOLDING), by(CHI, 2 * MINUTE, "not needed"), "holding")

    assert the_statement(case, "holding").state is StatementState.WITHDRAWN


def test_a_case_that_has_ended_takes_nothing_back() -> None:
    with pytest.raises(Refused) as refused:
        withdraw(replace(out(), ended_at=AT), by(MAI, 6 * MINUTE, "wrong"), "sorry")

    assert refused.value.code == "ended"
