"""Active content in a PDF: scripts, programs to launch, forms that send, files inside the file."""

from collections.abc import Iterator

import pypdf
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, PdfObject

from makegood.gateways.reading.contents import failed, passed, unknown
from makegood.rules.evidence import Check

ACTIONS = frozenset(
    {
        "/JavaScript",
        "/Launch",
        "/SubmitForm",
        "/ImportData",
        "/GoToE",
        "/RichMediaExecute",
        "/Rendition",
    }
)
"""Kinds of action that do something beyond showing a page (ISO 32000-1, table 198)."""

KEYS = {
    "/JS": "a script",
    "/JavaScript": "a script",
    "/EmbeddedFiles": "a file inside the file",
    "/EF": "a file inside the file",
    "/XFA": "a dynamic form",
    "/RichMediaContent": "embedded media",
}
MOST_OBJECTS = 20_000
DEEPEST = 30


def active_content(reader: pypdf.PdfReader) -> Check:
    """Look at every object of the file, also those that no page refers to."""
    identifiers = sorted({*_table(reader), *reader.xref_objStm})
    if len(identifiers) > MOST_OBJECTS:
        return unknown("active_content", f"it has more than {MOST_OBJECTS} objects")
    for number in identifiers:
        for name in _names_in(_object(reader, number), depth=0):
            return failed("active_content", f"it holds {name}")
    return passed("active_content", "no scripts, launches or embedded files")


def _table(reader: pypdf.PdfReader) -> Iterator[int]:
    for numbers in reader.xref.values():
        yield from numbers


def _object(reader: pypdf.PdfReader, number: int) -> PdfObject | None:
    generations = [generation for generation, numbers in reader.xref.items() if number in numbers]
    generation = generations[-1] if generations else 0
    return IndirectObject(number, generation, reader).get_object()


def _names_in(thing: PdfObject | None, depth: int) -> Iterator[str]:
    if depth > DEEPEST:
        return
    if isinstance(thing, DictionaryObject):
        yield from (KEYS[key] for key in KEYS if key in thing)
        action = thing.raw_get("/S") if "/S" in thing else None
        if str(action) in ACTIONS:
            yield f"an action {action}"
    for item in _inside(thing):
        yield from _names_in(item, depth + 1)


def _inside(thing: PdfObject | None) -> Iterator[PdfObject]:
    """What lies directly in an object; a reference is followed where it stands in the table."""
    items = list(thing.values()) if isinstance(thing, DictionaryObject) else []
    items += list(thing) if isinstance(thing, ArrayObject) else []
    return (item for item in items if not isinstance(item, IndirectObject))
