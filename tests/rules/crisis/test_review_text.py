"""The review is written from the history, and nothing that strangers wrote is markup in it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from makegood.rules.case_words import Event
from makegood.rules.crisis.review_report import report, span_text
from makegood.rules.crisis.review_text import markdown, plain
from makegood.rules.crisis.reviewing import open_review
from makegood.rules.crisis.words import CrisisStage
from tests.rules.crisis.cases import (
    DAY,
    HOUR,
    MINUTE,
    START,
    a_case,
    an_alert,
)
from tests.rules.crisis.saying import reviewed


def test_a_review_tells_the_story_its_figures_and_what_follows() -> None:
    text = markdown(reviewed())

    assert text.startswith("# Post-incident review: Courier throws parcels over a gate\n")
    for said in (
        "A courier was filmed",
        "Nobody checks the gates",
        "| First response | 5 min |",
        "| Resolve | 1 h |",
        "| Triage | not reached |",
        "In all 60.00.",
        "| internal liaison | desk.chi | 1.00 | no rate |",
        "statement published",
        "| public | 2026-11-02 03:20:00 UTC | kept |",
        "| 1 | desk.chi | Too late | viral\\_post: Add PR at night | approved by desk.mai |",
        "| 2 | desk.chi | Ask twice | viral\\_post: Two checks | refused by desk.mai |",
        "| 3 | desk.chi | No sensors | viral\\_post: Sensors | open |",
        "| 4 | desk.chi | Speak plainly |  |  |",
        "2026-11-03 03:00:00 UTC (done in May)",
        "| 2 | Buy sensors | desk.binh | 2026-11-09 03:00:00 UTC | open |",
    ):
        assert said in text


def test_a_review_that_nobody_has_completed_says_that_it_is_a_draft() -> None:
    draft = markdown(a_case())

    assert "**DRAFT: generated from the history of the case**" in draft
    assert "To be written by the review." in draft
    assert "Not closed yet." in draft
    assert "Policy rates none" in draft
    assert "DRAFT" not in markdown(reviewed())


def test_a_draft_goes_on_from_what_was_written_before() -> None:
    case = open_review(replace(reviewed(), stage=CrisisStage.CLOSED), START + 2 * DAY)

    assert "DRAFT" in markdown(case)
    assert "Nobody checks the gates" in markdown(case)


def test_a_rehearsal_and_a_restricted_case_are_marked_on_top() -> None:
    marks = report(a_case(alert=an_alert(drill=True, restricted=True))).marks

    assert [mark.partition(":")[0] for mark in marks] == ["DRILL", "RESTRICTED", "DRAFT"]


def test_an_empty_part_says_so() -> None:
    assert "## Actions\n\nNone." in markdown(a_case())


def test_the_whole_timeline_of_the_records_takes_the_place_of_the_newest_lines() -> None:
    old = Event(1, START, "system", "case_opened", why="a post", evidence="post-1")

    assert "| case opened | a post (post-1) |" in markdown(reviewed(), (old,))
    assert "statement published" not in markdown(reviewed(), (old,))


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("<script>alert(1)</script>", "\\<script\\>alert(1)\\</script\\>"),
        ("a | b", "a \\| b"),
        ("line\r\n# heading", "line # heading"),
        ("# heading", "\\# heading"),
        ("1. list", "1\\. list"),
        ("- list", "\\- list"),
        ("=====", "\\====="),
        ("[click](javascript:x)", "\\[click\\](javascript:x)"),
        ("**bold** `code` ~~gone~~", "\\*\\*bold\\*\\* \\`code\\` \\~\\~gone\\~\\~"),
        ("&lt;b&gt;", "\\&lt;b\\&gt;"),
        ("back\\slash", "back\\\\slash"),
        ("a\x00\x1bb\u202ec", "abc"),
        ("\u2028next", "next"),
    ],
)
def test_what_strangers_write_stays_plain_text(text: str, safe: str) -> None:
    assert plain(text) == safe


def test_a_hostile_case_makes_no_row_or_heading_of_its_own() -> None:
    hostile = "x\n\n# Owned\n| a | b |\n|---|---|\n<img src=x onerror=alert(1)>"
    harmless = an_alert(headline="x", description="x")

    text = markdown(a_case(alert=an_alert(headline=hostile, description=hostile)))

    assert text.count("\n") == markdown(a_case(alert=harmless)).count("\n")
    assert "<img" not in text.replace("\\<img", "")


@pytest.mark.parametrize(
    ("span", "text"),
    [
        (None, "not reached"),
        (timedelta(0), "0 s"),
        (timedelta(seconds=59), "59 s"),
        (2 * HOUR + 5 * MINUTE, "2 h 5 min"),
        (3 * DAY + timedelta(seconds=1), "3 d 1 s"),
    ],
)
def test_a_span_is_read_at_a_glance(span: timedelta | None, text: str) -> None:
    assert span_text(span) == text
