"""A synthetic stream is the same for the same seed, and its bursts are seen."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from makegood.detector.storm_trial import LIMITS, cases_of, trials
from makegood.detector.storms import Burst, Weather, stream
from makegood.policy.triggers import load_detection
from makegood.rules.detection.mention import Mention, TextScore

FIRST = datetime(2026, 11, 1, tzinfo=UTC)
BURST = Burst(FIRST + timedelta(days=1, hours=15), timedelta(hours=2), peak_an_hour=120)
WEATHER = Weather(seed=4, first=FIRST, days=2, usual_a_day=150, bursts=(BURST,))
TERMS = load_detection()


def by_tone(mention: Mention) -> TextScore:
    """A judge that hears outrage in its words alone."""
    harsh = any(word in mention.text for word in ("scam", "refuse", "stole", "liars", "boycott"))
    return TextScore("en", "by tone", (0.9, 0.8, 0.7, 0.2) if harsh else (0.1, 0.05, 0.02, 0.01))


def test_the_same_seed_gives_the_same_stream_in_order() -> None:
    one = list(stream(WEATHER))

    assert one == list(stream(WEATHER))
    assert [x.mention.at for x in one] == sorted(x.mention.at for x in one)
    assert one != list(stream(replace(WEATHER, seed=5)))


def test_every_mention_of_a_burst_is_labelled_so() -> None:
    labels = Counter(one.burst for one in stream(WEATHER))

    assert labels[1] == 120
    assert 200 < labels[0] < 400
    assert all(
        BURST.start <= one.mention.at <= BURST.start + BURST.lasts
        for one in stream(WEATHER)
        if one.burst
    )


def test_a_large_stream_has_about_as_many_as_asked() -> None:
    flood = replace(WEATHER, days=1, usual_a_day=20_000, bursts=())

    assert sum(1 for _ in stream(flood)) == pytest.approx(20_000, rel=0.05)


def test_a_burst_is_seen_and_a_laxer_limit_sees_it_no_later() -> None:
    strict, lax = trials(WEATHER, by_tone, TERMS, (TERMS.velocity, LIMITS[0]))

    assert (strict.unseen, lax.unseen) == (0, 0)
    assert strict.mean_delay is not None
    assert lax.mean_delay is not None
    assert lax.mean_delay <= strict.mean_delay < 60
    assert strict.false_alarms_a_day <= lax.false_alarms_a_day
    assert strict.cases < 40


def test_a_burst_that_stays_below_every_limit_is_not_seen() -> None:
    deaf = replace(TERMS.velocity, least=5_000)

    (found,) = trials(WEATHER, by_tone, TERMS, (deaf,))

    assert (found.unseen, found.delays, found.mean_delay) == (1, (), None)


def test_policys_own_limit_is_among_those_tried() -> None:
    assert TERMS.velocity in LIMITS


def test_cases_of_a_stream_are_few() -> None:
    mentions = [one.mention for one in stream(WEATHER)]

    assert 1 <= cases_of(mentions, by_tone, TERMS) < 40
