"""A flood of mentions becomes a handful of cases."""

from dataclasses import replace
from datetime import timedelta

from makegood.rules.detection.watch import Watch
from tests.rules.detection.mentions import NOON, TERMS, loud


def test_a_hundred_thousand_mentions_in_an_hour_make_a_handful_of_cases() -> None:
    watch, texts = Watch(TERMS), [loud(n) for n in range(25)]
    step = timedelta(hours=1) / 100_000
    for n in range(100_000):
        like = texts[n % 25]
        mention = replace(
            like.mention, mention_id=f"m{n}", author=f"author{n % 60_000}", at=NOON + n * step
        )
        watch.take(replace(like, mention=mention))

    assert 1 <= len(watch.open_cases) <= 12
    assert watch.velocity(NOON + timedelta(hours=1)).is_burst
