"""How often a webhook is tried."""

import itertools
from datetime import UTC, datetime, timedelta

from makegood.rules.hook_pace import GIVEN_UP_AFTER, PAUSES, next_try

NOON = datetime(2026, 3, 2, 5, 0, tzinfo=UTC)


def test_tries_grow_rarer_and_end_after_three_days() -> None:
    now, attempts, moments = NOON, 0, [NOON]
    while True:
        attempts += 1
        again = next_try(NOON, attempts, now)
        if again is None:
            break
        now = again
        moments.append(again)

    assert moments[1] - NOON == PAUSES[0]
    assert moments[-1] - NOON == GIVEN_UP_AFTER
    gaps = [later - earlier for earlier, later in itertools.pairwise(moments)]
    assert gaps[: len(PAUSES)] == list(PAUSES)
    assert max(gaps) == timedelta(hours=12)


def test_a_try_that_comes_late_is_the_last() -> None:
    assert next_try(NOON, 3, NOON + GIVEN_UP_AFTER) is None
