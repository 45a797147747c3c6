"""A model as plain numbers: what is written down of a language, and what is read back."""

import base64
import zlib
from dataclasses import asdict

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, NonNegativeInt

from makegood.detector.cues import Cues
from makegood.detector.model import SLOTS, Counting, LinearModel, Sense, Sort, Voice
from makegood.detector.sentences import ENCODER, SIZE

LARGEST_ARRAY = 16 * 1024 * 1024
"""Bytes of one array, unpacked: a hostile file cannot fill the memory."""
STEPS = 31
PLACES = 5
"""Decimals of what a figure of a sentence weighs."""


class UnsafeModel(Exception):
    """The file is not a detector, was changed, or is of a newer format; nothing of it is used."""


class Row(BaseModel):
    """A part of the file; a field that nobody knows is refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class PackedArray(Row):
    """Rows of figures, each in 63 steps between its peaks; deflated, in base 64."""

    peaks: tuple[float, ...]
    columns: NonNegativeInt
    packed: str


class PackedVoice(Row):
    """A voice as it is written down."""

    sort: Sort
    counting: Counting
    scale: PackedArray
    weight: PackedArray


class PackedCues(Row):
    """The cues that the figures count, so that the file needs no other."""

    spaced: bool
    negators: str
    negatable: tuple[str, ...]
    words: tuple[tuple[str, tuple[str, ...]], ...]


class PackedSense(Row):
    """How a sentence encoder joins, as it is written down; `encoder` names the one it is for."""

    encoder: str
    share: tuple[float, ...]
    weights: tuple[tuple[float, ...], ...]
    bias: tuple[float, ...]
    threshold: float


class PackedModel(Row):
    """A language as it is written down."""

    target: str
    cues: PackedCues
    voices: tuple[PackedVoice, ...]
    means: tuple[float, ...]
    spreads: tuple[float, ...]
    weights: tuple[tuple[float, ...], ...]
    bias: tuple[float, ...]
    threshold: float
    sense: PackedSense | None = None


def packed(model: LinearModel) -> PackedModel:
    """A language as it is written down."""
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
        sense=_packed_sense(model.sense) if model.sense else None,
    )


def _packed_sense(sense: Sense) -> PackedSense:
    return PackedSense(
        encoder=ENCODER,
        share=tuple(sense.share.tolist()),
        weights=tuple(tuple(row) for row in sense.weights.round(PLACES).tolist()),
        bias=tuple(sense.bias.tolist()),
        threshold=sense.threshold,
    )


def cells(packed: PackedModel) -> int:
    """How many weights a language has, by what its arrays say of themselves."""
    arrays = (array for voice in packed.voices for array in (voice.scale, voice.weight))
    return sum(len(array.peaks) * array.columns for array in arrays)


def unpacked(language: str, packed: PackedModel) -> LinearModel:
    """A language as it was written down; UnsafeModel when an array is not what it says."""
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
        sense=_sense(packed.sense, len(packed.bias)) if packed.sense else None,
    )


def _sense(packed: PackedSense, outputs: int) -> Sense:
    """How an encoder joins; UnsafeModel when its figures do not fit the encoder or the outputs."""
    if packed.encoder != ENCODER:
        raise UnsafeModel(f"The file was fitted to another encoder: {packed.encoder[:60]!r}.")
    widths = {len(row) for row in packed.weights}
    heights = {len(packed.weights), len(packed.share), len(packed.bias)}
    if widths != {SIZE} or heights != {outputs}:
        raise UnsafeModel(f"The file has not {SIZE} figures of a sentence for each output.")
    return Sense(
        share=np.array(packed.share),
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
    try:
        inflated = zlib.decompressobj().decompress(base64.b64decode(packed.packed), size + 1)
    except (ValueError, zlib.error) as error:
        raise UnsafeModel("An array of the file cannot be unpacked.") from error
    if len(inflated) != size:
        raise UnsafeModel("An array of the file has not the size it says.")
    steps = np.frombuffer(inflated, np.int8).reshape(len(packed.peaks), packed.columns)
    peaks = np.array(packed.peaks)[:, None]
    return np.asarray(steps * peaks / STEPS, dtype=np.float32, order="F")
