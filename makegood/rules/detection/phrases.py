"""Hard triggers: phrases that set a floor of severity, found whole and in their context."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from makegood.rules.crisis.severity import Trigger
from makegood.rules.detection.plain import plain

Span = tuple[int, int]
_BETWEEN = re.compile(r"[^\w']+")


class Language(StrEnum):
    """The languages that have triggers."""

    EN = "en"
    VI = "vi"
    TH = "th"
    ID = "id"
    MS = "ms"
    ZH = "zh"

    @property
    def parts_words(self) -> bool:
        """Whether words stand apart; Thai and Chinese are written without spaces."""
        return self not in (Language.TH, Language.ZH)


@dataclass(frozen=True)
class Told:
    """A message in the two forms that phrases are looked for in."""

    whole: str
    words: str

    @classmethod
    def of(cls, text: str) -> "Told":
        """The text folded; and its words alone, a space at either edge of each."""
        whole = plain(text)
        return cls(whole, _spaced(whole))


@dataclass(frozen=True)
class Phrases:
    """The phrases of one language: what they trigger, and the contexts that mean something else.

    `stem*` takes any ending. A phrase inside an `unless` does not count: `kiện` in `phụ kiện`.
    """

    language: Language
    triggers: tuple[tuple[Trigger, tuple[str, ...]], ...]
    unless: tuple[str, ...] = ()

    def found(self, told: Told) -> Iterator["TriggerHit"]:
        """Every phrase that the text holds outside of an innocent context."""
        where = told.words if self.language.parts_words else told.whole
        innocent: list[Span] | None = None
        for needle, phrase, trigger in self._needles:
            for span in _spans(needle, where):
                innocent = self._innocent(where) if innocent is None else innocent
                if not any(start <= span[0] and span[1] <= end for start, end in innocent):
                    yield TriggerHit(trigger, self.language, phrase)

    @cached_property
    def _needles(self) -> tuple[tuple[str, str, Trigger], ...]:
        return tuple(
            (self._needle(phrase), phrase, trigger)
            for trigger, phrases in self.triggers
            for phrase in phrases
        )

    @cached_property
    def _excuses(self) -> tuple[str, ...]:
        return tuple(self._needle(phrase) for phrase in self.unless)

    def _innocent(self, where: str) -> list[Span]:
        return [span for needle in self._excuses for span in _spans(needle, where)]

    def _needle(self, phrase: str) -> str:
        """A phrase between the edges of words; by letters alone where words are not parted."""
        stem = plain(phrase.removesuffix("*"))
        if not self.language.parts_words:
            return stem
        told = _spaced(stem)
        return told.rstrip() if phrase.endswith("*") else told


@dataclass(frozen=True)
class TriggerHit:
    """A phrase that was found: what it triggers, in which language, as policy words it."""

    trigger: Trigger
    language: Language
    words: str


def hits(text: str, book: Iterable[Phrases], language: str = "") -> tuple[TriggerHit, ...]:
    """Every trigger in the text, each phrase once, in the order of the book.

    A message in a known language is held against it and against English, which people mix in; one
    in an unknown language against all.
    """
    told = Told.of(text)
    known = {one.value for one in Language}
    wanted = {language, Language.EN} if language in known else known
    found = (hit for one in book if one.language in wanted for hit in one.found(told))
    return tuple(dict.fromkeys(found))


def _spaced(told: str) -> str:
    return f" {_BETWEEN.sub(' ', told).strip()} "


def _spans(needle: str, where: str) -> Iterator[Span]:
    """Every place of the needle, without the spaces at its edges."""
    before, size = needle.startswith(" "), len(needle.rstrip())
    at = where.find(needle)
    while at >= 0:
        yield at + before, at + size
        at = where.find(needle, at + 1)
