"""A case in its own words: why this bad, why paged or not, what next and when."""

from dataclasses import replace

import pytest

from makegood.rules.crisis.calling import PageReason, PageState
from makegood.rules.crisis.explaining import PAGES_EXPLAINED, REASONS, explain, explain_page
from makegood.rules.crisis.ladders import stop
from makegood.rules.crisis.linking import MergedCase, absorb, mention, merge_into
from makegood.rules.crisis.severity import Severity, Trigger
from makegood.rules.crisis.words import Mention, Source, SourceType
from tests.rules.crisis.cases import HOUR, MAI, MINUTE, START, by
from tests.rules.crisis.walk import called, let_pass, opened_case, paged, triaged
from tests.rules.life.walk import refusal_of


def test_a_case_that_nobody_has_assessed_says_so_and_who_is_called() -> None:
    said = explain(paged(opened_case(), START), START)

    assert said[0] == "SEV2 until somebody has assessed the case."
    assert "The ladder stands on rung 1 of 3, round 1." in said
    assert f"Waiting for {MAI}: acknowledge, due 2026-11-02 03:05 UTC." in said
    nobody_climbed_yet = (
        "Next by itself: the ladder climbs from rung 1 of 3, round 1 at 2026-11-02 03:05:00 UTC."
    )
    assert said.index(nobody_climbed_yet) < len(said) - 2, "pages are told of last"


def test_a_severity_is_explained_by_its_floors() -> None:
    enquiry = Source(SourceType.REGULATOR, "r-1")
    case = triaged(triggers=(Trigger.SAFETY, Trigger.MINORS), source=enquiry)

    assert explain(case, START)[:3] == (
        "SEV1 under policy 2026-11.",
        "Trigger safety: SEV1 at least.",
        "Source regulator: SEV2 at least.",
    )


def test_what_joined_is_told() -> None:
    case = absorb(triaged(), by(MAI, 3 * MINUTE), MergedCase("C-0", START, Severity.SEV4))
    seen = Mention(Source(SourceType.SOCIAL_POST, "p-2"), START)
    case = mention(case, by("watch", 4 * MINUTE), seen)

    said = explain(case, START + 4 * MINUTE)

    assert "It goes on for C-0 as well." in said
    assert "1 further mentions joined instead of paging." in said


def test_a_merged_case_says_where_it_went() -> None:
    case = merge_into(triaged(), by(MAI, 3 * MINUTE), "C-2")

    said = explain(case, START + HOUR)

    assert "It went on as a part of C-2; nobody is called for it." in said
    assert not [one for one in said if one.startswith(("Waiting", "Next", "The ladder"))]


def test_why_was_i_paged() -> None:
    case = paged(opened_case(), START)

    head, fate = explain_page(case, case.pages[0].key)

    assert head == (
        f"{MAI} was paged at 2026-11-02 03:00 UTC by chat as rota:service_desk:1: "
        "nobody had acknowledged the case, rung 1 in round 1."
    )
    assert fate == "  Sent (2026-11-02 03:00 UTC)."


@pytest.mark.parametrize(
    ("state", "detail", "said"),
    [
        (PageState.STALE, "", "  Not sent: it had become too old to help."),
        (PageState.BUNDLED, "", "  Joined with others in one message."),
        (PageState.DEFERRED, "", "  Kept for the end of that person's quiet hours."),
        (PageState.FAILED, "no such number", "  Not sent: the channel failed (no such number)."),
        (PageState.DELIVERED, "", "  Delivered."),
    ],
)
def test_why_was_i_not_paged(state: PageState, detail: str, said: str) -> None:
    case = called(opened_case(), START)
    page = replace(case.pages[0], state=state, state_at=None, detail=detail)

    assert explain_page(replace(case, pages=(page,)), page.key)[1] == said


def test_a_page_that_was_called_off_says_so() -> None:
    case = stop(called(opened_case(), START), START + MINUTE, MAI)

    said = explain_page(case, case.pages[0].key)

    assert said[1].startswith("  Called off: it was no longer needed (2026-11-02 03:01 UTC")


def test_a_page_about_a_task_names_it_and_no_rung() -> None:
    case = called(opened_case(), START)
    page = replace(case.pages[0], reason=PageReason.TASK, subject="task.keep", via="")

    (head, _) = explain_page(replace(case, pages=(page,)), page.key)

    assert head.endswith("by chat: a task was late (task.keep).")


def test_every_reason_to_page_somebody_has_its_words() -> None:
    assert set(REASONS) == set(PageReason)


def test_a_page_that_the_case_does_not_have_is_refused() -> None:
    assert refusal_of(lambda: explain_page(opened_case(), "C-1:x")).code == "no_such_page"


def test_only_the_newest_pages_are_told_of() -> None:
    case = let_pass(opened_case(), START, START + 9 * HOUR)
    assert len(case.pages) > PAGES_EXPLAINED

    told = [one for one in explain(case, START + 9 * HOUR) if "was paged at" in one]

    assert len(told) == PAGES_EXPLAINED
