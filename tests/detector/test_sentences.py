"""A sentence encoder joins the model where one is installed, and is never needed."""

import json
from pathlib import Path

import numpy as np
import pytest

from makegood.detector.evaluating import PLAIN, evaluate
from makegood.detector.model_file import Detector, load, save
from makegood.detector.packing import UnsafeModel
from makegood.detector.scorer import WHOLE, Scorer
from makegood.detector.sentences import SIZE, bare, encoder, senses
from tests.detector.builders import Ear, labelled

UNKNOWN = "thieves"
"""A word that no row has: only the encoder knows what it means."""


def chance(scorer: Scorer, text: str) -> float:
    found = scorer.score(text, "en")
    assert found is not None
    return found.at_least[3]


def test_a_word_that_no_row_has_is_understood(sensing: Detector) -> None:
    scorer = Scorer(sensing, Ear())

    gained = chance(scorer, UNKNOWN) - chance(scorer, "teapots")

    assert gained > 0.02
    assert gained > chance(scorer.plain(), UNKNOWN) - chance(scorer.plain(), "teapots")


def test_without_an_encoder_the_plain_model_rules(sensing: Detector, small: Detector) -> None:
    for text in ("liars, what a scam", "thank you", ""):
        assert Scorer(sensing).score(text, "en") == Scorer(small).score(text, "en")
    assert Scorer(sensing).threshold("en") == small.models["en"].threshold


def test_a_model_trained_without_an_encoder_never_asks_one(small: Detector) -> None:
    ear = Ear()
    scorer = Scorer(small, ear)

    scorer.score("liars", "en")

    assert not scorer.sensing
    assert ear.heard == []
    assert scorer.version == "test"


def test_a_score_says_that_sentences_counted(sensing: Detector) -> None:
    found = Scorer(sensing, Ear()).explain("you lied, what a scam", "en")

    assert found is not None
    assert found.model == "test+sentences"
    assert WHOLE in {part.name for part in found.parts}


def test_languages_without_a_model_are_not_encoded(sensing: Detector) -> None:
    ear = Ear()

    found = Scorer(sensing, ear).score_many([("hàng lỗi", "vi"), ("a scam", "en")])

    assert [one is None for one in found] == [True, False]
    assert ear.heard == ["a scam"]


def test_no_handle_or_link_reaches_the_encoder() -> None:
    ear = Ear()

    senses(ear, ["@ana see https://x.example/1  now", "@ana"])

    assert ear.heard == ["see now", "."]
    assert len(bare("a" * 5_000)) == 1_000


def test_what_was_joined_is_written_down_and_read_back(sensing: Detector, tmp_path: Path) -> None:
    path = tmp_path / "model.json"
    save(sensing, path)

    again = Scorer(load(path), Ear())

    for text in ("you lied", "when is the lamp on sale?"):
        assert chance(again, text) == pytest.approx(chance(Scorer(sensing, Ear()), text), abs=0.05)


def test_figures_of_another_encoder_are_refused(
    sensing: Detector, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "model.json"
    save(sensing, path)
    monkeypatch.setattr("makegood.detector.model_file._checksum", lambda written: written.sha256)
    content = json.loads(path.read_text())
    content["languages"]["en"]["sense"]["weights"][1].pop()
    path.write_text(json.dumps(content))

    with pytest.raises(UnsafeModel, match="512 figures of a sentence"):
        load(path)


def test_both_are_judged_beside_each_other(sensing: Detector) -> None:
    judges = {one.judge for one in evaluate(labelled(), Scorer(sensing, Ear())).lines}

    assert {"model", PLAIN, "VADER"} <= judges


def test_the_encoder_that_is_installed_has_rows_of_the_size_we_weigh() -> None:
    found = encoder()
    if found is None:
        pytest.skip("the extra `sentences` is not installed")

    rows = senses(found, ["still waiting", "รอนานมาก", ""])

    assert rows.shape == (3, SIZE)
    assert np.linalg.norm(rows, axis=1) == pytest.approx(1, abs=0.01)
