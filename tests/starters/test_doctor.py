"""The doctor misses a round that is not walked, and a canary that did not arrive."""

from datetime import UTC, datetime, timedelta

import pytest

from makegood.messages.rounds import Walker
from makegood.store.signs import Sign
from starters.doctor import AWAITED, Verdict, is_well, living

NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def test_a_system_that_was_just_started_is_missed_by_nobody() -> None:
    checks = living({}, None, NOW)

    assert is_well(checks)
    assert [(check.name, check.found) for check in checks] == [
        ("digest round", "has not been yet"),
        ("duty round", "has not been yet"),
        ("daily look", "has not been yet"),
        ("canary", "has not flown yet"),
        ("last page", "none ever went out"),
    ]


@pytest.mark.parametrize("walker", AWAITED)
def test_a_round_is_missed_when_it_is_late_and_not_before(walker: Walker) -> None:
    just_in_time = {walker: Sign(NOW - AWAITED[walker])}
    late = {walker: Sign(NOW - AWAITED[walker] - SECOND)}

    assert is_well(living(just_in_time, None, NOW))
    missed = [check for check in living(late, None, NOW) if check.verdict is Verdict.WRONG]
    assert [check.name for check in missed] == [walker]
    assert missed[0].found.startswith("not since 2026-0")
    assert "makegood worker run --queue crises" in missed[0].next


def test_a_canary_that_did_not_arrive_is_wrong_and_names_the_channel() -> None:
    dead = living({Walker.CANARY: Sign(NOW, "dead: sms to desk.dung")}, NOW, NOW)
    alive = living({Walker.CANARY: Sign(NOW, "every channel works")}, NOW, NOW)

    assert [check.found for check in dead if check.verdict is Verdict.WRONG] == [
        "dead: sms to desk.dung, at 2026-03-02 02:00:00 UTC"
    ]
    assert is_well(alive)
    assert alive[-1].found == "went out at 2026-03-02 02:00:00 UTC"
