"""A new detector is seen beside the one that rules before anybody approves it."""

import pytest

from makegood.rules.detection.decisions import Act
from makegood.rules.detection.shadow import compared, replayed
from makegood.rules.detection.verdicts import Judged, Verdict
from makegood.rules.detection.watch import Watch
from tests.rules.detection.mentions import TERMS, a_mention, loud, seen, severe

TEXTS = ("the roof of your shop leaks", "nobody ever answered my letter", "again a broken lamp")
QUIET = [seen(a_mention(n, text), severe(0.1)) for n, text in enumerate(TEXTS)]
HARSH = [loud(n, text) for n, text in enumerate(TEXTS)]


def verdict(number: int, kind: Verdict) -> Judged:
    one = QUIET[number].mention
    return Judged(one.mention_id, one.at, kind, alerted=False)


def test_what_was_missed_is_caught_by_a_better_one_and_each_difference_is_shown() -> None:
    verdicts = {"m0": verdict(0, Verdict.MISSED), "m1": verdict(1, Verdict.NOT)}

    found = compared(replayed(QUIET, Watch(TERMS)), replayed(HARSH, Watch(TERMS)), verdicts)

    assert (found.mentions, found.ruling_alerts, found.shadow_alerts) == (3, 0, 3)
    assert (found.ruling.recall, found.shadow.recall) == (0.0, 1.0)
    assert found.shadow.precision == 0.5
    assert [(d.shadow.act, d.verdict) for d in found.differences] == [
        (Act.OPEN, Verdict.MISSED),
        (Act.OPEN, Verdict.NOT),
        (Act.OPEN, None),
    ]


def test_a_crisis_that_a_new_one_lets_by_counts_as_missed() -> None:
    verdicts = {"m0": verdict(0, Verdict.CRISIS)}

    found = compared(replayed(HARSH, Watch(TERMS)), replayed(QUIET, Watch(TERMS)), verdicts)

    assert (found.ruling.missed, found.shadow.missed) == (0, 1)


def test_two_that_agree_differ_nowhere() -> None:
    one, other = (replayed(HARSH, Watch(TERMS)) for _ in range(2))

    assert compared(one, other, {}).differences == ()


def test_runs_over_other_mentions_cannot_be_compared() -> None:
    runs = replayed(HARSH[:1], Watch(TERMS)), replayed(QUIET[1:2], Watch(TERMS))

    with pytest.raises(ValueError, match="not over the same mentions"):
        compared(*runs, {})
