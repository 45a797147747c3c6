"""The end of a case: its checklist, its resolution, its second life, and its real end."""

from dataclasses import replace
from datetime import timedelta

import pytest

from makegood.rules.crisis.acting import Learning
from makegood.rules.crisis.calling import PageState
from makegood.rules.crisis.closing import (
    checklist,
    claim_of,
    claim_told,
    close,
    end_due,
    next_end,
    reopen,
)
from makegood.rules.crisis.csat import record_csat
from makegood.rules.crisis.declaring import contain, stabilise
from makegood.rules.crisis.file import CrisisFile
from makegood.rules.crisis.ladders import is_running
from makegood.rules.crisis.learning import NewAction, add_action, complete_action
from makegood.rules.crisis.promises import open_promises
from makegood.rules.crisis.reviewing import ReviewText, complete_review
from makegood.rules.crisis.roles import hand_over
from makegood.rules.crisis.stating import StatementState
from makegood.rules.crisis.ticking import next_moment, tick
from makegood.rules.crisis.triaging import reject
from makegood.rules.crisis.updates import Told, post_update
from makegood.rules.crisis.words import Audience, CrisisStage, Link, Role, Source, SourceType
from tests.rules.crisis.cases import (
    BINH,
    DAY,
    HOUR,
    MAI,
    MINUTE,
    SECOND,
    START,
    a_case,
    a_declared_case,
    by,
)
from tests.rules.crisis.saying import approved, drafted, out
from tests.rules.crisis.walk import (
    MILD,
    all_done,
    called,
    closed,
    declared,
    let_pass,
    opened_case,
    people_paged,
    stable,
    triaged,
)
from tests.rules.life.walk import refusal_of

TEXT = ReviewText("A gate", "The answer came early", "No training")
WEEK = 7 * DAY


def over(minute: int = 20) -> CrisisFile:
    """A crisis in which all is done and everybody has been told, but for its closing."""
    case = stable()
    case = all_done(out(approved(drafted(case)), minute=14))
    return replace(case, unrecorded=replace(case.unrecorded, letters=()))


def ended_crisis() -> CrisisFile:
    """A crisis that was closed after twenty minutes."""
    return close(over(), by(MAI, 20 * MINUTE), "the driver is being trained")


def test_a_crisis_is_closed_when_all_is_done_and_said() -> None:
    case = ended_crisis()

    assert case.stage is CrisisStage.CLOSED
    assert case.resolution == "the driver is being trained"
    assert case.closed_at == START + 20 * MINUTE
    assert open_promises(case) == ()
    assert all(clock.stopped_at for clock in case.clocks)
    assert case.review_due == START + 20 * MINUTE + 3 * DAY


def test_the_checklist_names_what_would_be_forgotten() -> None:
    case = drafted(stable())

    refused = refusal_of(lambda: close(case, by(MAI, 20 * MINUTE), "done"))

    assert refused.code == "checklist_open"
    assert checklist(case) == (
        "task facts is open",
        "task keep is open",
        "task draft is blocked",
        "task answer is blocked",
        "public is promised an update",
        "customer is promised an update",
        "management is promised an update",
        "statement sorry is in_approval",
    )


def test_the_public_has_heard_the_end_only_from_a_statement_published_since() -> None:
    before = out(approved(drafted(declared())), minute=5)
    before = stabilise(contain(before, by(MAI, 10 * MINUTE)), by(MAI, 12 * MINUTE))

    assert "public is promised an update" in checklist(all_done(before))
    assert checklist(over()) == ()


def test_an_audience_that_was_let_down_is_owed_a_word_before_the_case_is_closed() -> None:
    late = let_pass(stable(), START + 12 * MINUTE, START + 2 * HOUR)
    assert "management is promised an update" in checklist(late)

    told = post_update(late, by(MAI, 2 * HOUR), Told(Audience.MANAGEMENT, "Over", "none", "none"))

    assert "management is promised an update" not in checklist(told)


def test_a_promise_in_a_case_that_is_not_stable_is_open_whatever_was_said() -> None:
    assert "management is promised an update" in checklist(all_done(declared()))


def test_a_statement_that_is_being_taken_back_keeps_the_case_open() -> None:
    case = over()
    leaving = tuple(replace(one, withdrawing=True) for one in case.statements)

    assert checklist(replace(case, statements=leaving)) == ("statement sorry is being withdrawn",)


@pytest.mark.parametrize("stage", [CrisisStage.DETECTED, CrisisStage.DECLARED])
def test_a_crisis_is_closed_once_stable_and_a_case_once_triaged(stage: CrisisStage) -> None:
    case = a_case(stage=stage)

    assert refusal_of(lambda: close(case, by(MAI), "done")).code == "wrong_stage"


def test_a_reopened_crisis_has_to_be_stable_again() -> None:
    case = a_declared_case(stage=CrisisStage.REOPENED)

    assert refusal_of(lambda: close(case, by(MAI), "done")).code == "wrong_stage"


def test_a_case_is_closed_with_a_word_on_how_it_was_resolved() -> None:
    assert refusal_of(lambda: close(triaged(MILD), by(MAI), " ")).code == "resolution_missing"


def test_whoever_reported_the_case_hears_of_its_end_or_else_the_desk() -> None:
    assert closed().unrecorded.letters[-1].to == MAI
    case = close(triaged(MILD, reported_by=""), by(MAI, 9 * MINUTE), "done")
    assert case.unrecorded.letters[-1].to == "service_desk"


def test_closing_a_case_calls_off_the_ladder_pages_and_offers() -> None:
    case = called(opened_case(), START)
    case = replace(case, stage=CrisisStage.TRIAGED)
    case = hand_over(replace(case, roles=a_declared_case().roles), by(MAI), Role.LEAD, BINH)

    case = close(called(case, START), by(MAI, MINUTE), "nothing happened")

    assert not is_running(case)
    assert {page.state for page in case.pages} == {PageState.CANCELLED}
    assert all(not one.offered_to for one in case.roles)


def test_the_customer_is_asked_a_day_later_and_nobody_else_is_bothered() -> None:
    case = let_pass(closed(), START + 15 * MINUTE, START + 15 * MINUTE + DAY)

    asked = [one.to for one in case.unrecorded.letters if one.template == "csat_request"]
    assert asked == ["cust-7"]
    assert people_paged(case) == [MAI]


def test_a_case_without_a_review_ends_a_week_after_it_was_closed() -> None:
    case = let_pass(closed(), START + 15 * MINUTE, START + 15 * MINUTE + WEEK - SECOND)
    assert case.is_open
    assert next_end(case) == (START + 15 * MINUTE + WEEK, "the case ends")
    assert end_due(case, START + 15 * MINUTE + WEEK - SECOND) == case

    case = let_pass(case, START + 15 * MINUTE + WEEK - SECOND, START + 15 * MINUTE + WEEK)

    assert case.ended_at == START + 15 * MINUTE + WEEK
    assert next_moment(case, START + 30 * DAY) is None


def test_a_case_does_not_end_before_its_review() -> None:
    case = tick(ended_crisis(), START + 30 * DAY)
    assert case.is_open
    assert next_end(case) is None

    reviewed = complete_review(case, by(MAI, 30 * DAY), TEXT)

    ended = tick(tick(reviewed, START + 31 * DAY), START + 32 * DAY)
    assert ended.ended_at is not None


def test_a_case_does_not_end_before_its_actions_are_done() -> None:
    case = add_action(closed(), by(MAI, HOUR), NewAction("Train the driver", "ops.duc"))
    assert next_end(answered(case)) is None

    done = complete_action(case, by("ops.duc", 2 * HOUR), 1, "trained")

    assert next_end(answered(done)) is not None


def answered(case: CrisisFile) -> CrisisFile:
    """The case whose customer has said how it went."""
    return record_csat(case, by("cust-7", HOUR), 5)


def test_a_case_does_not_end_before_a_proposed_change_is_decided() -> None:
    case = answered(closed())
    proposal = Learning(1, START, MAI, "gates", "viral_post", "ask for the gate code")

    assert next_end(replace(case, learnings=(proposal,))) is None
    decided = replace(proposal, refused_by=BINH)
    assert next_end(replace(case, learnings=(decided,))) is not None
    plain = replace(proposal, proposal="")
    assert next_end(replace(case, learnings=(plain,))) is not None


def test_a_case_does_not_end_while_a_statement_is_being_taken_back() -> None:
    case = answered(closed())
    (statement,) = out().statements
    leaving = (replace(statement, withdrawing=True),)

    assert next_end(replace(case, statements=leaving)) is None


def test_a_case_does_not_end_while_the_customer_is_still_to_be_asked() -> None:
    assert next_end(closed()) is None
    assert next_end(answered(closed())) is not None


def test_a_reopened_case_keeps_its_history_and_has_clocks_of_its_own() -> None:
    case = ended_crisis()

    again = reopen(case, by(BINH, HOUR, "another video"))

    assert again.stage is CrisisStage.REOPENED
    assert again.reopenings == 1
    assert again.events[: len(case.events)] == case.events
    started = {clock.name: clock.started_at for clock in again.clocks if not clock.stopped_at}
    assert started == dict.fromkeys(("acknowledge", "containment", "resolution"), START + HOUR)
    assert {clock.name for clock in again.past_clocks} >= {"containment", "resolution"}
    assert len(open_promises(again)) == 3
    assert (again.closed_at, again.review_due, again.csat) == (None, None, None)


def test_a_reopened_case_calls_people_again() -> None:
    again = reopen(closed(), by(BINH, HOUR, "it happened again"))

    assert people_paged(called(again, START + HOUR)) == [MAI, MAI]
    assert open_promises(again) == ()


def test_an_answer_of_the_customer_survives_a_reopening() -> None:
    again = reopen(answered(closed()), by(BINH, 2 * HOUR, "it happened again"))

    assert again.csat is not None
    assert again.csat.score == 5


def test_a_reopened_case_is_closed_again_and_its_window_is_new() -> None:
    again = reopen(closed(), by(BINH, HOUR, "it happened again"))

    again = close(again, by(MAI, 2 * HOUR), "this time for good")

    assert again.reopen_until == START + 2 * HOUR + WEEK


@pytest.mark.parametrize(
    ("after", "why", "code"),
    [
        (HOUR, "", "reason_missing"),
        (8 * DAY, "again", "reopen_window_over"),
    ],
)
def test_a_case_is_reopened_with_a_reason_and_in_time(
    after: timedelta, why: str, code: str
) -> None:
    assert refusal_of(lambda: reopen(ended_crisis(), by(MAI, after, why))).code == code


def test_what_is_not_closed_or_has_ended_is_not_reopened() -> None:
    assert refusal_of(lambda: reopen(stable(), by(MAI))).code == "not_closed"
    ended = replace(closed(), ended_at=START + WEEK)
    assert refusal_of(lambda: reopen(ended, by(MAI))).code == "not_closed"


def test_a_case_closed_before_windows_were_kept_may_be_reopened() -> None:
    case = replace(closed(), reopen_until=None)

    assert reopen(case, by(MAI, HOUR)).stage is CrisisStage.REOPENED


def test_a_text_that_was_not_out_yet_never_goes_out_after_a_false_alarm() -> None:
    case = reject(approved(drafted(triaged())), by(MAI, HOUR, "an old video"))

    (statement,) = case.statements
    assert statement.state is StatementState.WITHDRAWN
    assert statement.round is not None
    assert statement.round.void_reason == "an old video"


def test_a_text_that_nobody_was_asked_to_sign_is_given_up_too() -> None:
    case = triaged()
    (statement,) = drafted().statements
    unasked = replace(statement, round=None, state=StatementState.APPROVED)

    case = reject(replace(case, statements=(unasked,)), by(MAI, HOUR))

    assert [one.state for one in case.statements] == [StatementState.WITHDRAWN]


def test_what_is_out_already_stays_out_after_a_false_alarm() -> None:
    case = reject(replace(triaged(), statements=out().statements), by(MAI, HOUR))

    assert [one.state for one in case.statements] == [StatementState.PUBLISHED]


def test_the_claim_is_the_source_or_the_first_link_of_its_kind() -> None:
    links = (Link("ticket", "T-1"), Link("claim", "CL-2"), Link("claim", "CL-3"))

    assert claim_of(opened_case(links=links)) == "CL-2"
    source = Source(SourceType.CLAIM, "CL-1")
    assert claim_of(opened_case(links=links, source=source)) == "CL-1"
    assert claim_of(opened_case()) == ""


def test_the_claim_hears_once_and_it_is_on_record() -> None:
    case = claim_told(closed(links=(Link("claim", "CL-2"),)), START + HOUR)

    assert case.told_claim
    assert (case.events[-1].what, case.events[-1].evidence) == ("claim_told", "CL-2")
