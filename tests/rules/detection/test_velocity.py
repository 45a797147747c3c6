"""A burst is more than this hour explains, by enough people."""

import pytest

from makegood.rules.detection.velocity import VelocityTerms, expected, tail, velocity

TERMS = VelocityTerms(chance=1e-6, authors=5, least=10)


@pytest.mark.parametrize(
    ("count", "mean", "chance"),
    [(0, 3.0, 1.0), (1, 1.0, 0.6321205588), (3, 2.0, 0.3233235838), (10, 2.0, 4.64981e-5)],
)
def test_the_tail_of_poisson(count: int, mean: float, chance: float) -> None:
    assert tail(count, mean) == pytest.approx(chance, rel=1e-5)


def test_an_enormous_count_is_never_by_chance() -> None:
    assert tail(100_000, 3.0) == 0.0


def test_many_by_many_people_are_a_burst() -> None:
    assert velocity(40, 30, (2, 3, 4), TERMS).is_burst


@pytest.mark.parametrize(("count", "authors"), [(40, 4), (9, 9), (12, 12)])
def test_one_noisy_author_a_few_mentions_or_a_busy_hour_are_none(count: int, authors: int) -> None:
    assert not velocity(count, authors, (8, 9, 10), TERMS).is_burst


def test_one_past_storm_does_not_hide_the_next() -> None:
    assert expected((2, 3, 5_000, 3, 2)) == 3.0


def test_a_silent_watch_expects_a_little() -> None:
    assert expected(()) == expected((0, 0)) == 0.5
