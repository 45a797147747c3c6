"""A closed case is reviewed on time, with figures from its own history."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from makegood.rules.crisis.calling import Page, PageReason, PageState
from makegood.rules.crisis.file import CrisisFile
from makegood.rules.crisis.review_figures import RoleCost, total_costs
from makegood.rules.crisis.reviewing import (
    ReviewText,
    complete_review,
    figures,
    next_review,
    open_review,
    review_due,
)
from makegood.rules.crisis.severity import Impact, Severity, Urgency
from makegood.rules.crisis.triaging import Assessment, change_severity, triage
from makegood.rules.crisis.updates import post_update, promise_first
from makegood.rules.crisis.words import Channel, CrisisStage, Evidence, Role
from makegood.rules.refusals import Refused
from tests.rules.crisis.cases import (
    CHI,
    DAY,
    HOUR,
    MAI,
    MINUTE,
    SECOND,
    START,
    a_case,
    a_declared_case,
    a_holding,
    by,
)
from tests.rules.crisis.saying import REPORT, calls, happened, letters, out, quiet

TEXT = ReviewText("A post went viral", "Legal was quick", "The gate sensors failed")


def closed(severity: Severity = Severity.SEV1) -> CrisisFile:
    """A case that has just been closed, whose review is due three days later."""
    case = replace(a_declared_case(severity=severity), stage=CrisisStage.CLOSED, closed_at=START)
    return open_review(case, START)


def run(case: CrisisFile, until: timedelta) -> CrisisFile:
    """Let time pass, from alarm to alarm."""
    while (alarm := next_review(case)) and alarm[0] <= START + until:
        case = review_due(case, alarm[0])
    return case


def refused(case: CrisisFile, text: ReviewText = TEXT) -> str:
    """The code with which a review is refused."""
    with pytest.raises(Refused) as refusal:
        complete_review(case, by(MAI, DAY), text)
    return refusal.value.code


def test_a_review_is_due_as_its_severity_says() -> None:
    assert closed().review_due == START + 3 * DAY
    assert closed(Severity.SEV2).review_due == START + 7 * DAY
    assert letters(closed()) == [(MAI, "review_opened")]


def test_a_severity_lowered_before_the_closing_does_not_spare_the_review() -> None:
    case = replace(a_declared_case(severity=Severity.SEV2), triaged_at=START)
    case = change_severity(case, by(MAI, MINUTE), Severity.SEV1)
    case = change_severity(case, by(MAI, HOUR, "it is over"), Severity.SEV4)

    assert open_review(case, START + HOUR).review_due == START + HOUR + 3 * DAY


def test_what_a_case_counted_as_until_it_was_triaged_asks_for_no_review() -> None:
    minor = Assessment(Impact.MINOR, Urgency.LOW)

    case = triage(a_case(severity=Severity.SEV2), by(MAI, MINUTE), minor)

    assert case.severity is Severity.SEV4
    assert open_review(case, START + HOUR).review_due is None


def test_a_severity_that_the_triage_confirmed_counts_when_it_is_lowered_later() -> None:
    case = replace(a_declared_case(severity=Severity.SEV2), triaged_at=START)
    case = change_severity(case, by(MAI, HOUR, "it is over"), Severity.SEV4)

    assert open_review(case, START + HOUR).review_due == START + 7 * DAY + HOUR


def test_a_mild_case_asks_for_no_review_and_may_have_one() -> None:
    case = closed(Severity.SEV4)

    assert (case.review, next_review(case)) == (None, None)
    assert complete_review(case, by(MAI, DAY), TEXT).stage is CrisisStage.REVIEWED


def test_the_lead_is_reminded_at_half_of_the_time_and_towards_its_end() -> None:
    case = quiet(closed())
    assert next_review(case) == (START + 1.5 * DAY, "the review is due")
    assert review_due(case, START + 1.5 * DAY - SECOND) == case

    case = run(case, 2.9 * DAY)

    assert letters(case) == [(MAI, "review_reminded")] * 2
    assert calls(case) == []


def test_an_overdue_review_pages_the_lead_and_goes_on_reminding() -> None:
    case = run(quiet(closed()), 3 * DAY)

    assert letters(case)[-1] == (MAI, "review_overdue")
    assert calls(case) == [("role:lead",)]
    assert next_review(case) == (START + 6 * DAY, "the review is overdue")
    assert len(run(case, 13 * DAY).calls) == 4


def test_after_an_outage_one_reminder_makes_up_for_all() -> None:
    case = review_due(quiet(closed()), START + 2.9 * DAY)

    assert letters(case) == [(MAI, "review_reminded")]
    assert next_review(case) == (START + 3 * DAY, "the review is due")


def test_a_completed_review_ends_the_reminders() -> None:
    case = complete_review(closed(), by(MAI, DAY), TEXT)

    assert case.stage is CrisisStage.REVIEWED
    assert case.reviewed_at == START + DAY
    assert case.review is not None
    assert (case.review.causes, case.review.completed_by) == (TEXT.causes, MAI)
    assert next_review(case) is None
    assert review_due(case, START + 30 * DAY) == case


def test_the_same_review_again_changes_nothing_and_another_is_refused() -> None:
    case = complete_review(closed(), by(MAI, DAY), TEXT)

    assert complete_review(case, by(MAI, DAY), TEXT) == case
    assert refused(case, replace(TEXT, causes="nobody knows")) == "reviewed_already"


@pytest.mark.parametrize("part", ["summary", "went_well", "causes"])
def test_a_review_says_what_happened_what_went_well_and_why(part: str) -> None:
    assert refused(closed(), replace(TEXT, **{part: " "})) == "review_incomplete"


def test_only_a_closed_case_is_reviewed() -> None:
    assert refused(a_declared_case()) == "not_closed"


def test_a_case_that_is_closed_again_is_reviewed_again_from_what_was_written() -> None:
    case = complete_review(closed(), by(MAI, DAY), TEXT)

    case = open_review(replace(case, stage=CrisisStage.CLOSED), START + 2 * DAY)

    assert case.review is not None
    assert (case.review.completed_at, case.review.causes) == (None, TEXT.causes)
    assert case.review_due == START + 5 * DAY
    assert next_review(case) is not None


def test_times_count_from_the_opening_and_detection_from_the_first_evidence() -> None:
    seen = Evidence("e" * 64, "the post", "", START - 7 * MINUTE, CHI)
    case = replace(
        a_case(),
        evidence=(seen,),
        acknowledged_at=START + 2 * MINUTE,
        triaged_at=START + 4 * MINUTE,
        declared_at=START + 5 * MINUTE,
        contained_at=START + HOUR,
        closed_at=START + 3 * HOUR,
    )

    told = figures(case)

    times = (told.detect, told.acknowledge, told.triage, told.declare, told.contain, told.resolve)
    assert times == (7 * MINUTE, 2 * MINUTE, 4 * MINUTE, 5 * MINUTE, HOUR, 3 * HOUR)


def test_a_step_that_was_never_taken_has_no_time() -> None:
    told = figures(a_case())

    assert (told.detect, told.acknowledge, told.respond, told.resolve) == (None,) * 4


def test_evidence_that_was_found_later_does_not_make_the_detection_negative() -> None:
    later = Evidence("e" * 64, "a copy", "", START + HOUR, CHI)

    assert figures(replace(a_case(), evidence=(later,))).detect == timedelta(0)


def test_the_first_answer_to_public_or_customer_is_the_response() -> None:
    assert figures(out()).respond == 5 * MINUTE


def test_promises_kept_and_missed_are_counted() -> None:
    case = promise_first(a_declared_case(), START)
    case = post_update(case, by(CHI, 10 * MINUTE), REPORT)
    case = post_update(case, by(CHI, 2 * HOUR), REPORT)

    told = figures(case)

    assert (told.promises_kept, told.promises_missed, told.updates) == (1, 1, 2)


def test_a_page_that_was_never_sent_is_not_counted() -> None:
    page = Page("k", MAI, Channel.SMS, PageReason.LADDER, START, state=PageState.SENT)
    case = replace(a_case(), pages=(page, replace(page, state=PageState.STALE)))

    assert figures(case).pages == 1


def test_every_part_costs_by_the_hour_from_when_anybody_first_played_it() -> None:
    handed = replace(a_holding(Role.LEAD, CHI), since=START + HOUR, filled_since=START)
    roles = (handed, a_holding(Role.DEPUTY, MAI))
    case = replace(a_case(roles=roles), closed_at=START + 90 * MINUTE)

    assert figures(case).costs == (
        RoleCost(Role.LEAD, CHI, Decimal("1.50"), "90.00"),
        RoleCost(Role.DEPUTY, MAI, Decimal("1.50"), ""),
    )


def test_an_open_case_costs_until_now() -> None:
    case = a_case(roles=(a_holding(Role.LEAD, MAI),))

    assert figures(case, START + 2 * HOUR).costs[0].cost == "120.00"
    assert figures(case).costs[0].hours == 0


def test_costs_add_up_a_currency_each() -> None:
    one = RoleCost(Role.LEAD, MAI, Decimal(1), "1,200.50 USD")
    costs = (one, replace(one, cost="99.50 USD"), replace(one, cost="7.00 SGD"))

    assert total_costs((*costs, replace(one, cost=""))) == ("1,300.00 USD", "7.00 SGD")


def test_a_review_is_told_on_the_timeline() -> None:
    case = run(closed(), 3 * DAY)

    assert happened(complete_review(case, by(MAI, 4 * DAY), TEXT)) == [
        "review_reminded",
        "review_reminded",
        "review_overdue",
        "reviewed",
    ]
