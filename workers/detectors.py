"""The detectors of watches, loaded once each: what is installed, or what somebody approved."""

from collections.abc import Callable
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import TypeAdapter
from sqlalchemy import Engine

from activities.watch_ports import CaseLine, Detector, TextReader
from activities.watching import WatchDesk
from makegood.messages.problems import NeedsPerson
from makegood.policy.triggers import load_detection
from makegood.rules.detection.standing import Pinned
from makegood.rules.detection.terms import DetectionTerms
from makegood.store.claims import utc_now
from makegood.store.watch_book import WatchBook
from makegood.store.watch_detectors import DetectorBook
from makegood.store.watch_verdicts import VerdictBook

if TYPE_CHECKING:
    from makegood.detector.sentences import Encoder

MOST_LOADED = 8
TERMS = TypeAdapter(DetectionTerms)


def installed_encoder() -> "Encoder | None":
    """The encoder of the extra `sentences`; None where that is not installed."""
    from makegood.detector.sentences import encoder

    return encoder()


class DetectorShelf:
    """Which detectors decide for a watch; `reader` and `terms` where nobody approved others.

    Both are made at their first use: a worker that watches nothing needs neither. An approved
    model is joined to the `encoder` of sentences, where one is installed.
    """

    def __init__(
        self,
        book: DetectorBook,
        reader: Callable[[], TextReader],
        terms: Callable[[], DetectionTerms],
        encoder: Callable[[], "Encoder | None"] = installed_encoder,
    ) -> None:
        self._book = book
        self._reader = cache(reader)
        self._terms = cache(terms)
        self._encoder = encoder
        self._model = lru_cache(MOST_LOADED)(self._loaded)
        self._policy = lru_cache(MOST_LOADED)(self._read)

    def of(self, watch: str) -> tuple[Detector, ...]:
        """The one that rules, then the one in shadow, if any."""
        now = self._book.standing(watch)
        ruling = self._detector(now.ruling)
        if now.shadow is None:
            return (ruling,)
        shadow = self._detector(now.shadow.pinned)
        key = str(now.shadow.number)
        return ruling, Detector(shadow.reader, shadow.terms, key, now.shadow.since)

    def _detector(self, pinned: Pinned) -> Detector:
        reader = self._model(pinned.model) if pinned.model else self._reader()
        return Detector(reader, self._policy(pinned.policy) if pinned.policy else self._terms())

    def _loaded(self, sha256: str) -> TextReader:
        """The model; NeedsPerson where it is not what was brought here."""
        from makegood.detector.model_file import loads
        from makegood.detector.packing import UnsafeModel
        from makegood.detector.scorer import Scorer

        try:
            return Scorer(loads(self._book.content(sha256).encode(), "It"), self._encoder())
        except UnsafeModel as error:
            raise NeedsPerson(f"The model {sha256[:12]} was changed: {error}") from error

    def _read(self, sha256: str) -> DetectionTerms:
        return TERMS.validate_json(self._book.content(sha256))


def detector_shelf(engine: Engine, policy: Path) -> DetectorShelf:
    """The model that ships and the policy of that folder, unless others were approved."""

    def shipped() -> TextReader:
        from makegood.detector.scorer import shipped as scorer

        return scorer()

    return DetectorShelf(DetectorBook(engine), shipped, lambda: load_detection(policy))


def watch_desk(engine: Engine, policy: Path, cases: CaseLine) -> WatchDesk:
    """Everything that decides on mentions, and tells cases by that line."""
    shelf = detector_shelf(engine, policy)
    return WatchDesk(WatchBook(engine), shelf, cases, VerdictBook(engine), utc_now)
