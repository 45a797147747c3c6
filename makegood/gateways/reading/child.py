"""The child process that reads documents: it bounds itself, reads, and says what it saw."""

import json
import os
import resource
import signal
import sys
from dataclasses import asdict, dataclass, replace
from datetime import date
from decimal import Decimal

from makegood.gateways.reading.container import PDF, extension, type_by_content
from makegood.gateways.reading.contents import Contents, passed, unknown
from makegood.gateways.reading.limits import READY, ReadingLimits
from makegood.gateways.reading.printable import printable
from makegood.rules.evidence import DocumentReading


@dataclass(frozen=True)
class Handed:
    """A document as the child gets it: an open file, and what the claim says of it."""

    descriptor: int
    sha256: str
    kind: str
    name: str


def main(arguments: list[str]) -> None:
    """Read the documents named in the first argument; write one line of JSON for each, in order.

    A document that kills the child leaves its line, and those after it, unwritten.
    """
    order = json.loads(arguments[0])
    limits = ReadingLimits(**order["limits"])
    documents = [Handed(**document) for document in order["documents"]]
    confine(limits, len(documents))
    sys.stdout.write(READY)
    sys.stdout.flush()
    for document in documents:
        signal.alarm(limits.seconds)
        sys.stdout.write(line_of(read_document(document, limits), limits))
        sys.stdout.flush()


def confine(limits: ReadingLimits, documents: int) -> None:
    """Bound this process in the kernel, before it sees a byte of a document.

    The alarm is left to its default action, so that it ends the process in whatever library it is.
    """
    seconds = limits.seconds * documents
    written = limits.output_bytes * documents
    bounds = {
        resource.RLIMIT_AS: limits.memory_bytes,
        resource.RLIMIT_FSIZE: written,
        resource.RLIMIT_CORE: 0,
    }
    for bound, value in bounds.items():
        resource.setrlimit(bound, (value, value))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    signal.signal(signal.SIGALRM, signal.SIG_DFL)


def read_document(document: Handed, limits: ReadingLimits) -> DocumentReading:
    """Everything that can be said of one document."""
    content = _content(document.descriptor, limits)
    media_type, typed = type_by_content(content)
    reading = DocumentReading(
        document.sha256, document.kind, document.name, len(content), media_type
    )
    named = extension(document.name, media_type)
    sized = passed("size", f"{len(content)} bytes")
    if not media_type:
        return _stamped(replace(reading, checks=(typed, sized, named)))
    contents = _open(content, media_type, limits)
    read = replace(
        reading,
        checks=(typed, sized, named, *contents.checks),
        pages=contents.pages,
        taken_on=contents.taken_on,
        image_hashes=contents.image_hashes,
    )
    return _stamped(_with_text(read, contents.texts))


def line_of(reading: DocumentReading, limits: ReadingLimits) -> str:
    """A reading as one line of JSON, without its findings where they would not fit."""
    line = _json(reading)
    if len(line.encode()) < limits.output_bytes:
        return line
    bare = DocumentReading(
        reading.sha256, reading.kind, reading.name, reading.size, reading.media_type
    )
    too_much = unknown("readable", "more was found in it than can be kept")
    return _json(_stamped(replace(bare, pages=reading.pages, checks=(*reading.checks, too_much))))


def _content(descriptor: int, limits: ReadingLimits) -> bytes:
    with os.fdopen(descriptor, "rb") as file:
        return file.read(limits.file_bytes)


def _open(content: bytes, media_type: str, limits: ReadingLimits) -> Contents:
    """Only the library that this type needs is loaded: they cost more than most documents."""
    if media_type == PDF:
        from makegood.gateways.reading.pdf import read_pdf

        return read_pdf(content, limits)
    from makegood.gateways.reading.pictures import read_picture

    return read_picture(content, limits)


def _with_text(reading: DocumentReading, texts: tuple[str, ...]) -> DocumentReading:
    if not texts:
        return reading
    from makegood.gateways.reading.text import glean, gleaned

    return replace(reading, **vars(gleaned(glean(texts))))


def _stamped(reading: DocumentReading) -> DocumentReading:
    stamp = reading.sha256[:12]
    checks = (
        replace(check, document=stamp, detail=printable(check.detail)) for check in reading.checks
    )
    return replace(reading, checks=tuple(checks))


def _json(reading: DocumentReading) -> str:
    return json.dumps(asdict(reading), default=_plain, ensure_ascii=False) + "\n"


def _plain(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    raise TypeError(f"{type(value).__name__} has no place in a reading")
