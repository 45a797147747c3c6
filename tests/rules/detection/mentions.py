"""Mentions and terms of detection, of which a test says only what matters."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from makegood.policy.triggers import load_detection
from makegood.rules.crisis.severity import Severity
from makegood.rules.detection.decisions import Decision, Seen
from makegood.rules.detection.likeness import sketch
from makegood.rules.detection.mention import Mention, TextScore
from makegood.rules.detection.scoring import assess
from makegood.rules.detection.terms import DetectionTerms
from makegood.rules.detection.watch import Watch

TERMS = load_detection()
NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
LOUD = 40_000


def a_mention(number: int = 1, text: str = "where is my parcel", **told: object) -> Mention:
    """A post by somebody of their own, a second after the one before."""
    base = Mention(f"m{number}", NOON + timedelta(seconds=number), f"author{number}", text, "en")
    return replace(base, **told)  # type: ignore[arg-type]


def severe(chance: float = 0.8) -> TextScore:
    """What a model says of a text that accuses with that probability."""
    return TextScore("en", "test", (0.95, 0.9, chance, 0.2))


def seen(mention: Mention, text: TextScore | None = None, terms: DetectionTerms = TERMS) -> Seen:
    """The mention as the watch takes it."""
    return Seen(mention, assess(mention, text, terms), sketch(mention.text))


def loud(number: int, text: str = "", **told: object) -> Seen:
    """An accusation that many may hear of: a case by itself."""
    said = (
        text
        or f"case {number} {'abcdefghijklmnopqrstuvwxyz'[number % 26] * 9} they lied to me {number}"
    )
    return seen(a_mention(number, said, followers=LOUD, **told), severe())


def opened(watch: Watch, one: Seen) -> Decision:
    """The decision on a mention that opens a case."""
    decision = watch.take(one)
    assert decision.act == "open", decision
    return decision


SEV1, SEV2, SEV3, SEV4 = Severity
