"""The file of a detector: plain numbers in JSON, with a checksum that loading verifies."""

import base64
import json
import zlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, ValidationError

from makegood.detector.cues import Cues
from makegood.detector.model import SLOTS, Counting, LinearModel, Sort, Voice

SHIPPED = Path(__file__).parent / "shipped" / "detector.json"
FORMAT = 1
LARGEST_ARRAY = 16 * 1024 * 1024
"""Bytes of one array, unpacked: a hostile file cannot fill the memory."""
STEPS = 31


class UnsafeModel(Exception):
    """The file is not a detector, was changed, or is of a newer format; nothing of it is used."""


class _Row(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class PackedArray(_Row):
    """Rows of figures, each in 63 steps between its peaks; deflated, in base 64."""

    peaks: tuple[float, ...]
    columns: int
    packed: str


class PackedVoice(_Row):
    """A voice as it is written down."""

    sort: Sort
    counting: Counting
    scale: PackedArray
    weight: PackedArray


class PackedCues(_Row):
    """The cues that the figures count, so that the file needs no other."""

    spaced: bool
    negators: str
    negatable: tuple[str, ...]
    words: tuple[tuple[str, tuple[str, ...]], ...]


class PackedModel(_Row):
    """A language as it is written down."""

    target: str
    cues: PackedCues
    voices: tuple[PackedVoice, ...]
    means: tuple[float, ...]
    spreads: tuple[float, ...]
    weights: tuple[tuple[float, ...], ...]
    bias: tuple[float, ...]
    threshold: float


class PackedDetector(_Row):
    """The whole file; `figures` are those of the cross-validation at training."""

    format: int
    version: str
    rows: dict[str, int]
    figures: dict[str, dict[str, float]]
    languages: dict[str, PackedModel]
    sha256: str = ""


@dataclass(frozen=True)
class Detector:
    """Models by language, with what is known of how good they are."""

    version: str
    models: Mapping[str, LinearModel]
    figures: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    rows: Mapping[str, int] = field(default_factory=dict)
    sha256: str = ""


def save(detector: Detector, path: Path) -> str:
    """Write a detector down and give its checksum; the file is replaced as a whole."""
    packed = PackedDetector(
        format=FORMAT,
        version=detector.version,
        rows=dict(detector.rows),
        figures={name: dict(figures) for name, figures in detector.figures.items()},
        languages={name: _packed(model) for name, model in detector.models.items()},
    )
    signed = packed.model_copy(update={"sha256": _checksum(packed)})
    part = path.with_suffix(".part")
    part.write_text(json.dumps(signed.model_dump(mode="json"), ensure_ascii=False) + "\n", "utf-8")
    part.replace(path)
    return signed.sha256


def load(path: Path = SHIPPED) -> Detector:
    """The detector in a file; UnsafeModel when it is not what was written."""
    try:
        packed = PackedDetector.model_validate_json(path.read_bytes())
    except OSError as error:
        raise UnsafeModel(f"{path.name} cannot be read: {error.strerror}.") from error
    except ValidationError as error:
        raise UnsafeModel(f"{path.name} is not the file of a detector.") from error
    if packed.format != FORMAT:
        raise UnsafeModel(f"{path.name} is of format {packed.format}, and {FORMAT} is read here.")
    if packed.sha256 != _checksum(packed):
        raise UnsafeModel(f"{path.name} was changed: its checksum does not fit.")
    return Detector(
        version=packed.version,
        models={name: _model(name, one) for name, one in packed.languages.items()},
        figures=packed.figures,
        rows=packed.rows,
        sha256=packed.sha256,
    )


def _checksum(packed: PackedDetector) -> str:
    """SHA-256 of everything in the file but the checksum itself."""
    told = packed.model_dump(mode="json", exclude={"sha256"})
    return sha256(json.dumps(told, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def _packed(model: LinearModel) -> PackedModel:
    return PackedModel(
        target=model.target,
        cues=PackedCues(**asdict(model.cues)),
        voices=tuple(
            PackedVoice(
                sort=voice.sort,
                counting=voice.counting,
                scale=_pack(voice.scale),
                weight=_pack(voice.weight),
            )
            for voice in model.voices
        ),
        means=tuple(model.means.tolist()),
        spreads=tuple(model.spreads.tolist()),
        weights=tuple(tuple(row) for row in model.weights.tolist()),
        bias=tuple(model.bias.tolist()),
        threshold=model.threshold,
    )


def _model(language: str, packed: PackedModel) -> LinearModel:
    cues = packed.cues
    return LinearModel(
        language=language,
        target=packed.target,
        cues=Cues(cues.spaced, cues.negators, cues.negatable, cues.words),
        voices=tuple(map(_voice, packed.voices)),
        means=np.array(packed.means),
        spreads=np.array(packed.spreads),
        weights=np.array(packed.weights),
        bias=np.array(packed.bias),
        threshold=packed.threshold,
    )


def _voice(packed: PackedVoice) -> Voice:
    columns = SLOTS[packed.sort]
    if {packed.scale.columns, packed.weight.columns} != {columns}:
        raise UnsafeModel(
            f"The file has not {columns} slots of {packed.sort}, which are read here."
        )
    return Voice(packed.sort, packed.counting, _unpack(packed.scale), _unpack(packed.weight))


def _pack(rows: NDArray[np.float32]) -> PackedArray:
    peaks = np.abs(rows).max(axis=1)
    steps = np.rint(rows / np.where(peaks > 0, peaks, 1)[:, None] * STEPS).astype(np.int8)
    deflated = base64.b64encode(zlib.compress(steps.tobytes(), 9)).decode()
    return PackedArray(peaks=tuple(peaks.tolist()), columns=rows.shape[1], packed=deflated)


def _unpack(packed: PackedArray) -> NDArray[np.float32]:
    size = len(packed.peaks) * packed.columns
    if size > LARGEST_ARRAY:
        raise UnsafeModel("An array of the file is larger than any of ours.")
    inflated = zlib.decompressobj().decompress(base64.b64decode(packed.packed), size + 1)
    if len(inflated) != size:
        raise UnsafeModel("An array of the file has not the size it says.")
    steps = np.frombuffer(inflated, np.int8).reshape(len(packed.peaks), packed.columns)
    peaks = np.array(packed.peaks)[:, None]
    return np.asarray(steps * peaks / STEPS, dtype=np.float32, order="F")
