"""A synthetic stream of mentions with bursts injected, every mention labelled so."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import exp
from random import Random

from makegood.rules.detection.mention import Mention

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
RHYTHM = (2, 1, 1, 1, 1, 2, 4, 7, 10, 12, 13, 13, 14, 13, 12, 12, 12, 13, 15, 16, 15, 12, 8, 4)
"""How a day's mentions fall over its hours, in parts of their sum."""

CALM = (
    "when does the {0} sale start",
    "just got my {0}, nice and quick",
    "is the {0} back in stock soon?",
    "thanks for the help with my {0} today",
    "any discount on a {0} this week?",
    "love the new {0} colours",
    "does the {0} come with a charger",
)
GRUMBLE = (
    "my {0} is late again, third time this month",
    "the {0} arrived scratched, not happy",
    "still waiting for a reply about my {0}",
)
OUTRAGE = (
    "the {0} is a scam, they lied to us about {1} and nobody answers",
    "disgusting: {1} again and they refuse every refund for the {0}. never again",
    "they stole our money for the {0}, {1}, and their support just hung up on me",
    "{1}?! this company is pathetic, useless liars. my {0} is broken and they blame me",
    "boycott them. {1}, the {0} failed after a day and they ignore thousands of us",
)
THINGS = ("phone", "kettle", "jacket", "lamp", "scooter", "blender", "camera", "backpack", "watch")
CAUSES = ("hidden fees", "fake parts", "lost parcels", "a cancelled sale", "wrong prices")
BURST = "burst"


@dataclass(frozen=True)
class Burst:
    """A burst: when it begins, for how long, and how many mentions it has at most in an hour."""

    start: datetime
    lasts: timedelta
    peak_an_hour: int


@dataclass(frozen=True)
class Labelled:
    """A mention of the stream; `burst` is the number of its burst, 0 for none."""

    mention: Mention
    burst: int


@dataclass(frozen=True)
class Weather:
    """How a stream is made: its seed, its first day, its usual mentions a day, and its bursts."""

    seed: int
    first: datetime
    days: int
    usual_a_day: int
    bursts: tuple[Burst, ...]


def stream(weather: Weather) -> Iterator[Labelled]:
    """The mentions of all days in the order of time; the same seed gives the same stream."""
    chance = Random(weather.seed)
    made = [*_usual(weather, chance), *_bursts(weather, chance)]
    made.sort(key=lambda one: (one.mention.at, one.mention.mention_id))
    yield from made


def _usual(weather: Weather, chance: Random) -> Iterator[Labelled]:
    number = 0
    for hour in range(weather.days * len(RHYTHM)):
        start = weather.first + hour * HOUR
        mean = weather.usual_a_day * RHYTHM[start.hour] / sum(RHYTHM)
        for _ in range(_poisson(mean, chance)):
            number += 1
            texts = GRUMBLE if chance.random() < 0.15 else CALM
            text = chance.choice(texts).format(chance.choice(THINGS))
            at = start + HOUR * chance.random()
            yield Labelled(_mention(f"u{number}", at, text, chance), 0)


def _bursts(weather: Weather, chance: Random) -> Iterator[Labelled]:
    """Each burst rises over its first third and falls over the rest."""
    for number, burst in enumerate(weather.bursts, 1):
        cause = chance.choice(CAUSES)
        total = round(burst.peak_an_hour * (burst.lasts / HOUR) / 2)
        for n in range(total):
            text = chance.choice(OUTRAGE).format(chance.choice(THINGS), cause)
            at = burst.start + burst.lasts * chance.triangular(0, 1, 1 / 3)
            yield Labelled(_mention(f"{BURST}{number}-{n}", at, text, chance), number)


def _mention(mention_id: str, at: datetime, text: str, chance: Random) -> Mention:
    """Somebody's post: most have few followers, some have many (log-normal)."""
    author = f"a{chance.randrange(1_000_000)}"
    followers = min(round(chance.lognormvariate(5.3, 1.6)), 3_000_000)
    tail = f" {mention_id}{chance.randrange(10_000)}" if chance.random() < 0.5 else ""
    return Mention(mention_id, at, author, text + tail, "en", followers=followers)


def _poisson(mean: float, chance: Random) -> int:
    """A Poisson number; by its normal likeness where it is large (error below a part in 100)."""
    if mean > 400:
        return max(0, round(chance.gauss(mean, mean**0.5)))
    count, product, limit = 0, chance.random(), exp(-mean)
    while product > limit:
        count += 1
        product *= chance.random()
    return count
