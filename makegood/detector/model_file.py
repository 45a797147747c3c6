"""The file of a detector: plain numbers in JSON, with a checksum that loading verifies."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from pydantic import ValidationError

from makegood.detector.model import LinearModel
from makegood.detector.packing import PackedModel, Row, UnsafeModel, cells, packed, unpacked

SHIPPED = Path(__file__).parent / "shipped" / "detector.json"
FORMAT = 1
LARGEST = 32 * 1024 * 1024
"""Weights of all languages together, unpacked: twice those that ship."""


class PackedDetector(Row):
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
    written = PackedDetector(
        format=FORMAT,
        version=detector.version,
        rows=dict(detector.rows),
        figures={name: dict(figures) for name, figures in detector.figures.items()},
        languages={name: packed(model) for name, model in detector.models.items()},
    )
    signed = written.model_copy(update={"sha256": _checksum(written)})
    part = path.with_suffix(".part")
    part.write_text(
        json.dumps(signed.model_dump(mode="json", exclude_none=True), ensure_ascii=False) + "\n",
        "utf-8",
    )
    part.replace(path)
    return signed.sha256


def load(path: Path = SHIPPED) -> Detector:
    """The detector in a file; UnsafeModel when it is not what was written."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise UnsafeModel(f"{path.name} cannot be read: {error.strerror}.") from error
    return loads(content, path.name)


def loads(content: bytes, name: str) -> Detector:
    """The detector in the content of a file of that name; UnsafeModel as for `load`."""
    try:
        written = PackedDetector.model_validate_json(content)
    except ValidationError as error:
        raise UnsafeModel(f"{name} is not the file of a detector.") from error
    if written.format != FORMAT:
        raise UnsafeModel(f"{name} is of format {written.format}, and {FORMAT} is read here.")
    if written.sha256 != _checksum(written):
        raise UnsafeModel(f"{name} was changed: its checksum does not fit.")
    if sum(map(cells, written.languages.values())) > LARGEST:
        raise UnsafeModel(f"{name} is larger than any of ours, unpacked.")
    return Detector(
        version=written.version,
        models={name: unpacked(name, one) for name, one in written.languages.items()},
        figures=written.figures,
        rows=written.rows,
        sha256=written.sha256,
    )


def _checksum(written: PackedDetector) -> str:
    """SHA-256 of everything in the file but the checksum itself."""
    told = written.model_dump(mode="json", exclude={"sha256"}, exclude_none=True)
    return sha256(json.dumps(told, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
