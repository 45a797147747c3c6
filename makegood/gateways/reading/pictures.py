"""Photos: their size, their day, and hashes by which a near-duplicate is found."""

import io
import warnings
from datetime import date, datetime

from PIL import Image, ImageOps

from makegood.gateways.reading.contents import Contents, failed, passed
from makegood.gateways.reading.limits import ReadingLimits
from makegood.rules.evidence import Check

_EXIF_IFD = 0x8769
_DATE_TIME_ORIGINAL = 0x9003
_ENOUGH = (512, 512)
"""A JPEG is decoded at the least scale that still has this size: hashing needs no more."""
_FLAT = 8
"""A picture whose lightest and darkest spot differ by less shows nothing."""


def read_picture(content: bytes, limits: ReadingLimits) -> Contents:
    """Look at one JPEG or PNG; a bomb or a damaged file becomes a check, not an error."""
    Image.MAX_IMAGE_PIXELS = limits.pixels
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    try:
        return _look_at(content)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning, MemoryError) as bomb:
        return Contents(
            (failed("bomb", f"it would swell beyond {limits.pixels} pixels: {bomb}"[:200]),)
        )
    except Exception as damage:  # noqa: BLE001  Pillow raises whatever a damaged file leads it to
        return Contents((failed("readable", f"the picture is damaged: {damage}"[:200]),))


def _look_at(content: bytes) -> Contents:
    with Image.open(io.BytesIO(content), formats=("JPEG", "PNG")) as picture:
        width, height = picture.size
        taken_on = _taken_on(picture)
        picture.draft("L", _ENOUGH)
        upright = ImageOps.exif_transpose(picture).convert("L")
    checks = (
        passed("readable", f"a picture of {width} by {height}"),
        passed("bomb", f"{width * height} pixels"),
        _shows_something(upright),
    )
    return Contents(checks, pages=1, taken_on=taken_on, image_hashes=orientation_hashes(upright))


def _shows_something(picture: Image.Image) -> Check:
    spots = picture.resize((64, 64)).tobytes()
    if max(spots) - min(spots) < _FLAT:
        return failed("blank", "the picture is of one shade all over")
    return passed("blank", "the picture shows something")


def _taken_on(picture: Image.Image) -> date | None:
    """EXIF tag DateTimeOriginal (Exif 2.32, 36867); a day that is no day counts as absent."""
    written = picture.getexif().get_ifd(_EXIF_IFD).get(_DATE_TIME_ORIGINAL)
    try:
        return datetime.strptime(str(written)[:10], "%Y:%m:%d").date()  # noqa: DTZ007
    except ValueError:
        return None


def orientation_hashes(picture: Image.Image) -> tuple[str, ...]:
    """Difference hashes of the eight ways a picture can be turned and mirrored, upright first."""
    small = picture.convert("L").resize((128, 128), Image.Resampling.BOX)
    turned = (small.rotate(angle) for angle in (0, 90, 180, 270))
    return tuple(
        _difference_hash(way) for picture in turned for way in (picture, ImageOps.mirror(picture))
    )


def _difference_hash(picture: Image.Image) -> str:
    """64 bits: in each of 8 rows, whether each of 8 spots is lighter than the one after it."""
    spots = picture.resize((9, 8), Image.Resampling.LANCZOS).tobytes()
    bits = 0
    for row in range(8):
        for column in range(8):
            bits = bits << 1 | (spots[row * 9 + column] > spots[row * 9 + column + 1])
    return f"{bits:016x}"
