"""Cues: words of a language sorted by what they tell of a complaint, found in a message."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache

from makegood.detector.text import levelled, tokens

NEAR = 3
"""So many tokens before a word a negation turns it round."""
LONGEST_PHRASE = 3
KNOWN_TOKENS = 65_536
Hit = tuple[int, int]
"""A sort of cue, and its place in the message."""


@dataclass(frozen=True)
class Cues:
    """The cues of one language, as its file and the model's own file hold them."""

    spaced: bool
    negators: str
    negatable: tuple[str, ...]
    words: tuple[tuple[str, tuple[str, ...]], ...]

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The figures that `counts` gives, in its order."""
        turned = (f"negated {name}" for name in self.negatable)
        return (*(name for name, _ in self.words), *turned)

    def hits(self, told: str, cut: list[str]) -> list[Hit]:
        """Every cue in a levelled text, in its order."""
        return self._finder.hits(cut if self.spaced else [told])

    def counts(self, hits: list[Hit]) -> list[int]:
        """How often each sort of cue occurs, then how often each negatable one is negated."""
        sorts = [name for name, _ in self.words]
        counted = [0] * len(self.names)
        negator = sorts.index(self.negators)
        turned = {sorts.index(name): n for n, name in enumerate(self.negatable, len(sorts))}
        denied = -NEAR - 1
        for sort, place in hits:
            counted[sort] += 1
            if sort == negator:
                denied = place
            elif sort in turned and 0 < place - denied <= NEAR:
                counted[turned[sort]] += 1
        return counted

    @cached_property
    def _finder(self) -> "_Tokens | _Within":
        return _Tokens(self.words) if self.spaced else _Within(self.words)


class _Tokens:
    """Finds cues among the tokens of a language that parts its words."""

    def __init__(self, words: tuple[tuple[str, tuple[str, ...]], ...]) -> None:
        single = [(sort, word) for sort, (_, many) in enumerate(words) for word in many]
        self._phrases: dict[str, list[int]] = {}
        for sort, word in single:
            if len(tokens(word)) > 1 and "*" not in word:
                self._phrases.setdefault(" ".join(tokens(levelled(word))), []).append(sort)
        self._patterns = [_pattern(many) for _, many in words]
        self._sorts = lru_cache(KNOWN_TOKENS)(self._sorts_of)

    def _sorts_of(self, token: str) -> tuple[int, ...]:
        return tuple(n for n, pattern in enumerate(self._patterns) if pattern.fullmatch(token))

    def hits(self, cut: list[str]) -> list[Hit]:
        """Every cue among the tokens; a token may be of several sorts."""
        found = [(sort, n) for n, token in enumerate(cut) for sort in self._sorts(token)]
        for size in range(2, LONGEST_PHRASE + 1):
            for n in range(len(cut) - size + 1):
                phrase = self._phrases.get(" ".join(cut[n : n + size]), ())
                found.extend((sort, n) for sort in phrase)
        return found


class _Within:
    """Finds cues within the text of a language that does not part its words, the longest first."""

    def __init__(self, words: tuple[tuple[str, tuple[str, ...]], ...]) -> None:
        self._sorts: dict[str, list[int]] = {}
        for sort, (_, many) in enumerate(words):
            for word in many:
                self._sorts.setdefault(levelled(word).strip(), []).append(sort)
        self._sizes: dict[str, list[int]] = {}
        for word in sorted(self._sorts, key=len, reverse=True):
            sizes = self._sizes.setdefault(word[0], [])
            if len(word) not in sizes:
                sizes.append(len(word))

    def hits(self, cut: list[str]) -> list[Hit]:
        """Every cue in the texts, none inside another; places count cues, not letters."""
        found = [word for told in cut for word in self._found(told)]
        return [(sort, n) for n, word in enumerate(found) for sort in self._sorts[word]]

    def _found(self, told: str) -> Iterator[str]:
        place = 0
        while place < len(told):
            sizes = self._sizes.get(told[place], ())
            word = next(
                (w for size in sizes if (w := told[place : place + size]) in self._sorts), ""
            )
            if word:
                yield word
            place += len(word) or 1


def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    single = (word for word in words if len(tokens(word)) <= 1 or "*" in word)
    return re.compile("|".join(re.escape(word).replace(r"\*", r"\S*") for word in single))
