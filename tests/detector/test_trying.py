"""A detector that a watch could not live with is refused, although its file is whole."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from makegood.detector.model import LinearModel
from makegood.detector.model_file import SHIPPED, Detector, load, loads, save
from makegood.detector.packing import UnsafeModel
from makegood.detector.trying import require_usable


def other(detector: Detector, **changed: object) -> Detector:
    """The same detector with another model of English."""
    model = replace(detector.models["en"], **changed)  # type: ignore[arg-type]
    return replace(detector, models={"en": model})


def is_usable(detector: Detector) -> bool:
    """Whether a watch may have it."""
    try:
        require_usable(detector)
    except UnsafeModel:
        return False
    return True


def test_what_ships_and_what_is_trained_can_be_used(small: Detector) -> None:
    assert is_usable(small)
    assert is_usable(load(SHIPPED))


def far(model: LinearModel) -> dict[str, object]:
    """One weight beyond all bounds, in a slot that hardly any text has."""
    voice = model.voices[0]
    weight = voice.weight.copy()
    weight[0, 7] = np.inf
    return {"voices": (replace(voice, weight=weight), *model.voices[1:])}


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        (far, "out of all bounds"),
        (lambda model: {"bias": np.full_like(model.bias, np.nan)}, "out of all bounds"),
        (lambda model: {"spreads": np.zeros_like(model.spreads)}, "out of all bounds"),
        (lambda _: {"threshold": 1.5}, "out of all bounds"),
        (lambda model: {"means": model.means[1:]}, "does not read en"),
        (lambda model: {"weights": model.weights[:, 1:]}, "does not read en"),
        (
            lambda model: {"cues": replace(model.cues, negators="nothing of the sort")},
            "does not read en",
        ),
        (
            lambda model: {"cues": replace(model.cues, words=(("bomb", ("*a*a*a*",)),))},
            "too long",
        ),
    ],
)
def test_what_a_watch_would_choke_on_is_refused(small: Detector, changed: object, why: str) -> None:
    assert callable(changed)

    with pytest.raises(UnsafeModel, match=why):
        require_usable(other(small, **changed(small.models["en"])))


@pytest.mark.parametrize("version", ["", "x" * 81, "2026\n"])
def test_a_version_is_a_word_that_can_be_shown(small: Detector, version: str) -> None:
    with pytest.raises(UnsafeModel, match="version"):
        require_usable(replace(small, version=version))


def test_a_detector_reads_some_language(small: Detector) -> None:
    with pytest.raises(UnsafeModel, match="no language"):
        require_usable(replace(small, models={}))


def test_many_arrays_together_are_no_larger_than_ours(
    small: Detector, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "model.json"
    save(small, path)
    monkeypatch.setattr("makegood.detector.model_file.LARGEST", 1_000_000)

    with pytest.raises(UnsafeModel, match="larger than any of ours, unpacked"):
        loads(path.read_bytes(), "it")


@pytest.mark.parametrize("packed", ["not base 64", "AAAA"])
def test_an_array_that_cannot_be_unpacked_is_no_array(
    small: Detector, tmp_path: Path, packed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("makegood.detector.model_file._checksum", lambda packed: packed.sha256)
    path = tmp_path / "model.json"
    save(small, path)
    content = path.read_text("utf-8")
    first = content.index('"packed": "') + len('"packed": "')
    last = content.index('"', first)

    with pytest.raises(UnsafeModel, match="cannot be unpacked"):
        loads((content[:first] + packed + content[last:]).encode(), "it")
