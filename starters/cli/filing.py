"""`claim file` and `claim documents add`: what comes in, with its documents."""

import json
import os
import sys
from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from pydantic import JsonValue

from makegood.messages.claims import ClaimFiling, DocumentRef
from makegood.messages.commands import SubmitDocuments
from starters.cli.commands import command
from starters.cli.groups import claim, documents
from starters.cli.receipts import told
from starters.cli.visit import Visit
from starters.cli.words import Attach, ClaimId
from starters.errors import BadInput

if TYPE_CHECKING:
    from makegood.gateways.documents import DocumentStore

STDIN = "-"
LARGEST_FILING = 8_000_000
"""Bytes of a filing: 500 parcels with everything said about each are below one million."""


@command(claim, "file")
def file(
    visit: Visit,
    filing: Annotated[
        str, typer.Argument(metavar="FILE.json", help="The claim as JSON; `-` is standard input.")
    ],
    attach: Attach = None,
) -> None:
    """File a claim; the same claim filed twice is one claim.

    The file is the start argument of docs/reference/contract.md. Documents given with --attach are
    put into the document store, and into the claim by their content.
    """
    raw = read(filing)
    request = ClaimFiling.model_validate(raw)
    _require_contract(visit, request)
    attached = [each.model_dump() for each in kept(visit.documents, attach or [])]
    held = [each.model_dump() for each in request.documents]
    request = ClaimFiling.model_validate({**raw, "documents": [*held, *attached]})
    filed = visit.claims(lambda claims: claims.file(request))
    link = visit.link(filed.workflow_id)
    said = "was filed before, as it is" if filed.already else "is filed"
    visit.tell(
        {**filed.model_dump(), "link": link, "documents": request.documents},
        f"Claim {filed.claim_id} {said}.",
        f"  workflow  {filed.workflow_id}\n  see it    {link}",
        f"  follow    makegood claim show {filed.claim_id}",
    )


@command(documents, "add")
def add(
    visit: Visit,
    claim_id: ClaimId,
    papers: Annotated[list[str], typer.Argument(metavar="PATH:KIND...", help="With its kind.")],
    by: Annotated[str, typer.Option("--by", metavar="WHO", help="Who supplies them.")] = "merchant",
) -> None:
    """Supply documents to a claim, asked for or not."""
    refs = tuple(kept(visit.documents, papers))
    message = SubmitDocuments(documents=refs, by=by)
    receipt = visit.claims(lambda claims: claims.say(claim_id, "submit_documents", message))
    told(visit, claim_id, receipt, f"{len(refs)} documents are with claim {claim_id}.")


def read(name: str) -> dict[str, JsonValue]:
    """The JSON object in a file or on standard input, or BadInput; amounts stay exact."""
    try:
        text = _bytes(name)
    except OSError as error:
        raise BadInput(f"{name}: {error.strerror}", "unreadable") from error
    if len(text) > LARGEST_FILING:
        raise BadInput(f"{name}: more than {LARGEST_FILING} bytes", "unreadable")
    return _parsed(name, text)


def _bytes(name: str) -> bytes:
    """As much as is looked at, and one byte more."""
    if name == STDIN:
        return sys.stdin.buffer.read(LARGEST_FILING + 1)
    with Path(name).open("rb") as source:
        return source.read(LARGEST_FILING + 1)


def _parsed(name: str, text: bytes) -> dict[str, JsonValue]:
    try:
        found = json.loads(text, parse_float=Decimal)
    except (ValueError, RecursionError) as error:
        raise BadInput(f"{name} is not JSON: {error}", "unreadable") from error
    if not isinstance(found, dict):
        raise BadInput(f"{name}: one JSON object is expected, a claim", "unreadable")
    return found


def kept(store: "DocumentStore", papers: Iterable[str]) -> list[DocumentRef]:
    """Put the documents into the store; DocumentTooLarge and BadInput name the path."""
    return [_kept(store, *_path_and_kind(paper)) for paper in papers]


def _kept(store: "DocumentStore", path: Path, kind: str) -> DocumentRef:
    from makegood.gateways.documents import safe_name
    from makegood.gateways.reading.limits import ReadingLimits

    limit = ReadingLimits().file_bytes
    try:
        with path.open("rb") as stream:
            stored = store.put(stream, limit, announced=os.fstat(stream.fileno()).st_size)
    except OSError as error:
        raise BadInput(f"{path}: {error.strerror or error}", "unreadable") from error
    return DocumentRef(kind=kind, sha256=stored.sha256, name=safe_name(path.name))


def _path_and_kind(paper: str) -> tuple[Path, str]:
    path, _, kind = paper.rpartition(":")
    if not path or not kind:
        raise BadInput(f"{paper!r}: a document is given as PATH:KIND, as in invoice.pdf:invoice")
    return Path(path), kind


def _require_contract(visit: Visit, request: ClaimFiling) -> None:
    """Refuse, before anything is started, a merchant that no contract is with."""
    from makegood.policy.loader import load_policy
    from starters.policy_tables import tables

    load_policy(tables(visit.settings.policy_dir)).terms_for(request.merchant_id, request.kind)
