"""A sentence encoder joins the model where one is installed, and is never needed."""

import json
from pathlib import Path

import numpy as np
import pytest

from makegood.detector.evaluating import PLAIN, evaluate
from makegood.detector.model_file import Detector, load, save
from makegood.detector.packing import UnsafeModel
from makegood.detector.reading import Floats
from makegood.detector.scorer import WHOLE, Scorer
from makegood.detector.sentences import SIZE, Bundled, Encoder, bare, encoder, senses
from makegood.rules.detection.languages import guessed
from tests.detector.builders import Ear, labelled

LONG_LIGATURE = "\ufdfa"
"""One letter that becomes eighteen when it is resolved."""
UNKNOWN = "thieves"
"""A word that no row has: only the encoder knows what it means."""


class Package:
    """What the package of the encoder offers, and how many texts it was asked at once."""

    def __init__(self) -> None:
        self.asked: list[int] = []

    def query(self, texts: list[str]) -> Floats:
        """A row a text, whose figures are the number that the text is."""
        self.asked.append(len(texts))
        return np.array([[float(text)] * SIZE for text in texts])


def chance(scorer: Scorer, text: str) -> float:
    found = scorer.score(text, "en")
    assert found is not None
    return found.at_least[3]


def written(detector: Detector, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file of a detector, whose checksum nobody will look at."""
    path = folder / "model.json"
    save(detector, path)
    monkeypatch.setattr("makegood.detector.model_file._checksum", lambda told: told.sha256)
    return path


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
    assert scorer.at_once == 1_000 > Scorer(load(), ear).at_once
    assert ear.heard == []
    assert scorer.version == "test"


def test_a_score_says_that_sentences_counted(sensing: Detector) -> None:
    scorer = Scorer(sensing, Ear())
    added = {}
    for text in ("you lied", "thank you"):
        found = scorer.explain(text, "en")
        assert found is not None
        assert found.model == "test+sentences"
        added[text] = {part.name: part.contribution for part in found.parts}[WHOLE]

    assert added["you lied"] > 0 > added["thank you"]


def test_languages_without_a_model_are_not_encoded(sensing: Detector) -> None:
    ear = Ear()

    found = Scorer(sensing, ear).score_many([("hàng lỗi", "vi"), ("a scam", "en")])

    assert [one is None for one in found] == [True, False]
    assert ear.heard == ["a scam"]


def test_no_handle_or_link_reaches_the_encoder() -> None:
    ear = Ear()

    senses(ear, ["@ana see https://x.example/1  now", "@ana"])

    assert ear.heard == ["see now", "."]
    assert len(bare("a" * 5_000)) == 400


def test_what_was_joined_is_written_down_and_read_back(sensing: Detector, tmp_path: Path) -> None:
    path = tmp_path / "model.json"
    save(sensing, path)

    again = Scorer(load(path), Ear())

    for text in ("you lied", "when is the lamp on sale?"):
        assert chance(again, text) == pytest.approx(chance(Scorer(sensing, Ear()), text), abs=0.05)


def test_figures_that_do_not_fit_the_encoder_are_refused(
    sensing: Detector, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = written(sensing, tmp_path, monkeypatch)
    content = json.loads(path.read_text())
    content["languages"]["en"]["sense"]["weights"][1].pop()
    path.write_text(json.dumps(content))

    with pytest.raises(UnsafeModel, match=f"{SIZE} figures of a sentence"):
        load(path)


def test_a_file_fitted_to_another_encoder_is_refused(
    sensing: Detector, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = written(sensing, tmp_path, monkeypatch)
    content = json.loads(path.read_text())
    content["languages"]["en"]["sense"]["encoder"] = "another"
    path.write_text(json.dumps(content))

    with pytest.raises(UnsafeModel, match="another encoder: 'another'"):
        load(path)


def test_both_are_judged_beside_each_other(sensing: Detector) -> None:
    judges = {one.judge for one in evaluate(labelled(), Scorer(sensing, Ear())).lines}

    assert {"model", PLAIN, "VADER"} <= judges


def test_a_letter_that_becomes_many_is_resolved_before_it_is_encoded() -> None:
    assert bare(LONG_LIGATURE) == "صلى الله عليه وسلم"
    assert LONG_LIGATURE not in bare(LONG_LIGATURE * 4_000)
    assert bare("no \ud800 letter\x00") == "no ? letter"


def test_many_messages_are_handed_over_in_parts() -> None:
    model = Package()

    rows = Bundled(model).encode([str(n) for n in range(70)])

    assert model.asked == [32, 32, 6]
    assert rows[:, 0].tolist() == list(range(70))


@pytest.fixture(scope="module")
def installed() -> Encoder:
    """The encoder of the extra, where it is there."""
    found = encoder()
    if found is None:
        pytest.skip("the extra `sentences` is not installed")
    return found


def test_the_encoder_that_is_installed_has_rows_of_the_size_we_weigh(installed: Encoder) -> None:
    rows = senses(installed, ["still waiting", "รอนานมาก", ""])

    assert rows.shape == (3, SIZE)
    assert np.linalg.norm(rows, axis=1) == pytest.approx(1, abs=0.01)


def test_alike_messages_are_nearer_whatever_their_language(installed: Encoder) -> None:
    angry, same, other = senses(
        installed,
        ["my parcel is lost and nobody answers", "paket saya hilang dan tidak ada yang menjawab",
         "what time do you open on Sunday?"],
    )  # fmt: skip

    assert angry @ same > angry @ other


def test_hostile_letters_do_not_harm_the_encoder(installed: Encoder) -> None:
    hostile = [LONG_LIGATURE * 1_300, "\U0010ffff" * 4_000, "\ud800", "\x00" * 9, "e\u0301" * 4_000]

    assert np.isfinite(senses(installed, hostile)).all()


@pytest.mark.parametrize("text", ["you lied, give me my money back", "ส่งของช้ามาก แย่"])
def test_what_ships_hears_the_whole_message_where_the_extra_is(
    installed: Encoder, text: str
) -> None:
    found = Scorer(load(), installed).explain(text, guessed(text))

    assert found is not None
    assert WHOLE in {part.name for part in found.parts}
