"""Velocity: whether there are more mentions now than this hour of the day explains."""

from dataclasses import dataclass
from math import exp, lgamma, log
from statistics import median

LEAST_EXPECTED = 0.5
"""Mentions; a watch that is usually silent is not alarmed by its first one."""
SURE = 1e-300


@dataclass(frozen=True)
class VelocityTerms:
    """When many mentions are a burst: how unlikely, and from how many people."""

    chance: float
    """The most that chance may explain: P(this many or more), by Poisson."""
    authors: int
    """Distinct authors needed: one person who writes a hundred times is no crowd."""
    least: int
    """Mentions below which nothing is a burst."""


@dataclass(frozen=True)
class Velocity:
    """Mentions in the last window against the same hour before; `chance` is the Poisson tail."""

    count: int
    authors: int
    expected: float
    chance: float
    is_burst: bool


def expected(same_hour: tuple[int, ...]) -> float:
    """What is usual, from counts at the same hour of days before: their median, so that one past
    storm does not hide the next; never below `LEAST_EXPECTED`."""
    return max(float(median(same_hour)) if same_hour else 0.0, LEAST_EXPECTED)


def velocity(
    count: int, authors: int, same_hour: tuple[int, ...], terms: VelocityTerms
) -> Velocity:
    """The velocity of the window just past."""
    usual = expected(same_hour)
    chance = tail(count, usual)
    crowd = count >= terms.least and authors >= terms.authors
    return Velocity(count, authors, usual, chance, crowd and chance <= terms.chance)


def tail(count: int, mean: float) -> float:
    """P(X >= count) for a Poisson of that mean: 1 for a count of 0."""
    if count <= mean:
        return max(0.0, 1.0 - sum(_chance(n, mean) for n in range(count)))
    total, term, n = 0.0, _chance(count, mean), count
    while term > SURE and term > total * 1e-12:
        total += term
        n += 1
        term *= mean / n
    return min(1.0, total)


def _chance(n: int, mean: float) -> float:
    return exp(n * log(mean) - mean - lgamma(n + 1))
