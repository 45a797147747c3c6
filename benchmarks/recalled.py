"""A reader that remembers: the measured claim's documents as they were once really read."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from benchmarks.sample import READINGS, TEMPLATE
from makegood.rules.claim import HeldDocument
from makegood.rules.evidence import DocumentReading


class RecalledReader:
    """Answers at once with the reading of the template, in the name of another parcel.

    A claim costs what it costs without the parsing of its documents, which is measured apart. The
    parcel's number is the name of the document up to its first dot.
    """

    def __init__(self, kept: Path) -> None:
        self._text = kept.read_text(encoding="utf-8")

    def read_held(self, documents: Sequence[HeldDocument]) -> tuple[DocumentReading, ...]:
        """The template's readings, of the kinds that are held."""
        tracking = documents[0].name.partition(".")[0]
        text = self._text.replace(TEMPLATE, tracking)
        known = {reading.kind: reading for reading in READINGS.validate_json(text)}
        return tuple(
            replace(known[held.kind], sha256=held.sha256, name=held.name) for held in documents
        )
