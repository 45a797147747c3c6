"""People are called often enough and not to death; a page says enough and nothing private."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import TypedDict, Unpack

import pytest
from hypothesis import given
from hypothesis import strategies as st

from makegood.rules.crisis.calling import PageReason
from makegood.rules.crisis.page_text import (
    how_to_acknowledge,
    may_be_a_repeat,
    page_text,
    page_title,
)
from makegood.rules.crisis.replies import acknowledged_page
from makegood.rules.crisis.severity import Severity
from makegood.rules.crisis.throttle import (
    Bundle,
    Defer,
    Limit,
    PageRequest,
    Preferences,
    Send,
    Stale,
    verdict,
)
from makegood.rules.crisis.words import Channel
from makegood.rules.refusals import Refused
from tests.rules.crisis.cases import HOUR, MAI, MINUTE, SECOND, START

SMS = (Limit(1, MINUTE), Limit(5, 15 * MINUTE), Limit(11, HOUR), Limit(21, 3 * HOUR))
"""GoAlert's limits of text messages to one person."""

LIMITED = Preferences(limits=SMS)


class Said(TypedDict, total=False):
    """What a test may say about a page."""

    restricted: bool
    drill: bool
    never_quiet: bool
    first: bool


def a_request(**said: Unpack[Said]) -> PageRequest:
    """A text message to Mai, worth sending for half an hour."""
    return PageRequest(
        "C-1:ladder:1.0.0:desk.mai:sms",
        "C-1",
        MAI,
        Channel.SMS,
        PageReason.LADDER,
        Severity.SEV3,
        START,
        START + 30 * MINUTE,
        headline="Mrs Lan's parcel",
        place="rung 1 of 3, round 1",
        **said,
    )


def test_a_page_goes_out_at_once_where_nothing_is_in_its_way() -> None:
    assert verdict(a_request(), (), LIMITED, START) == Send()


def test_a_page_is_stale_from_its_moment_on_and_not_before() -> None:
    end = START + 30 * MINUTE
    assert verdict(a_request(), (), Preferences(), end - SECOND) == Send()
    assert verdict(a_request(), (), Preferences(), end) == Stale()


def test_in_quiet_hours_a_page_waits_unless_it_must_not() -> None:
    quiet = Preferences(quiet_until=START + 8 * HOUR)
    assert verdict(a_request(), (), quiet, START) == Defer(START + 8 * HOUR)
    assert verdict(a_request(never_quiet=True), (), quiet, START) == Send()


@pytest.mark.parametrize(
    ("recent", "until"),
    [
        ((START - 59 * SECOND,), START + SECOND),
        ((START - MINUTE,), None),
        (tuple(START - n * 2 * MINUTE for n in range(5, 0, -1)), START + 5 * MINUTE),
        (tuple(START - n * 5 * MINUTE for n in range(11, 0, -1)), START + 5 * MINUTE),
        (tuple(START - n * 8 * MINUTE for n in range(21, 0, -1)), START + 12 * MINUTE),
    ],
)
def test_beyond_a_limit_pages_wait_until_there_is_room(
    recent: tuple[datetime, ...], until: datetime | None
) -> None:
    wanted = Bundle(until) if until else Send()
    assert verdict(a_request(), recent, LIMITED, START) == wanted


def test_the_first_page_of_a_case_passes_the_shortest_limit_alone() -> None:
    just_now = (START - SECOND,)
    many = tuple(START - n * 2 * MINUTE for n in range(5, 0, -1))
    assert verdict(a_request(first=True), just_now, LIMITED, START) == Send()
    assert verdict(a_request(first=True), many, LIMITED, START) == Bundle(START + 5 * MINUTE)


@given(st.lists(st.integers(0, 4 * 3600), max_size=60).map(sorted))
def test_no_stretch_of_time_ever_has_more_pages_than_its_limit(seconds: list[int]) -> None:
    sent: list[datetime] = []
    for offset in seconds:
        now = START + offset * SECOND
        request = replace(a_request(), at=now, stale_at=now + HOUR)
        if isinstance(verdict(request, tuple(sent), LIMITED, now), Send):
            sent.append(now)
    for limit in SMS:
        assert all(_within(sent, start, limit.per) <= limit.count for start in sent)


def _within(sent: list[datetime], start: datetime, per: timedelta) -> int:
    return sum(start <= at < start + per for at in sent)


def test_a_page_says_what_why_and_how_to_answer() -> None:
    text = page_text(replace(a_request(), channel=Channel.MAIL))
    assert text == (
        "SEV3 case C-1. Mrs Lan's parcel. Somebody must acknowledge it (rung 1 of 3, round 1)."
    )
    assert how_to_acknowledge(12) == "Reply 12a to acknowledge."


@pytest.mark.parametrize("channel", [Channel.SMS, Channel.PUSH, Channel.VOICE])
def test_what_a_lock_screen_shows_names_no_customer(channel: Channel) -> None:
    assert "Lan" not in page_text(replace(a_request(), channel=channel))


def test_a_page_about_a_task_names_the_task() -> None:
    task = replace(a_request(), reason=PageReason.TASK, subject="facts", place="")
    assert page_text(task) == "SEV3 case C-1. A task is late: facts."


def test_a_page_of_a_restricted_case_has_no_content() -> None:
    text = page_text(replace(a_request(restricted=True), channel=Channel.MAIL))
    assert text == "restricted SEV3 case C-1: open the console."


def test_a_rehearsal_says_so_in_its_first_word() -> None:
    assert page_title(a_request(drill=True)) == "DRILL: SEV3 case C-1"


@pytest.mark.parametrize("text", ["12a", " 12 A ", "12a thanks, on my way", "0012A."])
def test_a_number_and_an_a_acknowledge_a_page(text: str) -> None:
    assert acknowledged_page(text) == 12


@pytest.mark.parametrize("text", ["", "a", "ok", "12", "12c", "12all", "a12", "1234567890123a"])
def test_whatever_else_is_replied_acknowledges_nothing(text: str) -> None:
    with pytest.raises(Refused, match="such as 12a") as refusal:
        acknowledged_page(text)
    assert refusal.value.code == "no_reply_code"


def test_a_page_that_may_have_gone_out_before_says_so_first() -> None:
    assert may_be_a_repeat("SEV1: look.") == "You may have had this before. SEV1: look."
