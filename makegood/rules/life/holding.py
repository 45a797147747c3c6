"""The documents that a case holds: by content, each once, and not without end."""

from dataclasses import replace

from makegood.rules.casefile import CaseFile
from makegood.rules.claim import HeldDocument
from makegood.rules.refusals import Refused

MOST_DOCUMENTS = 200
"""How many documents one claim may hold."""


def with_documents(case: CaseFile, documents: tuple[HeldDocument, ...]) -> CaseFile:
    """The case with the documents that it did not hold yet; refuses `too_many_documents`."""
    known = {document.sha256: document for document in case.documents}
    for document in documents:
        known.setdefault(document.sha256, document)
    if len(known) > MOST_DOCUMENTS:
        raise Refused("too_many_documents", f"A claim holds at most {MOST_DOCUMENTS} documents.")
    return replace(case, documents=tuple(known.values()))
