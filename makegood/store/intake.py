"""Intake: a claim is filed once, and found by its parcels and documents from then on."""

from datetime import datetime

from pydantic import TypeAdapter
from sqlalchemy import Connection, insert, select

from makegood.messages.problems import Conflict
from makegood.rules.claim import Claim
from makegood.rules.evidence import normalised_number
from makegood.store.engine import add_once, serialise
from makegood.store.tables import CLAIM_DOCUMENT, INTAKE, PARCEL

_ONE_AT_A_TIME = 73011
_CLAIM = TypeAdapter(Claim)
_TAKE_IN = insert(INTAKE).returning(INTAKE.c.filed)


def file_claim(connection: Connection, claim: Claim, content_hash: str, now: datetime) -> int:
    """Take the claim in and give its place in the order of filing; again, it keeps its place.

    Claims are taken in one at a time, so that of two for the same parcel the later one sees the
    earlier. Conflict where other content was filed under the same id.
    """
    serialise(connection, _ONE_AT_A_TIME)
    held = connection.execute(select(INTAKE).where(INTAKE.c.claim_id == claim.claim_id)).first()
    if held is None:
        return _take_in(connection, claim, content_hash, now)
    if held.content_hash != content_hash:
        raise Conflict(
            f"Claim {claim.claim_id} was filed before with other content; file it under a new id"
        )
    return int(held.filed)


def _take_in(connection: Connection, claim: Claim, content_hash: str, now: datetime) -> int:
    values = {
        "claim_id": claim.claim_id,
        "content_hash": content_hash,
        "kind": claim.kind,
        "merchant_id": claim.merchant_id,
        "claim": _CLAIM.dump_python(claim, mode="json"),
        "at": now,
    }
    filed = connection.execute(_TAKE_IN, values).scalar_one()
    _index(connection, claim)
    return int(filed)


def _index(connection: Connection, claim: Claim) -> None:
    parcels = [
        {"tracking_number": number, "claim_id": claim.claim_id, "kind": claim.kind}
        for number in sorted(tracking_numbers(claim))
    ]
    add_once(connection, PARCEL, parcels)
    documents = [
        {"claim_id": claim.claim_id, "sha256": held.sha256, "kind": held.kind, "name": held.name}
        for held in claim.documents
    ]
    add_once(connection, CLAIM_DOCUMENT, documents)


def tracking_numbers(claim: Claim) -> set[str]:
    """The parcels of a claim as they are compared: capitals and digits alone."""
    return {normalised_number(parcel.tracking_number) for parcel in claim.parcels}
