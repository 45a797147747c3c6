"""A model learns from rows, is judged on rows it did not see, and says when there are too few."""

import pytest

from makegood.detector.model_file import Detector
from makegood.detector.rows import Labelled
from makegood.detector.scorer import Scorer
from makegood.detector.training.learning import Course, cross_validated, learn
from makegood.detector.training.sheaf import TooFewRows, sheaf
from makegood.detector.training.validating import domain_folds, random_folds
from tests.detector.builders import Ear, labelled


def quiet(_: str) -> None:
    """Say nothing."""


def test_what_was_learnt_is_told_apart(small: Detector) -> None:
    scorer = Scorer(small)
    bad, good = (
        scorer.score(text, "en")
        for text in ("liars, the toaster is a scam", "thank you for the toaster, it is lovely")
    )

    assert bad is not None
    assert good is not None
    assert bad.at_least[3] > good.at_least[3]
    assert bad.at_least[0] > small.models["en"].threshold > good.at_least[0]


def test_the_same_rows_give_the_same_model(small: Detector) -> None:
    again = learn(labelled(), "test", Course(folds=0, say=quiet))

    assert Scorer(again).score("a scam", "en") == Scorer(small).score("a scam", "en")


def test_judging_is_by_rows_and_by_domains_left_out() -> None:
    figures = cross_validated(labelled(), sheaf(labelled(), Ear()), folds=3)

    assert {"f1", "severe_precision_at_recall_80", "unseen_domain_f1"} <= set(figures)
    assert {"with_sentences_f1", "with_sentences_unseen_brand_domain_f1"} <= set(figures)
    assert figures["f1"] > 0.8


def test_copies_of_a_text_never_stand_on_both_sides() -> None:
    rows = [*labelled(), *labelled()]
    for inside, out in random_folds(rows, 3, seed=1):
        assert not {rows[n].text for n in inside} & {rows[n].text for n in out}


def test_a_domain_is_left_out_whole() -> None:
    rows = labelled()

    assert [{rows[n].domain for n in out} for _, out in domain_folds(rows)] == [
        {"kitchen"},
        {"street"},
    ]


def test_rows_of_a_language_without_cues_are_left_aside() -> None:
    rows = (*labelled(), Labelled("vi", "hàng lỗi", 1))

    assert learn(rows, "test", Course(folds=0, say=quiet)).rows == {"en": 80}


def test_too_few_rows_are_refused() -> None:
    with pytest.raises(TooFewRows, match="at least 5 rows of each label"):
        learn(labelled()[:20], "test", Course(folds=0, say=quiet))


def test_a_language_nobody_made_cues_for_cannot_be_trained() -> None:
    with pytest.raises(TooFewRows, match="no cues for 'vi'"):
        sheaf([Labelled("vi", "hàng lỗi", 1)])
