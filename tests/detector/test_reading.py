"""A message becomes figures that no text can be read back from."""

import numpy as np
import pytest

from makegood.detector.ngrams import char_slots, word_slots
from makegood.detector.reading import names, read
from makegood.detector.text import MAX_LETTERS, levelled, tokens
from makegood.detector.training.recipe import RECIPES, cues_of


def figures(text: str, language: str = "en") -> dict[str, float]:
    cues = cues_of(language)
    told = np.expm1(read(text, cues).figures).round(2)
    return {name: value for name, value in zip(names(cues), told, strict=True) if value}


def test_nobodys_name_address_or_number_is_read() -> None:
    one = levelled("@linh see https://t.example/abc order 4711")
    other = levelled("@minh see www.shop.example order 9302")

    assert one == other


def test_shouting_is_levelled_and_laughter_is_not_a_price() -> None:
    assert levelled("NOOOOOO  way\n") == " nooo way "
    assert levelled("55555") != levelled("12345")


def test_words_faces_and_hashtags_are_tokens() -> None:
    assert tokens(levelled("don't #EpicFail :( 3 f*ck")) == [
        "don't",
        "#epicfail",
        ":(",
        "0",
        "f*ck",
    ]


def test_cues_are_counted_by_what_they_tell() -> None:
    found = figures("Worst service ever, still waiting 3 weeks for a refund")

    assert {"contempt", "contact", "waiting", "duration", "money"} <= set(found)


def test_a_negation_turns_what_follows_round() -> None:
    assert figures("this is not good")["negated praise"] == 1
    assert "negated praise" not in figures("not today, but on Friday it was good")


def test_phrases_count_only_as_a_whole() -> None:
    assert "irony" in figures("well done, you lost it")
    assert "irony" not in figures("well, I am done")


def test_thai_is_read_without_spaces_and_the_longest_cue_wins() -> None:
    found = figures("บริการแย่มากผิดหวัง", "th")

    assert found["contempt"] == 1
    assert found["emotion"] == 1


@pytest.mark.parametrize("language", RECIPES)
def test_an_empty_message_is_read_too(language: str) -> None:
    assert len(read("", cues_of(language)).figures) == len(names(cues_of(language)))


def test_only_the_beginning_of_a_long_message_is_read() -> None:
    assert len(levelled("x y " * 9_000)) <= MAX_LETTERS + 2


def test_nobody_made_cues_for_other_languages() -> None:
    with pytest.raises(KeyError):
        cues_of("vi")


def test_slots_are_the_same_on_every_machine_and_within_their_bits() -> None:
    slots = char_slots(" late ", 2, 19)

    assert len(slots) == 6 + 5
    assert slots[:2].tolist() == char_slots(" late again ", 2, 19)[:2].tolist()
    assert (slots >= 0).all()
    assert (slots < 1 << 19).all()


def test_the_order_of_words_tells() -> None:
    one, other = word_slots(["not", "good"], 2, 18), word_slots(["good", "not"], 2, 18)

    assert set(one.tolist()) != set(other.tolist())
    assert word_slots([], 2, 18).tolist() == []
