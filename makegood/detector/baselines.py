"""What a detector is held against: VADER, and a list of plain keywords."""

from collections.abc import Callable
from functools import cache
from importlib.util import find_spec

from makegood.detector.text import levelled

Baseline = Callable[[str], float]
"""A share of 1 for a text; from one half on it counts as a complaint."""

VADER_NEGATIVE = -0.05
"""The compound from which on its authors call a text negative (Hutto and Gilbert, 2014)."""

KEYWORDS = {
    "en": (
        "complain", "refund", "terrible", "worst", "awful", "angry", "scam", "broken",
        "not working", "doesn't work", "never again", "unacceptable", "disappointed",
    ),
    "th": (
        "แย่", "ห่วย", "โกง", "ช้า", "เสีย", "พัง", "ร้องเรียน", "คืนเงิน", "ผิดหวัง", "แพง", "เลว",
        "กาก", "เซ็ง",
    ),
    "id": (
        "kecewa", "buruk", "jelek", "parah", "penipuan", "rusak", "refund", "lambat", "komplain",
        "mahal", "gagal", "bohong",
    ),
}  # fmt: skip


def keywords(text: str, language: str) -> float:
    """1 where one of a dozen plain words stands in the text, 0 where none does."""
    told = levelled(text)
    return float(any(word in told for word in KEYWORDS.get(language, ())))


@cache
def vader() -> Baseline | None:
    """VADER's compound turned into a share of 1; None where the package is not installed."""
    if find_spec("vaderSentiment") is None:
        return None
    from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

    analyser = SentimentIntensityAnalyzer()

    def share(text: str) -> float:
        compound = float(analyser.polarity_scores(text)["compound"])
        return 0.5 + (VADER_NEGATIVE - compound) / 2.2

    return share
