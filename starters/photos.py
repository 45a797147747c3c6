"""Sample photos of parcels, drawn: each parcel its own picture, with its day in EXIF."""

import hashlib
import io
from dataclasses import dataclass
from datetime import date

from PIL import Image, ImageDraw, ImageFilter, ImageFont

from makegood.rules.evidence import DocumentKind
from starters.papers import Paper

_SIZE = (960, 720)
_SHELVES = (8, 6)
_EXIF_IFD = 0x8769
_DATE_TIME_ORIGINAL = 0x9003
Box = tuple[int, int, int, int]


@dataclass(frozen=True)
class Shot:
    """What a photo shows; without `taken_on` it is stripped of EXIF, as chat applications do."""

    tracking_number: str
    taken_on: date | None
    damaged: bool = False


def photo(kind: DocumentKind, shot: Shot) -> Paper:
    """A JPEG of the parcel with its label; the same shot has the same bytes."""
    chance = hashlib.sha256(f"{kind} {shot.tracking_number} {shot.damaged}".encode()).digest()
    picture = _shelves(chance)
    box = _parcel(picture, chance)
    _label(picture, box, shot.tracking_number)
    if shot.damaged:
        _tear(picture, box, chance)
    return Paper(kind, f"{kind.value.replace('_', '-')}.jpg", _jpeg(picture, shot.taken_on))


def _shelves(chance: bytes) -> Image.Image:
    """What lies around: patches of light that differ from photo to photo."""
    columns, rows = _SHELVES
    patches = hashlib.sha512(chance).digest()[: columns * rows]
    return (
        Image.frombytes("L", _SHELVES, patches).resize(_SIZE, Image.Resampling.BOX).convert("RGB")
    )


def _parcel(picture: Image.Image, chance: bytes) -> Box:
    left, top = 120 + chance[0], 100 + chance[1] // 2
    box = (left, top, left + 360 + chance[2] // 4, top + 300 + chance[3] // 4)
    draw = ImageDraw.Draw(picture)
    draw.rectangle(box, fill=(150 + chance[4] // 4, 110, 70), outline=(90, 60, 30), width=5)
    middle = (box[0] + box[2]) // 2
    draw.rectangle((middle - 22, box[1], middle + 22, box[3]), fill=(205, 185, 140))
    return box


def _label(picture: Image.Image, box: Box, number: str) -> None:
    left, top = box[0] + 20, box[1] + 25
    draw = ImageDraw.Draw(picture)
    draw.rectangle((left, top, left + 260, top + 120), fill="white", outline="black")
    draw.text((left + 12, top + 8), number, fill="black", font=ImageFont.load_default(size=24))
    for place, sign in enumerate(number.encode()):
        bar = left + 12 + place * 14
        draw.rectangle((bar, top + 50, bar + 2 + sign % 8, top + 105), fill="black")


def _tear(picture: Image.Image, box: Box, chance: bytes) -> None:
    """A ragged hole in the lower half of the box, where the goods show."""
    middle, low = (box[0] + box[2]) // 2, box[3] - 90
    ragged = [(middle - 150 + step * 30, low + (chance[8 + step] - 128) // 3) for step in range(11)]
    edge = [(x, low + 80 - abs(y - low) // 2) for x, y in reversed(ragged)]
    ImageDraw.Draw(picture).polygon(ragged + edge, fill=(35, 25, 20), outline=(230, 210, 180))


def _jpeg(picture: Image.Image, taken_on: date | None) -> bytes:
    exif = Image.Exif()
    if taken_on:
        exif.get_ifd(_EXIF_IFD)[_DATE_TIME_ORIGINAL] = f"{taken_on:%Y:%m:%d} 10:15:00"
    target = io.BytesIO()
    soft = picture.filter(ImageFilter.GaussianBlur(1))
    soft.save(target, "JPEG", quality=80, exif=exif)
    return target.getvalue()
