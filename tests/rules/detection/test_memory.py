"""What a watch remembers stays bounded."""

from datetime import timedelta

import pytest

from makegood.rules.detection import memory
from makegood.rules.detection.likeness import sketch
from makegood.rules.detection.memory import Pace, Shelf, Texts
from tests.rules.detection.mentions import NOON


def text(number: int) -> str:
    return " ".join(f"{word}{number}" for word in ("parcel", "lost", "nobody", "answers"))


def test_a_shelf_forgets_what_was_longest_not_put_down() -> None:
    shelf: Shelf[int] = Shelf(2)
    for key, value in (("a", 1), ("b", 2), ("a", 3), ("c", 4)):
        shelf.put(key, value)

    assert list(shelf) == ["a", "c"]
    assert (shelf.get("a"), shelf.get("b"), "b" in shelf) == (3, None, False)


def test_the_pace_counts_mentions_and_people_of_its_window() -> None:
    pace = Pace()
    for n in range(6):
        pace.count(NOON + timedelta(minutes=n), f"author{n % 2}")
    pace.forget(NOON + timedelta(minutes=3))

    assert (pace.mentions, pace.authors) == (2, 2)
    pace.forget(NOON + timedelta(minutes=4))
    assert (pace.mentions, pace.authors) == (1, 1)


def test_the_pace_has_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "MOST_MENTIONS", 3)
    pace = Pace()
    for n in range(9):
        pace.count(NOON, f"author{n}")

    assert (pace.mentions, pace.authors) == (3, 3)


def test_the_oldest_text_gives_way(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "MOST_TEXTS", 2)
    texts = Texts()
    for n in range(3):
        texts.learn((NOON, f"case{n}", sketch(text(n))))

    assert texts.closest(sketch(text(2)), NOON) == ("case2", 1.0)
    assert texts.closest(sketch(text(0)), NOON)[1] < 1.0


def test_an_old_text_is_no_longer_compared() -> None:
    texts = Texts()
    texts.learn((NOON, "case", sketch(text(1))))

    assert texts.closest(sketch(text(1)), NOON + timedelta(seconds=1)) == ("", 0.0)


def test_a_phrase_that_everybody_uses_is_remembered_for_the_latest(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(memory, "MOST_SHARING", 1)
    monkeypatch.setattr(memory, "MOST_TEXTS", 2)
    texts = Texts()
    for n in range(4):
        texts.learn((NOON, f"case{n}", sketch(f"{text(1)} and then came number {n}")))

    assert texts.closest(sketch(text(1)), NOON)[0] == "case3"


def test_a_text_learnt_twice_stands_for_the_later(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "MOST_TEXTS", 2)
    texts = Texts()
    for n in (1, 1, 2):
        texts.learn((NOON, f"case{n}", sketch(text(n))))

    assert texts.closest(sketch(text(1)), NOON) == ("case1", 1.0)
