"""Files from a form: looked at, kept by content, and not asked for again when a field was wrong."""

import asyncio
import json
from dataclasses import dataclass

from pydantic import TypeAdapter, ValidationError
from starlette.datastructures import UploadFile

from makegood.gateways.documents import DocumentStore, DocumentTooLarge, safe_name
from makegood.gateways.reading.container import type_by_content
from makegood.gateways.reading.limits import ReadingLimits
from makegood.messages.claims import DocumentRef
from makegood.rules.evidence import DocumentKind
from starters.desk.forms import Typed
from starters.desk.words import N_

MOST = 20
"""Files of one form."""

KEPT = "kept"
"""The field in which documents that are stored already come back with the form."""

NOT_TAKEN = N_("%(name)s is not taken: photos as JPEG or PNG, papers as PDF.")
TOO_LARGE = N_("%(name)s is too large: at most 15 MB a file.")
TOO_MANY = N_("At most %(count)s files at a time.")

_REFS = TypeAdapter(tuple[DocumentRef, ...])


@dataclass(frozen=True)
class Uploads:
    """The documents of a form: those kept before, and those that came now."""

    documents: tuple[DocumentRef, ...]

    @property
    def carried(self) -> str:
        """What the form brings back when it is shown again."""
        return json.dumps([one.model_dump() for one in self.documents])

    @staticmethod
    def read(carried: str) -> tuple[DocumentRef, ...]:
        """The documents that a form brings back; none where it brings nothing of ours."""
        try:
            found = _REFS.validate_json(carried or "[]")
        except ValidationError:
            return ()
        return tuple(one for one in found if one.kind in tuple(DocumentKind))


async def uploads(form: Typed, store: DocumentStore, kinds: tuple[str, ...]) -> Uploads:
    """Keep the files, each under its kind; one that cannot be taken is blamed on its field."""
    found = list(Uploads.read(form.value(KEPT)))
    for kind in kinds:
        for file in form.files(kind):
            ref = await _keep(form, store, kind, file)
            if ref is not None and ref.sha256 not in {one.sha256 for one in found}:
                found.append(ref)
    if len(found) > MOST:
        form.blame(kinds[0], TOO_MANY, count=MOST)
    return Uploads(tuple(found[:MOST]))


async def _keep(
    form: Typed, store: DocumentStore, kind: str, file: UploadFile
) -> DocumentRef | None:
    name, limit = safe_name(file.filename or kind), ReadingLimits().file_bytes
    if (file.size or 0) > limit:
        form.blame(kind, TOO_LARGE, name=name)
        return None
    media_type, _ = type_by_content(await file.read())
    if not media_type:
        form.blame(kind, NOT_TAKEN, name=name)
        return None
    await file.seek(0)
    try:
        stored = await asyncio.to_thread(store.put, file.file, limit)
    except DocumentTooLarge:
        form.blame(kind, TOO_LARGE, name=name)
        return None
    return DocumentRef(kind=kind, sha256=stored.sha256, name=name)
