"""The detector that ships tells accusations from thanks, and says why."""

import pytest

from makegood.detector.scorer import Scorer

HARSH = {
    "en": "worst company ever, you lied to me and refuse my refund. pathetic scam",
    "th": "บริการแย่มาก ห่วยแตก โกงลูกค้า ผิดหวังสุดๆ",
    "id": "sangat kecewa, pelayanan buruk sekali, barang rusak dan tidak ada tanggapan",
}
KIND = {
    "en": "thank you, the new jacket is lovely",
    "th": "อร่อยมาก ชอบสุดๆ ขอบคุณค่ะ",
    "id": "makanan enak dan tempatnya nyaman, pelayanan ramah",
}


def chance(scorer: Scorer, text: str, language: str) -> float:
    found = scorer.score(text, language)
    assert found is not None
    return found.at_least[0]


@pytest.mark.parametrize("language", HARSH)
def test_harsh_words_pass_the_threshold_and_kind_ones_do_not(scorer: Scorer, language: str) -> None:
    threshold = scorer.threshold(language)

    assert chance(scorer, HARSH[language], language) > threshold
    assert chance(scorer, KIND[language], language) < threshold


def test_worse_degrees_are_never_likelier(scorer: Scorer) -> None:
    for text in (*HARSH.values(), *KIND.values(), "", "?"):
        found = scorer.score(text, "en")
        assert found is not None
        assert list(found.at_least) == sorted(found.at_least, reverse=True)
        assert len(found.at_least) == 4


@pytest.mark.parametrize("language", ["vi", "ms", "zh", ""])
def test_a_language_without_a_model_is_not_guessed_at(scorer: Scorer, language: str) -> None:
    assert scorer.score("tôi sẽ kiện", language) is None
    assert scorer.explain("tôi sẽ kiện", language) is None


def test_the_largest_parts_are_named_first(scorer: Scorer) -> None:
    found = scorer.explain(HARSH["en"], "en")

    assert found is not None
    sizes = [abs(part.contribution) for part in found.parts]
    assert sizes == sorted(sizes, reverse=True)
    assert {"contempt", "accusation"} <= {part.name for part in found.parts}


def test_a_word_is_explained_as_it_was_written(scorer: Scorer) -> None:
    found = scorer.explain("PATHETIC!!", "en")

    assert found is not None
    assert "'PATHETIC!!'" in {part.name for part in found.parts}


def test_many_are_scored_as_each_alone(scorer: Scorer) -> None:
    asked = [(text, language) for language, text in HARSH.items()] + [("x", "vi")]

    assert scorer.score_many(asked) == [scorer.score(*one) for one in asked]


def test_a_model_says_what_it_tells(scorer: Scorer) -> None:
    assert [scorer.target(language) for language in scorer.languages] == [
        "complaint",
        "negative",
        "negative",
    ]


def test_the_longest_message_is_scored(scorer: Scorer) -> None:
    assert 0 <= chance(scorer, "scam " * 100_000, "en") <= 1
