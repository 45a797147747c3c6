"""What people write on a busy afternoon, made up: small talk, one threat of court, who joins in."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import product

from makegood.messages.watches import MentionLine

WATCH = "lotus-posts"
THREAT = "post-threat"
THINGS = ("kettle", "lamp", "tent", "desk", "scarf", "camera")
QUESTIONS = (
    "is the {} back in stock",
    "when does the sale of the {} start",
    "does the {} come in blue",
)
JOINING = (
    "same here, my lawyer knows about the refund",
    "they lied to me as well about that refund",
    "count me in, the refund never came and my lawyer is ready",
)
SPAN = timedelta(minutes=5)


def stream(now: datetime) -> tuple[MentionLine, ...]:
    """Every mention, from five minutes ago on; ids and authors are made up."""
    texts = (*_small_talk(), *_trouble())
    begins, step = now - SPAN, SPAN / len(texts)
    return tuple(
        MentionLine.model_validate({**said, "at": begins + number * step})
        for number, said in enumerate(texts)
    )


def _small_talk() -> Iterator[dict[str, object]]:
    """Questions that concern nobody."""
    for number, (question, thing) in enumerate(product(QUESTIONS, THINGS)):
        yield _post(f"talk-{number}", question.format(thing))


def _trouble() -> Iterator[dict[str, object]]:
    """A threat that many may read, and its answers."""
    words = "My lawyer will sue you, you lied about the refund for my broken phone"
    yield {**_post(THREAT, words), "thread": THREAT, "followers": 60_000}
    for number, answer in enumerate(JOINING):
        yield {**_post(f"post-answer-{number}", answer), "thread": THREAT}


def _post(mention_id: str, words: str) -> dict[str, object]:
    return {
        "mention_id": mention_id,
        "author": f"author of {mention_id}",
        "text": words,
        "language": "en",
    }
