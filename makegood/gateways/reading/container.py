"""What a file is by its content, whatever its name says."""

import re
from pathlib import PurePosixPath

import filetype

from makegood.rules.evidence import Check, Verdict

PDF, JPEG, PNG = "application/pdf", "image/jpeg", "image/png"
EXTENSIONS = {".pdf": PDF, ".jpg": JPEG, ".jpeg": JPEG, ".png": PNG}
ALLOWED = frozenset(EXTENSIONS.values())

_PDF_MAGIC = b"%PDF-"
_ZIP_END = b"PK\x05\x06"
_ZIP_TAIL = 66_000
"""A ZIP is read from its end record, which lies within the last 65,557 bytes (APPNOTE 4.3.16)."""
_APPENDED = re.compile(
    rb"PK\x03\x04|\xff\xd8\xff|\x89PNG\r\n|GIF8[79]a|\x7fELF|Rar!|7z\xbc\xaf|<script|<html",
    re.IGNORECASE,
)


def type_by_content(content: bytes) -> tuple[str, Check]:
    """The media type, empty unless it is allowed, with the check that says so.

    One file is one thing: a PDF starts with its magic (`filetype` calls a GIF that is also a PDF
    a GIF), and no file carries the magic of a second type where a reader would look for it.
    """
    seen = filetype.guess_mime(content) or "of no known type"
    if seen not in ALLOWED:
        return "", _typed(Verdict.FAIL, f"the content is {seen}; PDF, JPEG and PNG are accepted")
    second = _second_type(content, seen)
    if second:
        return "", _typed(Verdict.FAIL, f"the content is {seen} and {second} at once")
    return seen, _typed(Verdict.PASS, seen)


def extension(name: str, media_type: str) -> Check:
    """Whether the name ends as the content would have it; a name without an ending says nothing."""
    suffix = PurePosixPath(name).suffix.lower()
    if not suffix or not media_type:
        return Check("extension", Verdict.UNKNOWN, "there is nothing to compare the name with")
    agrees = EXTENSIONS.get(suffix) == media_type
    detail = f"the name ends in {suffix[:10]}, the content is {media_type}"
    return Check("extension", Verdict.PASS if agrees else Verdict.FAIL, detail)


def _typed(verdict: Verdict, detail: str) -> Check:
    return Check("type_by_content", verdict, detail)


def _second_type(content: bytes, seen: str) -> str:
    if seen == PDF and not content.startswith(_PDF_MAGIC):
        return "something before it"
    if content.find(_PDF_MAGIC, 1) > 0 and seen != PDF:
        return "a PDF"
    if _ZIP_END in content[-_ZIP_TAIL:]:
        return "an archive"
    appended = _APPENDED.search(content, content.rfind(b"%%EOF")) if seen == PDF else None
    return "something after its end" if appended and content.rfind(b"%%EOF") > 0 else ""
