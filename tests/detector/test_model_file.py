"""The file of a detector is plain numbers, and is refused when anybody has touched it."""

import base64
import json
import zlib
from pathlib import Path

import pytest

from makegood.detector.model import SLOTS, Sort
from makegood.detector.model_file import SHIPPED, Detector, load, save
from makegood.detector.packing import UnsafeModel
from makegood.detector.scorer import Scorer

TEXTS = ("you lied to me, what a scam", "thank you so much", "where is my parcel?", "")


@pytest.fixture
def file(small: Detector, tmp_path: Path) -> Path:
    path = tmp_path / "model.json"
    save(small, path)
    return path


def changed(file: Path, **told: object) -> Path:
    content = json.loads(file.read_text())
    file.write_text(json.dumps({**content, **told}))
    return file


def test_what_is_written_scores_as_what_was_trained(small: Detector, file: Path) -> None:
    before, after = Scorer(small), Scorer(load(file))

    for text in TEXTS:
        one, other = before.score(text, "en"), after.score(text, "en")
        assert one is not None
        assert other is not None
        assert other.at_least == pytest.approx(one.at_least, abs=0.05)


def test_version_rows_and_checksum_come_with_it(small: Detector, file: Path) -> None:
    again = load(file)

    assert (again.version, again.rows) == ("test", small.rows)
    assert again.sha256 == save(small, file)


def test_a_changed_figure_is_noticed(file: Path) -> None:
    with pytest.raises(UnsafeModel, match="checksum"):
        load(changed(file, figures={"en": {"f1": 0.99}}))


def test_a_changed_weight_is_noticed(file: Path) -> None:
    content = json.loads(file.read_text())
    content["languages"]["en"]["bias"][0] += 0.001

    with pytest.raises(UnsafeModel, match="checksum"):
        load(changed(file, languages=content["languages"]))


def test_a_newer_format_is_refused(file: Path) -> None:
    with pytest.raises(UnsafeModel, match="format 2"):
        load(changed(file, format=2))


@pytest.mark.parametrize("content", [b"", b"{}", b"\x80\x04pickle", b"[1]"])
def test_what_is_no_detector_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "model.json"
    path.write_bytes(content)

    with pytest.raises(UnsafeModel, match="not the file of a detector"):
        load(path)


def test_a_missing_file_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(UnsafeModel, match="cannot be read"):
        load(tmp_path / "none.json")


@pytest.mark.parametrize(
    ("rows", "columns", "why"),
    [
        (40, SLOTS[Sort.CHARS], "larger than any"),
        (4, SLOTS[Sort.CHARS], "not the size"),
        (4, 7, "slots"),
    ],
)
def test_an_array_is_never_larger_than_it_says(
    file: Path, rows: int, columns: int, why: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("makegood.detector.model_file._checksum", lambda packed: packed.sha256)
    content = json.loads(file.read_text())
    bomb = base64.b64encode(zlib.compress(bytes(1_000_000))).decode()
    voice = content["languages"]["en"]["voices"][0]
    voice["weight"] = {"peaks": [1.0] * rows, "columns": columns, "packed": bomb}
    file.write_text(json.dumps(content))

    with pytest.raises(UnsafeModel, match=why):
        load(file)


def test_what_ships_is_small_and_holds_no_text() -> None:
    content = json.loads(SHIPPED.read_text())

    assert SHIPPED.stat().st_size <= 2 * 1024 * 1024
    assert set(content) == {"format", "version", "rows", "figures", "languages", "sha256"}
    assert "@" not in SHIPPED.read_text()
