"""Copies of a post are known by their text, and short words are nobody's copy."""

from makegood.rules.detection.likeness import likeness, sketch

POST = "My parcel from Lotus arrived smashed and nobody answers the phone for three weeks"


def test_a_post_passed_on_is_the_same() -> None:
    passed_on = f"RT @somebody: {POST.upper()}!!! https://t.example/abc @brand"

    assert likeness(sketch(POST), sketch(passed_on)) == 1.0


def test_a_few_changed_words_are_still_alike() -> None:
    changed = POST.replace("three weeks", "two weeks")

    assert 0.6 < likeness(sketch(POST), sketch(changed)) < 1.0


def test_another_matter_is_not() -> None:
    other = "Your driver was rude to my neighbour yesterday evening, please look into that at once"

    assert likeness(sketch(POST), sketch(other)) < 0.2


def test_thai_is_compared_without_spaces() -> None:
    one = "พัสดุพังหมดเลย โทรไปก็ไม่มีใครรับสาย รอมาสามอาทิตย์แล้ว"

    assert likeness(sketch(one), sketch(f"แชร์ {one} 555")) > 0.6


def test_short_texts_are_nobodys_copy() -> None:
    assert sketch("thanks!") == ()
    assert likeness(sketch("thanks!"), sketch("thanks!")) == 0.0


def test_a_sketch_stays_small() -> None:
    assert len(sketch(POST * 40)) == 32
