"""Watches with decisions written down, as their step writes them."""

from sqlalchemy import Engine

from makegood.rules.detection.decisions import Act, Decision, Seen
from makegood.rules.detection.likeness import sketch
from makegood.rules.detection.mention import Mention
from makegood.rules.detection.recalling import Round, Ruled
from makegood.rules.detection.scoring import assess
from makegood.store.watch_book import WatchBook
from tests.kit.watches import ACME, LATER, Reader
from tests.rules.detection.mentions import SEV2, TERMS


def seen(mention: Mention) -> Seen:
    """The mention as the detector of the tests judges it."""
    [score] = Reader().score_many([(mention.text, "en")])
    return Seen(mention, assess(mention, score, TERMS), sketch(mention.text))


def ruled(engine: Engine, act: Act, mention: Mention, opener: str = "", by: str = "") -> Ruled:
    """A decision on a mention that waits."""
    waiting = {one.mention.mention_id: one.number for one in WatchBook(engine).waiting(ACME, 99)}
    severity = None if act is Act.IGNORE else SEV2
    decision = Decision(act, mention.mention_id, opener, severity, "because")
    return Ruled(waiting[mention.mention_id], by, seen(mention), decision)


def write(engine: Engine, *ones: Ruled) -> None:
    """Write decisions down together."""
    book = WatchBook(engine)
    book.write(Round(ACME, book.position(ACME), LATER, ones))


def opened(engine: Engine, mention: Mention) -> None:
    """A mention that has opened a case."""
    WatchBook(engine).take_in(ACME, "b", [mention], LATER)
    write(engine, ruled(engine, Act.OPEN, mention, mention.mention_id))


def let_be(engine: Engine, *mentions: Mention) -> None:
    """Mentions of which nothing came."""
    WatchBook(engine).take_in(ACME, "b", mentions, LATER)
    write(engine, *(ruled(engine, Act.IGNORE, one) for one in mentions))
