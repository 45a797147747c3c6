"""The child process that makes a picture of one page of a document, and nothing else of it."""

import io
import json
import os
import signal
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace

from PIL import Image, ImageOps

from makegood.gateways.reading.child import confine
from makegood.gateways.reading.container import JPEG, PDF, type_by_content
from makegood.gateways.reading.limits import READY, ReadingLimits
from makegood.gateways.reading.page_made import (
    LONGEST_SIDE,
    PICTURE_BYTES,
    WORDS_BYTES,
    Head,
    Refusal,
    Refused,
    Source,
    Word,
)

WEBP = "image/webp"
QUALITIES = (80, 50, 20)
"""Tried one after the other until a picture is small enough."""

FEW_SHADES = 2048
"""A page of type and lines has no more, and is mostly of one."""

LOSSLESS_BYTES = 300_000
"""Such a page is packed without loss, sharp and small; unless it is not small after all."""

WORDS_SECONDS = 2
"""Time for the words of a page: they are a help, and the picture is already out."""


@dataclass(frozen=True)
class Made:
    """A picture, described and packed, and how to come by the words on it."""

    head: Head
    content: bytes = b""
    words: Callable[[], tuple[Word, ...]] = tuple


def main(arguments: list[str]) -> None:
    """Write what the first argument asks for, after the line that says we stand.

    A page whose words kill the child has lost its words alone.
    """
    order = json.loads(arguments[0])
    limits = ReadingLimits(**order["limits"])
    confine(limits, 1)
    _write(READY.encode())
    signal.alarm(limits.seconds)
    with os.fdopen(order["descriptor"], "rb", closefd=False) as source:
        source.seek(0)
        content = source.read(limits.file_bytes + 1)
    made = picture_of(content, order["page"], limits, from_text=order["from_text"])
    _write(json.dumps(asdict(made.head)).encode() + b"\n" + made.content)
    signal.alarm(WORDS_SECONDS)
    _write(_json(made.words()))


def _write(told: bytes) -> None:
    sys.stdout.buffer.write(told)
    sys.stdout.buffer.flush()


def _json(words: tuple[Word, ...]) -> bytes:
    told = json.dumps([asdict(word) for word in words]).encode()
    return told if len(told) <= WORDS_BYTES else b""


def picture_of(
    content: bytes, page: int, limits: ReadingLimits, *, from_text: bool = False
) -> Made:
    """The page, the first being 1, or its text alone; where it is refused, only why."""
    try:
        return _made(content, page, limits, from_text=from_text)
    except Refused as refusal:
        return Made(Head(refused=refusal.why))
    except MemoryError:
        return Made(Head(refused=Refusal.BROKE_OFF))
    except Image.DecompressionBombError:
        return Made(Head(refused=Refusal.TOO_LARGE))
    except Exception:  # noqa: BLE001  pypdf and Pillow raise whatever a damaged file leads them to
        return Made(Head(refused=Refusal.DAMAGED))


def _made(content: bytes, page: int, limits: ReadingLimits, *, from_text: bool) -> Made:
    """Only the library that is needed is loaded: they cost more than most pages."""
    media_type, _ = type_by_content(content)
    if not media_type:
        raise Refused(Refusal.DAMAGED)
    if media_type != PDF:
        return _packed(_photo(content, page, limits), Head(Source.PHOTO, pages=1))
    if from_text:
        from makegood.gateways.reading.page_text import drawn_from_text

        sheet, pages = drawn_from_text(content, page)
        return _packed(sheet, Head(Source.TEXT, pages=pages))
    from makegood.gateways.reading.page_render import rendered

    drawn = rendered(content, page)
    return replace(
        _packed(drawn.sheet, Head(Source.PAGE, pages=drawn.pages)),
        words=drawn.words,
    )


def _photo(content: bytes, page: int, limits: ReadingLimits) -> Image.Image:
    if page != 1:
        raise Refused(Refusal.ABSENT)
    Image.MAX_IMAGE_PIXELS = limits.pixels
    with Image.open(io.BytesIO(content), formats=("JPEG", "PNG")) as photo:
        photo.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
        upright = ImageOps.exif_transpose(photo).convert("RGB")
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    return upright


def _packed(picture: Image.Image, head: Head) -> Made:
    """Made anew, so that nothing of the file that was handed in is passed on: no EXIF, no tail."""
    kind = JPEG if head.source is Source.PHOTO else WEBP
    packed, (width, height) = _least(picture, kind), picture.size
    described = replace(head, media_type=kind, width=width, height=height, length=len(packed))
    return Made(described, packed)


def _least(picture: Image.Image, kind: str) -> bytes:
    """The best that is small enough; Refused, where none is."""
    if kind == WEBP and _is_plain(picture):
        packed = _saved(picture, "WEBP", lossless=True, quality=20, method=1)
        if len(packed) <= LOSSLESS_BYTES:
            return packed
    for quality in QUALITIES:
        form = "JPEG" if kind == JPEG else "WEBP"
        packed = _saved(picture, form, quality=quality, method=2)
        if len(packed) <= PICTURE_BYTES:
            return packed
    raise Refused(Refusal.TOO_LARGE)


def _is_plain(picture: Image.Image) -> bool:
    shades = picture.getcolors(FEW_SHADES) or ()
    return 2 * max((count for count, _ in shades), default=0) > picture.width * picture.height


def _saved(picture: Image.Image, form: str, **how: int) -> bytes:
    target = io.BytesIO()
    picture.save(target, form, **how)
    return target.getvalue()
